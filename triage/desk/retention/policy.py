"""The policy: months by outcome, read from a file and refused unless it is wholly right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from candour.errors import SettingsError
from triage.assessment import OUTCOMES
from triage.desk.practice import months_after

DEFAULT = Path(__file__).with_name("policy.yml")
VARIABLE = "CANDOUR_RETENTION"
KEEP, WAIT, IGNORE = "keep", "wait", "ignore"
_MOST = 1200


@dataclass(frozen=True)
class Policy:
    """How long cases are kept.

    Args:
        months: after the last assessment, by its outcome; None for ever.
        linked_wait: whether linked cases wait for each other.
    """

    months: Mapping[str, int | None]
    linked_wait: bool = True

    def due(self, outcome: str, since: date) -> date | None:
        """The day from which a case may be destroyed; None for never."""
        months = self.months[outcome]
        return None if months is None else months_after(since, months)


def load_policy(path: Path | None) -> Policy:
    """Read the policy.

    Args:
        path: of the file; the one that is shipped unless given.

    Raises:
        SettingsError: it cannot be read, or is not exactly a policy.
    """
    try:
        content = yaml.safe_load((path or DEFAULT).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise SettingsError(VARIABLE, "cannot be read as YAML") from None
    if not isinstance(content, dict) or content.keys() != {"months", "linked"}:
        raise SettingsError(VARIABLE, "has months and linked, and nothing else")
    if content["linked"] not in (WAIT, IGNORE):
        raise SettingsError(VARIABLE, f"linked is {WAIT} or {IGNORE}")
    return Policy(_months(content["months"]), content["linked"] == WAIT)


def _months(content: Any) -> dict[str, int | None]:
    if not isinstance(content, dict) or content.keys() != set(OUTCOMES):
        raise SettingsError(VARIABLE, f"months names each outcome once: {', '.join(OUTCOMES)}")
    for months in content.values():
        if months != KEEP and not (type(months) is int and 1 <= months <= _MOST):
            raise SettingsError(VARIABLE, f"months are 1 to {_MOST}, or {KEEP}")
    return {outcome: None if months == KEEP else months for outcome, months in content.items()}
