"""Rows 3 and 4 of the threat model's table of bad input, on the list of recipients."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candour.errors import RecipientsError
from candour.settings import load_settings
from triage import bech32
from triage.desk.demo import demo_desk_key, make_demo_keys
from triage.desk.keyring import DeskKey, RootKey, load_desk_key, load_root_key
from triage.keys import same_fingerprint
from triage.recipients import current_recipients, load_recipients, read_list

ALICE, BOB, ROOT = DeskKey.new("alice"), DeskKey.new("bob"), RootKey.new()
MEMBERS = (("alice", ALICE.recipient), ("recovery", BOB.recipient))
LIST = ROOT.sign(MEMBERS)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        file = tmp_path / "recipients.txt"
        file.write_bytes(content)
        return file

    return write


def test_a_signed_list_is_read(written: Callable[[bytes], Path]) -> None:
    assert load_recipients(written(LIST), ROOT.fingerprint).cases == (ALICE.recipient, BOB.recipient)
    assert read_list(written(LIST), ROOT.fingerprint.upper().replace("-", " ")).members == MEMBERS


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(LIST) - 1), st.integers(1, 255))
def test_row_3_a_list_with_any_byte_altered_is_refused(
    written: Callable[[bytes], Path], place: int, change: int
) -> None:
    altered = bytearray(LIST)
    altered[place] ^= change
    with pytest.raises(RecipientsError, match="CANDOUR_RECIPIENTS"):
        load_recipients(written(bytes(altered)), ROOT.fingerprint)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [*lines[:3], *lines[4:]],  # recipient removed
        lambda lines: [*lines[:5], f"recipient eve {DeskKey.new('eve').recipient.text}\n".encode(), *lines[5:]],
        lambda lines: [*lines[:4], lines[3], *lines[4:]],  # recipient twice
        lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]],  # order changed
        lambda lines: [b"candour recipients v2\n", *lines[1:]],
        lambda lines: lines[:-1],  # unsigned
        lambda lines: [*lines, lines[-1]],
        lambda lines: [*lines, b"\n"],
        lambda lines: [line.replace(b"\n", b"\r\n") for line in lines],
        lambda lines: [],
    ],
)
def test_row_3_a_list_with_lines_changed_is_refused(written: Callable[[bytes], Path], change: Callable) -> None:
    lines = LIST.splitlines(keepends=True)
    assert b"".join(change(lines)) != LIST
    with pytest.raises(RecipientsError, match="CANDOUR_RECIPIENTS"):
        load_recipients(written(b"".join(change(lines))), ROOT.fingerprint)


def test_row_4_a_list_signed_by_another_root_is_refused(written: Callable[[bytes], Path]) -> None:
    with pytest.raises(RecipientsError, match="CANDOUR_RECIPIENTS_ROOT"):
        load_recipients(written(RootKey.new().sign(MEMBERS)), ROOT.fingerprint)


def test_row_4_a_list_that_names_our_root_but_is_signed_by_another_is_refused(
    written: Callable[[bytes], Path],
) -> None:
    eve = RootKey.new()
    forged = eve.sign(MEMBERS).replace(eve.public.hex().encode(), ROOT.public.hex().encode())
    with pytest.raises(RecipientsError, match="signature"):
        load_recipients(written(forged), ROOT.fingerprint)


@pytest.mark.parametrize(
    "pinned",
    ["", "-", ROOT.fingerprint[:-1], ROOT.fingerprint + "0", "0000" * 8],
    ids=["nothing", "dash", "cut", "longer", "noughts"],
)
def test_row_4_a_root_that_is_not_wholly_pinned_is_refused(written: Callable[[bytes], Path], pinned: str) -> None:
    with pytest.raises(RecipientsError, match="CANDOUR_RECIPIENTS_ROOT"):
        load_recipients(written(LIST), pinned)


def test_row_4_a_zero_key_is_refused_even_when_the_root_signed_it(written: Callable[[bytes], Path]) -> None:
    signed = ROOT.sign(MEMBERS)
    zero = signed.replace(ALICE.recipient.text.encode(), bech32.encode("age1pq", bytes(1216)).encode())
    with pytest.raises(RecipientsError, match="alice"):
        load_recipients(written(zero), ROOT.fingerprint)


def test_a_list_without_recipients_or_with_one_twice_is_never_signed() -> None:
    for members in (
        (),
        (MEMBERS[0], MEMBERS[0]),
        (MEMBERS[0], ("other", ALICE.recipient)),
        (("A b", ALICE.recipient),),
    ):
        with pytest.raises(RecipientsError):
            ROOT.sign(members)


def test_a_file_that_cannot_be_read_is_named_without_its_folder(tmp_path: Path) -> None:
    for file in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(RecipientsError, match=file.name) as refused:
            load_recipients(file, ROOT.fingerprint)
        assert str(tmp_path.parent) not in str(refused.value)


def test_a_huge_file_is_refused(written: Callable[[bytes], Path]) -> None:
    with pytest.raises(RecipientsError, match="too large"):
        load_recipients(written(b"a" * 10**6), ROOT.fingerprint)


def test_row_4_production_starts_with_a_pinned_list_only(written: Callable[[bytes], Path]) -> None:
    production = {"CANDOUR_MODE": "production"}
    with pytest.raises(RecipientsError, match="CANDOUR_RECIPIENTS:"):
        current_recipients(load_settings(production))
    production["CANDOUR_RECIPIENTS"] = str(written(LIST))
    with pytest.raises(RecipientsError, match="CANDOUR_RECIPIENTS_ROOT:"):
        current_recipients(load_settings(production))
    production["CANDOUR_RECIPIENTS_ROOT"] = ROOT.fingerprint
    assert current_recipients(load_settings(production)).cases == (ALICE.recipient, BOB.recipient)


def test_demo_keys_are_made_once_and_used_in_demo_mode_only(tmp_path: Path) -> None:
    demo = load_settings({"CANDOUR_DATA_DIR": str(tmp_path / "data")})
    with pytest.raises(RecipientsError):
        current_recipients(demo)
    folder = make_demo_keys(demo.data_dir)
    first = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert make_demo_keys(demo.data_dir) == folder
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == first
    assert set(first) == {"desk.key", "root.key", "recipients.txt", "root-fingerprint.txt"}
    assert current_recipients(demo).cases == (load_desk_key(demo_desk_key(demo.data_dir), "demo").recipient,)
    assert load_root_key(folder / "root.key", "demo").fingerprint == first["root-fingerprint.txt"].decode()
    with pytest.raises(RecipientsError):
        current_recipients(load_settings({"CANDOUR_DATA_DIR": str(tmp_path / "data"), "CANDOUR_MODE": "production"}))


def test_demo_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    folder = make_demo_keys(tmp_path)
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


@given(st.text(max_size=40))
def test_no_text_but_a_fingerprint_equals_one(text: str) -> None:
    assert not same_fingerprint(text, ROOT.fingerprint)
    assert not same_fingerprint(text, text) or len(text) >= 32


def test_contact_details_have_recipients_of_their_own(written: Callable[[bytes], Path]) -> None:
    signed = ROOT.sign((("alice", ALICE.recipient),), (("bob", BOB.recipient),))
    read = load_recipients(written(signed), ROOT.fingerprint)
    assert read.cases == (ALICE.recipient,)
    assert read.contacts == (BOB.recipient,)
    without = load_recipients(written(LIST), ROOT.fingerprint)
    assert without.contacts == without.cases


def test_one_person_may_read_both_and_nobody_stands_twice(written: Callable[[bytes], Path]) -> None:
    both = ROOT.sign(MEMBERS, MEMBERS[:1])
    assert load_recipients(written(both), ROOT.fingerprint).contacts == (ALICE.recipient,)
    for custodians in (MEMBERS[:1] * 2, (("alice", BOB.recipient),), (("carol", ALICE.recipient),)):
        with pytest.raises(RecipientsError, match="twice"):
            ROOT.sign(MEMBERS, custodians)


def test_signers_are_read_and_nobody_stands_twice(written: Callable[[bytes], Path]) -> None:
    signers = ((ALICE.fingerprint, ALICE.signer), (BOB.fingerprint, BOB.signer))
    assert read_list(written(ROOT.sign(MEMBERS, (), signers)), ROOT.fingerprint).signers == signers
    assert read_list(written(LIST), ROOT.fingerprint).signers == ()
    with pytest.raises(RecipientsError, match="twice"):
        ROOT.sign(MEMBERS, (), (signers[0], (ALICE.fingerprint, BOB.signer)))
    line = f"signer {ALICE.fingerprint} {BOB.signer.hex()}\n".encode()
    with pytest.raises(RecipientsError, match="altered"):
        load_recipients(written(LIST.replace(b"signature ", line + b"signature ")), ROOT.fingerprint)


def test_a_custodian_cannot_be_slipped_into_a_signed_list(written: Callable[[bytes], Path]) -> None:
    line = f"contact eve {DeskKey.new('eve').recipient.text}\n".encode()
    forged = LIST.replace(b"signature ", line + b"signature ")
    with pytest.raises(RecipientsError, match="altered"):
        load_recipients(written(forged), ROOT.fingerprint)
