"""Files of reporters in the gateway: streamed in, stripped, sealed, listed, removed; rows 17, 18 and 19."""

from __future__ import annotations

import asyncio
import io
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest
from aiohttp import hdrs

from bot.attachments import Attachments, FileRefused, wording
from bot.attachments.wishes import wish
from candour.errors import DraftGone, StoreError
from candour.settings import Settings
from drafts import DraftVault, streams
from tests.support import samples
from tests.support.gateways import Page, demo_settings, open_page, running_gateway
from tests.support.played_rasa import REFERENCE, PlayedRasa, reply
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.keyring import DeskKey, load_desk_key
from triage.files import EICAR, EICAR_TEXT, UNKNOWN_TYPE, UNREADABLE, Attachment, FileOpening, attachments_of_draft
from triage.recipients import current_recipients
from triage.store.files import FolderFiles

pytestmark = pytest.mark.on_both

CANARY = b"canary-quillon-7"
MEGABYTE = 1024 * 1024


@pytest.fixture
def settings(tmp_path: Path, rasa: PlayedRasa) -> Settings:
    return demo_settings(tmp_path, rasa, 3)


@pytest.fixture
def key(settings: Settings) -> DeskKey:
    return load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)


@pytest.fixture
def files(settings: Settings, vault: DraftVault, store: FolderFiles) -> Attachments:
    return Attachments(vault, store, lambda: current_recipients(settings).cases, 3 * MEGABYTE)


@pytest.fixture
def draft(vault: DraftVault) -> str:
    return vault.begin()


class Here(NamedTuple):
    """What most tests need."""

    files: Attachments
    vault: DraftVault
    store: FolderFiles
    draft: str


@pytest.fixture
def here(files: Attachments, vault: DraftVault, store: FolderFiles, draft: str) -> Here:
    return Here(files, vault, store, draft)


def photo() -> bytes:
    made = io.BytesIO()
    samples.picture().save(made, "JPEG", comment=CANARY)
    return made.getvalue()


