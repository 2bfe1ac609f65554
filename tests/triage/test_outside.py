"""What can be seen of a sealed file from outside."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import SealedFileError
from triage import age
from triage.desk import passphrase
from triage.desk.keyring import DeskKey
from triage.outside import PassingCheck, check_sealed, is_bucket, sealed_size
from triage.padding import SMALLEST, bucket, pad
from triage.sealing import Recipient, seal

LARGEST = 256 * 1024


@pytest.mark.parametrize("size", [0, 10, SMALLEST, 100_000, LARGEST - 8])
def test_what_is_sealed_here_passes(desk_key: DeskKey, other_key: DeskKey, size: int) -> None:
    keys = [desk_key.recipient, other_key.recipient]
    check_sealed(seal(pad(bytes(size)), keys), 2, LARGEST)


def test_it_passes_in_pieces_of_any_size(desk_key: DeskKey) -> None:
    sealed = seal(pad(b"told"), [desk_key.recipient])
    for step in (1, 7, 1000, 70_000):
        check = PassingCheck(1, LARGEST)
        for at in range(0, len(sealed), step):
            check.update(sealed[at : at + step])
        check.finish()


@pytest.mark.parametrize("recipients", [1, 3])
def test_more_or_fewer_recipients_are_refused(desk_key: DeskKey, other_key: DeskKey, recipients: int) -> None:
    sealed = seal(pad(b""), [desk_key.recipient, other_key.recipient])
    with pytest.raises(SealedFileError):
        check_sealed(sealed, recipients, LARGEST)


def test_other_kinds_of_recipients_are_refused(desk_key: DeskKey) -> None:
    key = age.new_file_key()
    for other in (("X25519", "A" * 43), ("scrypt", "A" * 22, "10"), ("mlkem768x25519", "A" * 43), ("x",)):
        stanza = age.Stanza(other, bytes(32))
        with pytest.raises(SealedFileError):
            check_sealed(age.write([stanza], key, pad(b"")), 1, LARGEST)
        both = [desk_key.recipient.wrap(key), stanza]
        with pytest.raises(SealedFileError):
            check_sealed(age.write(both, key, pad(b"")), 2, LARGEST)
    with pytest.raises(SealedFileError):
        check_sealed(passphrase.lock(b"told", "word", 10), 1, LARGEST)


@pytest.mark.parametrize("content", [b"", b"told", bytes(SMALLEST - 1), bytes(SMALLEST + 1), bytes(LARGEST * 2)])
def test_what_is_not_padded_or_too_large_is_refused(desk_key: DeskKey, content: bytes) -> None:
    with pytest.raises(SealedFileError):
        check_sealed(seal(content, [desk_key.recipient]), 1, LARGEST)


@given(st.data())
def test_cut_or_extended_files_are_refused(data: st.DataObject) -> None:
    sealed = _sealed()
    end = data.draw(st.integers(0, len(sealed) - 1))
    for altered in (sealed[:end], sealed + secrets.token_bytes(data.draw(st.integers(1, 100)))):
        with pytest.raises(SealedFileError):
            check_sealed(altered, 1, LARGEST)


@given(st.binary(max_size=300), st.integers(0, 3))
def test_rubbish_is_refused(rubbish: bytes, recipients: int) -> None:
    for content in (rubbish, b"age-encryption.org/v1\n" + rubbish, b"age-encryption.org/v1\n" + bytes(20_000)):
        with pytest.raises(SealedFileError):
            check_sealed(content, recipients, LARGEST)


@given(st.integers(0, 2**31))
def test_what_was_padded_is_a_bucket(size: int) -> None:
    assert is_bucket(bucket(size))
    assert bucket(size) <= sealed_size(bucket(size)) <= bucket(size) * 1.001 + 100


_made: list[bytes] = []


def _sealed() -> bytes:
    if not _made:
        _made.append(seal(pad(b"told"), [Recipient(DeskKey.new("carol").recipient.raw)]))
    return _made[0]
