"""`candour bench`: measures Candour beside a bare Rasa, in one run on this machine, and says which figures are met."""

from __future__ import annotations

import argparse
from pathlib import Path

DEFAULT_JSON = Path(".bench/figures.json")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bench` to the command line."""
    parser = subparsers.add_parser("bench", help="measure Candour beside a bare Rasa on this machine")
    parser.add_argument("--reports", type=_count, default=24, help="reports filed each way (default: %(default)s)")
    parser.add_argument("--at-once", type=_count, default=8, help="reporters at the same time (default: %(default)s)")
    parser.add_argument("--json", type=Path, default=DEFAULT_JSON, metavar="FILE", help="default: %(default)s")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: less sure of the tails")
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour bench`: 0 once everything is measured, whether the figures are met or not.

    Raises:
        ModelError: one of the two models cannot be trained.
        StartError: Candour or the bare Rasa does not start.
        BenchError: a report did not become a case, or an answer did not come.
    """
    from cli.bench.comparison import Plan, compare
    from cli.bench.report import show, write_json

    plan = Plan.quick(options.at_once) if options.quick else Plan(options.reports, options.at_once)
    measured = compare(plan)
    write_json(options.json, measured)
    show(measured, options.json)
    return 0


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 500:
        raise argparse.ArgumentTypeError("must be from 1 to 500")
    return number
