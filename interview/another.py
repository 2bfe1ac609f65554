"""Another officer, told of while the details of one are taken: noted, and asked about when those are done."""

from __future__ import annotations

import re
from dataclasses import replace

from interview import subjects
from interview.state import Heard, State

_OFFICERS = (
    r"(?:police ?)?(?:officers?|pcs?|cops?|coppers?|constables?|sergeants?|sgts?|detectives?|inspectors?|specials?"
    r"|pcsos?|policem[ae]n|policewom[ae]n|feds?)"
)
_MORE = (
    r"(?:another|an? other|a second|one more|two|three|four|other|some other|several(?: other)?|a few(?: other)?)"
    rf"(?: (?:more|other|female|male|younger|older|uniformed))? {_OFFICERS}"
)
_THEIRS = r"(?:his|her|their) (?:colleagues?|sergeant|skipper|inspector|supervisor|oppo|crewmate)"
_WHO = (
    rf"(?:(?:there (?:was|were|is|are) )?(?:also )?{_MORE}|{_THEIRS}"
    r"|(?:someone|somebody) else (?:from the police|in uniform))"
)
_WITH = r"with (?:him|her|them|me|us)"
_THERE = (
    rf"(?:there|here|present|{_WITH}|involved|in on it|part of it|helping|watching|laughing|doing it"
    r"|in the (?:car|van|room|office|house))"
)
_DID = r"(?:helped|watched|joined in|took part|did it|did the same|came|stood by|saw it|held \w+)"
_WAS = rf"(?:(?:that|who) )?(?:(?:was|were|is|are|s)(?: also| both| all)? {_THERE}|{_DID}(?: along| {_WITH})?)"
_ALSO = r"(?:,? (?:too|as well|also|at the time|that (?:night|day)))*"
_CLAUSE = re.compile(
    rf"\b(?:{_WHO},? {_WAS}{_ALSO}|there (?:was|were) (?:also )?{_MORE}(?: {_WITH}| there)?{_ALSO}"
    rf"|{_MORE} (?:too|as well)|(?:he|she|they) had (?:{_MORE}|a colleague) {_WITH}"
    r"|(?:he|she) (?:was not|wasn'?t) (?:alone|on (?:his|her) own)|there were (?:two|three|four|several) of them)\b",
    re.IGNORECASE,
)
# What stands before it and is an answer of its own: a sentence, or what "and" parts from it.
_SENTENCE = re.compile(r"(.*\w.*?)\s*[.;!\n]+\s*\Z", re.DOTALL)
_AND = re.compile(r"(.*\w.*?)(?:\s*[.,;!\n]+\s*|\s+)(?:(?:and|but|also|oh|plus|btw)\b[ ,]*)+\Z", re.I | re.DOTALL)
_FILLERS = re.compile(
    r"(?:\W*\b(?:oh|and|also|but|so|wait|actually|sorry|um|er|yes|yeah|no|i|just|think|thought|remember(?:ed)?|forgot"
    r"|to say|mention|btw)\b\W*)+",
    re.IGNORECASE,
)


def told(state: State, text: str) -> bool:
    """Whether a message at a question about one officer tells of another."""
    return state.asked in state.guide.group("subject") and bool(_CLAUSE.search(text))


def note(state: State, heard: Heard) -> Heard:
    """Note it and say so; returns what the message says besides, which may be nothing."""
    state.say("noted_another")
    state.keep.append(heard.text)
    if not state.recall("found_others"):  # the account may have told of them already
        state.memory["another"] = True
    return replace(heard, text=_beside(heard.text), intent="inform")


def begin(state: State) -> bool:
    """Whether the one who was told of is to be asked about now."""
    return bool(state.memory.pop("another", False)) and subjects.count(state) < subjects.MOST


def _beside(text: str) -> str:
    """The answer that comes before: "Dave Harding, and another officer was there too"."""
    clause = _CLAUSE.search(text)
    if clause is None or re.search(r"\w", text[clause.end() :]):
        return ""  # what follows is about the other one
    before = text[: clause.start()]
    found = _SENTENCE.match(before) or _AND.match(before)
    return found[1].strip() if found and not _FILLERS.fullmatch(found[1]) else ""
