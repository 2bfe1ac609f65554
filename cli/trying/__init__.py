"""`candour try`: talks to the model in the terminal and shows, turn by turn, what was understood and why.

It is the real model and the real code of a conversation, on a stage of its own (cli/conversations/stage.py). What is
kept meanwhile lies in memory where the machine has such a folder, and is gone when this ends.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from candour.errors import ModelError
from candour.logs import configure
from candour.settings import current_settings
from cli.conversations.stage import open_stage
from cli.model import MODEL_FILE, is_stale
from cli.places import MODELS, RASA_PYTHON, ROOT
from cli.stages import Stages
from cli.trying.dialogue import Dialogue
from cli.trying.session import Session

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory: nothing of it reaches a disk
PLAIN_WIDTH = 110


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `try` to the command line."""
    parser = subparsers.add_parser("try", help="talk to the model and see what it understands, and why")
    parser.add_argument("--json", action="store_true", help="print each turn as one JSON line")
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour try`."""
    _require_model()
    configure("try", "ERROR")
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="candour-try-", dir=place) as folder:
        asyncio.run(_talk(Path(folder), options.json))
    return 0


async def _talk(folder: Path, as_json: bool) -> None:
    terminal = sys.stdin.isatty()
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    async with AsyncExitStack() as stack:
        with Stages(Console(stderr=True, highlight=False)).stage("Rasa started"):
            stage = await stack.enter_async_context(open_stage(folder, current_settings().signposts))
        await Dialogue(Session(stage, ROOT), console, terminal=terminal, as_json=as_json).run()


def _require_model() -> None:
    if not RASA_PYTHON.exists():
        raise ModelError("Rasa's environment is missing: run `make prepare`")
    if not (MODELS / MODEL_FILE).is_file():
        raise ModelError("there is no model: run `candour train`")
    if is_stale():
        print("The model is older than what it is made from: `candour train` makes a new one.", file=sys.stderr)
