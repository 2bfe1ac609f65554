"""Destroying what is due: looked through anew each time, so that nothing goes that is not due at that moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from candour.errors import SealedFileError
from triage.desk.keyring import DeskKey
from triage.desk.retention.destroying import destroy_on_record
from triage.desk.retention.due import Keeping
from triage.desk.retention.looking import Overview, Rules, look_through
from triage.desk.retention.remembered import remember, remembered
from triage.store import CaseStore
from triage.store.files import FileStore


@dataclass(frozen=True)
class Retention:
    """How a desk keeps and destroys cases.

    Args:
        rules: by which it is decided what is due.
        deleted: the file that remembers what was destroyed.
    """

    rules: Rules
    deleted: Path

    async def look(self, store: CaseStore, keys: Sequence[DeskKey], today: date) -> Overview:
        """Look through all cases that were opened before, on record.

        Raises:
            UsageError: the file of what was destroyed cannot be read.
            StoreError: it cannot be written to the trail.
        """
        return await look_through(store, keys, self.rules, remembered(self.deleted), today)

    async def destroy(
        self,
        store: CaseStore,
        files: FileStore,
        keys: Sequence[DeskKey],
        overview: Overview,
        *,
        today: date,
        chosen: Callable[[Keeping], bool] = lambda _: True,
    ) -> tuple[list[Keeping], list[Keeping]]:
        """Destroy for good what an overview says is due, and is chosen.

        Returns:
            What was destroyed, and what stays because it does not open.

        Raises:
            UsageError: it cannot be remembered what was destroyed.
            StoreError: it is not known to be destroyed.
        """
        done, shut = [], []
        for one in filter(chosen, overview.due()):
            try:
                stored = await store.get(one.case)
                await destroy_on_record(store, files, stored, keys, overview.links_of(one.case))
            except SealedFileError:
                shut.append(one)
                continue
            remember(self.deleted, one.case, today)
            done.append(one)
        return done, shut
