"""Photos in the chat, in a real browser: drawn anew and sealed there, opened at the desk, and never seen on the way."""

from __future__ import annotations

import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Page, Request, Route, expect

from bot.attachments import wording
from candour.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.support import form_page, samples
from tests.support.gateways import demo_settings, running_gateway
from tests.support.memory import held_by
from tests.support.played_rasa import PlayedRasa
from tests.support.reports import RICH, question
from tests.support.stack import Stack
from triage.files import UNCHECKED
from triage.keys import fingerprint
from triage.recipients import current_recipients
from triage.store.files import FolderFiles

pytestmark = pytest.mark.asyncio(loop_scope="session")
NOISE = """
  const read = CanvasRenderingContext2D.prototype.getImageData;
  CanvasRenderingContext2D.prototype.getImageData = function (...where) {
    const given = read.apply(this, where);
    return new ImageData(given.data.map(() => Math.random() * 256), given.width, given.height);
  };
"""
RUN = 24  # bytes: as many in a row are nowhere by chance


@pytest.fixture
def settings(tmp_path: Path, rasa: PlayedRasa) -> Settings:
    return demo_settings(tmp_path, rasa, 2)


@pytest_asyncio.fixture(loop_scope="session")
async def page(settings: Settings, visit: Visit) -> object:
    async with running_gateway(settings) as url:
        page = await visit(url, lost=True, **PHONE)
        await expect(page.get_by_role("log")).to_contain_text("automated interview")
        yield page


def upload(content: bytes, name: str = "one.jpg", media_type: str = "image/jpeg") -> Any:
    return {"name": name, "mimeType": media_type, "buffer": content}


