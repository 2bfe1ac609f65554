"""Keys seen from outside: their fingerprints, and whether a private one lies where it must not.

Nothing here loads a private key: `triage.desk.keyring` does.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT_KEY_PREFIX = "candour-root-key-"
_GROUPS = 8
_LARGEST = 64 * 1024
_PROGRAMS = {".git", ".venv", "node_modules", "__pycache__"}  # tens of thousands of files that nobody keeps keys in
_BECH32 = rb"[02-9AC-HJ-NP-Z]{58}"
_LOCKED = b"age-encryption.org/v1\n-> scrypt "
_ARMORED = base64.b64encode(_LOCKED)[:-2]
_PRIVATE = re.compile(
    rb"AGE-SECRET-KEY-(?:PQ-)?1%s|%s1%s|\A%s|\A\s*-----BEGIN AGE ENCRYPTED FILE-----\s+%s"
    % (_BECH32, ROOT_KEY_PREFIX.upper().encode(), _BECH32, re.escape(_LOCKED), re.escape(_ARMORED))
)


def fingerprint(public_key: bytes) -> str:
    """Name a public key in 128 bits of its SHA-256, as groups that can be compared on the telephone."""
    digest = hashlib.sha256(public_key).hexdigest()
    return "-".join(digest[4 * i : 4 * i + 4] for i in range(_GROUPS))


def same_fingerprint(one: str, other: str) -> bool:
    """Compare fingerprints as people copy them: in any case, with dashes, spaces or neither."""
    first, second = (re.sub(r"[\s-]", "", text).lower() for text in (one, other))
    return first == second and re.fullmatch(r"[0-9a-f]{32}", first) is not None


def find_private_keys(paths: Iterable[Path]) -> list[Path]:
    """List the files under these paths (files or folders) that hold a private key, protected by a passphrase or not.

    Files that cannot be read are out of reach, so they are left out.
    """
    return sorted({file for path in paths for file in _files(path) if _PRIVATE.search(_content(file))})


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for folder, inner, names in os.walk(path):
        inner[:] = [name for name in inner if name not in _PROGRAMS]
        yield from (Path(folder) / name for name in names if (Path(folder) / name).is_file())


def _content(file: Path) -> bytes:
    try:
        # Key files are small; what is larger (a store, a model) is not read.
        return file.read_bytes() if file.stat().st_size <= _LARGEST else b""
    except OSError:
        return b""
