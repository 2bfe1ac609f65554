"""The IETF's vector for age's HPKE suite: our seeds give its key pair, and our suite opens its ciphertext."""

import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from triage import xwing
from triage.desk.keyring import DeskKey
from triage.sealing import SUITE

VECTOR = json.loads((Path(__file__).parent / "vectors" / "hpke-mlkem768x25519.json").read_text())
SEED, PUBLIC, ENC, INFO, AAD, PLAIN, CIPHER = (
    bytes.fromhex(VECTOR[name]) for name in ("skRm", "pkRm", "enc", "info", "aad", "pt", "ct")
)


def test_a_seed_gives_the_public_key_of_the_vector() -> None:
    assert DeskKey(SEED).recipient.raw == PUBLIC


def test_our_suite_opens_the_ciphertext_of_the_vector() -> None:
    # The vector has associated data, which age does not use, so the library's public functions do not take it.
    private = MLKEM768X25519PrivateKey(*xwing._expand(SEED))
    assert openssl.hpke._decrypt_with_aad(SUITE, ENC + CIPHER, private, INFO, AAD) == PLAIN
    with pytest.raises(InvalidTag):
        openssl.hpke._decrypt_with_aad(SUITE, ENC + CIPHER, private, INFO, AAD + b"0")
