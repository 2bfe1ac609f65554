"""Runs the gateway: `python -m bot`."""

from __future__ import annotations

import asyncio
import resource
import signal
import sys

from bot.app import CONVERSATIONS, create_app
from bot.server import Runner
from candour import logs, spans
from candour.errors import CandourError
from candour.settings import Settings, current_settings

DRAIN_SECONDS = 5  # for turns under way; what takes longer is kept, and answered after the next start
SHUTDOWN_SECONDS = 5


async def serve(settings: Settings) -> None:
    """Serve until the process is told to stop."""
    runner = Runner(create_app(settings), shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await runner.listen(settings.host, settings.port)
        logs.log(logs.Event.STARTED)
        await _told_to_stop()
        await _drain(runner)
    finally:
        await runner.cleanup()
        logs.log(logs.Event.STOPPED)


async def _drain(runner: Runner) -> None:
    """Take no new connection, and let the turns under way end; then pages are told to come back."""
    logs.log(logs.Event.DRAINING)
    await runner.stop_listening()
    await runner.app[CONVERSATIONS].finish(DRAIN_SECONDS)


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


def _open_as_many_files_as_allowed() -> None:
    # Each page is an open file; the usual limit of 1,024 would be the first thing that a flood uses up.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # not made for every platform
        return None
    return uvloop.Loop


def main() -> int:
    """Run the gateway; returns the exit code."""
    try:
        settings = current_settings()
        logs.configure("bot", settings.log_level)
        spans.start("gateway", settings.spans)
        _open_as_many_files_as_allowed()
        asyncio.run(serve(settings), loop_factory=_loop_factory())
    except CandourError as error:
        print(f"bot: {error}", file=sys.stderr)  # noqa: T201 - one clear line, and it holds no value
        return 1
    except OSError as error:
        print(f"bot: cannot listen or store ({error_text(error)})", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def error_text(error: OSError) -> str:
    """Describe a failure of the system by its own words alone, without file names."""
    return error.strerror or type(error).__name__


if __name__ == "__main__":
    sys.exit(main())