async def chunks(content: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for place in range(0, len(content), size):
        yield content[place : place + size]


def listed(vault: DraftVault, draft: str) -> tuple[Attachment, ...]:
    return attachments_of_draft(vault.read(draft, streams.FILES))


async def opened(store: FolderFiles, attachment: Attachment, key: DeskKey) -> bytes:
    opening = FileOpening(attachment, [key])
    return b"".join([opening.update(piece) async for piece in store.open(attachment.id)]) + opening.finish()


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


# Taking -------------------------------------------------------------------------------------------------------------


async def test_a_photo_is_stripped_and_sealed_to_the_team(
    files: Attachments, vault: DraftVault, store: FolderFiles, draft: str, key: DeskKey
) -> None:
    taken = await files.take(draft, chunks(photo()))
    (one,) = listed(vault, draft)
    assert (taken.number, one.kind, one.media_type, one.stripped, one.flags) == (1, "photo", "image/jpeg", True, ())
    content = await opened(store, one, key)
    assert content.startswith(b"\xff\xd8")
    assert CANARY not in content
    assert "file 1" in taken.text
    assert not list(vault.place(draft, one.id).parent.iterdir())


async def test_the_untouched_original_goes_too_if_it_is_wanted(
    files: Attachments, vault: DraftVault, store: FolderFiles, draft: str, key: DeskKey
) -> None:
    await files.take(draft, chunks(photo()), with_original=True)
    clean, original = listed(vault, draft)
    assert (clean.original, original.original, original.stripped, original.number) == (False, True, False, 1)
    assert await opened(store, original, key) == photo()


async def test_the_original_can_be_sent_later_where_the_upload_is_kept(
    files: Attachments, vault: DraftVault, store: FolderFiles, draft: str, key: DeskKey
) -> None:
    taken = await files.take(draft, chunks(photo()), keep_upload=True)
    assert taken.original
    assert await files.send_original(draft, 1)
    assert await opened(store, listed(vault, draft)[1], key) == photo()
    assert not await files.send_original(draft, 1)


async def test_an_unknown_type_is_sealed_as_it_is_and_said_to_be(
    files: Attachments, vault: DraftVault, store: FolderFiles, draft: str, key: DeskKey
) -> None:
    taken = await files.take(draft, chunks(b"just words"))
    (one,) = listed(vault, draft)
    assert (one.stripped, one.flags, one.media_type) == (False, (UNKNOWN_TYPE,), "application/octet-stream")
    assert await opened(store, one, key) == b"just words"
    assert "just as it is" in taken.text


async def test_what_cannot_be_read_waits_for_the_reporter(
    files: Attachments, vault: DraftVault, store: FolderFiles, draft: str, key: DeskKey
) -> None:
    taken = await files.take(draft, chunks(b"%PDF-1.7 torn"))
    assert taken.asks
    assert listed(vault, draft) == ()
    assert await store.list() == []
    assert await files.send_as_it_is(draft, 1)
    (one,) = listed(vault, draft)
    assert (one.stripped, one.flags) == (False, (UNREADABLE,))
    assert await opened(store, one, key) == b"%PDF-1.7 torn"
    assert await files.send_as_it_is(draft, 1) is None


@pytest.mark.parametrize("before", [0, MEGABYTE - 30, MEGABYTE + 5])
async def test_row_18_the_scanners_test_string_is_flagged_and_not_dropped(
    here: Here, key: DeskKey, before: int
) -> None:
    files, vault, store, draft = here
    content = b"." * before + EICAR_TEXT + b"\n"
    await files.take(draft, chunks(content))
    (one,) = listed(vault, draft)
    assert EICAR in one.flags
    assert await opened(store, one, key) == content


async def test_numbers_are_not_given_twice(files: Attachments, vault: DraftVault, draft: str) -> None:
    for _ in range(2):
        await files.take(draft, chunks(b"words"))
    assert await files.remove(draft, 2)
    assert not await files.remove(draft, 2)
    assert (await files.take(draft, chunks(b"words"))).number == 3
    assert [one.number for one in listed(vault, draft)] == [1, 3]


async def test_several_files_at_once(files: Attachments, vault: DraftVault, draft: str) -> None:
    await asyncio.gather(*(files.take(draft, chunks(b"words %d" % number, 3)) for number in range(6)))
    assert [one.number for one in listed(vault, draft)] == [1, 2, 3, 4, 5, 6]


# Refusing and removing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "status"), [(b"", 400), (bytes(3 * MEGABYTE + 1), 413)])
async def test_row_17_what_is_empty_or_too_large_is_refused_and_leaves_nothing(
    here: Here, content: bytes, status: int
) -> None:
    files, vault, store, draft = here
    with pytest.raises(FileRefused) as refusal:
        await files.take(draft, chunks(content))
    assert refusal.value.status == status
    assert listed(vault, draft) == ()
    assert await store.list() == []


async def test_a_removed_file_is_gone(files: Attachments, vault: DraftVault, store: FolderFiles, draft: str) -> None:
    await files.take(draft, chunks(photo()), with_original=True)
    assert len(await store.list()) == 2
    assert await files.remove(draft, 1)
    assert await store.list() == []
    assert listed(vault, draft) == ()


@pytest.mark.parametrize("withdrawn", [True, False])
async def test_open_files_go_with_their_draft(
    files: Attachments, vault: DraftVault, store: FolderFiles, draft: str, withdrawn: bool
) -> None:
    await files.take(draft, chunks(b"words"))
    files.let_go(draft, withdrawn=withdrawn)
    vault.shred(draft)
    await files.close()
    assert await store.list() == []


@pytest.mark.parametrize(("withdrawn", "left"), [(True, 0), (False, 1)])
async def test_kept_files_stay_unless_the_report_is_withdrawn(here: Here, withdrawn: bool, left: int) -> None:
    files, vault, store, draft = here
    await files.take(draft, chunks(b"words"))
    await store.keep(listed(vault, draft)[0].id)
    files.let_go(draft, withdrawn=withdrawn)
    await files.close()
    assert len(await store.list()) == left


async def test_a_draft_that_ends_while_a_file_comes_in_keeps_nothing(
    files: Attachments, vault: DraftVault, store: FolderFiles, draft: str
) -> None:
    async def ends_halfway() -> AsyncIterator[bytes]:
        yield b"half"
        vault.shred(draft)
        yield b"the rest"

    with pytest.raises(FileRefused):
        await files.take(draft, ends_halfway())
    assert await store.list() == []
    with pytest.raises(DraftGone):
        vault.place(draft, "0" * 32)


async def test_a_crash_while_a_file_comes_in_leaves_no_trace_for_long(
    settings: Settings, files: Attachments, vault: DraftVault, store: FolderFiles, draft: str
) -> None:
    async def hangs() -> AsyncIterator[bytes]:
        yield photo()
        await asyncio.sleep(60)

    await files.take(draft, chunks(b"whole"))
    cut = asyncio.create_task(files.take(draft, hangs()))
    await asyncio.sleep(0.2)
    # A new process finds what a killed one leaves: an announced file, and half an upload.
    again = Attachments(vault, store, lambda: current_recipients(settings).cases, 3 * MEGABYTE)
    assert (await again.take(draft, chunks(b"after"))).number == 3
    assert [one.number for one in listed(vault, draft)] == [1, 3]
    cut.cancel()
    await asyncio.gather(cut, return_exceptions=True)
    assert [one.number for one in listed(vault, draft)] == [1, 3]
    assert not list(vault.place(draft, "0" * 32).parent.iterdir())


async def test_files_of_open_drafts_are_never_swept(
    settings: Settings, files: Attachments, vault: DraftVault, store: FolderFiles, draft: str
) -> None:
    lost = vault.begin()
    await files.take(draft, chunks(b"words"))
    await files.take(lost, chunks(b"words"))
    vault.shred(lost)  # as a power cut does, which takes the keys in memory
    for file in (settings.data_dir / "files").iterdir():
        os.utime(file, (time.time() - 1000, time.time() - 1000))
    await files.sweep([draft, lost], 500)
    assert [entry.id for entry in await store.list()] == [listed(vault, draft)[0].id]


async def test_nothing_of_a_file_is_on_disk_in_the_clear_at_any_time(
    settings: Settings, files: Attachments, draft: str, tmp_path: Path
) -> None:
    seen = []

    async def watched() -> AsyncIterator[bytes]:
        for number in range(8):
            yield CANARY * 20_000
            await asyncio.sleep(0.02)
            seen.append(everything_in(tmp_path))
            assert number < 4 or len(seen[-1]) > 100_000

    await files.take(draft, watched())
    seen.append(everything_in(tmp_path))
    assert len(seen) == 9
    assert not [one for one in seen if CANARY in one]


# Words --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["remove file 2", "Remove file 2.", "please delete photo 2", "take out the video 2", "don’t send file #2"]
)
async def test_a_file_is_removed_by_saying_so(files: Attachments, draft: str, text: str) -> None:
    for _ in range(2):
        await files.take(draft, chunks(b"words"))
    carry_out = wish(text)
    assert carry_out
    assert await carry_out(draft, files) == wording.REMOVED.format(number=2)
    assert await carry_out(draft, files) == wording.NOT_THERE.format(number=2)


