"""How a team works: deadlines, which outcomes two people decide, messages to start from, and how cases are coded.

`practice.yml` says it, and `categories.yml` the codes, or the team's own files; nothing of it is known to the store.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from candour.errors import SettingsError
from triage.assessment import OUTCOMES
from triage.desk.categories import Categories, load_categories
from triage.note import ACKNOWLEDGEMENT, DUTIES, FEEDBACK

VARIABLE = "CANDOUR_PRACTICE"
DEFAULT_PATH = Path(__file__).with_name("practice.yml")
_KEYS = frozenset({"acknowledge_days", "feedback_months", "confirm", "templates", "marking"})


@dataclass(frozen=True)
class Template:
    """A message to start from.

    Args:
        title: what the team calls it.
        text: what it says.
        settles: which of DUTIES sending it settles; empty for none.
    """

    title: str
    text: str
    settles: str = ""

    def filled(self, reference: str) -> str:
        """The text for one case."""
        return self.text.replace("{reference}", reference).strip()


@dataclass(frozen=True)
class Practice:
    """How a team works; see `practice.yml` and `categories.yml`."""

    acknowledge_days: int
    feedback_months: int
    confirm: frozenset[str]
    categories: Categories
    templates: Mapping[str, Template]
    marking: str = ""

    def due(self, duty: str, created: date) -> date:
        """The last day on which a duty to the reporter of a case can be met in time."""
        if duty == ACKNOWLEDGEMENT:
            return created + timedelta(days=self.acknowledge_days)
        return months_after(created, self.feedback_months)


def months_after(day: date, count: int) -> date:
    """The same day so many months later, or the last of a month that has no such day."""
    months = day.month - 1 + count
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def load_practice(path: Path | None = None, categories: Path | None = None) -> Practice:
    """Read how the team works.

    Args:
        path: the team's own file (CANDOUR_PRACTICE); the one shipped here without it.
        categories: the team's own list of codes (CANDOUR_CATEGORIES), likewise.

    Raises:
        SettingsError: it cannot be read, or something in it is missing, unknown or of the wrong kind.
    """
    try:
        content = yaml.safe_load((path or DEFAULT_PATH).read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        raise SettingsError(VARIABLE, "the file cannot be read as YAML") from None
    if isinstance(content, dict) and "categories" in content:
        raise SettingsError(VARIABLE, "categories stand in a file of their own: name it in CANDOUR_CATEGORIES")
    if not isinstance(content, dict) or content.keys() != _KEYS:
        raise SettingsError(VARIABLE, f"the file must say {', '.join(sorted(_KEYS))}, and nothing else")
    return Practice(
        _number(content, "acknowledge_days", 90),
        _number(content, "feedback_months", 36),
        _outcomes(content["confirm"]),
        load_categories(categories),
        _templates(content["templates"]),
        _text(content, "marking"),
    )


def _number(content: Mapping[str, Any], name: str, most: int) -> int:
    if type(content[name]) is not int or not 1 <= content[name] <= most:
        raise SettingsError(VARIABLE, f"{name} must be a whole number from 1 to {most}")
    return int(content[name])


def _text(content: Mapping[str, Any], name: str) -> str:
    if not isinstance(content[name], str):
        raise SettingsError(VARIABLE, f"{name} must be text")
    return str(content[name])


def _outcomes(content: Any) -> frozenset[str]:
    if not isinstance(content, list) or not set(content) <= set(OUTCOMES):
        raise SettingsError(VARIABLE, f"confirm must list outcomes: {', '.join(OUTCOMES)}")
    return frozenset(content)


def _templates(content: Any) -> Mapping[str, Template]:
    try:
        found = {str(name): Template(**entry) for name, entry in content.items()}
    except (AttributeError, TypeError):
        raise SettingsError(VARIABLE, "a template has a title and a text, and may settle something") from None
    for template in found.values():
        texts = (template.title, template.text, template.settles)
        if not all(isinstance(text, str) for text in texts) or template.settles not in ("", *DUTIES):
            raise SettingsError(VARIABLE, f"a template settles {ACKNOWLEDGEMENT}, {FEEDBACK} or nothing")
    return found
