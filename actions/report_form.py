"""The validation of the form that conducts the interview: one call a turn, whatever was said."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import ActionExecutionRejection

from actions import counts, resources
from actions.files import told_files
from candour import spans
from candour.errors import DraftGone
from candour.logs import Event, error_name, log
from drafts import streams
from interview.domain import FORM
from interview.finished import wants_receipt
from interview.languages import english
from interview.outcomes import Asked, outcomes
from interview.safety import ALARMS
from interview.state import MEMORY, Heard, Says, State, read_answers
from interview.turn import is_digression, take_turn
from interview.understanding import kinds, likeliest

UNSURE = "unsure"  # what decided, when a guess did not count (dialogue/decision.py)
Events = list[dict[str, Any]]


class ValidateReportForm(FormValidationAction):  # type: ignore[misc]  # rasa_sdk has no types
    """Reads the message at the question that was asked, and decides what is asked next."""

    def name(self) -> str:
        """The name that the domain calls it by."""
        return f"validate_{FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Carry out one turn.

        Raises:
            DraftGone: the turn must not count.
            ActionExecutionRejection: the message is for a rule; Rasa then asks again with what the rule said.
        """
        try:
            return self._turn(dispatcher, tracker)
        except (DraftGone, ActionExecutionRejection):
            raise
        except Exception as error:
            # Without an event the turn does not count: Rasa keeps nothing of it, and the gateway tries it again.
            log(Event.ACTION_FAILED, level="error", error=error_name(error))
            return []

    def _turn(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        state, heard = _read(tracker), _heard(tracker)
        before, asked = dict(state.answers), Asked.of(state)
        if is_digression(state, heard):
            raise ActionExecutionRejection(self.name())
        with spans.span("interview"):
            take_turn(state, heard)
        _keep(tracker.sender_id, _message_id(tracker), state)
        for says in state.says:
            _say(dispatcher, says)
        if state.withdrawn:
            dispatcher.utter_message(json_message={"event": "withdrawn"})
        elif wants_receipt(state) and before.get("follow_up") != state.answers["follow_up"]:
            # The gateway, which alone sees codes, makes a mailbox ready for the hand-over.
            dispatcher.utter_message(json_message={"event": "receipt_chosen"})
        _count(tracker, asked, state)
        return _events(state, before)


def _read(tracker: Tracker) -> State:
    open_resources = resources.current()
    memory, guide = tracker.get_slot(MEMORY), open_resources.guide_for(tracker.sender_id)
    return State(
        guide=guide,
        answers=read_answers(guide, tracker.slots),
        asked=tracker.get_slot("requested_slot") if tracker.active_loop else None,
        memory=dict(memory) if isinstance(memory, dict) else {},
        parts=open_resources.vault.count(tracker.sender_id, streams.ACCOUNT),
        texts=lambda: open_resources.vault.texts(tracker.sender_id, streams.ACCOUNT),
        channel=lambda: _channel(tracker.sender_id),
        files=lambda: told_files(open_resources, tracker.sender_id, guide),
        spoken=open_resources.language(tracker.sender_id),
        guides=open_resources.guide_in,
    )


def _channel(conversation: str) -> str:
    return (resources.current().vault.read(conversation, streams.CHANNEL) or b"").decode()


def _heard(tracker: Tracker) -> Heard:
    message = tracker.latest_message or {}
    intent = (message.get("intent") or {}).get("name") or "inform"
    text, alarms = str(message.get("text") or ""), _alarms(message)
    if language := _language(message, text):
        # What the classifier, which knows English alone, made of it means nothing.
        return Heard(text, answered=_answered_by_rule(tracker), language=language)
    return Heard(text, str(intent), answered=_answered_by_rule(tracker), categories=_told(message), alarms=alarms)


def _language(message: dict[str, Any], text: str) -> str:
    """The language of words that cannot be read; empty for English."""
    metadata = message.get("metadata")
    language = metadata.get("language") if isinstance(metadata, dict) else None
    return language if isinstance(language, str) and language and not english(text) else ""


def _alarms(message: dict[str, Any]) -> tuple[str, ...]:
    told = message.get("alarms")
    return tuple(alarm for alarm in ALARMS if isinstance(told, list) and alarm in told)


def _told(message: dict[str, Any]) -> tuple[str, ...]:
    """The kinds of conduct that a message tells of; "something else" is no kind that could be proposed."""
    likely = message.get("categories")
    shares = {name: p for name, p in (likely if isinstance(likely, dict) else {}).items() if isinstance(p, float)}
    told = likeliest(kinds(str(message.get("text") or ""), shares))
    return tuple(name for name in told if name != "other")


def _count(tracker: Tracker, asked: Asked, state: State) -> None:
    message = tracker.latest_message or {}
    told = asked.question and not _language(message, str(message.get("text") or ""))
    names = [counts.question(*outcome) for outcome in outcomes(asked, state, unsure=_unsure(message))]
    resources.current().counts.add(tracker.sender_id, [*names, *(_guess(message) if told else ())])


def _unsure(message: dict[str, Any]) -> bool:
    decision = message.get("decision")
    return isinstance(decision, dict) and decision.get("by") == UNSURE


def _guess(message: dict[str, Any]) -> list[str]:
    """The classifier's best guess, before the question decided what counts."""
    match message.get("intent_ranking"):
        case [{"name": str(name), "confidence": float(confidence)}, *_]:
            return [counts.intent(name, confidence)]
    return []


def _answered_by_rule(tracker: Tracker) -> bool:
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and str(event.get("name")).startswith("utter_"):
            return True
    return False


def _message_id(tracker: Tracker) -> str:
    users = [event for event in tracker.events if event.get("event") == "user"]
    return str(users[-1].get("message_id") or "") if users else ""


def _keep(conversation: str, message_id: str, state: State) -> None:
    vault = resources.current().vault
    if state.account_cleared:
        vault.clear(conversation, streams.ACCOUNT)
    for number, text in enumerate(state.keep):
        vault.append(conversation, streams.ACCOUNT, f"{message_id}/{number}", text)


def _say(dispatcher: CollectingDispatcher, says: Says) -> None:
    dispatcher.utter_message(text=says.text, buttons=[{"title": b, "payload": b} for b in says.buttons])
    if says.files_gone:  # the gateway, which took them, removes them before this is told
        dispatcher.utter_message(json_message={"event": "files_gone", "files": list(says.files_gone)})


def _events(state: State, before: dict[str, Any]) -> Events:
    changed = [name for name in state.guide.names() if state.answers.get(name) != before.get(name)]
    values = {name: state.answers[name].to_slot() if name in state.answers else None for name in changed}
    slots = {**values, MEMORY: state.memory, "requested_slot": state.asked}
    return [{"event": "slot", "timestamp": None, "name": name, "value": value} for name, value in slots.items()]
