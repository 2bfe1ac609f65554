"""A reporter's message is answered exactly once, whatever happens."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot import words
from bot.conversation import Conversations, Turn
from bot.intake import MESSAGE_BYTES
from bot.limits import Limits
from candour.settings import Settings
from drafts import open_vault, streams
from tests.support.gateways import conversations as make
from tests.support.kept_drafts import destroy_drafts
from tests.support.played_rasa import OPENING, QUESTION, PlayedRasa, reply

pytestmark = pytest.mark.on_both

SECRET = "the inspector keeps the canary-7f3a in his locker"


@pytest.fixture
async def heart(settings: Settings) -> AsyncIterator[Conversations]:
    heart = make(settings)
    yield heart
    await _stop(heart)


@pytest.fixture
def sender(heart: Conversations) -> str:
    return heart.sender("web", "token")


async def _stop(heart: Conversations) -> None:
    await heart.close()
    await heart._workers._asker._rasa.close()


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - what is waited for happens in a server
            await asyncio.sleep(0.01)


def _texts(turn: Turn) -> list[str]:
    return [reply.text for reply in turn.replies]


class Pushed:
    """A channel that takes late turns."""

    def __init__(self, heart: Conversations, delivers: bool = True) -> None:
        self.turns: list[tuple[str, Turn]] = []
        self._delivers = delivers
        heart.add_push(self)

    async def __call__(self, sender: str, turn: Turn) -> bool:
        self.turns.append((sender, turn))
        return self._delivers


# Beginning ----------------------------------------------------------------------------------------------------------


async def test_begin_returns_the_opening(heart: Conversations, sender: str, rasa: PlayedRasa) -> None:
    turn = await heart.begin(sender)
    assert _texts(turn) == [OPENING]
    assert [kind for _, _, kind, _ in rasa.turns] == ["start"]


async def test_begin_again_carries_on_with_the_same_question(
    heart: Conversations, sender: str, rasa: PlayedRasa
) -> None:
    (await heart.begin(sender)).delivered()
    (await heart.say(sender, "m1", "Yes, begin")).delivered()
    turn = await heart.begin(sender)
    assert _texts(turn) == [words.CARRY_ON, QUESTION]
    assert turn.replies[-1].buttons == ("That's everything", "Don't know", "Skip")
    assert len(rasa.turns) == 2


async def test_first_words_are_kept_and_answered_after_the_opening(
    heart: Conversations, sender: str, rasa: PlayedRasa
) -> None:
    turn = await heart.say(sender, "m1", "My sergeant sells names.")
    assert _texts(turn) == [OPENING, "You said: My sergeant sells names."]
    assert rasa.texts == ["My sergeant sells names."]


@pytest.mark.parametrize("greeting", ["hi", "Hello!", "/start", "Hey."])
async def test_a_mere_greeting_gets_the_opening_alone(
    heart: Conversations, sender: str, rasa: PlayedRasa, greeting: str
) -> None:
    assert _texts(await heart.say(sender, "m1", greeting)) == [OPENING]
    assert rasa.texts == []


# Order and repeats --------------------------------------------------------------------------------------------------


async def test_rasa_never_sees_two_messages_of_one_reporter_at_once(
    heart: Conversations, sender: str, rasa: PlayedRasa
) -> None:
    rasa.delay = 0.02
    turns = await asyncio.gather(*(heart.say(sender, f"m{n}", f"part {n}") for n in range(8)))
    assert rasa.texts == [f"part {n}" for n in range(8)]
    assert not rasa.overlapped
    assert sorted(text for turn in turns for text in _texts(turn) if "part" in text) == [
        f"You said: part {n}" for n in range(8)
    ]


async def test_reporters_do_not_wait_for_each_other(heart: Conversations, rasa: PlayedRasa) -> None:
    rasa.delay = 0.1
    began = time.monotonic()
    await asyncio.gather(*(heart.begin(heart.sender("web", f"token {n}")) for n in range(10)))
    assert time.monotonic() - began < 0.9  # one after another would take a second


async def test_repeated_message_gets_the_same_turn_once(heart: Conversations, sender: str, rasa: PlayedRasa) -> None:
    await heart.begin(sender)
    first = await heart.say(sender, "m1", "once")
    again = await heart.say(sender, "m1", "once")
    assert again.replies[-1:] == first.replies[-1:]
    first.delivered()
    delivered = await heart.say(sender, "m1", "once")
    assert delivered.replies == first.replies[-1:]
    assert rasa.texts == ["once"]


async def test_repeat_while_it_is_answered_makes_no_second_turn(
    heart: Conversations, sender: str, rasa: PlayedRasa
) -> None:
    await heart.begin(sender)
    rasa.delay = 0.05
    await asyncio.gather(heart.say(sender, "m1", "once"), heart.say(sender, "m1", "once"))
    assert rasa.texts == ["once"]


async def test_older_repeat_is_ignored(heart: Conversations, sender: str, rasa: PlayedRasa) -> None:
    for name in ("m1", "m2"):
        (await heart.say(sender, name, name)).delivered()
    assert (await heart.say(sender, "m1", "m1")).replies == ()
    assert rasa.texts == ["m1", "m2"]


async def test_any_message_id_will_do(heart: Conversations, sender: str, rasa: PlayedRasa) -> None:
    names = ["", "x" * 500, "é\x00\ud800", "a" * 64]
    for number, name in enumerate(names):
        await heart.say(sender, name, f"text {number}")
        await heart.say(sender, name, f"text {number}")
    assert rasa.texts == [f"text {number}" for number in range(4)]


# Long, empty and odd text -------------------------------------------------------------------------------------------


async def test_long_text_arrives_whole_in_parts_and_is_answered_once(
    heart: Conversations, sender: str, rasa: PlayedRasa
) -> None:
    (await heart.begin(sender)).delivered()
    text = " ".join(f"word{n}" for n in range(3000))
    turn = await heart.say(sender, "m1", text)
    assert " ".join(rasa.texts) == text
    names = [name for _, name, kind, _ in rasa.turns if kind == "message"]
    assert names == [f"m1-{n}" for n in range(1, len(names) + 1)]
    assert len(names) > 3
    assert len(turn.answers) == 1


async def test_same_acknowledgement_of_each_part_is_said_once(
    heart: Conversations, sender: str, rasa: PlayedRasa
) -> None:
    (await heart.begin(sender)).delivered()
    part = ("a" * 99 + " ") * 39 + "a" * 99
    rasa.script = {part: [reply("Go on.")]}
    turn = await heart.say(sender, "m1", f"{part} {part}")
    assert rasa.texts == [part, part]
    assert _texts(turn) == ["Go on."]


@pytest.mark.parametrize("text", ["", " \n", "\x00\x00", "///", "\u202e"])
async def test_text_without_words_is_refused_kindly(
    heart: Conversations, sender: str, rasa: PlayedRasa, text: str
) -> None:
    turn = await heart.say(sender, "m1", text)
    assert not turn.accepted
    assert _texts(turn) == [words.NO_WORDS]
    assert rasa.turns == []


@pytest.mark.parametrize("text", ["x" * (MESSAGE_BYTES + 1), "é" * MESSAGE_BYTES, "\ud800" * 1_000_000])
async def test_too_long_text_is_refused_kindly(heart: Conversations, sender: str, rasa: PlayedRasa, text: str) -> None:
    turn = await heart.say(sender, "m1", text)
    assert not turn.accepted
    assert _texts(turn) == [words.TOO_LONG]
    assert rasa.turns == []


async def test_commands_of_rasa_are_not_executed(heart: Conversations, sender: str, rasa: PlayedRasa) -> None:
    for number, text in enumerate(["/restart", " /session_start", "\x00/intent{}", "/ /back"]):
        await heart.say(sender, f"m{number}", text)
    assert rasa.texts == ["restart", "session_start", "intent{}", "back"]


# Rasa down, slow or talking rubbish ---------------------------------------------------------------------------------


async def test_row_22_reporter_is_told_when_rasa_is_down_and_answered_later(
    heart: Conversations, sender: str, rasa: PlayedRasa
) -> None:
    pushed = Pushed(heart)
    (await heart.begin(sender)).delivered()
    rasa.fault = (503, b"")
    began = time.monotonic()
    assert _texts(await heart.say(sender, "m1", "first")) == [words.WAITING]
    assert time.monotonic() - began < 4
    assert _texts(await heart.say(sender, "m2", "second")) == [words.WAITING_STILL]
    rasa.fault = None
    await _until(lambda: len(pushed.turns) == 2)
    assert [_texts(turn) for _, turn in pushed.turns] == [["You said: first"], ["You said: second"]]
    assert {to for to, _ in pushed.turns} == {sender}


async def test_row_22_rubbish_is_asked_again(heart: Conversations, sender: str, rasa: PlayedRasa) -> None:
    (await heart.begin(sender)).delivered()
    rasa.fault = (200, b'{"replies": "rubbish"}')
    saying = asyncio.create_task(heart.say(sender, "m1", "hello there you"))
    await _until(lambda: rasa.requests > 2)
    rasa.fault = None
    assert _texts(await saying) == ["You said: hello there you"]


async def test_opening_comes_late_as_well(heart: Conversations, sender: str, rasa: PlayedRasa) -> None:
    pushed = Pushed(heart)
    rasa.fault = (503, b"")
    assert _texts(await heart.begin(sender)) == [words.WAITING]
    rasa.fault = None
    await _until(lambda: len(pushed.turns) == 1)
    assert _texts(pushed.turns[0][1]) == [OPENING]


async def test_answer_no_channel_could_push_comes_with_the_next_turn(
    heart: Conversations, sender: str, rasa: PlayedRasa
) -> None:
    pushed = Pushed(heart, delivers=False)
    (await heart.begin(sender)).delivered()
    rasa.fault = (503, b"")
    await heart.say(sender, "m1", "first")
    rasa.fault = None
    await _until(lambda: len(pushed.turns) == 1)
    assert _texts(await heart.say(sender, "m2", "second")) == ["You said: first", "You said: second"]


async def test_failing_push_does_not_stop_the_conversation(heart: Conversations, sender: str, rasa: PlayedRasa) -> None:
    async def broken(_sender: str, _turn: Turn) -> bool:
        raise RuntimeError(SECRET)

    heart.add_push(broken)
    (await heart.begin(sender)).delivered()
    rasa.fault = (503, b"")
    await heart.say(sender, "m1", "first")
    rasa.fault = None
    await _until(lambda: len(rasa.texts) == 1)
    assert _texts(await heart.say(sender, "m2", "second")) == ["You said: first", "You said: second"]


async def test_turn_that_failed_to_arrive_comes_again(heart: Conversations, sender: str) -> None:
    (await heart.begin(sender)).failed()
    assert _texts(await heart.say(sender, "m1", "first")) == [OPENING, "You said: first"]


async def test_refused_turn_does_not_block_what_follows(heart: Conversations, sender: str, rasa: PlayedRasa) -> None:
    (await heart.begin(sender)).delivered()
    rasa.fault = (400, b"")
    turn = await heart.say(sender, "m1", "poison")
    turn.delivered()
    assert _texts(turn) == [words.NOT_TAKEN]
    rasa.fault = None
    assert _texts(await heart.say(sender, "m2", "next")) == ["You said: next"]


# A crash ------------------------------------------------------------------------------------------------------------


async def test_kept_message_survives_a_crash_and_is_answered(settings: Settings, rasa: PlayedRasa) -> None:
    before = make(settings)
    sender = before.sender("web", "token")
    (await before.begin(sender)).delivered()
    rasa.fault = (503, b"")
    await before.say(sender, "m1", SECRET)
    await _stop(before)
    after = make(settings)
    pushed = Pushed(after)
    assert after.recover() == 1
    rasa.fault = None
    await _until(lambda: len(pushed.turns) == 1)
    assert _texts(pushed.turns[0][1]) == [f"You said: {SECRET}"]
    assert rasa.texts == [SECRET]
    await _stop(after)


async def test_answer_lost_in_a_crash_comes_again_without_a_second_turn(settings: Settings, rasa: PlayedRasa) -> None:
    before = make(settings)
    sender = before.sender("web", "token")
    (await before.begin(sender)).delivered()
    await before.say(sender, "m1", "first")  # the process dies before the channel delivers
    await _stop(before)
    after = make(settings)
    assert _texts(await after.say(sender, "m1", "first")) == ["You said: first"]
    assert _texts(after.undelivered(sender)) == ["You said: first"]
    assert rasa.texts == ["first"]
    await _stop(after)


@pytest.mark.in_folders
async def test_nothing_kept_is_readable(settings: Settings, tmp_path: Path, rasa: PlayedRasa) -> None:
    heart = make(settings)
    sender = heart.sender("telegram", "7001234567")
    (await heart.begin(sender)).delivered()
    rasa.fault = (503, b"")
    await heart.say(sender, "m1", SECRET)
    stored = [file for file in tmp_path.rglob("*") if file.is_file()]  # noqa: ASYNC240
    assert len(stored) >= 4
    for file in stored:
        assert b"canary" not in file.read_bytes()
        assert b"7001234567" not in file.read_bytes()
    await _stop(heart)


# The end ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["hand over", "delete"])
async def test_draft_is_shredded_once_the_end_was_delivered(
    heart: Conversations, sender: str, settings: Settings, ending: str
) -> None:
    (await heart.begin(sender)).delivered()
    turn = await heart.say(sender, "m1", ending)
    assert heart.is_open(sender)
    turn.delivered()
    turn.delivered()
    assert not heart.is_open(sender)
    assert open_vault(settings).stale(0) == []
    assert list(heart._senders.items()) == []


async def test_next_message_after_the_end_starts_anew(heart: Conversations, sender: str, rasa: PlayedRasa) -> None:
    (await heart.begin(sender)).delivered()
    (await heart.say(sender, "m1", "hand over")).delivered()
    turn = await heart.say(sender, "m2", "there is one more thing")
    assert _texts(turn) == [OPENING, "You said: there is one more thing"]
    assert len({conversation for conversation, *_ in rasa.turns}) == 2


async def test_what_was_sent_before_the_end_arrived_starts_the_next_report(
    heart: Conversations, sender: str, rasa: PlayedRasa
) -> None:
    (await heart.begin(sender)).delivered()
    rasa.delay = 0.05
    ending = asyncio.create_task(heart.say(sender, "m1", "hand over"))
    await asyncio.sleep(0)
    late = asyncio.create_task(heart.say(sender, "m2", "and one more"))
    (await ending).delivered()
    assert _texts(await late) == [OPENING, "You said: and one more"]
    assert rasa.texts == ["hand over", "and one more"]


async def test_undelivered_end_comes_again_after_a_crash(settings: Settings, rasa: PlayedRasa) -> None:
    before = make(settings)
    sender = before.sender("telegram", "1")
    (await before.begin(sender)).delivered()
    await before.say(sender, "m1", "hand over")
    await _stop(before)
    after = make(settings)
    pushed = Pushed(after)
    turn = await after.say(sender, "m2", "hello? are you there")
    assert [reply.event for reply in turn.replies] == ["handed_over"]
    turn.delivered()
    await _until(lambda: len(pushed.turns) == 1)
    assert _texts(pushed.turns[0][1]) == [OPENING, "You said: hello? are you there"]
    await _stop(after)


async def test_draft_gone_in_rasa_begins_anew_and_keeps_the_message(
    heart: Conversations, sender: str, rasa: PlayedRasa
) -> None:
    (await heart.begin(sender)).delivered()
    rasa.fault = (410, b"")
    saying = asyncio.create_task(heart.say(sender, "m1", "do not lose me"))
    await _until(lambda: rasa.requests > 2)
    rasa.fault = None
    assert _texts(await saying) == [words.DRAFT_LOST, OPENING, "You said: do not lose me"]


@pytest.mark.in_folders
async def test_untouched_draft_expires_and_the_reporter_is_told(
    heart: Conversations, sender: str, settings: Settings
) -> None:
    (await heart.begin(sender)).delivered()
    assert heart.expire(7) == 0
    old = time.time() - 8 * 86400
    for file in [*settings.draft_keys_dir.rglob("*"), *settings.drafts_dir.rglob("*")]:
        os.utime(file, (old, old))
    assert heart.expire(7) == 1
    assert list(heart._senders.items()) == []
    assert not any(settings.drafts_dir.iterdir())


async def test_draft_whose_key_is_gone_is_replaced_and_the_reporter_told(
    heart: Conversations, sender: str, settings: Settings
) -> None:
    (await heart.begin(sender)).delivered()
    destroy_drafts(settings)
    assert _texts(await heart.begin(sender)) == [words.DRAFT_LOST, OPENING]


@pytest.mark.in_folders
async def test_damaged_draft_is_left_as_it_is_and_a_new_one_begun(
    heart: Conversations, sender: str, settings: Settings
) -> None:
    (await heart.begin(sender)).delivered()
    (record,) = settings.drafts_dir.rglob(streams.INBOX)
    damaged = record.read_bytes()[:-1] + b"\x00"
    record.write_bytes(damaged)
    turn = await heart.say(sender, "m1", "hello again to you")
    assert _texts(turn) == [words.DRAFT_LOST, OPENING, "You said: hello again to you"]
    assert record.read_bytes() == damaged


# Limits -------------------------------------------------------------------------------------------------------------


async def test_flooding_sender_is_told_to_wait_and_others_are_not(settings: Settings) -> None:
    heart = make(settings, Limits(per_sender=3))
    flooder, other = heart.sender("web", "a"), heart.sender("web", "b")
    turns = [await heart.say(flooder, f"m{n}", "flood") for n in range(5)]
    assert [turn.accepted for turn in turns] == [True, True, True, False, False]
    assert _texts(turns[-1]) == [words.TOO_FAST]
    assert (await heart.say(other, "m1", "hello to you")).accepted
    await _stop(heart)


async def test_row_21_new_reports_in_a_flood_are_taken_and_marked(settings: Settings) -> None:
    heart = make(settings, Limits(new_reports=6))
    vault = open_vault(settings)
    senders = [heart.sender("web", str(number)) for number in range(8)]
    assert all([(await heart.begin(sender)).accepted for sender in senders])
    marked = [vault.read(str(heart._senders.conversation(s)), streams.CROWD) is not None for s in senders]
    assert marked == [False] * 4 + [True] * 4  # two thirds of six are the web's
    assert (await heart.say(heart.sender("telegram", "1"), "m1", "I tell you")).accepted
    assert [vault.read(c, streams.CROWD) for s, c in heart._senders.items() if "telegram" in s] == [None]
    await _stop(heart)


async def test_row_21_a_flood_of_newcomers_is_told_to_come_back_and_leaves_room_for_open_reports(
    settings: Settings, rasa: PlayedRasa
) -> None:
    heart = make(settings, Limits(newcomers=3))
    first = heart.sender("web", "first")
    (await heart.begin(first)).delivered()
    rasa.fault = (503, b"")
    openings = [asyncio.create_task(heart.begin(heart.sender("web", str(n)))) for n in range(5)]
    answers = [_texts(turn) for turn in await asyncio.gather(*openings)]
    assert sorted(answers) == sorted([[words.WAITING]] * 3 + [[words.BUSY]] * 2)  # whoever came first
    assert (await heart.say(first, "m1", "I go on")).accepted
    rasa.fault = None
    await _until(lambda: "I go on" in rasa.texts and not heart._drafts.newcomers)
    assert (await heart.begin(heart.sender("web", "4"))).accepted
    await _stop(heart)


async def test_row_21_a_quarter_of_all_messages_is_kept_for_people_in_the_middle_of_a_report(
    settings: Settings,
) -> None:
    heart = make(settings, Limits(in_all=20))
    middle = heart.sender("web", "middle")
    for number in range(5):
        assert (await heart.say(middle, f"m{number}", f"part {number}")).accepted
    flood = [await heart.say(heart.sender("web", f"f{n}"), "m1", "one of a flood") for n in range(20)]
    assert [_texts(turn) for turn in flood if not turn.accepted][:1] == [[words.BUSY]]
    assert (await heart.say(middle, "m5", "I go on")).accepted
    await _stop(heart)


@pytest.mark.in_folders
async def test_row_23_no_report_is_begun_on_the_last_of_the_disk_and_open_ones_go_on(settings: Settings) -> None:
    heart = make(settings)
    first = heart.sender("web", "first")
    (await heart.begin(first)).delivered()
    heart._drafts._limits = Limits(disk=2**60)
    assert _texts(await heart.begin(heart.sender("web", "second"))) == [words.CANNOT_KEEP]
    assert (await heart.say(first, "m1", "I go on")).accepted
    await _stop(heart)


async def test_lines_that_nobody_waits_at_do_not_fill_the_memory(
    heart: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.open_drafts.LINES", 5)
    senders = [heart.sender("web", str(number)) for number in range(30)]
    for sender in senders:
        (await heart.begin(sender)).delivered()
        await asyncio.sleep(0)  # its worker ends
    assert len(heart._drafts.lines()) <= 6
    assert _texts(await heart.say(senders[0], "m1", "still here")) == ["You said: still here"]


async def test_full_queue_is_told_and_nothing_of_it_lost(
    heart: Conversations, sender: str, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.conversation.PENDING_PARTS", 3)
    (await heart.begin(sender)).delivered()
    rasa.fault = (503, b"")
    accepted = [await heart.accept(sender, f"m{n}", f"text {n}") is None for n in range(5)]
    assert accepted == [True, True, True, False, False]
    rasa.fault = None
    await heart.answer(sender, "m2")
    assert rasa.texts == ["text 0", "text 1", "text 2"]


async def test_row_23_message_that_cannot_be_written_is_refused(
    heart: Conversations, sender: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await heart.begin(sender)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.ledger.change", full)
    turn = await heart.say(sender, "m1", "hello")
    assert not turn.accepted
    assert _texts(turn) == [words.CANNOT_KEEP]


async def test_answer_that_cannot_be_written_is_written_later(
    heart: Conversations, sender: str, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    (await heart.begin(sender)).delivered()
    assert await heart.accept(sender, "m1", "hello to you") is None

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("bot.ledger.change", full)
        assert _texts(await heart.answer(sender, "m1")) == [words.WAITING]
    assert _texts(await heart.answer(sender, "m1")) in ([words.WAITING_STILL], ["You said: hello to you"])
    await _until(lambda: heart._senders.conversation(sender) is not None and not heart._drafts.open(sender)[1].pending)
    assert _texts(heart.undelivered(sender)) == ["You said: hello to you"]
    assert rasa.texts == ["hello to you"]
