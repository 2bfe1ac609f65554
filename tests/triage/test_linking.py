"""Officers compared: what a number, a name, a description and a force tell together, and how quickly."""

from __future__ import annotations

import time
import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.bench.desk.cases import many_cases
from tests.support.figures import Record
from triage.case import Case, SlotAnswer
from triage.desk.linking import names
from triage.desk.linking.index import MOST, Candidate, LinkIndex
from triage.desk.linking.names import compare_names, read_name
from triage.desk.linking.weighing import LIKELY, POSSIBLE, STRONG

MET, KENT = "Metropolitan Police Service", "Kent Police"


def case_of(others: object = None, **slots: str | None) -> Case:
    answers = {name: SlotAnswer(value, None, "account") for name, value in slots.items()}
    further = {"other_subjects": SlotAnswer(others, None, "account")} if others is not None else {}
    return Case(
        id=uuid.uuid4(),
        reference="CND-7K3M-9QXT",
        created=date(2026, 11, 24),
        channel="web",
        demo=False,
        slots=answers | further,
        account=("It began in spring.",),
    )


def found(one: Case, other: Case) -> Candidate | None:
    return next(iter(LinkIndex([other]).candidates(one)), None)


def told(**slots: str) -> dict[str, str]:
    return slots


@pytest.mark.parametrize(
    ("one", "other", "strength"),
    [
        (told(force=MET, shoulder_number="SE 123"), told(force=MET, shoulder_number="123se"), STRONG),
        (told(force=MET, shoulder_number="PC 2345"), told(force=MET, shoulder_number="2345"), STRONG),
        (told(force=MET, shoulder_number="SE 123"), told(force=MET, shoulder_number="123"), LIKELY),
        (told(shoulder_number="SE 123"), told(force=MET, shoulder_number="123"), POSSIBLE),
        (told(shoulder_number="SE 123"), told(force=MET, shoulder_number="SE123"), LIKELY),
        (told(force=MET, warrant_number="189342"), told(warrant_number="18-93-42"), STRONG),
        (told(force=MET, warrant_number="189342"), told(force=KENT, warrant_number="189342"), POSSIBLE),
        (told(force=MET, subject_name="PC Dave Smyth"), told(force=MET, subject_name="david smith"), LIKELY),
        (told(force=MET, subject_name="Gaz Mackenzie"), told(force=MET, subject_name="Gary McKenzie"), LIKELY),
        (told(force=MET, subject_name="D. O'Brien"), told(force=MET, subject_name="Sgt Danny OBrien"), LIKELY),
        (told(force=MET, subject_name="Siân Müller"), told(force=MET, subject_name="Sian Muller"), LIKELY),
        (told(subject_name="Dave Smith"), told(force=MET, subject_name="David Smith"), POSSIBLE),
        (told(force=MET, subject_name="Smithy"), told(force=MET, subject_name="Sergeant Smith"), POSSIBLE),
        (
            told(force=MET, subject_name="a copper called Mick Hanrahan"),
            told(force=MET, subject_name="Hanrahan"),
            POSSIBLE,
        ),
        (
            told(force=MET, subject_description="red beard, a snake tattoo on his neck, Scottish"),
            told(force=MET, subject_description="Scots, bearded, tattooed with a snake"),
            POSSIBLE,
        ),
        (
            told(force=MET, subject_name="Steve", subject_description="a limp, gold tooth, and a burn on one hand"),
            told(force=MET, subject_name="Ste", subject_description="limping, a burn on his hand"),
            LIKELY,
        ),
    ],
)
def test_the_same_officer_is_found_in_either_order(one: dict[str, str], other: dict[str, str], strength: str) -> None:
    for here, there in ((one, other), (other, one)):
        candidate = found(case_of(**here), case_of(**there))
        assert candidate is not None
        assert candidate.strength == strength
        assert all(reason.here and reason.there for reason in candidate.reasons)
        assert candidate.reasons[0].here in here.values()
        assert candidate.reasons[0].there in there.values()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told(force=MET), told(force=MET)),
        (told(force=MET, shoulder_number="SE 123"), told(force=KENT, shoulder_number="SE 123")),
        (told(force=MET, shoulder_number="SE 123"), told(force=MET, shoulder_number="MD 123")),
        (told(force=MET, shoulder_number="2345"), told(force=MET, shoulder_number="2346")),
        (told(force=MET, shoulder_number="34"), told(force=MET, shoulder_number="2345")),
        (told(shoulder_number="34"), told(shoulder_number="34")),
        (told(force=MET, warrant_number="12"), told(force=MET, warrant_number="12")),
        (told(force=MET, subject_name="John Smith"), told(force=MET, subject_name="David Smith")),
        (told(force=MET, subject_name="Dave"), told(force=MET, subject_name="Dave")),
        (told(force=MET, subject_name="Dave Smith"), told(force=KENT, subject_name="Dave Smith")),
        (told(force=MET, subject_name="Lee"), told(force=MET, subject_name="Leo Reed")),
        (told(force=MET, subject_name="unknown"), told(force=MET, subject_name="unknown")),
        (
            told(subject_description="tall white man with brown hair"),
            told(subject_description="tall white man, brown hair"),
        ),
        (
            told(force=MET, subject_description="tall, glasses"),
            told(force=MET, subject_description="short, with specs"),
        ),
        (
            told(force=MET, subject_description="a limp, gold tooth, burnt hand"),
            told(force=KENT, subject_description="a limp, gold tooth, burnt hand"),
        ),
    ],
)
def test_what_may_be_two_officers_is_not_put_before_a_person(one: dict[str, str], other: dict[str, str]) -> None:
    assert found(case_of(**one), case_of(**other)) is None
    assert found(case_of(**other), case_of(**one)) is None


