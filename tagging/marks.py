"""Marked accounts: texts in which trainers mark the words that tell something, as docs/trainers.md explains.

Accounts are parted by lines of `---`. `[words](slot)` says that words fill a slot, `[words](slot=value)` that they tell
this value of it, and `[words](slot@2)` that they speak of the second officer who is accused; 0 is any who is not
accused. Several are parted by `;`. A last line `categories: trading_information, other` says of which kinds of conduct
the account tells, `categories: none` that it tells of no wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from candour.errors import CandourError

UNACCUSED = 0
_PARTING = re.compile(r"^---[ \t]*$", re.M)
_MARK = re.compile(r"\[([^\[\]]+)\]\(([^()\n]*)\)")
_SAYS = re.compile(r"([a-z_]+)(?:=([a-z_]+))?(?:@(\d))?\Z")
_CATEGORIES = re.compile(r"\ncategories:[ \t]*([^\n]*)\Z")
NO_CATEGORY = "none"
_LEFT_OVER = re.compile(r"\[|\]\(|\]")


class MarkError(CandourError):
    """A mark that cannot be read.

    Attributes:
        line: where, from 1.   what: what is wrong.
    """

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what = line, what


@dataclass(frozen=True)
class Mark:
    """What some words tell.

    Args:
        start, end: where they are in the text.   slot: what they tell of.   value: what they tell, where it is no more
        than the words themselves.   officer: of whom, in the order in which the accused are told of, from 1.
    """

    start: int
    end: int
    slot: str
    value: str | None = None
    officer: int = 1


@dataclass(frozen=True)
class Account:
    """A text without its marks, and what was marked in it.

    Args:
        text: the words.   marks: what some of them tell.   line: where it begins.
        categories: the kinds of conduct that it tells of; None where nobody said.
    """

    text: str
    marks: tuple[Mark, ...]
    line: int
    categories: tuple[str, ...] | None = None


def read_marked(content: str) -> Iterator[Account]:
    """Read the accounts of a file.

    Raises:
        MarkError: a mark is none.
    """
    begin = 0
    for end, following in [(found.start(), found.end()) for found in _PARTING.finditer(content)] + [
        (len(content),) * 2
    ]:
        whole = content[begin:end]
        if whole.strip():
            at = begin + len(whole) - len(whole.lstrip())
            yield _account(whole.strip(), 1 + content.count("\n", 0, at))
        begin = following


def _account(whole: str, line: int) -> Account:
    said = _CATEGORIES.search(whole)
    marked = whole[: said.start()].rstrip() if said else whole
    text, marks, at = "", [], 0
    for found in _MARK.finditer(marked):
        text += marked[at : found.start()]
        here = line + marked.count("\n", 0, found.start())
        marks += [_mark(len(text), found[1], mark.strip(), here) for mark in found[2].split(";")]
        text, at = text + found[1], found.end()
    text += marked[at:]
    if left := _LEFT_OVER.search(text):
        raise MarkError(
            line + text.count("\n", 0, left.start()), f"a bracket is left over: {_around(text, left.start())}"
        )
    return Account(text, tuple(marks), line, _categories(said[1]) if said else None)


def _categories(listed: str) -> tuple[str, ...]:
    named = tuple(name.strip() for name in listed.split(",") if name.strip())
    return () if named == (NO_CATEGORY,) else named


def _mark(start: int, words: str, said: str, line: int) -> Mark:
    read = _SAYS.match(said)
    if not read:
        raise MarkError(line, f"not a mark: [{words}]({said})")
    return Mark(start, start + len(words), read[1], read[2], int(read[3] or 1))


def _around(text: str, at: int) -> str:
    return text[max(0, at - 20) : at + 20].replace("\n", " ")
