"""A story told on the page of all questions, without script: read, filled in and sent as a browser does."""

from __future__ import annotations

from typing import Any

import aiohttp
from lxml import html  # type: ignore[import-untyped]

from candour.errors import BenchError
from cli.demo_cases.stories import Story

_PATH = "/form"


async def fill_in(session: aiohttp.ClientSession, url: str, story: Story) -> tuple[str, str]:
    """Fill in the form with a story, and send it.

    Args:
        session: of the connections.
        url: of the gateway.
        story: whose answers are values of the form's fields.

    Returns:
        The reference, and the code; each empty where there is none.

    Raises:
        BenchError: the form cannot be had.
    """
    async with session.get(f"{url}{_PATH}") as response:
        tickets = _read(await response.text()).xpath("//input[@name='ticket']/@value")
    if not tickets:
        raise BenchError(f"the form answered with status {response.status}")
    sent = aiohttp.FormData({"ticket": str(tickets[0]), "account": "\r\n\r\n".join(story.account), "do": "send"})
    for name, values in story.answers.items():
        for value in values:
            sent.add_field(name, value)
    sent.add_field("file", b"", filename="", content_type="application/octet-stream")
    async with session.post(f"{url}{_PATH}", data=sent, headers={"Origin": url}) as response:
        page = _read(await response.text())
    return _text(page, "//*[@class='reference']//strong/text()"), _text(page, "//p[@class='secret']/text()")


def _text(page: Any, path: str) -> str:
    return " ".join("".join(page.xpath(path)).split())


def _read(page: str) -> Any:  # lxml has no types
    return html.document_fromstring(page)
