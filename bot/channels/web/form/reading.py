"""Reads a form in a thread, one at a time: what takes the finders long must not make everybody else wait."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from interview.form import Filled, clues, interview_of, tells, unwanted_contact
from interview.guide import Guide
from interview.state import State


@dataclass(frozen=True)
class Reading:
    """A form that was read.

    Attributes:
        filled: what was filled in.
        state: the interview that it stands for.
        clues: words that could show who the reporter is.
        tells: whether anything is told.
        unwanted_contact: whether it says how to reach the reporter, without the choice that this is wanted.
    """

    filled: Filled
    state: State
    clues: Sequence[str]
    tells: bool
    unwanted_contact: bool


class Reader:
    """Reads forms.

    Args:
        guide: that they are read by.
    """

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._one_at_a_time = asyncio.Semaphore(1)

    async def read(self, filled: Filled) -> Reading:
        """Read one."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._read, filled)

    def _read(self, filled: Filled) -> Reading:
        state = interview_of(self._guide, filled)
        unwanted = unwanted_contact(filled, state)
        return Reading(filled, state, clues(self._guide, filled), tells(self._guide, filled), unwanted)
