"""What is remembered of senders for a while and belongs to no draft: a visit, a code that was shown, a language."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import OrderedDict
from dataclasses import dataclass, field

MOST = 10_000  # notes of a room; the one that was written longest ago goes first
ROOM_BYTES = 32 * 1024 * 1024
OVERHEAD = 1000  # bytes that each counts for beside its content
DAY = 24 * 60 * 60.0


class Notes(ABC):
    """Notes by room and name. Names are of senders or their like; whoever keeps them outside must hide both."""

    @abstractmethod
    def get(self, room: str, name: str) -> bytes | None:
        """Read a note; None when there is none any more."""

    @abstractmethod
    def put(self, room: str, name: str, content: bytes = b"", seconds: float = DAY) -> None:
        """Write a note that is forgotten after so long."""

    @abstractmethod
    def drop(self, room: str, name: str) -> None:
        """Forget a note; forgetting twice is no error."""

    def has(self, room: str, name: str) -> bool:
        """Whether there is such a note."""
        return self.get(room, name) is not None


@dataclass
class _Room:
    notes: OrderedDict[str, tuple[bytes, float]] = field(default_factory=OrderedDict)
    size: int = 0


class OwnNotes(Notes):
    """Notes in this process's memory, bounded; they are gone with it."""

    def __init__(self) -> None:
        self._rooms: dict[str, _Room] = {}

    def __len__(self) -> int:
        """How many there are."""
        return sum(len(room.notes) for room in self._rooms.values())

    def get(self, room: str, name: str) -> bytes | None:
        """As in Notes."""
        self._sweep(room)
        note = self._room(room).notes.get(name)
        return note[0] if note and note[1] > time.monotonic() else None

    def put(self, room: str, name: str, content: bytes = b"", seconds: float = DAY) -> None:
        """As in Notes."""
        self.drop(room, name)
        mine = self._room(room)
        mine.notes[name] = content, time.monotonic() + seconds
        mine.size += len(content) + OVERHEAD
        while mine.size > ROOM_BYTES or len(mine.notes) > MOST:
            self.drop(room, next(iter(mine.notes)))

    def drop(self, room: str, name: str) -> None:
        """As in Notes."""
        mine = self._room(room)
        if note := mine.notes.pop(name, None):
            mine.size -= len(note[0]) + OVERHEAD

    def _room(self, room: str) -> _Room:
        return self._rooms.setdefault(room, _Room())

    def _sweep(self, room: str) -> None:
        notes, now = self._room(room).notes, time.monotonic()
        while notes and (first := next(iter(notes.items())))[1][1] <= now:
            self.drop(room, first[0])
