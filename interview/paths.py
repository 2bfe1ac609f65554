"""Reports that may belong elsewhere: another force, a complaint about service, a crime that is not about the police.

Nothing is guessed: one question confirms it, and what the operator takes (`paths.yml`) is taken and signposted.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from interview.forces import force_names
from interview.guide import FOLDER
from interview.phrases import mentions
from interview.safety import speaks_of_police
from interview.state import State
from interview.translation import readable


def doubt(state: State) -> str | None:
    """The control that asks where an account belongs, once, if that is in doubt."""
    if "account" not in state.answers or state.memory.get("path_settled"):
        return None
    state.memory["path_settled"] = True
    text = "\n".join(readable(state, [*state.texts(), *state.keep]))
    if state.memory.get("categories") or not text:
        return None
    if mentions(tuple(_paths()["complaint"]), text):
        return "is_complaint"
    crime = mentions(tuple(_paths()["crime"]), text) and not speaks_of_police(text)
    return "about_police" if crime else None


def other_force(state: State) -> bool:
    """Tell, once for each force, that this line is for others; whether such a report is not taken."""
    force = state.known("force")
    if force not in force_names().values() or force in (*_paths()["covered"], state.memory.get("force_told")):
        return False
    state.memory["force_told"] = force
    taken = _paths()["others_taken"] == "yes"
    watchdog = state.guide.messages[f"watchdog_{_paths()['watchdogs'].get(force, 'iopc')}"]
    covered = " / ".join(_paths()["covered"])
    state.say("other_force" if taken else "other_force_not_taken", covered=covered, force=str(force), watchdog=watchdog)
    return not taken


@lru_cache(maxsize=1)
def _paths() -> dict[str, Any]:
    return dict(yaml.load((FOLDER / "paths.yml").read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506 - text only