def requests_of(page: Page) -> list[Request]:
    """What the page asks for from now on."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - a method cannot be marked
    return asked


async def test_a_photo_leaves_the_browser_sealed(page: Page, store: FolderFiles, tmp_path: Path) -> None:
    asked = requests_of(page)
    photo = samples.jpeg(tmp_path)
    await page.get_by_label("Add a file").set_input_files(upload(photo))
    await expect(page.get_by_role("log")).to_contain_text(wording.SEALED.format(number=1))
    (sent,) = [request for request in asked if request.method == "POST"]
    assert await _sizes(store) == [int((await sent.all_headers())["content-length"])]  # what came is what lies there
    assert [one[:40] for one in await _kept(store)] == [b"age-encryption.org/v1\n-> mlkem768x25519 "]
    assert [name for name in ("/static/seal.js", "/files/keys") for one in asked if one.url.endswith(name)] == [
        "/static/seal.js",
        "/files/keys",
    ]


async def test_nothing_of_it_is_loaded_before_there_is_a_photo(page: Page) -> None:
    asked = requests_of(page)
    await page.locator("#adder > summary").click()
    await expect(page.get_by_text("photos are cleaned and sealed on your device")).to_be_visible()
    await page.get_by_label("Add a file").set_input_files(upload(b"words", "a.txt", "text/plain"))
    await expect(page.get_by_role("log")).to_contain_text("File 1: added")
    assert not [one for one in asked if "seal" in one.url or "keys" in one.url]


async def test_the_keys_are_shown_as_the_team_publishes_them(page: Page, settings: Settings) -> None:
    await page.locator("#adder > summary").click()
    await page.get_by_text("Who can open it").click()
    shown = page.get_by_role("list", name="Keys for reports").locator("code")
    await expect(shown).to_have_text([fingerprint(one.raw) for one in current_recipients(settings).cases])


async def test_the_original_is_sealed_as_well_where_it_is_ticked(
    page: Page, store: FolderFiles, tmp_path: Path
) -> None:
    await page.locator("#adder > summary").click()
    await page.get_by_role("checkbox", name="Also send the untouched original").check()
    asked = requests_of(page)
    await page.get_by_label("Add a file").set_input_files(upload(samples.jpeg(tmp_path)))
    await expect(page.get_by_role("log")).to_contain_text(wording.SEALED_AND_ORIGINAL.format(number=1))
    (sent,) = [request for request in asked if request.method == "POST"]
    assert sum(await _sizes(store)) == int((await sent.all_headers())["content-length"])
    assert not [one for one in await _kept(store) if samples.MARK.encode() in one]
    assert len(await store.list()) == 2
    await page.get_by_role("button", name="Remove one.jpg").click()
    await expect(page.get_by_role("log")).to_contain_text("File 1 is removed")
    assert await store.list() == []


@pytest.mark.parametrize("what", ["heic", "no photo"])
async def test_what_the_browser_cannot_draw_is_cleaned_on_the_server(page: Page, tmp_path: Path, what: str) -> None:
    asked = requests_of(page)
    file = upload(samples.heic(tmp_path), "a.heic", "image/heic") if what == "heic" else upload(b"no photo at all")
    await page.get_by_label("Add a file").set_input_files(file)
    said = wording.CLEANED if what == "heic" else wording.AS_IT_IS
    await expect(page.get_by_role("log")).to_contain_text(said.format(number=1, name="photo"))
    (sent,) = [request for request in asked if request.method == "POST"]
    assert "candour-sealed" not in sent.headers


async def test_a_browser_that_gives_noise_for_pictures_sends_no_noise(
    settings: Settings, visit: Visit, tmp_path: Path
) -> None:
    async with running_gateway(settings) as url:
        page = await visit(url, **DESKTOP)
        await page.add_init_script(NOISE)
        await page.reload()
        await page.get_by_label("Add a file").set_input_files(upload(samples.jpeg(tmp_path)))
        await expect(page.get_by_role("log")).to_contain_text(wording.CLEANED.format(number=1, name="photo"))


async def test_a_photo_whose_answer_was_lost_is_sent_again_and_there_once(
    page: Page, store: FolderFiles, tmp_path: Path
) -> None:
    lost: list[Route] = []

    async def lose_the_first_answer(route: Route) -> None:
        lost.append(route)
        if len(lost) > 1:
            return await route.continue_()
        await route.fetch()
        return await route.abort()

    await page.route("**/files", lose_the_first_answer)
    await page.get_by_label("Add a file").set_input_files(upload(samples.jpeg(tmp_path)))
    await page.get_by_role("button", name="Send again").click()
    await expect(page.get_by_role("log")).to_contain_text(wording.SEALED.format(number=1))
    assert len(lost) == 2
    assert len(await store.list()) == 1


async def test_what_seals_is_loaded_again_after_a_lost_connection(page: Page, tmp_path: Path) -> None:
    await page.route("**/static/seal.js*", lambda route: route.abort(), times=1)
    await page.get_by_label("Add a file").set_input_files(upload(samples.jpeg(tmp_path)))
    await page.get_by_role("button", name="Send again").click()
    await expect(page.get_by_role("log")).to_contain_text(wording.SEALED.format(number=1))


async def test_without_keys_nothing_is_sent_in_the_clear_instead(page: Page, tmp_path: Path) -> None:
    asked = requests_of(page)
    await page.route("**/files/keys", lambda route: route.fulfill(status=503, body="x"))
    await page.get_by_label("Add a file").set_input_files(upload(samples.jpeg(tmp_path)))
    await expect(page.get_by_role("button", name="Send again")).to_be_visible()
    assert not [one for one in asked if one.method == "POST"]


async def test_a_long_screenshot_keeps_its_size(page: Page, settings: Settings) -> None:
    made = io.BytesIO()
    samples.picture((700, 9000)).save(made, "PNG")
    size = await page.evaluate(
        """async (content) => {
            await import("/static/seal.js");
            const file = new File([new Uint8Array(content)], "a.png", { type: "image/png" });
            const drawn = await candourSeal.redraw(file);
            const picture = await createImageBitmap(new Blob([drawn]));
            return [picture.width, picture.height];
        }""",
        list(made.getvalue()),
    )
    assert size == [700, 9000]


async def test_a_whole_report_with_a_photo_that_only_the_desk_sees(stack: Stack, visit: Visit, tmp_path: Path) -> None:
    page = await visit(stack.url, **PHONE)
    log = page.get_by_role("log")
    await expect(log).to_contain_text(question("limits_ack"), timeout=30_000)
    for text in RICH[0][1] + RICH[1][1] + RICH[2][1]:
        await _say(page, text)
    await page.get_by_label("Add a file").set_input_files(upload(samples.jpeg(tmp_path)))
    await expect(log).to_contain_text(wording.SEALED.format(number=1))
    await _say(page, "this is about someone who should not be in that uniform")
    for _ in range(60):
        if await page.get_by_role("button", name="Yes, send it").count():
            break
        await _say(page, "skip")
    await expect(log).to_contain_text("File 1")  # the summary names it
    await _say(page, "yes, send it")
    reference = page.locator(".reference strong")
    await expect(reference).to_have_text(re.compile(r"CND-\w{4}-\w{4}"), timeout=30_000)
    case = stack.case(await reference.inner_text())
    (told,) = case["attachments"]
    assert (told["stripped"], told["flags"], told["media_type"]) == (True, [UNCHECKED], "image/jpeg")
    (photo,) = await form_page.contents(Settings(data_dir=stack.data), case["reference"])
    assert samples.MARK.encode() not in photo
    assert Image.open(io.BytesIO(photo)).size == (64, 96)  # upright, as the camera was held
    assert _metadata(photo, tmp_path) == {}
    runs = [photo[at : at + RUN] for at in range(len(photo) // 2, len(photo) - RUN, RUN)]
    assert len(runs) > 10
    assert held_by(stack.child("bot").pid, [*runs, b"Candour-Sealed"]) == [b"Candour-Sealed"]
    written = b"".join(
        one.read_bytes() for one in stack.data.parent.rglob("*") if one.is_file() and "desk" not in str(one)
    )
    assert not [one for one in (*runs, samples.MARK.encode()) if one in written]


async def _sizes(store: FolderFiles) -> list[int]:
    return [one.size for one in await store.list()]


async def _kept(store: FolderFiles) -> list[bytes]:
    found = []
    for one in await store.list():
        pieces = [piece async for piece in store.open(one.id)]
        found.append(b"".join(pieces))
    return found


async def _say(page: Page, text: str) -> None:
    log = page.get_by_role("log")
    before = await page.locator("#log .theirs").count()
    await page.get_by_role("textbox", name="Your message").fill(text)
    await page.keyboard.press("Enter")
    await expect(log.locator(".theirs").nth(before)).to_be_visible(timeout=30_000)
    await expect(page.locator("#typing")).to_be_hidden(timeout=30_000)


def _metadata(photo: bytes, folder: Path) -> dict[str, str]:
    """What exiftool reads that is neither of the file itself nor of how its pixels are coded."""
    place = folder / "opened.jpg"
    place.write_bytes(photo)
    command = ["exiftool", "-json", "-G", str(place)]
    (read,) = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    ours = ("SourceFile", "ExifTool:", "File:", "JFIF:", "Composite:ImageSize", "Composite:Megapixels")
    return {name: value for name, value in read.items() if not name.startswith(ours)}
