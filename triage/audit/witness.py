"""The head of the trail as a file for an outside witness: three lines that tell nothing of any case.

candour audit head v1
entries 42
digest <64 hexadecimal digits>
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from candour.errors import UsageError
from triage.audit.entry import Head

_FORM = re.compile(r"candour audit head v1\nentries (0|[1-9][0-9]{0,9})\ndigest ([0-9a-f]{64})\n", re.ASCII)
_LARGEST = 1024


def write_head(file: Path, head: Head) -> None:
    """Write a head to a new file; an older head is never written over.

    Raises:
        UsageError: there is such a file already, or it cannot be written.
    """
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="ascii") as stream:
            stream.write(head_text(head))
    except OSError as error:
        raise UsageError(f"--head: {file.name} cannot be written ({error.strerror})") from None


def read_head(file: Path) -> Head:
    """Read a head that `write_head` wrote.

    Raises:
        UsageError: it cannot be read, or is anything else.
    """
    try:
        with file.open("rb") as stream:
            head = parse_head(stream.read(_LARGEST).decode("ascii", "replace"))
    except OSError as error:
        raise UsageError(f"--witness: {file.name} cannot be read ({error.strerror})") from None
    if head is None:
        raise UsageError(f"--witness: {file.name} is not the head of an audit trail")
    return head


def head_text(head: Head) -> str:
    """Write a head."""
    return f"candour audit head v1\nentries {head.entries}\ndigest {head.digest}\n"


def parse_head(text: str) -> Head | None:
    """Read what `head_text` wrote; None for anything else."""
    form = _FORM.fullmatch(text)
    return Head(int(form[1]), form[2]) if form else None