def test_a_further_officer_of_a_report_is_compared_too_and_the_best_pair_counts() -> None:
    second = {"subject_name": {"value": "Ruth Okafor", "as_said": "ruth"}, "shoulder_number": {"value": "SE 9"}}
    one = case_of([second], force=MET, subject_name="Tom Bell")
    other = case_of(force=MET, subject_name="Sgt Ruth Okafor", shoulder_number="SE 9")
    candidate = found(one, other)
    assert candidate is not None
    assert candidate.strength == STRONG
    assert [reason.what for reason in candidate.reasons] == ["shoulder_number", "subject_name"]


def test_a_surname_that_many_share_is_not_enough_and_a_rare_one_is() -> None:
    many = [case_of(force=MET, subject_name=f"PC {first} Smith") for first in ("Ann", "Bob", "Cat", "Dan", "Eve")]
    index = LinkIndex([*many, case_of(force=MET, subject_name="PC Okonkwo")])
    assert index.candidates(case_of(force=MET, subject_name="PC Smith")) == []
    assert len(index.candidates(case_of(force=MET, subject_name="PC Okonkwo"))) == 1


def test_a_word_of_a_description_that_many_share_says_nothing() -> None:
    many = [case_of(force=MET, subject_description="beard and tattoo") for _ in range(60)]
    index = LinkIndex([*many, case_of(force=MET, subject_description="a lisp, and a cauliflower ear")])
    assert index.candidates(case_of(force=MET, subject_description="tattooed, bearded")) == []
    assert len(index.candidates(case_of(force=MET, subject_description="cauliflower ear, lisp"))) == 1


def test_a_case_is_never_linked_to_itself_and_is_forgotten_when_it_is_taken_out() -> None:
    one, other = (case_of(force=MET, shoulder_number="SE 123") for _ in range(2))
    index = LinkIndex([one, other])
    index.add(one)  # what is added again is not there twice
    assert [candidate.case for candidate in index.candidates(one)] == [other.id]
    index.remove(other.id)
    index.remove(other.id)
    assert index.candidates(one) == []
    assert len(index) == 1


def test_no_more_are_shown_than_a_person_reads_and_the_strongest_come_first() -> None:
    many = [case_of(force=MET, shoulder_number="123") for _ in range(MOST + 5)]
    best = case_of(force=MET, shoulder_number="SE 123")
    shown = LinkIndex([*many, best]).candidates(case_of(force=MET, shoulder_number="SE 123"))
    assert len(shown) == MOST
    assert shown[0].case == best.id


ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.lists(st.text(max_size=5), max_size=2))
SLOTS = ("force", "borough_bcu_or_station", "subject_name", "shoulder_number", "warrant_number", "subject_description")


def _cases() -> st.SearchStrategy[Case]:
    answers = st.dictionaries(st.sampled_from(SLOTS), ANYTHING)
    further = st.one_of(ANYTHING, st.lists(st.one_of(ANYTHING, st.dictionaries(st.sampled_from(SLOTS), ANYTHING))))
    return st.builds(lambda slots, others: case_of(others, **slots), answers, further)


@given(_cases(), _cases())
def test_whatever_a_case_says_it_is_compared_and_the_order_does_not_matter(one: Case, other: Case) -> None:
    forth, back = found(one, other), found(other, one)
    assert (forth is None) == (back is None)
    if forth and back:
        assert (forth.strength, forth.points) == (back.strength, back.points)


@given(st.text(), st.text())
def test_names_are_compared_alike_in_either_order(one: str, other: str) -> None:
    here, there = read_name(one), read_name(other)
    assert compare_names(here, there) == compare_names(there, here)
    assert not here or compare_names(here, here) >= names.GIVEN


# "PC" is taken for a rank, and noughts alone are no number.
@given(
    st.from_regex(r"[A-Z]{2} [0-9]{1,4}[1-9]", fullmatch=True).filter(lambda number: not number.startswith("PC")),
    st.sampled_from([" ", "-", "/", "", " / "]),
)
def test_a_number_is_the_same_however_it_is_written(number: str, between: str) -> None:
    letters, digits = number.split()
    for written in (f"{letters}{between}{digits}", f"{digits}{between}{letters.lower()}"):
        candidate = found(case_of(force=MET, shoulder_number=number), case_of(force=MET, shoulder_number=written))
        assert candidate is not None
        assert candidate.strength == STRONG


@pytest.mark.promise
def test_a_new_case_is_linked_against_10000_opened_ones_in_under_a_second(figure: Record) -> None:
    index = LinkIndex(many_cases(10_000))
    seconds = []
    for case in many_cases(50, seed=8):
        began = time.perf_counter()
        index.candidates(case)
        seconds.append(time.perf_counter() - began)
    figure("seconds to link a new case against 10,000 opened ones (slowest of 50)", "under 1", round(max(seconds), 3))
    assert max(seconds) < 1
