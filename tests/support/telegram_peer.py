"""A Bot API server of its own process (npm telegram-test-api) and a reporter who uses Telegram through it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.ports import free_port

NODE = Path(__file__).parents[1] / "node"
TOKEN = "123456789:AAtest-token-that-must-never-be-logged"
_NUMBERS = itertools.count(1)
MEDIA: dict[str, Any] = {
    "voice": {"file_id": "f1", "file_unique_id": "u1", "duration": 3},
    "sticker": {
        "file_id": "f2",
        "file_unique_id": "u2",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    },
    "photo": [{"file_id": "f3", "file_unique_id": "u3", "width": 90, "height": 90}],
    "document": {"file_id": "f4", "file_unique_id": "u4"},
    "location": {"latitude": 51.5, "longitude": -0.1},
    "contact": {"phone_number": "07700900123", "first_name": "Ann"},
}


@dataclass
class Peer:
    """The running server.

    Attributes:
        url: its address; `base_url` is what goes into TELEGRAM_BASE_URL.
    """

    url: str
    http: httpx.AsyncClient

    @property
    def base_url(self) -> str:
        return f"{self.url}/bot"

    def user(self, uid: int = 42, token: str = TOKEN) -> User:
        """A person with a private chat with the bot."""
        return User(self, uid, token)

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """Bodies of all calls of one method that the bot made; of "webhook": what was delivered, with its status."""
        made = (await self.http.get("/peer/calls")).json()
        return [{**call["body"], "status": call.get("status")} for call in made if call["method"] == method]

    async def waiting(self) -> list[int]:
        """IDs of the updates that the bot has not acknowledged."""
        return list((await self.http.get("/peer/waiting")).json())

    async def fault(self, method: str, **fault: Any) -> None:
        """Let the next call of a method (`times` calls, of one `chat`) fail with `code`, `retry_after`, ..."""
        await self.http.post("/peer/fault", json={"method": method, **fault})

    async def update(self, update: dict[str, Any], token: str = TOKEN) -> dict[str, Any]:
        """Send any update; without an `update_id` it gets the next one."""
        return dict((await self.http.post("/peer/update", json={"token": token, "update": update})).json())


@dataclass
class User:
    """One person; each call is what they do on their phone."""

    peer: Peer
    uid: int
    token: str
    read: int = 0  # ID of the newest message that was looked at; deleted ones leave a gap
    _words: dict[int, str] = field(default_factory=dict)

    async def say(self, text: str, **more: Any) -> int:
        """Send a text; returns its message ID."""
        sent = await self.peer.update({"message": self._message(text=text, **more)}, self.token)
        self._words[sent["message_id"]] = text
        return int(sent["message_id"])

    async def send(self, kind: str, **more: Any) -> None:
        """Send a voice note, sticker, photo, document, location or contact."""
        await self.peer.update({"message": self._message(**{kind: MEDIA[kind]}, **more)}, self.token)

    async def send_file(self, kind: str, content: bytes, **more: Any) -> None:
        """Send a real file as a photo, document, voice note, ..."""
        name = f"file{next(_NUMBERS)}"
        body = {"file_id": name, "content": base64.b64encode(content).decode()}
        (await self.peer.http.post("/peer/file", json=body)).raise_for_status()
        sent: Any = {"file_id": name, "file_unique_id": name, "file_size": len(content), "width": 9, "height": 9}
        sent |= {"duration": 1, "length": 9}
        await self.peer.update({"message": self._message(**{kind: [sent] if kind == "photo" else sent}, **more)})

    async def command(self, text: str) -> None:
        """Choose a command, through the package's own way."""
        entity = {"type": "bot_command", "offset": 0, "length": len(text)}
        await self._package("/sendCommand", self._message(text=text, entities=[entity]))

    async def edit(self, message_id: int, text: str) -> None:
        """Change the words of an earlier message."""
        self._words[message_id] = text
        message = self._message(text=text, message_id=message_id, edit_date=int(time.time()))
        await self.peer.update({"edited_message": message}, self.token)

    async def press(self, message: dict[str, Any], title: str) -> None:
        """Press a button under a message of the bot, through the package's own way."""
        data = {button["text"]: button["callback_data"] for button in buttons_of(message)}[title]
        await self._package("/sendCallback", {**self._who(), "message": self._shown(message), "data": data})

    async def answers(self, count: int = 1, seconds: float = 10) -> list[dict[str, Any]]:
        """Wait for the next messages of the bot, and fail if they do not come."""
        await until(lambda: self._has(count), seconds, f"{count} more message(s) to the reporter")
        messages = (await self._unread())[:count]
        self.read = messages[-1]["message_id"]
        return messages

    async def answer(self, seconds: float = 10) -> dict[str, Any]:
        """Wait for the bot's next message."""
        return (await self.answers(1, seconds))[0]

    async def nothing_more(self, seconds: float = 0.5) -> None:
        """Fail if the bot says anything more for a while."""
        await asyncio.sleep(seconds)
        assert [message["text"] for message in await self._unread()] == []

    async def chat(self) -> list[dict[str, Any]]:
        """Everything the bot said to this person, with the buttons as they are now."""
        return list((await self.peer.http.get(f"/peer/chat/{self.uid}")).json())

    async def _has(self, count: int) -> bool:
        return len(await self._unread()) >= count

    async def _unread(self) -> list[dict[str, Any]]:
        return [message for message in await self.chat() if message["message_id"] > self.read]

    async def _package(self, path: str, body: dict[str, Any]) -> None:
        (await self.peer.http.post(path, json={"botToken": self.token, **body})).raise_for_status()

    def _who(self) -> dict[str, Any]:
        return {"from": {"id": self.uid, "is_bot": False, "first_name": "Ann", "username": "ann_of_lewisham"}}

    def _message(self, **content: Any) -> dict[str, Any]:
        chat = {"id": self.uid, "type": "private", "first_name": "Ann", "username": "ann_of_lewisham"}
        return {"date": int(time.time()), "chat": chat, **self._who(), **content}

    def _shown(self, message: dict[str, Any]) -> dict[str, Any]:
        """A message of the bot as a callback query carries it, with the message that it was a reply to."""
        bot = {"id": int(self.token.split(":")[0]), "is_bot": True, "first_name": "Candour"}
        shown = {**self._message(text=message["text"], message_id=message["message_id"]), "from": bot}
        replied = json.loads(message.get("reply_parameters") or "{}").get("message_id")
        if replied in self._words:
            shown["reply_to_message"] = self._message(text=self._words[replied], message_id=replied)
        return shown


