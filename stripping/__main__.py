"""The confined process: `python -I -m stripping DESCRIPTOR [draw]`.

In: a sealed file at the descriptor, its key on standard input. Out: one line of JSON (what it is), then the clean
file; with `draw`, the pages of a PDF as pictures (`stripping.drawing`). The exit code is one of `Outcome`; anything
else means that it was stopped.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from collections.abc import Iterable
from typing import BinaryIO

from stripping.confinement import limit, shut_in
from stripping.kinds import HEAD, MEDIA, PDF, UNKNOWN, ZIP, Type, type_of
from stripping.outcomes import Outcome, TooMuch, UnknownType, Unreadable
from triage.age import FILE_KEY_BYTES
from triage.age_stream import SealedReader, with_key

PIECE = 256 * 1024
DRAW = "draw"
_ENDS = {Unreadable: Outcome.UNREADABLE, UnknownType: Outcome.UNKNOWN_TYPE, TooMuch: Outcome.TOO_MUCH}


def main() -> int:
    """Strip one file."""
    limit()
    key = sys.stdin.buffer.read(FILE_KEY_BYTES)
    sealed = os.fdopen(int(sys.argv[1]), "rb", buffering=0)
    file = io.BufferedReader(SealedReader(sealed, with_key(key)), PIECE)
    # Only bytes are compared before the process is shut in; a library must be loaded before, and parses after.
    found = type_of(file.read(HEAD))
    file.seek(0)
    work = _draw if sys.argv[2:] == [DRAW] else _strip
    _load(found, drawing=work is _draw)
    shut_in()
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    try:
        work(file, found)
    except MemoryError:
        return _end(found, Outcome.TOO_MUCH)
    except tuple(_ENDS) as error:
        return _end(found, _ENDS[type(error)])
    return Outcome.STRIPPED


def _load(found: Type, *, drawing: bool) -> None:
    """Load what reads this type; nothing can be loaded later."""
    match found.reader:
        case "pdf" if drawing:
            import stripping.drawing
        case "image":
            import stripping.images
        case "pdf":
            import stripping.pdf
        case "zip":
            import stripping.office
        case "media":
            import stripping.media  # noqa: F401


def _strip(file: BinaryIO, found: Type) -> None:
    if found.reader == MEDIA:
        from stripping.media import strip as strip_media

        strip_media(file, found, _Output(), _say)
        return
    to, content = _rebuilt(file, found)
    _say(to)
    _write([content])


def _draw(file: BinaryIO, found: Type) -> None:
    if found.reader != PDF:
        raise UnknownType
    from stripping.drawing import draw

    _say(found)
    _write(draw(file))


def _rebuilt(file: BinaryIO, found: Type) -> tuple[Type, bytes]:
    match found.reader:
        case "image":
            from stripping.images import strip as strip_image

            return strip_image(file, found)
        case "pdf":
            from stripping.pdf import strip as strip_pdf

            return found, strip_pdf(file)
        case "zip":
            from stripping.office import strip as strip_office

            return strip_office(file)
    raise UnknownType


def _say(what: Type) -> None:
    """Say what the file is, once, before its content."""
    line = json.dumps({"kind": what.kind, "media_type": what.media_type}).encode()
    if not _said:
        _said.append(line)
        _write([line + b"\n"])


_said: list[bytes] = []


def _end(found: Type, outcome: Outcome) -> int:
    _say(UNKNOWN if outcome is Outcome.UNKNOWN_TYPE and found.reader != ZIP else found)
    return outcome


def _write(pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        view = memoryview(piece)
        while view:
            view = view[os.write(1, view) :]


class _Output(io.RawIOBase):
    """Standard output for a library that writes to it as to a file that cannot seek."""

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        data = bytes(content)  # type: ignore[call-overload]
        _write([data])
        return len(data)


if __name__ == "__main__":
    # Not sys.exit: tearing libraries down may need what is no longer to be had.
    os._exit(main())
