"""Sending files from the page, in a real browser: pick, watch, choose, remove; and what a screen reader finds."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from candour.settings import Settings
from tests.browser.conftest import PHONE, SMALL, Visit
from tests.support import samples
from tests.support.gateways import demo_settings, running_gateway
from tests.support.played_rasa import PlayedRasa, reply
from triage.store.files import FolderFiles

pytestmark = pytest.mark.asyncio(loop_scope="session")


def photo(name: str) -> dict[str, object]:
    made = io.BytesIO()
    samples.picture().save(made, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": made.getvalue()}


@pytest.fixture
def settings(tmp_path: Path, rasa: PlayedRasa) -> Settings:
    return demo_settings(tmp_path, rasa, 2)


@pytest_asyncio.fixture(loop_scope="session")
async def page(settings: Settings, visit: Visit) -> object:
    async with running_gateway(settings) as url:
        page = await visit(url, **PHONE)
        await expect(page.get_by_role("log")).to_contain_text("automated interview")
        yield page


async def test_files_are_picked_sent_and_removed(page: Page, store: FolderFiles) -> None:
    await page.locator("#adder > summary").click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_label("Add a file").click()
    await (await chooser.value).set_files([photo("one.jpg"), photo("two.jpg")])
    log = page.get_by_role("log")
    await expect(log).to_contain_text("File 1: added")
    await expect(log).to_contain_text("File 2: added")
    await expect(log.locator(".note")).to_have_count(2)
    assert len(await store.list()) == 2
    await page.get_by_role("button", name="Remove one.jpg").click()
    await expect(log.locator(".note")).to_have_count(3)
    await expect(page.get_by_role("button", name="Remove one.jpg")).to_have_count(0)
    assert len(await store.list()) == 1


async def test_files_that_went_with_a_changed_answer_can_no_longer_be_removed(
    page: Page, rasa: PlayedRasa, store: FolderFiles
) -> None:
    rasa.script["my sister told me"] = [reply("Deleted as well: file 2.", event="files_gone") | {"files": [2]}]
    await page.get_by_label("Add a file").set_input_files([photo("one.jpg"), photo("two.jpg")])
    await expect(page.get_by_role("log")).to_contain_text("File 2: added")
    await page.get_by_label("Your message").fill("my sister told me")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("log")).to_contain_text("Deleted as well: file 2.")
    await expect(page.get_by_role("log")).not_to_contain_text("File 2: added")
    await expect(page.get_by_role("button", name=re.compile("^Remove .*jpg"))).to_have_count(1)
    assert len(await store.list()) == 1


async def test_the_original_is_sent_only_when_it_is_ticked(page: Page, store: FolderFiles) -> None:
    await page.locator("#adder > summary").click()
    box = page.get_by_role("checkbox", name="Also send the untouched original")
    await expect(box).not_to_be_checked()
    await page.get_by_label("Add a file").set_input_files(photo("one.jpg"))
    await expect(page.get_by_role("log")).to_contain_text("File 1: added")
    assert len(await store.list()) == 1
    await page.locator("#adder > summary").click()
    await box.check()
    await page.get_by_label("Add a file").set_input_files(photo("two.jpg"))
    await expect(page.get_by_role("log")).to_contain_text("and its untouched original too")
    assert len(await store.list()) == 3


async def test_a_torn_file_is_sent_only_as_the_reporter_wishes(page: Page, store: FolderFiles) -> None:
    torn = {"name": "torn.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 torn"}
    await page.get_by_label("Add a file").set_input_files(torn)
    log = page.get_by_role("log")
    await expect(log).to_contain_text("please choose")
    assert await store.list() == []
    await page.get_by_role("button", name="Send it as it is").click()
    await expect(log).to_contain_text("File 1: added as it is")
    assert len(await store.list()) == 1


async def test_a_file_that_is_too_large_is_not_sent(page: Page, store: FolderFiles) -> None:
    large = {"name": "large.bin", "mimeType": "application/octet-stream", "buffer": bytes(2 * 1024 * 1024 + 1)}
    await page.get_by_label("Add a file").set_input_files(large)
    await expect(page.get_by_role("log")).to_contain_text("larger than 2 MB")
    assert await store.list() == []


@pytest.mark.parametrize("window", [PHONE, SMALL], ids=["phone", "small"])
async def test_the_files_sheet_is_accessible_and_fits(settings: Settings, visit: Visit, window: dict) -> None:
    async with running_gateway(settings) as url:
        page = await visit(url, **window)
        await page.get_by_label("Add a file").set_input_files(photo("one.jpg"))
        await expect(page.get_by_role("log")).to_contain_text("File 1: added")
        await page.locator("#adder > summary").click()
        await page.get_by_text("Who can open it").click()
        await expect(page.locator("#keys code").first).to_be_visible()
        found = (await Axe().run(page)).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
        box = await page.locator("#adder .sheet").bounding_box()
        assert box
        assert box["x"] >= 0
        bar = await page.locator("header.bar").bounding_box()
        assert bar
        assert box["y"] >= bar["y"] + bar["height"]  # what does not fit is scrolled to
        assert box["x"] + box["width"] <= window["viewport"]["width"]
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.keyboard.press("Escape")
        await expect(page.locator("#adder .sheet")).to_be_hidden()
