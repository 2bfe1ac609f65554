"""What an assessor leaves out, and what is proposed to be: phrases in which reporters tell who they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from interview.guide import Guide
from interview.understanding.clues import Clue, identity_clues
from triage.case import Case, Contact

LEFT_OUT = "[left out]"
ACCOUNT, RISK = "account", "risk"
# Questions about the reporter, not about the officer: no receiving unit gets the answers.
ABOUT_THE_REPORTER = ("reporter", "follow_up")
_NAME = "name"
_NO_NAME = {
    "my",
    "full",
    "first",
    "last",
    "real",
    "name",
    "is",
    "names",
    "i",
    "im",
    "called",
    "call",
    "me",
    "this",
    "from",
}
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_REST = re.compile(r"\w*")
_REACHES = re.compile(r"[\w.+-]+@[\w.-]+|@\w{3,}|\+?\d[\d ()-]{5,}\d")


@dataclass(frozen=True)
class Proposal:
    """A phrase that is left out unless the assessor keeps it.

    Args:
        number: to name it by.
        kind: what it tells of the reporter.
        words: as they wrote it.
        where: the account, or the slot, or what the interview heard as a risk.
    """

    number: int
    kind: str
    words: str
    where: str


@dataclass(frozen=True)
class Marks:
    """What is left out.

    Args:
        words: phrases, wherever they stand, in any case and spacing.
        slots: whole answers.
        files: numbers of the files that are taken along; all others stay.
        assessments: whether what the team decided is taken along.
    """

    words: tuple[str, ...] = field(default=(), repr=False)
    slots: frozenset[str] = frozenset()
    files: frozenset[int] = frozenset()
    assessments: bool = False


def proposals(case: Case) -> list[Proposal]:
    """What of a case may tell who reported it, each phrase once."""
    found: dict[str, Proposal] = {}
    for where, text in _texts(case):
        for clue in identity_clues([text]):
            words = _whole(text, clue)
            found.setdefault(words.casefold(), Proposal(len(found) + 1, clue.kind, words, where))
    return list(found.values())


def words_of(chosen: Sequence[Proposal], more: Sequence[str], contact: Contact | None) -> tuple[str, ...]:
    """All phrases that are to be left out.

    Args:
        chosen: the proposals that the assessor did not keep.
        more: what else they marked.
        contact: contact details, which are left out wherever they stand.
    """
    names = [word for one in chosen if one.kind == _NAME for word in _names(one.words)]
    reached = [contact.method, *_REACHES.findall(contact.method), contact.safe_time] if contact else []
    every = [*(one.words for one in chosen), *names, *more, *reached]
    # The longest first: a phrase may stand within another.
    return tuple(sorted({word for word in map(str.strip, every) if word}, key=lambda word: (-len(word), word)))


def left_out_slots(case: Case, guide: Guide, more: Sequence[str]) -> frozenset[str]:
    """The answers that are left out whole: about the reporter always, those that the assessor marks, unknown ones."""
    known = set(guide.names())
    about = {slot.name for slot in guide.slots if slot.section in ABOUT_THE_REPORTER or slot.part}
    return frozenset(about | set(more) | (case.slots.keys() - known))


def without(text: str, words: Sequence[str]) -> tuple[str, int]:
    """A text without these phrases, and how many were taken out.

    Returns:
        The text in Unicode's composed form, with LEFT_OUT in place of each.
    """
    count, text = 0, unicodedata.normalize("NFC", text)
    for word in words:
        text, times = _pattern(word).subn(LEFT_OUT, text)
        count += times
    return text, count


def _pattern(word: str) -> re.Pattern[str]:
    pieces = r"\s+".join(re.escape(piece) for piece in unicodedata.normalize("NFC", word).split())
    return re.compile(rf"(?<!\w){pieces}(?!\w)", re.IGNORECASE)


def _names(words: str) -> list[str]:
    """The name itself in "my name is ...", for it may stand alone elsewhere."""
    return [word for word in _WORD.findall(words) if word.casefold().replace("'", "") not in _NO_NAME]


def _texts(case: Case) -> Iterator[tuple[str, str]]:
    yield from ((ACCOUNT, message) for message in case.account)
    for name, answer in case.slots.items():
        yield from ((name, text) for text in _strings([answer.value, answer.as_said]))
    yield from ((RISK, text) for text in _strings(case.risk))


def _whole(text: str, clue: Clue) -> str:
    """A clue to the end of its last word: half a word would not be found as a phrase."""
    end = clue.start + len(clue.as_said)
    rest = _REST.match(text, end) if text[clue.start : end] == clue.as_said else None
    return clue.as_said + (rest[0] if rest else "")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)
