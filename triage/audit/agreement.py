"""Whether the store holds what the trail says, and no more: states that no deed explains, and assessments gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from uuid import UUID

from triage.audit.chain import Fault
from triage.audit.entry import ASSESS, Entry
from triage.store import ASSESSED, NEW, OPENED, QUARANTINE, CaseEntry

# How far a case has come in each state: untouched, opened, assessed. One of a flood keeps that mark when it is opened.
_STEPS = {NEW: {0}, OPENED: {1}, ASSESSED: {2}, QUARANTINE: {0, 1}}
GONE = "records an assessment that is not in the store, or was altered there"


class Agreement:
    """Compares the store with a trail that is handed to it entry by entry, in order.

    The store is read first, for desks go on working meanwhile: what the trail says beyond `known` is not missed there.

    Args:
        cases: all cases.
        filed: the case and the digest of each assessment.
        known: how many entries the trail had before both were read.
    """

    def __init__(self, cases: Sequence[CaseEntry], filed: Set[tuple[UUID, str]], known: int) -> None:
        self._cases = cases
        self._filed = filed
        self._known = known
        self._explained: set[tuple[UUID, str]] = set()
        # How far a case had come by the entries known before, and by all.
        self._before: dict[UUID, int] = {}
        self._after: dict[UUID, int] = {}
        self.fault: Fault | None = None

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        assessed = entry.deed == ASSESS
        filed = (entry.case, entry.about or "")
        if assessed and filed not in self._filed and entry.sequence <= self._known and not self.fault:
            self.fault = Fault(entry.sequence, GONE)
        if assessed:
            self._explained.add(filed)
        for steps in [self._before, self._after] if entry.sequence <= self._known else [self._after]:
            steps[entry.case] = max(steps.get(entry.case, 0), 2 if assessed else 1)

    def problems(self) -> list[str]:
        """What the store says that no entry explains, and the other way round."""
        return [*self._gone(), *self._unexplained(), *self._states()]

    def _gone(self) -> Iterator[str]:
        for case_id in sorted(self._before.keys() - {case.id for case in self._cases}):
            yield f"case {case_id} stands in the trail, and is gone from the store"

    def _unexplained(self) -> Iterator[str]:
        for case_id, _ in sorted(self._filed - self._explained):
            yield f"case {case_id} has an assessment that no entry records"

    def _states(self) -> Iterator[str]:
        for case in self._cases:
            explained = range(self._before.get(case.id, 0), self._after.get(case.id, 0) + 1)
            if not _STEPS.get(case.state, set()) & set(explained):
                yield f"case {case.id} is in a state that the entries do not explain"
