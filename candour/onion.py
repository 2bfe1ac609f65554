"""Addresses of onion services: a wrong letter would lead reporters to nobody, or to somebody else.

Source: Tor Rendezvous Specification, version 3, "Encoding onion addresses".
"""

from __future__ import annotations

import base64
import binascii
import hashlib

SUFFIX = ".onion"
_VERSION = b"\x03"


def is_onion_host(host: str) -> bool:
    """Whether a host name, in lower case and without a port, is an address of version 3 whose checksum is right."""
    label = host.removesuffix(SUFFIX)
    if label == host or len(label) != 56:
        return False
    try:
        raw = base64.b32decode(label.upper())
    except (binascii.Error, ValueError):
        return False
    return raw == onion_bytes(raw[:32])


def onion_bytes(public_key: bytes) -> bytes:
    """What an address encodes: the service's Ed25519 public key (32 bytes), two bytes of checksum, the version."""
    checksum = hashlib.sha3_256(b".onion checksum" + public_key + _VERSION).digest()[:2]
    return public_key + checksum + _VERSION
