"""The read-back: numbered lines of what was answered, and which line a reporter means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from interview import files, line_names, subjects
from interview.answers import Answer, Answers, applies, keeps
from interview.guide import Question
from interview.phrases import plain
from interview.state import State

NOT_SHOWN = ("limits_ack", "attachments", "summary_ok")  # files have lines of their own
LINES_A_MESSAGE = 10
LABEL_SCORE = 85
_NUMBER = re.compile(r"\b(\d{1,3})\b")
_SUBJECT_SLOT = "other_subjects"


@dataclass(frozen=True)
class Line:
    """One line of the summary: its number, the slot, which subject it is about, and the text after the label."""

    number: int
    slot: str
    subject: int | None
    label: str
    text: str


def lines(state: State) -> list[Line]:
    """All lines, numbered in the order of the guide; a repeated group has its lines once for each subject."""
    found: list[tuple[Question, int | None, Answer | None]] = []
    for slot in state.guide.slots:
        if slot.name in NOT_SHOWN or slot.group or slot.name == _SUBJECT_SLOT:
            found += _all_subjects(state) if slot.name == _SUBJECT_SLOT else []
        answer = state.answers.get(slot.name)
        if not slot.group and slot.name not in NOT_SHOWN and _belongs(slot, state.answers, answer):
            found.append((slot, None, answer))
    return [_line(state, number, *entry) for number, entry in enumerate(found, start=1)]


def summary(state: State) -> list[str]:
    """The read-back as messages: what was answered, line by line, then what was left out."""
    everything = lines(state)
    told = [f"{line.number}. {line.label}: {line.text}" for line in everything if line.text]
    chunks = [told[at : at + LINES_A_MESSAGE] for at in range(0, len(told), LINES_A_MESSAGE)]
    left_out = ", ".join(f"{line.number} {line.label}" for line in everything if not line.text)
    last = [state.words("summary_left_out", lines=left_out)] if left_out else []
    return ["\n".join(chunk) for chunk in chunks] + _files(state) + last


def _files(state: State) -> list[str]:
    """The files that were sent: a message of their own, for they are named by numbers of their own."""
    sent = files.sent(state)
    if not sent:
        return []
    told = "\n".join(state.words("summary_file", number=str(number), what=what) for number, what in sent)
    return [state.words("summary_files", files=told, last=str(sent[-1][0]))]


def line_named(state: State, text: str) -> Line | None:
    """The line that a text names, by number or by its label."""
    everything = lines(state)
    named = max((line for line in everything if _names(plain(text), plain(line.label))), key=_length, default=None)
    number = _NUMBER.search(text)
    if number and not (named and number.group() in named.label):  # "person 2, name" is no line 2
        return next((line for line in everything if line.number == int(number.group(1))), None)
    return named or _called(state, everything, text)


def _called(state: State, everything: list[Line], text: str) -> Line | None:
    """The line that a text calls by another word for it ("the date"), if there is only one such line."""
    slots = [state.guide.slot(line.slot) for line in everything]
    called = line_names.named(slots, text)
    meant = [line for line in everything if line.slot in called]
    return meant[0] if len(meant) == 1 else None


def _names(said: str, label: str) -> bool:
    whole = re.search(rf"\b{re.escape(label)}\b", said)
    return bool(whole) or fuzz.ratio(said, label) >= LABEL_SCORE


def _length(line: Line) -> int:
    return len(line.label)


def _all_subjects(state: State) -> list[tuple[Question, int | None, Answer | None]]:
    found: list[tuple[Question, int | None, Answer | None]] = []
    for index, subject in enumerate(subjects.all_subjects(state)):
        answers = {name: answer for name, raw in subject.items() if (answer := Answer.from_slot(raw))}
        for name in state.guide.group("subject"):
            slot = state.guide.slot(name)
            if _belongs(slot, {**state.answers, **answers}, answers.get(name)):
                found.append((slot, index, answers.get(name)))
    return found


def _belongs(slot: Question, answers: Answers, answer: Answer | None) -> bool:
    """Whether the summary has a line for it: what would be asked, and what was told although it would not be."""
    told = answer is not None and bool(answer.as_said)
    return applies(slot, answers) or (told and keeps(slot, answers))


def _line(state: State, number: int, slot: Question, subject: int | None, answer: Answer | None) -> Line:
    several = subject is not None and subjects.count(state) > 1
    label = slot.label
    if several:
        label = state.words("summary_person", number=str((subject or 0) + 1), label=slot.label.lower())
    return Line(number, slot.name, subject, label, _shown(state, slot, answer))


def _shown(state: State, slot: Question, answer: Answer | None) -> str:
    if answer is None or (answer.value is None and not answer.as_said):
        return ""
    if slot.kind == "account":
        return state.words("summary_account") if answer.value else ""
    if answer.value is None or slot.kind == "text":
        return f'"{answer.as_said}"' + _reading(state, slot, answer)
    values = answer.value if isinstance(answer.value, list) else [answer.value]
    titles = ", ".join(slot.title(str(value)) for value in values)
    # What was taken from a remark, and not from an answer, is shown with its words.
    return f'{titles} ("{answer.as_said}")' if answer.source == "said" and answer.as_said else titles


def _reading(state: State, slot: Question, answer: Answer) -> str:
    value = answer.value
    if isinstance(value, dict):
        return f" ({state.guide.shown(slot.name, value)})"
    return f" ({value})" if slot.reads and value and plain(str(value)) != plain(answer.as_said) else ""
