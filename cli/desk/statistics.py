"""`candour desk statistics`: how many, of which kind and how soon, without content and with small numbers hidden."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table
from rich.text import Text

from candour.settings import Settings
from cli.desk.access import load_keys, print_json, with_store
from interview.guide import load_guide
from triage.desk.categories import load_categories
from triage.desk.statistics.chart import shown
from triage.desk.statistics.hiding import SMALLEST, Safe
from triage.desk.statistics.making import as_csv, make_statistics


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `statistics` takes."""
    parser.add_argument("--csv", action="store_true", help="print CSV")


def statistics(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `statistics`."""
    keys, guide, codes = load_keys(args.key, settings), load_guide(), load_categories(settings.categories)
    made = with_store(settings.store_url, lambda store: make_statistics(store, keys, guide, codes))
    if args.json:
        print_json({"smallest": SMALLEST, "tables": [table.view() for table in made]})
    elif args.csv:
        print(as_csv(made), end="")
    else:
        for table in made:
            Console().print(_table(table))


def _table(made: Safe) -> Table:
    table = Table(made.title, "Cases", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for label, number in (*made.rows, ("All cases", made.total)):
        table.add_row(Text(label), shown(number))
    if made.median is not None:
        table.add_row("Median, in days", str(made.median))
    table.add_row()
    return table
