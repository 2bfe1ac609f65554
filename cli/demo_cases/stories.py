"""The stories of `candour demo-cases`, read from `stories.yml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("stories.yml")


@dataclass(frozen=True)
class Story:
    """One conversation; see `stories.yml`."""

    story: str
    account: tuple[str, ...]
    answers: dict[str, tuple[str, ...]]
    language: str = "en"
    file: bool = False
    later: dict[str, Any] = field(default_factory=dict)
    message: str = ""
    form: bool = False
    assessed: dict[str, str] = field(default_factory=dict)


def load_stories() -> list[Story]:
    """Read all stories, in their order."""
    return [_story(entry) for entry in yaml.safe_load(FILE.read_text("utf-8"))["stories"]]


def _story(entry: dict[str, Any]) -> Story:
    answers = {name: (one,) if isinstance(one, str) else tuple(one) for name, one in entry["answers"].items()}
    return Story(**entry | {"account": tuple(entry["account"]), "answers": answers})
