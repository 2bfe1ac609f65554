"""The custom actions as the action server calls them: one call a turn, one case a conversation, and no leak."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa_sdk.executor import ActionExecutor

from actions import resources
from actions.files import told_files
from actions.resources import Resources
from bot.attachments import Attachments
from candour.errors import DraftGone, ReferenceTaken, SealedFileError, StoreError
from candour.settings import Settings
from drafts import streams
from interview.state import MEMORY
from tests.support.action_calls import Conversation
from tests.support.reports import messages
from triage.desk.demo import demo_desk_key, make_demo_keys
from triage.desk.keyring import DeskKey, load_desk_key, load_root_key
from triage.desk.opening import open_case
from triage.sealing import unlock
from triage.store import migrate

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
async def open_resources(tmp_path: Path) -> AsyncIterator[Resources]:
    configured = Settings(data_dir=tmp_path / "data", draft_keys=tmp_path / "keys")
    make_demo_keys(configured.data_dir)
    await migrate(configured.store_url)
    yield await resources.start(configured)
    await resources.stop()


@pytest.fixture
def executor() -> ActionExecutor:
    served = ActionExecutor()
    served.register_package("actions")
    return served


@pytest.fixture
async def conversation(open_resources: Resources, executor: ActionExecutor) -> Conversation:
    begun = Conversation(executor, open_resources.vault.begin())
    await begun.say("/start", "start")
    return begun


async def report(conversation: Conversation) -> None:
    for text in messages():
        await conversation.say(text)
    assert conversation.slots["requested_slot"] is None


async def test_a_finished_report_is_one_sealed_case(open_resources: Resources, conversation: Conversation) -> None:
    await report(conversation)
    for _ in range(3):
        await conversation.call("action_hand_over")
    [entry] = await open_resources.store.cases()
    stored = await open_resources.store.get(entry.id)
    key = load_desk_key(demo_desk_key(open_resources.settings.data_dir), "demo")
    case = open_case(stored.sealed, [key], stored.id, stored.reference)
    assert case.slots["subject_name"].value == "Quentin"
    assert case.demo is True
    assert any(entry.reference in str(said) for said in conversation.said)


async def test_who_was_taken_off_the_list_gets_no_report_of_a_server_that_goes_on_running(
    open_resources: Resources, conversation: Conversation
) -> None:
    await report(conversation)
    folder = open_resources.settings.data_dir / "demo-desk"
    gone, stays = load_desk_key(folder / "desk.key", "demo"), DeskKey.new("bob")
    signed = load_root_key(folder / "root.key", "demo").sign((("bob", stays.recipient),))
    (folder / "recipients.txt").write_bytes(signed)
    await conversation.call("action_hand_over")
    [entry] = await open_resources.store.cases()
    stored = await open_resources.store.get(entry.id)
    assert open_case(stored.sealed, [stays], stored.id, stored.reference)
    for sealed in (stored.sealed, stored.contact):
        with pytest.raises(SealedFileError):
            unlock(sealed or b"", [gone])


async def test_row_21_a_report_that_was_begun_in_a_flood_is_stored_in_quarantine(
    open_resources: Resources, conversation: Conversation
) -> None:
    await report(conversation)
    open_resources.vault.write(conversation.sender, streams.CROWD, b"")
    await conversation.call("action_hand_over")
    assert [entry.state for entry in await open_resources.store.cases()] == ["quarantine"]


def _files_of(resources: Resources) -> Attachments:
    """The gateway's way to the files of drafts."""
    return Attachments(resources.vault, resources.files, lambda: resources.recipients.cases, 1024)


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def test_files_go_with_the_report_and_are_kept(open_resources: Resources, conversation: Conversation) -> None:
    r = open_resources
    files = _files_of(r)
    await files.take(conversation.sender, _chunks(b"words"))
    await report(conversation)
    assert told_files(r, conversation.sender, r.guide) == [(1, "file, as it is")]
    await conversation.call("action_hand_over")
    [entry] = await r.store.cases()
    stored = await r.store.get(entry.id)
    key = load_desk_key(demo_desk_key(r.settings.data_dir), "demo")
    [attachment] = open_case(stored.sealed, [key], stored.id, stored.reference).attachments
    assert [(one.id, one.kept) for one in await r.files.list()] == [(attachment["id"], True)]
    files.let_go(conversation.sender, withdrawn=False)
    await files.close()
    assert len(await r.files.list()) == 1


