"""What a reply becomes on Telegram: plain text in parts that fit, and quick replies as rows of buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

# Bot API, sendMessage: 1-4096 characters, which Telegram counts as UTF-16 code units.
TEXT_LIMIT = 4096
# Bot API, InlineKeyboardButton.callback_data: 1-64 bytes.
DATA_LIMIT = 64
ROW_WIDTH = 30
ROW_BUTTONS = 3
_BOUNDARIES = (re.compile(r"\n{2,}"), re.compile(r"\n"), re.compile(r"[.!?]['\")\u2019\u201d]?\s+"), re.compile(r"\s+"))


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: characters beyond the basic plane count twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def split_text(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Cut a text into parts that fit a message; joined, they are the text again.

    Args:
        text: any text; surrogate pairs are not parted, even where a pair stands as two characters.
        limit: most UTF-16 units of a part, at least 2.

    Returns:
        The parts, cut after a paragraph if possible, else a line, a sentence, a word; none is empty.
    """
    parts = []
    while utf16_length(text) > limit:
        cut = _best_cut(text[: _fitting(text, limit)], text)
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text] if text else parts


def without_lone_surrogates(text: str) -> str:
    """Replace halves of surrogate pairs, which no message can carry, by the replacement character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def keyboard(buttons: Sequence[str], name: Callable[[str], str] = str) -> InlineKeyboardMarkup | None:
    """Lay quick replies out in rows of one to three, by length; pressing one sends it, whatever stands on it.

    One that Telegram cannot carry (over 64 bytes) gets no button: it can still be typed.

    Args:
        buttons: what is sent.
        name: gives what stands on a button.
    """
    rows: list[list[tuple[str, str]]] = []
    for button in buttons:
        if not 0 < len(button.encode("utf-8", "replace")) <= DATA_LIMIT:
            continue
        title = name(button)
        if rows and _fits([other for other, _ in rows[-1]], title):
            rows[-1].append((title, button))
        else:
            rows.append([(title, button)])
    made = [[InlineKeyboardButton(title, callback_data=button) for title, button in row] for row in rows]
    return InlineKeyboardMarkup(made) if made else None


def _fits(row: list[str], title: str) -> bool:
    # All buttons of a row get the same width, so the longest title decides.
    longest = max(len(one) for one in [*row, title])
    return len(row) < ROW_BUTTONS and longest * (len(row) + 1) <= ROW_WIDTH


def _fitting(text: str, limit: int) -> int:
    """Number of characters from the start that fit, not parting a pair."""
    units = 0
    for index, character in enumerate(text):
        units += 1 + (character > "\uffff")
        if units > limit:
            return index - _parts_a_pair(text, index)
    return len(text)


def _parts_a_pair(text: str, index: int) -> bool:
    return index > 1 and "\ud800" <= text[index - 1] <= "\udbff" and "\udc00" <= text[index] <= "\udfff"


def _best_cut(head: str, text: str) -> int:
    # A boundary in the first quarter would leave a stub of a message, so a weaker one further on is better.
    for boundary in _BOUNDARIES:
        ends = [match.end() for match in boundary.finditer(head)]
        if ends and ends[-1] > len(head) // 4:
            return ends[-1]
    return len(head)
