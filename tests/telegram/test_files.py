"""Files on Telegram: photos, documents, voice notes, albums; captions are words; row 17's cap is told kindly."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest

from bot.attachments import wording
from bot.channels.telegram.files import FETCHED_AT_ONCE, ChatFiles
from bot.channels.telegram.incoming import Sent
from candour.settings import Settings
from drafts import open_vault, streams
from tests.support import samples
from tests.support.played_rasa import PlayedRasa, reply
from tests.support.telegram_peer import Peer, User, titles_of, until
from triage.desk.demo import make_demo_keys
from triage.files import Attachment, attachments_of_draft
from triage.store.files import FolderFiles

CANARY = b"canary-quillon-8"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    make_demo_keys(settings.data_dir)
    return settings


@pytest.fixture
def store(settings: Settings) -> FolderFiles:
    return FolderFiles(settings.data_dir / "files")


def photo() -> bytes:
    made = io.BytesIO()
    samples.picture().save(made, "JPEG", comment=CANARY)
    return made.getvalue()


def listed(settings: Settings) -> tuple[Attachment, ...]:
    vault = open_vault(settings)
    drafts = [folder.name for folder in settings.drafts_dir.iterdir()]
    return tuple(one for draft in drafts for one in attachments_of_draft(vault.read(draft, streams.FILES)))


async def begun(user: User) -> None:
    await user.command("/start")
    await user.answers(2)


async def test_a_photo_is_taken_stripped_and_its_caption_heard(
    gateway: str, user: User, rasa: PlayedRasa, settings: Settings
) -> None:
    await begun(user)
    await user.send_file("photo", photo(), caption="This is the car")
    added, answer = await user.answers(2)
    assert added["text"] == wording.CLEANED.format(number=1, name="photo")
    assert answer["text"] == "You said: This is the car"
    (one,) = listed(settings)
    assert (one.kind, one.stripped) == ("photo", True)
    assert rasa.texts == ["This is the car"]


@pytest.mark.parametrize("kind", ["document", "voice", "audio", "video", "video_note"])
async def test_every_kind_of_file_is_taken(gateway: str, user: User, kind: str, tmp_path: Path) -> None:
    await begun(user)
    content = {"document": samples.odt, "voice": samples.ogg, "audio": samples.mp3}.get(kind, samples.mp4)(tmp_path)
    await user.send_file(kind, content)
    assert (await user.answer())["text"].startswith("File 1, a")


async def test_the_original_goes_too_when_its_button_is_pressed(
    gateway: str, user: User, store: FolderFiles, settings: Settings
) -> None:
    await begun(user)
    await user.send_file("photo", photo())
    added = await user.answer()
    assert titles_of(added) == ["Send original 1 too"]
    assert len(await store.list()) == 1
    await user.press(added, "Send original 1 too")
    told = await user.answer()
    assert told["text"] == wording.ORIGINAL_ADDED.format(number=1)
    assert [one.original for one in listed(settings)] == [False, True]


async def test_an_album_is_taken_file_by_file(gateway: str, user: User, store: FolderFiles) -> None:
    await begun(user)
    for _ in range(3):
        await user.send_file("photo", photo(), media_group_id="13")
    told = [message["text"] for message in await user.answers(3)]
    assert [text[:6] for text in told] == ["File 1", "File 2", "File 3"]
    assert len(await store.list()) == 3


async def test_a_torn_file_is_asked_about(gateway: str, user: User, store: FolderFiles) -> None:
    await begun(user)
    await user.send_file("document", b"%PDF-1.7 torn")
    asked = await user.answer()
    assert titles_of(asked) == ["Send file 1 as it is", "Remove file 1"]
    assert await store.list() == []
    await user.press(asked, "Send file 1 as it is")
    assert (await user.answer())["text"] == wording.SENT_UNREAD.format(number=1)
    assert len(await store.list()) == 1


async def test_a_file_without_a_report_begins_one(gateway: str, user: User, store: FolderFiles) -> None:
    await user.send_file("photo", photo())
    *_, added = await user.answers(3)
    assert added["text"].startswith("File 1, a photo")
    assert len(await store.list()) == 1


async def test_row_17_a_file_above_telegrams_limit_is_declined_kindly(
    gateway: str, user: User, peer: Peer, store: FolderFiles
) -> None:
    await begun(user)
    document = {"file_id": "x", "file_unique_id": "x", "file_size": 30 * 1024 * 1024}
    await peer.update({"message": user._message(document=document)})
    told = (await user.answer())["text"]
    assert "20 MB" in told
    assert "https://report.example.org" in told
    await user.send("document")  # one that Telegram no longer has
    assert "could not fetch" in (await user.answer())["text"]
    assert await store.list() == []


async def test_the_same_update_again_adds_nothing(
    gateway: str, user: User, peer: Peer, settings: Settings, store: FolderFiles
) -> None:
    await begun(user)
    await peer.fault("sendMessage", code=500, times=1)
    await user.send_file("photo", photo())
    await user.answer()
    assert len(listed(settings)) == 1


async def test_nothing_of_a_file_is_on_disk_in_the_clear(gateway: str, user: User, settings: Settings) -> None:
    await begun(user)
    await user.send_file("document", CANARY * 3000)
    await user.answer()
    files = [file for file in settings.data_dir.rglob("*") if file.is_file()]
    assert len(files) > 3
    assert not [file for file in files if CANARY in file.read_bytes()]


async def test_files_that_went_with_a_changed_answer_are_gone_and_so_are_their_buttons(
    gateway: str, user: User, peer: Peer, rasa: PlayedRasa, store: FolderFiles
) -> None:
    await begun(user)
    await user.send_file("photo", photo())
    added = await user.answer()
    rasa.script["my sister told me"] = [reply("Deleted as well: file 1.", event="files_gone") | {"files": [1]}]
    await user.say("my sister told me")
    assert (await user.answer())["text"] == "Deleted as well: file 1."
    assert await store.list() == []
    await user.press(added, "Send original 1 too")
    await until(lambda: peer.calls("answerCallbackQuery"))
    assert (await peer.calls("answerCallbackQuery"))[-1]["text"] == "That question has passed."


async def test_only_so_many_files_are_in_memory_at_once() -> None:
    here, most = 0, 0

    class Bot:
        async def get_file(self, _name: str) -> Bot:
            nonlocal here, most
            here += 1
            most = max(most, here)
            return self

        async def download_as_bytearray(self) -> bytearray:
            await asyncio.sleep(0.01)
            return bytearray(600_000)

    chat_files = ChatFiles(Bot(), None, None, None, None)  # type: ignore[arg-type]

    async def fetch(number: int) -> int:
        nonlocal here
        sent = Sent(chat_id=1, update_id=number, message_id=number, file_id="x", size=600_000, caption="")
        size = sum([len(piece) async for piece in chat_files._fetch(sent)])
        here -= 1
        return size

    assert await asyncio.gather(*map(fetch, range(20))) == [600_000] * 20
    assert most <= FETCHED_AT_ONCE + 1  # one may begin before the last is counted out
