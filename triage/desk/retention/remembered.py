"""What was deleted, remembered outside the store: a line a case, so that a backup that brings it back is noticed.

    46be905b-b78a-4a6e-b280-58ebe0d02970 2026-11-29

The IDs are random and lead nowhere once their cases are gone.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from uuid import UUID

from candour.errors import UsageError

NAME = "deleted.txt"
_LINE = re.compile(r"([0-9a-f-]{36}) (\d{4}-\d{2}-\d{2})", re.ASCII)


def remember(file: Path, case: UUID, day: date) -> None:
    """Add a case that is deleted.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="ascii") as stream:
            stream.write(f"{case} {day.isoformat()}\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise UsageError(f"{file.name} cannot be written ({error.strerror})") from None


def remembered(file: Path) -> dict[UUID, date]:
    """The cases that were deleted, with the day; none where there is no such file.

    Raises:
        UsageError: it cannot be read, or is anything else.
    """
    try:
        lines = file.read_text("ascii").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file.name} cannot be read as a list of deleted cases") from None
    found = [_LINE.fullmatch(line) for line in lines]
    if not all(found):
        raise UsageError(f"{file.name} is not a list of deleted cases")
    try:
        return {UUID(one[1]): date.fromisoformat(one[2]) for one in found if one}
    except ValueError:
        raise UsageError(f"{file.name} is not a list of deleted cases") from None
