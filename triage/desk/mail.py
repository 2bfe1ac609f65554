"""Correspondence of a case: letters of the reporter opened and checked, messages of the team sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import uuid4

from candour.errors import SealedFileError, UsageError
from triage.case import Case
from triage.documents import Json
from triage.mailbox import REPORTER, TEAM, TEXT, WITHDRAW, Letter, Mailbox
from triage.post import new_letter, send_as_team
from triage.sealing import Identity, Recipient
from triage.store import MailboxStore, StoredLetter

LONGEST = 4000  # characters of a message: more would not fit on a phone, nor into one message of Telegram
UNREADABLE, MISSING = "unreadable", "missing"

Entry = Mapping[str, Json]


async def correspondence(store: MailboxStore, case: Case, keys: Sequence[Identity]) -> tuple[Entry, ...]:
    """Open all letters of a case, by day.

    Returns:
        Letters as `Letter.view` shows them. A letter that does not open, or was not written by who it says, is shown as
        of kind UNREADABLE, and a gap, however wide, as one that is MISSING: the store may have been tampered with.
    """
    if case.mailbox is None:
        return ()
    found = [entry for sender in (TEAM, REPORTER) for entry in await _letters(store, case.mailbox, sender, keys)]
    return tuple(sorted(found, key=lambda entry: str(entry.get("day") or "")))


async def send_message(
    store: MailboxStore, case: Case, keys: Sequence[Identity], text: str, team: Sequence[Recipient]
) -> Entry:
    """Send a message that only the reporter's code opens.

    Returns:
        The message as it was sent.

    Raises:
        UsageError: the reporter kept no code or does not want to be contacted, or the text is empty or too long.
        MailboxNotFound: the store lost the mailbox.
    """
    if case.mailbox is None:
        raise UsageError("this reporter kept no receipt code, so no message can reach them")
    if withdrawn(await correspondence(store, case, keys)):
        raise UsageError("this reporter has asked not to be contacted any more")
    if not text.strip() or len(text) > LONGEST:
        raise UsageError(f"a message has 1 to {LONGEST} characters")
    sent = await send_as_team(store, case.mailbox, team, uuid4(), new_letter(TEAM, TEXT, text.strip()))
    return sent.view()


def withdrawn(entries: Sequence[Entry]) -> bool:
    """Whether the reporter has taken back the consent to be contacted."""
    return any(entry["kind"] == WITHDRAW and entry["from"] == REPORTER for entry in entries)


async def _letters(store: MailboxStore, mailbox: Mailbox, sender: str, keys: Sequence[Identity]) -> list[Entry]:
    entries: list[Entry] = []
    expected = 0
    for letter in await store.letters(mailbox.address, sender):
        # A forged letter may stand at any place, so what is missing before it is never counted out.
        if letter.sequence > expected:
            entries.append(_bad(sender, expected, MISSING))
        entries.append(_entry(letter, keys, mailbox, sender))
        expected = letter.sequence + 1
    return entries


def _entry(letter: StoredLetter, keys: Sequence[Identity], mailbox: Mailbox, sender: str) -> Entry:
    # The team's own messages are sealed to the mailbox; the team opens the copy beside it.
    sealed = letter.copy if sender == TEAM else letter.sealed
    if sealed is None:
        return _bad(sender, letter.sequence, MISSING)
    try:
        return Letter.open(sealed, keys, mailbox, sender, letter.sequence).view()
    except SealedFileError:
        return _bad(sender, letter.sequence, UNREADABLE)


def _bad(sender: str, sequence: int, kind: str) -> Entry:
    return {"from": sender, "sequence": sequence, "day": None, "kind": kind, "text": "", "attachments": []}