def buttons_of(message: dict[str, Any]) -> list[dict[str, str]]:
    """All buttons under a message of the bot."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def titles_of(message: dict[str, Any]) -> list[str]:
    """Titles of all buttons under a message of the bot."""
    return [button["text"] for button in buttons_of(message)]


async def until(holds: Callable[[], Any], seconds: float = 10, what: str = "it") -> None:
    """Wait until an asynchronous condition holds, and fail if it does not."""
    end = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < end, f"waited {seconds} s in vain for {what}"
        await asyncio.sleep(0.02)


@contextlib.contextmanager
def telegram_server(port: int = 0) -> Iterator[str]:
    """Run the server on a port of the loopback (any free one without it); skip, loudly, where it is not installed."""
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules" / "telegram-test-api").is_dir():
        pytest.skip("these tests need Node.js and its packages: make test-deps, then make test")
    command = [node, "telegram_server.js", str(port or free_port())]
    with subprocess.Popen(command, cwd=NODE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url, "the Bot API server did not start"
            yield url
        finally:
            process.kill()


@contextlib.asynccontextmanager
async def telegram_peer(url: str) -> AsyncIterator[Peer]:
    """Use a running server, as if it had just been started."""
    async with httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as http:
        await http.post("/peer/reset")
        yield Peer(url, http)
