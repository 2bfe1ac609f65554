"""Statistics made: gathered, counted, hidden, and written as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from interview.guide import Guide
from triage.desk.categories import Categories
from triage.desk.keyring import DeskKey
from triage.desk.statistics.chart import shown
from triage.desk.statistics.facts import Fact, gather
from triage.desk.statistics.hiding import Safe, hide, hide_parts
from triage.desk.statistics.tables import CODE, part_tables, tables
from triage.store import CaseStore


async def make_statistics(store: CaseStore, keys: Sequence[DeskKey], guide: Guide, codes: Categories) -> list[Safe]:
    """Make all tables, with small numbers hidden, on record.

    Raises:
        StoreError: it cannot be written to the trail, so all cases stay shut.
    """
    return safe_tables(await gather(store, keys), guide, codes)


def safe_tables(facts: Sequence[Fact], guide: Guide, codes: Categories) -> list[Safe]:
    """Count all facts, with small numbers hidden: sub-categories come after the table of main ones."""
    made: list[Safe] = []
    for one in map(hide, tables(facts, guide, codes)):
        made += [one, *(hide_parts(one, part_tables(facts, codes)) if one.name == CODE else [])]
    return made


def as_csv(made: Sequence[Safe]) -> str:
    """Write all tables as one CSV: table, row, cases."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("table", "row", "cases"))
    for table in made:
        writer.writerows((table.name, label, shown(number)) for label, number in table.rows)
        writer.writerow((table.name, "all cases", shown(table.total)))
        if table.median is not None:
            writer.writerow((table.name, "median days", table.median))
    return out.getvalue()
