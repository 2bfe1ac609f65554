"""`candour evaluate`: what the model and the finders score on examples that they were not made from."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from candour.errors import UsageError
from candour.logs import configure
from candour.settings import current_settings
from cli.conversations import coverage, play, reading
from cli.conversations.names import Names
from cli.conversations.report import Told
from cli.conversations.report import show as show_conversations
from cli.evaluate import held_out, scores
from cli.evaluate.page import as_json, render, show
from cli.places import MODELS
from cli.stages import Stages

PREVIOUS = MODELS / "evaluation.json"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `evaluate` to the command line."""
    parser = subparsers.add_parser("evaluate", help="score the model on held-out examples, with a report to look at")
    parser.add_argument("--html", type=Path, default=Path("evaluation.html"), help="where the report is written")
    parser.add_argument("--json", type=Path, help="where the figures are written too")
    parser.add_argument(
        "--conversations", nargs="?", const="", metavar="TEXT",
        help="only play the conversation tests of stories/tests/ (those with TEXT in their name or file)",
    )  # fmt: skip
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour evaluate`; with `--conversations` it is 1 when one of them leaves its path."""
    stages = Stages()
    if options.conversations is not None:
        told = play_conversations(stages, options.conversations)
        show_conversations(told, stages.console)
        return 1 if told.failed else 0
    with stages.stage("Scoring the model on held-out examples"):
        results = scores.evaluate(held_out.load())
    told = play_conversations(stages)
    previous = json.loads(PREVIOUS.read_text("utf-8")) if PREVIOUS.is_file() else None
    show(results, previous, stages.console)
    show_conversations(told, stages.console)
    options.html.write_text(render(results, previous, told), "utf-8")
    stages.console.print(f"Report: {options.html}", soft_wrap=True)
    content = json.dumps(as_json(results), indent=2) + "\n"
    for file in filter(None, (PREVIOUS, options.json)):
        file.write_text(content, "utf-8")
    return 0


def play_conversations(stages: Stages, text: str = "") -> Told:
    """Play the conversation tests.

    Args:
        stages: where progress is shown.
        text: only those with this in their name or file; then nothing is said of what they do not reach.

    Raises:
        ConversationError: a test is not written as it must be.
        UsageError: no test has that text.
        ModelError: there is no model that is up to date.
    """
    configure("evaluate", "ERROR")
    signposts = current_settings().signposts
    names, rules = Names.load(signposts), reading.read_rules()
    chosen = [one for one in reading.read_folder(names) if text in one.name or text in one.file]
    if not chosen:
        raise UsageError("no conversation test has that in its name or file")
    with stages.stage("Starting the model for conversations") as say:
        outcomes = play(chosen, signposts, say)
        say("Conversations played")
    return Told.of(outcomes, [] if text else coverage.points(names, rules, outcomes))
