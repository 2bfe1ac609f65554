"""`candour flow`: a picture of the interview, drawn from the guide and the rules, for trainers to look at."""

from __future__ import annotations

import argparse
from pathlib import Path

from candour.settings import current_settings
from cli.flow.chart import Chart, read_chart
from cli.flow.mermaid import as_mermaid
from cli.flow.page import render
from cli.places import ROOT
from interview.signposts import load_signposts, numbers


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `flow` to the command line."""
    parser = subparsers.add_parser("flow", help="draw the interview from the guide and the rules")
    parser.add_argument("--html", type=Path, default=Path("flow.html"), help="where the page is written")
    parser.add_argument("--mermaid", action="store_true", help="print the flow as Mermaid text instead")
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour flow`."""
    chart = read_chart(ROOT, numbers(load_signposts(current_settings().signposts)))
    if options.mermaid:
        print(as_mermaid(chart), end="")
    else:
        options.html.write_text(render(chart), "utf-8")
        print(f"Picture: {options.html}")
    return 0


__all__ = ["Chart", "read_chart"]
