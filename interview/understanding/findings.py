"""What was found in a text: one finding for each thing said, and the collection of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that a text says about a slot.

    Attributes:
        slot: the slot's name in the guide.
        value: the reading: an option, a normal form, a range of days, or the words themselves.
        as_said: the exact words, a part of the text.
        sure: from 0 (a guess) to 1 (said in so many words).
        start: where the words begin in the text.
        subject: which officer it is about, in the order they were mentioned; 0 for what is about none.
        negated: it was said that there is none ("nobody saw it").
        hearsay: the reporter was told so.
    """

    slot: str
    value: Any
    as_said: str
    sure: float
    start: int
    subject: int = 0
    negated: bool = False
    hearsay: bool = False

    @property
    def end(self) -> int:
        """Where the words end in the text."""
        return self.start + len(self.as_said)

    @property
    def key(self) -> tuple[str, int]:
        """What findings that speak of the same thing share."""
        return self.slot, self.subject


@dataclass(frozen=True)
class Findings:
    """All findings of a text, in the order of the text."""

    found: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterable[Finding]:
        """Iterate in the order of the text."""
        return iter(self.found)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.found)

    @property
    def subjects(self) -> int:
        """How many officers were told apart; 0 when nothing was said of any."""
        return max((finding.subject + 1 for finding in self.found), default=0)

    def of(self, slot: str, subject: int = 0) -> tuple[Finding, ...]:
        """All that was said about a slot, in the order of the text."""
        return tuple(finding for finding in self.found if finding.key == (slot, subject))

    def best(self, slot: str, subject: int = 0) -> Finding | None:
        """The surest finding for a slot; of equally sure ones, the first."""
        return max(self.of(slot, subject), key=lambda finding: finding.sure, default=None)

    def slots(self, subject: int = 0) -> dict[str, Finding]:
        """The surest finding for each slot, about one officer (and, for the first one, about the events).

        Of a slot that has several values at once, all that are as sure are one, with the words of each; a time since
        which it goes on counts before a day within it, and has the words of both.
        """
        names = dict.fromkeys(finding.slot for finding in self.found if finding.subject == subject)
        return {name: self._whole(found) for name in names if (found := self.best(name, subject))}

    def _whole(self, best: Finding) -> Finding:
        if not isinstance(best.value, list):
            return next((_both(one, best) for one in self.of(*best.key) if _goes_on_around(one, best)), best)
        alike = [one for one in self.of(best.slot, best.subject) if one.sure == best.sure]
        values = dict.fromkeys(value for one in alike for value in one.value)
        words = dict.fromkeys(one.as_said for one in alike)
        return replace(best, value=list(values), as_said=" / ".join(words))


_SINCE = re.compile(r"\b(?:since|from)\b", re.I)


def _goes_on_around(one: Finding, day: Finding) -> bool:
    """Whether a time is told since which something goes on, and the other lies in it: "since march", "on sunday"."""
    if one.slot != "when" or not (isinstance(one.value, dict) and isinstance(day.value, dict)):
        return False
    around = one.value["from"] <= day.value["from"] and day.value["to"] <= one.value["to"]
    return around and one.value != day.value and not one.negated and bool(_SINCE.search(one.as_said))


def _both(one: Finding, day: Finding) -> Finding:
    first, second = sorted((one, day), key=lambda finding: finding.start)
    return replace(one, as_said=f"{first.as_said} / {second.as_said}", start=first.start)
