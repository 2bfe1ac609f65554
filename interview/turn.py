"""One turn of the interview: from what was heard to answers, what is said, and what is asked next.

A pure function of guide, state and message, so that it can be tested without Rasa, and so that one call of the
action server is enough for a turn.
"""

from __future__ import annotations

from dataclasses import replace

from interview import (
    another,
    catalogues,
    commands,
    controls,
    files,
    languages,
    paths,
    proposals,
    safety,
    strays,
    subjects,
    unread,
)
from interview.answers import Answer, next_slot
from interview.guide import Question
from interview.hearing import read_choice, read_multi, understood
from interview.phrases import before_question, command, option, plain
from interview.state import ADVANCE, HEAR_AGAIN, INTERRUPTED, Heard, State
from interview.summary import line_named, summary
from interview.understanding import find, read

FORM_INTENTS = frozenset(
    {"start", "inform", "affirm", "deny", "correct", *safety.ALARMS, *strays.INTENTS, *commands.INTENTS}
)
SUBSTANTIVE_WORDS = 6  # an answer that fits no option but has this many words is kept for the account
TOLD_WORDS = 3  # before a question in the account: fewer are a greeting or a sigh
NOT_BESIDE = ("limits_ack", "account", "summary_ok", "attachments")  # never answered in passing
SHORT_YES_WORDS = 3
CHECKING = ("summary_ok", "change_line")  # at these a person can be taken out of the report
EXCERPT = 200  # characters of a message that stand for what it told of
START = "start"  # the intent that begins; later it has the open question asked again, in another language perhaps
PATIENCE = 2  # after so many answers that fit no option, the words are kept as they are


def take_turn(state: State, heard: Heard) -> State:
    """Carry out one turn.

    Args:
        state: where the interview stands; changed in place.
        heard: the message; at the very beginning (nothing asked yet) it is not read.

    Returns:
        The same state, with `asked` set to the next question (None: the interview is complete).
    """
    if heard.intent == START and state.asked:
        _restate(state)
        return state
    files.listen(state, heard)
    target = _hear(state, heard) if state.asked else ADVANCE
    if not state.withdrawn:
        files.settle(state)
        _ask(state, target)
    return state


def is_digression(state: State, heard: Heard) -> bool:
    """Whether a message is for a rule to answer (a question about the service, thanks), not for the form.

    Rasa gives an active form every message first; only what the form turns down reaches the rules of `stories/`.
    """
    if state.asked is None or heard.answered or heard.language or heard.intent in FORM_INTENTS:
        return False
    if languages.foreign(heard.text) or another.told(state, heard.text):
        return False
    if heard.text.strip().isdigit() and state.asked in (*controls.HEARERS, "summary_ok"):
        return False  # it names a line
    if state.asked in controls.WAITING and not heard.intent.startswith("faq_"):
        return False
    asked = (state.guide.slot(state.asked), controls.slot_behind(state, state.asked))
    if safety.holds_contact(heard, asked[1]):
        return False
    return not any(option(slot, heard.text) for slot in asked) and not command(state.guide, heard.text)


def _restate(state: State) -> None:
    """Ask the open question once more, with all that was said to introduce it."""
    asked = str(state.asked)
    state.memory["introduced"] = [name for name in state.recall("introduced") if name != asked]
    if asked == "summary_ok":
        _say_summary(state)
    _ask(state, asked)


def _ask(state: State, target: str) -> None:
    if target in state.guide.controls:
        controls.ask(state, target)
    elif target == ADVANCE:
        _advance(state)
    else:
        state.asked = target
    _introduce(state)


def _advance(state: State) -> None:
    elsewhere = paths.doubt(state) or ("not_for_us" if paths.other_force(state) else None)
    if elsewhere:
        controls.ask(state, elsewhere)
        return
    if "account" in state.answers and proposals.lines(state):
        controls.ask(state, "confirm_found")
        return
    following = next_slot(state.guide, state.answers)
    state.asked = files.SLOT if files.due(state, following) else following
    if state.asked == "other_subjects" and (proposals.begin_next_subject(state) or another.begin(state)):
        subjects.add(state)
        _advance(state)
    elif state.asked in [slot.name for slot in proposals.details(state)]:
        files.offer(state)
        controls.ask(state, "anything_more")
    elif state.asked == "summary_ok":
        _before_summary(state)
    elif state.asked:
        _give_hint(state, state.guide.slot(state.asked))


def _before_summary(state: State) -> None:
    if not state.memory.get("clues_settled") and controls.clues(state):
        controls.ask(state, "identity_risk")
    else:
        _say_summary(state)


def _give_hint(state: State, slot: Question) -> None:
    words = proposals.hint(state, slot)
    if words:
        state.say("hint", words=words)


