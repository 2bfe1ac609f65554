"""age files piece by piece: the same format as `triage.age`, whatever the pieces."""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candour.errors import SealedFileError
from tests.triage.test_age_vectors import CONTAINERS, Vector, each
from triage import age
from triage.age_stream import Opener, SealedReader, Sealer, with_key
from triage.desk.keyring import DeskKey
from triage.sealing import open_sealed, opener, seal, sealer

STANZA = age.Stanza(("draft",), b"")
SIZES = [0, 1, 65535, 65536, 65537, 131072, 200_000]
sizes = st.sampled_from(SIZES)
cuts = st.lists(st.integers(0, 200_100), max_size=6)


def content_of(size: int) -> bytes:
    return (b"0123456789abcdef!" * (size // 17 + 1))[:size]


def pieces(data: bytes, at: list[int]) -> Iterator[bytes]:
    places = [0, *sorted(place for place in at if place <= len(data)), len(data)]
    return (data[a:b] for a, b in itertools.pairwise(places))


def streamed(content: bytes, key: bytes, at: list[int]) -> bytes:
    made = Sealer([STANZA], key)
    return b"".join(map(made.update, pieces(content, at))) + made.finish()


def opened(sealed: bytes, key: bytes, at: list[int]) -> bytes:
    opening = Opener(with_key(key))
    return b"".join(map(opening.update, pieces(sealed, at))) + opening.finish()


@settings(deadline=None)
@given(sizes, cuts, cuts)
def test_what_is_sealed_in_pieces_opens_whole_and_in_pieces(size: int, there: list[int], back: list[int]) -> None:
    key, content = age.new_file_key(), content_of(size)
    sealed = streamed(content, key, there)
    header, payload = age.parse(sealed)
    header.check(key)
    assert age.decrypt_payload(key, payload) == content
    assert opened(sealed, key, back) == content


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_to_recipients_in_pieces_is_what_seal_makes(size: int, desk_key: DeskKey) -> None:
    content, made = content_of(size), sealer([desk_key.recipient])
    sealed = made.update(content) + made.finish()
    assert len(sealed) == len(seal(content, [desk_key.recipient]))
    assert open_sealed(sealed, [desk_key]) == content
    opening = opener([desk_key])
    assert opening.update(sealed) + opening.finish() == content


@settings(deadline=None)
@given(sizes, st.lists(st.tuples(st.integers(0, 200_100), st.integers(0, 70_000)), max_size=8))
def test_a_reader_reads_the_content_at_any_place(size: int, reads: list[tuple[int, int]]) -> None:
    key, content = age.new_file_key(), content_of(size)
    reader = io.BufferedReader(SealedReader(io.BytesIO(age.write([STANZA], key, content)), with_key(key)))
    assert reader.seek(0, os.SEEK_END) == size
    for place, length in reads:
        reader.seek(place)
        assert reader.read(length) == content[place : place + length]


@given(st.sampled_from([70_000, 131_072]), st.data())
@settings(deadline=None, max_examples=200)
def test_a_file_cut_or_extended_is_refused(size: int, data: st.DataObject) -> None:
    key = age.new_file_key()
    sealed = age.write([STANZA], key, content_of(size))
    wrong = data.draw(st.one_of(st.integers(0, len(sealed) - 1).map(lambda n: sealed[:n]), st.just(sealed + b"\0")))
    with pytest.raises(SealedFileError):
        opened(wrong, key, [])
    with pytest.raises(SealedFileError):
        SealedReader(io.BytesIO(wrong), with_key(key))


@given(st.integers(0, 70_000), st.integers(0, 7))
@settings(deadline=None, max_examples=200)
def test_a_flipped_bit_is_refused(place: int, bit: int) -> None:
    key = age.new_file_key()
    sealed = bytearray(age.write([STANZA], key, content_of(70_000)))
    sealed[place] ^= 1 << bit
    with pytest.raises(SealedFileError):
        opened(bytes(sealed), key, [])
    with pytest.raises(SealedFileError):
        SealedReader(io.BytesIO(sealed), with_key(key)).readall()


def test_an_endless_header_is_refused() -> None:
    opening = Opener(with_key(age.new_file_key()))
    with pytest.raises(SealedFileError):
        opening.update(b"age-encryption.org/v1\n" + b"-> a\n\n" * 20_000)


@each(CONTAINERS)
def test_container_vector_in_pieces(vector: Vector) -> None:
    key = vector.file_key
    cut = list(range(0, len(vector.data), max(1, len(vector.data) // 7)))
    if vector.expect == "success":
        assert vector.opened_to(opened(vector.data, key, cut))
        assert vector.opened_to(SealedReader(io.BytesIO(vector.data), with_key(key)).readall())
        return
    with pytest.raises(SealedFileError):
        opened(vector.data, key, cut)
    with pytest.raises(SealedFileError):
        SealedReader(io.BytesIO(vector.data), with_key(key)).readall()
