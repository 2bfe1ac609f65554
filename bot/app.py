"""The gateway's application: its parts, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from aiohttp import web
from aiohttp.typedefs import Handler

from bot import headers
from bot.attachments import Attachments
from bot.channels.web import setup_web
from bot.conversation import Conversations, Patience
from bot.health import HEALTH, Health, healthz
from bot.limits import Limits
from bot.rasa_client import RasaClient
from bot.receipts import HandingOut, Reception
from bot.replicas import Alone, Replicas, open_replicas, open_senders
from bot.replicas.notes import Notes, OwnNotes
from bot.speech import Speeches
from candour.errors import StoreError
from candour.logs import Event, error_name, log
from candour.settings import Settings
from drafts import Vault, open_vault
from interview.guide import load_guide, with_numbers
from interview.signposts import load_signposts, numbers
from triage.recipients import current_recipients
from triage.store import MailboxStore
from triage.store.files import make_file_store

BODY_BYTES = 64 * 1024
EXPIRY_SECONDS = 3600
TAKE_OVER_SECONDS = 1.5

CONVERSATIONS = web.AppKey("conversations", Conversations)


def create_app(settings: Settings, limits: Limits | None = None, patience: Patience | None = None) -> web.Application:
    """Make the gateway.

    Args:
        settings: of this process.
        limits: messages a minute, where not the usual ones.
        patience: how long things may take, where not as usual.
    """
    app = web.Application(middlewares=[shield], client_max_size=BODY_BYTES)
    headers.install(app, settings)
    rasa = RasaClient(settings.rasa_url, settings.internal_token)
    vault, senders, replicas = open_vault(settings), open_senders(settings), open_replicas(settings)
    reception = make_reception(settings, vault, rasa, replicas.notes)
    files = _files(settings, vault, replicas)
    speeches = Speeches(numbers(load_signposts(settings.signposts)))
    conversations = Conversations(
        vault,
        senders,
        rasa,
        limits,
        patience,
        reception=reception,
        files=files,
        speeches=speeches,
        replicas=replicas,
    )
    app[CONVERSATIONS] = conversations
    app[HEALTH] = health = Health(settings, rasa)
    app.router.add_get("/healthz", healthz)
    app.cleanup_ctx.append(_running(conversations, rasa, reception, settings.draft_days))
    setup_web(app, settings, conversations, files, senders=senders, vault=vault, speeches=speeches)
    if settings.metrics:
        from bot.metrics.service import setup_metrics  # off by default
        from bot.metrics.state import State

        folders = {"data": settings.data_dir, "draft_keys": settings.draft_keys_dir}
        setup_metrics(app, settings.metrics, State(health, vault, conversations.waiting, folders))
    if settings.telegram_token:
        from bot.channels.telegram import setup_telegram  # python-telegram-bot is slow to import, and off by default

        setup_telegram(app, settings, conversations, files)
    return app


def make_reception(settings: Settings, vault: Vault, rasa: RasaClient, notes: Notes | None = None) -> Reception:
    """What sees to receipt codes, on the store of these settings."""
    mailboxes = MailboxStore.at(settings.store_url)
    guide = with_numbers(load_guide(), numbers(load_signposts(settings.signposts)))
    notes = notes or OwnNotes()
    handing_out = HandingOut(vault, mailboxes, notes)
    return Reception(
        mailboxes, lambda: current_recipients(settings).cases, handing_out, rasa.alarms, guide=guide, notes=notes
    )


def _files(settings: Settings, vault: Vault, replicas: Replicas) -> Attachments:
    most, store = settings.file_megabytes * 1024 * 1024, make_file_store(settings)
    return Attachments(vault, store, lambda: current_recipients(settings).cases, most, replicas)


@web.middleware
async def shield(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keep what went wrong out of logs and answers: aiohttp's own handler would log the address and a traceback."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:
        log(Event.REQUEST_FAILED, level="error", error=error_name(error))
        raise web.HTTPInternalServerError from None


def _running(
    conversations: Conversations, rasa: RasaClient, reception: Reception, days: int
) -> Callable[[web.Application], AsyncIterator[None]]:
    async def running(_app: web.Application) -> AsyncIterator[None]:
        conversations.recover()
        tasks = [asyncio.create_task(_expire(conversations, days)), asyncio.create_task(_take_over(conversations))]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await conversations.close()
        await reception.close()
        await rasa.close()

    return running


async def _take_over(conversations: Conversations) -> None:
    while not isinstance(conversations.replicas, Alone):
        await asyncio.sleep(TAKE_OVER_SECONDS)
        try:
            conversations.take_over()
        except OSError as error:
            log(Event.REQUEST_FAILED, level="error", error=error_name(error), what="redis")


async def _expire(conversations: Conversations, days: int) -> None:
    while True:
        try:
            conversations.expire(days)
            await conversations.sweep_files(days)
        except (OSError, StoreError) as error:
            log(Event.REQUEST_FAILED, level="error", error=error_name(error), what="expiry")
        await asyncio.sleep(EXPIRY_SECONDS)