def _introduce(state: State) -> None:
    told = state.recall("introduced")
    intro = state.guide.slot(state.asked).intro if state.asked else ""
    if intro and state.asked not in told:
        state.memory["introduced"] = [*told, state.asked]
        state.say_text(intro)


def _say_summary(state: State) -> None:
    state.say("summary_intro")
    for text in summary(state):
        state.say_text(text)


def _hear(state: State, heard: Heard) -> str:
    unreadable = heard.language and not command(state.guide, heard.text)
    return _hear_unread(state, heard) if unreadable else _hear_read(state, heard)


def _hear_read(state: State, heard: Heard) -> str:
    asked = str(state.asked)
    if heard.answered:
        return _hear_beside_question(state, heard) or asked
    if heard.intent in safety.ALARMS and not option(state.guide.slot(asked), heard.text):
        return _hear_alarm(state, heard)
    heard = _in_their_language(state, heard)
    if _is_stray(state, heard):
        return strays.hear(state, heard)
    if asked in CHECKING and _removed(state, heard):
        return ADVANCE
    if asked not in controls.HEARERS:
        return _hear_at_slot(state, heard, controls.slot_behind(state, asked))
    target = controls.HEARERS[asked](state, heard)
    return _hear_waiting(state, heard) if target == HEAR_AGAIN else target


def _in_their_language(state: State, heard: Heard) -> Heard:
    """Tell once, in their own language, that they may write in it; what the classifier made of it means nothing."""
    language = languages.foreign(heard.text)
    if not language:
        return heard
    if not state.memory.get("language"):
        state.memory["language"] = language
        state.say_text(languages.sentence(language))
        _offer_language(state, language)
    return replace(heard, intent="inform")


def _offer_language(state: State, code: str) -> None:
    """Offer to go on in this language; where there is no catalogue of it, own up to that."""
    guide = state.guides(code)
    if guide is None:
        state.say("other_language")
    else:
        state.say_text(guide.messages["other_language_offered"], [catalogues.offered()[code].button])


def _hear_unread(state: State, heard: Heard) -> str:
    """Take words that cannot be read: as they are where words are wanted; elsewhere the question comes with buttons."""
    if state.asked in INTERRUPTED:
        return _hear_waiting(state, heard)
    if state.asked in controls.HEARERS:
        return unread.keep(state, heard)
    slot = controls.slot_behind(state, str(state.asked))
    return _take_account(state, heard, slot) if slot.kind == "account" else unread.answer(state, heard, slot)


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
        _take_account(state, heard, slot)
        open_question = "account_more"
    elif safety.take_beside(state, heard, slot) or answered:
        open_question = next_slot(state.guide, state.answers) or open_question
    state.memory["resume"] = open_question
    first = safety.signpost(state, shown)
    return "after_alarm" if first or not state.memory.get("carried_on") else controls.resume(state)


def _hear_beside_question(state: State, heard: Heard) -> str | None:
    """Take the answer in a message that also asks something which was replied to already; what to ask next."""
    rest = before_question(heard.text)
    name = controls.BEHIND.get(str(state.asked), str(state.asked))
    slot = next((slot for slot in state.guide.slots if slot.name == name), None)
    if slot and slot.kind == "account" and len(rest.split()) >= TOLD_WORDS:
        return _take_account(state, replace(heard, text=rest), slot)
    if not rest or not slot or slot.name in NOT_BESIDE or not _answers(slot, rest):
        return None
    return _TAKERS[slot.kind](state, replace(heard, text=rest, intent="inform", answered=False), slot)


def _answers(slot: Question, text: str) -> bool:
    """Whether a text surely answers a question by what is said in it."""
    if slot.kind in ("choice", "multi"):
        return bool(_chosen(slot, text)) if slot.kind == "choice" else understood(slot, text)
    found = find(text, None).best(slot.name)
    return bool(found and found.sure >= proposals.SURE)


def _chosen(slot: Question, text: str) -> str | None:
    """The option that the words themselves tell: by its titles, or by what is found in them."""
    value = read_choice(slot, text, "inform")
    found = None if value else find(text, slot.name).best(slot.name)
    return value or (str(found.value) if found and found.sure >= proposals.SURE_IN_PASSING else None)


def _hear_at_slot(state: State, heard: Heard, slot: Question) -> str:
    if another.told(state, heard.text):
        heard = another.note(state, heard)
        if not heard.text:
            return slot.name
    wanted = _command(state, heard, slot)
    rest = before_question(heard.text) if wanted in ("why", "help") and slot.name not in NOT_BESIDE else ""
    if rest and (slot.kind == "text" or _answers(slot, rest)):  # an answer and a question in one message
        state.say_text(slot.why if wanted == "why" else slot.help)
        return _TAKERS[slot.kind](state, replace(heard, text=rest, intent="inform"), slot)
    return commands.carry_out(state, wanted, slot) if wanted else _TAKERS[slot.kind](state, heard, slot)


