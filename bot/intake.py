"""Reads one message of a reporter: whether it can be taken, and the parts in which Rasa gets it."""

from __future__ import annotations

import hashlib

from bot import words
from bot.ledger import Part
from bot.text import normalise, split
from bot.turns import Reply, Turn

MESSAGE_BYTES = 64 * 1024
MESSAGE_ID_CHARACTERS = 48
NOT_A_REPORT = frozenset({"start", "begin", "hi", "hello", "hey", "hi there", "hello there"})

# Whoever says this without an open draft believes that there is one.
COMING_BACK = frozenset(
    {"i'm back", "im back", "i am back", "back", "back again", "i'm back now", "im back now", "carry on", "continue",
     "go on", "resume", "lets carry on", "let's carry on", "hi im back", "hi i'm back", "hello again", "hi again"}
)  # fmt: skip


def read(text: str) -> tuple[str, Turn | None]:
    """Return the text made safe, and a refusal if it cannot be taken."""
    # Far too long text is refused unread: making it safe would take its time from everybody.
    content = normalise(text) if len(text) <= MESSAGE_BYTES else text
    if not content:
        return "", refused(words.NO_WORDS)
    if len(content.encode("utf-8", "surrogatepass")) > MESSAGE_BYTES:
        return "", refused(words.TOO_LONG)
    return content, None


def parts(message: str, content: str, language: str = "") -> list[Part]:
    """Cut a message's text into the turns that Rasa takes."""
    texts = split(content)
    if len(texts) == 1:
        return [Part(message, message, "message", content, language)]
    numbered = enumerate(texts, start=1)
    return [Part(message, f"{message}-{number}", "message", text, language) for number, text in numbered]


def is_greeting(content: str) -> bool:
    """Whether this says no more than that somebody is there."""
    return content.casefold().strip(" .!") in NOT_A_REPORT


def is_coming_back(content: str) -> bool:
    """Whether somebody says that they want to go on with a report that they began earlier."""
    return content.casefold().replace("\u2019", "'").replace(",", "").strip(" .!") in COMING_BACK


def refused(text: str) -> Turn:
    """Say why a message was not taken."""
    return Turn((Reply(text),), accepted=False)


def short(message_id: str) -> str:
    """Keep an ID that leaves room for a part's number, and stand a digest in for any other."""
    if 0 < len(message_id) <= MESSAGE_ID_CHARACTERS and message_id.isascii() and message_id.isprintable():
        return message_id
    return hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()[:MESSAGE_ID_CHARACTERS]
