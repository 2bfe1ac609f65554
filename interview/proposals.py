"""What the account already said: proposed to the reporter in their own words, confirmed or corrected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from interview import noted
from interview.answers import keeps
from interview.guide import Question
from interview.hearing import read_choice
from interview.phrases import command, option
from interview.state import ADVANCE, Heard, State
from interview.understanding import Finding

LINES = 15  # at most, in one message; what is left would be one more question to whoever told most
SILENT = ("subject_known",)  # follows from the name or number that is proposed
WHOLE_MESSAGES = ("conduct_category",)  # read from messages as they are: too long to be quoted beside its title
SHORTEST_ASIDE = 4  # words; a shorter message is the answer and nothing else


def lines(state: State) -> list[tuple[int, Question, dict[str, Any]]]:
    """What is to be proposed next: number, slot and finding, in the order of the guide; at most so many at once."""
    found = noted.found_in(state)
    answers = dict(state.answers)
    chosen: list[tuple[int, Question, dict[str, Any]]] = []
    for slot in state.guide.slots:
        entry = found.get(slot.name)
        if entry and entry["sure"] >= noted.SURE and slot.name not in state.answers and keeps(slot, answers):
            answers[slot.name] = noted.answer_of(entry)
            if slot.name not in SILENT:
                chosen.append((len(chosen) + 1, slot, entry))
    return chosen[:LINES]


def proposal(state: State) -> str:
    """The proposed lines, in the reporter's own words."""
    return "\n".join(f"{number}. {slot.label}: {_shown(state, slot, entry)}" for number, slot, entry in lines(state))


def hear_confirmation(state: State, heard: Heard) -> str:
    """Take the answer to "have I got that right?"."""
    control = state.guide.controls["confirm_found"]
    if left_open(state, heard) or option(control, heard.text) == "yes":
        _accept(state, without=[])
        return ADVANCE
    _keep_words(state, heard)
    corrected = _correct_found(state, heard.text)
    wrong = _named(state, heard.text, corrected)
    if wrong or corrected or read_choice(control, heard.text, heard.intent) == "yes":
        _accept(state, without=wrong)
        return ADVANCE
    return "which_is_wrong"


def hear_what_is_wrong(state: State, heard: Heard) -> str:
    """Take what is wrong; what is not said to be right is asked, one by one."""
    _keep_words(state, heard)
    corrected = {} if left_open(state, heard) else _correct_found(state, heard.text)
    wrong = [] if left_open(state, heard) else _named(state, heard.text, corrected)
    everything = [slot.name for _, slot, _ in lines(state)]
    _accept(state, without=wrong if wrong or corrected else everything)
    return ADVANCE


def _shown(state: State, slot: Question, entry: dict[str, Any]) -> str:
    said = f'"{entry["as_said"]}"'
    title = str(entry["value"]) if slot.name == "force" else state.guide.shown(slot.name, entry["value"])
    if slot.name in WHOLE_MESSAGES and title:
        return title
    return f"{said} ({title})" if title and title.lower() != str(entry["as_said"]).lower() else said


def _keep_words(state: State, heard: Heard) -> None:
    """Keep what is more than a yes, a no or a number: "yes, and he has a key" says something new."""
    if len(heard.text.split()) >= SHORTEST_ASIDE:
        state.keep.append(heard.text)


def left_open(state: State, heard: Heard) -> bool:
    """Whether the reporter does not want to say, or does not know."""
    return (command(state.guide, heard.text) or heard.intent) in ("skip", "dont_know")


def _named(state: State, text: str, corrected: Mapping[str, Finding]) -> list[str]:
    """The lines that are named by number; a number in words that correct ("it was 4 May") names none."""
    for finding in corrected.values():
        text = text.replace(finding.as_said, " ")
    numbers = {int(number) for number in re.findall(r"\b\d{1,2}\b", text)}
    listed = lines(state)
    if not numbers <= {number for number, *_ in listed}:
        return []
    return [slot.name for number, slot, _ in listed if number in numbers and slot.name not in corrected]


def _correct_found(state: State, text: str) -> dict[str, Finding]:
    found = noted.found_in(state)
    known = {name: noted.answer_of(entry) for name, entry in found.items()}
    better = {n: one for n, one in noted.corrections(state, known, text).items() if one.value != known[n].value}
    for name, finding in better.items():
        found[name] = {"value": finding.value, "as_said": finding.as_said, "sure": 1.0}
    return better


def _accept(state: State, without: list[str]) -> None:
    proposed = lines(state)
    silent = [state.guide.slot(name) for name in SILENT if name in noted.found_in(state) and name not in state.answers]
    for slot in [*silent, *(slot for _, slot, _ in proposed)]:
        if slot.name not in without:
            state.answer(slot.name, noted.answer_of(noted.found_in(state)[slot.name]))
    for name in without:
        noted.found_in(state).pop(name, None)
