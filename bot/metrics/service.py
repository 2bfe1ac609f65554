"""Serves the metrics on an address of their own, which reporters do not reach."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.metrics.families import Families
from bot.metrics.state import State
from bot.metrics.tally import Tally
from candour.logs import Event, error_name, log, watch

CHECK_SECONDS = 15
QUARTER = 900  # seconds; the same for all, so that the moment of telling says nothing of what is told

REGISTRY = web.AppKey("registry", CollectorRegistry)


def setup_metrics(app: web.Application, address: str, state: State) -> None:
    """Serve metrics for as long as the application runs.

    Args:
        app: the gateway.
        address: host and port, as in CANDOUR_METRICS.
        state: how the gateway is.
    """
    tally = Tally()

    async def running(_app: web.Application) -> AsyncIterator[None]:
        forget = watch(tally.watch)
        work = [asyncio.create_task(_every(CHECK_SECONDS, state.check)), asyncio.create_task(_tell(tally, state))]
        runner = await _listen(make_app(tally, state), address)
        yield
        forget()
        await runner.cleanup()
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)

    app.cleanup_ctx.append(running)


def make_app(tally: Tally, state: State) -> web.Application:
    """The application that answers Prometheus."""
    app = web.Application()
    app[REGISTRY] = registry = CollectorRegistry()
    registry.register(Families(tally, state))
    app.router.add_get("/metrics", _metrics)
    return app


async def _metrics(request: web.Request) -> web.Response:
    body = generate_latest(request.app[REGISTRY])
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})


async def _listen(app: web.Application, address: str) -> web.AppRunner:
    where = urlsplit(f"//{address}")
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, where.hostname, where.port).start()
    return runner


async def _tell(tally: Tally, state: State) -> None:
    async def told() -> None:
        tally.tell()
        await state.count_drafts()

    while True:
        await asyncio.sleep(QUARTER - time.time() % QUARTER)
        await _once(told)


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await _once(work)
        await asyncio.sleep(seconds)


async def _once(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except Exception as error:  # a disk that is full, a folder that is gone: the next look may do better
        with contextlib.suppress(Exception):
            log(Event.REQUEST_FAILED, level="error", error=error_name(error))
