"""A reporter on Telegram, over the wire: buttons, order, lengths, typing, edits, and what is not taken."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest

from bot import words
from candour.settings import Settings
from interview.catalogues import offered
from tests.support.gateways import running_gateway
from tests.support.kept_drafts import destroy_drafts, how_many_drafts
from tests.support.played_rasa import OPENING, REFERENCE, PlayedRasa, reply
from tests.support.telegram_peer import Peer, User, titles_of, until

pytestmark = pytest.mark.on_both


async def begun(user: User) -> dict[str, Any]:
    """Begin a report; returns the message with the first question."""
    await user.command("/start")
    return (await user.answers(2))[-1]


async def test_start_says_what_telegram_learns_and_offers_the_web_first(either_way: str, user: User) -> None:
    await user.command("/start")
    welcome, opening = await user.answers(2)
    assert "Telegram can see it" in welcome["text"]
    assert "https://report.example.org" in welcome["text"]
    assert (opening["text"], titles_of(opening)) == (OPENING, ["Yes, begin", "Help"])


async def test_pressed_button_is_sent_acknowledged_and_removed(
    either_way: str, peer: Peer, user: User, rasa: PlayedRasa
) -> None:
    question = await begun(user)
    await user.press(question, "Help")
    answer = await user.answer()
    assert answer["text"] == "You said: Help"
    assert rasa.texts == ["Help"]
    assert len(await peer.calls("answerCallbackQuery")) == 1
    left = [titles_of(message) for message in await user.chat()]
    assert left[1:] == [[], ["Don't know", "Skip"]]
    assert left[0] == [language.button for language in offered().values()]  # the welcome keeps them


async def test_typed_words_reach_the_dialogue_under_a_pseudonym(either_way: str, user: User, rasa: PlayedRasa) -> None:
    await begun(user)
    await user.say("It was on Tuesday 🙂\nat the station")
    assert (await user.answer())["text"] == "You said: It was on Tuesday 🙂\nat the station"
    assert rasa.texts == ["It was on Tuesday 🙂\nat the station"]
    assert not any("ann_of_lewisham" in str(turn) for turn in rasa.turns)


async def test_first_words_without_start_are_welcomed_and_kept(either_way: str, user: User, rasa: PlayedRasa) -> None:
    await user.say("An officer is selling information")
    welcome, *rest = await user.answers(4)
    assert "Telegram can see it" in welcome["text"]
    assert [message["text"] for message in rest][1:] == [OPENING, "You said: An officer is selling information"]
    assert rasa.texts == ["An officer is selling information"]


@pytest.mark.in_folders
@pytest.mark.parametrize("text", ["he did it again", "hello"])
async def test_words_after_a_draft_has_expired_are_told_that_it_is_deleted(
    settings: Settings, user: User, rasa: PlayedRasa, text: str
) -> None:
    async with running_gateway(settings):
        await begun(user)
        await user.say("An officer is selling information")
        await user.answer()
    for folder in (settings.draft_keys_dir, settings.drafts_dir):
        for place in (*folder.rglob("*"), *folder.iterdir()):
            os.utime(place, (time.time() - 8 * 86400,) * 2)
    async with running_gateway(settings):
        await until(lambda: _none_in(settings.draft_keys_dir))
        await user.say(text)
        _, notice, opening, *answered = await user.answers(3 if text == "hello" else 4)
        assert (notice["text"], opening["text"]) == (words.LEFT_OPEN, OPENING)
        assert [message["text"] for message in answered] == ([] if text == "hello" else [f"You said: {text}"])


async def _none_in(folder: Path) -> bool:
    return not await asyncio.to_thread(os.listdir, folder)


async def test_whoever_begins_with_start_is_told_of_no_earlier_report(gateway: str, user: User) -> None:
    await user.command("/start")
    assert words.LEFT_OPEN not in [message["text"] for message in await user.answers(2)]


async def test_newer_question_takes_the_buttons_of_the_older_away(gateway: str, user: User) -> None:
    await begun(user)
    await user.say("typed instead of pressed")
    await user.answer()
    assert [titles_of(message) for message in await user.chat()][-2:] == [[], ["Don't know", "Skip"]]


async def test_press_on_a_question_that_has_passed_is_not_an_answer(
    gateway: str, peer: Peer, user: User, rasa: PlayedRasa
) -> None:
    question = await begun(user)
    await user.press(question, "Help")
    await user.press(question, "Help")  # a second tap, before the button went
    await user.answer()
    await until(lambda: _count(peer, "answerCallbackQuery", 2))
    await user.nothing_more()
    assert rasa.texts == ["Help"]
    assert (await peer.calls("answerCallbackQuery"))[-1]["text"] == "That question has passed."


async def test_messages_in_a_burst_are_answered_in_order(either_way: str, user: User, rasa: PlayedRasa) -> None:
    await begun(user)
    for number in range(6):
        await user.say(f"part {number}")
    answers = await user.answers(6)
    assert [answer["text"] for answer in answers] == [f"You said: part {number}" for number in range(6)]
    assert [len(titles_of(message)) for message in await user.chat()][-6:] == [0, 0, 0, 0, 0, 2]


async def test_slow_chat_does_not_hold_up_another(either_way: str, peer: Peer, user: User, rasa: PlayedRasa) -> None:
    other = peer.user(uid=77)
    await begun(user)
    await begun(other)
    await peer.fault("sendMessage", chat=user.uid, retry_after=3)
    await user.say("slow")
    await asyncio.sleep(0.2)
    await other.say("quick")
    await until(lambda: _has(rasa, "quick"), seconds=2)


async def test_long_reply_comes_in_parts_with_the_buttons_under_the_last(
    gateway: str, user: User, rasa: PlayedRasa
) -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "Word 🙂 and word. " * 60 for number in range(9)).strip()
    rasa.script["go"] = [reply(text, "Yes")]
    await begun(user)
    await user.say("go")
    await until(lambda: _ends(user, text[-20:]))
    parts = (await user.chat())[2:]
    assert len(parts) == 3
    assert "".join(part["text"] for part in parts) == text
    assert [titles_of(part) for part in parts] == [[], [], ["Yes"]]


async def test_typing_is_shown_for_as_long_as_the_answer_takes(
    gateway: str, peer: Peer, user: User, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begun(user)
    monkeypatch.setattr("bot.channels.telegram.api.TYPING_EVERY", 0.1)
    before = len(await peer.calls("sendChatAction"))
    rasa.delay = 1
    await user.say("take your time")
    await until(lambda: _count(peer, "sendChatAction", before + 4), seconds=0.9)
    await user.answer()
    stopped = len(await peer.calls("sendChatAction"))
    await asyncio.sleep(0.4)
    actions = await peer.calls("sendChatAction")
    assert len(actions) <= stopped + 1
    assert actions[-1]["action"] == "typing"


async def test_commands_are_offered_and_passed_on_as_words(
    gateway: str, peer: Peer, user: User, rasa: PlayedRasa
) -> None:
    await begun(user)
    menu = (await peer.calls("setMyCommands"))[0]["commands"]
    for command in ("start", "help", "back", "skip", "stop", "delete"):
        assert f'"{command}"' in menu
    for command in ("/help", "/back", "/skip", "/stop", "/HELP@candour_bot", "/other", "/delete"):
        await user.command(command)
        await user.answer()
    assert rasa.texts == ["help", "back", "skip", "stop", "help", "other", "delete"]


async def test_start_again_carries_on_with_the_same_question(gateway: str, user: User, rasa: PlayedRasa) -> None:
    await begun(user)
    await user.command("/start")
    carry_on, question = await user.answers(2)
    assert "carry on" in carry_on["text"]
    assert titles_of(question) == ["Yes, begin", "Help"]
    assert [kind for _, _, kind, _ in rasa.turns] == ["start"]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("sticker", "stickers"),
        ("location", "not kept that place"),
        ("contact", "not kept that contact"),
    ],
)
async def test_media_are_declined_each_in_its_way_and_the_question_asked_again(
    gateway: str, user: User, rasa: PlayedRasa, kind: str, told: str
) -> None:
    first = await begun(user)
    await user.send(kind)
    declined, question = await user.answers(2)
    assert told in declined["text"]
    assert (question["text"], titles_of(question)) == (first["text"], titles_of(first))
    await user.press(question, "Help")
    await user.answer()
    assert rasa.texts == ["Help"]


async def test_media_without_an_open_report_are_declined_and_nothing_begins(
    gateway: str, user: User, rasa: PlayedRasa
) -> None:
    await user.send("sticker")
    assert "stickers" in (await user.answer())["text"]
    await user.nothing_more()
    assert rasa.turns == []


async def test_service_message_is_ignored(gateway: str, peer: Peer, user: User) -> None:
    await begun(user)
    pinned = {"message_id": 1, "date": 1, "chat": {"id": 42, "type": "private"}, "text": "x"}
    message = {"date": 1, "chat": {"id": 42, "type": "private"}, "from": {"id": 42, "is_bot": False, "first_name": "A"}}
    await peer.update({"message": {**message, "pinned_message": pinned}})
    await user.nothing_more()


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_groups_and_channels_get_no_answer(
    either_way: str, peer: Peer, user: User, rasa: PlayedRasa, kind: str
) -> None:
    chat = {"id": -100200, "type": kind, "title": "Station"}
    message = {"date": 1, "chat": chat, "from": {"id": 42, "is_bot": False, "first_name": "A"}, "text": "/start"}
    await peer.update({"message": message})
    await peer.update({"edited_message": {**message, "message_id": 5}})
    query = {"id": "9", "from": message["from"], "chat_instance": "1", "data": "Yes"}
    await peer.update({"callback_query": {**query, "message": {**message, "message_id": 6}}})
    await peer.update({"channel_post": {**message, "message_id": 7}})
    await begun(user)  # comes after them, so they were dealt with
    assert {call["chat_id"] for call in await peer.calls("sendMessage")} == {str(user.uid)}
    assert [kind for _, _, kind, _ in rasa.turns] == ["start"]


async def test_row_14_edit_keeps_the_first_version_when_asked_to(either_way: str, user: User, rasa: PlayedRasa) -> None:
    await begun(user)
    sent = await user.say("It was PC One")
    await user.answer()
    await user.edit(sent, "It was PC Two")
    question = await user.answer()
    assert titles_of(question) == ["Keep the first", "Use the new text"]
    await user.press(question, "Keep the first")
    assert "as you first wrote it" in (await user.answer())["text"]
    assert rasa.texts == ["It was PC One"]


async def test_row_14_edit_sends_the_new_version_when_asked_to_and_only_once(
    either_way: str, user: User, rasa: PlayedRasa
) -> None:
    await begun(user)
    sent = await user.say("It was PC One")
    await user.answer()
    await user.edit(sent, "It was PC Two")
    question = await user.answer()
    assert rasa.texts == ["It was PC One"]
    await user.press(question, "Use the new text")
    await user.press(question, "Use the new text")
    assert (await user.answer())["text"] == "You said: It was PC Two"
    await asyncio.sleep(0.3)
    assert rasa.texts == ["It was PC One", "It was PC Two"]
    assert all(titles_of(message) == [] for message in await user.chat() if message["text"] == question["text"])


async def test_edit_whose_text_is_gone_is_asked_for_again(gateway: str, user: User, rasa: PlayedRasa) -> None:
    await begun(user)
    sent = await user.say("It was PC One")
    await user.answer()
    await user.edit(sent, "It was PC Two")
    question = await user.answer()
    question.pop("reply_parameters")  # the reporter deleted their message meanwhile
    await user.press(question, "Use the new text")
    assert "send it again as a new message" in (await user.answer())["text"]
    assert rasa.texts == ["It was PC One"]


async def test_edit_is_in_no_file(gateway: str, user: User, tmp_path: Path) -> None:
    await begun(user)
    sent = await user.say("canary-first")
    await user.answer()
    await user.edit(sent, "canary-second")
    await user.press(await user.answer(), "Use the new text")
    await user.answer()
    stored = contents(tmp_path)
    assert len(stored) > 3
    for content in stored:
        assert b"canary" not in content
        assert b"ann_of_lewisham" not in content


async def test_edit_without_an_open_report_is_added_to_nothing(
    gateway: str, peer: Peer, user: User, rasa: PlayedRasa
) -> None:
    await user.edit(5, "later")
    assert "not added to anything" in (await user.answer())["text"]
    assert rasa.turns == []


async def test_finished_report_is_destroyed_once_the_reference_arrived(
    gateway: str, settings: Settings, user: User
) -> None:
    await begun(user)
    assert drafts(settings) == 1
    await user.say("hand over")
    reference, afterwards = await user.answers(2)
    assert REFERENCE in reference["text"]
    assert "delete this chat" in afterwards["text"]
    assert drafts(settings) == 0


async def test_next_report_is_welcomed_again(gateway: str, user: User) -> None:
    await begun(user)
    await user.say("delete")
    _, afterwards = await user.answers(2)
    assert "delete this chat" in afterwards["text"]
    assert (await begun(user))["text"] == OPENING


async def test_button_of_a_report_that_is_over_begins_a_new_one(
    settings: Settings, user: User, rasa: PlayedRasa
) -> None:
    async with running_gateway(settings):
        question = await begun(user)
    destroy_drafts(settings)  # it expired
    async with running_gateway(settings):
        await user.press(question, "Help")
        assert "Telegram can see it" in (await user.answer())["text"]
        await until(lambda: _ends(user, OPENING))
    assert rasa.texts == []


def contents(folder: Path) -> list[bytes]:
    """Every byte that is stored, names of files included."""
    return [str(file).encode() + file.read_bytes() for file in folder.rglob("*") if file.is_file()]


def drafts(settings: Settings) -> int:
    """How many drafts can still be read."""
    return how_many_drafts(settings)


async def _count(peer: Peer, method: str, count: int) -> bool:
    return len(await peer.calls(method)) >= count


async def _has(rasa: PlayedRasa, text: str) -> bool:
    return text in rasa.texts


async def _ends(user: User, text: str) -> bool:
    return (await user.chat())[-1]["text"].endswith(text)
