"""Checks the groups of words in nlu/lookups/: each group once, each word in one group of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cli.validation.project import Project
from cli.validation.sources import Place, Problem

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def check(project: Project) -> Iterator[Problem]:
    """Every problem of the groups."""
    groups: dict[str, Place] = {}
    words: dict[tuple[str, str], tuple[str, Place]] = {}
    for table in project.tables:
        if not _NAME.match(table.name):
            yield Problem(table.place, f"`{table.name}` is no name of a group: small letters, digits and _")
        first = groups.setdefault(table.name, table.place)
        if first != table.place:  # the model would know only the words of one of them
            yield Problem(table.place, f"the group `{table.name}` stands at {first} already: put the words there")
        if not table.words:
            yield Problem(table.place, f"the group `{table.name}` has no words")
        for word, place in table.words:
            group, at = words.setdefault((place.file, word.casefold()), (table.name, place))
            if at != place:
                yield Problem(place, f'"{word}" stands in the group `{group}` already, at {at}')
