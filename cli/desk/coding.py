"""The categories that a case is coded with: listed by `candour desk categories`, and chosen on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from candour.errors import UsageError
from candour.settings import Settings
from cli.desk.access import print_json
from triage.desk.categories import Categories, Category, load_categories
from triage.desk.render import harmless
from triage.documents import Json


def list_categories(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `categories`, which needs no key."""
    listed = load_categories(settings.categories)
    if args.json:
        print_json({"categories": [_view(one) for one in listed.groups]})
        return
    table = Table("Code", "Category", box=None, pad_edge=False)
    for code, name in listed.items():
        indent = "" if listed.main(code) == code else "  "
        table.add_row(Text(f"{indent}{code}"), Text(f"{indent}{harmless(name)}"))
    Console().print(table)


def chosen(codes: Sequence[str], listed: Categories) -> list[Json]:
    """Codes from the command line, as they are filed.

    Raises:
        UsageError: one is not on the list.
    """
    try:
        return list(listed.in_order(codes))
    except ValueError as error:
        raise UsageError(f"there is no category {harmless(str(error))}; see `candour desk categories`") from None


def _view(one: Category) -> dict[str, Json]:
    return {"code": one.code, "name": one.name, "parts": [{"code": c, "name": n} for c, n in one.parts.items()]}
