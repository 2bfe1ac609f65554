"""A turn as a trainer reads it: what was understood, why, what was done about it, and what the reporter gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.turns import Reply
from cli.trying.session import Report
from interview.answers import Answer
from interview.understanding import likeliest

# What decided (dialogue/decision.py), in words; {needed} is the confidence it took.
WHY = {
    "phrase": "the words are exactly a command of the guide",
    "option": "the words are exactly an option of the question",
    "alarm": "danger or distress is likely enough: {needed} counts here",
    "answer": "the words answer the question that was asked",
    "nothing_asked": "no question stands, so the best guess counts",
    "guess": "the best guess is sure enough: {needed} counts here",
    "unsure": "the best guess is not sure enough, {needed} counts here: taken as the answer",
    "weak_alarm": "the best guess is an alarm, but too weak: taken as the answer",
    "own_words": "at free text a yes, a greeting or an insult is part of the answer",
    "name": "at free text, words with capitals are taken for a name",
    "long": "at free text, so many words are taken as the answer",
    "statement": "a question is guessed, but it is not put as one: taken as the answer",
}
NOTHING = "-"
CLEARED = "cleared"


def shown(report: Report) -> RenderableType:
    """One turn, without the replies."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    for name, content in _rows(report):
        rows.add_row(name, content)
    return _indented(rows)


def show_replies(console: Console, replies: tuple[Reply, ...]) -> None:
    """What the reporter gets."""
    for reply in replies:
        console.print(_indented(Text(f"\n{reply.text}", style="cyan")))
    buttons = [button for reply in replies for button in reply.buttons]
    if buttons:
        console.print(_indented(Text("\n" + "  ".join(f"[{button}]" for button in buttons), style="dim")))
    console.print()


def show_slots(console: Console, answers: Mapping[str, Answer]) -> None:
    """All answers so far."""
    told = {name: answer.to_slot() for name, answer in answers.items()}
    console.print(_indented(_answers(told) if told else Text("No slot is set yet.", style="dim")))
    console.print()


def _rows(report: Report) -> Iterator[tuple[str, RenderableType]]:
    yield "asked", report.asked or NOTHING
    yield "intent", Text.assemble((report.intent, "bold"), f" {report.confidence:.2f}")
    yield "why", _why(report)
    yield "guesses", " · ".join(f"{name} {share:.2f}" for name, share in report.guesses) or NOTHING
    likely = [f"{name} {report.categories[name]:.2f}" for name in likeliest(report.categories)]
    if likely:
        yield "kinds", " · ".join(likely)
    if report.found:
        yield "found", _found(report)
    if report.changed:
        yield "set", _answers(report.changed)
    yield "did", ", ".join(f"({one.action} declined)" if one.turned_down else one.action for one in report.actions)
    yield "by", _by(report)
    yield "asks", report.asks or NOTHING


def _why(report: Report) -> str:
    by, needed = str(report.why.get("by", "")), report.why.get("needed")
    return WHY.get(by, by or NOTHING).format(needed=f"{needed:.2f}" if needed is not None else "")


def _by(report: Report) -> str:
    policies = ", ".join(dict.fromkeys(one.policy for one in report.actions if one.policy))
    return f"{policies}: " + (f"rule {report.rule}" if report.rule else "the open form asks on")


def _found(report: Report) -> Text:
    several = any(one["subject"] for one in report.found)
    return _aligned(
        [one["slot"], _value(one), _said(one), f"{one['sure']:.2f}", f"person {one['subject'] + 1}" if several else ""]
        for one in report.found
    )


def _answers(answers: Mapping[str, Mapping[str, Any] | None]) -> Text:
    return _aligned(
        [name, _value(answer), _said(answer), answer["source"]] if answer else [name, CLEARED, "", ""]
        for name, answer in answers.items()
    )


def _aligned(rows: Iterable[Sequence[str]]) -> Text:
    lines = list(rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True) if width] for line in lines]
    return Text("\n".join("  ".join(line).rstrip() for line in padded))


def _value(answer: Mapping[str, Any]) -> str:
    value = answer["value"]
    if isinstance(value, dict) and value.keys() == {"from", "to"}:
        return f"{value['from']} to {value['to']}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None or str(value) == answer["as_said"] else str(value)


def _said(answer: Mapping[str, Any]) -> str:
    return f'"{answer["as_said"]}"' if answer["as_said"] else NOTHING


def _indented(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, 2), expand=False)
