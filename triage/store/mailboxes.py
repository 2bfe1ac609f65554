"""Mailboxes and the sealed letters in them. The store can open neither, and links neither to a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from candour.errors import MailboxNotFound, SequenceTaken
from triage.store.engine import OnlyStoreErrors, existing_engine
from triage.store.models import LetterRow, MailboxRow


@dataclass(frozen=True)
class StoredLetter:
    """A letter as it lies in a mailbox. Letters of the team have a copy that is sealed to the team."""

    id: UUID
    sequence: int
    sealed: bytes
    copy: bytes | None


class MailboxStore:
    """All mailboxes. Every method raises StoreError when the store cannot be reached, or there is none yet.

    Args:
        engine: gives the engine when it is first needed.
    """

    def __init__(self, engine: Callable[[], AsyncEngine]) -> None:
        self._make_engine = engine
        self._made: AsyncEngine | None = None

    @classmethod
    def at(cls, url: str) -> MailboxStore:
        """The mailboxes of the store at this URL, which need not be there yet."""
        return cls(lambda: existing_engine(url))

    async def close(self) -> None:
        """Close all connections."""
        if self._made is not None:
            await self._made.dispose()

    @property
    def _engine(self) -> AsyncEngine:
        if self._made is None:
            self._made = self._make_engine()
        return self._made

    async def make(self, address: str) -> None:
        """Make a mailbox; making it twice is no error."""
        statement = insert(MailboxRow).values(address=address, created=datetime.now(UTC).date())
        async with OnlyStoreErrors():
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(statement)
            except IntegrityError:
                return

    async def remove(self, address: str) -> None:
        """Remove a mailbox that its reporter does not want, unless something lies in it; removing twice is no error."""
        used = select(LetterRow.id).where(LetterRow.mailbox == address).exists()
        async with OnlyStoreErrors(), self._engine.begin() as connection:
            await connection.execute(delete(MailboxRow).where(MailboxRow.address == address, ~used))

    async def exists(self, address: str) -> bool:
        """Whether there is such a mailbox."""
        statement = select(func.count()).select_from(MailboxRow).where(MailboxRow.address == address)
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            return bool(await connection.scalar(statement))

    async def letters(self, address: str, sender: str) -> list[StoredLetter]:
        """List one sender's letters in their order; none for a mailbox that does not exist."""
        columns = select(LetterRow.id, LetterRow.sequence, LetterRow.sealed, LetterRow.copy)
        statement = columns.where(LetterRow.mailbox == address, LetterRow.sender == sender)
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            rows = await connection.execute(statement.order_by(LetterRow.sequence))
            return [StoredLetter(*row) for row in rows]

    async def counts(self, sender: str) -> dict[str, int]:
        """How many letters of a sender lie in each mailbox: asked for all at once, it tells nothing about one."""
        statement = select(LetterRow.mailbox, func.count()).where(LetterRow.sender == sender)
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            return {row[0]: int(row[1]) for row in await connection.execute(statement.group_by(LetterRow.mailbox))}

    async def next_sequence(self, address: str, sender: str) -> int:
        """The place of this sender's next letter."""
        statement = select(func.max(LetterRow.sequence)).where(LetterRow.mailbox == address, LetterRow.sender == sender)
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            last = await connection.scalar(statement)
            return 0 if last is None else int(last) + 1

    async def has(self, letter_id: UUID) -> bool:
        """Whether a letter is there: it was sent before, and what is tried again adds nothing."""
        statement = select(func.count()).select_from(LetterRow).where(LetterRow.id == letter_id)
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            return bool(await connection.scalar(statement))

    async def send(self, address: str, sender: str, letter: StoredLetter) -> None:
        """Put a letter into a mailbox; one with the same ID is put there once.

        Raises:
            SequenceTaken: another letter has this place; send again with the next.
            MailboxNotFound: there is no such mailbox.
        """
        row = {"mailbox": address, "sender": sender, **vars(letter)}
        async with OnlyStoreErrors():
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(insert(LetterRow).values(row))
            except IntegrityError:
                if await self.has(letter.id):
                    return
                raise (SequenceTaken if await self.exists(address) else MailboxNotFound) from None
