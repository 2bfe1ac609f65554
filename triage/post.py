"""Sending letters: numbered, marked, sealed and stored exactly once, however often it is tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from candour.errors import SequenceTaken
from triage.mailbox import REPORTER, TEAM, Letter, Mailbox
from triage.sealing import Recipient
from triage.store import MailboxStore, StoredLetter

PLACES_TRIED = 20  # others write to the same mailbox only when a reporter uses a code on two devices at once


async def send_as_reporter(
    store: MailboxStore, mailbox: Mailbox, team: Sequence[Recipient], letter_id: UUID, letter: Letter
) -> None:
    """Send what a reporter adds, sealed to the team. A letter with the same ID is sent once.

    Args:
        store: where mailboxes are.
        mailbox: the reporter's.
        team: who may read it.
        letter_id: the same for each try at sending the same.
        letter: what is sent; its sequence is found here.

    Raises:
        MailboxNotFound: there is no such mailbox.
        StoreError: it is not known to be stored; send again.
    """
    await _send(store, mailbox, letter_id, letter, lambda one: (one.seal(mailbox, team), None))


async def send_as_team(
    store: MailboxStore, mailbox: Mailbox, team: Sequence[Recipient], letter_id: UUID, letter: Letter
) -> Letter:
    """Send a message of the team: sealed to the mailbox, so that only the code opens it, with a copy for the team.

    Raises:
        MailboxNotFound: there is no such mailbox.
        StoreError: it is not known to be stored; send again.
    """
    return await _send(
        store, mailbox, letter_id, letter, lambda one: (one.seal(mailbox, [mailbox.recipient]), one.seal(mailbox, team))
    )


def new_letter(sender: str, kind: str, text: str) -> Letter:
    """Make a letter of today whose place is not known yet."""
    if sender not in (REPORTER, TEAM):
        raise ValueError("a letter is the reporter's or the team's")
    return Letter(sender=sender, sequence=0, day=datetime.now(UTC).date(), kind=kind, text=text)


async def _send(
    store: MailboxStore,
    mailbox: Mailbox,
    letter_id: UUID,
    letter: Letter,
    seal: Callable[[Letter], tuple[bytes, bytes | None]],
) -> Letter:
    for _ in range(PLACES_TRIED):
        if await store.has(letter_id):
            return letter
        placed = letter.at(await store.next_sequence(mailbox.address, letter.sender))
        try:
            stored = StoredLetter(letter_id, placed.sequence, *seal(placed))
            await store.send(mailbox.address, letter.sender, stored)
        except SequenceTaken:
            continue
        return placed
    raise SequenceTaken
