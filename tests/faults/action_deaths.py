"""The action server dies at one point of a call, is started again, and Rasa makes the same call once more."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from rasa_sdk.executor import ActionExecutor

from actions import resources
from actions.resources import Resources
from candour.settings import Settings
from drafts import streams
from interview.state import MEMORY
from tests.faults.figures import Figures
from tests.faults.nursery import Nursery
from tests.support.action_calls import Conversation
from tests.support.reports import ACCOUNT, messages
from triage.case import Case
from triage.desk.demo import PASSPHRASE, demo_desk_key, make_demo_keys
from triage.desk.keyring import DeskKey, load_desk_key
from triage.desk.opening import open_case
from triage.store import migrate

HAND_OVER, VALIDATE = "action_hand_over", "validate_report_form"


@dataclass
class Ward:
    """A store, a vault, and a report that was told to its end, to be handed over under any number of drafts.

    Attributes:
        settings: of the action server.
        before: what Rasa kept before each message, and the account so far.
        slots: what it kept at the end.
    """

    settings: Settings
    nursery: Nursery
    folder: Path
    executor: ActionExecutor
    open: Resources
    key: DeskKey
    before: list[tuple[str, dict[str, Any], list[str]]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    handed_over: int = 0

    async def tell(self) -> None:
        """Tell the report once, without any death."""
        conversation = Conversation(self.executor, self.open.vault.begin())
        await conversation.say("/start", "start")
        for text in messages():
            account = self.open.vault.texts(conversation.sender, streams.ACCOUNT)
            self.before.append((text, dict(conversation.slots), account))
            await conversation.say(text)
        self.slots = dict(conversation.slots)

    def draft(self, slots: dict[str, Any], account: list[str]) -> Conversation:
        """Make a draft in which this was told."""
        conversation = Conversation(self.executor, self.open.vault.begin())
        conversation.slots, conversation.loop, conversation.number = dict(slots), "report_form", 99
        for number, text in enumerate(account):
            self.open.vault.append(conversation.sender, streams.ACCOUNT, f"earlier{number}/0", text)
        return conversation

    async def call(self, body: dict[str, Any], points: str = "lines", die: int = 0) -> tuple[int, Any, int]:
        """Call an action in a process of its own; returns how that ended, the answer if there was one, and its points.

        Args:
            body: of the call.
            points: what is counted.
            die: the number of the point to die at; 0 for none.
        """
        place = self.folder / os.urandom(6).hex()
        await asyncio.to_thread(_write, place, body)
        job = {"run": "action", "environment": self._environment(), "points": points, "die": die}
        job |= {name: str(place / name) for name in ("body", "answer", "output", "passed")}
        code = await self.nursery.wait(await self.nursery.start(job))
        return code, _read(place / "answer"), int(_read(place / "passed") or 0)

    def _environment(self) -> dict[str, str]:
        return {
            "CANDOUR_DATA_DIR": str(self.settings.data_dir),
            "CANDOUR_DRAFT_KEYS": str(self.settings.draft_keys_dir),
            "CANDOUR_DATABASE_URL": self.settings.store_url,
        }


async def ward(nursery: Nursery, folder: Path, store_url: str = "") -> Ward:
    """Prepare one; close it with `resources.stop()`."""
    settings = Settings(data_dir=folder / "data", draft_keys=folder / "keys", database_url=store_url)
    make_demo_keys(settings.data_dir)
    await migrate(settings.store_url)
    executor = ActionExecutor()
    executor.register_package("actions")
    opened = await resources.start(settings)
    key = load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)
    prepared = Ward(settings, nursery, folder, executor, opened, key)
    await prepared.tell()
    return prepared


async def hand_over(ward: Ward, points: str, die: int) -> tuple[Figures, int]:
    """Hand a report over with a death at this point, and once more; returns what went wrong, and the points passed."""
    figures, draft = Figures(), ward.draft(ward.slots, list(ACCOUNT))
    body = draft.body(HAND_OVER, "", "inform")
    code, answer, passed = await ward.call(body, points, die)
    figures.kills += code < 0
    case_id = UUID(bytes=ward.open.vault.derive(draft.sender, "case id"), version=4)
    if _told(answer) and case_id not in await _ids(ward):
        _wrong(figures, "false_words", f"{points} {die}: told of a case that is not there")
    if code != 0:
        _, answer, _ = await ward.call(body)
    ward.handed_over += 1
    await _check_case(ward, figures, case_id, answer, f"{points} {die}")
    return figures, passed


async def take_message(ward: Ward, number: int, points: str, die: int) -> tuple[Figures, int]:
    """Take one message of the report with a death at this point, and once more."""
    figures, (text, slots, account) = Figures(), ward.before[number]
    undisturbed, disturbed = ward.draft(slots, account), ward.draft(slots, account)
    _, expected, _ = await ward.call(undisturbed.body(VALIDATE, text, "inform"))
    body = disturbed.body(VALIDATE, text, "inform")
    code, answer, passed = await ward.call(body, points, die)
    figures.kills += code < 0
    if code != 0 or not _counts(answer):
        _, answer, _ = await ward.call(body)
    kept, wanted = (ward.open.vault.texts(d.sender, streams.ACCOUNT) for d in (disturbed, undisturbed))
    if kept != wanted:
        _wrong(figures, "doubled" if len(kept) > len(wanted) else "lost", f"message {number}, {points} {die}: account")
    if answer != expected:
        _wrong(figures, "false_words", f"message {number}, {points} {die}: another answer")
    return figures, passed


async def _check_case(ward: Ward, figures: Figures, case_id: UUID, answer: Any, where: str) -> None:
    ids = await _ids(ward)
    if case_id not in ids:
        _wrong(figures, "lost", f"{where}: no case")
        return
    if len(ids) != ward.handed_over:
        _wrong(figures, "doubled", f"{where}: {len(ids)} cases of {ward.handed_over} reports")
        ward.handed_over = len(ids)
    stored = await ward.open.store.get(case_id)
    case: Case = open_case(stored.sealed, [ward.key], stored.id, stored.reference)
    if case.account != ACCOUNT:
        _wrong(figures, "lost", f"{where}: the account in the case")
    if not _told(answer) or stored.reference not in str(answer):
        _wrong(figures, "false_words", f"{where}: another reference, or none")


async def _ids(ward: Ward) -> list[UUID]:
    return [entry.id for entry in await ward.open.store.cases()]


def _counts(answer: Any) -> bool:
    """Whether Rasa lets the turn count (dialogue/tracker_store.py)."""
    return any(event.get("name") == MEMORY for event in answer["events"])


def _told(answer: Any) -> bool:
    return "handed_over" in str(answer)


def _wrong(figures: Figures, kind: str, detail: str) -> None:
    setattr(figures, kind, getattr(figures, kind) + 1)
    figures.details.append(detail)


def _write(place: Path, body: dict[str, Any]) -> None:
    place.mkdir()
    (place / "body").write_text(json.dumps(body))


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        return None
