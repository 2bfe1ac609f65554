"""How the gateway is: what is missing, how many wait, how old the drafts are, how much room is left.

All that reporters could be told apart by is in steps: of five conversations, and of more bytes than a report has.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bot.health import Health
from candour.crowd import in_steps
from drafts import Vault

PARTS = ("rasa", "model", "encrypted tracker store", "actions", "store", "recipients", "redis")
HOUR, DAY = 3600, 86400
# Drafts by the time since they were touched, up to so many seconds.
AGES = {"hour": HOUR, "day": DAY, "three_days": 3 * DAY, "older": math.inf}
DISK_STEP = 64 * 2**20
MEMORY_STEP = 16 * 2**20


@dataclass
class State:
    """What was found at the last look.

    Args:
        health: checks what a turn goes through.
        vault: the drafts.
        waiting: says how many conversations wait for their turn.
        folders: whose disks are looked at, by name.
    """

    health: Health
    vault: Vault
    waiting: Callable[[], int]
    folders: dict[str, Path]
    missing: frozenset[str] = frozenset()
    check_seconds: float = 0
    checked: int = 0
    drafts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(AGES, 0))

    async def check(self) -> None:
        """Look whether all is there."""
        began = time.monotonic()
        self.missing = frozenset(await self.health.missing())
        # Rounded up: a check that had to wait for a reporter's turn would show that there was one.
        self.check_seconds = math.ceil((time.monotonic() - began) * 10) / 10
        self.checked = int(time.time())

    async def count_drafts(self) -> None:
        """Look how old the drafts are."""
        ages = await asyncio.to_thread(self.vault.ages)
        found = [next(name for name, limit in AGES.items() if age <= limit) for age in ages]
        self.drafts = {name: in_steps(found.count(name)) for name in AGES}

    def queue(self) -> int:
        """How many conversations wait for their turn."""
        return in_steps(self.waiting())

    def free(self) -> dict[str, int]:
        """Bytes left on the disk of each folder that is there."""
        return {name: _step(_free(place), DISK_STEP) for name, place in self.folders.items() if place.exists()}

    def memory(self) -> int:
        """Bytes that this process holds in memory."""
        return _step(psutil.Process().memory_info().rss, MEMORY_STEP)


def _free(place: Path) -> int:
    return int(psutil.disk_usage(str(place)).free)


def _step(number: int, step: int) -> int:
    return number // step * step
