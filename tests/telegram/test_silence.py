"""The gateway as its own process at DEBUG: neither the token, nor an account, nor a word is in anything it writes."""

from __future__ import annotations

import asyncio
from pathlib import Path

from candour.settings import Settings
from tests.support.gateway_process import gateway_process
from tests.support.played_rasa import PlayedRasa
from tests.support.telegram_peer import TOKEN, Peer, User, until

ACCOUNT = 7_314_159_265


async def troubled_chat(peer: Peer, user: User) -> None:
    """A chat in which everything that can fail does."""
    await user.command("/start")
    await user.answers(2, seconds=30)
    sent = await user.say("canary-words")
    await user.answer()
    await user.edit(sent, "canary-edited")
    await user.press(await user.answer(), "Use the new text")
    await user.answer()
    await user.send("contact")
    await user.answers(2)
    await peer.fault("sendMessage", code=502, description=f"Bad Gateway canary-fault {ACCOUNT}")
    await user.say("canary-network")
    await user.answer()
    await peer.fault("sendMessage", code=400, description=f"Bad Request: canary-fault {ACCOUNT}")
    await user.say("canary-refused")
    await peer.fault("sendMessage", code=403, description=f"Forbidden: canary-fault {ACCOUNT}")
    await user.say("canary-blocked")
    await until(lambda: _idle(peer))


async def test_row_12_nothing_of_a_reporter_and_no_token_is_written(
    each_way: Settings, peer: Peer, rasa: PlayedRasa, tmp_path: Path
) -> None:
    output = tmp_path / "output.log"
    async with gateway_process(each_way, output) as process:
        await troubled_chat(peer, peer.user(uid=ACCOUNT))
        assert process.returncode is None
    assert process.returncode == 0
    assert len(rasa.texts) == 5
    for event in (b"telegram_blocked", b"request_failed", b"started", b"stopped"):
        assert event in output.read_bytes()
    _assert_silent(tmp_path)


async def test_row_12_refused_token_and_dead_server_are_told_without_the_token(
    settings: Settings, peer: Peer, tmp_path: Path
) -> None:
    output = tmp_path / "output.log"
    await peer.fault("getMe", code=401, description=f"Unauthorized {TOKEN}", times=100)
    async with gateway_process(settings, output):
        await until(lambda: _written(output, b"InvalidToken"), seconds=30)
    _assert_silent(tmp_path)


def _assert_silent(folder: Path) -> None:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) > 1
    secrets = [TOKEN, TOKEN.split(":")[1], str(ACCOUNT), "canary", "ann_of_lewisham", "Traceback"]
    for file in files:
        content = str(file).encode() + file.read_bytes()
        assert [secret for secret in secrets if secret.encode() in content] == [], file.name


async def _idle(peer: Peer) -> bool:
    return await peer.waiting() == []


async def _written(file: Path, text: bytes) -> bool:
    return text in await asyncio.to_thread(file.read_bytes)
