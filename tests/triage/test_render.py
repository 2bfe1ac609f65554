"""What a reporter typed cannot act on the reader's terminal or file."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from interview.guide import load_guide
from triage.case import Case, Contact, SlotAnswer
from triage.desk.render import DEMO, case_text, case_view, harmless

ACTING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
SHAPING = {"\n", "\u200c", "\u200d"}
GUIDE = load_guide()


@given(st.text(st.characters()))
def test_no_control_or_direction_mark_is_left(text: str) -> None:
    assert not {c for c in harmless(text) if unicodedata.category(c) in ACTING} - SHAPING
    assert harmless(harmless(text)) == harmless(text)


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])))
def test_ordinary_text_of_any_script_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("text", ["می‌خواهم", "👩‍👩‍👧", "Grüße\nund mehr", "क्‍ष"])
def test_marks_that_shape_letters_are_kept(text: str) -> None:
    assert harmless(text) == text


def test_what_must_be_translated_is_named_by_language() -> None:
    risk = {"translate": {"Polish": ["account", "where"], "\u202ex": "odd"}}
    case = Case(
        id=UUID(int=0), reference="R", created=date(2026, 11, 24), channel="web", demo=False, slots={}, account=("a",),
        risk=risk,
    )  # fmt: skip
    screen = io.StringIO()
    Console(file=screen, width=100, force_terminal=False).print(case_view(case, None, GUIDE))
    assert "Needs translation from Polish" in screen.getvalue()
    assert "What happened, Where" in screen.getvalue()
    assert "\u202e" not in screen.getvalue()


def test_an_override_is_spelled_out() -> None:
    assert harmless("a\u202eb\x1b[31m\r") == "a<U+202E>b<U+001B>[31m<U+000D>"


@given(st.text(st.characters()))
def test_any_text_anywhere_in_a_case_is_shown_without_acting(text: str) -> None:
    case = Case(
        id=UUID(int=0),
        reference=text,
        created=date(2026, 11, 24),
        channel=text,
        demo=False,
        slots={"force": SlotAnswer(text, text, "asked"), "other": SlotAnswer([text, text], None, "asked")},
        account=(text, text),
        attachments=({"name": text},),
        risk={"note": text},
    )
    contact = Contact(case=case.id, method=text, safe_time=text)
    screen = io.StringIO()
    Console(file=screen, width=100, force_terminal=False).print(case_view(case, contact, GUIDE))
    for shown in (screen.getvalue(), case_text(case, contact, GUIDE)):
        assert not {c for c in shown if unicodedata.category(c) in ACTING} - SHAPING


def test_slots_stand_in_the_guides_order_and_unknown_ones_last(make_case: Callable[..., Case]) -> None:
    slots = {name: SlotAnswer("x", None, "asked") for name in ("zebra", "when", "force", "apple")}
    text = case_text(make_case(slots=slots), None, GUIDE)
    assert [line for line in text.splitlines() if line.endswith(": x")] == [
        "Police force: x",
        "When: x",
        "apple: x",
        "zebra: x",
    ]


def test_a_demo_case_says_so_first(make_case: Callable[..., Case]) -> None:
    assert case_text(make_case(demo=True), None, GUIDE).startswith(DEMO)
    assert DEMO not in case_text(make_case(), None, GUIDE)


def test_options_ranges_and_further_subjects_are_shown_in_words(make_case: Callable[..., Case]) -> None:
    second = {"subject_name": {"value": "Tom", "as_said": "Tom", "source": "asked"}}
    slots = {
        "subject_role_rank": SlotAnswer("sergeant", "he's a skipper", "asked"),
        "when": SlotAnswer({"from": "2025-05-01", "to": "2025-05-31"}, "in May", "asked"),
        "other_subjects": SlotAnswer([second], "yes", "asked"),
    }
    text = case_text(make_case(slots=slots, risk={"ongoing": "yes"}), None, GUIDE)
    assert "Role or rank: Sergeant (in their words: he's a skipper)" in text
    assert "When: 2025-05-01 to 2025-05-31 (in their words: in May)" in text
    assert "Person 2: Name: Tom" in text
    assert "Risk: Still happening: Yes" in text


def test_flags_of_the_interview_are_shown(make_case: Callable[..., Case]) -> None:
    text = case_text(make_case(slots={}, risk={"flags": ["service complaint"]}), None, GUIDE)
    assert "Flag: service complaint" in text
