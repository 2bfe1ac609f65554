"""Letters: bound to their mailbox, sender and place; sent once; opened by nobody else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import MailboxNotFound, SealedFileError, UsageError
from triage.case import Case
from triage.desk.keyring import DeskKey
from triage.desk.mail import MISSING, UNREADABLE, correspondence, send_message, withdrawn
from triage.mailbox import KINDS, REPORTER, TEAM, TEXT, WITHDRAW, Letter
from triage.padding import bucket
from triage.post import new_letter, send_as_reporter
from triage.receipt import Receipt
from triage.store import CaseStore, MailboxStore, StoredLetter

MINE, OTHER = Receipt(b"m" * 16), Receipt(b"o" * 16)
DAY = date(2026, 11, 25)
letters = st.builds(
    Letter,
    sender=st.sampled_from([TEAM, REPORTER]),
    sequence=st.integers(0, 1000),
    day=st.dates(),
    kind=st.sampled_from(KINDS),
    text=st.text(max_size=200),
)


@given(letters)
def test_a_letter_is_opened_as_it_was_sealed_by_the_code_alone(letter: Letter) -> None:
    sealed = letter.seal(MINE.mailbox, [MINE.mailbox.recipient])
    assert Letter.open(sealed, [MINE.key], MINE.mailbox, letter.sender, letter.sequence) == letter
    with pytest.raises(SealedFileError):
        Letter.open(sealed, [OTHER.key], MINE.mailbox, letter.sender, letter.sequence)


@pytest.mark.parametrize("change", ["mailbox", "sender", "sequence", "bond"])
def test_a_letter_moved_renumbered_or_written_without_the_bond_is_refused(change: str) -> None:
    letter, key = Letter(sender=TEAM, sequence=3, day=DAY, text="hello"), MINE.mailbox.recipient
    mailbox, sender, sequence, written = MINE.mailbox, TEAM, 3, MINE.mailbox
    match change:
        case "mailbox":
            mailbox = replace(mailbox, address=OTHER.mailbox.address)
        case "sender":
            sender = REPORTER
        case "sequence":
            sequence = 2
        case "bond":
            written = replace(written, bond=b"\0" * 32)
    with pytest.raises(SealedFileError):
        Letter.open(letter.seal(written, [key]), [MINE.key], mailbox, sender, sequence)


def test_short_and_long_letters_have_the_same_size() -> None:
    sizes = {len(Letter(sender=TEAM, sequence=0, day=DAY, text=t).seal(MINE.mailbox, [MINE.mailbox.recipient]))
             for t in ("", "x" * 4000)}  # fmt: skip
    assert len(sizes) == 1
    assert sizes.pop() > bucket(0)


@pytest.fixture
async def boxes(store: CaseStore) -> MailboxStore:
    return store.mailboxes()


@pytest.fixture
def case(make_case: Callable[..., Case]) -> Case:
    return make_case(mailbox=MINE.mailbox)


async def _say(
    boxes: MailboxStore, key: DeskKey, text: str, kind: str = TEXT, letter_id: uuid.UUID | None = None
) -> None:
    letter = new_letter(REPORTER, kind, text)
    await send_as_reporter(boxes, MINE.mailbox, [key.recipient], letter_id or uuid.uuid4(), letter)


async def test_what_both_write_is_read_at_the_desk_in_order(boxes: MailboxStore, desk_key: DeskKey, case: Case) -> None:
    await boxes.make(MINE.mailbox.address)
    await _say(boxes, desk_key, "one more thing")
    await send_message(boxes, case, [desk_key], "Thank you. Is it safe to write?", [desk_key.recipient])
    await _say(boxes, desk_key, "yes")
    entries = await correspondence(boxes, case, [desk_key])
    assert [(entry["from"], entry["sequence"], entry["text"]) for entry in entries if entry["from"] == REPORTER] == [
        (REPORTER, 0, "one more thing"),
        (REPORTER, 1, "yes"),
    ]
    (sent,) = await boxes.letters(MINE.mailbox.address, TEAM)
    assert Letter.open(sent.sealed, [MINE.key], MINE.mailbox, TEAM, 0).text == "Thank you. Is it safe to write?"
    with pytest.raises(SealedFileError):
        Letter.open(sent.sealed, [desk_key], MINE.mailbox, TEAM, 0)


async def test_sending_the_same_letter_again_adds_nothing(boxes: MailboxStore, desk_key: DeskKey, case: Case) -> None:
    await boxes.make(MINE.mailbox.address)
    await boxes.make(MINE.mailbox.address)
    letter_id = uuid.uuid4()
    for _ in range(3):
        await _say(boxes, desk_key, "once", letter_id=letter_id)
    assert len(await correspondence(boxes, case, [desk_key])) == 1


async def test_nothing_is_stored_for_a_code_without_a_mailbox(boxes: MailboxStore, desk_key: DeskKey) -> None:
    assert not await boxes.exists(MINE.mailbox.address)
    with pytest.raises(MailboxNotFound):
        await _say(boxes, desk_key, "hello")
    assert await boxes.letters(MINE.mailbox.address, REPORTER) == []


async def test_altered_and_missing_letters_are_named(boxes: MailboxStore, desk_key: DeskKey, case: Case) -> None:
    await boxes.make(MINE.mailbox.address)
    forged = Letter(sender=REPORTER, sequence=1, day=DAY, text="I made it all up")
    sealed = forged.seal(OTHER.mailbox, [desk_key.recipient])
    await boxes.send(MINE.mailbox.address, REPORTER, StoredLetter(uuid.uuid4(), 1, sealed, None))
    entries = await correspondence(boxes, case, [desk_key])
    assert [entry["kind"] for entry in entries] == [MISSING, UNREADABLE]
    assert "made it up" not in str(entries)


async def test_a_letter_forged_for_a_far_place_costs_no_time(
    boxes: MailboxStore, desk_key: DeskKey, case: Case
) -> None:
    await boxes.make(MINE.mailbox.address)
    await _say(boxes, desk_key, "hello")
    await boxes.send(MINE.mailbox.address, REPORTER, StoredLetter(uuid.uuid4(), 2**31 - 1, b"", None))
    entries = await correspondence(boxes, case, [desk_key])
    found = sorted((entry["sequence"], entry["kind"]) for entry in entries)
    assert found == [(0, "text"), (1, MISSING), (2**31 - 1, UNREADABLE)]


async def test_who_withdrew_is_not_written_to(boxes: MailboxStore, desk_key: DeskKey, case: Case) -> None:
    await boxes.make(MINE.mailbox.address)
    await _say(boxes, desk_key, "", kind=WITHDRAW)
    assert withdrawn(await correspondence(boxes, case, [desk_key]))
    with pytest.raises(UsageError, match="not to be contacted"):
        await send_message(boxes, case, [desk_key], "hello", [desk_key.recipient])


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001])
async def test_empty_and_endless_messages_are_refused(
    boxes: MailboxStore, desk_key: DeskKey, case: Case, text: str
) -> None:
    with pytest.raises(UsageError, match="characters"):
        await send_message(boxes, case, [desk_key], text, [desk_key.recipient])


async def test_who_kept_no_code_cannot_be_written_to(
    boxes: MailboxStore, desk_key: DeskKey, make_case: Callable[..., Case]
) -> None:
    with pytest.raises(UsageError, match="kept no receipt code"):
        await send_message(boxes, make_case(), [desk_key], "hello", [desk_key.recipient])
