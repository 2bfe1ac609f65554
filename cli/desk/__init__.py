"""`candour desk`: list, open, assess and export cases, write to their reporters, and verify what was done.

For the triage team's own machine, which holds the private key.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from candour.settings import Settings, current_settings
from cli.desk import cases, casework, contact, inbox, links, retention, serve, share, statistics, team
from cli.desk.access import ACT, KEY_VARIABLE
from cli.desk.audit import add_options, audit_trail
from triage.assessment import GRADES, OUTCOMES
from triage.note import DUTIES


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `desk` and its commands."""
    desk = subparsers.add_parser("desk", help="list, open, assess and export cases", description=__doc__)
    commands = desk.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add(commands, "list", "list the cases", cases.list_cases, case=False)
    show = _add(commands, "show", "open a case", cases.show)
    show.add_argument("--contact", action="store_true", help="open the reporter's contact details too")
    assess = _add(commands, "assess", "say what is to be done about a case, and why", cases.assess)
    assess.add_argument("--outcome", choices=OUTCOMES, required=True)
    assess.add_argument("--reason", required=True, metavar="TEXT", help="why; sealed like the case")
    assess.add_argument("--risk", choices=GRADES, help="how great the risk is to someone")
    assess.add_argument("--code", action="append", default=[], metavar="CODE", help="its categories; see `categories`")
    message = _add(commands, "message", "write to the reporter of a case", cases.message)
    message.add_argument("text", metavar="TEXT", help="what they read when they come back with their code")
    message.add_argument("--settles", choices=DUTIES, default="", help="what was due and is done with it")
    export = _add(commands, "export", "write an opened case into a folder", cases.export)
    export.add_argument("folder", type=Path, metavar="DIR", help="new or empty")
    casework.add_commands(partial(_add, commands))
    listing = _add(commands, "inbox", "open what is not decided, and list it by risk", inbox.show_inbox, case=False)
    inbox.add_options(listing)
    links.add_options(_add(commands, "links", "find other cases that name the same officer", links.links))
    share.add_options(_add(commands, "share", "write a case for another unit, without its reporter", share.share))
    keeping = _add(commands, "retention", "see how long cases are kept", retention.retention, case=False)
    retention.add_options(keeping)
    counts = _add(commands, "statistics", "count cases, small numbers hidden", statistics.statistics, case=False)
    statistics.add_options(counts)
    _add(commands, "contact", "open how to reach a reporter, and nothing else", contact.show_contact)
    team.add_commands(partial(_add, commands, case=False))
    serve.add_options(_add(commands, "serve", "open the desk as a web page on this machine", serve.serve, case=False))
    add_options(_add(commands, "audit", "verify the trail of what was done", audit_trail, case=False))


def run(args: argparse.Namespace) -> int:
    """Carry out one command.

    Raises:
        CandourError: it cannot be done.
    """
    ACT.set(args.act)
    args.command(args, current_settings())
    return 0


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    command: Callable[[argparse.Namespace, Settings], None],
    *,
    case: bool = True,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--key", type=Path, action="append", metavar="FILE", help=f"desk key (or {KEY_VARIABLE})")
    if case:
        parser.add_argument("case", metavar="ID", help="ID or reference")
    parser.set_defaults(func=run, command=command, act=name)
    return parser
