"""Reading at a desk: the list of cases, and each of them, opened on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from candour.errors import SealedFileError
from interview.guide import Guide
from triage.audit.entry import EXPORT, OPEN, Entry, unlock_purpose
from triage.case import Contact
from triage.desk import mail
from triage.desk.background import Progress, Turns
from triage.desk.clock import this_hour
from triage.desk.history import History
from triage.desk.inbox import Counts, Filters, Key, Page
from triage.desk.keyring import DeskKey
from triage.desk.linking.finding import Comparing, Found
from triage.desk.practice import Practice
from triage.desk.record import Opened, open_again, open_contact_on_record, open_whole_on_record
from triage.desk.sitting.many import Opener
from triage.desk.sitting.memory import Memory
from triage.desk.sitting.team import Team
from triage.desk.summary import Summary
from triage.store import CaseStore, StoredCase
from triage.store.files import FileStore

SHOW = "show"  # what a case is opened for: to be read


@dataclass
class Reading:
    """A desk where cases are read. Every method raises StoreError when the store cannot be reached.

    Args:
        store: of the cases.
        files: of their files.
        keys: of who sits here.
        team: whom what is written is sealed to.
        practice: how the team works.
        guide: of the interview.
    """

    store: CaseStore
    files: FileStore
    keys: Sequence[DeskKey] = field(repr=False)
    team: Team
    practice: Practice
    guide: Guide

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self.history = History(self.team.signers)
        self.turns = Turns()
        self.memory = Memory(self.store, self.history, self.practice, self.guide, self.turns)
        self._opener = Opener(self.store, self.keys, self.memory, self.turns)
        self._comparing = Comparing(self.store, self.keys, self.turns)
        self._shown: dict[tuple[UUID, str], str] = {}  # in which hour a case was last read, by what for

    @property
    def me(self) -> str:
        """The fingerprint of who sits here."""
        return self.keys[0].fingerprint

    @property
    def progress(self) -> Progress:
        """How far `open_all` has come."""
        return self._opener.progress

    @property
    def shut(self) -> set[UUID]:
        """Cases that none of the keys opens."""
        return self._opener.shut

    # The list -------------------------------------------------------------------------------------------------------

    async def begin(self) -> None:
        """Read the list of cases."""
        await self.memory.begin()

    async def refresh(self) -> None:
        """Learn what has come and what was done since the last time."""
        await self.memory.refresh()

    async def inbox(self, filters: Filters, after: Key | None = None) -> tuple[Page, Counts]:
        """A page of the inbox, and what is to be done in all."""
        await self.refresh()
        return self.memory.page(filters, after)

    def summary(self, case: UUID) -> Summary | None:
        """What is remembered of a case."""
        return self.memory.summary(case)

    def forces(self) -> list[str]:
        """The forces that opened cases name."""
        return sorted({row.summary.force for row in self.memory.opened() if row.summary and row.summary.force})

    def open_all(self, *, assessed: bool = False) -> Progress:
        """Begin to open, on record, the cases that nobody has assessed and that this sitting has not opened.

        Args:
            assessed: those that were assessed as well, for some may wait to be confirmed, or for feedback.
        """
        return self._opener.begin(assessed=assessed)

    async def opened_all(self) -> None:
        """Wait until what `open_all` began is done."""
        await self._opener.done()

    async def close(self) -> None:
        """Forget everything."""
        await self._opener.stop()
        await self._comparing.stop()
        await self.memory.forget()
        self.keys = ()

    # One case -------------------------------------------------------------------------------------------------------

    async def view(self, reference: str, purpose: str = SHOW) -> tuple[StoredCase, Opened]:
        """Open a case to be read: on record, once an hour, for the trail's clock is the hour.

        Args:
            reference: of the case.
            purpose: what it is read for.

        Raises:
            CaseNotFound: there is none.
            SealedFileError: none of the keys opens it, or it was altered.
        """
        stored, hour = await self.store.get(reference), this_hour()
        if self._shown.get((stored.id, purpose)) == hour:
            opened = await open_again(self.store, stored, self.keys)
        else:
            opened = await open_whole_on_record(self.store, stored, self.keys, OPEN, purpose)
            self._shown[stored.id, purpose] = hour
        self.memory.remember(opened)
        return stored, opened

    async def take_out(self, reference: str, purpose: str) -> tuple[StoredCase, Opened]:
        """Open a case to take something of it out of the desk, on record each time."""
        stored = await self.store.get(reference)
        opened = await open_whole_on_record(self.store, stored, self.keys, EXPORT, purpose)
        self.memory.remember(opened)
        return stored, opened

    async def contact(self, stored: StoredCase, opened: Opened) -> Contact | None:
        """Open how to reach a reporter, on record.

        Returns:
            None where the reporter left nothing, or does not want to be contacted any more.

        Raises:
            SealedFileError: none of the keys opens it.
        """
        if stored.contact is None or mail.withdrawn(opened.case.messages):
            return None
        await open_whole_on_record(self.store, stored, self.keys, OPEN, "contact")
        return await open_contact_on_record(self.store, stored, self.keys, OPEN) or None

    def prepare_links(self) -> None:
        """Begin to read, on record and in the background, what cases are compared with, unless that has begun."""
        self._comparing.begin()

    async def links_prepared(self, patience: float | None = None) -> bool:
        """Whether what `prepare_links` begins is done, within so many seconds if any are given."""
        return await self._comparing.begun(patience)

    @property
    def reading(self) -> Progress:
        """How far reading what cases are compared with has come."""
        return self._comparing.progress

    async def links(self, opened: Opened) -> Found:
        """Compare a case with all that were opened before: each of these is read once in a sitting, on record."""
        return await self._comparing.find(opened.case)

    def purposes(self, opened: Opened) -> list[tuple[Entry, str]]:
        """What was done to a case, and what for."""
        return [(entry, _purpose(entry, opened.bond)) for entry in self.history.of(opened.case.id)]


def _purpose(entry: Entry, bond: bytes) -> str:
    try:
        return unlock_purpose(entry, bond)
    except SealedFileError:
        return ""
