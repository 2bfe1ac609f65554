"""Conversation tests: what trainers write in `stories/tests/`, played to the real model and the real actions."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from candour.errors import ModelError
from cli.conversations.names import Names
from cli.conversations.player import Outcome, Player
from cli.conversations.script import Conversation
from cli.conversations.stage import open_stage
from cli.model import is_stale
from cli.places import RASA_PYTHON

AT_ONCE = 4  # conversations at the same time: while Rasa thinks for one, the actions work for another


def play(
    conversations: Sequence[Conversation], signposts: Path | None = None, say: Callable[[str], None] = lambda _: None
) -> list[Outcome]:
    """Play conversations; everything that is kept meanwhile lies in a folder that is then deleted.

    Args:
        conversations: as read by `reading.read_folder`.
        signposts: the operator's own, from which the model was trained.
        say: told how far it is.

    Returns:
        The outcomes, in the same order.

    Raises:
        ModelError: there is no model, or it is older than what it is made from.
        StartError: Rasa does not start.
    """
    if not RASA_PYTHON.exists():
        raise ModelError("Rasa's environment is missing: run `make prepare`")
    if is_stale():
        raise ModelError("the model is missing or older than what it is made from: run `candour train`")
    with tempfile.TemporaryDirectory(prefix="candour-conversations-") as folder:
        return asyncio.run(_play(conversations, Path(folder), signposts, say))


async def _play(
    conversations: Sequence[Conversation], folder: Path, signposts: Path | None, say: Callable[[str], None]
) -> list[Outcome]:
    places, done = asyncio.Semaphore(AT_ONCE), 0
    async with open_stage(folder, signposts) as stage:
        player = Player(stage, Names.load(signposts))

        async def one(conversation: Conversation) -> Outcome:
            nonlocal done
            async with places:
                outcome = await player.play(conversation)
            done += 1
            say(f"Playing conversations: {done} of {len(conversations)}")
            return outcome

        return list(await asyncio.gather(*(one(conversation) for conversation in conversations)))
