"""The only way into Rasa: shut without its token, not ready with any other tracker store, and deaf to commands."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from dialogue.bodies import Turn, harmless, read_text, read_turn
from dialogue.channel import CandourChannel, _missing, _take, heard_alarms
from dialogue.replies import Replies, replies_to
from dialogue.tracker_store import EncryptedTrackerStore
from drafts import DraftVault

CONVERSATION = "0123456789abcdef0123456789abcdef"


def agent(store: Any, ready: bool = True) -> Any:
    return SimpleNamespace(is_ready=lambda: ready, tracker_store=store, processor=SimpleNamespace(tracker_store=store))


def encrypted(tmp_path: Any) -> EncryptedTrackerStore:
    return EncryptedTrackerStore(Domain.empty(), vault=DraftVault(tmp_path / "keys", tmp_path / "files"))


def request(body: Any) -> Any:
    return SimpleNamespace(json=body)


def turn(**changes: Any) -> dict[str, Any]:
    return {"conversation": CONVERSATION, "message_id": "m1", "kind": "message", "text": "hello", **changes}


def test_rasa_is_not_ready_with_any_other_tracker_store() -> None:
    plain = InMemoryTrackerStore(Domain.empty())
    assert _missing(agent(plain)) == ["encrypted tracker store"]
    assert _missing(agent(FailSafeTrackerStore(plain))) == ["encrypted tracker store"]


def test_rasas_fallback_to_plain_memory_is_taken_off(tmp_path: Any) -> None:
    ours = encrypted(tmp_path)
    served = agent(FailSafeTrackerStore(ours))
    assert _missing(served) == []
    assert served.tracker_store is ours
    assert served.processor.tracker_store is ours


@pytest.mark.parametrize("served", [None, agent(None, ready=False)])
def test_rasa_without_a_model_is_not_ready(served: Any) -> None:
    assert _missing(served) == ["model"]


@pytest.mark.parametrize("token", ["", "${CANDOUR_INTERNAL_TOKEN}"])
def test_a_channel_without_a_token_does_not_start(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        CandourChannel.from_credentials({"token": token})


@pytest.mark.parametrize(
    ("shown", "allowed"),
    [("Bearer right", True), ("Bearer wrong", False), ("right", False), ("", False), ("Bearer r\u00efght", False)],
)
def test_only_the_token_opens_the_channel(shown: str, allowed: bool) -> None:
    channel = CandourChannel("right")
    assert channel._allowed(SimpleNamespace(headers={"authorization": shown})) is allowed


@pytest.mark.parametrize("text", ["/restart", " //restart", "/\t/restart", "\u00a0/restart"])
def test_a_typed_command_of_rasa_becomes_plain_words(text: str) -> None:
    assert harmless(text) == "restart"


def test_a_turn_is_read_and_a_start_needs_no_words() -> None:
    assert read_turn(request(turn())) == Turn(CONVERSATION, "m1", "hello")
    assert read_turn(request(turn(kind="start", text=""))) == Turn(CONVERSATION, "m1", "/start")
    assert read_turn(request(turn(text="wczoraj", language="pl"))) == Turn(CONVERSATION, "m1", "wczoraj", "pl")


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        turn(extra=1),
        turn(conversation="../../etc"),
        turn(conversation=CONVERSATION.upper()),
        turn(message_id=""),
        turn(message_id="x" * 65),
        turn(text=""),
        turn(text="///"),
        turn(text="x" * 4001),
        turn(text=7),
        turn(language=7),
        turn(language="PL"),
        turn(language="polski"),
    ],
)
def test_a_body_that_is_no_turn_is_refused(body: Any) -> None:
    assert read_turn(request(body)) is None


@pytest.mark.parametrize("body", [None, [], {}, {"text": 7}, {"text": ""}, {"text": "//"}, {"text": "x" * 4001},
                                  {"text": "hello", "conversation": CONVERSATION}])  # fmt: skip
def test_a_body_that_is_no_text_is_not_listened_to(body: Any) -> None:
    assert read_text(request(body)) is None
    assert read_text(request({"text": "hello"})) == "hello"


@pytest.mark.parametrize(
    ("intent", "alarms", "told"),
    [("danger", ["danger"], ["danger"]), ("distress", ["danger", "distress"], ["distress", "danger"]),
     ("danger", [], ["danger"]), ("inform", ["danger"], []), (None, [], [])],
)  # fmt: skip
def test_an_alarm_tells_first_what_it_tells_of_most(intent: str | None, alarms: list[str], told: list[str]) -> None:
    assert heard_alarms({"intent": {"name": intent}, "alarms": alarms}) == told
    assert heard_alarms({}) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(json_values | st.dictionaries(st.sampled_from([*turn(), "x"]), json_values | st.sampled_from([CONVERSATION])))
def test_row_15_any_body_is_a_turn_or_is_refused(body: Any) -> None:
    read = read_turn(request(body))
    if read is not None:
        assert (len(read.text) <= 4000, 0 < len(read.message_id) <= 64, len(read.language) <= 3) == (True, True, True)
        assert read.conversation == CONVERSATION
        assert read.text == "/start" or not read.text.startswith("/")


def test_the_numbers_of_files_that_are_gone_stand_with_the_words_that_tell_it() -> None:
    said = Replies()
    said.add("They are gone.")
    said.note({"event": "files_gone", "files": [1, 3]})
    said.add("What happened next?")
    assert [reply["files"] for reply in said.collected] == [[1, 3], []]


def test_a_repeated_message_gets_the_same_replies() -> None:
    said = Replies()
    said.add("one\n\ntwo", [{"title": "Yes"}])
    said.note({"event": "handed_over", "reference": "CND-2345-6789"})
    events = [
        UserUttered("hello", message_id="m1"),
        BotUttered("one\n\ntwo", {"buttons": [{"title": "Yes"}]}),
        BotUttered(None, {"custom": {"event": "handed_over", "reference": "CND-2345-6789"}}),
    ]
    tracker = DialogueStateTracker.from_events("x", events)
    assert json.dumps(replies_to(tracker, "m1")) == json.dumps(said.collected)
    assert replies_to(tracker, "m2") is None


async def test_a_turn_reads_its_tracker_once_and_a_repeated_one_changes_nothing(tmp_path: Any) -> None:
    vault = CountingVault(tmp_path / "keys", tmp_path / "files")
    store, asked = EncryptedTrackerStore(Domain.empty(), vault=vault), Turn(vault.begin(), "m1", "hello")

    async def handle_message(message: Any) -> None:
        tracker = await store.get_or_create_tracker(message.sender_id)
        said = UserUttered(message.text, {"name": "inform"}, message_id=message.message_id)
        await message.output_channel.send_text_message("", "Thank you.")
        tracker.update_with_events([said, BotUttered("Thank you."), SlotSet("interview", {})], Domain.empty())
        await store.save(tracker)

    served = agent(store)
    served.lock_store, served.processor.handle_message = InMemoryLockStore(), handle_message
    first = await _take(served, asked)
    vault.reads = 0
    second = await _take(served, Turn(asked.conversation, "m2", "and then"))
    assert vault.reads == 1
    assert await _take(served, Turn(asked.conversation, "m2", "and then")) == second == first
    assert vault.reads == 2


class CountingVault(DraftVault):
    reads = 0

    def read(self, *of: Any) -> bytes | None:
        self.reads += 1
        return super().read(*of)
