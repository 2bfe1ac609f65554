"""The web chat: one page and one WebSocket."""

from __future__ import annotations

from aiohttp import web

from bot.channels.web.chat import WebChat
from bot.channels.web.origin import Origins
from bot.channels.web.page import Page
from bot.conversation import Conversations
from candour.settings import Settings

SETTINGS = web.AppKey("settings", Settings)


def setup_web(app: web.Application, settings: Settings, conversations: Conversations) -> None:
    """Put the page and the chat on the application."""
    app[SETTINGS] = settings
    page, chat = Page(settings), WebChat(conversations, Origins(settings))
    conversations.add_push(chat.push)
    app.router.add_get("/", page.chat)
    app.router.add_get("/static/{name}", page.static)
    app.router.add_get("/chat", chat.connect)
    app.on_shutdown.append(chat.close)
