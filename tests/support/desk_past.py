"""A case that was decided long ago, as a desk of then would have left it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from unittest import mock

from tests.support.desks import PASSPHRASE, Team
from triage.case import Case
from triage.desk.assessing import Judgement
from triage.desk.keyring import load_desk_key
from triage.desk.record import assess_on_record
from triage.recipients import current_recipients
from triage.store import CaseStore


async def decide_long_ago(team: Team, case: Case, outcome: str, reason: str, days: int) -> None:
    """File an assessment of alice's, so many days ago."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz or UTC) - timedelta(days=days)

    store, key = await CaseStore.open(team.settings.store_url), load_desk_key(team.folder / "alice.key", PASSPHRASE)
    with mock.patch("triage.desk.assessing.datetime", Then):
        stored = await store.get(case.reference)
        recipients = current_recipients(team.settings).cases
        await assess_on_record(store, stored, [key], Judgement(outcome, reason), recipients)
    await store.close()
