"""Whoever comes back with a code can add files: sealed, kept, and named by a letter in the mailbox."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.attachments import wording as file_words
from bot.channels.web.form.sealed import keys_of
from bot.channels.web.sealed_photos import SEALED
from bot.receipts import wording
from candour.settings import Settings
from tests.bot.test_files import Browser, opened, photo
from tests.bot.test_sealed_photos import PHOTO, about, sealed, team
from tests.support.gateways import Page, gateway_settings, open_page, running_gateway
from tests.support.played_rasa import PlayedRasa
from tests.support.receipts import CHOOSE, SEND, hand_out_codes
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.keyring import load_desk_key
from triage.files import attachments
from triage.mailbox import FILES, REPORTER, Letter
from triage.receipt import Receipt, parse_receipt
from triage.recipients import current_recipients
from triage.store import MailboxStore
from triage.store.files import FolderFiles

pytestmark = pytest.mark.on_both


@pytest.fixture
async def settings(tmp_path: Path, rasa: PlayedRasa) -> Settings:
    made = gateway_settings(tmp_path, rasa)
    await hand_out_codes(made, rasa)
    return made


@pytest.fixture
async def visit(settings: Settings) -> AsyncIterator[tuple[Browser, Receipt]]:
    """A page on which a report was made, and its code typed back and then entered."""
    async with running_gateway(settings) as url, open_page(url) as page, aiohttp.ClientSession() as session:
        await page.hello()
        await _said(page, "m0")
        await _says(page, "m1", CHOOSE)
        told = await _says(page, "m2", SEND)
        code = next(reply["text"] for reply in told if reply["secret"])
        for number, text in enumerate((code, wording.HAVE_CODE, code), start=3):
            await _says(page, f"m{number}", text)
        yield Browser(url, session, page), parse_receipt(code)


async def _said(page: Page, _name: str) -> list[dict]:
    answer = await page.receive("answer")
    await page.got(answer["id"])
    return answer["replies"]


async def _says(page: Page, name: str, text: str) -> list[dict]:
    await page.say(name, text)
    return await _said(page, name)


async def test_a_file_is_added_to_the_report(visit: tuple[Browser, Receipt], settings: Settings) -> None:
    browser, receipt = visit
    status, answer = await browser.send(photo())
    assert (status, answer["text"]) == (200, file_words.ADDED_TO_REPORT)
    content = await _added(receipt, settings)
    assert content.startswith(b"\xff\xd8")


async def test_a_photo_that_the_page_has_sealed_is_added_to_the_report(
    visit: tuple[Browser, Receipt], settings: Settings
) -> None:
    browser, receipt = visit
    body = sealed(PHOTO, team(settings))
    told = {"keys": keys_of(current_recipients(settings)), "length": len(body), "photo": about(PHOTO), "original": None}
    status, answer = await browser.send(body, **{SEALED: json.dumps(told)})
    assert (status, answer["text"]) == (200, file_words.ADDED_TO_REPORT)
    assert await _added(receipt, settings) == PHOTO


async def _added(receipt: Receipt, settings: Settings) -> bytes:
    """The content of the one file that was added, as the desk opens it."""
    key = load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)
    mailboxes, store = MailboxStore.at(settings.store_url), FolderFiles(settings.data_dir / "files")
    [stored] = await mailboxes.letters(receipt.mailbox.address, REPORTER)
    await mailboxes.close()
    letter = Letter.open(stored.sealed, [key], receipt.mailbox, REPORTER, 0)
    [attachment] = attachments(letter.attachments)
    assert letter.kind == FILES
    assert [entry.kept for entry in await store.list()] == [True]
    assert not list(settings.drafts_dir.rglob("*/large"))
    return await opened(store, attachment, key)


async def test_a_file_that_cannot_be_cleaned_is_not_kept(visit: tuple[Browser, Receipt], settings: Settings) -> None:
    browser, _ = visit
    status, _ = await browser.send(b"%PDF-1.7 torn")
    assert status == 400
    assert await FolderFiles(settings.data_dir / "files").list() == []
