"""Photos that the page has sealed itself: passed on unread, bound to the draft, and refused where they are not that."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.attachments import Attachments, FileRefused, wording
from bot.attachments.sealed import Content, SealedPhoto
from bot.channels.web.form.sealed import keys_of
from candour.settings import Settings
from drafts import DraftVault, streams
from tests.support.gateways import demo_settings, open_page, running_gateway
from tests.support.played_rasa import PlayedRasa
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.keyring import DeskKey, load_desk_key
from triage.files import UNCHECKED, Attachment, FileOpening, attachments_of_draft
from triage.padding import bucket
from triage.recipients import current_recipients
from triage.sealing import Recipient, seal
from triage.store.files import FolderFiles

MEGABYTE = 1024 * 1024
PHOTO, ORIGINAL = b"\xff\xd8 quokka drawn anew" * 900, b"\xff\xd8 numbat untouched" * 2000


@pytest.fixture
def settings(tmp_path: Path, rasa: PlayedRasa) -> Settings:
    return demo_settings(tmp_path, rasa, 3)


@pytest.fixture
def files(settings: Settings, vault: DraftVault, store: FolderFiles) -> Attachments:
    return Attachments(vault, store, lambda: current_recipients(settings).cases, 3 * MEGABYTE)


def team(settings: Settings) -> list[Recipient]:
    return list(current_recipients(settings).cases)


def about(content: bytes, **changed: Any) -> dict[str, Any]:
    """What the page says of a content."""
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} | changed


def sealed(content: bytes, keys: list[Recipient]) -> bytes:
    """A content as the page seals it."""
    return seal(content.ljust(bucket(len(content)), b"\0"), keys)


class Reporter:
    """A page with a report open."""

    def __init__(self, url: str, token: str, session: aiohttp.ClientSession, settings: Settings) -> None:
        self.url, self.token, self.session, self.settings = url, token, session, settings

    def told(self, body: bytes, **changed: Any) -> dict[str, Any]:
        """What is said of a body that is one sealed photo."""
        keys = keys_of(current_recipients(self.settings))
        return {"keys": keys, "length": len(body), "photo": about(PHOTO), "original": None} | changed

    async def send(self, body: bytes, told: Any = None, mark: str = "") -> tuple[int, dict[str, Any]]:
        """Send a sealed photo."""
        header = told if isinstance(told, str) else json.dumps(told or self.told(body))
        headers = {"Origin": self.url, "Authorization": f"Bearer {self.token}", "Candour-Sealed": header}
        headers |= {"Candour-Mark": mark} if mark else {}
        async with self.session.post(f"{self.url}/files", data=io.BytesIO(body), headers=headers) as response:
            return response.status, await response.json()


@pytest.fixture
async def reporter(settings: Settings) -> AsyncIterator[Reporter]:
    async with running_gateway(settings) as url, open_page(url) as page, aiohttp.ClientSession() as session:
        await page.hello()
        await page.got((await page.receive("answer"))["id"])
        assert page.token
        yield Reporter(url, page.token, session, settings)


def listed(vault: DraftVault, conversation: str) -> tuple[Attachment, ...]:
    return attachments_of_draft(vault.read(conversation, streams.FILES))


def conversation(settings: Settings) -> str:
    """The one draft."""
    (draft,) = [one for one in settings.drafts_dir.iterdir() if one.is_dir()]
    return draft.name


async def opened(settings: Settings, store: FolderFiles, attachment: Attachment) -> bytes:
    key = load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)
    opening = FileOpening(attachment, [key])
    return b"".join([opening.update(piece) async for piece in store.open(attachment.id)]) + opening.finish()


async def test_the_keys_are_those_of_the_list(reporter: Reporter, settings: Settings) -> None:
    async with reporter.session.get(f"{reporter.url}/files/keys") as response:
        answer = await response.json()
        assert response.headers["Cache-Control"] == "no-store"
    recipients = current_recipients(settings)
    assert answer == {"list": keys_of(recipients), "keys": [one.text for one in recipients.cases]}


async def test_a_sealed_photo_is_passed_on_and_opens_at_the_desk(
    reporter: Reporter, settings: Settings, store: FolderFiles, vault: DraftVault
) -> None:
    body = sealed(PHOTO, team(settings))
    status, answer = await reporter.send(body)
    assert (status, answer["text"]) == (200, wording.SEALED.format(number=1))
    (one,) = listed(vault, conversation(settings))
    assert (one.kind, one.media_type, one.stripped, one.original) == ("photo", "image/jpeg", True, False)
    assert one.flags == (UNCHECKED,)
    assert b"".join([piece async for piece in store.open(one.id)]) == body
    assert await opened(settings, store, one) == PHOTO


async def test_its_original_goes_as_well_in_the_same_request(
    reporter: Reporter, settings: Settings, store: FolderFiles, vault: DraftVault
) -> None:
    photo, original = sealed(PHOTO, team(settings)), sealed(ORIGINAL, team(settings))
    told = reporter.told(photo, original=about(ORIGINAL, media_type="image/png"))
    status, answer = await reporter.send(photo + original, told)
    assert (status, answer["text"]) == (200, wording.SEALED_AND_ORIGINAL.format(number=1))
    clean, untouched = listed(vault, conversation(settings))
    assert (untouched.number, untouched.original, untouched.stripped) == (1, True, False)
    assert untouched.media_type == "image/png"
    assert await opened(settings, store, clean) == PHOTO
    assert await opened(settings, store, untouched) == ORIGINAL


async def test_a_photo_that_is_sent_again_is_there_once(reporter: Reporter, store: FolderFiles) -> None:
    mark = secrets.token_hex(16)
    for _ in range(2):
        status, answer = await reporter.send(sealed(PHOTO, team(reporter.settings)), mark=mark)
        assert (status, answer["number"]) == (200, 1)
        assert answer["text"] == wording.SEALED.format(number=1)
    assert len(await store.list()) == 1
    assert (await reporter.send(sealed(PHOTO, team(reporter.settings)), mark=secrets.token_hex(16)))[1]["number"] == 2


async def test_a_removed_photo_is_gone_with_its_original(reporter: Reporter, store: FolderFiles) -> None:
    photo, original = (sealed(content, team(reporter.settings)) for content in (PHOTO, ORIGINAL))
    told = reporter.told(photo, original=about(ORIGINAL, media_type="image/png"))
    await reporter.send(photo + original, told)
    headers = {"Origin": reporter.url, "Authorization": f"Bearer {reporter.token}"}
    async with reporter.session.delete(f"{reporter.url}/files/1", headers=headers) as response:
        assert response.status == 200
    assert await store.list() == []


async def test_a_page_with_older_keys_is_told_so(reporter: Reporter, store: FolderFiles) -> None:
    body = sealed(PHOTO, team(reporter.settings))
    answer = await reporter.send(body, reporter.told(body, keys="0" * 64))
    assert answer == (409, {"text": wording.OTHER_KEYS})
    assert await store.list() == []


@pytest.mark.parametrize(
    "body",
    [b"", PHOTO, b"age-encryption.org/v1\n", b"age-encryption.org/v1\n" + bytes(100_000)],
    ids=["nothing", "plain", "a header's begin", "no header"],
)
async def test_what_is_not_sealed_is_refused_and_nothing_of_it_is_kept(
    reporter: Reporter, settings: Settings, store: FolderFiles, vault: DraftVault, body: bytes
) -> None:
    assert await reporter.send(body, reporter.told(body, length=max(1, len(body)))) == (
        422,
        {"text": wording.NOT_SEALED},
    )
    _nothing_is_left(settings, vault)
    assert await store.list() == []


async def test_what_is_sealed_otherwise_is_refused(reporter: Reporter, settings: Settings, vault: DraftVault) -> None:
    mine, other = team(settings)[0], DeskKey.new("bob").recipient
    whole = sealed(PHOTO, [mine])
    for body in (
        sealed(PHOTO, [mine, other]),
        seal(PHOTO, [mine]),  # not padded
        whole[:-1],
        whole + b"x",
        sealed(PHOTO + bytes(bucket(len(PHOTO))), [mine]),  # another bucket than what is said to be in it
    ):
        assert await reporter.send(body) == (422, {"text": wording.NOT_SEALED})
    for told in (
        {"length": len(whole) - 1},
        {"length": len(whole) + 1},
        {"original": about(ORIGINAL, media_type="a/b")},
    ):
        assert (await reporter.send(whole, reporter.told(whole, **told)))[0] == 422
    assert (await reporter.send(whole + whole, reporter.told(whole)))[0] == 422  # more than it says
    _nothing_is_left(settings, vault)


async def test_what_is_sealed_to_others_of_the_same_kind_is_kept_and_does_not_open(
    reporter: Reporter, settings: Settings, store: FolderFiles, vault: DraftVault
) -> None:
    # An X-Wing stanza does not say whose it is: the desk finds out, and names the file as one that did not open.
    assert (await reporter.send(sealed(PHOTO, [DeskKey.new("bob").recipient])))[0] == 200
    with pytest.raises(Exception, match=r"^$|sealed|cannot"):
        await opened(settings, store, listed(vault, conversation(settings))[0])


@pytest.mark.parametrize(
    "change",
    [
        {"length": "1"},
        {"length": 0},
        {"length": True},
        {"length": 1.5},
        {"photo": None},
        {"photo": {"size": 1}},
        {"photo": {"size": -1, "sha256": "0" * 64}},
        {"photo": {"size": 1, "sha256": "x"}},
        {"photo": {"size": 1, "sha256": 7}},
        {"original": {"size": 1, "sha256": "0" * 64, "media_type": "../x"}},
        {"original": {"size": 1, "sha256": "0" * 64}},
        {"original": "x"},
        {"more": 1},
    ],
)
async def test_what_cannot_be_is_refused(
    reporter: Reporter, settings: Settings, vault: DraftVault, change: dict[str, Any]
) -> None:
    body = sealed(PHOTO, team(settings))
    assert (await reporter.send(body, reporter.told(body, **change)))[0] == 422
    _nothing_is_left(settings, vault)


@pytest.mark.parametrize("header", ["x", "[]", "null", "[" * 2000, '{"keys": 1}'])
async def test_a_header_that_says_nothing_is_refused(reporter: Reporter, header: str) -> None:
    assert await reporter.send(sealed(PHOTO, team(reporter.settings)), header) == (422, {"text": wording.NOT_SEALED})


async def test_what_is_too_large_is_refused(reporter: Reporter, settings: Settings, vault: DraftVault) -> None:
    large = bytes(3 * MEGABYTE + 1)
    body = sealed(large, team(settings))
    status, answer = await reporter.send(body, reporter.told(body, photo=about(large)))
    assert (status, answer["text"]) == (413, wording.TOO_LARGE.format(megabytes=3))
    assert (await reporter.send(body))[0] == 422  # whatever it says
    _nothing_is_left(settings, vault)


async def test_forty_are_as_many_as_a_report_can_hold(
    reporter: Reporter, store: FolderFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.attachments.attachments.MOST_FILES", 1)
    body = sealed(PHOTO, team(reporter.settings))
    assert [(await reporter.send(body))[0] for _ in range(2)] == [200, 409]
    assert len(await store.list()) == 1


async def test_a_cut_connection_and_a_crash_leave_no_trace(
    settings: Settings, vault: DraftVault, store: FolderFiles, files: Attachments
) -> None:
    draft, body = vault.begin(), sealed(PHOTO, team(settings))
    told = SealedPhoto(len(body), Content(**about(PHOTO)))

    async def cut() -> AsyncIterator[bytes]:
        yield body[:1000]
        raise FileRefused(wording.CUT)

    async def hangs() -> AsyncIterator[bytes]:
        yield body[:1000]
        await asyncio.sleep(60)

    async def whole() -> AsyncIterator[bytes]:
        yield body

    with pytest.raises(FileRefused):
        await files.take(draft, cut(), sealed=told, mark="a")
    assert await store.list() == []
    killed = asyncio.create_task(files.take(draft, hangs(), sealed=told, mark="a"))
    await asyncio.sleep(0.2)
    # A new process finds what a killed one leaves: a file that was announced.
    again = Attachments(vault, store, lambda: current_recipients(settings).cases, 3 * MEGABYTE)
    assert (await again.take(draft, whole(), sealed=told, mark="a")).number == 3
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    assert [one.number for one in listed(vault, draft)] == [3]
    assert await opened(settings, store, listed(vault, draft)[0]) == PHOTO


def _nothing_is_left(settings: Settings, vault: DraftVault) -> None:
    assert listed(vault, conversation(settings)) == ()
    folder = settings.data_dir / "files"
    assert not folder.exists() or list(folder.iterdir()) == []
