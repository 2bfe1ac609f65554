"""Counts for trainers, of many conversations together: never text, never the path of one reporter.

What is counted waits in memory until at least `CROWD` conversations have added to it, and is written all at once, so
that no two states of the file, a backup's or a thief's, differ by what fewer reporters did. The file has no time in
it but the day it was begun, and what waits when the process ends is lost. docs/decisions/0060-counts.md says why.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from candour.crowd import CROWD
from drafts.vault import replace_file

FILE = "counts.json"
BUCKETS = 10
_NAME = re.compile(r"(?:question|intent)/[a-z][a-z0-9_]{0,60}/[a-z0-9_]{1,20}\Z")


@dataclass(frozen=True)
class Tally:
    """What was counted so far.

    Args:
        since: the first day (ISO), empty when nothing was written yet.
        counts: by name, exactly; whoever shows them coarsens them.
    """

    since: str = ""
    counts: Counter[str] = field(default_factory=Counter)


class Counts:
    """Adds to the counts of a data folder; several processes may do so at once.

    Args:
        data: the data folder.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._waiting: Counter[str] = Counter()
        self._from: set[str] = set()

    def add(self, conversation: str, names: Iterable[str]) -> None:
        """Count what happened in a turn of a conversation. A name of another form than ours is left out.

        Args:
            conversation: only to tell conversations apart, and only in memory.
            names: made by `question` and `intent`.
        """
        self._waiting.update(name for name in names if _NAME.match(name))
        self._from.add(conversation)
        if len(self._from) >= CROWD:
            with contextlib.suppress(OSError):  # a full disk must not cost a reporter a turn
                self._write()

    def _write(self) -> None:
        with _locked(self._data):
            tally = read(self._data)
            content = {"since": tally.since or _today().isoformat()[:10], "counts": tally.counts + self._waiting}
            replace_file(self._data / FILE, json.dumps(content, sort_keys=True).encode())
            day = _today().timestamp()
            os.utime(self._data / FILE, (day, day))
        self._waiting.clear()
        self._from.clear()


def question(name: str, outcome: str) -> str:
    """The name under which an outcome of a question is counted."""
    return f"question/{name}/{outcome}"


def intent(name: str, confidence: float) -> str:
    """The name under which a guess is counted: the intent, and a tenth of confidence."""
    return f"intent/{name}/{min(int(confidence * BUCKETS), BUCKETS - 1)}"


def read(data: Path) -> Tally:
    """Read the counts of a data folder; empty when there are none, or when the file is not one of ours."""
    try:
        content = json.loads((data / FILE).read_bytes())
        counts = {str(name): int(count) for name, count in content["counts"].items()}
        return Tally(str(content["since"]), Counter(counts))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Tally()


def begin_anew(data: Path) -> None:
    """Forget all counts."""
    with _locked(data):
        (data / FILE).unlink(missing_ok=True)


def _today() -> datetime:
    return datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    with (data / f".{FILE}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
