"""Rows 1 and 3 of the threat model's table of bad input, on envelopes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candour.errors import RecipientsError, SealedFileError
from triage import age, bech32
from triage.desk.keyring import DeskKey
from triage.sealing import Recipient, open_sealed, seal

ALICE, BOB, EVE = DeskKey.new("alice"), DeskKey.new("bob"), DeskKey.new("eve")
PLAINTEXT = b"what a reporter told" * 10
SEALED = seal(PLAINTEXT, [ALICE.recipient, BOB.recipient])
places = st.integers(0, len(SEALED) - 1)


@settings(max_examples=25)
@given(st.binary(max_size=200_000))
def test_any_recipient_opens_what_was_sealed(content: bytes) -> None:
    sealed = seal(content, [ALICE.recipient, BOB.recipient])
    assert open_sealed(sealed, [ALICE]) == open_sealed(sealed, [EVE, BOB]) == content


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072])
def test_contents_at_the_edges_of_chunks_are_opened(size: int) -> None:
    assert open_sealed(seal(bytes(size), [ALICE.recipient]), [ALICE]) == bytes(size)


def test_nobody_else_opens_it() -> None:
    for identities in ([EVE], []):
        with pytest.raises(SealedFileError):
            open_sealed(SEALED, identities)


def test_sealing_twice_shares_nothing() -> None:
    other = seal(PLAINTEXT, [ALICE.recipient, BOB.recipient])
    assert len(other) == len(SEALED)
    assert other[-len(PLAINTEXT) :] != SEALED[-len(PLAINTEXT) :]


@settings(max_examples=400)
@given(places, st.integers(1, 255))
def test_row_1_any_flipped_byte_is_refused(place: int, change: int) -> None:
    altered = bytearray(SEALED)
    altered[place] ^= change
    with pytest.raises(SealedFileError):
        open_sealed(bytes(altered), [ALICE])


@settings(max_examples=200)
@given(places)
def test_row_1_a_file_cut_anywhere_is_refused(place: int) -> None:
    with pytest.raises(SealedFileError):
        open_sealed(SEALED[:place], [ALICE])


@given(places, st.binary(min_size=1, max_size=50))
def test_row_1_anything_inserted_or_appended_is_refused(place: int, extra: bytes) -> None:
    for altered in (SEALED[:place] + extra + SEALED[place:], SEALED + extra):
        with pytest.raises(SealedFileError):
            open_sealed(altered, [ALICE])


@given(st.binary(max_size=300))
def test_row_1_what_was_never_sealed_is_refused(data: bytes) -> None:
    for start in (b"", b"age-encryption.org/v1\n", b"age-encryption.org/v1\n-> mlkem768x25519 "):
        with pytest.raises(SealedFileError):
            open_sealed(start + data, [ALICE])


def _resealed(*stanzas: age.Stanza) -> bytes:
    """The same payload under another header, with the old MAC: what someone without the file key can make."""
    header, payload = age.parse(SEALED)
    return age.Header(stanzas, header.mac).to_bytes() + payload


def test_row_3_a_recipient_removed_added_duplicated_or_moved_is_refused() -> None:
    (alice, bob), eve = age.parse(SEALED)[0].stanzas, EVE.recipient.wrap(age.new_file_key())
    assert open_sealed(_resealed(alice, bob), [ALICE]) == PLAINTEXT  # so that only the change matters below
    for stanzas in ((alice,), (alice, bob, eve), (alice, alice, bob), (bob, alice)):
        with pytest.raises(SealedFileError):
            open_sealed(_resealed(*stanzas), [ALICE, BOB])


def test_row_3_an_unknown_version_is_refused() -> None:
    assert SEALED.startswith(b"age-encryption.org/v1\n")
    for version in (b"v2", b"v1 ", b"V1", b"v1\r"):
        with pytest.raises(SealedFileError):
            open_sealed(SEALED.replace(b"/v1\n", b"/" + version + b"\n", 1), [ALICE])


@pytest.mark.parametrize("kind", ["X25519", "scrypt", "MLKEM768X25519", "grease-x"])
def test_row_3_a_recipient_of_another_kind_beside_ours_is_refused(kind: str) -> None:
    file_key = age.new_file_key()
    ours, other = ALICE.recipient.wrap(file_key), age.Stanza((kind, "AAAA"), bytes(32))
    assert open_sealed(age.write([ours], file_key, b"told"), [ALICE]) == b"told"
    for stanzas in ([ours, other], [other, ours], [other]):
        with pytest.raises(SealedFileError):
            open_sealed(age.write(stanzas, file_key, b"told"), [ALICE])


def test_row_3_sealing_to_nobody_or_to_one_twice_is_refused() -> None:
    for recipients in ([], [ALICE.recipient, ALICE.recipient]):
        with pytest.raises(RecipientsError, match="CANDOUR_RECIPIENTS"):
            seal(PLAINTEXT, recipients)


def test_a_recipient_is_written_and_read_as_age_does() -> None:
    assert Recipient.from_text(ALICE.recipient.text) == ALICE.recipient
    assert ALICE.recipient.text.startswith("age1pq1")
    assert len(ALICE.recipient.text) == 1959


RAW = ALICE.recipient.raw


@pytest.mark.parametrize(
    "raw",
    [
        bytes(1216),
        bytes(1184) + RAW[1184:],  # ML-KEM half all zero: the library takes it, and anyone could open the case
        bytes(1152) + RAW[1152:],
        RAW[:384] + bytes(384) + RAW[768:],
        RAW[:1184] + bytes(32),  # X25519 half zero or of low order
        RAW[:1184] + b"\1" + bytes(31),
        b"\xff" * 1184 + RAW[1184:],  # coefficients beyond the modulus
        RAW[:-1],
        RAW + b"\0",
        b"",
    ],
)
def test_row_4_an_unusable_public_key_is_refused(raw: bytes) -> None:
    with pytest.raises(RecipientsError):
        Recipient(raw)
    with pytest.raises(RecipientsError):
        Recipient.from_text(bech32.encode("age1pq", raw))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1pq1",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",  # a classical age recipient
        ALICE.recipient.text.upper(),
        ALICE.recipient.text[:-1],
        f" {ALICE.recipient.text}",
        f"{ALICE.recipient.text}\n",
        ALICE.text,
    ],
    ids=["nothing", "prefix", "classical", "upper", "cut", "space", "newline", "identity"],
)
def test_row_4_what_is_no_hybrid_recipient_is_refused(text: str) -> None:
    with pytest.raises(RecipientsError) as refused:
        Recipient.from_text(text)
    assert ALICE.text not in str(refused.value)  # a secret pasted by mistake is not shown
