"""What a sitting remembers: all cases in their order, what opened ones tell, and what was done to them."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from uuid import UUID

from interview.guide import Guide
from triage.desk.background import Turns
from triage.desk.clock import today
from triage.desk.history import History
from triage.desk.inbox import Counts, Filters, Key, Page, Row
from triage.desk.practice import Practice
from triage.desk.record import Opened
from triage.desk.shelf import Shelf
from triage.desk.summary import Summary, summary_of
from triage.mailbox import REPORTER
from triage.store import NEW, OPENED, CaseEntry, CaseStore

_LETTERS_SECONDS = 30  # between counting letters
_AT_A_TIME = 200  # cases between which others get their turn


class Memory:
    """A mirror of the list of cases, kept so by following the trail. Methods raise StoreError as the store does.

    Args:
        store: of the cases.
        history: what was done to them.
        practice: how the team works.
        guide: of the interview.
        turns: pages go first.
    """

    def __init__(self, store: CaseStore, history: History, practice: Practice, guide: Guide, turns: Turns) -> None:
        self.history = history
        self._turns = turns
        self._store, self._practice, self._guide = store, practice, guide
        self._shelf = Shelf()
        self._following: asyncio.Task[None] | None = None
        self._letters_at = 0.0
        self._newest = date.min

    def __len__(self) -> int:
        """How many cases are remembered."""
        return len(self._shelf)

    async def begin(self) -> None:
        """Read the list of cases; the trail, which takes longer, is followed while others work."""
        self._shelf.fill(await self._store.cases())
        self._newest = self._shelf.newest()
        self._following = asyncio.create_task(self._follow(self._turns.mine))

    async def refresh(self) -> None:
        """Learn what has come and what was done since the last time."""
        self._take(await self._store.cases_since(self._newest))
        if self._following is None or self._following.done():
            await self._follow()
        if time.monotonic() > self._letters_at:
            self._letters_at = time.monotonic() + _LETTERS_SECONDS
            self._count_letters(await self._store.mailboxes().counts(REPORTER))

    async def followed(self) -> None:
        """Wait until the trail is followed to its end for the first time."""
        if self._following:
            await self._following

    async def forget(self) -> None:
        """Forget everything."""
        if self._following:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        self._shelf.clear()

    def page(self, filters: Filters, after: Key | None) -> tuple[Page, Counts]:
        """A page of the inbox, and what is to be done in all."""
        return self._shelf.page(filters, today(), after), self._shelf.counts(today())

    def summary(self, case: UUID) -> Summary | None:
        """What is remembered of a case."""
        row = self._shelf.get(case)
        return row.summary if row else None

    def opened(self) -> list[Row]:
        """The cases that were opened here."""
        return self._shelf.opened()

    def in_order(self) -> list[Row]:
        """All cases, the most urgent first."""
        return self._shelf.in_order()

    def remember(self, opened: Opened) -> None:
        """Keep what an opened case tells."""
        row, summary = self._shelf.get(opened.case.id), summary_of(opened, self._guide, self._practice)
        if row:
            state = OPENED if row.case.state == NEW else row.case.state
            self._shelf.put(replace(row.case, state=state), summary)

    async def _follow(self, turn: Callable[[], Awaitable[None]] | None = None) -> None:
        changed = await self.history.follow(self._store.trail(), turn)
        for some in itertools.batched(sorted(changed), _AT_A_TIME):
            if turn:
                await turn()
            found = await self._store.entries(some)
            self._take(found)
            self._drop(set(some) - {case.id for case in found})

    def _count_letters(self, counts: Mapping[str, int]) -> None:
        """Letters that came since a case was opened are counted; what they say is opened with the case only."""
        for row in self._shelf.opened():
            one = row.summary
            letters = counts.get(one.mailbox or "", one.letters) if one else 0
            if one and letters != one.letters:
                unread = max(0, letters - one.standing.read)
                self._shelf.put(row.case, replace(one, letters=letters, unread=unread, waits=False))

    def _take(self, cases: Sequence[CaseEntry]) -> None:
        for case in cases:
            row = self._shelf.get(case.id)
            self._newest = max(self._newest, case.created)
            self._shelf.put(case, row.summary if row else None)

    def _drop(self, gone: Set[UUID]) -> None:
        """Forget cases that were destroyed."""
        for case in gone:
            if self._shelf.get(case):
                self._shelf.drop(case)
