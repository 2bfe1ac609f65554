"""Row 11 of the bad-input table: a backup that was made before a draft was shredded, and restored after it."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from bot import words
from bot.conversation import Conversations
from candour.errors import DraftGone
from candour.settings import Settings
from drafts import open_vault, streams
from drafts.vault import DESTROYED
from tests.support.gateways import conversations
from tests.support.played_rasa import PlayedRasa

SECRET = "the inspector keeps the canary-30b1 in his locker"


@asynccontextmanager
async def _heart(settings: Settings) -> AsyncIterator[Conversations]:
    heart = conversations(settings)
    yield heart
    await heart.close()
    await heart._workers._asker._rasa.close()


async def _hand_over(heart: Conversations, sender: str, _settings: Settings) -> None:
    (await heart.say(sender, "end", "hand over")).delivered()


async def _withdraw(heart: Conversations, sender: str, _settings: Settings) -> None:
    (await heart.say(sender, "end", "delete")).delivered()


async def _expire(heart: Conversations, _sender: str, settings: Settings) -> None:
    old = time.time() - 8 * 86400
    for place in (settings.draft_keys_dir, settings.drafts_dir):
        for file in [place, *place.rglob("*")]:
            os.utime(file, (old, old))
    assert heart.expire(7) == 1


Ending = Callable[[Conversations, str, Settings], Awaitable[None]]


@pytest.mark.parametrize("end", [_hand_over, _withdraw, _expire])
async def test_row_11_a_restored_backup_cannot_open_a_draft_that_came_to_its_end(
    settings: Settings, rasa: PlayedRasa, tmp_path: Path, end: Ending
) -> None:
    backup = tmp_path / "backup"
    async with _heart(settings) as heart:
        sender = heart.sender("web", "token")
        (await heart.begin(sender)).delivered()
        (await heart.say(sender, "m1", SECRET)).delivered()
        conversation = str(heart._senders.conversation(sender))
        await asyncio.to_thread(shutil.copytree, settings.data_dir, backup)
        await end(heart, sender, settings)
    await asyncio.to_thread(_restore, backup, settings.data_dir)
    assert (settings.drafts_dir / conversation / streams.INBOX).is_file()
    _opens_with_no_key(settings, conversation)
    async with _heart(settings) as heart:
        heart.recover()
        assert not heart.is_open(sender)
        told = await heart.say(sender, "m2", "hello again to you")
        assert [reply.text for reply in told.replies][:1] == [words.DRAFT_LOST]
        assert "canary" not in str(told)


def _restore(backup: Path, data: Path) -> None:
    shutil.rmtree(data)
    shutil.copytree(backup, data)


def _opens_with_no_key(settings: Settings, conversation: str) -> None:
    """Neither the vault opens it, nor any key that can be found anywhere."""
    with pytest.raises(DraftGone):
        open_vault(settings).read(conversation, streams.INBOX)
    sealed = (settings.drafts_dir / conversation / streams.INBOX).read_bytes()
    bound = f"{conversation}/{streams.INBOX}/0".encode()
    for file in [*settings.draft_keys_dir.iterdir(), *settings.data_dir.rglob("*")]:
        for key in {file.read_bytes()[:32], bytes(32)} if file.is_file() else ():
            if len(key) == 32:
                with pytest.raises(InvalidTag):
                    AESGCMSIV(key).decrypt(sealed[:12], sealed[12:], bound)


async def test_row_11_a_draft_can_be_withdrawn_at_any_point_and_nothing_of_it_is_left(
    settings: Settings, rasa: PlayedRasa
) -> None:
    async with _heart(settings) as heart:
        for said in range(4):
            sender = heart.sender("web", f"token {said}")
            (await heart.begin(sender)).delivered()
            for number in range(said):
                (await heart.say(sender, f"m{number}", f"{SECRET} {number}")).delivered()
            (await heart.say(sender, "end", "delete")).delivered()
            assert not any(settings.draft_keys_dir.iterdir())
            assert not any(settings.drafts_dir.iterdir())


class Crash(BaseException):
    """The process dies here."""


def _crash(*_: object, **__: object) -> None:
    raise Crash


def _overwrite_and_crash(file: Path) -> None:
    file.write_bytes(DESTROYED)
    raise Crash


@pytest.mark.parametrize(
    ("place", "crash"),
    [
        ("drafts.vault._destroy", _crash),
        ("drafts.vault._overwrite", _overwrite_and_crash),
        ("drafts.vault.shutil.rmtree", _crash),
    ],
    ids=["before the key", "between the key and its file", "before the records"],
)
async def test_row_11_a_crash_in_the_middle_of_shredding_ends_in_a_shredded_draft(
    settings: Settings, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch, place: str, crash: Callable[..., None]
) -> None:
    async with _heart(settings) as heart:
        sender = heart.sender("web", "token")
        (await heart.begin(sender)).delivered()
        turn = await heart.say(sender, "end", "hand over")
        with monkeypatch.context() as cut:
            cut.setattr(place, crash)
            with pytest.raises(Crash):
                turn.delivered()
        assert not heart.is_open(sender)
    async with _heart(settings) as heart:
        heart.recover()
        assert not any(settings.draft_keys_dir.iterdir())
        assert not any(settings.drafts_dir.iterdir())
