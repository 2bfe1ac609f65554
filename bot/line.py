"""One conversation in this process: who waits for which answer, and how Rasa is asked until it gives one."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from bot import words
from bot.ledger import Ledger, Part
from bot.rasa_client import RasaClient, TurnRefused
from bot.room import Room
from bot.turns import Reply
from candour import spans
from candour.errors import DialogueUnavailable, DraftGone
from candour.logs import Event, error_name, log
from drafts import Vault


@dataclass(frozen=True)
class Patience:
    """Seconds: until the reporter is told of a delay, the first and the longest pause between attempts."""

    told_after: float = 8
    first_pause: float = 0.25
    longest_pause: float = 5


@dataclass
class Line:
    """One conversation in this process: who waits for which answer, and the worker that gets them."""

    sender: str
    conversation: str
    worker: asyncio.Task[None] | None = None
    waiting: dict[str, set[asyncio.Future[None]]] = field(default_factory=dict)
    handed: set[str] = field(default_factory=set)
    late: bool = False
    in_hand: Part | None = None
    progress: int = 0

    @property
    def idle(self) -> bool:
        """Whether nobody waits here and nothing is under way."""
        return (self.worker is None or self.worker.done()) and not any(self.waiting.values())

    def wake_answered(self, ledger: Ledger) -> bool:
        """Wake those whose message waits no more, whoever saw to it; returns whether there was anyone."""
        pending = {part.message for part in ledger.pending}
        woken = [self.wake(message) for message in list(self.waiting) if message not in pending]
        return any(woken)

    def wake(self, message: str) -> bool:
        """Wake those who wait for the answer to this message; returns whether there was anyone."""
        futures = [future for future in self.waiting.pop(message, set()) if not future.done()]
        for future in futures:
            future.set_result(None)
        return bool(futures)


class Asker:
    """Asks Rasa for as long as it takes.

    Args:
        rasa: the dialogue.
        vault: drafts, to tell one that Rasa does not know yet from one that is gone.
        patience: the pauses between attempts.
        room: who is next.
    """

    def __init__(self, rasa: RasaClient, vault: Vault, patience: Patience, room: Room) -> None:
        self._rasa = rasa
        self._vault = vault
        self._patience = patience
        self._room = room

    async def ask(self, conversation: str, part: Part, progress: int = 0) -> tuple[Reply, ...]:
        """Return the replies to one part; attempts go on until there are some.

        Args:
            conversation: whose.
            part: what was said.
            progress: how far their report is.

        Raises:
            DraftGone: the draft was shredded.
        """
        pause, began = self._patience.first_pause, time.monotonic()
        while True:
            try:
                with spans.span("queue and dialogue"):
                    replies = await self._turn(conversation, part, progress)
                log(Event.TURN, level="debug", milliseconds=round((time.monotonic() - began) * 1000))
                return replies
            except TurnRefused as error:
                log(Event.TURN_FAILED, level="error", error=error_name(error))
                return (Reply(words.NOT_TAKEN),)
            except DialogueUnavailable as error:
                log(Event.TURN_RETRIED, level="warning", error=error_name(error))
            except DraftGone as error:
                if part.kind != "start" or not self._vault.exists(conversation):
                    raise
                log(Event.TURN_RETRIED, level="warning", error=error_name(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._patience.longest_pause)

    async def _turn(self, conversation: str, part: Part, progress: int) -> tuple[Reply, ...]:
        async with self._room.place(progress):
            with spans.span("dialogue asked"):
                return await self._rasa.turn(conversation, part.id, part.kind, part.text, part.language)
