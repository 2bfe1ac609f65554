"""`candour desk serve`: the desk as a web page, on this machine only, until it locks."""

from __future__ import annotations

import argparse
import asyncio
import socket
import sys
from collections.abc import Sequence

from aiohttp import web

from candour.errors import UsageError
from candour.logs import configure
from candour.settings import Settings
from cli.desk.access import check_schema, load_keys, make_team
from cli.desk.pictures import ConfinedPictures
from cli.desk.retention import make_retention
from interview.guide import load_guide
from triage.desk.keyring import DeskKey
from triage.desk.practice import load_practice
from triage.desk.roster.pinned import PinnedList
from triage.desk.sitting import Sitting
from triage.desk.web import Door, make_app
from triage.recipients import pinned_list
from triage.store import CaseStore
from triage.store.files import make_file_store

HOST = "127.0.0.1"
IDLE_MINUTES = 15


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `serve` takes."""
    parser.add_argument("--port", type=int, default=0, help="port on this machine; any that is free unless given")
    parser.add_argument(
        "--idle", type=float, default=IDLE_MINUTES, metavar="MINUTES", help="lock after so long (%(default)s)"
    )


def serve(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `serve`: open the desk, and again each time it was locked, as long as somebody is at the terminal.

    Raises:
        UsageError: the port cannot be had, or no key is named.
        KeyFileError: the key cannot be loaded.
        StoreError: the store cannot be reached.
    """
    configure("desk", settings.log_level)
    port = args.port
    while True:
        with _listen(port) as listening:
            port = int(listening.getsockname()[1])
            asyncio.run(_sit(args, settings, load_keys(args.key, settings), listening))
        print("Locked. The keys are forgotten.", flush=True)
        if not sys.stdin.isatty():
            return
        input("Enter opens it again, Ctrl-C ends. ")


async def _sit(args: argparse.Namespace, settings: Settings, keys: Sequence[DeskKey], listening: socket.socket) -> None:
    port = listening.getsockname()[1]
    door = Door(frozenset({f"{HOST}:{port}", f"localhost:{port}"}), args.idle * 60)
    store = await CaseStore.open(settings.store_url)
    try:
        await check_schema(store)
        sitting = Sitting(
            store,
            make_file_store(settings),
            keys,
            make_team(settings),
            load_practice(settings.practice, settings.categories),
            load_guide(),
        )
        pictures, retention = ConfinedPictures(sitting.team.recipients), make_retention(settings)
        app = make_app(sitting, door, pictures, retention, PinnedList(*pinned_list(settings)))
        runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        _tell(f"http://{HOST}:{port}/enter/{door.link}", args)
        await door.locked.wait()
        await asyncio.sleep(0.2)  # so that who locked it is told
        await runner.cleanup()
    finally:
        await store.close()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except (OSError, OverflowError):
        raise UsageError(f"--port: {port} cannot be listened on") from None


def _tell(link: str, args: argparse.Namespace) -> None:
    if args.json:
        print(f'{{"link": "{link}"}}', flush=True)
        return
    print(f"\n  {link}\n\nOpen this link in a browser on this machine. It works once.", flush=True)
    print(f"The desk locks after {args.idle:g} minutes without use. Ctrl-C ends it.", flush=True)