async def test_files_that_go_with_an_answer_are_named_to_the_gateway(
    open_resources: Resources, conversation: Conversation
) -> None:
    r = open_resources
    files = _files_of(r)
    for text in (*messages(upto="basis_of_knowledge"), "I have something that shows it"):
        await conversation.say(text)
    await files.take(conversation.sender, _chunks(b"words"))
    assert not [said for said in conversation.said if said.get("custom")]
    await conversation.say("actually my sister told me", "correct")
    told = [said.get("custom") or said["text"] for said in conversation.said]
    assert told[told.index({"event": "files_gone", "files": [1]}) - 1].startswith("What you sent")


async def test_a_file_that_waits_for_a_decision_is_said_not_to_be_sent(
    open_resources: Resources, conversation: Conversation
) -> None:
    r = open_resources
    files = _files_of(r)
    await files.take(conversation.sender, _chunks(b"%PDF-1.7 torn"))
    [(number, told)] = told_files(r, conversation.sender, r.guide)
    assert number == 1
    assert told.startswith("not sent")
    assert "send file 1 as it is" in told
    await report(conversation)
    await conversation.call("action_hand_over")
    assert len(await r.store.cases()) == 1
    assert await r.files.list() == []


async def test_a_report_whose_file_is_gone_is_not_handed_over(
    open_resources: Resources, conversation: Conversation
) -> None:
    r = open_resources
    files = _files_of(r)
    await files.take(conversation.sender, _chunks(b"words"))
    await r.files.remove((await r.files.list())[0].id)
    await report(conversation)
    await conversation.call("action_hand_over")
    assert await r.store.cases() == []


async def test_hand_overs_at_the_same_time_make_one_case(open_resources: Resources, conversation: Conversation) -> None:
    await report(conversation)
    await asyncio.gather(*(conversation.call("action_hand_over") for _ in range(8)))
    assert len(await open_resources.store.cases()) == 1


async def test_a_taken_reference_is_replaced_by_another(
    open_resources: Resources, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    await report(conversation)
    real, tried = open_resources.store.hand_over, []

    async def taken_once(case_id: Any, reference: str, *sealed: Any, **state: Any) -> str:
        tried.append(reference)
        if len(tried) == 1:
            raise ReferenceTaken
        return await real(case_id, reference, *sealed, **state)

    monkeypatch.setattr(open_resources.store, "hand_over", taken_once)
    await conversation.call("action_hand_over")
    [entry] = await open_resources.store.cases()
    assert [entry.reference] == tried[1:]


async def test_row_23_a_failed_hand_over_is_told_and_can_be_tried_again(
    open_resources: Resources, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    await report(conversation)

    async def fails(*_: Any, **__: Any) -> str:
        raise StoreError("the store is away")

    with monkeypatch.context() as away:
        away.setattr(open_resources.store, "hand_over", fails)
        events = await conversation.call("action_hand_over")
    assert "could not be handed over" in conversation.said[0]["text"]
    assert {"event": "active_loop", "timestamp": None, "name": "report_form"} in events
    assert conversation.slots["requested_slot"] == "summary_ok"
    await conversation.say("Yes, send it")
    await conversation.call("action_hand_over")
    assert len(await open_resources.store.cases()) == 1


async def test_a_retried_turn_adds_its_words_once(open_resources: Resources, conversation: Conversation) -> None:
    for text in messages(upto="account"):
        await conversation.say(text)
    slots = dict(conversation.slots)
    await conversation.say("once only")
    conversation.slots, conversation.number = slots, conversation.number - 1
    await conversation.say("once only")
    assert open_resources.vault.texts(conversation.sender, "account") == ["once only"]


async def test_a_gone_draft_makes_no_turn(open_resources: Resources, conversation: Conversation) -> None:
    open_resources.vault.shred(conversation.sender)
    with pytest.raises(DraftGone):
        await conversation.say("yes")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slot=st.sampled_from([MEMORY, "requested_slot", "account", "when", "other_subjects"]), value=JSON, text=JSON)
async def test_no_slot_of_any_shape_makes_an_exception_leave_the_action(
    conversation: Conversation, slot: str, value: Any, text: Any
) -> None:
    before = dict(conversation.slots)
    conversation.slots = {**before, slot: value}
    await conversation.say(str(text))
    conversation.slots = before


async def test_turns_of_several_reports_are_counted_without_a_word(
    open_resources: Resources, executor: ActionExecutor
) -> None:
    said = [*messages()[:6], "zebracanary, he hit me", "that's everything"]
    for _ in range(5):
        conversation = Conversation(executor, open_resources.vault.begin())
        await conversation.say("/start", "start")
        for text in said:
            await conversation.say(text)
    file = open_resources.settings.data_dir / "counts.json"
    counted = json.loads(file.read_text())["counts"]
    assert counted["question/limits_ack/asked"] == 5
    assert counted["intent/inform/9"] > 0
    assert "zebra" not in file.read_text()
