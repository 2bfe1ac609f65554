"""Officers who saw it, told of it or were told of it are witnesses or nobody, and never asked about as accused."""

from __future__ import annotations

import pytest

from interview.understanding import Findings, find

ACCUSED = "PC Gary Holt punched my brother in the cells."


def names(found: Findings) -> list[object]:
    return [one.value for one in found.found if one.slot == "subject_name"]


def witnesses(found: Findings) -> list[str]:
    return [one.as_said for one in found.found if one.slot == "witnesses"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("His mate PC Danny Rourke saw him do it.", "His mate PC Danny Rourke saw him do it"),
        (
            "his mate sgt paul ripley told me hes been doing it at work",
            "his mate sgt paul ripley told me hes been doing it at work",
        ),
        ("PC Ade Cole was there and can back me up.", "PC Ade Cole was there and can back me up"),
        ("My colleague PC Lucy Webb witnessed it.", "My colleague PC Lucy Webb witnessed it"),
        ("PC Lane and Sgt Kelly saw everything.", "PC Lane and Sgt Kelly saw everything"),
        ("Inspector Jane Moss is the one who told me.", "Inspector Jane Moss is the one who told"),
        ("PC Lane is willing to give a statement.", "PC Lane is willing to give a statement"),
        ("Sgt Dunn at the desk heard him scream.", "Sgt Dunn at the desk heard him scream"),
        ("PC Reed 2240 told him to stop.", "PC Reed 2240 told him to stop"),
        ("You can ask PC Anna Reed.", "You can ask PC Anna Reed"),
        ("It was witnessed by PC Anna Reed 2240.", "witnessed by PC Anna Reed 2240"),
        ("According to DS Webb he has done it before.", "According to DS Webb"),
    ],
)
def test_who_saw_it_or_told_of_it_is_a_witness_and_no_further_person(more: str, told: str) -> None:
    found = find(f"{ACCUSED} {more}")
    assert names(found) == ["Gary Holt"]
    assert told in witnesses(found)
    assert found.subjects == 1
    assert not found.best("shoulder_number")


@pytest.mark.parametrize(
    "more",
    [
        "DS Anna Wren took my statement and she was lovely.",
        "I reported it to Sergeant Ian Bell at the front desk.",
        "I emailed DI Moss and DCI Kerr about it in March.",
        "DI Sarah Long is investigating it.",
        "The custody sergeant, Sgt Kelly, wrote it down.",
        "He is married to PC Lane.",
        "He is Sgt Lane's nephew.",
        "Last year he groped PC Lane at a party.",
        "PC Lane did nothing wrong.",
    ],
)
def test_who_was_told_of_it_or_is_only_mentioned_is_nobody(more: str) -> None:
    found = find(f"{ACCUSED} {more}")
    assert names(found) == ["Gary Holt"]
    assert found.subjects == 1


@pytest.mark.parametrize("more", ["PC 2240 saw it and gave me her name.", "His colleague 2240 saw everything."])
def test_the_number_of_a_witness_is_not_the_accused_officers(more: str) -> None:
    found = find(f"PC 2231 punched my brother in the cells. {more}")
    assert [one.value for one in found.found if one.slot == "shoulder_number"] == ["2231"]
    assert found.subjects == 1


def test_one_who_only_watched_is_told_apart_from_the_one_who_did_it() -> None:
    found = find("The one who hit me was 2231, the one with 2200 just watched.")
    assert [one.value for one in found.of("shoulder_number", 0)] == ["2231"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("PC Watts sold my address to my ex Darren Pike.", ["Watts"]),
        ("He phones a man called Baz every night. It's PC Wayne Plaskett.", ["Wayne Plaskett"]),
        ("My supervisor, Helen, was told in October. It's about Sgt Rob Carr.", ["Rob Carr"]),
        ("PC Adams and another officer hit my son. The other officer was PC Bell.", ["Adams", "Bell"]),
    ],
)
def test_whom_an_officer_deals_with_is_not_of_the_police(text: str, told: list[str]) -> None:
    found = find(text)
    assert names(found) == told
    assert found.subjects == len(told)


def test_who_is_told_by_another_rank_with_a_number_is_another_officer() -> None:
    found = find("Female sergeant told the PC to leave me in my wet things. He was PC 17734.")
    assert [(one.value, one.subject) for one in found.found if one.slot == "shoulder_number"] == [("17734", 1)]


@pytest.mark.parametrize(
    "more",
    [
        "PC Lane held his arms.",
        "PC Lane saw it and did nothing.",
        "PC Lane was there and joined in.",
        "PC Lane just stood there and watched.",
        "PC Lane lied about it in her statement.",
        "PC Lane took my statement and tore it up.",
        "I told PC Lane and he laughed at me.",
        "I reported it to PC Lane, who told me to keep my mouth shut.",
        "He gave the address to PC Lane, who sold it.",
        "The other one was PC Lane.",
    ],
)
def test_who_is_said_to_have_done_something_too_is_a_further_person(more: str) -> None:
    assert names(find(f"{ACCUSED} {more}")) == ["Gary Holt", "Lane"]


def test_who_tells_of_another_is_not_taken_for_the_one_who_is_accused() -> None:
    found = find("PC Tom Lane told me that Sgt Mark Dean takes money from dealers.")
    assert [(one.value, one.subject) for one in found.found if one.slot == "subject_name"] == [("Mark Dean", 0)]


def test_a_reporter_who_gives_their_own_name_is_not_accused() -> None:
    assert names(find("I'm PC Dawn Price from Leeds. PC Hart touched me in the van.")) == ["Hart"]


@pytest.mark.parametrize(
    "text",
    [
        "PC Hart took my statement. Two days later he texted me asking for sex.",
        "DC Hart is investigating my burglary. He keeps texting me at night.",
        "PC Hart was really nice to me. Then he asked me for nude pictures.",
        "I spoke to PC Hart at the station. He called me a liar.",
        "I was married to Inspector Hart. He hit me.",
    ],
)
def test_the_only_officer_stays_the_one_whom_it_is_about(text: str) -> None:
    assert names(find(text)) == ["Hart"]
