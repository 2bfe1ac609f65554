"""One turn of the interview: from what was heard to answers, what is said, and what is asked next.

A pure function of guide, state and message, so that it can be tested without Rasa, and so that one call of the
action server is enough for a turn.
"""

from __future__ import annotations

from dataclasses import replace

from interview import (
    another,
    asking,
    commands,
    controls,
    details,
    files,
    foreign_alarms,
    languages,
    safety,
    strays,
    subjects,
    taking,
    telling,
    unread,
)
from interview.answers import next_slot
from interview.guide import Question
from interview.hearing import understood
from interview.phrases import before_question, command, is_question, option
from interview.state import ADVANCE, HEAR_AGAIN, INTERRUPTED, READ_BACK, Heard, State

FORM_INTENTS = frozenset(
    {"start", "inform", "affirm", "deny", "correct", *safety.ALARMS, *strays.INTENTS, *commands.INTENTS}
)
TOLD_WORDS = 3  # before a question in the account: fewer are a greeting or a sigh
NOT_BESIDE = ("limits_ack", "account", "summary_ok", "attachments")  # never answered in passing
START = "start"  # the intent that begins; later it has the open question asked again, in another language perhaps
UNKNOWN = "und"  # some language (ISO 639-2)


def take_turn(state: State, heard: Heard) -> State:
    """Carry out one turn.

    Args:
        state: where the interview stands; changed in place.
        heard: the message; at the very beginning (nothing asked yet) it is not read.

    Returns:
        The same state, with `asked` set to the next question (None: the interview is complete).
    """
    if heard.intent == START and state.asked:
        asking.restate(state)
        return state
    files.listen(state, heard)
    target = _hear(state, heard) if state.asked else ADVANCE
    if not state.withdrawn:
        files.settle(state)
        asking.ask(state, target)
    return state


def is_digression(state: State, heard: Heard) -> bool:
    """Whether a message is for a rule to answer (a question about the service, thanks), not for the form.

    Rasa gives an active form every message first; only what the form turns down reaches the rules of `stories/`.
    """
    if state.asked is None or heard.answered or heard.language or heard.intent in FORM_INTENTS:
        return False
    if languages.foreign(heard.text) or foreign_alarms.told(heard.text) or another.told(state, heard.text):
        return False
    if heard.text.strip().isdigit() and state.asked in (*controls.HEARERS, "summary_ok"):
        return False  # it names a line
    if state.asked in controls.WAITING and not heard.intent.startswith("faq_"):
        return False
    asked = (state.guide.slot(state.asked), controls.slot_behind(state, state.asked))
    if safety.holds_contact(heard, asked[1]) or _tells_a_detail(state, heard.text):
        return False
    return not any(option(slot, heard.text) for slot in asked) and not command(state.guide, heard.text)


def _tells_a_detail(state: State, text: str) -> bool:
    """Whether a statement that resembles a question ("there are screenshots") tells a detail that was asked for."""
    if is_question(text):
        return False
    open_ones = details.still_open(state) if state.asked == "anything_more" else []
    slots = open_ones or [slot for slot in state.guide.slots if slot.name == state.asked and slot.kind == "text"]
    return any(taking.answers(slot, text) for slot in slots)


def _hear(state: State, heard: Heard) -> str:
    alarms = foreign_alarms.told(heard.text)
    if alarms and not heard.answered:
        return _hear_foreign_alarm(state, replace(heard, intent=alarms[0], alarms=alarms))
    unreadable = heard.language and not command(state.guide, heard.text)
    return _hear_unread(state, heard) if unreadable else _hear_read(state, heard)


def _hear_read(state: State, heard: Heard) -> str:
    asked = str(state.asked)
    if heard.answered:
        return _hear_beside_question(state, heard) or asked
    if heard.intent in safety.ALARMS and not option(state.guide.slot(asked), heard.text):
        return _hear_alarm(state, heard)
    heard = unread.in_their_language(state, heard)
    if _is_stray(state, heard):
        return strays.hear(state, heard)
    if asked in READ_BACK and _removed(state, heard):
        return ADVANCE
    if asked not in controls.HEARERS:
        return _hear_at_slot(state, heard, controls.slot_behind(state, asked))
    target = controls.HEARERS[asked](state, heard)
    return _hear_waiting(state, heard) if target == HEAR_AGAIN else target


def _hear_unread(state: State, heard: Heard) -> str:
    """Take words that cannot be read: as they are where words are wanted; elsewhere the question comes with buttons."""
    if state.asked in INTERRUPTED:
        return _hear_waiting(state, heard)
    if state.asked in controls.HEARERS:
        return unread.keep(state, heard)
    slot = controls.slot_behind(state, str(state.asked))
    return taking.take_account(state, heard, slot) if slot.kind == "account" else unread.answer(state, heard, slot)


