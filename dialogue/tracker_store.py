"""Keeps trackers only as ciphertext under the draft's key, short, and only when the turn is whole."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from candour.settings import load_settings
from dialogue.compaction import compact
from drafts import DraftVault, streams

MEMORY = "interview"  # the slot that every whole turn sets (interview.state.MEMORY)


class TurnIncompleteError(Exception):
    """The action server did not take part in a turn, so that the turn must not count."""


class EncryptedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Rasa's tracker store on the draft vault.

    Errors are raised, never turned into an empty tracker: a draft that does not open is left as it is.

    Raises:
        DraftGone: the conversation's key was destroyed.
        DraftDamaged: the stored tracker does not open.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        vault: DraftVault | None = None,
        **kwargs: dict[str, Any],
    ) -> None:
        settings = load_settings(os.environ)
        self._vault = vault or DraftVault(settings.draft_keys_dir, settings.drafts_dir)
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store a tracker.

        Raises:
            TurnIncompleteError: the last message got no answer from the action server.
        """
        if not any(isinstance(event, UserUttered) for event in tracker.events):
            return  # Rasa saves each new tracker at once; nothing was said in it yet
        if not _whole(tracker.events):
            raise TurnIncompleteError
        content = json.dumps(compact(tracker.sender_id, tracker.events)).encode()
        self._vault.write(tracker.sender_id, streams.TRACKER, content)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Read a tracker; None when the conversation has none yet."""
        content = self._vault.read(sender_id, streams.TRACKER)
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


def _whole(events: Iterable[Event]) -> bool:
    turn: list[Event] = []
    for event in events:
        turn = [event] if isinstance(event, UserUttered) else [*turn, event]
    return any(isinstance(event, SlotSet) and event.key == MEMORY for event in turn)
