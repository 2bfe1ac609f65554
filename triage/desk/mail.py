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
        of kind UNREADABLE, and a place without a letter as MISSING: the store may have been tampered with.
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
    stored = {letter.sequence: letter for letter in await store.letters(mailbox.address, sender)}
    entries: list[Entry] = []
    for sequence in range(max(stored, default=-1) + 1):
        entries.append(_entry(_for_team(stored.get(sequence), sender), keys, mailbox, sender, sequence))
    return entries


def _for_team(letter: StoredLetter | None, sender: str) -> bytes | None:
    """What of a letter the team can open: the team's own messages are sealed to the mailbox, beside a copy."""
    if letter is None:
        return None
    return letter.copy if sender == TEAM else letter.sealed


def _entry(sealed: bytes | None, keys: Sequence[Identity], mailbox: Mailbox, sender: str, sequence: int) -> Entry:
    if sealed is None:
        return {"from": sender, "sequence": sequence, "day": None, "kind": MISSING, "text": "", "attachments": []}
    try:
        return Letter.open(sealed, keys, mailbox, sender, sequence).view()
    except SealedFileError:
        return {"from": sender, "sequence": sequence, "day": None, "kind": UNREADABLE, "text": "", "attachments": []}
