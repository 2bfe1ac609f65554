"""How long a case takes to seal and store, and how large it is: in this process, as the hand-over does it."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from candour.settings import Settings
from cli.bench.script import ACCOUNT, REPORT
from interview.finished import case_slots, risk
from interview.guide import load_guide
from interview.state import Heard, State
from interview.turn import take_turn
from triage.case import Case, Contact, SlotAnswer
from triage.envelope import seal_case, seal_contact
from triage.recipients import current_recipients
from triage.reference import RANDOM_BYTES, make_reference
from triage.store import CaseStore, migrate


@dataclass(frozen=True)
class Sealing:
    """Seconds of each case, and the bytes that a case takes: its two envelopes."""

    seconds: list[float]
    bytes_each: int


async def seal_and_store(settings: Settings, folder: Path, cases: int) -> Sealing:
    """Seal cases with their contact details and store them in a new SQLite store, one after another.

    Args:
        settings: of a Candour that has its demo keys.
        folder: for the store.
        cases: how many, besides one to warm up.

    Raises:
        StoreError: the store cannot be used.
    """
    url = f"sqlite+aiosqlite:///{folder / 'sealing.sqlite3'}"
    await migrate(url)
    team, state, store = current_recipients(settings), finished_interview(), await CaseStore.open(url)
    seconds, size = [], 0
    try:
        for _ in range(cases + 1):
            began = time.perf_counter()
            case = _case(state)
            sealed, contact = seal_case(case, team.cases), seal_contact(Contact(case=case.id), team.contacts)
            await store.hand_over(case.id, case.reference, sealed, contact)
            seconds.append(time.perf_counter() - began)
            size = len(sealed) + len(contact)
    finally:
        await store.close()
    return Sealing(seconds[1:], size)


def finished_interview() -> State:
    """Conduct the interview with what the measured reporters say."""
    state = take_turn(State(load_guide()), Heard(""))
    for text in REPORT:
        state.keep = []
        take_turn(state, Heard(text))
        state.parts += len(state.keep)
    return state


def _case(state: State) -> Case:
    case_id: UUID = uuid4()
    return Case(
        id=case_id,
        reference=make_reference(secrets.token_bytes(RANDOM_BYTES)),
        created=datetime.now(UTC).date(),
        channel="web",
        demo=True,
        slots={name: SlotAnswer(**answer) for name, answer in case_slots(state).items()},
        account=ACCOUNT,
        risk=risk(state),
    )
