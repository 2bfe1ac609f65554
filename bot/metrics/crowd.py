"""Counts that are told only together: what fewer than `CROWD` conversations have added waits for more of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextvars import ContextVar

from candour.crowd import CROWD, in_steps

SPEAKING: ContextVar[str] = ContextVar("speaking", default="")
"""Whose conversation is being worked on, where that is known."""


class CrowdCounts:
    """Counts by name. Conversations are told apart only until they are told of, and only in memory."""

    def __init__(self) -> None:
        self._told: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._from: set[str] = set()

    def add(self, name: str, count: int = 1, conversation: str = "") -> None:
        """Count something; what cannot be put down to a conversation waits for those that can."""
        self._waiting[name] += count
        if conversation:
            self._from.add(conversation)

    def tell(self) -> bool:
        """Let what waits be read, if enough conversations have added to it; returns whether they had."""
        if len(self._from) < CROWD:
            return False
        self._told += self._waiting
        self._waiting.clear()
        self._from.clear()
        return True

    def told(self) -> Mapping[str, int]:
        """What may be read."""
        return {name: in_steps(count) for name, count in self._told.items()}
