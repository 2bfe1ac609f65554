"""In both directions with another implementation of age: npm's age-encryption, in a Node process of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from triage import bech32
from triage.case import Case
from triage.desk import passphrase
from triage.desk.keyring import DeskKey, load_desk_key
from triage.desk.opening import open_case
from triage.envelope import seal_case
from triage.padding import unpad
from triage.sealing import Recipient, open_sealed, seal, sealer

Peer = Callable[..., bytes]
SIZES = [0, 1, 34_000, 65_536, 200_000]


@pytest.mark.parametrize("size", SIZES)
def test_the_other_age_opens_what_is_sealed_here(
    other_age: Peer, desk_key: DeskKey, other_key: DeskKey, size: int
) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    sealed = seal(content, [desk_key.recipient, other_key.recipient])
    assert other_age("decrypt", other_key.text, content=sealed) == content


def test_the_other_age_opens_what_is_sealed_in_pieces(other_age: Peer, desk_key: DeskKey) -> None:
    made, content = sealer([desk_key.recipient]), bytes(range(250)) * 1000
    sealed = made.update(content[:70_000]) + made.update(content[70_000:]) + made.finish()
    assert other_age("decrypt", desk_key.text, content=sealed) == content


@pytest.mark.parametrize("size", SIZES)
def test_what_the_other_age_seals_is_opened_here(
    other_age: Peer, desk_key: DeskKey, other_key: DeskKey, size: int
) -> None:
    content = b"\xa5" * size
    sealed = other_age("encrypt", other_key.recipient.text, desk_key.recipient.text, content=content)
    assert open_sealed(sealed, [desk_key]) == open_sealed(sealed, [other_key]) == content


def test_the_other_age_refuses_what_is_sealed_to_others(other_age: Peer, desk_key: DeskKey, other_key: DeskKey) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        other_age("decrypt", other_key.text, content=seal(b"told", [desk_key.recipient]))


def test_a_whole_case_is_readable_with_the_other_age(
    other_age: Peer, desk_key: DeskKey, make_case: Callable[..., Case]
) -> None:
    case = make_case()
    sealed = seal_case(case, [desk_key.recipient])
    assert Case.from_bytes(unpad(other_age("decrypt", desk_key.text, content=sealed))) == case
    assert open_case(sealed, [desk_key], case.id, case.reference) == case


def test_keys_of_the_other_age_are_used_here(other_age: Peer) -> None:
    made = json.loads(other_age("generate"))
    key = DeskKey(bech32.decode("age-secret-key-pq-", made["identity"]))
    assert (key.text, key.recipient.text) == (made["identity"], made["recipient"])
    assert Recipient.from_text(made["recipient"]) == key.recipient


def test_keys_made_here_are_used_by_the_other_age(other_age: Peer, desk_key: DeskKey) -> None:
    assert other_age("recipient", desk_key.text).decode() == desk_key.recipient.text


def test_the_other_age_unlocks_a_key_file(other_age: Peer, desk_key: DeskKey, tmp_path: Path) -> None:
    desk_key.to_file(tmp_path / "key", "correct horse", work_factor=10)
    identity = other_age("decrypt-passphrase", "correct horse", content=(tmp_path / "key").read_bytes()).decode()
    assert identity.splitlines()[-1] == desk_key.text


def test_a_key_file_locked_by_the_other_age_is_loaded(other_age: Peer, desk_key: DeskKey, tmp_path: Path) -> None:
    identity = f"# created: 2026-11-24T10:00:00Z\n# public key: {desk_key.recipient.text}\n{desk_key.text}\n"
    locked = other_age("encrypt-passphrase", "päss wörd", content=identity.encode())
    (tmp_path / "key").write_bytes(locked)
    assert load_desk_key(tmp_path / "key", "päss wörd").seed == desk_key.seed
    assert passphrase.unlock(locked, "päss wörd") == identity.encode()
