"""The list of a draft's files: one encrypted record in the draft's own vault, which the action server reads as well."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from candour.errors import DraftDamaged, SealedFileError
from drafts import Vault, streams
from triage.files import Attachment, attachments

ARRIVING, ASKS, READY = "arriving", "asks", "ready"


@dataclass
class Entry:
    """One file that was sent.

    Attributes:
        id: of the file in the store, and of the upload beside the draft.
        original_id: of the untouched original in the store, if it is sent as well.
        number: what the reporter calls it by.
        state: ARRIVING; ASKS (it could not be stripped, and the reporter decides); READY.
        eicar: whether it holds the virus scanners' test string.
        mark: what tells it, when a channel brings it again, from others.
    """

    id: str
    original_id: str
    number: int
    state: str = ARRIVING
    eicar: bool = False
    mark: str = ""


@dataclass
class Listing:
    """All files of a draft. `attachments` is what goes with the report."""

    last: int = 0
    entries: list[Entry] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    def entry(self, number: int) -> Entry | None:
        """The file with this number."""
        return next((entry for entry in self.entries if entry.number == number), None)

    def without(self, number: int) -> Listing:
        """The same list without a file."""
        kept = [entry for entry in self.entries if entry.number != number]
        return Listing(self.last, kept, [one for one in self.attachments if one.number != number])

    def ids(self) -> list[str]:
        """IDs of everything in the store that may belong to the draft."""
        return [name for entry in self.entries for name in (entry.id, entry.original_id)]


def read(vault: Vault, conversation: str) -> Listing:
    """Read a draft's list.

    Raises:
        DraftGone: the draft was shredded.
        DraftDamaged: the record does not open.
    """
    return _from_bytes(vault.read(conversation, streams.FILES))


def change(vault: Vault, conversation: str, alter: Callable[[Listing], Listing]) -> None:
    """Change a draft's list as if nobody else did at the same time.

    Args:
        vault: drafts.
        conversation: whose.
        alter: makes the new list of the old; it is called again where somebody was faster.

    Raises:
        DraftGone: the draft was shredded.
        DraftDamaged: the record does not open.
    """
    vault.update(conversation, streams.FILES, lambda before: _to_bytes(alter(_from_bytes(before))))


def _from_bytes(record: bytes | None) -> Listing:
    if record is None:
        return Listing()
    try:
        rows = json.loads(record)
        entries = [Entry(**row) for row in rows["entries"]]
        return Listing(int(rows["last"]), entries, list(attachments(rows["attachments"])))
    except (ValueError, KeyError, TypeError, SealedFileError):
        raise DraftDamaged from None


def _to_bytes(listing: Listing) -> bytes:
    rows = {
        "last": listing.last,
        "entries": [asdict(entry) for entry in listing.entries],
        "attachments": [attachment.view() for attachment in listing.attachments],
    }
    return json.dumps(rows).encode()
