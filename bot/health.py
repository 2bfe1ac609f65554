"""Whether a turn can be answered now, and if not, what is missing."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from aiohttp import web

from bot.rasa_client import RasaClient
from candour.errors import CandourError, StoreError
from candour.settings import Settings
from triage.recipients import current_recipients
from triage.store import CaseStore

SECONDS = 3


class Health:
    """Checks the parts that a turn goes through.

    Args:
        settings: where the parts are.
        rasa: client of the dialogue.
    """

    def __init__(self, settings: Settings, rasa: RasaClient) -> None:
        self._settings = settings
        self._rasa = rasa
        self._client: Any = None

    async def missing(self) -> list[str]:
        """Name what is missing; nothing when a turn can be answered."""
        names = await asyncio.gather(
            self._dialogue(), self._actions(), self._store(), self._recipients(), self._redis()
        )
        return [name for part in names for name in part]

    async def _dialogue(self) -> tuple[str, ...]:
        try:
            return await asyncio.wait_for(self._rasa.missing(), SECONDS)
        except TimeoutError:
            return ("rasa",)

    async def _actions(self) -> tuple[str, ...]:
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(f"{self._settings.actions_url.rstrip('/')}/health", allow_redirects=False) as response,
            ):
                return () if response.status == 200 else ("actions",)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return ("actions",)

    async def _store(self) -> tuple[str, ...]:
        try:
            async with asyncio.timeout(SECONDS):
                store = await CaseStore.open(self._settings.store_url)
                try:
                    return () if await store.healthy() else ("store",)
                finally:
                    await store.close()
        except (StoreError, TimeoutError):
            return ("store",)

    async def _redis(self) -> tuple[str, ...]:
        if not self._settings.redis_url:
            return ()
        from drafts.shared.server import answers, connect  # one machine needs none of this

        self._client = self._client or connect(self._settings.redis_url)
        return () if await asyncio.to_thread(answers, self._client) else ("redis",)

    async def _recipients(self) -> tuple[str, ...]:
        try:
            return () if await asyncio.to_thread(current_recipients, self._settings) else ("recipients",)
        except (CandourError, OSError):
            return ("recipients",)


HEALTH = web.AppKey("health", Health)


async def healthz(request: web.Request) -> web.Response:
    """Answer 200 only when a turn can be answered, else 503 with the names of what is missing."""
    missing = await request.app[HEALTH].missing()
    return web.json_response({"ok": not missing, "missing": missing}, status=503 if missing else 200)
