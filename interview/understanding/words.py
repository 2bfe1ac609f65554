"""Reads the word lists that lie beside these modules, and turns them into patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=16)
def word_list(name: str) -> dict[str, Any]:
    """The content of a word list, every scalar as text."""
    # BaseLoader: "on", "no" and "yes" are words here, not booleans.
    loaded = yaml.load((_FOLDER / f"{name}.yml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return dict(loaded)


@lru_cache(maxsize=64)
def words_of(name: str, key: str) -> frozenset[str]:
    """One entry of a word list as a set; it may be a list or one text of words with spaces between."""
    entry = word_list(name)[key]
    return frozenset(entry.split() if isinstance(entry, str) else entry)


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest that fits; a space matches any space or hyphen."""
    longest_first = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"[\s\-]+") for word in longest_first) + ")"