def _command(state: State, heard: Heard, slot: Question) -> str | None:
    """The command that was given, if any: words that name an option or a command say it surer than a classifier."""
    if option(slot, heard.text) or _picked_enough(state, heard):
        return None
    exact = command(state.guide, heard.text)
    asks = bool(before_question(heard.text))
    if exact or understood(slot, heard.text) or (slot.kind == "choice" and not asks and _chosen(slot, heard.text)):
        return exact
    # An address is no command, whatever it resembles.
    return None if safety.holds_contact(heard, slot) else commands.from_intent(heard.intent)


def _picked_enough(state: State, heard: Heard) -> bool:
    return state.asked == "picked_more" and bool(option(state.guide.controls["picked_more"], heard.text))


def _take_account(state: State, heard: Heard, slot: Question) -> str:
    if option(slot, heard.text) == "done":
        return commands.finish_account(state, slot)
    if not plain(heard.text):
        return str(state.asked)
    state.keep.append(heard.text)
    told = dict(state.memory.get("categories") or {})
    state.memory["categories"] = {name: heard.text[:EXCERPT] for name in heard.categories if name not in told} | told
    return "account_more"


def _take_text(state: State, heard: Heard, slot: Question) -> str:
    if not plain(heard.text):
        return slot.name
    if _corrected(state, heard, slot):
        return ADVANCE
    state.answer(slot.name, proposals.take_hint(state, slot, heard) or _read(slot, heard.text))
    proposals.take_asides(state, slot, heard.text)
    return ADVANCE


def _read(slot: Question, text: str) -> Answer:
    """Free text as it is, with its reading beside it."""
    return Answer(read(slot, text), text.strip())


def _corrected(state: State, heard: Heard, slot: Question, *, freely: bool = False) -> bool:
    if slot.part:
        return False
    changed = proposals.take_correction(state, slot, heard, freely=freely)
    changed = changed or proposals.take_addition(state, slot, heard)
    if changed:
        state.say("changed", changes=", ".join(changed))
    return bool(changed)


def _take_choice(state: State, heard: Heard, slot: Question) -> str:
    value = _chosen(slot, heard.text) or read_choice(slot, heard.text, heard.intent)
    if slot.name == "summary_ok":
        return _take_summary(state, heard, slot, value)
    if value is None:
        return ADVANCE if _corrected(state, heard, slot) else _not_understood(state, heard, slot)
    if slot.name == "other_subjects":
        if value == "yes":
            proposals.begin_next_subject(state)
        return subjects.hear(state, value, heard.text)
    target = commands.choose(state, slot, value, heard.text)
    proposals.take_asides(state, slot, heard.text)
    return target


def _take_summary(state: State, heard: Heard, slot: Question, value: str | None) -> str:
    if value == "confirm" and _own_yes(slot, heard.text):
        state.answer("summary_ok", Answer("confirm", heard.text.strip()))
        return ADVANCE
    if _corrected(state, heard, slot, freely=True):
        return ADVANCE
    line = line_named(state, heard.text)
    return controls.change(state, line) if line else "change_line"


def _own_yes(slot: Question, text: str) -> bool:
    """Only their own clear yes sends it: no number (it names a line), no "yes, but", no guess of a classifier."""
    short = len(text.split()) <= SHORT_YES_WORDS and not any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    return short and understood(slot, text)


def _take_multi(state: State, heard: Heard, slot: Question) -> str:
    picked = state.recall("picked") if state.asked == "picked_more" else []
    if picked and _picked_enough(state, heard):
        return commands.choose_many(state, slot, picked)
    found = read_multi(slot, heard.text)
    chosen = list(dict.fromkeys([*picked, *found]))
    if not chosen:
        return _not_understood(state, heard, slot)
    if len(found) != 1 or len(chosen) == len(slot.options):
        return commands.choose_many(state, slot, chosen, heard.text)
    state.memory.update(picked=chosen, picking=slot.name)
    return "picked_more"


def _not_understood(state: State, heard: Heard, slot: Question) -> str:
    misses = [*state.recall("misses"), heard.text.strip()]
    if "account" not in state.answers and len(heard.text.split()) >= SUBSTANTIVE_WORDS:
        state.keep.append(heard.text)
        state.say("kept_for_account")
    elif len(misses) >= PATIENCE:
        state.answer(slot.name, Answer(None, " / ".join(misses), "unclear"))
        state.say("kept_as_said")
        return ADVANCE
    else:
        state.memory["misses"] = misses
        state.say("retry")
    return str(state.asked)


_TAKERS = {"account": _take_account, "text": _take_text, "choice": _take_choice, "multi": _take_multi}

__all__ = ["FORM_INTENTS", "Heard", "State", "is_digression", "take_turn"]
