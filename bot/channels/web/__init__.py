"""The web chat: one page, one WebSocket, and files by POST."""

from __future__ import annotations

from aiohttp import web

from bot.attachments import Attachments
from bot.channels.web.chat import WebChat
from bot.channels.web.origin import Origins
from bot.channels.web.page import Page
from bot.channels.web.uploads import Uploads
from bot.conversation import Conversations
from candour.settings import Settings

SETTINGS = web.AppKey("settings", Settings)


def setup_web(app: web.Application, settings: Settings, conversations: Conversations, files: Attachments) -> None:
    """Put the page and the chat on the application."""
    app[SETTINGS] = settings
    page, chat = Page(settings), WebChat(conversations, Origins(settings))
    uploads = Uploads(conversations, files, Origins(settings))
    conversations.add_push(chat.push)
    app.router.add_get("/", page.chat)
    app.router.add_get("/static/{name}", page.static)
    app.router.add_get("/chat", chat.connect)
    app.router.add_post("/files", uploads.take)
    app.router.add_post("/files/{number:[0-9]{1,3}}/as-it-is", uploads.send_as_it_is)
    app.router.add_delete("/files/{number:[0-9]{1,3}}", uploads.remove)
    app.on_shutdown.append(chat.close)
