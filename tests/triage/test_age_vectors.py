"""The C2SP CCTV vectors for age (npm cctv-age), as far as they apply here.

Vectors for hybrid recipients go through `open_sealed`, those for passphrases through key files, and those for the
container (with X25519 recipients, which Candour does not have) through `triage.age` with the file key they tell.
Each failure must come at the stage that the vector names. Armored files are not read here, so those are left out.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from candour.errors import KeyFileError, SealedFileError
from tests.support import node
from triage import age, bech32
from triage.desk import passphrase
from triage.desk.keyring import DeskKey
from triage.sealing import open_sealed

# Candour refuses every file with a recipient of another kind; age lets the reader decide (c2sp.org/age).
STRICTER_HERE = {"hybrid_and_x25519", "hybrid_grease"}
CONTAINER = ("empty", "header_", "hmac_", "stanza_", "stream_", "version_")
CONTAINER_TOO = {"x25519", "x25519_grease", "x25519_multiple_recipients"}
CHUNK = 65536


@dataclass(frozen=True)
class Vector:
    name: str
    fields: dict[str, str]
    data: bytes

    @property
    def expect(self) -> str:
        return self.fields["expect"]

    @property
    def file_key(self) -> bytes:
        return bytes.fromhex(self.fields["file key"])

    def opened_to(self, content: bytes) -> bool:
        return hashlib.sha256(content).hexdigest() == self.fields["payload"]


def _parse(name: str, raw: bytes) -> Vector:
    head, _, data = raw.partition(b"\n\n")
    fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
    return Vector(name, fields, zlib.decompress(data) if fields.get("compressed") == "zlib" else data)


def _load() -> list[Vector]:
    if node.missing():
        return []
    raw = json.loads(node.age_peer("vectors"))
    vectors = [_parse(name, base64.b64decode(text)) for name, text in raw.items()]
    return [vector for vector in vectors if vector.fields.get("armored") != "yes"]


VECTORS = _load()
HYBRID = [v for v in VECTORS if v.fields.get("identity", "").startswith("AGE-SECRET-KEY-PQ-1")]
PASSPHRASE = [v for v in VECTORS if "passphrase" in v.fields]
CONTAINERS = [v for v in VECTORS if v.name.startswith(CONTAINER) or v.name in CONTAINER_TOO]


def each(vectors: list[Vector]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return pytest.mark.parametrize("vector", vectors, ids=[v.name for v in vectors])


def test_all_the_vectors_that_apply_are_here() -> None:
    assert node.missing() == ""
    assert (len(HYBRID), len(PASSPHRASE), len(CONTAINERS)) == (18, 25, 56)


@each(HYBRID)
def test_hybrid_vector(vector: Vector) -> None:
    key = DeskKey(bech32.decode("age-secret-key-pq-", vector.fields["identity"]))
    if vector.expect == "success" and vector.name not in STRICTER_HERE:
        assert vector.opened_to(open_sealed(vector.data, [key]))
        return
    with pytest.raises(SealedFileError):
        open_sealed(vector.data, [key])
    if vector.expect == "no match":  # refused for want of a stanza that opens, not for its form
        stanzas = [s for s in age.parse(vector.data)[0].stanzas if s.arguments[0] == "mlkem768x25519"]
        assert [key.unwrap(stanza) for stanza in stanzas] == [None] * len(stanzas)


@each([v for v in HYBRID if v.name in STRICTER_HERE])
def test_hybrid_vector_refused_only_for_its_other_recipients(vector: Vector) -> None:
    key = DeskKey(bech32.decode("age-secret-key-pq-", vector.fields["identity"]))
    header, payload = age.parse(vector.data)
    ours = [s for s in header.stanzas if s.arguments[0] == "mlkem768x25519"]
    file_key = next(found for found in map(key.unwrap, ours) if found)
    header.check(file_key)
    assert vector.opened_to(age.decrypt_payload(file_key, payload))


@each(PASSPHRASE)
def test_passphrase_vector(vector: Vector) -> None:
    if vector.expect == "success":
        assert vector.opened_to(passphrase.unlock(vector.data, vector.fields["passphrase"]))
        return
    # `scrypt_uppercase` is a stanza of an unknown type, which here is no key file at all.
    malformed = vector.expect == "header failure" or vector.name == "scrypt_uppercase"
    with pytest.raises(KeyFileError, match="not a key file" if malformed else "passphrase is wrong"):
        passphrase.unlock(vector.data, vector.fields["passphrase"])


def _parsed(vector: Vector) -> tuple[age.Header, bytes]:
    header, payload = age.parse(vector.data)
    assert header.to_bytes() + payload == vector.data
    return header, payload


@each([v for v in CONTAINERS if v.expect == "success"])
def test_container_vector_opens(vector: Vector) -> None:
    header, payload = _parsed(vector)
    header.check(vector.file_key)
    assert vector.opened_to(age.decrypt_payload(vector.file_key, payload))


@each([v for v in CONTAINERS if v.expect == "header failure" and not v.name.endswith("_nonce")])
def test_container_vector_is_refused_by_its_header(vector: Vector) -> None:
    with pytest.raises(SealedFileError):
        age.parse(vector.data)


@each([v for v in CONTAINERS if v.expect == "header failure" and v.name.endswith("_nonce")])
def test_container_vector_is_refused_by_its_nonce(vector: Vector) -> None:
    _, payload = _parsed(vector)
    with pytest.raises(SealedFileError):
        age.decrypt_payload(vector.file_key, payload)


@each([v for v in CONTAINERS if v.expect == "HMAC failure"])
def test_container_vector_is_refused_by_its_mac(vector: Vector) -> None:
    header, _ = _parsed(vector)
    with pytest.raises(SealedFileError):
        header.check(vector.file_key)


@each([v for v in CONTAINERS if v.expect == "payload failure"])
def test_container_vector_is_refused_by_its_payload(vector: Vector) -> None:
    header, payload = _parsed(vector)
    header.check(vector.file_key)
    with pytest.raises(SealedFileError):
        age.decrypt_payload(vector.file_key, payload)


@each([v for v in CONTAINERS if v.expect == "success"])
def test_container_vector_is_encrypted_again_to_the_same_size(vector: Vector) -> None:
    _, payload = _parsed(vector)
    content = age.decrypt_payload(vector.file_key, payload)
    assert len(age.encrypt_payload(vector.file_key, content)) == len(payload)
