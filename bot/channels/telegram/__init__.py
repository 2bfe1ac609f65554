"""The Telegram channel: reporters' private chats with the bot, by polling or by webhook."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator

from aiohttp import web

from bot.attachments import Attachments
from bot.channels.telegram.api import Sender, make_bot
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.files import ChatFiles
from bot.channels.telegram.service import Service
from bot.channels.telegram.webhook import PATH, Webhook
from bot.conversation import Conversations
from candour.errors import SettingsError
from candour.settings import Settings
from interview.channels import TelegramWordings

__all__ = ["setup_telegram"]

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")  # Bot API, setWebhook, secret_token


def setup_telegram(app: web.Application, settings: Settings, conversations: Conversations, files: Attachments) -> None:
    """Add the channel to the gateway's application; without a bot token nothing is added.

    Call it after the conversations' own clean-up was registered, so that the channel stops before them.

    Raises:
        SettingsError: the webhook's secret is not one that Telegram accepts.
    """
    if not settings.telegram_token:
        return
    _check(settings)
    wordings = TelegramWordings(settings.public_url, settings.onion_url)
    wordings.of()  # what is wrong with it is to be told now
    bot = make_bot(settings)
    sender = Sender(bot)
    chat_files = ChatFiles(bot, conversations, files, sender, wordings)
    channel = TelegramChannel(conversations, sender, wordings, chat_files)
    conversations.add_push(channel.push, channel.knows)
    if settings.telegram_webhook_url:
        app.router.add_route("*", PATH, Webhook(settings.telegram_webhook_secret, bot, channel.take).handle)
    service = Service(settings, bot, channel, wordings)

    async def running(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(service.run())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await service.stop()

    app.cleanup_ctx.append(running)


def _check(settings: Settings) -> None:
    if settings.telegram_webhook_url and not _SECRET.match(settings.telegram_webhook_secret):
        raise SettingsError("TELEGRAM_WEBHOOK_SECRET", "must be 1 to 256 letters, digits, _ or -")
