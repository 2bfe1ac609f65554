"""`candour understand`: what the real model and the real finders make of lines of text, as JSON lines.

Intents, categories, danger and distress come from Rasa's environment, through the pipeline that a conversation uses;
slots and subjects from `interview`, as in the action server. Nothing is kept.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from candour.errors import ModelError, UsageError
from cli.leash import leashed
from cli.model import MODEL_FILE, is_stale
from cli.places import MODELS, RASA_PYTHON, ROOT, rasa_environment
from interview.guide import Guide, load_guide
from interview.hearing import read_choice, read_multi
from interview.safety import ALARMS
from interview.understanding import Finding, Findings, find, kinds, likeliest

COMMANDS = ("dont_know", "skip", "go_back", "stop", "delete", "pause", "help", "why")
WORTH = 0.4  # of a finding: below, it is not even named as a hint
_ACTS = {"go_back": "back"}


@dataclass(frozen=True)
class Line:
    """One line of input.

    Args:
        text: the words; newlines separate messages.
        asked: the question that they probably answer.
    """

    text: str
    asked: str | None = None

    def messages(self) -> list[str]:
        """The messages, without empty ones; at least one."""
        return [part for part in self.text.split("\n") if part.strip()] or [""]


Guess = Mapping[str, Any]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `understand` to the command line."""
    parser = subparsers.add_parser("understand", help="print what the model understands of lines of text, as JSON")
    parser.add_argument("file", metavar="FILE|-", help='each line plain text, or {"text": ..., "asked": slot or null}')
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour understand`."""
    content = sys.stdin.read() if options.file == "-" else Path(options.file).read_text("utf-8")
    lines = read_lines(content)
    for understood in understand(lines):
        print(json.dumps(understood, ensure_ascii=False))
    return 0


def read_lines(content: str) -> list[Line]:
    """Read the input.

    Raises:
        UsageError: a line is a JSON object, but not of the right shape; the message holds none of its words.
    """
    return [_line(number, raw) for number, raw in enumerate(content.removesuffix("\n").split("\n"), 1) if content]


def understand(lines: Sequence[Line], today: date | None = None) -> list[dict[str, Any]]:
    """What is understood of each line, in the shape that `candour understand` prints.

    Raises:
        ModelError: there is no model, or it does not load.
    """
    guesses = iter(ask_model([(message, line.asked) for line in lines for message in line.messages()]))
    return [describe(line, [next(guesses) for _ in line.messages()], today) for line in lines]


def ask_model(messages: Iterable[tuple[str, str | None]]) -> list[Guess]:
    """What the model says of each message, given what was asked.

    Raises:
        ModelError: there is no model, or it does not load.
    """
    model = MODELS / MODEL_FILE
    if not RASA_PYTHON.exists():
        raise ModelError("Rasa's environment is missing: run `make prepare`")
    if not model.is_file():
        raise ModelError("there is no model: run `candour train`")
    if is_stale():
        print("The model is older than what it is made from: `candour train` makes a new one.", file=sys.stderr)
    sent = [json.dumps({"text": text, "asked": asked}) for text, asked in messages]
    done = subprocess.run(
        leashed([str(RASA_PYTHON), "-m", "dialogue", "understand", str(model)]),
        cwd=ROOT, env=rasa_environment(), input="\n".join(sent), capture_output=True, text=True, check=False,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(answers) != len(sent):
        raise ModelError("the model does not load: run `candour train --force`")
    return answers


def describe(line: Line, guesses: Sequence[Guess], today: date | None = None) -> dict[str, Any]:
    """Put together what was understood of one line.

    Args:
        line: the line.
        guesses: what the model said of each of its messages.
        today: the day that relative dates count from.
    """
    heard = leading(guesses)
    found = Findings() if heard["intent"] in COMMANDS else find("\n".join(line.messages()), line.asked, today)
    return {
        "act": act(heard["intent"]),
        "confidence": heard["confidence"],
        "categories": categories(line.messages(), guesses),
        **{alarm: any(alarm in guess["alarms"] for guess in guesses) for alarm in ALARMS},
        "slots": _answered(line, heard["intent"]) | _shown(found.slots(0)),
        "subjects": _subjects(found),
    }


def leading(guesses: Sequence[Guess]) -> Guess:
    """The guess that speaks for several messages: an alarm, else what informs, else the first."""
    order = {**dict.fromkeys(ALARMS, 0), "inform": 1}
    return min(guesses, key=lambda guess: order.get(guess["intent"], 2))


def act(intent: str) -> str:
    """The act that an intent is called outside: `go_back` is `back`, `faq_free` is `faq.free`."""
    return _ACTS.get(intent, intent).replace("faq_", "faq.", 1)


def categories(messages: Sequence[str], guesses: Sequence[Guess]) -> list[str]:
    """The kinds of conduct that any of the messages tells of, given what the model said of each."""
    likely: dict[str, float] = {}
    for message, guess in zip(messages, guesses, strict=True):
        for name, share in kinds(message, guess["categories"]).items():
            likely[name] = max(share, likely.get(name, 0.0))
    return likeliest(likely)


def _line(number: int, raw: str) -> Line:
    try:
        entry = json.loads(raw)
    except (ValueError, RecursionError):
        return Line(raw)
    if not isinstance(entry, dict):
        return Line(raw)
    text, asked = entry.get("text"), entry.get("asked")
    if not isinstance(text, str) or set(entry) - {"text", "asked"}:
        raise UsageError(f'line {number}: an object must be {{"text": text, "asked": slot or null}}')
    guide = load_guide()
    if asked is not None and asked not in (*guide.names(), *guide.controls, "account_more"):
        raise UsageError(f"line {number}: `asked` names no question of the guide")
    return Line(text, asked)


def _answered(line: Line, intent: str) -> dict[str, Any]:
    """The option that answers the question by its words or by a yes or no, as the interview reads it."""
    guide = load_guide()
    slot = _slot(guide, line.asked)
    if slot is None or intent in COMMANDS:
        return {}
    text = "\n".join(line.messages())
    value: Any = read_multi(slot, text) if slot.kind == "multi" else None
    if slot.kind == "choice":
        value = slot.implied_by.get(intent) or read_choice(slot, text, intent)
    return {slot.name: {"value": value, "as_said": text}} if value else {}


def _slot(guide: Guide, name: str | None) -> Any:
    return next((slot for slot in guide.slots if slot.name == name), None)


def _shown(slots: Mapping[str, Finding]) -> dict[str, Any]:
    return {
        name: {"value": found.value, "as_said": found.as_said} for name, found in slots.items() if found.sure >= WORTH
    }


def _subjects(found: Findings) -> list[dict[str, Any]]:
    group = load_guide().group("subject")
    everyone = [_shown(found.slots(index)) for index in range(found.subjects)]
    return [{name: one[name] for name in one if name in group} for one in everyone if any(n in group for n in one)]
