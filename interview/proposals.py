"""What the account already said: proposed to the reporter in their own words, confirmed or corrected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from interview import line_names, noted, strays
from interview.answers import keeps
from interview.guide import SAFETY, Question
from interview.hearing import read_choice
from interview.phrases import command, option
from interview.state import ADVANCE, Heard, State
from interview.understanding import Finding, find

LINES = 15  # at most, in one message; what is left would be one more question to whoever told most
SILENT = noted.FOLLOWS  # not proposed: it follows from what is
# Slots of which a word by itself tells how it was: "1182", "Tuesday".
BARE = ("force", "subject_role_rank", "shoulder_number", "warrant_number", "when")
SURE_OF_BARE = 0.75
WHOLE_MESSAGES = ("conduct_category",)  # read from messages as they are: too long to be quoted beside its title
SHORTEST_ASIDE = 4  # words; a shorter message is the answer and nothing else
_YES_AND_MORE = re.compile(
    r"\W*(?:yes|yeah|yep|yea|aye|that'?s right|correct)\b"
    r"(?!.*\b(?:wrong|incorrect|mistakes?|(?:not|isn'?t|aren'?t) right)\b)",
    re.IGNORECASE | re.DOTALL,
)


def lines(state: State) -> list[tuple[int, Question, dict[str, Any]]]:
    """What is to be proposed next: number, slot and finding, in the order of the guide; at most so many at once."""
    found = noted.found_in(state)
    answers = dict(state.answers)
    chosen: list[tuple[int, Question, dict[str, Any]]] = []
    for slot in state.guide.slots:
        entry = found.get(slot.name)
        is_open = slot.name not in state.answers or (entry and _speaks_against(state, slot, entry))
        if entry and entry["sure"] >= noted.SURE and is_open and keeps(slot, answers):
            answers[slot.name] = noted.answer_of(entry)
            if slot.name not in SILENT:
                chosen.append((len(chosen) + 1, slot, entry))
    return chosen[:LINES]


def _speaks_against(state: State, slot: Question, entry: dict[str, Any]) -> bool:
    """Whether a "no" to who is at risk was said before the account told of somebody: "my little girl saw"."""
    return slot.section == SAFETY and state.known(slot.name) == "no" and entry["value"] == "yes"


def _said_before(state: State) -> list[str]:
    """The lines that only a yes may take, since the reporter said otherwise before."""
    return [slot.name for _, slot, _ in lines(state) if slot.name in state.answers]


def proposal(state: State) -> str:
    """The proposed lines, in the reporter's own words."""
    return "\n".join(f"{number}. {slot.label}: {_shown(state, slot, entry)}" for number, slot, entry in lines(state))


def hear_confirmation(state: State, heard: Heard) -> str:
    """Take the answer to "have I got that right?"."""
    control = state.guide.controls["confirm_found"]
    if left_open(state, heard):
        return _accept(state, without=_said_before(state))
    if option(control, heard.text) == "yes":
        return _accept(state, without=[])
    _keep_words(state, heard)
    of_next = noted.take_of_next(state, heard.text)
    corrected = _correct_found(state, heard.text)
    wrong = _named(state, heard.text, corrected, of_next)
    if wrong or corrected or of_next or _agreed(state, heard):
        return _accept(state, without=wrong)
    return "which_is_wrong"


def hear_what_is_wrong(state: State, heard: Heard, *, told: bool = False) -> str:
    """Take which lines are wrong, or how it was; those lines are asked, and the others stand.

    Args:
        state: changed in place.
        heard: the answer.
        told: whether it told something that no line says ("it still goes on"): nothing else need be wrong then.
    """
    if left_open(state, heard):
        return _accept(state, without=_said_before(state))
    _keep_words(state, heard)
    of_next = noted.take_of_next(state, heard.text)
    corrected = _correct_found(state, heard.text) or _correct(state, _bare(state, heard.text))
    wrong = _named(state, heard.text, corrected, of_next)
    if wrong or corrected or of_next or told:
        return _accept(state, without=wrong)
    everything = option(state.guide.controls["which_is_wrong"], heard.text)
    if not everything and not state.memory.get("strays"):  # asked once more, before all is asked anew
        strays.step(state, "kept_as_said")
        return "which_is_wrong"
    return _accept(state, without=[slot.name for _, slot, _ in lines(state)])


def _agreed(state: State, heard: Heard) -> bool:
    """Whether it begins with a yes; "yes, but it was not only Sunday" is one, and what is behind it is kept."""
    control = state.guide.controls["confirm_found"]
    return read_choice(control, heard.text, heard.intent) == "yes" or bool(_YES_AND_MORE.match(heard.text))


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


def _named(
    state: State, text: str, corrected: Mapping[str, Finding], of_next: Mapping[str, Finding] | None = None
) -> list[str]:
    """The lines that are named by number; a number in words that tell something ("it was 4 May") names none."""
    for finding in (*corrected.values(), *(of_next or {}).values()):
        text = text.replace(finding.as_said, " ")
    numbers = {int(number) for number in re.findall(r"\b\d{1,2}\b", text)}
    listed = lines(state)
    if not numbers <= {number for number, *_ in listed}:
        return []
    called = line_names.named([slot for _, slot, _ in listed], text)
    meant = [slot.name for number, slot, _ in listed if number in numbers or slot.name in called]
    return [name for name in meant if name not in corrected]


def _correct_found(state: State, text: str) -> dict[str, Finding]:
    known = {name: noted.answer_of(entry) for name, entry in noted.found_in(state).items()}
    return _correct(state, noted.corrections(state, known, text))


def _correct(state: State, told: Mapping[str, Finding]) -> dict[str, Finding]:
    found = noted.found_in(state)
    better = {name: finding for name, finding in told.items() if finding.value != found[name]["value"]}
    for name, finding in better.items():
        found[name] = {"value": finding.value, "as_said": finding.as_said, "sure": 1.0}
    return better


def _bare(state: State, text: str) -> dict[str, Finding]:
    """A few words that are sure to answer one of the lines: how that one was."""
    if len(text.split()) >= SHORTEST_ASIDE or _named(state, text, {}):
        return {}
    listed = {slot.name for _, slot, _ in lines(state)}
    read = [find(text, name).best(name) for name in BARE if name in listed]
    sure = [one for one in read if one and one.sure >= SURE_OF_BARE and not one.negated and _is_read(one)]
    return {finding.slot: finding for finding in sure} if len(sure) == 1 else {}


def _is_read(finding: Finding) -> bool:
    """Whether it is more than words that are taken as they are, as any are where a time was asked."""
    return finding.slot != "when" or isinstance(finding.value, dict)


def _accept(state: State, without: list[str]) -> str:
    """Take the lines as they are, but for some that are asked, and go on."""
    proposed = lines(state)
    silent = [state.guide.slot(name) for name in SILENT if name in noted.found_in(state) and name not in state.answers]
    for slot in [*silent, *(slot for _, slot, _ in proposed)]:
        if slot.name not in without:
            answer = noted.answer_of(noted.found_in(state)[slot.name])
            state.answer(slot.name, answer)
            if slot.section == SAFETY and answer.value in slot.after:
                state.say_text(slot.after[answer.value])
    for name in without:
        noted.found_in(state).pop(name, None)
    return ADVANCE
