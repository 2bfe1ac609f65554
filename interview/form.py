"""The guide as one page of questions, and what was filled in there as the answers of an interview.

There is no second list of questions: what is asked, in which order, of whom and under which condition is the guide's.
The gateway reads what comes in the clear; the desk reads, by the same code, what a browser has sealed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from interview import subjects
from interview.answers import Answer, applies
from interview.catalogues import known, translator
from interview.guide import Guide, Question
from interview.languages import ENGLISH
from interview.phrases import command, plain
from interview.state import State
from interview.understanding import identity_clues, read

DONT_KNOW, SKIP = "dont_know", "skip"  # beside the options of a choice, and the commands of that name
NOT_ASKED = ("limits_ack", "attachments", "summary_ok")  # the page itself tells, takes and confirms these
REPEATED = "subject"  # the group that is asked once for each person
MOST_PERSONS = subjects.MOST
FOLLOW_UP = "follow_up"  # the section about what comes after
CLUES = 8
# Characters that are looked at: finders take longer than in proportion, and a form comes all at once.
READ = 200  # of an answer; a longer one has no reading
SEARCHED = 30_000  # for clues, in all

Given = Mapping[str, Sequence[str]]  # by question: the options that were chosen, or the one text


@dataclass(frozen=True)
class Filled:
    """What was filled in.

    Args:
        given: by question; of the first person for the questions that are asked of each.
        others: of each further person.
        files: whether files go with it.
        day: the reporter's day, from which "yesterday" counts.
        language: code of the language that the page was in.
    """

    given: Given
    others: Sequence[Given] = ()
    files: bool = False
    day: date | None = None
    language: str = ENGLISH

    @property
    def account(self) -> tuple[str, ...]:
        """What happened, in their own words."""
        return tuple(text for text in _texts(self.given, "account") if text)


@dataclass(frozen=True)
class Section:
    """Questions that belong together, in the guide's order.

    Attributes:
        name: as the guide has it.
        questions: those that are asked once.
        persons: those that are asked of each person, after the others before them and before `after`.
        after: those that come after the persons.
    """

    name: str
    questions: tuple[Question, ...] = ()
    persons: tuple[Question, ...] = ()
    after: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Condition:
    """One line of "only if".

    Attributes:
        label: of the question that decides.
        titles: of its answers that make the condition hold; empty where any answer does.
        but: of those that make it fail.
        unknown: whether "don't know" makes it hold too.
    """

    label: str
    titles: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    unknown: bool = False


def sections(guide: Guide) -> list[Section]:
    """The questions of the page."""
    found: dict[str, dict[str, list[Question]]] = {}
    for slot in guide.slots:
        if slot.offered and slot.name not in NOT_ASKED:
            parts = found.setdefault(slot.section, {"questions": [], "persons": [], "after": []})
            place = "persons" if slot.group == REPEATED else "after" if parts["persons"] else "questions"
            parts[place].append(slot)
    return [Section(name, *(tuple(parts[place]) for place in parts)) for name, parts in found.items()]


def conditions(guide: Guide, slot: Question) -> list[Condition]:
    """When a question is asked, for people to read."""
    lines = [one for key, wanted in slot.when.items() for one in (wanted.items() if key == "any" else [(key, wanted)])]
    return [_condition(guide.slot(name), wanted) for name, wanted in lines]


def interview_of(guide: Guide, filled: Filled) -> State:
    """The interview that would have ended with what was filled in. What was left empty counts as skipped.

    Words that fit no option are kept as they are; questions that are not the guide's are left out.
    """
    state = State(guide, texts=lambda: list(filled.account), spoken=known(filled.language))
    for slot in guide.slots:
        if slot.name in NOT_ASKED or slot.kind == "account":
            continue
        answer = _answer(state, slot, filled.given, filled.day)
        if _counts(slot, answer, state.answers):
            state.answers[slot.name] = answer
    _take_others(state, filled)
    parts = len(filled.account)
    state.answers["account"] = Answer(parts, "") if parts else Answer(None, "", "skipped")
    if filled.files:
        state.answers["attachments"] = Answer("done", guide.slot("attachments").titles()[0])
    return state


def clues(guide: Guide, filled: Filled) -> list[str]:
    """The words that could show who the reporter is, wherever they stand but in how to reach them."""
    told = [text for name, texts in _all(filled) if not guide.slot(name).part for text in texts]
    return list(dict.fromkeys(clue.as_said for clue in identity_clues(_first(told, SEARCHED))))[:CLUES]


def tells(guide: Guide, filled: Filled) -> bool:
    """Whether anything is told but whether, and how, the reporter can be reached."""
    after = {slot.name for slot in guide.slots if slot.section == FOLLOW_UP}
    return any(_said(texts) for name, texts in _all(filled) if name not in after)


def unwanted_contact(filled: Filled, state: State) -> bool:
    """Whether it says how to reach the reporter without the choice that this is wanted."""
    details = [slot for slot in state.guide.slots if slot.part]
    return any(_said(filled.given.get(slot.name, ())) and not applies(slot, state.answers) for slot in details)


def _all(filled: Filled) -> list[tuple[str, Sequence[str]]]:
    return [one for given in (filled.given, *filled.others) for one in given.items()]


def _first(texts: Sequence[str], most: int) -> list[str]:
    """No more of these texts than so many characters."""
    found = []
    for text in texts:
        found.append(text[:most])
        most -= len(found[-1])
    return [text for text in found if text]


def _said(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if text.strip() and text not in (DONT_KNOW, SKIP)]


def _take_others(state: State, filled: Filled) -> None:
    told = [person for given in filled.others[: MOST_PERSONS - 1] if (person := _person(state, given, filled.day))]
    state.memory.update(others=told, current=0)
    if told:
        state.answers["other_subjects"] = Answer("yes", state.guide.slot("other_subjects").title("yes"))


def _person(state: State, given: Given, day: date | None) -> dict[str, object]:
    """The answers about a further person as slot values; none if nothing was told of them."""
    answers: dict[str, Answer] = {}
    for name in state.guide.group(REPEATED):
        slot = state.guide.slot(name)
        answer = _answer(state, slot, given, day)
        if _counts(slot, answer, state.answers | answers):
            answers[name] = answer
    told = any(answer.value is not None or answer.as_said for answer in answers.values())
    return {name: answer.to_slot() for name, answer in answers.items()} if told else {}


def _counts(slot: Question, answer: Answer, answers: Mapping[str, Answer]) -> bool:
    """Whether an answer is the case's: all that was said, and what was skipped where it would have been asked."""
    return answer.value is not None or applies(slot, answers)


