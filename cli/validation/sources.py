"""Reads YAML so that each entry still knows the line it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file, as editors and terminals link to it.

    Args:
        file: relative to the checkout.
        line: from 1.
    """

    file: str
    line: int

    def __str__(self) -> str:
        """`file:line`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Problem:
    """One finding.

    Args:
        place: where it is.
        text: what is wrong, in words a trainer can act on.
        error: whether it keeps a model from being trained; else it is a warning.
    """

    place: Place
    text: str
    error: bool = True

    def __str__(self) -> str:
        """The line that is printed."""
        return f"{self.place}: {'error' if self.error else 'warning'}: {self.text}"


class Unreadable(Exception):
    """A file that is no YAML, or not of the expected shape; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Entry:
    """A YAML node with its place. Reading it as what it is not gives nothing, never an error."""

    node: yaml.Node | None
    file: str

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(self.file, self.node.start_mark.line + 1 if self.node else 1)

    @property
    def text(self) -> str:
        """The text of a scalar, stripped; empty for anything else."""
        return self.node.value.strip() if isinstance(self.node, yaml.ScalarNode) else ""

    def fields(self) -> dict[str, Entry]:
        """The values of a mapping by key."""
        pairs = self.node.value if isinstance(self.node, yaml.MappingNode) else []
        return {str(key.value): Entry(value, self.file) for key, value in pairs}

    def keys(self) -> dict[str, Place]:
        """Where each key of a mapping stands."""
        pairs = self.node.value if isinstance(self.node, yaml.MappingNode) else []
        return {str(key.value): Entry(key, self.file).place for key, _ in pairs}

    def get(self, key: str) -> Entry:
        """The value of a key; an empty entry at this place when it is missing."""
        return self.fields().get(key) or Entry(None, self.file)

    def items(self) -> list[Entry]:
        """The entries of a list."""
        nodes = self.node.value if isinstance(self.node, yaml.SequenceNode) else []
        return [Entry(node, self.file) for node in nodes]

    def lines(self) -> Iterator[tuple[str, Place]]:
        """The lines of a block of text (`key: |`), each with its own place; empty ones left out."""
        if isinstance(self.node, yaml.ScalarNode):
            first = self.node.start_mark.line + (2 if self.node.style in ("|", ">") else 1)
            for number, line in enumerate(self.node.value.splitlines(), first):
                if line.strip():
                    yield line, Place(self.file, number)


def read(root: Path, file: Path) -> Entry:
    """Read a file.

    Raises:
        Unreadable: it is no YAML, or its top is no mapping.
    """
    name = file.relative_to(root).as_posix()
    try:
        # BaseLoader keeps every scalar as text: "yes" and "on" are words here, not booleans.
        node = yaml.compose(file.read_text("utf-8"), Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(Problem(Place(name, line), f"this is no YAML: {error.problem}")) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Unreadable(Problem(Place(name, 1), "the file cannot be read as UTF-8 YAML")) from error
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(Problem(Place(name, 1), "the file holds no entries"))
    return Entry(node, name)
