"""Rows 1 and 3 of the bad-input table by the thousand: what an attacker can do to envelopes without a key."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from candour.errors import SealedFileError
from tests.support.figures import Record
from triage import age
from triage.desk.keyring import DeskKey
from triage.sealing import open_sealed, seal

MUTATIONS = 12_000
ALICE, BOB = DeskKey.new("alice"), DeskKey.new("bob")
ENVELOPES = [seal(bytes([number]) * 4096, [ALICE.recipient, BOB.recipient]) for number in range(8)]
LONG = seal(bytes(70_000), [ALICE.recipient])


def mutations(chance: random.Random) -> Iterator[bytes]:
    """Altered envelopes, without end; every one differs from all that were sealed."""
    kinds = (_flip_a_bit, _replace, _cut, _insert, _append, _repeat, _move, _mix_halves, _mix_headers, _drop_a_chunk)
    while True:
        for kind in kinds:
            altered = kind(chance, chance.choice(ENVELOPES))
            if altered not in (*ENVELOPES, LONG):
                yield altered


def _flip_a_bit(chance: random.Random, sealed: bytes) -> bytes:
    place = chance.randrange(len(sealed))
    return sealed[:place] + bytes([sealed[place] ^ 1 << chance.randrange(8)]) + sealed[place + 1 :]


def _replace(chance: random.Random, sealed: bytes) -> bytes:
    start, size = chance.randrange(len(sealed)), chance.randint(1, 64)
    return sealed[:start] + chance.randbytes(size) + sealed[start + size :]


def _cut(chance: random.Random, sealed: bytes) -> bytes:
    return sealed[: chance.randrange(len(sealed))]


def _insert(chance: random.Random, sealed: bytes) -> bytes:
    place = chance.randrange(len(sealed))
    return sealed[:place] + chance.choice([b"\n", b"-> x\n", chance.randbytes(16)]) + sealed[place:]


def _append(chance: random.Random, sealed: bytes) -> bytes:
    return sealed + chance.choice([b"\n", bytes(16), chance.randbytes(65_552), sealed])


def _repeat(chance: random.Random, sealed: bytes) -> bytes:
    start, size = chance.randrange(len(sealed)), chance.randint(1, 2000)
    return sealed[: start + size] + sealed[start:]


def _move(chance: random.Random, sealed: bytes) -> bytes:
    one, other = sorted(chance.sample(range(len(sealed)), 2))
    return sealed[:one] + sealed[other:] + sealed[one:other]


def _mix_halves(chance: random.Random, sealed: bytes) -> bytes:
    place = chance.randrange(1, len(sealed))
    return sealed[:place] + chance.choice(ENVELOPES)[place:]


def _mix_headers(chance: random.Random, sealed: bytes) -> bytes:
    (header, _), (other, payload) = age.parse(sealed), age.parse(chance.choice(ENVELOPES))
    stanzas = chance.sample([*header.stanzas, *other.stanzas], chance.randint(1, 4))
    return age.Header(tuple(stanzas), chance.choice([header, other]).mac).to_bytes() + payload


def _drop_a_chunk(chance: random.Random, _sealed: bytes) -> bytes:
    header, payload = age.parse(LONG)
    first, last = payload[: 16 + 65_552], payload[16 + 65_552 :]
    return header.to_bytes() + chance.choice([first, first[:16] + last, first + last + last, first[:-1] + last])


def accepted(sealed: bytes) -> bool:
    """Whether an envelope opens."""
    try:
        open_sealed(sealed, [ALICE, BOB])
    except SealedFileError:
        return False
    return True


@pytest.mark.promise
def test_row_1_thousands_of_altered_envelopes_are_all_refused(figure: Record) -> None:
    assert all(accepted(sealed) for sealed in (*ENVELOPES, LONG))  # so that a refusal means something
    altered = mutations(random.Random(1))  # noqa: S311 - to be the same each time
    count = sum(accepted(next(altered)) for _ in range(MUTATIONS))
    figure("altered envelopes tried", "at least 10000", MUTATIONS)
    figure("altered envelopes that opened", "0", count)
    assert count == 0