@pytest.mark.parametrize("text", ["remove file", "he told me to remove file 2 from the system", "delete", "file 2"])
def test_other_words_go_to_the_interview(text: str) -> None:
    assert wish(text) is None


def test_every_text_is_short() -> None:
    texts = [text for name, text in vars(wording).items() if name.isupper() and isinstance(text, str)]
    assert len(texts) > 15
    assert not [text for text in texts if len(text.split()) >= 60]


# The web ------------------------------------------------------------------------------------------------------------


class Browser:
    """Sends files as the page's script does."""

    def __init__(self, url: str, session: aiohttp.ClientSession, page: Page) -> None:
        self.url, self.session, self.page = url, session, page

    async def send(self, body: Any, **headers: str) -> tuple[int, Any]:
        return await self.ask("POST", "/files", body, **headers)

    async def ask(self, method: str, path: str, body: Any = None, **changed: str) -> tuple[int, Any]:
        headers = {"Origin": self.url, "Authorization": f"Bearer {self.page.token}"} | changed
        given = {name: value for name, value in headers.items() if value}
        async with self.session.request(method, self.url + path, data=body, headers=given) as response:
            return response.status, await response.json(content_type=None) if response.status < 401 else None


@pytest.fixture
async def browser(gateway: str) -> AsyncIterator[Browser]:
    async with open_page(gateway) as page, aiohttp.ClientSession() as session:
        await page.hello()
        opening = await page.receive("answer")
        await page.got(opening["id"])
        yield Browser(gateway, session, page)


