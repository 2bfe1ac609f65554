"""`candour up`: prepares what is missing, starts the gateway, Rasa and the action server, and stops them together."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import aiohttp
from rich.panel import Panel

from candour.errors import StartError
from candour.logs import configure
from candour.settings import Settings, current_settings
from cli.checks import NOTE, find_problems, is_loopback
from cli.parts import Ports, build_parts, free_ports, inner_settings
from cli.prepare import prepare_keys_and_store, refuse
from cli.stages import Stages
from cli.supervisor import Supervisor
from cli.system_errors import reason_of
from cli.train import ensure_model

PATIENCE = 600.0  # seconds for everything to become ready: a busy machine has needed more than three
FATAL = "encrypted tracker store"  # what dialogue.channel says when Rasa fell back to another; waiting does not help
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - looked up, not listened on


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `up` to the command line."""
    parser = subparsers.add_parser("up", help="prepare and start Candour; Ctrl-C stops it")
    parser.set_defaults(func=run)


def run(_options: argparse.Namespace) -> int:
    """Carry out `candour up`.

    Raises:
        SettingsError: a setting cannot be used.
        ModelError: the model cannot be trained.
        StoreError: the triage store cannot be reached.
        StartError: something makes starting unsafe, or a part cannot start.
    """
    stages = Stages()
    settings = _prepare(stages)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(settings, free_ports(), stages))
    return 0


def _prepare(stages: Stages) -> Settings:
    with stages.stage("Settings checked"):
        settings = _with_port(current_settings())
        refuse(find_problems(settings, os.environ))
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    prepare_keys_and_store(settings, stages)
    if not ensure_model(settings, stages):
        stages.console.print("[green]✓[/green] Model is up to date")
    return settings


def _with_port(settings: Settings) -> Settings:
    """Make sure that the gateway can listen where it is told to; port 0 becomes one that is free."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.create_server((settings.host, settings.port), family=family) as server:
            return replace(settings, port=server.getsockname()[1])
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise StartError(f"CANDOUR_PORT: cannot listen on {where} ({reason_of(error)})") from None


async def _serve(outer: Settings, ports: Ports, stages: Stages) -> None:
    configure("up", outer.log_level)
    settings = inner_settings(outer, ports)
    async with Supervisor(build_parts(settings, ports)) as supervisor:
        stopping = _on_signals(supervisor)
        with stages.stage("Starting the gateway, Rasa and the action server") as say:
            await _first(supervisor.started(_wait_until_ready(settings, say)), stopping.wait())
            say("Stopping" if stopping.is_set() else "Ready")
        if not stopping.is_set():
            _welcome(settings, stages)
            await stopping.wait()
    stages.console.print("Stopped")


def _on_signals(supervisor: Supervisor) -> asyncio.Event:
    """The event of being told to stop; being told twice kills at once."""
    stopping = asyncio.Event()

    def stop() -> None:
        if stopping.is_set():
            supervisor.kill()
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    return stopping


async def _first(*waits: Coroutine[None, None, object]) -> None:
    """Return when one of these does, or raise what it raises."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    for task in done:
        task.result()


async def _wait_until_ready(settings: Settings, say: Callable[[str], None]) -> None:
    timeout = aiohttp.ClientTimeout(total=5)
    missing = ["the gateway"]
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession(timeout=timeout) as session:
            while missing := await _missing(session, f"{address(settings)}/healthz"):
                if FATAL in missing:
                    raise StartError(f"Rasa would keep words in another store than the {FATAL}; nothing was started")
                say(f"Starting; waiting for {', '.join(missing)}")
                await asyncio.sleep(0.2)
            return
    raise StartError(f"not ready after {PATIENCE:.0f} s; still missing: {', '.join(missing)}")


async def _missing(session: aiohttp.ClientSession, url: str) -> list[str]:
    """What /healthz says is missing; empty when a turn can be answered."""
    try:
        async with session.get(url) as response:
            if response.status == 200:
                return []
            body = await response.json()
            return [str(name) for name in body["missing"]] or ["the gateway"]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
        return ["the gateway"]


def address(settings: Settings) -> str:
    """Where this machine reaches the gateway."""
    host = ANYWHERE.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def _welcome(settings: Settings, stages: Stages) -> None:
    say = stages.console.print
    say(f"\n  Web chat   [bold]{settings.public_url or address(settings)}[/bold]", soft_wrap=True)
    say(f"  Telegram   {_telegram_state(settings)}", soft_wrap=True)
    if not is_loopback(settings.host):
        say(f"  Listening  {settings.host}:{settings.port}, beyond this machine", soft_wrap=True)
    if notes := [f for f in find_problems(settings, {}) if f.severity != NOTE]:
        say(f"  Warnings   {len(notes)}: see `candour doctor`", soft_wrap=True)
    if settings.demo:
        say(Panel(_demo_text(), title="Demo", expand=False, border_style="yellow"))
    say("Ctrl-C stops it.")


def _telegram_state(settings: Settings) -> str:
    if not settings.telegram_token:
        return "off (TELEGRAM_BOT_TOKEN is not set)"
    return "by webhook" if settings.telegram_webhook_url else "by polling"


def _demo_text() -> str:
    command = os.path.relpath(Path(sys.executable).parent / "candour")
    return (
        "This machine holds the key that opens its cases (passphrase: demo).\n"
        "Try everything with it, and never take a real report.\n\n"
        f"List the cases:  {command} desk list"
    )
