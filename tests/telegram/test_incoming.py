"""What is read from updates, and what is remembered of chats."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.channels.telegram.chats import Chats
from bot.channels.telegram.incoming import command, read, words
from bot.replicas.notes import OwnNotes
from interview.channels import Command

COMMANDS = {"help": Command("help", ""), "back": Command("go back", "")}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(["text", "caption", "photo", "voice", "media_group_id", "story", "location", "edit_date"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/help", "help"),
        ("/HELP@candour_bot", "help"),
        ("/back now", "go back now"),
        ("/helpme", "/helpme"),
        ("/unknown", "/unknown"),
        ("he/she", "he/she"),
        ("help", "help"),
        ("/", "/"),
    ],
)
def test_commands_become_words(typed: str, said: str) -> None:
    assert words(typed, COMMANDS) == said


@pytest.mark.parametrize(
    ("typed", "name"), [("/start", "start"), ("/Start@x 1", "start"), ("start", None), ("//", None)]
)
def test_command_is_found_at_the_start_only(typed: str, name: str | None) -> None:
    assert command(typed) == name


@given(st.dictionaries(KEYS, JSON))
def test_private_message_of_any_shape_is_read_or_refused_but_content_is_never_shown(content: dict[str, object]) -> None:
    message = {"message_id": 1, "date": 1, "chat": {"id": 424242, "type": "private"}, **content}
    try:
        update = Update.de_json({"update_id": 1, "message": message})
    except Exception:  # the parser of python-telegram-bot; the webhook answers 400
        return
    incoming = read(update)
    if incoming:
        assert "424242" not in repr(incoming)
        assert isinstance(getattr(incoming, "text", ""), str)


def test_repr_shows_no_words() -> None:
    message = {"message_id": 1, "date": 1, "chat": {"id": 424242, "type": "private"}, "text": "canary"}
    shown = repr(read(Update.de_json({"update_id": 7, "message": message})))
    assert "canary" not in shown
    assert "424242" not in shown
    assert "7" in shown


def test_least_recently_used_chats_are_forgotten() -> None:
    chats = Chats(OwnNotes(), remembered=2)
    for number in (1, 2, 3):
        chats.known_as(chats.get(number), f"sender {number}")
    assert len(chats) == 2
    assert chats.of("sender 1") is None
    assert chats.of("sender 3") is chats.get(3)


async def test_chat_that_is_being_answered_is_not_forgotten() -> None:
    chats = Chats(OwnNotes(), remembered=1)
    first = chats.get(1)
    async with first.lock:
        chats.get(2)
        assert chats.get(1) is first


def test_new_pseudonym_replaces_the_old() -> None:
    chats = Chats(OwnNotes())
    chat = chats.get(1)
    chats.known_as(chat, "old")
    chats.known_as(chat, "new")
    assert chats.of("old") is None
    assert chats.of("new") is chat
