"""A Candour for conversation tests: Rasa as its own process, the gateway's heart and the action server in this one.

So it is the real model and the real code, and what stands in the slots after a turn can be seen: the action server is
asked in every turn, and it is here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from rasa_sdk.executor import ActionExecutor

from actions import resources
from bot.app import make_reception
from bot.conversation import Conversations
from bot.limits import Limits
from bot.rasa_client import RasaClient
from bot.receipts import Reception
from bot.senders import SenderIndex
from candour.errors import StartError
from candour.settings import Settings
from cli.action_server import EXECUTOR, PACKAGE, create_app
from cli.parts import build_parts, free_ports, inner_settings
from cli.supervisor import Supervisor
from drafts import Vault, open_vault, streams
from interview.answers import Answer
from triage.case import Case, Contact
from triage.desk.demo import PASSPHRASE, demo_desk_key, make_demo_keys
from triage.desk.keyring import DeskKey, load_desk_key
from triage.desk.opening import open_case, open_contact
from triage.store import migrate

READY_SECONDS = 180.0
UNLIMITED = Limits(
    per_sender=1e6, per_channel=1e6, in_all=1e6, new_reports=1e6
)  # a test types faster than any reporter


@dataclass
class Seen:
    """What the action server was last shown of a conversation.

    Args:
        intent: what Rasa understood of the message.
        asked: the question that stands; None when there is none.
        answers: by slot.
        message: all that Rasa says of the message.
    """

    intent: str = ""
    asked: str | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    message: dict[str, Any] = field(default_factory=dict)


class Watched(ActionExecutor):  # type: ignore[misc]  # rasa_sdk has no types
    """Runs actions and remembers what they were shown and what they changed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, Seen] = {}

    async def run(self, action_call: Any) -> Any:
        """Run an action, as ActionExecutor does."""
        tracker = action_call["tracker"]
        slots = dict(tracker["slots"])
        try:
            result = await super().run(action_call)
            changed = result.model_dump()["events"] if result else []
            slots |= {event["name"]: event["value"] for event in changed if event["event"] == "slot"}
        finally:
            self.seen[str(tracker["sender_id"])] = _seen(tracker, slots)
        return result


def _seen(tracker: dict[str, Any], slots: dict[str, Any]) -> Seen:
    message = tracker.get("latest_message") or {}
    intent = message.get("intent") or {}
    answers = {name: answer for name, value in slots.items() if (answer := Answer.from_slot(value))}
    return Seen(str(intent.get("name") or ""), slots.get("requested_slot"), answers, message)


@dataclass(frozen=True)
class Stage:
    """What conversations are played on."""

    conversations: Conversations
    senders: SenderIndex
    watched: Watched
    key: DeskKey

    def seen(self, sender: str) -> Seen:
        """What the actions were last shown of the sender's open conversation."""
        return self.watched.seen.get(self.senders.conversation(sender) or "", Seen())

    def actions(self, sender: str) -> list[dict[str, Any]]:
        """What Rasa did about the sender's last message: its events of actions, as it stored them."""
        conversation = self.senders.conversation(sender)
        stored = resources.current().vault.read(conversation, streams.TRACKER) if conversation else None
        done: list[dict[str, Any]] = []
        for event in json.loads(stored)["events"] if stored else []:
            done = [] if event["event"] == "user" else [*done, event]
        return [event for event in done if event["event"] in ("action", "action_execution_rejected")]

    async def open(self, reference: str) -> tuple[Case, Contact]:
        """Open a case and its contact details, as the desk does.

        Raises:
            CaseNotFound: it was not stored.
            SealedFileError: it does not open.
        """
        stored = await resources.current().store.get(reference)
        contact = open_contact(stored.contact, [self.key], stored.id) if stored.contact else Contact(case=stored.id)
        return open_case(stored.sealed, [self.key], stored.id, stored.reference), contact


@asynccontextmanager
async def open_stage(folder: Path, signposts: Path | None = None) -> AsyncIterator[Stage]:
    """Run everything while the block runs.

    Args:
        folder: for all that is kept.
        signposts: the operator's own, from which the model was trained.

    Raises:
        StartError: Rasa does not start.
    """
    outer = Settings(data_dir=folder / "data", draft_keys=folder / "keys", signposts=signposts, log_level="ERROR")
    make_demo_keys(outer.data_dir)
    await migrate(outer.store_url)
    ports = free_ports()
    settings = inner_settings(outer, ports)
    rasa = RasaClient(settings.rasa_url, settings.internal_token)
    await resources.start(settings)
    parts = [part for part in build_parts(settings, ports) if part.name == "rasa"]
    try:
        async with _actions(settings) as watched, Supervisor(parts) as supervisor:
            await supervisor.started(_ready(rasa))
            vault = open_vault(settings)
            reception = make_reception(settings, vault, rasa)
            stage = _stage(settings, vault, rasa, reception, watched)
            yield stage
            await stage.conversations.close()
            await reception.close()
    finally:
        await rasa.close()
        await resources.stop()


def _stage(settings: Settings, vault: Vault, rasa: RasaClient, reception: Reception, watched: Watched) -> Stage:
    senders = SenderIndex(settings.data_dir / "gateway")
    conversations = Conversations(vault, senders, rasa, UNLIMITED, reception=reception)
    return Stage(conversations, senders, watched, load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE))


@asynccontextmanager
async def _actions(settings: Settings) -> AsyncIterator[Watched]:
    app, watched = create_app(PACKAGE, settings.internal_token), Watched()
    watched.register_package(PACKAGE)
    app[EXECUTOR] = watched
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    address = urlsplit(settings.actions_url)
    await web.TCPSite(runner, address.hostname, address.port).start()
    try:
        yield watched
    finally:
        await runner.cleanup()


async def _ready(rasa: RasaClient) -> None:
    missing: tuple[str, ...] = ()
    try:
        async with asyncio.timeout(READY_SECONDS):
            while missing := await rasa.missing():  # noqa: ASYNC110 - another process wakes nobody
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise StartError(f"Rasa is not ready: {', '.join(missing)}") from None
