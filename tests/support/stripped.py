"""Strips a file as the gateway has it stripped, for tests."""

from __future__ import annotations

from pathlib import Path

from stripping.outcomes import Outcome
from stripping.process import NotStripped, What, strip
from triage import age


async def stripped(folder: Path, content: bytes) -> tuple[Outcome, What, bytes]:
    """Strip a file; returns how it ended, what it is, and what came out."""
    key, sealed = age.new_file_key(), folder / "sealed.age"
    sealed.write_bytes(age.write([age.Stanza(("test",), b"")], key, content))
    clean = b""
    try:
        async with strip(sealed, key) as stripping:
            async for piece in stripping.pieces():
                clean += piece
    except NotStripped as error:
        return error.outcome, error.what, clean
    return Outcome.STRIPPED, stripping.what, clean
