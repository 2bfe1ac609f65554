"""Conversations as Rasa records them, made at random."""

from __future__ import annotations

from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered

SLOTS = ("account", "where", "interview", "requested_slot")
FORM = "report_form"
DOMAIN = Domain.from_dict(
    {
        "intents": ["inform"],
        "slots": {
            name: {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]} for name in SLOTS
        },
        "forms": {FORM: {"required_slots": []}},
    }
)
words = st.text(min_size=1, max_size=40)
_values = st.one_of(st.none(), words, st.lists(words, max_size=3), st.dictionaries(words, words, max_size=2))
_slot_sets = st.builds(SlotSet, st.sampled_from(SLOTS), _values)
_loops = st.builds(ActiveLoop, st.sampled_from([FORM, None]))
_replies = st.builds(BotUttered, words)
_turn_events = st.lists(st.one_of(_slot_sets, _loops, _replies), max_size=6)


@st.composite
def turns(draw: st.DrawFn) -> list[Event]:
    """A whole turn: the message, what followed, the interview's memory, and waiting for the next."""
    said = draw(words)
    message = UserUttered(said, {"name": "inform", "confidence": 1.0}, message_id=draw(st.uuids()).hex)
    return [message, *draw(_turn_events), SlotSet("interview", {"asked": draw(words)}), ActionExecuted("action_listen")]


conversations = st.lists(turns(), min_size=1, max_size=6).map(lambda each: [event for turn in each for event in turn])
