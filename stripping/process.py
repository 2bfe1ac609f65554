"""The gateway's side: starts the confined process, hands it an encrypted file and its key, and reads what comes out."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from stripping.outcomes import Outcome
from triage.age_stream import PIECE
from triage.files import KINDS, OTHER

SECONDS = 300  # of the clock; the process has fewer of the processor's
_HEAD_SECONDS = 150
_LONGEST_LINE = 400


@dataclass(frozen=True)
class What:
    """What a file is: one of `triage.files.KINDS`, and its media type."""

    kind: str = OTHER
    media_type: str = "application/octet-stream"


class NotStripped(Exception):
    """The file is not stripped; what came out of it so far is to be discarded.

    Args:
        outcome: why.
        what: what it is.
    """

    def __init__(self, outcome: Outcome, what: What) -> None:
        super().__init__(outcome.name)
        self.outcome = outcome
        self.what = what


class Stripping:
    """One file's way through the confined process. Made by `strip`."""

    def __init__(self, process: asyncio.subprocess.Process, what: What) -> None:
        self._process = process
        self.what = what

    async def pieces(self) -> AsyncIterator[bytes]:
        """The clean file as it comes.

        Raises:
            NotStripped: it came to no good end.
        """
        output = _output(self._process)
        async with asyncio.timeout(SECONDS):
            while piece := await output.read(PIECE):
                yield piece
        code = await self._process.wait()
        if code != Outcome.STRIPPED:
            raise NotStripped(_outcome(code), self.what)


@contextlib.asynccontextmanager
async def strip(sealed: Path, file_key: bytes, *task: str) -> AsyncIterator[Stripping]:
    """Strip a file.

    Args:
        sealed: an age file.
        file_key: its key, which only this process and the confined one get to know.
        task: "draw" has the pages of a PDF drawn instead (`stripping.drawing`).

    Raises:
        NotStripped: from `pieces`.
        OSError: the file cannot be read, or no process be started.
    """
    process = await _start(sealed, *task)
    try:
        assert process.stdin is not None  # noqa: S101 - asked for
        process.stdin.write(file_key)
        process.stdin.close()
        yield Stripping(process, await _what(process))
    except TimeoutError:
        raise NotStripped(Outcome.TOO_MUCH, What()) from None
    finally:
        await _end(process)


async def _start(sealed: Path, *task: str) -> asyncio.subprocess.Process:
    handle = os.open(sealed, os.O_RDONLY)
    try:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-I", "-m", "stripping", str(handle), *task),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a library's complaints can quote the file
            env={},
            cwd="/",
            pass_fds=(handle,),
            limit=PIECE,
        )
    finally:
        os.close(handle)


async def _what(process: asyncio.subprocess.Process) -> What:
    """Read the line that says what it is; a process that ends without it says nothing that could be believed."""
    try:
        async with asyncio.timeout(_HEAD_SECONDS):
            line = await _output(process).readline()
        content = json.loads(line) if len(line) <= _LONGEST_LINE else {}
        kind, media_type = content["kind"], content["media_type"]
    except (ValueError, KeyError, TypeError):
        return What()
    return What(kind, media_type) if kind in KINDS and isinstance(media_type, str) else What()


def _output(process: asyncio.subprocess.Process) -> asyncio.StreamReader:
    assert process.stdout is not None  # noqa: S101 - asked for
    return process.stdout


def _outcome(code: int) -> Outcome:
    # Stopped by a limit or a crash of a library: either way not something to try again.
    return Outcome(code) if code in set(Outcome) else Outcome.TOO_MUCH


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
