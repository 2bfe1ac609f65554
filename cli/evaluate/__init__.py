"""`candour evaluate`: what the model and the finders score on examples that they were not made from."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from cli.evaluate import scores
from cli.evaluate.page import as_json, render, show
from cli.places import MODELS
from cli.stages import Stages

PREVIOUS = MODELS / "evaluation.json"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `evaluate` to the command line."""
    parser = subparsers.add_parser("evaluate", help="score the model on held-out examples, with a report to look at")
    parser.add_argument("--html", type=Path, default=Path("evaluation.html"), help="where the report is written")
    parser.add_argument("--json", type=Path, help="where the figures are written too")
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour evaluate`."""
    stages = Stages()
    with stages.stage("Scoring the model on held-out examples"):
        result = scores.evaluate(scores.load())
    previous = json.loads(PREVIOUS.read_text("utf-8")) if PREVIOUS.is_file() else None
    show(result.figures, previous, stages.console)
    options.html.write_text(render(result, previous), "utf-8")
    stages.console.print(f"Report: {options.html}", soft_wrap=True)
    content = json.dumps(as_json(result.figures), indent=2) + "\n"
    for file in filter(None, (PREVIOUS, options.json)):
        file.write_text(content, "utf-8")
    return 0
