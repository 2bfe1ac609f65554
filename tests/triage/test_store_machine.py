"""The case store as a state machine: whatever is handed over, retried, reopened or refused, it agrees with a dict."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable
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

from candour.errors import CaseNotFound, ReferenceTaken
from triage.store import CaseStore

REFERENCES = [f"CND-2222-222{symbol}" for symbol in "23456"]
envelopes = st.binary(max_size=100)


class StoreMachine(RuleBasedStateMachine):
    """Each run uses its own references and IDs, so that one store serves all runs."""

    url: str
    runner: asyncio.Runner
    handed_over = Bundle("handed_over")

    @initialize()
    def begin(self) -> None:
        self.store: CaseStore = self._run(CaseStore.open(self.url))
        self._run(_empty(self.store))
        self.known: dict[uuid.UUID, tuple[str, bytes, bytes | None]] = {}

    @rule(target=handed_over, reference=st.sampled_from(REFERENCES), sealed=envelopes, contact=st.none() | envelopes)
    def hand_over(self, reference: str, sealed: bytes, contact: bytes | None) -> uuid.UUID:
        case_id = uuid.uuid4()
        if reference in {known for known, _, _ in self.known.values()}:
            with pytest.raises(ReferenceTaken):
                self._run(self.store.hand_over(case_id, reference, sealed, contact))
        else:
            self._run(self.store.hand_over(case_id, reference, sealed, contact))
            self.known[case_id] = (reference, sealed, contact)
        return case_id

    @rule(case_id=handed_over, reference=st.sampled_from(REFERENCES), sealed=envelopes)
    def hand_over_again(self, case_id: uuid.UUID, reference: str, sealed: bytes) -> None:
        if case_id in self.known:
            self._run(self.store.hand_over(case_id, reference, sealed, None))

    @rule(case_id=handed_over)
    def find(self, case_id: uuid.UUID) -> None:
        if case_id not in self.known:
            with pytest.raises(CaseNotFound):
                self._run(self.store.get(case_id))
            return
        reference, sealed, contact = self.known[case_id]
        for name in (case_id, str(case_id), reference.lower()):
            found = self._run(self.store.get(name))
            assert (found.id, found.reference, found.sealed, found.contact) == (case_id, reference, sealed, contact)

    @rule(case_id=consumes(handed_over))
    def reopen_and_find(self, case_id: uuid.UUID) -> None:
        self._run(self.store.close())
        self.store = self._run(CaseStore.open(self.url))
        self.find(case_id)

    @invariant()
    def list_what_is_known(self) -> None:
        if hasattr(self, "known"):
            listed = self._run(self.store.cases())
            assert {(entry.id, entry.reference) for entry in listed} == {(i, r) for i, (r, _, _) in self.known.items()}
            assert listed == sorted(listed, key=lambda entry: entry.reference)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self._run(self.store.close())

    def _run(self, call: Awaitable[Any]) -> Any:
        return self.runner.run(call)  # type: ignore[arg-type]


async def _empty(store: CaseStore) -> None:
    async with store._engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM cases")


def test_the_store_agrees_with_a_dict(store_url: str) -> None:
    with asyncio.Runner() as runner:
        machine = type("Machine", (StoreMachine,), {"url": store_url, "runner": runner})
        run_state_machine_as_test(machine, settings=settings(max_examples=20, stateful_step_count=15, deadline=None))
