"""Following the trail from its beginning: the first entry that was altered, moved, put in or taken out is named.

A chain alone does not show that its tail was cut, nor that all of it was written again by those whose keys signed it.
Heads that an outside witness keeps do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from candour.errors import SealedFileError
from triage.audit.entry import BEGINNING, Entry, Head, Kept, digest, is_signed

MISSING = "is missing"
ALTERED = "was altered, or is no entry"
MOVED = "stands at another place than it was written for"
UNCHAINED = "does not follow the one before it"
UNSIGNED = "was altered, or was not signed by the key it names"
STRANGER = "was signed by a key that nobody vouches for: it is not that member's, or not on the list of recipients"
UNWITNESSED = "is not what stood there when the witness's head was taken, or one before it is not"
CUT = "is missing: a witness saw {count} entries, so the end was cut off"


@dataclass(frozen=True)
class Fault:
    """What is wrong with the trail first.

    Args:
        entry: its place, counted from 1.
        problem: what is wrong with it, as the end of a sentence.
    """

    entry: int
    problem: str


class Verification:
    """Follows a trail entry by entry; what comes after a fault is not looked at.

    Args:
        signers: which key signs for which fingerprint, as the root key vouches. None where nothing vouches for
            anyone: the key of a member's first entry is then taken for theirs.
        witnesses: heads taken earlier.

    Attributes:
        head: where the trail ends, as far as it was followed.
        fault: what is wrong first; None while nothing is.
        keys: the signing key of each who acted.
    """

    def __init__(self, signers: Mapping[str, bytes] | None, witnesses: Iterable[Head] = ()) -> None:
        self._vouched = None if signers is None else {actor: key.hex() for actor, key in signers.items()}
        self.keys: dict[str, str] = {}
        self._witnesses = sorted(witnesses, key=lambda head: head.entries)
        self.head = Head(0, BEGINNING)
        self.fault: Fault | None = None

    def take(self, kept: Kept) -> Entry | None:
        """Look at the next entry; gives it when it is sound, and all before it were."""
        if self.fault:
            return None
        number = self.head.entries + 1
        entry = _read(kept)
        problem = self._problem(number, kept, entry)
        if problem or entry is None:
            self.fault = Fault(number, problem or ALTERED)
            return None
        self.keys.setdefault(entry.actor, entry.signer)
        self.head = Head(number, digest(kept.entry))
        self._compare(number)
        return None if self.fault else entry

    def finish(self) -> None:
        """Say that there are no more entries: now a cut tail shows."""
        longest = self._witnesses[-1].entries if self._witnesses else 0
        if self.fault is None and longest > self.head.entries:
            self.fault = Fault(self.head.entries + 1, CUT.format(count=longest))

    def _problem(self, number: int, kept: Kept, entry: Entry | None) -> str | None:
        if kept.sequence > number:
            return MISSING
        if entry is None:
            return ALTERED
        if not is_signed(entry, kept):
            return UNSIGNED
        if kept.sequence != number or entry.sequence != number:
            return MOVED
        if entry.signer != self._key_of(entry):
            return STRANGER
        return None if entry.previous == self.head.digest else UNCHAINED

    def _key_of(self, entry: Entry) -> str | None:
        return self.keys.get(entry.actor, entry.signer) if self._vouched is None else self._vouched.get(entry.actor)

    def _compare(self, number: int) -> None:
        if any(witness.entries == number and witness.digest != self.head.digest for witness in self._witnesses):
            self.fault = Fault(number, UNWITNESSED)


def _read(kept: Kept) -> Entry | None:
    try:
        return Entry.from_bytes(kept.entry)
    except SealedFileError:
        return None