def _is_stray(state: State, heard: Heard) -> bool:
    asked = str(state.asked)
    line = heard.text.strip().isdigit()  # a number may name one
    if asked in controls.WAITING or not strays.is_stray(heard) or line or another.told(state, heard.text):
        return False
    slot = controls.slot_behind(state, asked)
    if safety.holds_contact(heard, slot):
        return False
    # What has no words may still be part of an account, or say yes or no.
    return (
        slot.kind != "account" and not option(state.guide.slot(asked), heard.text) and not understood(slot, heard.text)
    )


def _removed(state: State, heard: Heard) -> bool:
    index = subjects.removal(state, heard.text)
    if index is not None:
        subjects.remove(state, index, heard.text)
    return index is not None


def _hear_waiting(state: State, heard: Heard) -> str:
    """Take a message as the answer to the question that waits, for the reporter simply went on."""
    state.asked = controls.waiting(state)
    return _hear(state, heard)


def _hear_alarm(state: State, heard: Heard) -> str:
    """Signposts first; then the interview goes on only as the reporter wishes."""
    open_question = controls.waiting(state) if state.asked in controls.WAITING else str(state.asked)
    slot = controls.slot_behind(state, open_question)
    shown = safety.without_contact(heard, slot)
    answered = safety.note(state, shown)
    if slot.kind == "account":
        taking.take_account(state, heard, slot)
        open_question = "account_more"
    elif safety.take_beside(state, heard, slot) or answered:
        open_question = next_slot(state.guide, state.answers) or open_question
    state.memory["resume"] = open_question
    first = safety.signpost(state, shown)
    return "after_alarm" if first or not state.memory.get("carried_on") else controls.resume(state)


def _hear_foreign_alarm(state: State, heard: Heard) -> str:
    """An alarm in words of another language, of which nothing else can be read."""
    target = _hear_alarm(state, replace(heard, language=heard.language or languages.foreign(heard.text) or UNKNOWN))
    if not heard.language:
        unread.in_their_language(state, heard)
    return target


def _hear_beside_question(state: State, heard: Heard) -> str | None:
    """Take the answer in a message that also asks something which was replied to already; what to ask next."""
    rest = before_question(heard.text)
    name = controls.BEHIND.get(str(state.asked), str(state.asked))
    slot = next((slot for slot in state.guide.slots if slot.name == name), None)
    if slot and slot.kind == "account" and len(rest.split()) >= TOLD_WORDS:
        return taking.take_account(state, replace(heard, text=rest), slot)
    if not rest or not slot or slot.name in NOT_BESIDE or not taking.answers(slot, rest):
        return None
    return taking.take(state, replace(heard, text=rest, intent="inform", answered=False), slot)


def _hear_at_slot(state: State, heard: Heard, slot: Question) -> str:
    if another.told(state, heard.text):
        heard = another.note(state, heard)
        if not heard.text:
            return slot.name
    wanted = _command(state, heard, slot)
    rest = before_question(heard.text) if wanted in ("why", "help") and slot.name not in NOT_BESIDE else ""
    if rest and (slot.kind == "text" or taking.answers(slot, rest)):  # an answer and a question in one message
        state.say_text(slot.why if wanted == "why" else slot.help)
        return taking.take(state, replace(heard, text=rest, intent="inform"), slot)
    return commands.carry_out(state, wanted, slot) if wanted else taking.take(state, heard, slot)


def _command(state: State, heard: Heard, slot: Question) -> str | None:
    """The command that was given, if any: words that name an option or a command say it surer than a classifier."""
    if option(slot, heard.text) or taking.picked_enough(state, heard):
        return None
    exact = command(state.guide, heard.text)
    asks = bool(before_question(heard.text))
    if (
        exact
        or understood(slot, heard.text)
        or (slot.kind == "choice" and not asks and taking.chosen(slot, heard.text))
    ):
        return exact
    # An address is no command, whatever it resembles.
    return None if safety.holds_contact(heard, slot) else _guessed(state, heard, slot)


def _guessed(state: State, heard: Heard, slot: Question) -> str | None:
    """The command that a classifier heard, unless it is told in an account."""
    guess = commands.from_intent(heard.intent)
    before = bool(state.parts or state.keep)
    told = guess and slot.kind == "account" and telling.is_told(guess, heard.text, before=before)
    return None if told else guess
