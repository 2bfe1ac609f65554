"""Words that occur nowhere else, and a search for them in every form in which a file could hold them."""

from __future__ import annotations

import base64
import bz2
import gzip
import secrets
import urllib.parse
import zlib
from collections.abc import Iterable
from pathlib import Path


class Canaries:
    """One run's words: each bears the run's mark, so that one search finds all of them.

    Attributes:
        mark: what all of them begin with.
        planted: how many were made.
    """

    def __init__(self) -> None:
        self.mark = "zq" + secrets.token_hex(5)
        self._others: list[str] = []
        self.planted = 0

    def word(self) -> str:
        """A new word."""
        self.planted += 1
        return f"{self.mark}{self.planted:04d}"

    def also(self, secret: str) -> None:
        """Search for this as well: an account ID, a code, a token."""
        self.planted += 1
        self._others.append(secret)

    def found_in(self, files: Iterable[Path]) -> list[str]:
        """Every file that holds a word, in its content or its name, and in which form."""
        forms = [form for word in (self.mark, *self._others) for form in _forms(word).items()]
        return [f"{form} in {file}" for file in files for form in _held(file, forms)]


def _forms(word: str) -> dict[str, bytes]:
    raw = word.encode()
    forms = {
        "plain": raw,
        "upper case": raw.upper(),
        "capitalised": word.capitalize().encode(),
        "reversed": raw[::-1],
        "hexadecimal": raw.hex().encode(),
        "UTF-16": word.encode("utf-16-le"),
        "UTF-32": word.encode("utf-32-le"),
        "URL": urllib.parse.quote(word).encode(),
        "spaced": " ".join(word).encode(),
    }
    for shift in range(3):
        # Bytes before it shift its letters; those at its ends depend on the neighbours too, so they go.
        whole = (shift + len(raw)) // 3 * 4
        forms[f"base64, {shift}"] = base64.b64encode(bytes(shift) + raw)[4 if shift else 0 : whole]
    return forms


def _held(file: Path, forms: list[tuple[str, bytes]]) -> list[str]:
    try:
        content = file.read_bytes()
    except OSError:  # gone since it was listed, or a socket
        return []
    everything = b"\0".join((str(file).encode(), content, _unpacked(content)))
    return [form for form, data in forms if data in everything]


def _unpacked(content: bytes) -> bytes:
    for start, unpack in ((b"\x1f\x8b", gzip.decompress), (b"x", zlib.decompress), (b"BZh", bz2.decompress)):
        if content.startswith(start):
            try:
                return unpack(content)
            except (OSError, EOFError, zlib.error, ValueError):
                return b""
    return b""
