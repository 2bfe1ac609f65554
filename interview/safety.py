"""What follows when a message tells of danger or distress: signposts, a mark for triage, and no word lost.

The help that comes first is chosen by what was written (`safety.yml`); its wording is in the guide and its numbers are
in the signposts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import yaml

from interview.answers import Answer
from interview.guide import FOLDER, Guide, Question, parents
from interview.hearing import DENIED, read_choice, understood
from interview.phrases import mentions
from interview.state import Heard, State

DANGER = "danger"
ALARMS = (DANGER, "distress")
SAID = "said"  # the source of an answer that an alarm gave
MOST_HELPLINES = 3
EXCERPT = 200  # characters of an alarm that stand in the case beside the answer; the whole is in the account
REMEMBERED = 5
_NOT_BY_AN_ALARM = ("other_subjects", "summary_ok")  # more hangs on these than an answer
_BUT = re.compile(r"\b(?:but|though|although|until|till|tonight|later|soon|coming back)\b", re.I)  # "no, but he ..."
_CONTACT = re.compile(  # a number, an address, or when and how it is safe to call
    r"\d(?:[ -]?\d){4}|@|\b(?:evenings?|mornings?|afternoons?|week(?:day|end)s?|\w+days|any ?time|voice ?mails?)\b"
    r"|\b(?:after|before|between|from) \d|\b(?:don'?t|do not|never|not) (?:say|leave|mention|call|ring|text|write)\b",
    re.IGNORECASE,
)


def signpost(state: State, heard: Heard) -> bool:
    """Tell where help is: at length the first time, in one line after that.

    Returns:
        Whether it was the first alarm of its kind.
    """
    before = told(state)
    state.memory["alarms"] = {**before, **{kind: _remembered(before, kind, heard) for kind in _kinds(heard)}}
    text = "\n".join([*state.texts(), heard.text])
    helplines = _named(state.guide, _kinds(heard), text)
    in_full = list(state.memory.get("signposted") or [])
    again = heard.intent in in_full
    state.memory["signposted"] = list(dict.fromkeys([*in_full, heard.intent]))
    state.say(_message(heard.intent, text, again=again), helplines=helplines)
    return not again


def signposts(guide: Guide, alarms: Sequence[str], text: str) -> tuple[str, ...]:
    """What is said, outside an interview, to somebody whose message told of danger, distress or both.

    Args:
        alarms: what it told of, what it told of most first.
        text: the message.

    Returns:
        What is said, message by message.
    """
    told = guide.messages[_message(alarms[0], text, again=False)].replace("{helplines}", _named(guide, alarms, text))
    return tuple(part.strip() for part in told.split("\n\n") if part.strip())


def helplines_for(alarms: Sequence[str], text: str) -> list[str]:
    """The signposts that fit these alarms, the most fitting first; none of the alarms is left without its own."""
    fitting = [key for key, words in _words()["helplines"].items() if mentions(tuple(words), text)]
    needed = [key for alarm in alarms for key in _words()["at_least"][alarm]]
    chosen = list(dict.fromkeys([*fitting[: MOST_HELPLINES - len(needed)], *needed, *fitting]))[:MOST_HELPLINES]
    return sorted(chosen, key=[*fitting, *needed].index)


def police_may_be_feared(text: str) -> bool:
    """Whether help that is not the police must come first: always, unless somebody else is named and no police."""
    return not mentions(tuple(_words()["others"]), text) or speaks_of_police(text)


def speaks_of_police(text: str) -> bool:
    """Whether a text names anyone from the police."""
    return mentions(tuple(_words()["police"]), text)


def note(state: State, heard: Heard) -> bool:
    """Give the slots that an alarm answers their value, with the words; whether that answered the open question."""
    answered = False
    for slot in state.guide.slots:
        value = slot.implied_by.get(heard.intent)
        known = state.answers.get(slot.name)
        if value and (known is None or known.value != value):
            said = [known.as_said if known else "", heard.text.strip()[:EXCERPT]]
            state.answers[slot.name] = Answer(value, " / ".join(filter(None, said)), SAID)
            answered = answered or slot.name == state.asked
    return answered


def without_contact(heard: Heard, slot: Question) -> Heard:
    """The alarm as it may stand in the case: contact details are sealed apart from it."""
    return replace(heard, text="") if holds_contact(heard, slot) else heard


def take_beside(state: State, heard: Heard, slot: Question) -> bool:
    """Keep what an alarm said besides; whether it answered the question that was asked."""
    if holds_contact(heard, slot):
        state.answer(slot.name, Answer(heard.text.strip(), heard.text.strip()))
        return True
    state.keep.append(heard.text)
    if slot.name != state.asked or slot.name not in state.guide.names() or slot.name in _NOT_BY_AN_ALARM:
        return False
    if _about_the_danger(state, slot):
        state.answer(slot.name, Answer(heard.text.strip(), heard.text.strip()))
        return True
    readable = slot.kind == "choice" and not heard.language and understood(slot, heard.text)
    value = read_choice(slot, heard.text, "inform") if readable else None
    if value is None or (value in DENIED and _BUT.search(heard.text)):
        return False
    state.answer(slot.name, Answer(value, heard.text.strip()))
    return True


def forget_words(state: State) -> None:
    """Forget the words of alarms when the account is taken back; that there was an alarm stays."""
    alarms = dict(state.memory.get("alarms") or {})
    state.memory["alarms"] = {kind: ["" for _ in words] for kind, words in alarms.items()}
    for name, answer in list(state.answers.items()):
        if answer.source == SAID and state.guide.slot(name).implied_by:
            state.answers[name] = Answer(answer.value, "", SAID)


def told(state: State) -> dict[str, list[str]]:
    """The alarms of an interview, by kind, with the words as they were said."""
    alarms: Mapping[str, Any] = state.memory.get("alarms") or {}
    return {kind: [str(word) for word in words] for kind, words in alarms.items()}


def holds_contact(heard: Heard, slot: Question) -> bool:
    """Whether a message tells, at a question for contact details, how or when somebody can be reached."""
    return bool(slot.part) and bool(_CONTACT.search(heard.text))


def _kinds(heard: Heard) -> tuple[str, ...]:
    """What the message tells of, what it tells of most first."""
    return tuple(dict.fromkeys([heard.intent, *heard.alarms]))


def _named(guide: Guide, alarms: Sequence[str], text: str) -> str:
    return ", ".join(guide.messages[f"call_{key}"] for key in helplines_for(alarms, text))


def _remembered(before: Mapping[str, list[str]], kind: str, heard: Heard) -> list[str]:
    return [*before.get(kind, []), heard.text.strip()[:EXCERPT]][-REMEMBERED:]


def _message(alarm: str, text: str, again: bool) -> str:
    if again:
        return f"{alarm}_again"
    return alarm if alarm != "danger" or police_may_be_feared(text) else "danger_not_police"


def _about_the_danger(state: State, slot: Question) -> bool:
    about = {other.name for other in state.guide.slots if other.implied_by}
    return slot.kind == "text" and bool(parents(slot) & about)


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    words = yaml.load((FOLDER / "safety.yml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
    return dict(words)
