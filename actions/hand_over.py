"""Hands the confirmed case to the triage store: sealed first, stored once, whatever is tried again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import resources
from actions.files import sent_files
from actions.report_form import Events
from actions.resources import Resources
from candour import spans
from candour.errors import DraftGone, ReferenceTaken, StoreError
from candour.logs import Event, error_name, log
from drafts import streams
from interview.domain import FORM
from interview.finished import case_slots, contact_details, risk, wants_receipt
from interview.guide import Guide
from interview.state import MEMORY, State, read_answers
from triage.case import Case, Contact, SlotAnswer
from triage.envelope import seal_case, seal_contact
from triage.mailbox import Mailbox
from triage.reference import RANDOM_BYTES, make_reference
from triage.store import NEW, QUARANTINE

REFERENCES_TRIED = 5


class ActionHandOver(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Runs when the form has nothing left to ask: the reporter has confirmed the summary."""

    def name(self) -> str:
        """The name that the domain calls it by."""
        return "action_hand_over"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Seal and store the case, then tell the reference; on failure, the truth, and ask to try again."""
        r = resources.current()
        try:
            reference = await _hand_over(r, tracker)
            receipt = _mailbox(r, _state(r, tracker), tracker.sender_id) is not None
        except DraftGone:
            raise
        except Exception as error:
            log(Event.HAND_OVER_FAILED, level="error", error=error_name(error))
            return _failed(r.guide_for(tracker.sender_id), dispatcher)
        log(Event.CASE_HANDED_OVER)
        _tell(r, r.guide_for(tracker.sender_id), dispatcher, reference, receipt)
        return []


async def _hand_over(r: Resources, tracker: Tracker) -> str:
    """Hand over under the first reference that no other case has (two of 30**8 can meet)."""
    for attempt in range(REFERENCES_TRIED):
        try:
            return await _store(r, tracker, f"reference {attempt}")
        except ReferenceTaken:
            continue
    raise ReferenceTaken


async def _store(r: Resources, tracker: Tracker, purpose: str) -> str:
    conversation = tracker.sender_id
    state = _state(r, tracker)
    # Derived from the draft's key: however often this is tried, it is the same case.
    case_id = UUID(bytes=r.vault.derive(conversation, "case id"), version=4)
    reference = make_reference(r.vault.derive(conversation, purpose, RANDOM_BYTES))
    method, safe_time = contact_details(state)
    case = _case(r, state, conversation, case_id, reference)
    # Kept before the case that names them is stored: a case must never name a file that is gone.
    for attachment in case.attachments:
        await r.files.keep(str(attachment["id"]))
    readers = r.recipients
    with spans.span("case sealed"):
        sealed = seal_case(case, readers.cases)
        contact = seal_contact(Contact(case=case_id, method=method, safe_time=safe_time), readers.contacts)
    crowd = r.vault.read(conversation, streams.CROWD) is not None
    state_there = QUARANTINE if crowd else NEW
    try:
        with spans.span("case stored"):
            return await r.store.hand_over(case_id, reference, sealed, contact, state=state_there)
    except StoreError:
        # Perhaps it is stored, and only the word of it was lost on the way: nobody is to be told that it failed.
        return await r.store.hand_over(case_id, reference, sealed, contact, state=state_there)


def _state(r: Resources, tracker: Tracker) -> State:
    conversation = tracker.sender_id
    return State(
        r.guide,
        read_answers(r.guide, tracker.slots),
        memory=dict(tracker.get_slot(MEMORY) or {}),
        texts=lambda: r.vault.texts(conversation, streams.ACCOUNT),
        spoken=r.language(conversation),
    )


def _case(r: Resources, state: State, conversation: str, case_id: UUID, reference: str) -> Case:
    channel = r.vault.read(conversation, streams.CHANNEL) or b"unknown"
    return Case(
        id=case_id,
        reference=reference,
        created=datetime.now(UTC).date(),
        channel=channel.decode(),
        demo=r.settings.demo,
        slots={name: SlotAnswer(**answer) for name, answer in case_slots(state).items()},
        account=tuple(r.vault.texts(conversation, streams.ACCOUNT)),
        attachments=tuple(one.view() for one in sent_files(r, conversation)),
        risk=risk(state),
        mailbox=_mailbox(r, state, conversation),
    )


def _mailbox(r: Resources, state: State, conversation: str) -> Mailbox | None:
    """The mailbox that the gateway prepared, if the reporter chose to have a code. The code itself never comes here."""
    prepared = r.vault.read(conversation, streams.MAILBOX)
    return Mailbox.from_view(json.loads(prepared)) if prepared and wants_receipt(state) else None


def _tell(r: Resources, guide: Guide, dispatcher: CollectingDispatcher, reference: str, receipt: bool) -> None:
    if r.settings.demo:
        dispatcher.utter_message(text=guide.messages["handed_over_demo"])
    dispatcher.utter_message(text=guide.messages["handed_over"].replace("{reference}", reference))
    dispatcher.utter_message(json_message={"event": "handed_over", "reference": reference, "receipt": receipt})


def _failed(guide: Guide, dispatcher: CollectingDispatcher) -> Events:
    retry = guide.slot("summary_ok").titles()
    dispatcher.utter_message(
        text=guide.messages["hand_over_failed"], buttons=[{"title": title, "payload": title} for title in retry]
    )
    dispatcher.utter_message(json_message={"event": "hand_over_failed"})
    # Back to the last question, so that "yes, send it" tries again and anything can still be changed.
    return [
        {"event": "active_loop", "timestamp": None, "name": FORM},
        {"event": "slot", "timestamp": None, "name": "summary_ok", "value": None},
        {"event": "slot", "timestamp": None, "name": "requested_slot", "value": "summary_ok"},
    ]