def _answer(state: State, slot: Question, given: Given, day: date | None) -> Answer:
    texts = [text for text in _texts(given, slot.name) if text]
    if slot.kind == "text":
        return _read(state, slot, "\n".join(texts), day)
    chosen = [value for value in slot.options if value in texts]
    if not chosen:
        return _without(slot, texts)
    if slot.kind == "multi":
        return Answer(chosen, ", ".join(slot.title(value) for value in chosen))
    return Answer(chosen[0], slot.title(chosen[0]))


def _read(state: State, slot: Question, text: str, day: date | None) -> Answer:
    """Free text as it is, with its reading beside it; "don't know" may be written too."""
    said = (command(state.guide, text) or _own_command(state, text)) if text else SKIP
    if said in (DONT_KNOW, SKIP):
        return Answer(None, "", "dont_know" if said == DONT_KNOW else "skipped")
    return Answer(read(slot, text, day) if len(text) <= READ else text, text)


def _own_command(state: State, text: str) -> str | None:
    """The same in the language of the page, as its buttons have it."""
    tr, commands = translator(state.spoken), state.guide.commands
    return next((name for name in (DONT_KNOW, SKIP) if plain(tr(commands[name][0])) == plain(text)), None)


def _without(slot: Question, texts: Sequence[str]) -> Answer:
    """A choice without one: as the interview takes "don't know" and "skip", and words that fit no option."""
    other = [text for text in texts if text not in (DONT_KNOW, SKIP)]
    if other:
        return Answer(None, " / ".join(other), "unclear")
    unsure = DONT_KNOW in texts
    value = slot.default or (slot.unsure() if unsure else None)
    return Answer(value, "") if value else Answer(None, "", "dont_know" if unsure else "skipped")


def _texts(given: Given, name: str) -> list[str]:
    return [text.strip() for text in given.get(name, ())]


def _condition(slot: Question, wanted: Sequence[str]) -> Condition:
    return Condition(
        slot.label,
        titles=tuple(slot.title(value) for value in wanted if value in slot.options),
        but=tuple(slot.title(value[1:]) for value in wanted if value.startswith("!")),
        unknown="?" in wanted,
    )
