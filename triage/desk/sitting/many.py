"""Opening many cases one after the other, while somebody works on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from candour.errors import CandourError, CaseNotFound, SealedFileError
from triage.audit.entry import OPEN
from triage.desk.background import Progress, Turns
from triage.desk.keyring import DeskKey
from triage.desk.places import record_survey
from triage.desk.record import open_again, open_whole_on_record
from triage.desk.sitting.memory import Memory
from triage.store import ASSESSED, OPENED, CaseEntry, CaseStore

INDEX = "index"  # what a case is opened for: to be ordered and searched
_OPENED_BEFORE = (OPENED, ASSESSED)


class Opener:
    """Opens what is not opened yet, on record, in the background.

    Args:
        store: of the cases.
        keys: of who sits here.
        memory: which keeps what the cases tell.
        turns: pages go first.
    """

    def __init__(self, store: CaseStore, keys: Sequence[DeskKey], memory: Memory, turns: Turns) -> None:
        self.progress = Progress()
        self.shut: set[UUID] = set()  # cases that none of the keys opens
        self._store, self._keys, self._memory, self._turns = store, keys, memory, turns
        self._task: asyncio.Task[None] | None = None

    def begin(self, *, assessed: bool) -> Progress:
        """Begin, unless it has begun.

        Args:
            assessed: open those as well that were assessed.
        """
        if self._task is None or self._task.done():
            rows = [row for row in self._memory.in_order() if row.summary is None and (assessed or not row.decided)]
            waiting = [row.case for row in rows]
            self.progress = Progress(total=len([one for one in waiting if one.id not in self.shut]))
            self._task = asyncio.create_task(self._open_all(waiting))
        return self.progress

    async def done(self) -> None:
        """Wait until what was begun is done."""
        if self._task:
            await self._task

    async def stop(self) -> None:
        """Stop, and forget the keys."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._keys = ()

    async def _open_all(self, waiting: Sequence[CaseEntry]) -> None:
        """What nobody has opened has an entry of its own; what was opened before has one, a survey, together."""
        try:
            if any(case.state in _OPENED_BEFORE for case in waiting):
                await record_survey(self._store.trail(), self._keys[0], "inbox")
            for case in waiting:
                if case.id not in self.shut:
                    await self._turns.mine()
                    await self._open_one(case)
                    self.progress.done += 1
        except CandourError:
            self.progress.total = self.progress.done  # the store is gone: what is left can be opened later

    async def _open_one(self, case: CaseEntry) -> None:
        try:
            stored = await self._store.get(case.id)
            if case.state in _OPENED_BEFORE:
                self._memory.remember(await open_again(self._store, stored, self._keys))
            else:
                self._memory.remember(await open_whole_on_record(self._store, stored, self._keys, OPEN, INDEX))
        except (SealedFileError, CaseNotFound):
            self.shut.add(case.id)
            self.progress.failed += 1
