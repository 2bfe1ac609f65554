"""Reads the word lists that lie beside these modules, and turns them into patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

Tree = dict[str, "Tree"]
_FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # ten times as fast, where it was built


@lru_cache(maxsize=64)
def word_list(name: str) -> dict[str, Any]:
    """The content of a word list, every scalar as text."""
    # BaseLoader: "on", "no" and "yes" are words here, not booleans.
    loaded = yaml.load((_FOLDER / f"{name}.yml").read_text("utf-8"), Loader=_LOADER)  # noqa: S506
    return dict(loaded)


@lru_cache(maxsize=128)
def words_of(name: str, key: str) -> frozenset[str]:
    """One entry of a word list as a set; it may be a list or one text of words with spaces between."""
    entry = word_list(name)[key]
    return frozenset(entry.split() if isinstance(entry, str) else entry)


@lru_cache(maxsize=128)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that is built from word lists, compiled once; the cache of `re` is smaller than our list of cues."""
    return re.compile(pattern)


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest that fits; a space matches any space or hyphen."""
    tree: Tree = {}
    for word in words:
        node = tree
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {}
    return f"(?:{_of_tree(tree)})"


def _of_tree(tree: Tree) -> str:
    """A pattern that shares the beginnings of its words, so that `re` need not try them one by one."""
    branches = [_sign(sign) + _of_tree(after) for sign, after in tree.items() if sign]
    if not branches:
        return ""
    if len(branches) > 1 or "" in tree:
        return f"(?:{'|'.join(branches)}){'?' if '' in tree else ''}"
    return branches[0]


def _sign(sign: str) -> str:
    return r"[\s\-]+" if sign == " " else re.escape(sign)


@dataclass(frozen=True)
class Starting:
    """A pattern whose matches begin at a word: as `\\b` before it, which keeps `re` from looking for first letters."""

    pattern: re.Pattern[str]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches in a text, in their order."""
        at = 0
        while match := self.pattern.search(text, at):
            start, end = match.span()
            inside = start > 0 and _letter(text[start - 1])
            if inside != (start < len(text) and _letter(text[start])):
                yield match
                at = end + (start == end)
            else:
                at = start + 1


def searcher(pattern: str) -> Starting | re.Pattern[str]:
    """A pattern ready to be searched for, in the way that is quickest for it."""
    rest = pattern.removeprefix(r"\b")
    return Starting(re.compile(rest)) if rest != pattern and not _has_branches(rest) else re.compile(pattern)


def _letter(char: str) -> bool:
    return char.isalnum() or char == "_"


def _has_branches(pattern: str) -> bool:
    """Whether a pattern has a `|` outside of all brackets, so that what stands first holds for a part of it only."""
    bare = re.sub(r"\\.", "", pattern)
    bare = re.sub(r"\[\^?\]?[^\]]*\]", "", bare)
    while (flat := re.sub(r"\([^()]*\)", "", bare)) != bare:
        bare = flat
    return "|" in bare
