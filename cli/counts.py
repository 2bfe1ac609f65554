"""`candour counts`: how often each question was not understood, skipped or asked again, and how sure the model was.

Counts only, of all reporters together; what fewer than five of them could have done is not told.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from actions.counts import BUCKETS, Tally, begin_anew, read
from candour.crowd import CROWD, in_steps
from candour.settings import current_settings
from interview.guide import Guide, load_guide
from interview.outcomes import OUTCOMES

FEW = f"<{CROWD}"
NAMES = {
    "asked": "Asked", "asked_again": "Again", "not_understood": "Not understood", "fallback": "Unsure guess",
    "skipped": "Skipped", "dont_know": "Don't know",
}  # fmt: skip


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `counts` to the command line."""
    parser = subparsers.add_parser("counts", help="show how often questions are not understood, without any text")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--restart", action="store_true", help="forget all counts and begin anew")
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour counts`."""
    data = current_settings().data_dir
    if options.restart:
        begin_anew(data)
    tally = read(data)
    if options.json:
        print(json.dumps(as_json(tally)))
    else:
        show(tally, load_guide(), Console(highlight=False))
    return 0


def coarse(count: int) -> int | str:
    """A count as it may be shown: in steps of five, so that two readings do not tell what one reporter did."""
    return FEW if count < CROWD else in_steps(count)


def as_json(tally: Tally) -> dict[str, object]:
    """The counts as `candour counts --json` prints them.

    Returns:
        `{"since": day or null, "questions": {question: {outcome: count}}, "intents": {intent: [ten counts]}}`; each
        count is a multiple of five, or "<5".
    """
    questions, intents = _grouped(tally, "question"), _grouped(tally, "intent")
    return {
        "since": tally.since or None,
        "questions": {name: {what: coarse(of.get(what, 0)) for what in OUTCOMES} for name, of in questions.items()},
        "intents": {name: [coarse(of.get(str(n), 0)) for n in range(BUCKETS)] for name, of in intents.items()},
    }


def show(tally: Tally, guide: Guide, console: Console) -> None:
    """Print the counts as two tables."""
    if not tally.since:
        console.print(
            f"Nothing is counted yet. Counts are written whenever {CROWD} more conversations have added to them."
        )
        return
    console.print(f"Counted since {tally.since}, in steps of {CROWD}; an empty place stands for fewer than {CROWD}.\n")
    questions = _grouped(tally, "question")
    order = [name for name in (*guide.names(), *guide.controls) if name in questions]
    console.print(_questions({name: questions[name] for name in order}))
    console.print("\nHow sure the model was of its best guess, by intent\n")
    console.print(_intents(_grouped(tally, "intent")))


def _grouped(tally: Tally, kind: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, count in sorted(tally.counts.items()):
        of, what, which = name.split("/")
        if of == kind:
            found[what][which] = count
    return dict(found)


def _questions(questions: Mapping[str, Mapping[str, int]]) -> Table:
    table = _table("Question", [NAMES[what] for what in OUTCOMES])
    for name, of in questions.items():
        table.add_row(name, *(_cell(of.get(what, 0)) for what in OUTCOMES))
    return table


def _intents(intents: Mapping[str, Mapping[str, int]]) -> Table:
    table = _table("Intent", [f".{n}" for n in range(BUCKETS)])
    for name, of in intents.items():
        table.add_row(name, *(_cell(of.get(str(n), 0)) for n in range(BUCKETS)))
    return table


def _table(first: str, columns: list[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _cell(count: int) -> str:
    return "" if count < CROWD else str(coarse(count))