async def test_a_file_is_sent_and_removed_by_the_page(browser: Browser, store: FolderFiles) -> None:
    status, answer = await browser.send(photo())
    assert (status, answer["number"], answer["asks"]) == (200, 1, False)
    assert len(await store.list()) == 1
    status, answer = await browser.ask("DELETE", "/files/1")
    assert (status, answer["text"]) == (200, wording.REMOVED.format(number=1))
    assert await store.list() == []


async def test_the_original_is_sent_only_when_the_page_says_so(browser: Browser, store: FolderFiles) -> None:
    await browser.send(photo())
    assert len(await store.list()) == 1
    await browser.send(photo(), **{"Candour-Original": "1"})
    assert len(await store.list()) == 3


async def test_a_torn_file_is_sent_on_request(browser: Browser, store: FolderFiles) -> None:
    _, answer = await browser.send(b"\x89PNG\r\n\x1a\n torn")
    assert answer["asks"]
    status, answer = await browser.ask("POST", "/files/1/as-it-is")
    assert (status, len(await store.list())) == (200, 1)


@pytest.mark.parametrize("origin", ["", "null", "https://elsewhere.example", "http://127.0.0.1.example"])
async def test_row_19_a_file_from_another_site_is_refused(browser: Browser, store: FolderFiles, origin: str) -> None:
    for method, path in (("POST", "/files"), ("DELETE", "/files/1"), ("POST", "/files/1/as-it-is")):
        assert (await browser.ask(method, path, photo(), Origin=origin))[0] == 403
    assert await store.list() == []


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer x", "Basic abc", "Bearer ../../x"])
async def test_row_19_a_file_without_a_token_in_the_header_is_refused(browser: Browser, token: str) -> None:
    assert (await browser.send(photo(), Authorization=token))[0] == 401
    path = f"/files?token={browser.page.token}"
    assert (await browser.ask("POST", path, photo(), Authorization=""))[0] == 401


async def test_a_token_without_a_report_is_told_so(browser: Browser) -> None:
    status, _ = await browser.send(photo(), Authorization=f"Bearer {'a' * 43}")
    assert status == 409


