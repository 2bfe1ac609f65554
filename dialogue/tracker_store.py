"""Keeps trackers only as ciphertext under the draft's key, short, and only when the turn is whole."""

from __future__ import annotations

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from candour.settings import load_settings
from dialogue.compaction import compact
from drafts import Vault, open_vault, streams

REMEMBERED = 10_000  # conversations; far more than can be under way in one Rasa
MEMORY = "interview"  # the slot that every whole turn sets (interview.state.MEMORY)

_just_read: ContextVar[DialogueStateTracker | None] = ContextVar("just_read", default=None)


class TurnIncompleteError(Exception):
    """The action server did not take part in a turn, so that the turn must not count."""


class EncryptedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Rasa's tracker store on the draft vault.

    Errors are raised, never turned into an empty tracker: a draft that does not open is left as it is.

    A tracker is stored in the place of the one that was read, and of no other: two Rasas that were given the same turn,
    one of them taken for dead, cannot both let it count.

    Raises:
        DraftGone: the conversation's key was destroyed.
        DraftDamaged: the stored tracker does not open.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        vault: Vault | None = None,
        **kwargs: dict[str, Any],
    ) -> None:
        settings = load_settings(os.environ)
        self._vault = vault or open_vault(settings)
        self._read: OrderedDict[str, bytes] = OrderedDict()
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store a tracker.

        Raises:
            TurnIncompleteError: the last message got no answer from the action server, or another Rasa was faster.
        """
        if not any(isinstance(event, UserUttered) for event in tracker.events):
            return  # Rasa saves each new tracker at once; nothing was said in it yet
        if not _whole(tracker.events):
            raise TurnIncompleteError
        content = json.dumps(compact(tracker.sender_id, tracker.events)).encode()
        before = self._read.get(tracker.sender_id, _digest(None))

        def instead(stored: bytes | None) -> bytes:
            if _digest(stored) != before:
                raise TurnIncompleteError
            return content

        self._vault.update(tracker.sender_id, streams.TRACKER, instead)
        self._note(tracker.sender_id, content)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Read a tracker; None when the conversation has none yet."""
        read = _just_read.get()
        if read is not None and read.sender_id == sender_id:
            _just_read.set(None)
            return read
        content = self._vault.read(sender_id, streams.TRACKER)
        self._note(sender_id, content)
        if content is None:
            return None
        dialogue = Dialogue.from_parameters(json.loads(content))
        tracker = self.init_tracker(sender_id)
        tracker.recreate_from_dialogue(dialogue)
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Read a tracker; there is no fuller one."""
        return await self.retrieve(conversation_id)

    async def keys(self) -> Iterable[str]:
        """Conversations are not listed: nobody inside Rasa needs to know them."""
        return []

    def _note(self, sender_id: str, content: bytes | None) -> None:
        self._read[sender_id] = _digest(content)
        self._read.move_to_end(sender_id)
        if len(self._read) > REMEMBERED:
            self._read.popitem(last=False)


@contextmanager
def just_read(tracker: DialogueStateTracker | None) -> Iterator[None]:
    """While the block runs, hand out a tracker once more without reading it anew: the first time it is asked for.

    For one turn, whose conversation is held. Should somebody else have stored a turn meanwhile, this one is not saved.

    Args:
        tracker: as `retrieve` gave it, and not changed since; None for no such thing.
    """
    token = _just_read.set(tracker)
    try:
        yield
    finally:
        _just_read.reset(token)


def _digest(content: bytes | None) -> bytes:
    return b"" if content is None else hashlib.sha256(content).digest()


def _whole(events: Iterable[Event]) -> bool:
    turn: list[Event] = []
    for event in events:
        turn = [event] if isinstance(event, UserUttered) else [*turn, event]
    return any(isinstance(event, SlotSet) and event.key == MEMORY for event in turn)
