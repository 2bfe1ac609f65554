"""Writing at the end of the trail what is about no one case, at the first place that no other desk takes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from uuid import UUID

from candour.errors import PlaceTaken
from triage.audit.entry import NO_BOND, NO_CASE, SURVEY, Head, Kept, Signing, next_entry
from triage.desk.record import TRIES
from triage.store import Change, TrailStore

_LONGEST_WAIT = 0.1  # seconds


async def at_next_place(trail: TrailStore, attempt: Callable[[Head], Awaitable[None]]) -> None:
    """Try to write after the head, again each time that another desk was faster.

    Args:
        trail: which one.
        attempt: writes what comes after a head; raises PlaceTaken where something else does by now.

    Raises:
        PlaceTaken: others were faster each time.
        StoreError: it is not known to be written.
    """
    for tried in range(TRIES):
        if tried:
            await asyncio.sleep(random.uniform(0, _LONGEST_WAIT))  # noqa: S311 - only so that two desks part
        try:
            return await attempt(await trail.head())
        except PlaceTaken:
            continue
    raise PlaceTaken


def entry_after(
    head: Head, key: Signing, deed: str, record: UUID, *, purpose: str = "", about: str | None = None
) -> Kept:
    """Make and sign the entry of a deed whose purpose is no secret.

    Args:
        head: where the trail ends now.
        key: who acts.
        deed: one of WITHOUT_BOND.
        record: what the entry names: a case, a link, or NO_CASE.
        purpose: what it is for.
        about: digest of what comes with it.
    """
    return next_entry(head, key, deed, record, purpose=purpose or deed, bond=NO_BOND, about=about).keep(key)


async def record_survey(trail: TrailStore, key: Signing, purpose: str) -> None:
    """Write down that all opened cases are looked through in memory.

    Raises:
        as `at_next_place`.
    """

    async def attempt(head: Head) -> None:
        await trail.add(entry_after(head, key, SURVEY, NO_CASE, purpose=purpose), Change(NO_CASE))

    await at_next_place(trail, attempt)
