"""A reporter at the page without script: reads pages and sends their forms, as a browser with script off does."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from lxml import html


@dataclass
class PlainPage:
    """One page as it was last shown.

    Attributes:
        url: the gateway.
        session: the connection.
        status: of the last response.
        headers: of the last response.
        text: the last page.
        origin: what the browser names as the page's origin.
        home: where the page's form goes to.
    """

    url: str
    session: aiohttp.ClientSession
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    origin: str = ""
    home: str = "/"

    @property
    def tree(self) -> Any:
        """The last page, parsed."""
        return html.document_fromstring(self.text)

    @property
    def token(self) -> str:
        """The token in the page's form."""
        return str(self.tree.xpath("//form[@id='form']//input[@name='token']/@value")[0])

    @property
    def lines(self) -> list[str]:
        """The conversation: who, and what."""
        return [
            " ".join(line.text_content().split())
            for line in self.tree.xpath("//*[@role='log']//div[contains(@class, 'said')]")
        ]

    @property
    def buttons(self) -> list[str]:
        """The quick replies."""
        return [str(button.text) for button in self.tree.xpath("//*[@id='choices']/button")]

    @property
    def box(self) -> str:
        """What stands in the box."""
        return str(self.tree.xpath("//textarea")[0].text or "").removeprefix("\n")

    @property
    def trouble(self) -> str:
        """What went wrong."""
        return str(self.tree.xpath("//*[@id='trouble']")[0].text_content())

    async def open(self) -> None:
        """Open the page as somebody new."""
        async with self.session.get(self.url) as response:
            await self._shown(response)

    async def say(self, text: str, token: str | None = None) -> None:
        """Write something and press Send."""
        await self.send([("do", "send")], text=text, token=token)

    async def press(self, title: str, token: str | None = None, text: str = "") -> None:
        """Press a quick reply."""
        await self.send([("say", title)], text=text, token=token)

    async def send(
        self,
        pressed: list[tuple[str, str]],
        *,
        text: str = "",
        token: str | None = None,
        files: tuple[bytes, ...] = (),
        original: bool = False,
        name: str = "one.jpg",
    ) -> None:
        """Send the form."""
        form = aiohttp.FormData()
        form.add_field("token", self.token if token is None else token)
        if original:
            form.add_field("original", "1")
        for content in files or (b"",):
            form.add_field(
                "file", io.BytesIO(content), filename=name if files else "", content_type="application/octet-stream"
            )
        form.add_field("text", text.replace("\n", "\r\n"))
        for field_name, value in pressed:
            form.add_field(field_name, value)
        await self.post(form)

    async def post(self, form: Any, **headers: str) -> None:
        """Post a body."""
        given = {"Origin": self.origin or self.url, "Accept": "text/html", **headers}
        async with self.session.post(
            f"{self.url}{self.home}", data=form, headers={k: v for k, v in given.items() if v}, allow_redirects=False
        ) as response:
            await self._shown(response)

    async def _shown(self, response: aiohttp.ClientResponse) -> None:
        self.status, self.headers, self.text = response.status, dict(response.headers), await response.text()


@asynccontextmanager
async def plain_page(url: str, address: str = "127.0.0.1") -> AsyncIterator[PlainPage]:
    """Open the page without script, from an address of this machine."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(local_addr=(address, 0))) as session:
        page = PlainPage(url, session)
        await page.open()
        yield page
