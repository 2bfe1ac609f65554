from __future__ import annotations

import json

from hypothesis import given
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from trackers import DOMAIN, conversations

from dialogue.compaction import TURNS_KEPT, compact


def played(events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("0" * 32, events, DOMAIN.slots)


def reopened(events: list[Event]) -> DialogueStateTracker:
    stored = json.loads(json.dumps(compact("0" * 32, events)))
    tracker = DialogueStateTracker("0" * 32, DOMAIN.slots)
    tracker.recreate_from_dialogue(Dialogue.from_parameters(stored))
    return tracker


@given(conversations)
def test_a_compacted_conversation_leads_to_the_same_state(events: list[Event]) -> None:
    before, after = played(events), reopened(events)
    assert after.current_slot_values() == before.current_slot_values()
    assert after.active_loop_name == before.active_loop_name
    assert after.latest_message.text == before.latest_message.text
    assert after.latest_message.message_id == before.latest_message.message_id
    assert after.latest_action_name == before.latest_action_name


@given(conversations)
def test_compacting_again_changes_nothing(events: list[Event]) -> None:
    once = reopened(events)
    assert reopened(list(once.events)).current_slot_values() == once.current_slot_values()
    assert len(compact("0" * 32, once.events)["events"]) <= len(compact("0" * 32, events)["events"])


@given(conversations)
def test_only_the_last_messages_are_kept(events: list[Event]) -> None:
    messages = [event for event in reopened(events).events if isinstance(event, UserUttered)]
    said = [event.text for event in events if isinstance(event, UserUttered)]
    assert [message.text for message in messages] == said[-TURNS_KEPT:]


def test_a_conversation_does_not_grow_with_its_turns() -> None:
    turn = [UserUttered("hm", {"name": "inform", "confidence": 1.0}), SlotSet("where", "a"), SlotSet("interview", {})]
    lengths = {len(compact("0" * 32, turn * count)["events"]) for count in (10, 100, 300)}
    assert len(lengths) == 1


def test_what_the_classifier_guessed_besides_is_not_kept() -> None:
    data = {"text": "hm", "intent": {"name": "inform"}, "entities": [], "intent_ranking": [{"name": "danger"}]}
    [event] = compact("0" * 32, [UserUttered("hm", {"name": "inform"}, parse_data=data)])["events"]
    assert "intent_ranking" not in event["parse_data"]
