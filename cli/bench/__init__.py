"""`candour bench`: measures Candour beside a bare Rasa, in one run on this machine, and says which figures are met.

Instead, `--desk` measures the desk over very many cases, which needs neither a model nor a Rasa, `--profile` where the
time of a turn goes, `--open` many reports that are open at the same time, `--soak` what steady use does to memory, and
`--replicas` what two of each process do beside one of each.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

DEFAULT_JSON, DESK_JSON = Path(".bench/figures.json"), Path(".bench/desk.json")
# A `rasa init` project has some dozens of examples; over our tens of thousands its pipeline would train for hours. How
# long it takes to understand a message hardly depends on them: fewer words make it a little quicker. Nor does it depend
# on for how many epochs it was trained.
BARE_EXAMPLES, BARE_EPOCHS = 60, 30
MOST_CASES = 1_000_000
FOLDER = Path(".bench")
SOAKING = 8  # reports that are open at a time while it soaks
SOAK_THINK = 2.0  # mean seconds before each message of those: the memory of many reports is to be seen


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bench` to the command line."""
    parser = subparsers.add_parser("bench", help="measure Candour beside a bare Rasa on this machine")
    parser.add_argument("--reports", type=_count, default=24, help="reports filed each way (default: %(default)s)")
    parser.add_argument("--at-once", type=_count, default=8, help="reporters at the same time (default: %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help=f"default: {DEFAULT_JSON}, or {DESK_JSON}")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: less sure of the tails")
    told = "of each intent that the bare Rasa is trained on (default: %(default)s)"
    parser.add_argument("--examples", type=_many, default=BARE_EXAMPLES, help=told)
    told = "that it is trained (default: %(default)s; 100 as `rasa init`, which takes half an hour)"
    parser.add_argument("--epochs", type=_count, default=BARE_EPOCHS, help=told)
    _add_crowds(parser.add_argument_group("the reporters' side, without a bare Rasa"))
    _add_replicas(parser.add_argument_group("several of each process"))
    _add_desk(parser.add_argument_group("the desk over very many cases"))
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour bench`: 0 once everything is measured, whether the figures are met or not.

    Raises:
        ModelError: one of the two models cannot be trained.
        StartError: Candour or the bare Rasa does not start.
        BenchError: a report did not become a case, or an answer did not come.
        UsageError: --store is not empty, or --opened is not less than --cases.
        StoreError: the store cannot be used.
    """
    if options.desk:
        return _run_desk(options)
    if options.profile:
        return _run_profile(options)
    if options.open or options.soak:
        return _run_crowd(options)
    if options.replicas:
        return _run_replicas(options)
    from cli.bench.comparison import Plan, compare
    from cli.bench.report import show, write_json

    plan = Plan.quick(options.at_once) if options.quick else Plan(options.reports, options.at_once)
    measured = compare(replace(plan, examples=options.examples, epochs=options.epochs))
    file = options.json or DEFAULT_JSON
    write_json(file, measured)
    show(measured, file)
    return 0


def _add_crowds(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--profile", action="store_true", help="where the time of a turn goes, by stage")
    group.add_argument("--open", type=_count, metavar="N", help="N reports that are open at the same time")
    group.add_argument("--soak", type=_count, metavar="MINUTES", help="steady use, and what memory does meanwhile")
    group.add_argument("--think", type=float, metavar="S", help="mean seconds before each message of the last two")


def _add_replicas(group: argparse._ArgumentGroup) -> None:
    about = "one of each process beside two of each, on --store and --redis"
    group.add_argument("--replicas", action="store_true", help=about)
    group.add_argument("--redis", metavar="URL", help="the Redis that they share")


def _run_replicas(options: argparse.Namespace) -> int:
    from candour.errors import UsageError
    from cli.bench.replicas import Plan, compare_replicas
    from cli.bench.replicas_report import show

    if not (options.store and options.redis):
        raise UsageError("--replicas: --store (an empty one, on PostgreSQL) and --redis are needed")
    plan = Plan(options.store, options.redis, options.at_once)
    done = compare_replicas(replace(plan, seconds=plan.seconds / 4) if options.quick else plan)
    show(done, options.json or FOLDER / "replicas.json")
    return 1 if done.lost else 0


def _run_profile(options: argparse.Namespace) -> int:
    from cli.bench.profile import profile, show

    show(profile(options.reports), options.json or FOLDER / "profile.json")
    return 0


def _run_crowd(options: argparse.Namespace) -> int:
    from cli.bench.crowd import THINK_SECONDS, Crowd
    from cli.bench.running import STARTING, run_crowd, show

    think = options.think if options.think is not None else THINK_SECONDS if options.open else SOAK_THINK
    crowd = Crowd(options.open, think, min(STARTING, 10 * think)) if options.open else Crowd(SOAKING, think, 10 * think)
    if options.soak:
        crowd = replace(crowd, until=60.0 * options.soak)
    done = run_crowd(crowd)
    show(done, options.json or FOLDER / f"{'open' if options.open else 'soak'}.json")
    return 1 if done.lost else 0


def _add_desk(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--desk", action="store_true", help="measure the desk, and not the reporters' side")
    group.add_argument("--cases", type=_many, default=100_000, help="in the store (default: %(default)s)")
    group.add_argument("--opened", type=_many, default=10_000, help="of them opened before (default: %(default)s)")
    group.add_argument("--store", metavar="URL", help="an empty store that is filled; on SQLite, and gone, without it")


def _run_desk(options: argparse.Namespace) -> int:
    from candour.errors import UsageError
    from cli.bench.desk.measuring import Plan, measure
    from cli.bench.desk.report import show, write_json

    plan = Plan(options.cases, options.opened) if not options.quick else Plan.quick(options.cases, options.opened)
    if plan.fresh < 1:
        raise UsageError(f"--cases: at least {options.opened - plan.fresh + 1} are needed: some of them stay sealed")
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        url = options.store or f"sqlite+aiosqlite:///{folder}/desk.sqlite3"
        measured = asyncio.run(measure(plan, url))
    file = options.json or DESK_JSON
    write_json(file, measured)
    show(measured, file)
    return 0


def _count(text: str, most: int = 500) -> int:
    number = int(text)
    if not 1 <= number <= most:
        raise argparse.ArgumentTypeError(f"must be from 1 to {most}")
    return number


def _many(text: str) -> int:
    return _count(text, MOST_CASES)
