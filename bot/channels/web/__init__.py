"""The web chat: one page, one WebSocket, and files by POST; without script, forms by POST as well. The plain form."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from bot.attachments import Attachments
from bot.channels.web.chat import WebChat
from bot.channels.web.form.setup import setup_form
from bot.channels.web.origin import Origins
from bot.channels.web.page import Page, kind_problems
from bot.channels.web.plain.chat import PlainChat
from bot.channels.web.plain.sheets import Sheets
from bot.channels.web.plain.tokens import PageTokens
from bot.channels.web.sealed_photos import SealedPhotos
from bot.channels.web.uploads import Uploads
from bot.conversation import Conversations
from bot.senders import Senders
from bot.speech import Speeches
from candour.settings import Settings
from drafts import Vault
from triage.recipients import current_recipients

SETTINGS = web.AppKey("settings", Settings)


def setup_web(
    app: web.Application,
    settings: Settings,
    conversations: Conversations,
    files: Attachments,
    *,
    senders: Senders,
    vault: Vault,
    speeches: Speeches,
) -> None:
    """Put the pages and the chat on the application."""
    app[SETTINGS] = settings
    origins, page = Origins(settings), Page(settings, speeches)
    photos = SealedPhotos(partial(current_recipients, settings))
    chat, uploads = WebChat(conversations, origins), Uploads(conversations, files, origins, photos)
    sheets = Sheets(senders, vault, conversations.replicas.notes)
    plain = PlainChat(conversations, files, origins, page, tokens=PageTokens(senders), sheets=sheets)
    conversations.add_push(chat.push, chat.knows)
    app.middlewares.insert(0, kind_problems(page))
    app.router.add_get("/", plain.show)
    app.router.add_post("/", plain.take)
    app.router.add_get("/static/{name}", page.static)
    app.router.add_get("/widget.js", page.widget)
    app.router.add_get("/chat", chat.connect)
    app.router.add_post("/files", uploads.take)
    app.router.add_get("/files/keys", photos.keys)
    app.router.add_post("/files/{number:[0-9]{1,3}}/as-it-is", uploads.send_as_it_is)
    app.router.add_delete("/files/{number:[0-9]{1,3}}", uploads.remove)
    setup_form(
        app,
        settings,
        conversations,
        files,
        origins=origins,
        page=page,
        senders=senders,
        vault=vault,
        speeches=speeches,
    )
    app.on_startup.append(plain.recover)
    app.on_startup.append(partial(_listen, conversations, chat))
    app.on_shutdown.append(chat.close)


async def _listen(conversations: Conversations, chat: WebChat, _app: web.Application) -> None:
    conversations.replicas.start(conversations.answered_elsewhere, chat.opened_elsewhere)
