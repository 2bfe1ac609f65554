"""Sealed files given to other recipients: who remains opens them, who left does not, the payload is the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import RecipientsError, SealedFileError
from triage import age
from triage.age_stream import LONGEST_HEADER
from triage.assessment import digest_of
from triage.desk.keyring import DeskKey
from triage.link import link_digest
from triage.rewrapping import rewrap, rewrapped_head
from triage.sealing import open_sealed, seal, unlock

KEYS = tuple(DeskKey.new(f"k{number}") for number in range(5))
SOME = st.sets(st.sampled_from(range(5)), min_size=1)
CONTENT = st.binary(max_size=200) | st.sampled_from([b"\0" * age.CHUNK, b"x" * (age.CHUNK + 1)])


def of(numbers: set[int]) -> list[DeskKey]:
    return [KEYS[number] for number in sorted(numbers)]


@given(before=SOME, after=SOME, content=CONTENT, data=st.data())
def test_who_remains_opens_it_who_was_removed_does_not_and_the_payload_is_the_same(
    before: set[int], after: set[int], content: bytes, data: st.DataObject
) -> None:
    sealed = seal(content, [key.recipient for key in of(before)])
    opens = KEYS[data.draw(st.sampled_from(sorted(before)))]
    again = rewrap(sealed, [opens], [key.recipient for key in of(after)])
    assert age.parse(again)[1] == age.parse(sealed)[1]
    assert len(age.parse(again)[0].stanzas) == len(after)
    for number, key in enumerate(KEYS):
        if number in after:
            assert open_sealed(again, [key]) == content
        else:
            with pytest.raises(SealedFileError):
                open_sealed(again, [key])


@given(before=SOME, after=SOME, content=st.binary(max_size=40))
def test_what_names_a_file_and_what_binds_to_it_outlast_its_recipients(
    before: set[int], after: set[int], content: bytes
) -> None:
    sealed = seal(content, [key.recipient for key in of(before)])
    again = rewrap(sealed, of(before), [key.recipient for key in of(after)])
    assert (digest_of(again), link_digest(again)) == (digest_of(sealed), link_digest(sealed))
    assert digest_of(sealed) != link_digest(sealed)
    assert unlock(again, of(after)).secret("desk") == unlock(sealed, of(before)).secret("desk")


@given(position=st.integers(min_value=0), flip=st.integers(1, 255))
def test_a_file_that_was_altered_is_not_rewrapped_or_has_another_name(position: int, flip: int) -> None:
    sealed = bytearray(seal(b"words", [KEYS[0].recipient]))
    name = digest_of(bytes(sealed))
    position %= len(sealed)
    sealed[position] ^= flip
    try:
        again = rewrap(bytes(sealed), [KEYS[0]], [KEYS[1].recipient])
    except SealedFileError:
        return
    # Only the payload is left to be altered: it is not opened to be rewrapped, and opens no better afterwards.
    assert digest_of(again) != name
    with pytest.raises(SealedFileError):
        open_sealed(again, [KEYS[1]])


def test_only_who_can_open_it_rewraps_it_and_for_somebody() -> None:
    sealed = seal(b"words", [KEYS[0].recipient])
    with pytest.raises(SealedFileError):
        rewrap(sealed, [KEYS[1]], [KEYS[1].recipient])
    for recipients in ([], [KEYS[1].recipient, KEYS[1].recipient]):
        with pytest.raises(RecipientsError):
            rewrap(sealed, [KEYS[0]], recipients)
    for nothing in (b"", b"age-encryption.org/v1\n", sealed[:300]):
        with pytest.raises(SealedFileError):
            rewrap(nothing, [KEYS[0]], [KEYS[1].recipient])


def test_the_beginning_of_a_large_file_is_enough() -> None:
    sealed = seal(b"y" * (3 * LONGEST_HEADER), [KEYS[0].recipient])
    head, length = rewrapped_head(sealed[:LONGEST_HEADER], [KEYS[0]], [KEYS[1].recipient, KEYS[2].recipient])
    assert open_sealed(head + sealed[length:], [KEYS[2]]) == b"y" * (3 * LONGEST_HEADER)
