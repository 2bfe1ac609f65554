"""Varied, fictitious cases in any number: names, numbers, forces and looks about as often as real reports tell them."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from triage.case import Case, SlotAnswer
from triage.reference import RANDOM_BYTES, make_reference

DAYS = 3 * 365  # over which they were handed over
FORCES = (
    "Metropolitan Police Service",
    "Metropolitan Police Service",
    "Kent Police",
    "Essex Police",
    "Greater Manchester Police",
    "",
)
_STATIONS = ("Lewisham nick", "Croydon", "Bury", "")
_FIRST = "dave david john mark steve paul gary kev sue ann jo sarah mo ali ewa"
_LOOKS = "beard glasses tattoo scar bald ginger scottish irish stocky limp earring moustache snake dragon gold tooth"
_KINDS = ("trading_information", "abuse_for_sex_or_gain", "discrimination", "violence_or_serious_crime", "other")
_WORDS = "he she they took cash searched flat car phone station twice night pushed shouted record sergeant brother"
_FAMILIES = 4000


def many_cases(count: int, seed: int = 7) -> Iterator[Case]:
    """Make cases: two names in five are whole, one number in four is known.

    Args:
        count: how many.
        seed: the same one gives the same stories, under other IDs.
    """
    draw = random.Random(seed)  # noqa: S311 - only to be varied
    families, today = _families(draw), datetime.now(UTC).date()
    for _ in range(count):
        yield Case(
            id=UUID(bytes=secrets.token_bytes(16), version=4),
            reference=make_reference(secrets.token_bytes(RANDOM_BYTES)),
            created=today - timedelta(days=draw.randrange(DAYS)),
            channel=draw.choice(("web", "telegram")),
            demo=False,
            slots={name: SlotAnswer(value, None, "account") for name, value in _slots(draw, families).items()},
            account=tuple(" ".join(draw.choices(_WORDS.split(), k=40)) for _ in range(2)),
            risk={"immediate_danger": "yes" if draw.random() < 0.03 else "no", "ongoing": draw.choice(("yes", "no"))},
        )


def _slots(draw: random.Random, families: list[str]) -> dict[str, str | list[str]]:
    name = draw.choice(_FIRST.split())
    if draw.random() < 0.6:
        name = f"{name} {draw.choice(families)}"
    return {
        "conduct_category": [draw.choice(_KINDS)],
        "force": draw.choice(FORCES),
        "borough_bcu_or_station": draw.choice(_STATIONS),
        "subject_name": name if draw.random() < 0.7 else "",
        "shoulder_number": str(draw.randint(100, 9999)) if draw.random() < 0.25 else "",
        "subject_description": " ".join(draw.sample(_LOOKS.split(), 4)) if draw.random() < 0.6 else "",
    }


def _families(draw: random.Random) -> list[str]:
    syllables = [a + b for a in "bcdfghklmnprstw" for b in "aeiou"]
    return ["".join(draw.choices(syllables, k=draw.randint(2, 4))) for _ in range(_FAMILIES)]
