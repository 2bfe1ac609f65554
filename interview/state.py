"""What goes into a turn of the interview and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from interview.answers import Answer, Answers, applies, dependants, keeps, kept_by
from interview.guide import Guide
from interview.languages import ENGLISH

ADVANCE = ""  # "ask the next open question"
HEAR_AGAIN = "hear again"  # "this message was meant for the question that waits"
READ_BACK = ("summary_ok", "change_line")  # at these a line of the summary, or a person in it, may be named
INTERRUPTED = ("paused", "after_alarm")  # at these the question that waits may be answered as well
MEMORY = "interview"  # the Rasa slot that holds the memory below


@dataclass(frozen=True)
class Heard:
    """One message of the reporter.

    Args:
        text: their words.
        intent: what Rasa understood.
        categories: kinds of conduct that the message tells of.
        alarms: what an alarm tells of: danger, distress or both; the intent is the one it tells of most.
        language: of words that are not English, so that nothing can be read in them; empty for what can be read.
        answered: whether a rule has already replied to it (a digression), so that it is no answer.
    """

    text: str
    intent: str = "inform"
    answered: bool = False
    categories: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Says:
    """One message to the reporter, with its buttons; it may tell that files are gone."""

    text: str
    buttons: tuple[str, ...] = ()
    files_gone: tuple[int, ...] = ()


def _no_other_language(_code: str) -> Guide | None:
    return None


@dataclass
class State:
    """Where an interview stands; a turn changes it in place.

    Args:
        answers: what was answered, by slot name.
        asked: the question that was asked last: a slot, a control, or None at the very beginning.
        memory: what the interview must remember besides: trail (answered questions, in order), resume (the question
            to return to), misses (words not understood at this question), strays (how often it got no answer at
            all), language (theirs, once they were told that they may use it), picked and picking (options so far of
            a multiple choice, and which), others and current (see subjects.py), introduced (questions whose intro was
            said), alarms (see safety.py), carried_on (whether they chose to after one), found and found_others (see
            noted.py), categories (with the words that told of them), clues_settled, flags (of the guide,
            for triage), another (see another.py), files_for and files_spoken_of (see files.py).
        texts: reads the account so far (only when it is needed: it is kept beside the tracker).
        channel: where the reporter writes (telegram, web); empty where that is not known.
        files: reads the files that were sent: the number of each, and what the reporter is told of it.
        spoken: the language that the reporter is spoken to in, which is the guide's.
        guides: gives the guide in another language; None where that is not offered.
        says: what is said before the next question.
        keep: texts to be added to the account.   parts: how many it has already.
        account_cleared: the account so far is taken back.   withdrawn: the reporter had everything deleted.
    """

    guide: Guide
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: str | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    texts: Callable[[], list[str]] = list
    channel: Callable[[], str] = str
    files: Callable[[], list[tuple[int, str]]] = list
    spoken: str = ENGLISH
    guides: Callable[[str], Guide | None] = _no_other_language
    says: list[Says] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    parts: int = 0
    account_cleared: bool = False
    withdrawn: bool = False

    def say(self, message: str, buttons: Iterable[str] = (), **values: str) -> None:
        """Say one of the guide's messages; a blank line in it starts a new message."""
        self.say_text(self.guide.messages[message], buttons, **values)

    def words(self, message: str, **values: str) -> str:
        """One of the guide's messages, filled in; for what is part of another."""
        return filled(self.guide.messages[message], values)

    def say_text(self, text: str, buttons: Iterable[str] = (), **values: str) -> None:
        """Say a text of the guide."""
        self.says.append(Says(filled(text, values), tuple(buttons)))

    def recall(self, name: str) -> list[Any]:
        """Read a list from the memory."""
        value = self.memory.get(name)
        return list(value) if isinstance(value, list) else []

    def answer(self, name: str, answer: Answer) -> None:
        """Give a slot its answer."""
        self.answers[name] = answer
        self._put_back()
        self.memory["trail"] = [*(step for step in self.recall("trail") if step != name), name]
        self.memory.update(misses=[], strays=0)

    def clear(self, name: str) -> bool:
        """Clear a slot and all that depended on it; returns whether anything depended on it."""
        children = [child for child in dependants(self.guide, name) if child in self.answers and not self._stays(child)]
        self.memory["aside"] = {
            child: self.answers[child].to_slot() for child in children if kept_by(self.guide.slot(child), name)
        }
        for slot in (name, *children):
            self.answers.pop(slot, None)
        self.memory["trail"] = [step for step in self.recall("trail") if step not in (name, *children)]
        return bool(children)

    def _stays(self, name: str) -> bool:
        """Whether an answer stays true when the one that it was asked by changes."""
        return self.guide.slot(name).kept == {} and self.answers[name].value is not None

    def _put_back(self) -> None:
        """Put back what was cleared with an answer and is kept, unasked, beside the new one."""
        for name, raw in self.memory.pop("aside", {}).items():
            slot, answer = self.guide.slot(name), Answer.from_slot(raw)
            if answer and answer.value is not None and keeps(slot, self.answers) and not applies(slot, self.answers):
                self.answers[name] = answer

    def known(self, name: str) -> Any:
        """The value of a slot, or None."""
        answer = self.answers.get(name)
        return answer.value if answer else None


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with these values where it names them."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def read_answers(guide: Guide, slots: dict[str, Any]) -> dict[str, Answer]:
    """Read the answers from Rasa's slots."""
    read = {name: Answer.from_slot(slots.get(name)) for name in guide.names()}
    return {name: answer for name, answer in read.items() if answer}


__all__ = ["MEMORY", "Answer", "Answers", "Heard", "Says", "State", "read_answers"]
