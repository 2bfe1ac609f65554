"""Two officers of one account are told apart: whose number, rank and name it is, and who is accused at all."""

from __future__ import annotations

from typing import Any

import pytest

from interview.understanding import find


def told(text: str, slot: str) -> dict[int, Any]:
    """The surest value of a slot for each officer."""
    found = find(text)
    best = {subject: found.best(slot, subject) for subject in range(found.subjects)}
    return {subject: one.value for subject, one in best.items() if one}


@pytest.mark.parametrize(
    "text",
    [
        "PC Leanne Osgood and her sergeant, Sgt Craig Tull. Tull laughed. her number is 3317. His is 1182",
        "PC Leanne Osgood and her sergeant, Sgt Craig Tull. Tull laughed. his is 1182 and hers is 3317",
        "two feds took my moped. one was 3317 other one 1182",
        "two of them in the car park. she had 3317 on her shoulder, he had 1182",
        "One of the officers pushed me. The other laughed. I asked for the numbers and was given 3317 and 1182",
        "3317 is Osgood, 1182 is Tull. PC Osgood held me and PC Tull hit me",
        "The driver was 3317. The front passenger got out and hit me. He had 1182 on his shoulder",
        "PCs Leanne Osgood and Craig Tull, 3317 and 1182 respectively, Norwich, take cash off those they book in",
        "PCs Osgood and Tull. 3317 and 1182 in that order. Osgood hit me, Tull looked after the door",
    ],
)
def test_each_has_their_own_number(text: str) -> None:
    assert told(text, "shoulder_number") == {0: "3317", 1: "1182"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("PCs Dale, Okoro, Webb and Finch hit me in the yard", ["Dale", "Okoro", "Webb", "Finch"]),
        ("pcs khan, doyle and webb hit me", ["Khan", "Doyle", "Webb"]),
        ("PCs Khan, Doyle, Norwich nick, hit me", ["Khan", "Doyle"]),
        ("PCs Khan and Doyle, Webb saw it", ["Khan", "Doyle"]),
        ("PCs Khan, Doyle, Sarah saw it", ["Khan", "Doyle"]),
        ("PCs Anna Khan, Tom Doyle, Lee Moss & Jo Hart hit me", ["Anna Khan", "Tom Doyle", "Lee Moss", "Jo Hart"]),
    ],
)
def test_all_of_a_list_are_named_and_have_its_rank(text: str, names: list[str]) -> None:
    assert list(told(text, "subject_name").values()) == names
    assert list(told(text, "subject_role_rank").values()) == ["constable"] * len(names)


def test_whoever_was_with_the_reporter_has_no_rank_of_the_list() -> None:
    ranks = told("PCs Khan, Doyle, Sarah and I were in the yard when he hit me", "subject_role_rank")
    assert ranks == {0: "constable", 1: "constable"}


def test_who_is_first_told_by_a_pronoun_is_another_officer() -> None:
    text = "hes liam stainforth, a pc. shes a pcso called ruby"
    assert told(text, "subject_role_rank") == {0: "constable", 1: "pcso"}
    assert told(text, "subject_name") == {0: "Liam Stainforth", 1: "Ruby"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("PC Adam Strode hits me. His crewmate Kirsty looks me up and tells him", {0: "Adam Strode", 1: "Kirsty"}),
        ("The skipper, Angove, told me to keep quiet", {0: "Angove"}),
        ("a fella they call Treacle, a DS, counts the money", {0: "Treacle"}),
        (
            "The brothers Lee and Craig Hathersage, both constables, lend money",
            {0: "Lee Hathersage", 1: "Craig Hathersage"},
        ),
        ("Sgt Mo Tarrow and PC Elin Gibb, Merthyr, taking cash", {0: "Mo Tarrow", 1: "Elin Gibb"}),
        ("The group is called Lates Legends. PS Kev Bassett posts photos of bodies", {0: "Kev Bassett"}),
    ],
)
def test_names_beside_a_rank_are_found_and_nothing_else_is_one(text: str, names: dict[int, str]) -> None:
    assert told(text, "subject_name") == names


@pytest.mark.parametrize(
    "text",
    [
        "PC 1816 pushed my dad into the road. PC 1822 picked him up, she was lovely",
        "PC 1816 pushed my dad over. I told PC 1822 and she said to report it here",
        "no complaint about PC 1822. It was PC 1816 who pushed my dad into the road",
    ],
)
def test_who_is_cleared_is_not_accused(text: str) -> None:
    assert told(text, "shoulder_number") == {0: "1816"}


@pytest.mark.parametrize(
    "text",
    [
        "PC Mark Hale was so kind to me. Then he put his hand up my skirt. Sgt Lowe told me to forget it",
        "PC Mark Hale stopped me. He was nice. He asked me to get in the car and touched me. Sgt Lowe laughed",
        "PC Mark Hale was really nice. He asked me to get in and he touched me. Sgt Lowe laughed",
        "PC Mark Hale hit me. He told me to report it if i dare. Sgt Lowe laughed",
        "PC Mark Hale put his fingers in me, he says he did nothing wrong. Sgt Lowe laughed",
        "PC Mark Hale was sat next to me when he touched me. Sgt Lowe laughed",
    ],
)
def test_a_kind_word_clears_nobody_who_did_harm(text: str) -> None:
    assert told(text, "subject_name") == {0: "Mark Hale", 1: "Lowe"}
