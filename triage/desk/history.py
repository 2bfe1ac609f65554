"""The trail as a desk follows it while it is open: verified from its beginning, and at hand by case."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from triage.audit.chain import Fault, Verification
from triage.audit.entry import Entry
from triage.store import TrailStore

_AT_A_TIME = 10  # entries between which others get their turn: each takes a fraction of a millisecond to verify


class History:
    """Follows the trail of a store.

    Args:
        signers: as for `Verification`.

    Attributes:
        actors: who filed each assessment and note, by its digest.
    """

    def __init__(self, signers: Mapping[str, bytes] | None) -> None:
        self._following = Verification(signers)
        self._by_case: dict[UUID, list[Entry]] = {}
        self._lock = asyncio.Lock()
        self.actors: dict[str, str] = {}

    @property
    def entries(self) -> int:
        """How many entries were followed."""
        return self._following.head.entries

    @property
    def fault(self) -> Fault | None:
        """What is wrong with the trail first."""
        return self._following.fault

    async def follow(self, trail: TrailStore, turn: Callable[[], Awaitable[None]] | None = None) -> set[UUID]:
        """Read on; returns the cases that something was done to.

        Args:
            trail: of the store.
            turn: waited for before each few entries, where others go first.

        Raises:
            StoreError: the trail cannot be read.
        """
        changed: set[UUID] = set()
        async with self._lock:
            async for kept in trail.entries(after=self.entries):
                entry = self._following.take(kept)
                if entry is None:
                    break
                self._keep(entry)
                changed.add(entry.case)
                if turn and entry.sequence % _AT_A_TIME == 0:
                    await turn()
        return changed

    def of(self, case: UUID) -> Sequence[Entry]:
        """What was done to a case, in order."""
        return tuple(self._by_case.get(case, ()))

    def _keep(self, entry: Entry) -> None:
        self._by_case.setdefault(entry.case, []).append(entry)
        if entry.about:
            self.actors[entry.about] = entry.actor
