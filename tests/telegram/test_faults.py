"""When Telegram, the network, the dialogue or the gateway fails: nothing is lost, nothing is taken twice."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.conversation import Conversations, Patience
from candour.settings import Settings
from tests.support.gateway_process import gateway_process
from tests.support.gateways import running_gateway
from tests.support.played_rasa import REFERENCE, PlayedRasa
from tests.support.telegram_peer import TOKEN, Peer, User, telegram_peer, telegram_server, titles_of, until

Events = list[tuple[str, dict[str, Any]]]


async def begun(user: User) -> dict[str, Any]:
    """Begin a report; returns the message with the first question."""
    await user.command("/start")
    return (await user.answers(2))[-1]


async def test_told_to_wait_the_reply_waits_and_comes_once(
    gateway: str, peer: Peer, user: User, events: Events
) -> None:
    await begun(user)
    await peer.fault("sendMessage", retry_after=1)
    began = time.monotonic()
    await user.say("one")
    await user.say("two")
    assert [answer["text"] for answer in await user.answers(2)] == ["You said: one", "You said: two"]
    assert time.monotonic() - began >= 1
    await user.nothing_more()
    assert ("telegram_flooded", {"level": "warning", "channel": "telegram"}) in events


async def test_told_to_wait_for_too_long_the_reply_comes_with_the_update_again(
    gateway: str, peer: Peer, user: User, rasa: PlayedRasa
) -> None:
    await begun(user)
    await peer.fault("sendMessage", retry_after=100_000)
    await user.say("one")
    assert (await user.answer(seconds=15))["text"] == "You said: one"
    assert rasa.texts == ["one"]


async def test_network_errors_while_sending_are_tried_again(gateway: str, peer: Peer, user: User) -> None:
    await begun(user)
    await peer.fault("sendMessage", code=502, times=2)
    await user.say("one")
    assert (await user.answer(seconds=15))["text"] == "You said: one"
    await user.nothing_more()


async def test_blocked_by_the_reporter_the_report_stays_and_nothing_is_destroyed(
    either_way: str, each_way: Settings, peer: Peer, user: User, events: Events
) -> None:
    await begun(user)
    await peer.fault("sendMessage", code=403, description="Forbidden: bot was blocked by the user")
    await user.say("hand over")
    await until(lambda: _logged(events, "telegram_blocked"))
    await until(lambda: _acknowledged(peer))
    assert drafts(each_way) == 1
    assert len([event for event, _ in events if event == "telegram_blocked"]) == 1
    # Unblocked again: what did not arrive comes with the next turn, and only then is the draft destroyed.
    await user.command("/start")
    assert REFERENCE in (await user.answer())["text"]
    await until(lambda: _shredded(each_way))


async def test_row_14_repeated_update_is_dealt_with_once(
    either_way: str, peer: Peer, user: User, rasa: PlayedRasa
) -> None:
    await begun(user)
    message = {"date": 1, "chat": {"id": 42, "type": "private"}, "from": {"id": 42, "is_bot": False, "first_name": "A"}}
    update: dict[str, Any] = {"message": {**message, "message_id": 900, "text": "only once"}}
    update["update_id"] = (await peer.update(update))["update_id"]
    await peer.update(update)
    await user.answer()
    await peer.update(update)
    await until(lambda: _acknowledged(peer))
    await user.nothing_more()
    assert rasa.texts == ["only once"]


async def test_restart_with_a_message_in_hand_answers_it_once(
    each_way: Settings, peer: Peer, user: User, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.FINISH_WITHIN", 0.1)
    async with running_gateway(each_way, each_way.port, patience=Patience()):
        await begun(user)
        rasa.fault = (503, b"")
        await user.say("kept in the vault")
        await until(lambda: _typing(peer, 2))
        await asyncio.sleep(1.2)  # long enough for the next polls to acknowledge it, which they must not
    assert await peer.waiting() != []
    rasa.fault = None
    async with running_gateway(each_way, each_way.port):
        assert (await user.answer())["text"] == "You said: kept in the vault"
        await until(lambda: _acknowledged(peer))
        await user.nothing_more()
    assert rasa.texts == ["kept in the vault"]


async def test_killed_with_a_message_in_hand_answers_it_once(
    each_way: Settings, peer: Peer, user: User, rasa: PlayedRasa, tmp_path: Path
) -> None:
    async with gateway_process(each_way, tmp_path / "first.log") as process:
        await user.command("/start")
        await user.answers(2, seconds=30)
        rasa.fault = (503, b"")
        await user.say("kept in the vault")
        await until(lambda: _typing(peer, 2))
        await asyncio.sleep(1.2)  # long enough for the next polls to acknowledge it, which they must not
        process.kill()
    assert await peer.waiting() != []
    rasa.fault = None
    async with gateway_process(each_way, tmp_path / "second.log"):
        assert (await user.answer(seconds=30))["text"] == "You said: kept in the vault"
        await until(lambda: _acknowledged(peer))
        await user.nothing_more()
    assert rasa.texts == ["kept in the vault"]


async def test_late_answer_that_does_not_arrive_is_sent_again(
    settings: Settings, peer: Peer, user: User, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.LATE_PAUSES", (0.1, 0.1, 0.1))
    monkeypatch.setattr("bot.channels.telegram.api.NETWORK_PAUSES", (0.01,))
    async with running_gateway(settings):
        await begun(user)
        rasa.fault = (503, b"")
        await user.say("first")
        assert "Your message is kept" in (await user.answer())["text"]
        await peer.fault("sendMessage", code=502, times=4)
        rasa.fault = None
        assert (await user.answer())["text"] == "You said: first"
        await user.nothing_more()
    assert rasa.texts == ["first"]


async def test_slow_answer_that_does_not_arrive_is_sent_again_though_the_update_is_gone(
    each_way: Settings, peer: Peer, user: User, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.LATE_PAUSES", (0.1, 0.1, 0.1))
    monkeypatch.setattr("bot.channels.telegram.channel.TAKEN_AFTER", 0.1)
    monkeypatch.setattr("bot.channels.telegram.api.NETWORK_PAUSES", (0.01,))
    async with running_gateway(each_way, each_way.port, patience=Patience()):
        await begun(user)
        rasa.delay = 1
        await user.say("first")
        await until(lambda: _acknowledged(peer), seconds=0.9)
        await peer.fault("sendMessage", code=502, times=4)
        assert (await user.answer())["text"] == "You said: first"
        await user.nothing_more()
    assert rasa.texts == ["first"]


async def test_stopped_and_started_again_nothing_that_was_answered_comes_again(
    settings: Settings, peer: Peer, user: User, rasa: PlayedRasa
) -> None:
    async with running_gateway(settings, settings.port):
        await begun(user)
        await user.say("answered")
        await user.answer()
    assert await peer.waiting() == []
    async with running_gateway(settings, settings.port):
        await user.say("next")
        assert (await user.answer())["text"] == "You said: next"
        await user.nothing_more()
    assert rasa.texts == ["answered", "next"]


async def test_late_answer_is_pushed_after_telling_of_the_delay(
    settings: Settings, user: User, rasa: PlayedRasa
) -> None:
    async with running_gateway(settings):
        await begun(user)
        rasa.fault = (503, b"")
        await user.say("first")
        assert "Your message is kept" in (await user.answer())["text"]
        await user.say("second")
        assert "still cannot answer" in (await user.answer())["text"]
        rasa.fault = None
        assert [answer["text"] for answer in await user.answers(2)] == ["You said: first", "You said: second"]
        assert [titles_of(message) for message in await user.chat()][-2:] == [[], ["Don't know", "Skip"]]


async def test_late_answer_after_a_restart_comes_when_the_reporter_writes(
    settings: Settings, peer: Peer, user: User, rasa: PlayedRasa
) -> None:
    async with running_gateway(settings):
        await begun(user)
        rasa.fault = (503, b"")
        await user.say("first")
        await user.answer()
        await until(lambda: _acknowledged(peer))
    rasa.fault = None
    async with running_gateway(settings):
        await until(lambda: _said(rasa, "first"))
        await user.nothing_more()  # the chat's ID was in the memory of the process that is gone
        await user.say("second")
        assert [answer["text"] for answer in await user.answers(2)] == ["You said: first", "You said: second"]


async def test_message_that_cannot_be_kept_comes_again(
    either_way: str, user: User, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begun(user)
    _fail_to_keep(monkeypatch, times=2)
    await user.say("on a full disk")
    assert (await user.answer(seconds=15))["text"] == "You said: on a full disk"
    assert rasa.texts == ["on a full disk"]


async def test_message_that_can_never_be_kept_is_not_lost_silently(
    webhook_settings: Settings, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_gateway(webhook_settings, webhook_settings.port):
        await begun(user)
        _fail_to_keep(monkeypatch, times=5)
        await user.say("on a full disk")
        assert "could not keep your last message" in (await user.answer(seconds=15))["text"]
        await user.say("again")
        assert (await user.answer())["text"] == "You said: again"


async def test_web_chat_runs_while_telegram_cannot_be_reached_and_telegram_joins_later(
    settings: Settings, rasa: PlayedRasa, events: Events
) -> None:
    with telegram_server() as url:
        port = int(url.rsplit(":", 1)[1])
    async with running_gateway(dataclasses.replace(settings, telegram_base_url=f"{url}/bot")) as gateway:
        await until(lambda: _logged(events, "telegram_unreachable"))
        async with httpx.AsyncClient(trust_env=False) as browser:
            assert (await browser.get(f"{gateway}/")).status_code == 200
        with telegram_server(port):
            async with telegram_peer(url) as back:
                await begun(back.user())


async def test_refused_token_is_not_written_anywhere(settings: Settings, peer: Peer, events: Events) -> None:
    await peer.fault("getMe", code=401, description="Unauthorized", times=2)
    async with running_gateway(settings, settings.port):
        await until(lambda: _logged(events, "telegram_unreachable"))
    assert ("error", "InvalidToken") in [item for _, fields in events for item in fields.items()]
    assert TOKEN not in str(events)


async def test_conflict_is_waited_out(settings: Settings, peer: Peer, user: User, events: Events) -> None:
    await peer.fault("getUpdates", code=409, description="Conflict: terminated by other getUpdates request")
    async with running_gateway(settings, settings.port):
        await begun(user)
    assert ("error", "Conflict") in [item for _, fields in events for item in fields.items()]
    assert len(await peer.calls("deleteWebhook")) == 2


async def test_webhook_is_removed_before_polling(
    settings: Settings, webhook_settings: Settings, peer: Peer, user: User
) -> None:
    async with running_gateway(webhook_settings, webhook_settings.port):
        await begun(user)
    async with running_gateway(settings, settings.port):
        await user.say("polled")
        assert (await user.answer())["text"] == "You said: polled"


def drafts(settings: Settings) -> int:
    """How many drafts can still be read."""
    return len(list(settings.draft_keys_dir.iterdir()))


def _fail_to_keep(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    accept, left = Conversations.accept, [times]

    async def failing(*args: Any, **more: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise OSError(28, "No space left on device")
        return await accept(*args, **more)

    monkeypatch.setattr(Conversations, "accept", failing)


async def _logged(events: Events, name: str) -> bool:
    return any(event == name for event, _ in events)


async def _acknowledged(peer: Peer) -> bool:
    return await peer.waiting() == []


async def _shredded(settings: Settings) -> bool:
    return drafts(settings) == 0


async def _said(rasa: PlayedRasa, text: str) -> bool:
    return text in rasa.texts


async def _typing(peer: Peer, times: int) -> bool:
    return len(await peer.calls("sendChatAction")) >= times
