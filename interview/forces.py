"""The police forces of the UK, by every name and short form that people use for them."""

from __future__ import annotations

import re
from functools import lru_cache

import yaml
from rapidfuzz import fuzz, process

from interview.guide import FOLDER
from interview.phrases import plain

LONDONS = "Metropolitan Police Service"
_OF_SEVERAL = "of_several"  # in the list of towns: it is not said which place is meant
FORCE_SCORE = 88  # below this, a misspelt name is closer to a guess than to a reading


def read_force(text: str) -> str | None:
    """The official name of a UK police force, from its name, a short form or a near spelling."""
    said = plain(text).replace(" police", "").removeprefix("the ").strip()
    names = force_names()
    if said in names:
        return names[said]
    within = {full for short, full in names.items() if re.search(rf"\b{re.escape(short)}\b", said)}
    if len(within) == 1:
        return within.pop()
    match = process.extractOne(said, list(names), scorer=fuzz.ratio, score_cutoff=FORCE_SCORE)
    return names[match[0]] if match else None


def force_of_place(place: str) -> str | None:
    """The force that polices a place: a borough of London, or a town whose name no other place has."""
    return _of_places().get(place)


@lru_cache(maxsize=1)
def _of_places() -> dict[str, str]:
    places = yaml.safe_load((FOLDER / "understanding" / "places.yml").read_text("utf-8"))
    towns = {town: force for force, names in places["towns"].items() if force != _OF_SEVERAL for town in names}
    return towns | dict.fromkeys(places["boroughs"], LONDONS)


@lru_cache(maxsize=1)
def force_names() -> dict[str, str]:
    """Every name and short form of a UK force, folded, with the official name it stands for."""
    forces = yaml.load((FOLDER / "forces.yml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
    return {_fold(name): full for full, names in forces.items() for name in (full, *names)}


def _fold(name: str) -> str:
    return plain(name).replace(" police", "").removeprefix("the ").strip()
