"""Codes, messages of the team and files on the page without script."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.attachments import wording as file_words
from bot.receipts import wording
from candour.settings import Settings
from drafts import open_vault, streams
from tests.support import samples
from tests.support.gateways import gateway_settings, running_gateway
from tests.support.kept_drafts import how_many_drafts
from tests.support.plain_page import PlainPage, plain_page
from tests.support.played_rasa import OPENING, REFERENCE, PlayedRasa
from tests.support.receipts import CHOOSE, SEND, hand_out_codes
from triage.mailbox import REPORTER
from triage.receipt import parse_receipt
from triage.store import MailboxStore
from triage.store.files import FolderFiles

pytestmark = pytest.mark.on_both

TEXT = "he was told to look away"
MEGABYTE = 1024 * 1024


def photo() -> bytes:
    made = io.BytesIO()
    samples.picture().save(made, "JPEG")
    return made.getvalue()


@pytest.fixture
async def settings(tmp_path: Path, rasa: PlayedRasa) -> Settings:
    made = gateway_settings(tmp_path, rasa, file_megabytes=2)
    await hand_out_codes(made, rasa)
    return made


@pytest.fixture
async def page(settings: Settings) -> AsyncIterator[PlainPage]:
    async with running_gateway(settings) as url, plain_page(url) as page:
        yield page


async def _given_a_code(page: PlainPage) -> str:
    await page.say(TEXT)
    await page.press(CHOOSE)
    await page.press(SEND)
    secret = page.tree.xpath("//*[@class='said theirs secret']")[0]
    return " ".join(secret.text_content().split()[-12:])


# Codes --------------------------------------------------------------------------------------------------------------


async def test_a_code_is_shown_typed_back_and_taken_off_the_page(page: PlainPage) -> None:
    code = await _given_a_code(page)
    assert len(code.split()) == 12
    assert REFERENCE in page.text
    assert wording.CANNOT_KEEP_IT in page.buttons
    wrong = " ".join([*code.split()[:11], "abandon" if code.split()[-1] != "abandon" else "zoo"])
    await page.say(wrong)
    assert page.lines[-1] == f"Candour: {wording.NOT_THE_SAME}"
    assert page.box == wrong
    await page.say(code.upper())
    assert page.lines[-1] == f"Candour: {' '.join(wording.KEPT.split())}"
    assert " ".join(code.split()[3:6]) not in " ".join(page.lines[-2:])  # one word alone may be "code"
    assert code not in page.text
    assert page.box == ""
    assert REFERENCE in page.text


async def test_a_code_that_cannot_be_kept_is_let_go(page: PlainPage) -> None:
    code = await _given_a_code(page)
    await page.press(wording.CANNOT_KEEP_IT)
    assert page.lines[-1] == f"Candour: {wording.LET_GO}"
    assert code not in page.text


async def test_coming_back_reading_adding_and_leaving(page: PlainPage, settings: Settings, rasa: PlayedRasa) -> None:
    code = await _given_a_code(page)
    await page.say(code)
    turns = len(rasa.turns)
    async with plain_page(page.url) as back:
        await back.press(wording.HAVE_CODE)
        await back.say(code)
        assert wording.NO_MESSAGES in back.lines[-1]
        assert code not in back.text
        await back.say("he did it again")
        assert back.lines[-2:] == ["You: he did it again", f"Candour: {wording.ADDED}"]
        old = back.token
        await back.press(wording.NO_CONTACT)
        assert wording.WITHDRAWN in back.lines[-1]
        await back.press(wording.LEAVE)
        assert back.lines == [f"You: {wording.LEAVE}", f"Candour: {wording.LEFT}"]
        await back.say("he did it again", old)
        assert "he did it again" not in " ".join(back.lines)
    assert len(rasa.turns) == turns
    assert how_many_drafts(settings) == 0


async def test_two_visits_with_one_code_lose_no_message(page: PlainPage, settings: Settings) -> None:
    code = await _given_a_code(page)
    await page.say(code)
    for text in ("first visit", "second visit"):
        async with plain_page(page.url) as back:
            await back.say(code)
            await back.say(text)
            assert wording.ADDED in back.lines[-1]
    mailboxes = MailboxStore.at(settings.store_url)
    assert len(await mailboxes.letters(parse_receipt(code).mailbox.address, REPORTER)) == 2
    await mailboxes.close()


async def test_a_visit_beside_a_draft_is_kept_in_memory_only(
    page: PlainPage, settings: Settings, rasa: PlayedRasa
) -> None:
    code = await _given_a_code(page)
    await page.say(code)
    async with plain_page(page.url) as other:
        await other.say("another report")
        await other.say(code)
        await other.say("words of the visit")
        assert wording.ADDED in other.lines[-1]
        assert "You: another report" in other.lines
        kept = open_vault(settings).read(rasa.turns[-1][0], streams.PAGE)
        assert kept
        assert b"another report" in kept
        assert b"words of the visit" not in kept
        assert code.encode() not in kept
        await other.press(wording.LEAVE)
        assert "You: another report" in other.lines
        assert "You: words of the visit" not in other.lines
        await other.say("and on")
        assert rasa.texts[-1] == "and on"


async def test_a_visit_that_timed_out_is_off_the_page(page: PlainPage, monkeypatch: pytest.MonkeyPatch) -> None:
    code = await _given_a_code(page)
    await page.say(code)
    async with plain_page(page.url) as back:
        await back.say(code)
        await back.say("words of the visit")
        monkeypatch.setattr("bot.receipts.visits.IDLE_SECONDS", -1)
        await back.send([("do", "look")])
        assert "words of the visit" not in back.text
        assert wording.WELCOME_BACK not in back.text
        await back.say("are you there")
        assert wording.TIMED_OUT in back.lines[-1]


async def test_a_code_works_on_a_page_that_is_known_no_more(settings: Settings) -> None:
    async with running_gateway(settings) as url, plain_page(url) as page:
        code = await _given_a_code(page)
        await page.say("is it me")
        token = page.token
    async with running_gateway(settings) as url, plain_page(url) as page:
        await page.say(code, token)
        assert page.status == 200
        assert wording.NO_MESSAGES in page.lines[-1]


# Files --------------------------------------------------------------------------------------------------------------


async def test_files_are_added_before_a_word_is_said_and_removed(page: PlainPage, store: FolderFiles) -> None:
    await page.send([("do", "files")], files=(photo(), photo()), text="half a sent")
    assert page.lines[0] == f"Candour: {OPENING}"
    assert [line for line in page.lines if line.startswith("You:")] == ["You: File 1", "You: File 2"]
    assert page.box == "half a sent"
    assert len(await store.list()) == 2
    remove = page.tree.xpath("//*[@class='row-buttons']/button")
    assert [button.text for button in remove] == ["Remove file 1", "Remove file 2"]
    await page.press("Remove file 1")
    assert f"Candour: {file_words.REMOVED.format(number=1)}" in page.lines
    assert [button.text for button in page.tree.xpath("//*[@class='row-buttons']/button")] == ["Remove file 2"]
    assert len(await store.list()) == 1


async def test_files_and_words_go_together(page: PlainPage, store: FolderFiles, rasa: PlayedRasa) -> None:
    await page.say(TEXT)
    await page.send([("do", "send")], files=(photo(),), text="this is the note he left")
    assert page.lines[-2:] == ["You: this is the note he left", "Candour: You said: this is the note he left"]
    assert len(await store.list()) == 1
    assert rasa.texts == [TEXT, "this is the note he left"]


async def test_a_file_sent_twice_from_one_page_is_one_file(page: PlainPage, store: FolderFiles) -> None:
    await page.say(TEXT)
    token = page.token
    for _ in range(2):
        await page.send([("do", "files")], files=(photo(),), token=token)
        assert len(await store.list()) == 1
        assert page.lines.count("You: File 1") == 1
        assert page.trouble == ""


async def test_the_original_is_sent_only_when_it_is_ticked(page: PlainPage, store: FolderFiles) -> None:
    await page.say(TEXT)
    await page.send([("do", "files")], files=(photo(),), original=True)
    assert len(await store.list()) == 2


async def test_a_torn_file_is_sent_only_as_the_reporter_wishes(page: PlainPage, store: FolderFiles) -> None:
    await page.say(TEXT)
    await page.send([("do", "files")], files=(b"%PDF-1.7 torn",))
    buttons = [button.text for button in page.tree.xpath("//*[@class='row-buttons']/button")]
    assert buttons == ["Send file 1 as it is", "Remove file 1"]
    assert await store.list() == []
    await page.press("Send file 1 as it is")
    assert len(await store.list()) == 1
    assert [button.text for button in page.tree.xpath("//*[@class='row-buttons']/button")] == ["Remove file 1"]


async def test_row_17_a_file_that_is_too_large_is_refused_and_the_words_stay(
    page: PlainPage, store: FolderFiles, rasa: PlayedRasa
) -> None:
    await page.say(TEXT)
    await page.send([("do", "files")], files=(bytes(3 * MEGABYTE), photo()), text="half a sent")
    assert page.status == 413
    assert "2 MB" in page.trouble
    assert page.box == "half a sent"
    assert len(await store.list()) == 1
    await page.send([("do", "files")], files=(bytes(21 * MEGABYTE),))
    assert page.status == 413
    assert rasa.texts == [TEXT]


async def test_a_file_during_a_visit_is_added_to_the_report(page: PlainPage, store: FolderFiles) -> None:
    code = await _given_a_code(page)
    await page.say(code)
    async with plain_page(page.url) as back:
        await back.say(code)
        await back.send([("do", "files")], files=(photo(),))
        assert back.lines[-2:] == ["You: A file", f"Candour: {file_words.ADDED_TO_REPORT}"]
        assert back.tree.xpath("//*[@class='row-buttons']") == []
    assert len(await store.list()) == 1
