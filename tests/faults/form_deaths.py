"""The gateway dies at one point of taking a whole form with a photo; the form is sent again, as by a reload."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import aiohttp

from candour.settings import Settings
from tests.faults.gateway_deaths import Death
from tests.support.form_page import PlainForm
from triage.case import Case
from triage.desk.files import files_of
from triage.desk.keyring import DeskKey
from triage.desk.record import open_on_record
from triage.store import CaseStore

ACCOUNT = "She sells what she looks up."
TOLD = (("immediate_danger", "no"), ("account", ACCOUNT), ("force", "the met"), ("follow_up", "receipt"))
PAUSE = 0.05
NOT_NOW = {429, 503}  # told so, and everything is still in the form


@dataclass
class FormDeath(Death):
    """One form with one death while it is taken.

    Args:
        key: opens what arrived.
        photo: goes with it.
    """

    key: DeskKey = field(kw_only=True)
    photo: bytes = field(kw_only=True)

    async def _converse(self) -> None:
        async with aiohttp.ClientSession() as session:
            form = PlainForm(f"http://127.0.0.1:{self._port}", session)
            await self._until_shown(form)
            ticket, seen = form.ticket, set()
            # Once more after the end, as by a reload: it is the same report, with the same code.
            for _ in range(2):
                await self._until_taken(form, ticket)
                seen.add((form.reference, form.code))
        if len(seen) != 1:
            self._wrong("false_words", "the same form had two ends")
        await self._check_store(seen.pop()[0])

    async def _until_shown(self, form: PlainForm) -> None:
        while form.status != 200:
            try:
                await form.open()
            except (aiohttp.ClientError, OSError):
                await self._revive()
            await asyncio.sleep(PAUSE)

    async def _until_taken(self, form: PlainForm, ticket: str) -> None:
        form.text = ""
        while not form.text or form.status in NOT_NOW:
            try:
                await form.send(*TOLD, files=(self.photo,), ticket=ticket)
            except (aiohttp.ClientError, OSError):
                await self._revive()
                form.text = ""
            await asyncio.sleep(PAUSE)
        if form.status != 200 or not form.reference:
            self._wrong("stuck", f"status {form.status}: {form.trouble}")

    async def _check_store(self, reference: str) -> None:
        store = await CaseStore.open(Settings(data_dir=self.folder / "data").store_url)
        try:
            cases = await store.cases()
            if len(cases) != 1:
                self._wrong("doubled" if cases else "lost", f"{len(cases)} cases")
            elif cases[0].reference != reference:
                self._wrong("false_words", "a reference that no case has")
            else:
                self._check_case(await open_on_record(store, await store.get(reference), [self.key], "open", "show"))
        finally:
            await store.close()

    def _check_case(self, case: Case) -> None:
        if ACCOUNT not in str(case.account):
            self._wrong("lost", "the account")
        photos = list(files_of(case))
        if len(photos) != 1:
            self._wrong("doubled" if photos else "lost", f"{len(photos)} photos")
