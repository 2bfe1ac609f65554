"""`candour desk links`, through the command line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from candour.settings import Settings
from cli.main import main
from triage.case import Case, SlotAnswer
from triage.envelope import seal_case
from triage.recipients import current_recipients
from triage.store import CaseStore, migrate

MET = "Metropolitan Police Service"
ONE, OTHER, THIRD = "CND-2222-2222", "CND-3333-3333", "CND-4444-4444"


@pytest.fixture
def cases(settings: Settings, make_case: Callable[..., Case], capsys: pytest.CaptureFixture[str]) -> None:
    """Three opened cases; two name the same officer, one of them by words that would act on a terminal."""
    said = {ONE: ("Dave Smith", "SE 123"), OTHER: ("David\x1b[2J Smith", "123SE"), THIRD: ("Ewa Nowak", "QK 7")}

    async def hand_over() -> None:
        await migrate(settings.store_url)
        store = await CaseStore.open(settings.store_url)
        for reference, (name, number) in said.items():
            answers = {"force": MET, "subject_name": name, "shoulder_number": number}
            slots = {slot: SlotAnswer(value, None, "asked") for slot, value in answers.items()}
            case = make_case(reference=reference, slots=slots, demo=True)
            await store.hand_over(case.id, reference, seal_case(case, current_recipients(settings).cases))
        await store.close()

    asyncio.run(hand_over())
    for reference in said:
        assert main(["desk", "show", reference]) == 0
    capsys.readouterr()


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(*arguments: str, code: int = 0) -> str:
        assert main(["desk", *arguments]) == code
        captured = capsys.readouterr()
        return captured.err if code else captured.out

    return run


def test_candidates_are_shown_with_strength_and_reasons(cases: None, said: Callable[..., str]) -> None:
    out = said("links", ONE)
    assert f"{ONE} was compared with 2 other cases" in out
    assert "strong" in out
    assert "Shoulder number: SE 123 / 123SE" in out
    assert "\x1b" not in out
    shown = json.loads(said("links", ONE, "--json"))
    (row,) = shown["links"]
    assert (shown["reference"], shown["compared"], row["reference"], row["strength"]) == (ONE, 2, OTHER, "strong")
    assert row["decided"] is None
    assert row["reasons"][0] == {
        "what": "shoulder_number",
        "label": "Shoulder number",
        "here": "SE 123",
        "there": "123SE",
    }
    assert "None of them" in said("links", THIRD)


def test_a_person_confirms_or_refuses_and_both_are_shown_from_either_side(
    cases: None, said: Callable[..., str]
) -> None:
    assert "confirmed" in said("links", ONE, "--confirm", OTHER, "--reason", "same van, same \x1b[1mnight")
    assert "refused" in said("links", ONE, "--refuse", THIRD)
    for reference in (ONE, OTHER):
        out = said("links", reference)
        assert "confirmed" in out
        assert "same van" in out
        assert "\x1b" not in out
    (row,) = json.loads(said("links", THIRD, "--json"))["links"]
    assert (row["reference"], row["strength"], row["decided"]["verdict"]) == (ONE, None, "refused")
    decided = json.loads(said("links", ONE, "--refuse", OTHER, "--json"))["decided"]
    assert decided["verdict"] == "refused"
    found = json.loads(said("audit", "--entries", "--json"))
    assert found["ok"] is True
    linked = [row for row in found["trail"] if row["what"] == "link"]
    assert len(linked) == 3
    assert all(row["reference"] is None for row in linked)
    assert "survey (links)" in said("audit", "--entries")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((ONE, "--confirm", ONE), 2),
        ((ONE, "--confirm", OTHER, "--refuse", OTHER), 2),
        ((ONE, "--reason", "why"), 2),
        ((ONE, "--confirm", OTHER, "--reason", "x" * 4001), 2),
        ((ONE, "--confirm", "CND-9999-9999"), 1),
        (("CND-9999-9999",), 1),
    ],
)
def test_what_cannot_be_decided_is_refused(
    cases: None, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int
) -> None:
    assert main(["desk", "links", *arguments]) == code
    capsys.readouterr()
    assert main(["desk", "audit", "--entries", "--json"]) == 0
    assert "link" not in {row["what"] for row in json.loads(capsys.readouterr().out)["trail"]}
