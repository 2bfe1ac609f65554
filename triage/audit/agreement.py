"""Whether the store holds what the trail says, and no more: states that no deed explains, and what is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from uuid import UUID

from triage.audit.chain import Fault
from triage.audit.entry import ASSESS, CHANGES, DELETE, LINK, NOTE, SURVEY, TEAM, Entry
from triage.store import ASSESSED, NEW, OPENED, QUARANTINE, CaseEntry

# How far a case has come in each state: untouched, opened, assessed. One of a flood keeps that mark when it is opened.
_STEPS = {NEW: {0}, OPENED: {1}, ASSESSED: {2}, QUARANTINE: {0, 1}}
GONE = "records an assessment or a note that is not in the store, or was altered there"
LINK_GONE = "records a link that is not in the store, or was altered there"
CHANGE_GONE = "records a change to the team that is not in the store, or was altered there"
_FILING = {ASSESS: GONE, NOTE: GONE, LINK: LINK_GONE} | dict.fromkeys(CHANGES, CHANGE_GONE)
_NO_CASE = (SURVEY, LINK, *TEAM)


class Agreement:
    """Compares the store with a trail that is handed to it entry by entry, in order.

    The store is read first, for desks go on working meanwhile: what the trail says beyond `known` is not missed there.

    Args:
        cases: all cases.
        filed: the case and the digest of each assessment and note.
        known: how many entries the trail had before both were read.
        links: the ID and the digest of each link.
        changes: the ID and the digest of each change to the team.
    """

    def __init__(
        self,
        cases: Sequence[CaseEntry],
        filed: Set[tuple[UUID, str]],
        known: int,
        links: Set[tuple[UUID, str]] = frozenset(),
        changes: Set[tuple[UUID, str]] = frozenset(),
    ) -> None:
        self._cases = cases
        self._filed = filed
        self._links = links
        self._changes = changes
        self._known = known
        self._explained: set[tuple[UUID, str]] = set()
        self._missing: list[tuple[UUID, Fault]] = []
        # Which entry says that something was destroyed.
        self._deleted: dict[UUID, int] = {}
        # How far a case had come by the entries known before, and by all.
        self._before: dict[UUID, int] = {}
        self._after: dict[UUID, int] = {}

    @property
    def fault(self) -> Fault | None:
        """The first entry that records what is gone, and that no later one destroyed."""
        return next((fault for record, fault in self._missing if record not in self._deleted), None)

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        if entry.deed in _FILING:
            self._file(entry)
        if entry.deed == DELETE:
            self._deleted[entry.case] = entry.sequence
        elif entry.deed not in _NO_CASE:
            for steps in [self._before, self._after] if entry.sequence <= self._known else [self._after]:
                steps[entry.case] = max(steps.get(entry.case, 0), 2 if entry.deed == ASSESS else 1)

    def problems(self) -> list[str]:
        """What the store says that no entry explains, and the other way round."""
        return [*self._gone(), *self._back(), *self._unexplained(), *self._states()]

    def _file(self, entry: Entry) -> None:
        filed = (entry.case, entry.about or "")
        self._explained.add(filed)
        there = self._changes if entry.deed in CHANGES else self._links if entry.deed == LINK else self._filed
        if filed not in there and entry.sequence <= self._known:
            self._missing.append((entry.case, Fault(entry.sequence, _FILING[entry.deed])))

    def _gone(self) -> Iterator[str]:
        for case_id in sorted(self._before.keys() - {case.id for case in self._cases} - self._deleted.keys()):
            yield f"case {case_id} stands in the trail, and is gone from the store"

    def _back(self) -> Iterator[str]:
        there = {case.id for case in self._cases} | {link for link, _ in self._links}
        for record in sorted(there & self._deleted.keys()):
            # What was destroyed while the audit read the store may have been read before.
            if self._deleted[record] <= self._known:
                yield f"{record} was deleted by entry {self._deleted[record]}, and is in the store again"

    def _unexplained(self) -> Iterator[str]:
        for case_id, _ in sorted(self._filed - self._explained):
            yield f"case {case_id} has an assessment or a note that no entry records"
        for link_id, _ in sorted(self._links - self._explained):
            yield f"link {link_id} is in the store, and no entry records it"
        for change_id, _ in sorted(self._changes - self._explained):
            yield f"change {change_id} to the team is in the store, and no entry records it"

    def _states(self) -> Iterator[str]:
        for case in self._cases:
            explained = range(self._before.get(case.id, 0), self._after.get(case.id, 0) + 1)
            if not _STEPS.get(case.state, set()) & set(explained):
                yield f"case {case.id} is in a state that the entries do not explain"
