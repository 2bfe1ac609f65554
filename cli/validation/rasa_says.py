"""Rasa's own check of rules and stories against each other, told with file and line instead of names alone."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from candour.errors import ModelError
from cli.leash import leashed
from cli.places import RASA_PYTHON, ROOT, rasa_environment
from cli.validation.project import Tale, read_project, stories_files
from cli.validation.sources import Place, Problem


def contradictions(root: Path = ROOT) -> list[Problem]:
    """What Rasa's rule policy finds wrong with rules and stories.

    Raises:
        ModelError: Rasa's environment is missing or does not answer.
    """
    if not RASA_PYTHON.exists():
        raise ModelError("Rasa's environment is missing: run `make prepare`")
    files = [str(file.relative_to(root)) for file in stories_files(root)]
    done = subprocess.run(
        leashed([str(RASA_PYTHON), "-m", "dialogue", "contradictions", *files]),
        cwd=root, env=rasa_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise ModelError("Rasa cannot check rules and stories: run `candour train --check` after `make prepare`")
    return placed([json.loads(line)["text"] for line in done.stdout.splitlines()], read_project(root).tales)


def placed(said: Iterable[str], tales: Sequence[Tale]) -> list[Problem]:
    """Give each finding the place of the first rule or story that it names, and say where the others are.

    Args:
        said: what Rasa said; it names rules and stories in quotes.
        tales: all rules and stories.
    """
    return [_placed(text, {tale.name: tale.place for tale in tales}) for text in said]


def _placed(text: str, places: dict[str, Place]) -> Problem:
    named = [name for name in sorted(places, key=len, reverse=True) if f"'{name}'" in text]
    named.sort(key=lambda name: text.index(f"'{name}'"))
    for name in named[1:]:
        text = text.replace(f"'{name}'", f"'{name}' ({places[name]})")
    first = places[named[0]] if named else Place("stories", 1)
    return Problem(first, re.sub(r"\s+", " ", text).rstrip("."))