async def test_row_17_an_oversized_upload_is_refused_at_once_and_while_it_streams(
    browser: Browser, store: FolderFiles
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield bytes(MEGABYTE)

    for body in (io.BytesIO(bytes(4 * MEGABYTE)), endless()):
        try:
            status, _ = await browser.send(body)
        except aiohttp.ClientError:  # it hung up on us, which is as good
            status = 413
        assert status == 413
    assert await store.list() == []


async def test_a_connection_that_breaks_off_leaves_nothing(
    browser: Browser, store: FolderFiles, settings: Settings
) -> None:
    host, port = browser.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /files HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {browser.url}\r\nContent-Length: 90000\r\n"
    writer.write(f"{head}{hdrs.AUTHORIZATION}: Bearer {browser.page.token}\r\n\r\n".encode() + photo())
    await writer.drain()
    await asyncio.sleep(0.2)
    writer.close()
    for _ in range(50):
        if not list(settings.drafts_dir.rglob("large/*")):
            break
        await asyncio.sleep(0.1)
    assert not list(settings.drafts_dir.rglob("large/*"))
    assert await store.list() == []


async def test_words_about_a_file_are_answered_here_and_the_question_stays(
    browser: Browser, rasa: PlayedRasa, store: FolderFiles
) -> None:
    await browser.send(photo())
    turns = len(rasa.turns)
    await browser.page.say("m1", "remove file 1")
    answer = await browser.page.receive("answer")
    assert answer["replies"][0]["text"] == wording.REMOVED.format(number=1)
    assert answer["replies"][1]["buttons"] == ["Yes, begin", "Help"]
    assert len(rasa.turns) == turns
    assert await store.list() == []


async def test_files_that_went_with_a_changed_answer_are_removed_before_that_is_told(
    browser: Browser, rasa: PlayedRasa, store: FolderFiles
) -> None:
    for _ in range(3):
        await browser.send(photo())
    told = "What you sent is deleted as well: file 2, file 3."
    rasa.script["my sister told me"] = [reply(told, event="files_gone") | {"files": [2, 3, 9]}]
    await browser.page.say("m1", "my sister told me")
    answer = await browser.page.receive("answer")
    assert len(await store.list()) == 1
    assert (answer["replies"][0]["event"], answer["replies"][0]["files"]) == ("files_gone", [2, 3, 9])
    assert (await browser.ask("DELETE", "/files/2"))[1]["text"] == wording.NOT_THERE.format(number=2)
    assert (await browser.ask("DELETE", "/files/1"))[1]["text"] == wording.REMOVED.format(number=1)


async def test_files_that_cannot_be_removed_just_now_are_removed_later_and_only_then_told(
    browser: Browser, rasa: PlayedRasa, store: FolderFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browser.send(photo())
    remove, failures = FolderFiles.remove, [StoreError("full"), StoreError("full")]

    async def fails_at_first(self: FolderFiles, file_id: str, *, only_open: bool = False) -> None:
        if failures:
            raise failures.pop()
        await remove(self, file_id, only_open=only_open)

    monkeypatch.setattr(FolderFiles, "remove", fails_at_first)
    rasa.script["my sister told me"] = [reply("Deleted as well: file 1.", event="files_gone") | {"files": [1]}]
    await browser.page.say("m1", "my sister told me")
    await browser.page.receive("answer")
    assert await store.list() == []


@pytest.mark.parametrize(("event", "left"), [("withdrawn", 0), ("handed_over", 0)])
async def test_at_the_end_files_that_no_case_claimed_are_gone(
    browser: Browser, rasa: PlayedRasa, store: FolderFiles, event: str, left: int
) -> None:
    await browser.send(b"words")
    rasa.script["end"] = [reply("Done.", event=event, reference=REFERENCE if event == "handed_over" else None)]
    await browser.page.say("m1", "end")
    answer = await browser.page.receive("answer")
    await browser.page.got(answer["id"])
    for _ in range(50):
        if not await store.list():
            break
        await asyncio.sleep(0.05)
    assert len(await store.list()) == left
    assert (await browser.send(b"more"))[0] == 409


async def test_files_survive_a_restart_of_the_gateway(settings: Settings, store: FolderFiles) -> None:
    async with running_gateway(settings) as url, open_page(url) as page, aiohttp.ClientSession() as session:
        await page.hello()
        await page.receive("answer")
        await Browser(url, session, page).send(b"words")
        token = page.token
    async with running_gateway(settings) as url, open_page(url) as page, aiohttp.ClientSession() as session:
        assert (await page.hello(token))["resumed"]
        assert (await Browser(url, session, page).ask("DELETE", "/files/1"))[1]["text"].startswith("File 1 is removed")
    assert await store.list() == []
