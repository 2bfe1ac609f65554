"""The form in front of a real store, with the demo desk's keys: what is sent by it can be opened."""

from __future__ import annotations

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from lxml import html

from bot.limits import Limits
from candour.settings import Settings
from tests.support.gateways import running_gateway
from tests.support.stack import CANDOUR, ROOT
from triage.desk.demo import PASSPHRASE, demo_desk_key, make_demo_keys
from triage.desk.files import files_of
from triage.desk.keyring import DeskKey, load_desk_key
from triage.desk.record import open_on_record
from triage.files import FileOpening
from triage.store import CaseStore
from triage.store.files import make_file_store
from triage.store.schema import migrate


@asynccontextmanager
async def form_gateway(settings: Settings, limits: Limits | None = None) -> AsyncIterator[str]:
    """Run a gateway whose store and keys are ready, and give its address."""
    make_demo_keys(settings.data_dir)
    await migrate(settings.store_url)
    async with running_gateway(settings, limits=limits) as url:
        yield url


def desk_key(settings: Settings) -> DeskKey:
    """The demo desk's key."""
    return load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)


async def states(settings: Settings) -> list[str]:
    """The state of each case."""
    store = await CaseStore.open(settings.store_url)
    try:
        return [case.state for case in await store.cases()]
    finally:
        await store.close()


async def count(settings: Settings) -> int:
    """How many cases there are."""
    return len(await states(settings))


async def desk(settings: Settings, *arguments: str) -> str:
    """Run `candour desk ...` on this store and return what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CANDOUR_")}
    environment |= {"CANDOUR_DATA_DIR": str(settings.data_dir)}
    process = await asyncio.create_subprocess_exec(
        str(CANDOUR), "desk", *arguments, cwd=ROOT, env=environment, stdout=-1, stderr=-1
    )
    printed, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()
    return printed.decode()


async def opened(settings: Settings, reference: str, *more: str) -> dict[str, Any]:
    """Open a case at the desk."""
    return dict(json.loads(await desk(settings, "show", reference, *more, "--json")))


async def contents(settings: Settings, reference: str) -> list[bytes]:
    """Open all files of a case."""
    key, found = desk_key(settings), []
    store = await CaseStore.open(settings.store_url)
    case = await open_on_record(store, await store.get(reference), [key], "open", "show")
    await store.close()
    for _, attachment in files_of(case):
        opening, content = FileOpening(attachment, [key]), b""
        async for piece in make_file_store(settings).open(attachment.id):
            content += opening.update(piece)
        found.append(content + opening.finish())
    return found


@dataclass
class PlainForm:
    """A reporter at the form without script: reads pages and sends them, as a browser with script off does.

    Attributes:
        url: the gateway.
        session: the connection.
        status: of the last response.
        text: the last page.
        headers: of the last response.
    """

    url: str
    session: aiohttp.ClientSession
    status: int = 0
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def tree(self) -> Any:
        """The last page, parsed."""
        return html.document_fromstring(self.text)

    @property
    def ticket(self) -> str:
        """The ticket in the page."""
        return str(self.tree.xpath("//input[@name='ticket']/@value")[0])

    @property
    def reference(self) -> str:
        """The reference on the last page; empty for none."""
        return "".join(self.tree.xpath("//*[@class='reference']//strong/text()"))

    @property
    def code(self) -> str:
        """The code on the last page; empty for none."""
        return "".join(self.tree.xpath("//p[@class='secret']/text()"))

    @property
    def trouble(self) -> str:
        """What went wrong."""
        return " ".join(" ".join(one.text_content().split()) for one in self.tree.xpath("//div[@class='trouble']"))

    @property
    def attached(self) -> list[str]:
        """The files that are with it."""
        return [" ".join(one.text.split()) for one in self.tree.xpath("//div[starts-with(@class, 'attached')]/span[1]")]

    def words(self, key: str) -> str:
        """What stands in a field."""
        return str(self.tree.xpath(f"//textarea[@name='{key}']")[0].text or "").removeprefix("\n")

    def chosen(self, key: str) -> list[str]:
        """What is chosen at a question."""
        return [str(value) for value in self.tree.xpath(f"//input[@name='{key}'][@checked]/@value")]

    async def open(self) -> None:
        """Open the page as somebody new."""
        async with self.session.get(f"{self.url}/form") as response:
            await self._shown(response)

    async def send(
        self, *fields: tuple[str, str], do: str = "send", files: tuple[bytes, ...] = (), ticket: str | None = None
    ) -> None:
        """Fill in these fields and press a button."""
        form = aiohttp.FormData()
        form.add_field("ticket", self.ticket if ticket is None else ticket)
        for name, value in fields:
            form.add_field(name, value.replace("\n", "\r\n"))
        for content in files or (b"",):
            form.add_field("file", io.BytesIO(content), filename="one.jpg" if files else "", content_type="x/y")
        form.add_field("do", do)
        await self.post(form)

    async def post(self, body: Any, path: str = "/form", **headers: str) -> None:
        """Post a body."""
        given = {"Origin": self.url, **headers}
        async with self.session.post(
            self.url + path, data=body, headers={k: v for k, v in given.items() if v}, allow_redirects=False
        ) as response:
            await self._shown(response)

    async def _shown(self, response: aiohttp.ClientResponse) -> None:
        self.status, self.headers, self.text = response.status, dict(response.headers), await response.text()


@asynccontextmanager
async def plain_form(url: str) -> AsyncIterator[PlainForm]:
    """Open the form without script."""
    async with aiohttp.ClientSession() as session:
        form = PlainForm(url, session)
        await form.open()
        yield form
