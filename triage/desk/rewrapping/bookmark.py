"""How far a re-wrapping has come: a small file of the desk, so that one that was cut off goes on where it was.

It holds random IDs and counts. Lost, or older than the store, it costs time and nothing else: what is re-wrapped twice
is sealed to the same people.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from triage.store.envelopes import Place

NAME = "rewrapping.json"


@dataclass
class Bookmark:
    """How far it has come.

    Args:
        run: names for whom and with which keys, so that another run is not taken for this one.
        drawer: which is at work.
        after: the place of the last one in it that is done.
        done: how many were re-wrapped, by drawer.
        shut: how many none of the keys opens, by drawer.
    """

    run: str
    drawer: str = ""
    after: list[str | int] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    shut: dict[str, int] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """The place of the last one that is done."""
        return tuple(UUID(part) if isinstance(part, str) else part for part in self.after)

    def turn(self, drawer: str, place: Place, done: int, shut: int) -> None:
        """Note that some more of a drawer are done."""
        self.drawer, self.after = drawer, [str(part) if isinstance(part, UUID) else part for part in place]
        self.done[drawer] = self.done.get(drawer, 0) + done
        self.shut[drawer] = self.shut.get(drawer, 0) + shut

    def save(self, file: Path) -> None:
        """Write it, whole or not at all."""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = file.with_name(f".{file.name}.new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as stream:
            json.dump(asdict(self), stream)
        new.replace(file)


def find_bookmark(file: Path, run: str) -> Bookmark:
    """Find how far a run has come; its beginning where nothing usable says so."""
    try:
        read: Any = json.loads(file.read_text("ascii"))
        found = Bookmark(**read)
        _ = found.place
    except (OSError, ValueError, TypeError):
        return Bookmark(run)
    return found if found.run == run else Bookmark(run)
