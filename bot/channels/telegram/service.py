"""Keeps the channel connected: says how updates shall come, fetches them if they are polled, and never gives up."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlsplit

from telegram import Bot, BotCommand
from telegram.error import RetryAfter

from bot.channels.telegram.api import seconds_asked
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.incoming import WANTED
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.webhook import PATH
from candour.logs import Event, error_name, log
from candour.settings import Settings
from interview.catalogues import offered
from interview.channels import TelegramWordings
from interview.languages import ENGLISH

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
STEADY_AFTER = 60.0  # seconds of good connection after which the next pause is a short one again


class Service:
    """The connection to the Bot API, in the background: the web chat runs whether it is there or not."""

    def __init__(self, settings: Settings, bot: Bot, channel: TelegramChannel, wordings: TelegramWordings) -> None:
        self._settings = settings
        self._bot = bot
        self._channel = channel
        self._wordings = wordings
        self._poller = Poller(bot, channel.take)

    async def run(self) -> None:
        """Connect and receive until cancelled; after a failure again, with growing pauses."""
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            try:
                await self._connect()
                log(Event.READY, channel="telegram")
                await self._receive()
            except Exception as error:  # the network, Telegram, or a library: none of them may end the channel
                log(Event.TELEGRAM_UNREACHABLE, level="warning", channel="telegram", error=error_name(error))
                if time.monotonic() - began > STEADY_AFTER:
                    pause = FIRST_PAUSE
                await asyncio.sleep(max(pause, seconds_asked(error) if isinstance(error, RetryAfter) else 0))
                pause = min(pause * 2, LONGEST_PAUSE)

    async def stop(self) -> None:
        """Finish what is in hand and tell Telegram what is taken. `run` must have been cancelled."""
        await self._channel.close()
        if not self._settings.telegram_webhook_url:
            await self._poller.stop()
        await self._bot.shutdown()

    async def _connect(self) -> None:
        await self._bot.initialize()
        for code in offered():  # the one without a language is for everybody else
            language = None if code == ENGLISH else code
            await self._bot.set_my_commands(self._menu(code), language_code=language)
        if self._settings.telegram_webhook_url:
            await self._bot.set_webhook(
                webhook_address(self._settings.telegram_webhook_url),
                secret_token=self._settings.telegram_webhook_secret,
                allowed_updates=WANTED,
            )
        else:
            await self._bot.delete_webhook()

    async def _receive(self) -> None:
        if self._settings.telegram_webhook_url:
            await asyncio.Event().wait()  # the route receives
        await self._poller.run()

    def _menu(self, code: str) -> list[BotCommand]:
        wording = self._wordings.of(code)
        commands = wording.commands.items()
        return [BotCommand("start", wording.start_about), *(BotCommand(name, c.about) for name, c in commands)]


def webhook_address(url: str) -> str:
    """The address to give to Telegram: as it is set, with the route's path where it has none."""
    return url if urlsplit(url).path.strip("/") else url.rstrip("/") + PATH
