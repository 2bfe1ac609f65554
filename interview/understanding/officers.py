"""The officers of a text as they are told apart: what is known of each, and where in the text which one is meant."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from interview.understanding.findings import Finding
from interview.understanding.name_words import Name
from interview.understanding.ranks import Rank


@dataclass
class Subject:
    """One officer of the report, with what tells them apart."""

    names: list[Name] = field(default_factory=list)
    ranks: list[Rank] = field(default_factory=list)
    numbers: list[Finding] = field(default_factory=list)
    rank: str | None = None
    sex: str | None = None  # "f" or "m", where a name or a word for them tells it
    guess: str | None = None  # the same, where only a pronoun does, which may be of somebody else


@dataclass
class People:
    """The officers of a text, and from which position on which of them is spoken of."""

    subjects: list[Subject] = field(default_factory=list)
    turns: list[tuple[int, int]] = field(default_factory=list)
    current: int = 0
    ones: int = 0
    group: bool = False
    looks: dict[str, int] = field(default_factory=dict)
    numbers: list[Finding] = field(default_factory=list)
    unmet: tuple[int, str] | None = None  # where a pronoun stands that fits nobody who was told of, and its sex
    beside: bool = False  # somebody is told of whom the report is not about, so that "the other one" may be the first

    def at(self, position: int) -> int:
        """The subject that is spoken of at a position: the last one mentioned, else the first."""
        before = bisect_right(self.turns, (position, len(self.subjects)))
        return self.turns[before - 1][1] if before else 0

    def turn_to(self, subject: int, position: int) -> Subject:
        """Speak of a subject from a position on; one that does not exist is added."""
        while len(self.subjects) <= subject:
            self.subjects.append(Subject())
        self.current = subject
        self.turns.append((position, subject))
        return self.subjects[subject]
