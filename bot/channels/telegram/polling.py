"""Fetches updates by long polling. The offset, which tells Telegram to forget, passes only what is safely taken."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channels.telegram.incoming import WANTED

LONG_POLL = 30  # seconds Telegram holds a request when there is nothing new
LOOK_AGAIN = 0.5  # seconds until new updates are fetched while one is still being taken
AFTER_A_FAILURE = 2.0  # seconds until an update that could not be taken is fetched again


class Poller:
    """Hands each update over once, without one chat's slow answer holding up the others.

    Args:
        bot: client of the Bot API.
        take: starts to deal with an update; its future says whether the update is safely taken.
    """

    def __init__(self, bot: Bot, take: Callable[[Update], asyncio.Future[bool]]) -> None:
        self._bot = bot
        self._take = take
        self._offset = 0
        self._taking: dict[int, asyncio.Future[bool]] = {}

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            TelegramError: Telegram cannot be reached or refuses; `run` can be called again and goes on.
        """
        while True:
            for update in await self._fetch(0 if self._taking else LONG_POLL):
                if update.update_id not in self._taking:
                    self._taking[update.update_id] = self._take(update)
            await self._wait_a_little()
            if not self._settle():
                await asyncio.sleep(AFTER_A_FAILURE)

    async def stop(self) -> None:
        """Tell Telegram what is taken, so that it does not come again after a restart."""
        self._settle()
        with contextlib.suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(3):
                if self._offset:
                    await self._bot.get_updates(offset=self._offset, limit=1, timeout=0)

    async def _fetch(self, seconds: int) -> tuple[Update, ...]:
        return await self._bot.get_updates(offset=self._offset or None, timeout=seconds, allowed_updates=WANTED)

    async def _wait_a_little(self) -> None:
        unfinished = [future for future in self._taking.values() if not future.done()]
        if unfinished:
            await asyncio.wait(unfinished, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)

    def _settle(self) -> bool:
        """Move the offset past the updates that are taken, up to the first that is not; False if that one failed."""
        for update_id in sorted(self._taking):
            future = self._taking[update_id]
            if not future.done():
                break
            del self._taking[update_id]
            if future.cancelled() or not future.result():
                return False
            self._offset = update_id + 1
        return True
