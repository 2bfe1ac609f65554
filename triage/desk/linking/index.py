"""Opened cases in memory, arranged so that a new one is compared with those alone that could be about its officer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from triage.case import Case
from triage.desk.linking.lists import whole_names
from triage.desk.linking.names import stem
from triage.desk.linking.subjects import Subject, subjects_of
from triage.desk.linking.weighing import Rarity, Reason, strength_of, weigh

MOST = 50  # candidates: nobody reads more
_FEW, _COMMON_FAMILY, _COMMON_LOOK = 3, 0.003, 0.02
_NEAR = 0.85  # of surnames, looser than what `names` takes for the same


@dataclass(frozen=True)
class Candidate:
    """A case that may be about the same officer.

    Args:
        case: which one.
        strength: one of STRONG, LIKELY and POSSIBLE.
        reasons: what agrees, the weightiest first.
    """

    case: UUID
    strength: str
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """How much agrees."""
        return sum(reason.points for reason in self.reasons)


class LinkIndex:
    """Cases to compare with. It holds what they tell of officers, in memory only, and forgets it with the process."""

    def __init__(self, cases: Iterable[Case] = ()) -> None:
        self._subjects: dict[UUID, list[Subject]] = {}
        self._by: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        for case in cases:
            self.add(case)

    def __len__(self) -> int:
        """How many cases there are."""
        return len(self._subjects)

    def add(self, case: Case) -> None:
        """Add a case, or what it tells by now."""
        self.remove(case.id)
        self._subjects[case.id] = subjects_of(case)
        for subject in self._subjects[case.id]:
            for key in _keys(subject):
                self._by[key].add(case.id)

    def remove(self, case: UUID) -> None:
        """Forget a case; forgetting it twice is no error."""
        for subject in self._subjects.pop(case, []):
            for key in _keys(subject):
                self._by[key].discard(case)
                if not self._by[key]:
                    del self._by[key]

    def candidates(self, case: Case) -> list[Candidate]:
        """Cases that may be about an officer of this one, the strongest first, at most MOST; never the case itself."""
        best: dict[UUID, Candidate] = {}
        rarity = Rarity(self._common_family, self._common_look)
        for subject in subjects_of(case):
            for found in self._compare(subject, rarity):
                if found.case not in best or found.points > best[found.case].points:
                    best[found.case] = found
        best.pop(case.id, None)
        return sorted(best.values(), key=lambda one: (-one.points, str(one.case)))[:MOST]

    def _compare(self, subject: Subject, rarity: Rarity) -> Iterator[Candidate]:
        for case in self._near(subject):
            for other in self._subjects[case]:
                reasons = sorted(weigh(subject, other, rarity), key=lambda reason: -reason.points)
                if strength := strength_of(sum(reason.points for reason in reasons)):
                    yield Candidate(case, strength, tuple(reasons))

    def _near(self, subject: Subject) -> set[UUID]:
        near: set[UUID] = set()
        for kind, word in _keys(subject):
            if kind != "look" or not self._common_look(word):
                near |= self._by.get((kind, word), set())
        for told in (subject.name.family, subject.name.either):
            near |= self._near_names(told) if told else set()
        return near

    def _near_names(self, told: str) -> set[UUID]:
        kinds = [key for key in self._by if key[0] in ("family", "given")]
        words = [word for _, word in kinds]
        close = process.extract(told, words, scorer=JaroWinkler.similarity, score_cutoff=_NEAR, limit=None)
        return {case for _, _, place in close for case in self._by[kinds[place]]}

    def _common_family(self, family: str) -> bool:
        return len(self._by.get(("family", family), ())) > max(_FEW, _COMMON_FAMILY * len(self))

    def _common_look(self, word: str) -> bool:
        return len(self._by.get(("look", word), ())) > max(_FEW, _COMMON_LOOK * len(self))


def _keys(subject: Subject) -> Iterator[tuple[str, str]]:
    if subject.warrant:
        yield "warrant", subject.warrant
    if subject.digits:
        yield "digits", subject.digits
    for word in subject.looks:
        yield "look", word
    name = subject.name
    for family in filter(None, (name.family, name.either)):
        yield "family", family
        yield "stem", stem(family)
    for given in filter(None, (name.given, name.either)):
        yield from (("given", whole) for whole in whole_names(given))
