"""What is wrong with what trainers write (nlu/, stories/, the guide), with the file and line of each finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from cli.validation import examples, guide, lookups, marks, personal_data, rules
from cli.validation.project import Project, read_project
from cli.validation.sources import Problem

CHECKS: tuple[Callable[[Project], Iterable[Problem]], ...] = (
    guide.check,
    rules.check,
    examples.check,
    lookups.check,
    marks.check,
    personal_data.check,
)


def validate(root: Path) -> list[Problem]:
    """Check a checkout's training data, rules and guide against each other.

    Args:
        root: the folder that holds nlu/, stories/, domain/ and interview/.

    Returns:
        Every problem, in the order of files and lines. What Rasa alone can tell is not among them (see rasa_says.py).
    """
    project = read_project(root)
    found = [*project.unreadable]
    if not found:  # what follows would only be consequences of a file that cannot be read
        found = [problem for check in CHECKS for problem in check(project)]
    return sorted(found, key=lambda problem: (problem.place.file, problem.place.line))


__all__ = ["Problem", "validate"]
