from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from trackers import DOMAIN, conversations

from candour.errors import DraftDamaged, DraftGone
from dialogue.tracker_store import EncryptedTrackerStore, TurnIncompleteError, just_read
from drafts import DraftVault


def make_store(folder: Path) -> tuple[EncryptedTrackerStore, DraftVault, str]:
    vault = DraftVault(folder / "keys", folder / "drafts")
    return EncryptedTrackerStore(DOMAIN, vault=vault), vault, vault.begin()


@pytest.fixture
def kept(tmp_path: Path) -> tuple[EncryptedTrackerStore, DraftVault, str, Path]:
    return (*make_store(tmp_path), tmp_path)


def tracker(conversation: str, events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(conversation, events, DOMAIN.slots)


def a_turn(text: str = "he took money") -> list[Event]:
    return [UserUttered(text, {"name": "inform", "confidence": 1.0}), SlotSet("interview", {"asked": "where"})]


def files(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@given(conversations)
def test_a_stored_conversation_opens_in_the_same_state(events: list[Event]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, _, conversation = make_store(Path(folder))
        before = tracker(conversation, events)
        asyncio.run(store.save(before))
        after = asyncio.run(store.retrieve(conversation))
    assert after is not None
    assert after.current_slot_values() == before.current_slot_values()
    assert after.latest_message.text == before.latest_message.text


@given(st.text("abcdefghijklmnopqrstuvwxyz ", min_size=12))
def test_no_stored_byte_shows_what_was_said(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, _, conversation = make_store(Path(folder))
        asyncio.run(store.save(tracker(conversation, a_turn(text))))
        stored = files(Path(folder))
    assert stored
    assert not [file for file, content in stored.items() if text.encode() in content or b"interview" in content]


async def test_a_turn_that_the_interview_did_not_answer_is_refused_and_changes_nothing(kept) -> None:
    store, _, conversation, folder = kept
    await store.save(tracker(conversation, a_turn()))
    before = files(folder)
    unanswered = [*a_turn(), UserUttered("and then", {"name": "inform"}), SlotSet("where", "Leeds")]
    with pytest.raises(TurnIncompleteError):
        await store.save(tracker(conversation, unanswered))
    assert files(folder) == before


async def test_a_tracker_that_nobody_spoke_in_is_not_stored(kept) -> None:
    store, _, conversation, _ = kept
    await store.save(tracker(conversation, []))
    assert await store.retrieve(conversation) is None


@pytest.mark.parametrize("change", [lambda b: b[:-1], lambda b: bytes([b[0] ^ 1]) + b[1:], lambda b: b + b"\0"])
async def test_a_damaged_tracker_raises_and_is_left_as_it_is(kept, change) -> None:
    store, _, conversation, folder = kept
    await store.save(tracker(conversation, a_turn()))
    for file, content in files(folder / "drafts").items():
        file.write_bytes(change(content))
    before = files(folder)
    with pytest.raises(DraftDamaged):
        await store.retrieve(conversation)
    assert files(folder) == before


async def test_a_shredded_draft_neither_opens_nor_comes_back(kept) -> None:
    store, vault, conversation, folder = kept
    await store.save(tracker(conversation, a_turn()))
    vault.shred(conversation)
    with pytest.raises(DraftGone):
        await store.retrieve(conversation)
    with pytest.raises(DraftGone):
        await store.save(tracker(conversation, a_turn()))
    assert not files(folder)


async def test_a_tracker_that_was_just_read_is_handed_out_once_more_and_never_again(kept) -> None:
    store, _, conversation, _ = kept
    await store.save(tracker(conversation, a_turn()))
    read = await store.retrieve(conversation)
    with just_read(read):
        again, anew = await store.retrieve(conversation), await store.retrieve(conversation)
    assert (again is read, anew is read) == (True, False)
    with just_read(read):
        pass
    assert await store.retrieve(conversation) is not read


async def test_a_tracker_that_was_just_read_is_no_other_conversations(kept) -> None:
    store, vault, conversation, _ = kept
    await store.save(tracker(conversation, a_turn()))
    with just_read(await store.retrieve(conversation)):
        assert await store.retrieve(vault.begin()) is None


async def test_a_turn_on_a_tracker_that_another_rasa_replaced_meanwhile_does_not_count(kept) -> None:
    store, vault, conversation, folder = kept
    other = EncryptedTrackerStore(DOMAIN, vault=vault)
    await store.save(tracker(conversation, a_turn()))
    read = await store.retrieve(conversation)
    assert await other.retrieve(conversation)
    await other.save(tracker(conversation, [*a_turn(), *a_turn("faster")]))
    with just_read(read):
        before, mine = files(folder), await store.retrieve(conversation)
        mine.update_with_events(a_turn("slower"), DOMAIN)
        with pytest.raises(TurnIncompleteError):
            await store.save(mine)
    assert files(folder) == before


async def test_conversations_are_not_listed(kept) -> None:
    store, _, conversation, _ = kept
    await store.save(tracker(conversation, a_turn()))
    assert list(await store.keys()) == []
