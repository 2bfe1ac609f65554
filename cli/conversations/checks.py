"""Compares what came with what was expected: after a turn, at every question, and in the opened case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.turns import FINISHING
from cli.conversations.names import Names, squeezed
from cli.conversations.script import NOTHING, Conversation, Turn
from interview.answers import Answer
from interview.state import READ_BACK
from triage.case import Case, Contact

if TYPE_CHECKING:
    from cli.conversations.player import Answered

ENDINGS = FINISHING
ANSWER = ("value", "as_said", "source")
RETURNS = ("back_to", "cleared", "change_account")  # after these a question that was answered may come again


@dataclass(frozen=True)
class Problem:
    """What was expected, and what came instead."""

    expected: str
    came: str


def turn(names: Names, wanted: Turn, answered: Answered) -> list[Problem]:
    """What of a turn is not as it should be."""
    bot, text, seen = wanted.bot, answered.text, answered.seen
    problems = [_differ("the question", bot.asks, answered.asks), _differ("the end", bot.ends, answered.ended)]
    problems += [_differ("the intent", wanted.intent, seen.intent)]
    problems += [Problem(f"the message {name!r}", "other words") for name in bot.says if not names.is_said(name, text)]
    problems += [Problem(f"not the message {name!r}", "it") for name in bot.does_not_say if names.is_said(name, text)]
    problems += [Problem(f"the words {w!r}", "other words") for w in bot.contains if squeezed(w) not in text]
    problems += [Problem(f"not the words {w!r}", "them") for w in bot.lacks if squeezed(w) in text]
    offered = f"the buttons {listed(answered.buttons)}"
    problems += [Problem(f"the button {title!r}", offered) for title in bot.buttons if title not in answered.buttons]
    problems += [Problem(f"no button {title!r}", offered) for title in bot.no_buttons if title in answered.buttons]
    return [problem for problem in (*problems, *slots(wanted.slots, seen.answers)) if problem]


def always(names: Names, history: Sequence[Answered], answered: Answered) -> list[Problem]:
    """What holds at every question: it is really asked, with the commands, and never again after "don't know"."""
    if answered.asks == NOTHING:
        return []
    question = names.guide.slot(answered.asks)
    problems = []
    # Who comes back sees the last message only.
    words = question.question.rsplit("\n\n", 1)[-1] if not answered.said else question.question
    if not names.holds(answered.text, words):
        problems.append(Problem(f"the words of the question {question.name}", "other words"))
    if question.skippable and question.why:
        missing = [title for title in names.guide.command_titles() if title not in answered.buttons]
        problems += [Problem(f"the buttons {listed(missing)}", f"only {listed(answered.buttons)}")] if missing else []
    return problems + _asked_again(names, history, answered)


def _asked_again(names: Names, history: Sequence[Answered], answered: Answered) -> list[Problem]:
    at = next(at for at, one in enumerate(history) if one is answered)
    if at == 0 or answered.asks == history[at - 1].asks or answered.asks not in names.guide.names():
        return []
    known = history[at - 1].seen.answers.get(answered.asks)
    meant = any(names.is_said(name, answered.text) for name in (*RETURNS, "next_subject"))
    # A line of the read-back is answered again because the reporter asked for it.
    meant = meant or history[at - 1].asks in READ_BACK
    if known is None or known.source != "dont_know" or meant:
        return []
    return [Problem(f'that {answered.asks} is not asked again after "don\'t know"', "it is")]


def case(conversation: Conversation, opened: Case, contact: Contact) -> list[Problem]:
    """What of an opened case is not as it should be."""
    wanted = conversation.case
    if wanted is None:
        return []
    answers = {name: Answer(a.value, a.as_said or "", a.source) for name, a in opened.slots.items()}
    problems = slots(wanted.slots, answers)
    problems += _others(wanted.others, answers.get("other_subjects")) if wanted.others is not None else []
    if wanted.account is not None and wanted.account != opened.account:
        problems.append(Problem(f"the account {list(wanted.account)}", str(list(opened.account))))
    details = {"method": contact.method, "safe_time": contact.safe_time}
    if wanted.contact is not None and any(details[key] != (value or "") for key, value in wanted.contact.items()):
        problems.append(Problem(f"the contact details {dict(wanted.contact)}", str(details)))
    problems += [
        Problem(f"the risk {name}: {value}", str(opened.risk.get(name)))
        for name, value in wanted.risk.items()
        if not _equal(value, opened.risk.get(name))
    ]
    text = json.dumps(opened.view(), ensure_ascii=False)
    problems += [Problem(f"{words!r} in the case", "it is not there") for words in wanted.holds if words not in text]
    problems += [Problem(f"no {words!r} in the case", "it is there") for words in wanted.lacks if words in text]
    return problems


def slots(wanted: Mapping[str, Any], answers: Mapping[str, Answer]) -> list[Problem]:
    """Which answers are not as they should be."""
    return [
        Problem(f"{name}: {_written(value)}", _written(answers.get(name)))
        for name, value in wanted.items()
        if not _is_answer(value, answers.get(name))
    ]


def listed(titles: Iterable[str]) -> str:
    """Titles in one line."""
    return ", ".join(repr(title) for title in titles) or "none"


def _others(wanted: Sequence[Mapping[str, Any]], answer: Answer | None) -> list[Problem]:
    found = answer.value if answer and isinstance(answer.value, list) else []
    if len(found) != len(wanted):
        return [Problem(f"{len(wanted)} further subjects", str(len(found)))]
    problems = []
    for one, subject in zip(wanted, found, strict=True):
        answers = {name: read for name, raw in subject.items() if (read := Answer.from_slot(raw))}
        problems += slots(one, answers)
    return problems


def _is_answer(wanted: Any, answer: Answer | None) -> bool:
    if wanted is None or answer is None:
        return wanted is None and answer is None
    if isinstance(wanted, Mapping) and set(wanted) <= set(ANSWER):
        return all(_equal(value, getattr(answer, key)) for key, value in wanted.items())
    return _equal(wanted, answer.value)


def _equal(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, list):
        return isinstance(value, list) and sorted(map(str, wanted)) == sorted(map(str, value))
    if isinstance(wanted, Mapping):
        return isinstance(value, Mapping) and dict(wanted) == {key: str(each) for key, each in value.items()}
    return bool(wanted == value) if wanted is None or value is None else wanted == str(value)


def _differ(what: str, wanted: str, came: str) -> Problem | None:
    return Problem(f"{what} {wanted}", f"{what} {came or NOTHING}") if wanted and wanted != came else None


def _written(value: Any) -> str:
    if isinstance(value, Answer):
        return f"{value.value!r} ({value.source}; said: {value.as_said!r})"
    return "no answer" if value is None else repr(dict(value) if isinstance(value, Mapping) else value)
