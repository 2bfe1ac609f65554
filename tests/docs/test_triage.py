"""docs/triage.md is true: its commands are carried out in their order, and print what stands there."""

from __future__ import annotations

import asyncio
import re
import shlex
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from candour.settings import Settings, load_settings
from cli.main import main
from cli.places import ROOT
from triage.assessment import GRADES, OUTCOMES
from triage.audit import agreement, chain
from triage.case import Case, Contact, SlotAnswer
from triage.desk.demo import make_demo_keys
from triage.envelope import seal_case, seal_contact
from triage.receipt import Receipt
from triage.recipients import current_recipients
from triage.store import ASSESSED, NEW, OPENED, QUARANTINE, CaseStore, migrate
from triage.store.engine import make_engine

DOC = (ROOT / "docs" / "triage.md").read_text("utf-8")
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^\$ candour (.+)\n", re.MULTILINE)
CUT = "# two entries were cut off"
# What differs from one run to the next, and how wide a table is.
DIFFERS = ((r"\d{4}-\d\d-\d\d(T\d\d)?", "DAY"), (r"[0-9a-f]{64}", "DIGEST"), (r"[ ]+", " "), (r" ?\n", "\n"))
CASE = Case(
    id=UUID("46be905b-b78a-4a6e-b280-58ebe0d02970"),
    reference="CND-DN5S-KGGZ",
    created=date(2026, 11, 28),
    channel="web",
    demo=True,
    slots={
        "force": SlotAnswer("Metropolitan Police Service", "the met", "account"),
        "subject_role_rank": SlotAnswer("sergeant", "he's a skipper", "account"),
        "shoulder_number": SlotAnswer("123SE", "se 123", "account"),
        "benefit_or_favour": SlotAnswer("cash in an envelope", "cash in an envelope", "asked"),
        "when": SlotAnswer(None, "dunno", "asked"),
    },
    account=("my landlord pays a skipper at lewisham nick for addresses, se 123 of the met", "I saw the envelope"),
    risk={"immediate_danger": "no"},
    mailbox=Receipt(b"m" * 16).mailbox,
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A demo's store with the case of the guide."""
    for name in ("CANDOUR_DESK_KEY", "CANDOUR_RECIPIENTS", "CANDOUR_MODE", "CANDOUR_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CANDOUR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    make_demo_keys(tmp_path / "data")
    found = load_settings({"CANDOUR_DATA_DIR": str(tmp_path / "data")})
    asyncio.run(_hand_over(found))
    return found


async def _hand_over(settings: Settings) -> None:
    team = current_recipients(settings).cases
    await migrate(settings.store_url)
    store = await CaseStore.open(settings.store_url)
    assert CASE.mailbox
    await store.mailboxes().make(CASE.mailbox.address)
    contact = seal_contact(Contact(case=CASE.id), team)
    await store.hand_over(CASE.id, CASE.reference, seal_case(CASE, team), contact)
    await store.close()


async def _cut(settings: Settings) -> None:
    engine = make_engine(settings.store_url)
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM trail WHERE sequence > 3"))
    await engine.dispose()


def steps() -> list[tuple[str, str]]:
    """Each command of the guide with what it prints."""
    found = []
    for block in BLOCK.findall(DOC):
        _, *parts = COMMAND.split(block)
        found += list(zip(parts[::2], parts[1::2], strict=True))
    return found


def same(printed: str) -> str:
    for pattern, name in DIFFERS:
        printed = re.sub(pattern, name, printed)
    return printed


def test_every_command_prints_what_the_guide_says(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    found = steps()
    assert len(found) >= 9
    for command, output in found:
        if CUT in command:
            asyncio.run(_cut(settings))
        code = main(shlex.split(command, comments=True))
        captured = capsys.readouterr()
        assert same(captured.out + captured.err) == same(output)
        assert code == (1 if CUT in command else 0)


def test_the_guide_names_every_command_outcome_state_and_finding() -> None:
    rows = set(re.findall(r"^\| `([\w-]+)` \|", DOC, re.MULTILINE))
    assert {*OUTCOMES, NEW, OPENED, ASSESSED, QUARANTINE} <= rows
    assert all(f"`{grade}`" in DOC or f"`--risk {grade}`" in DOC for grade in GRADES)
    for name in ("list", "show", "assess", "message", "export", "audit"):
        assert f"## {name.capitalize()}\n" in DOC
    problems = [getattr(chain, name) for name in ("MISSING", "ALTERED", "MOVED", "UNCHAINED", "STRANGER")]
    for problem in (*problems, agreement.GONE):
        assert f"entry N {' '.join(problem.split()[:2])}".rstrip(",") in DOC, problem
