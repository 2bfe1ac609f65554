"""`candour doctor`: says what is set, what is missing and what is unsafe."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from dataclasses import asdict, fields

from rich.console import Console
from rich.table import Table
from rich.text import Text

from candour.settings import Settings, current_settings
from cli.checks import MISSING, NOTE, UNSAFE, Finding, find_problems

WIDE = 140  # columns of a terminal that has room for the explanations
COLOURS = {UNSAFE: "red", MISSING: "yellow", NOTE: "cyan"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `doctor` to the command line."""
    parser = subparsers.add_parser("doctor", help="say what is set, what is missing and what is unsafe")
    parser.add_argument("--live", action="store_true", help="ask what is running, and say whether it is well")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour doctor`: 1 if something is unsafe or missing, or with `--live` in trouble."""
    settings = current_settings()
    if options.live:
        return _live(settings, as_json=options.json)
    findings = find_problems(settings, os.environ)
    healthy = all(finding.severity == NOTE for finding in findings)
    if options.json:
        print(json.dumps(report(settings, findings, healthy), indent=2))
    else:
        _show(settings, findings)
    return 0 if healthy else 1


def _live(settings: Settings, *, as_json: bool) -> int:
    from cli import live

    answers = asyncio.run(live.ask_all(settings))
    healthy = all(answer.state != live.TROUBLE for answer in answers)
    if as_json:
        print(json.dumps({"healthy": healthy, "live": [asdict(answer) for answer in answers]}, indent=2))
        return 0 if healthy else 1
    console = Console(highlight=False)
    for answer in answers:
        colour = {live.OK: "green", live.NOTED: "cyan"}.get(answer.state, "red")
        console.print(Text.assemble((f"{answer.state:8}", colour), f"{answer.what}: {answer.said}"), soft_wrap=True)
    return 0 if healthy else 1


def report(settings: Settings, findings: list[Finding], healthy: bool) -> dict[str, object]:
    """The same as a JSON object."""
    rows = [{"variable": v, "value": value, "default": default} for v, value, default, _ in rows_of(settings)]
    return {"healthy": healthy, "settings": rows, "findings": [asdict(finding) for finding in findings]}


def rows_of(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Every setting as (variable, value, default, help); a secret's value is only "set"."""
    described = zip(fields(settings), settings.describe(), strict=True)
    return [
        (variable, _value(getattr(settings, field.name), field.default, secret), default, help_text)
        for field, (variable, default, help_text, secret) in described
    ]


def _value(value: object, default: object, secret: bool) -> str:
    if value == default:
        return ""
    if secret:
        return "set"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _show(settings: Settings, findings: list[Finding]) -> None:
    console = Console(highlight=False)
    wide = console.width >= WIDE
    table = Table("Setting", "Value", *(["What it is"] if wide else []), box=None, pad_edge=False)
    for variable, value, default, help_text in rows_of(settings):
        shown = Text(value) if value else Text(default or "not set", style="dim")
        table.add_row(Text(variable), shown, *([Text(help_text, style="dim")] if wide else []))
    console.print(table)
    console.print()
    for finding in sorted(findings, key=lambda f: list(COLOURS).index(f.severity)):
        line = Text.assemble((finding.severity, COLOURS[finding.severity]), f"  {finding.what}: {finding.problem}")
        console.print(line, soft_wrap=True)
    if not findings:
        console.print("Nothing is missing and nothing is unsafe.")
