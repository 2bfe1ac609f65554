"""Row 24 of the bad-input table: whatever is done to the trail's entries is found, and at the right place."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import SealedFileError, UsageError
from tests.support.figures import Record
from triage.audit.chain import CUT, MISSING, STRANGER, UNCHAINED, UNWITNESSED, Verification
from triage.audit.entry import (
    ASSESS,
    BEGINNING,
    DEEDS,
    EXPORT,
    OPEN,
    Entry,
    Head,
    Kept,
    digest,
    next_entry,
    unlock_purpose,
)
from triage.audit.witness import read_head, write_head
from triage.desk.keyring import DeskKey

ALICE, BOB, EVE = (DeskKey.new(name) for name in ("alice", "bob", "eve"))
SIGNERS = {key.fingerprint: key.signer for key in (ALICE, BOB)}
CASE, BOND = UUID(int=7), b"b" * 32


def write(head: Head, key: DeskKey, number: int = 0) -> tuple[Kept, Head]:
    deed = DEEDS[number % len(DEEDS)]
    about = "a" * 64 if deed == ASSESS else None
    kept = next_entry(head, key, deed, UUID(int=number), purpose="show", bond=BOND, about=about).keep(key)
    return kept, Head(kept.sequence, digest(kept.entry))


def make_trail(count: int) -> tuple[list[Kept], list[Head]]:
    """A trail that two desks wrote in turns, with the head after each entry."""
    trail, heads = [], [Head(0, BEGINNING)]
    for number in range(count):
        kept, head = write(heads[-1], (ALICE, BOB)[number % 2], number)
        trail.append(kept)
        heads.append(head)
    return trail, heads


TRAIL, HEADS = make_trail(12)
LAST = len(TRAIL) - 1
places = st.integers(0, LAST)


def verify(trail: Sequence[Kept], *witnesses: Head, signers: dict[str, bytes] | None = SIGNERS) -> Verification:
    followed = Verification(signers, witnesses)
    for kept in trail:
        followed.take(kept)
    followed.finish()
    return followed


def bad(trail: Sequence[Kept], *witnesses: Head, signers: dict[str, bytes] | None = SIGNERS) -> int | None:
    """The place of the first bad entry."""
    fault = verify(trail, *witnesses, signers=signers).fault
    return fault.entry if fault else None


def renumbered(trail: Sequence[Kept]) -> list[Kept]:
    """What an operator does so that no gap shows."""
    return [dataclasses.replace(kept, sequence=number) for number, kept in enumerate(trail, start=1)]


def test_a_whole_trail_is_whole_for_every_witness() -> None:
    followed = verify(TRAIL, *HEADS)
    assert followed.fault is None
    assert followed.head == HEADS[-1]
    assert verify([]).head == Head(0, BEGINNING)


@given(places, st.booleans())
def test_row_24_a_deleted_entry_is_found_at_its_place(place: int, hide: bool) -> None:
    left = TRAIL[:place] + TRAIL[place + 1 :]
    left = renumbered(left) if hide else left
    assert bad(left, HEADS[-1]) == place + 1
    if place < LAST:  # that the last is gone shows to a witness only
        assert bad(left) == place + 1
        assert hide or verify(left).fault.problem == MISSING  # type: ignore[union-attr]


@given(places, places, st.booleans())
def test_row_24_reordered_entries_are_found_at_the_first_of_them(one: int, other: int, hide: bool) -> None:
    changed = list(TRAIL)
    changed[one], changed[other] = changed[other], changed[one]
    if hide:
        changed = renumbered(changed)
    assert bad(changed) == (None if one == other else min(one, other) + 1)


@given(st.permutations(range(len(TRAIL))))
def test_row_24_any_other_order_is_found_where_it_begins(order: list[int]) -> None:
    first = next((place for place, number in enumerate(order) if place != number), None)
    assert bad(renumbered([TRAIL[number] for number in order])) == (None if first is None else first + 1)


@given(places, st.booleans(), st.data())
def test_row_24_an_altered_byte_is_found_in_its_entry(place: int, in_signature: bool, data: st.DataObject) -> None:
    kept, name = TRAIL[place], "signature" if in_signature else "entry"
    content = bytearray(getattr(kept, name))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    changed = [*TRAIL[:place], dataclasses.replace(kept, **{name: bytes(content)}), *TRAIL[place + 1 :]]
    assert bad(changed) == place + 1


@given(places, st.binary(max_size=600) | st.sampled_from([kept.entry for kept in TRAIL]))
def test_row_24_an_entry_with_other_content_is_found(place: int, content: bytes) -> None:
    changed = [*TRAIL[:place], dataclasses.replace(TRAIL[place], entry=content), *TRAIL[place + 1 :]]
    assert bad(changed) == (None if content == TRAIL[place].entry else place + 1)


FIELDS = st.sampled_from(
    [
        {"hour": "2020-01-01T00"},
        {"actor": BOB.fingerprint, "signer": BOB.signer.hex()},
        {"actor": ALICE.fingerprint, "signer": ALICE.signer.hex()},
        {"deed": OPEN},
        {"deed": EXPORT},
        {"case": CASE},
        {"detail": "0" * 88},
        {"about": "b" * 64},
        {"previous": BEGINNING},
    ]
)


@given(places, FIELDS)
def test_row_24_an_altered_field_is_found_for_the_operator_signs_for_nobody(place: int, fields: dict) -> None:
    entry = Entry.from_bytes(TRAIL[place].entry)
    changed = dataclasses.replace(entry, **fields)
    kept = dataclasses.replace(TRAIL[place], entry=changed.to_bytes())
    forged = [*TRAIL[:place], kept, *TRAIL[place + 1 :]]
    assert bad(forged) == (None if changed == entry else place + 1)


@given(st.integers(0, len(TRAIL)), st.sampled_from(["own key", "own key in another's name", "copy"]), st.data())
def test_row_24_an_inserted_entry_is_found_at_its_place(place: int, how: str, data: st.DataObject) -> None:
    if how == "copy":
        added = TRAIL[data.draw(places)]
    else:
        entry = Entry.from_bytes(write(HEADS[place], EVE)[0].entry)
        added = dataclasses.replace(entry, **({} if how == "own key" else {"actor": ALICE.fingerprint})).keep(EVE)
    changed = renumbered([*TRAIL[:place], added, *TRAIL[place:]])
    if how == "copy" and place < len(TRAIL) and added == TRAIL[place]:
        place += 1  # doubled: the first of the two is the genuine one
    assert bad(changed) == place + 1


def test_row_24_a_stranger_in_a_members_name_is_found_even_where_nobody_vouches() -> None:
    entry = Entry.from_bytes(write(HEADS[-1], EVE)[0].entry)
    forged = [*TRAIL, dataclasses.replace(entry, actor=ALICE.fingerprint).keep(EVE)]
    for signers in (SIGNERS, None):
        fault = verify(forged, signers=signers).fault
        assert fault
        assert (fault.entry, fault.problem) == (len(forged), STRANGER)
    assert bad(TRAIL, signers={ALICE.fingerprint: ALICE.signer}) == 2
    unvouched = verify(TRAIL, signers=None)
    assert unvouched.fault is None
    assert unvouched.keys == {who: key.hex() for who, key in SIGNERS.items()}


@given(places)
def test_row_24_a_cut_tail_is_found_with_a_witness(kept: int) -> None:
    cut = TRAIL[:kept]
    assert bad(cut) is None  # by itself, a shorter trail is a trail
    fault = verify(cut, HEADS[0], HEADS[-1]).fault
    assert fault
    assert (fault.entry, fault.problem) == (kept + 1, CUT.format(count=len(TRAIL)))


@given(places, st.integers(1, 4))
def test_row_24_a_tail_that_was_cut_and_written_on_is_found_with_a_witness(kept: int, more: int) -> None:
    """A desk that does not know of the cut goes on where it finds the end."""
    trail, head = TRAIL[:kept], HEADS[kept]
    for _ in range(LAST + more):
        added, head = write(head, ALICE, 1)
        trail = [*trail, added]
    assert bad(trail) is None
    assert bad(trail, HEADS[-1]) == len(TRAIL)
    # Heads that were kept each day say more closely where.
    assert bad(trail, *HEADS) == kept + 1


def test_row_24_a_member_who_writes_an_own_entry_again_is_found_by_the_next() -> None:
    again = dataclasses.replace(Entry.from_bytes(TRAIL[4].entry), deed=OPEN, case=CASE, about=None).keep(ALICE)
    fault = verify([*TRAIL[:4], again, *TRAIL[5:]]).fault
    assert fault
    assert (fault.entry, fault.problem) == (6, UNCHAINED)
    last = dataclasses.replace(Entry.from_bytes(TRAIL[-1].entry), case=CASE).keep(BOB)
    assert bad([*TRAIL[:-1], last]) is None
    assert verify([*TRAIL[:-1], last], HEADS[-1]).fault.problem == UNWITNESSED  # type: ignore[union-attr]


@pytest.mark.promise
def test_row_24_every_deletion_swap_copy_and_altered_byte_is_found(figure: Record) -> None:
    """All of them there are in a short trail, each also renumbered as an operator would."""
    trail, heads = make_trail(6)
    tried = missed = 0
    for place, changed in damaged(trail):
        for shown in (changed, renumbered(changed)):
            tried += 1
            missed += bad(shown, heads[-1]) != place
    figure("damaged audit trails tried", "every single change to a short one", tried)
    figure("damaged audit trails that passed, or were found elsewhere", "0", missed)
    assert (tried > 5000, missed) == (True, 0)


def damaged(trail: list[Kept]) -> Iterator[tuple[int, list[Kept]]]:
    """Every single change to a trail, with the place where it is to be found."""
    for one, kept in enumerate(trail):
        before, after = trail[:one], trail[one + 1 :]
        yield one + 1, before + after
        for other in range(one + 1, len(trail)):
            yield one + 1, [*before, trail[other], *trail[one + 1 : other], kept, *trail[other + 1 :]]
            yield one + 1, [*before, trail[other], kept, *after]
        for name in ("entry", "signature"):
            content = getattr(kept, name)
            for byte in range(len(content)):
                altered = content[:byte] + bytes([content[byte] ^ 1]) + content[byte + 1 :]
                yield one + 1, [*before, dataclasses.replace(kept, **{name: altered}), *after]


def test_row_24_doing_the_same_again_after_a_cut_does_not_restore_the_trail() -> None:
    """In the same hour, by the same desk, for the same purpose: still not the entry that was cut."""
    again, _ = write(HEADS[-2], BOB, LAST)
    assert Entry.from_bytes(again.entry).deed == Entry.from_bytes(TRAIL[-1].entry).deed
    assert bad([*TRAIL[:-1], again]) is None
    assert bad([*TRAIL[:-1], again], HEADS[-1]) == len(TRAIL)


def test_what_an_entry_was_for_opens_with_the_bond_of_its_case_and_at_its_place_only() -> None:
    entries = {purpose: next_entry(HEADS[3], ALICE, OPEN, CASE, purpose=purpose, bond=BOND) for purpose in PURPOSES}
    for purpose, entry in entries.items():
        assert unlock_purpose(entry, BOND) == purpose
        for bond, other in ((b"c" * 32, entry), (BOND, dataclasses.replace(entry, previous=HEADS[4].digest))):
            with pytest.raises(SealedFileError):
                unlock_purpose(other, bond)
    assert len({len(entry.to_bytes()) for entry in entries.values()}) == 1
    with pytest.raises(ValueError, match="too long"):
        next_entry(HEADS[3], ALICE, OPEN, CASE, purpose="x" * 17, bond=BOND)


PURPOSES = ("show", "contact", "message")


@given(st.integers(0, 10**10 - 1), st.binary(min_size=32, max_size=32))
def test_a_head_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, entries: int, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("head") / "head"
    write_head(file, Head(entries, content.hex()))
    assert read_head(file) == Head(entries, content.hex())
    with pytest.raises(UsageError, match="--head"):
        write_head(file, HEADS[0])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("v1", "v2"),
        lambda text: text.replace("entries 12", "entries 012"),
        lambda text: text.replace("entries 12", "entries -12"),
        lambda text: text.replace("12", "\u0661\u0662"),
        lambda text: text[:-1],
        lambda text: text + "\n",
        lambda text: text.upper(),
        lambda _text: "",
        lambda text: text * 1000,
    ],
)
def test_what_is_no_head_is_refused(tmp_path: Path, change: Callable[[str], str]) -> None:
    write_head(tmp_path / "head", HEADS[-1])
    (tmp_path / "head").write_text(change((tmp_path / "head").read_text()))
    with pytest.raises(UsageError, match="--witness"):
        read_head(tmp_path / "head")
    with pytest.raises(UsageError, match="--witness"):
        read_head(tmp_path / "missing")
