"""Receipt codes in the gateway: handed out, typed back, come back with; rows 6 and 7 of the table of bad input."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

import pytest

from bot.app import make_reception
from bot.conversation import Conversations, Turn
from bot.rasa_client import RasaClient
from bot.receipts import visits, wording
from candour.settings import Settings
from drafts import open_vault, streams
from tests.support.gateways import conversations as make
from tests.support.played_rasa import REFERENCE, PlayedRasa
from tests.support.receipts import CHOOSE, SEND, hand_out_codes
from triage.case import Case
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.keyring import DeskKey, load_desk_key
from triage.desk.mail import correspondence, send_message, withdrawn
from triage.mailbox import Mailbox
from triage.receipt import Receipt, parse_receipt
from triage.recipients import current_recipients
from triage.store import CaseStore

pytestmark = pytest.mark.on_both


@pytest.fixture
async def settings(settings: Settings, rasa: PlayedRasa) -> Settings:
    """A gateway with a real store and a real list of recipients; the dialogue hands over with a mailbox."""
    await hand_out_codes(settings, rasa)
    return settings


@asynccontextmanager
async def _gateway(settings: Settings) -> AsyncIterator[Conversations]:
    vault = open_vault(settings)
    rasa = RasaClient(settings.rasa_url, settings.internal_token, seconds=5)
    heart = make(settings, reception=make_reception(settings, vault, rasa))
    yield heart
    await heart.close()
    await heart._workers._asker._rasa.close()
    await heart._reception.close()
    await rasa.close()


@pytest.fixture
async def heart(settings: Settings) -> AsyncIterator[Conversations]:
    async with _gateway(settings) as heart:
        yield heart


@pytest.fixture
def sender(heart: Conversations) -> str:
    return heart.sender("web", "token")


@pytest.fixture
def key(settings: Settings) -> DeskKey:
    return load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)


def _everything_in(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.rglob("*") if file.is_file()]


class Reporter:
    """Someone who types, and whose channel delivers what is said to them."""

    def __init__(self, heart: Conversations, sender: str) -> None:
        self._heart, self._sender, self._said = heart, sender, 0

    async def types(self, text: str, again: bool = False) -> list[str]:
        self._said += not again
        turn = await self._heart.say(self._sender, f"m{self._said}", text)
        turn.delivered()
        return [reply.text for reply in turn.replies]

    async def reports(self) -> str:
        """Make a report, choose a code, and return it."""
        await self.types("he takes money")
        await self.types(CHOOSE)
        return next(text for text in await self.types(SEND) if len(text.split()) == 12 and text.islower())


@pytest.fixture
def reporter(heart: Conversations, sender: str) -> Reporter:
    return Reporter(heart, sender)


@pytest.fixture
def stranger(heart: Conversations) -> Callable[[], Reporter]:
    """Somebody on another device, each time."""
    devices = iter(range(10_000))
    return lambda: Reporter(heart, heart.sender("web", f"device {next(devices)}"))


async def test_a_code_is_shown_after_the_hand_over_and_typed_back(
    reporter: Reporter, heart: Conversations, sender: str
) -> None:
    code = await reporter.reports()
    assert parse_receipt(code)
    assert heart.is_open(sender)
    assert await reporter.types("ok thanks") == [wording.STILL_WAITING]
    assert await reporter.types(code.replace(code.split()[0], "zebra", 1)) == [wording.NOT_THE_SAME]
    assert code in await reporter.types(wording.SHOW_AGAIN)
    assert await reporter.types(code.upper()) == [wording.KEPT]
    assert not heart.is_open(sender)


async def test_no_code_and_nothing_typed_back_comes_to_the_dialogue(reporter: Reporter, rasa: PlayedRasa) -> None:
    code = await reporter.reports()
    await reporter.types(" ".join(code.split()[:11]))
    await reporter.types(code)
    await reporter.types(code)
    await reporter.types("and his number was 4471")
    assert rasa.texts == ["he takes money", CHOOSE, SEND]


async def test_the_mailbox_is_made_ready_in_the_draft_before_the_hand_over(
    reporter: Reporter, heart: Conversations, sender: str, settings: Settings
) -> None:
    await reporter.types("he takes money")
    conversation = heart._senders.conversation(sender)
    vault = open_vault(settings)
    assert vault.read(conversation, streams.MAILBOX) is None
    await reporter.types(CHOOSE)
    prepared = Mailbox.from_view(json.loads(vault.read(conversation, streams.MAILBOX)))
    code = next(text for text in await reporter.types(SEND) if len(text.split()) == 12)
    assert parse_receipt(code).mailbox == prepared
    assert not vault.exists(conversation)


async def test_the_way_out_is_always_there(reporter: Reporter, stranger: Callable[[], Reporter]) -> None:
    code = await reporter.reports()
    assert await reporter.types(wording.CANNOT_KEEP_IT) == [wording.LET_GO]
    assert await stranger().types(code) == [wording.UNKNOWN]
    assert await stranger().types("I can\u2019t keep it") == [wording.LET_GO_LATE]


async def test_the_code_comes_again_after_a_crash_before_it_was_read(
    settings: Settings, reporter: Reporter, heart: Conversations, sender: str
) -> None:
    await reporter.types("he takes money")
    await reporter.types(CHOOSE)
    turn = await heart.say(sender, "send", SEND)  # never delivered
    async with _gateway(settings) as restarted:
        again = restarted.undelivered(sender)
        assert [reply.text for reply in again.replies] == [reply.text for reply in turn.replies]
        again.delivered()
        after = Reporter(restarted, sender)
        assert await after.types(again.replies[2].text) == [wording.KEPT]


async def test_a_code_is_typed_back_also_where_the_disk_was_full_when_it_was_read(
    reporter: Reporter, heart: Conversations, sender: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reporter.types("he takes money")
    await reporter.types(CHOOSE)
    turn = await heart.say(sender, "send", SEND)
    vault, conversation = heart._vault, heart._senders.conversation(sender)

    def full(conversation: str, stream: str, anew: Callable[[bytes | None], bytes | None], *_: object) -> None:
        anew(vault.read(conversation, stream))
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(vault, "update", full)
        turn.delivered()
    assert await reporter.types(turn.replies[2].text) == [wording.KEPT]
    async with asyncio.timeout(20):
        while vault.exists(conversation):  # noqa: ASYNC110 - until there is room again
            await asyncio.sleep(0.05)
    assert not heart.is_open(sender)


async def test_whoever_comes_back_reads_answers_and_adds(
    reporter: Reporter,
    stranger: Callable[[], Reporter],
    settings: Settings,
    key: DeskKey,
) -> None:
    code = await reporter.reports()
    case = Case(
        id=uuid4(),
        reference=REFERENCE,
        created=date(2026, 11, 25),
        channel="web",
        demo=True,
        slots={},
        account=(),
        mailbox=parse_receipt(code).mailbox,
    )
    store, team = await CaseStore.open(settings.store_url), current_recipients(settings).cases
    back = stranger()
    assert await back.types(wording.HAVE_CODE) == [wording.ASK_CODE]
    welcome, emergency, none = await back.types(code.title())
    assert welcome.startswith("Welcome back")
    assert "999" in emergency
    assert none == wording.NO_MESSAGES
    await send_message(store.mailboxes(), case, [key], "Is the shop still open?", team)
    (message,) = await back.types("any messages?")
    assert message.endswith("Is the shop still open?")
    assert await back.types("yes, until nine") == [wording.ADDED]
    assert await back.types("yes, until nine", again=True) == [wording.ADDED]
    assert await back.types(wording.NO_CONTACT) == [wording.WITHDRAWN]
    entries = await correspondence(store.mailboxes(), case, [key])
    assert [entry["text"] for entry in entries if entry["from"] == "reporter"] == ["yes, until nine", ""]
    assert withdrawn(entries)
    assert await back.types(wording.LEAVE) == [wording.LEFT]
    await store.close()


async def test_what_is_added_lies_sealed_in_the_store_before_it_is_acknowledged(
    reporter: Reporter, settings: Settings, heart: Conversations
) -> None:
    code = await reporter.reports()
    await reporter.types(code)
    await reporter.types(code)
    assert await heart.accept(reporter._sender, "x1", "the canary-77b sings") is None
    contents = _everything_in(settings.data_dir)
    assert contents
    assert not any(b"canary-77b" in content or code.encode() in content for content in contents)
    store = await CaseStore.open(settings.store_url)
    assert len(await store.mailboxes().letters(parse_receipt(code).mailbox.address, "reporter")) == 1
    await store.close()


async def test_row_6_a_mistyped_code_is_told_by_its_checksum_and_nothing_is_looked_up(
    reporter: Reporter, stranger: Callable[[], Reporter]
) -> None:
    words = (await reporter.reports()).split()
    with patch("triage.store.MailboxStore.exists", side_effect=AssertionError("looked up")):
        assert await stranger().types(" ".join([*words[:11], "wrnog"])) == [wording.MISTYPED]
        asked = stranger()
        await asked.types(wording.HAVE_CODE)
        assert await asked.types("cabbage") == [wording.MISTYPED]
        assert await asked.types(wording.LEAVE) == [wording.LEFT]


async def test_row_7_a_thousand_wrong_codes_at_once_get_answers_and_leave_nothing_behind(
    heart: Conversations, settings: Settings
) -> None:
    async def try_one(number: int) -> Turn:
        sender = heart.sender("web", f"guesser {number}")
        return await heart.say(sender, "m1", Receipt(number.to_bytes(16)).words)

    turns = await asyncio.gather(*(try_one(number) for number in range(1000)))
    told = [turn.replies[0].text for turn in turns]
    assert set(told) <= {wording.UNKNOWN, *(text for text in told if "wait a minute" in text)}
    assert wording.UNKNOWN in told
    assert len(heart._received) == 0
    assert not list(heart._senders.items())


async def test_without_the_store_the_reporter_is_told_the_truth(
    reporter: Reporter, heart: Conversations, sender: str, settings: Settings
) -> None:
    code = await reporter.reports()
    await reporter.types(code)
    await reporter.types(code)
    file = settings.data_dir / "triage.sqlite3"
    content = file.read_bytes()
    file.write_bytes(b"no database at all " * 1000)
    refused = await heart.accept(sender, "x1", "one more thing")
    assert refused is not None
    assert not refused.accepted
    assert refused.replies[0].text == wording.NOT_ADDED
    file.write_bytes(content)
    assert await reporter.types("one more thing") == [wording.ADDED]


async def test_a_visit_closes_by_itself_and_what_comes_after_is_not_taken_for_a_report(
    reporter: Reporter, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await reporter.reports()
    await reporter.types(code)
    await reporter.types(code)
    monkeypatch.setattr(visits, "IDLE_SECONDS", -1)
    assert await reporter.types("and another thing") == [wording.TIMED_OUT]
    assert "and another thing" not in rasa.texts
    await reporter.types("someone else takes money too")
    assert "someone else takes money too" in rasa.texts


async def test_a_code_typed_in_the_middle_of_a_report_opens_the_other_and_leads_back(
    reporter: Reporter, stranger: Callable[[], Reporter], rasa: PlayedRasa
) -> None:
    code = await reporter.reports()
    other = stranger()
    await other.types("a new story")
    assert (await other.types(code))[0].startswith("Welcome back")
    assert await other.types(wording.LEAVE) == [wording.LEFT_DRAFT]
    await other.types("it goes on")
    assert rasa.texts[-2:] == ["a new story", "it goes on"]


@pytest.mark.parametrize("words", ["code", "receipt", "not safe", "it isn't safe"])
async def test_words_that_answer_a_question_of_the_interview_are_not_taken_for_a_code(
    reporter: Reporter, stranger: Callable[[], Reporter], rasa: PlayedRasa, words: str
) -> None:
    await reporter.types("a new story")
    await reporter.types(words)
    assert rasa.texts[-1] == words
    assert await stranger().types("code") == [wording.ASK_CODE]


async def test_a_code_is_never_added_to_a_report(reporter: Reporter, settings: Settings) -> None:
    code = await reporter.reports()
    await reporter.types(code)
    for _ in range(3):
        assert (await reporter.types(code))[0].startswith("Welcome back")
    store = await CaseStore.open(settings.store_url)
    assert await store.mailboxes().letters(parse_receipt(code).mailbox.address, "reporter") == []
    await store.close()


async def test_danger_in_what_is_added_is_answered_with_signposts_and_kept(
    reporter: Reporter, rasa: PlayedRasa, settings: Settings
) -> None:
    code = await reporter.reports()
    await reporter.types(code)
    await reporter.types(code)
    rasa.alarms["he is outside my door"] = ["danger"]
    told = await reporter.types("he is outside my door")
    assert "999" in " ".join(told)
    assert told[-1] == wording.ADDED
    rasa.fault = (500, b"rubbish")
    assert await reporter.types("he is outside my door") == [wording.ADDED]
    assert "999" in " ".join(await reporter.types("on mnie zabije"))
    store = await CaseStore.open(settings.store_url)
    assert len(await store.mailboxes().letters(parse_receipt(code).mailbox.address, "reporter")) == 3
    await store.close()


async def test_despair_in_danger_is_answered_with_help_for_both(reporter: Reporter, rasa: PlayedRasa) -> None:
    code = await reporter.reports()
    await reporter.types(code)
    await reporter.types(code)
    rasa.alarms["he is outside and i want it to end"] = ["distress", "danger"]
    told = " ".join(await reporter.types("he is outside and i want it to end"))
    assert "sorry it is this bad" in told
    assert "Samaritans" in told
    assert "Domestic Abuse" in told
