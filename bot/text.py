"""Makes a reporter's text safe to hand on, and cuts long text into parts, without losing a word of it."""

from __future__ import annotations

import re

PART_CHARACTERS = 4000
# Embeddings, overrides and isolates turn the reading order of what follows them; marks (200E, 200F) do not.
_TURNING = "\u202a-\u202e\u2066-\u2069"
_UNREADABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_TURNING}\ufeff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|\u2028|\u2029|\u0085|\x0b|\x0c")
_LOOKALIKE_SLASH = "\u2215"


def normalise(text: str) -> str:
    """Return the text without what could mislead a reader or a program; twice is the same as once.

    Lone surrogates become U+FFFD, other line ends become newlines, control characters and characters that turn the
    reading order go, and so does a leading "/", because Rasa executes what begins with it.
    """
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    readable = _UNREADABLE.sub("", _LINE_END.sub("\n", paired)).strip()
    while readable.startswith("/"):
        readable = readable.lstrip("/").strip()
    return readable


def split(text: str, limit: int = PART_CHARACTERS) -> list[str]:
    """Cut normalised text into parts of at most `limit` characters, at a sentence's end or else between words.

    Only white space at a cut goes. No part begins with "/".
    """
    parts: list[str] = []
    rest = text
    while len(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = _safe_start(rest[cut:].lstrip())
    return [*parts, rest] if rest else parts


_ENDS = (re.compile(r"\n\s*(?=[^\s/])"), re.compile(r"[.!?\u2026]\s+(?=[^\s/])"), re.compile(r"\s+(?=[^\s/])"))


def _cut(text: str, limit: int) -> int:
    window = text[: limit + 1]  # one more, to see whether the word ends at the limit
    for end in _ENDS:
        cuts = [match.end() for match in end.finditer(window) if limit // 2 < match.end() <= limit]
        if cuts:
            return cuts[-1]
    return limit


def _safe_start(rest: str) -> str:
    # Reached only where no better cut was found: the slash stays readable, and Rasa takes it for text.
    slashes = len(rest) - len(rest.lstrip("/"))
    return _LOOKALIKE_SLASH * slashes + rest[slashes:]
