"""The life of cases as a state machine: whatever desks open, assess, link, destroy and audit, a dict agrees."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Awaitable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from candour.errors import SealedFileError
from triage.assessment import GRADES, OUTCOMES
from triage.audit.entry import ASSESS, DELETE, EXPORT, LINK, NO_CASE, OPEN, SURVEY, Head
from triage.case import Case, SlotAnswer
from triage.desk.assessing import Judgement
from triage.desk.auditing import audit
from triage.desk.keyring import DeskKey
from triage.desk.linking.deciding import Verdict, decide_on_record, decisions
from triage.desk.record import assess_on_record, bond_of, open_on_record
from triage.desk.retention.destroying import destroy_on_record
from triage.desk.survey import survey
from triage.envelope import seal_case
from triage.link import VERDICTS, Link
from triage.reference import RANDOM_BYTES, make_reference
from triage.sealing import unlock
from triage.store import ASSESSED, NEW, OPENED, QUARANTINE, CaseStore
from triage.store.files import FolderFiles

ALICE, BOB, EVE = (DeskKey.new(name) for name in ("alice", "bob", "eve"))
TEAM = [ALICE.recipient, BOB.recipient]
SIGNERS = {key.fingerprint: key.signer for key in (ALICE, BOB)}
members = st.sampled_from([ALICE, BOB])


class DeskMachine(RuleBasedStateMachine):
    """Two members and one who is none work on the same cases; heads are taken now and then, and kept."""

    url: str
    runner: asyncio.Runner
    filed = Bundle("filed")

    @initialize()
    def begin(self) -> None:
        self.store: CaseStore = self._run(CaseStore.open(self.url))
        self._run(_empty(self.store))
        self.states: dict[uuid.UUID, str] = {}
        self.reasons: dict[uuid.UUID, list[tuple[str, str | None, str, str]]] = {}
        self.links: dict[uuid.UUID, Link] = {}
        self.deeds: list[tuple[str, uuid.UUID, str]] = []
        self.heads: list[Head] = []

    @rule(target=filed, state=st.sampled_from([NEW, QUARANTINE]))
    def hand_over(self, state: str) -> Case:
        case = Case(
            id=uuid.uuid4(),
            reference=make_reference(secrets.token_bytes(RANDOM_BYTES)),
            created=date(2026, 11, 24),
            channel="web",
            demo=False,
            slots={"force": SlotAnswer("metropolitan", "the Met", "account")},
            account=("It began in spring.",),
        )
        self._run(self.store.hand_over(case.id, case.reference, seal_case(case, TEAM), state=state))
        self.states[case.id], self.reasons[case.id] = state, []
        return case

    @rule(case=filed, key=members, kind=st.sampled_from([OPEN, EXPORT]), purpose=st.sampled_from(["show", "message"]))
    def open(self, case: Case, key: DeskKey, kind: str, purpose: str) -> None:
        opened = self._run(open_on_record(self.store, self._stored(case), [EVE, key], kind, purpose))
        assert opened.account == case.account
        assert [(one["outcome"], one["risk"], one["reason"], one["by"]) for one in opened.assessments] == self.reasons[
            case.id
        ]
        self.deeds.append((kind, case.id, key.fingerprint))
        self.states[case.id] = {NEW: "opened"}.get(self.states[case.id], self.states[case.id])

    @rule(
        case=filed,
        key=members,
        outcome=st.sampled_from(OUTCOMES),
        risk=st.sampled_from([None, *GRADES]),
        reason=st.text(min_size=1, max_size=50).filter(str.strip),
    )
    def assess(self, case: Case, key: DeskKey, outcome: str, risk: str | None, reason: str) -> None:
        judgement = Judgement(outcome, reason, risk)
        filed = self._run(assess_on_record(self.store, self._stored(case), [key], judgement, TEAM))
        assert filed.sequence == len(self.reasons[case.id])
        self.reasons[case.id].append((outcome, risk, reason.strip(), key.fingerprint))
        self.deeds.append((ASSESS, case.id, key.fingerprint))
        self.states[case.id] = "assessed"

    @rule(one=filed, other=filed, key=members, verdict=st.sampled_from(VERDICTS))
    def link(self, one: Case, other: Case, key: DeskKey, verdict: str) -> None:
        if one.id == other.id:
            return
        two = (self._stored(one), self._stored(other))
        made = self._run(decide_on_record(self.store, two, [EVE, key], Verdict(verdict), TEAM))
        self.links[made.id] = made
        self.deeds.append((LINK, made.id, key.fingerprint))
        bonds = {case.id: bond_of(unlock(self._stored(case).sealed, [key])) for case in (one, other)}
        assert decisions(self._run(self.store.links().all()), [key], bonds) == {made.cases: made}

    @rule(key=members)
    def look_through(self, key: DeskKey) -> None:
        seen = self._run(survey(self.store, [key], "links"))
        assert seen.cases.keys() == {case for case, state in self.states.items() if state in (OPENED, ASSESSED)}
        self.deeds.append((SURVEY, NO_CASE, key.fingerprint))

    @rule(case=consumes(filed), key=members)
    def destroy(self, case: Case, key: DeskKey) -> None:
        named = [link for link, made in self.links.items() if case.id in made.cases]
        self._run(destroy_on_record(self.store, FolderFiles(Path("none")), self._stored(case), [key], named))
        self.deeds += [(OPEN, case.id, key.fingerprint)]
        self.deeds += [(DELETE, record, key.fingerprint) for record in (case.id, *named)]
        del self.states[case.id]
        for link in named:
            del self.links[link]

    @rule(case=filed)
    def come_with_a_wrong_key(self, case: Case) -> None:
        with pytest.raises(SealedFileError):
            self._run(open_on_record(self.store, self._stored(case), [EVE], OPEN, "show"))

    @rule()
    def take_a_head(self) -> None:
        self.heads.append(self._run(self.store.trail().head()))

    @rule()
    def come_back(self) -> None:
        self._run(self.store.close())
        self.store = self._run(CaseStore.open(self.url))

    @invariant()
    def agree(self) -> None:
        if hasattr(self, "states"):
            assert {case.id: case.state for case in self._run(self.store.cases())} == self.states
            assert {link.id for link in self._run(self.store.links().all())} == self.links.keys()
            verdict = self._run(audit(self.store, SIGNERS, self.heads))
            assert verdict.problem is None
            assert [(entry.deed, entry.case, entry.actor) for entry in verdict.entries] == self.deeds

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self._run(self.store.close())

    def _stored(self, case: Case) -> Any:
        return self._run(self.store.get(case.id))

    def _run(self, call: Awaitable[Any]) -> Any:
        return self.runner.run(call)  # type: ignore[arg-type]


async def _empty(store: CaseStore) -> None:
    async with store._engine.begin() as connection:
        for table in ("trail", "links", "assessments", "cases"):
            await connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608


def test_the_life_of_cases_agrees_with_a_dict(store_url: str) -> None:
    with asyncio.Runner() as runner:
        machine = type("Machine", (DeskMachine,), {"url": store_url, "runner": runner})
        run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=15, deadline=None))
