"""Reads the form of a page without script as it streams in: its fields into memory, its files one at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from typing import TypeVar

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.attachments import FileRefused, wording
from bot.channels.web.streaming import BROKEN_OFF, in_time

FIELD_BYTES = 256 * 1024  # four times the longest message, so that most of what is too long stays in the box
FIELDS = 12
FILES = 10  # at once; more go with the next page
CHUNK = 64 * 1024
T = TypeVar("T")
TOKEN, TEXT, SAY, DO, ORIGINAL, FILE = "token", "text", "say", "do", "original", "file"


class FormBroken(Exception):
    """It is no form of a page, or it broke off: there is nobody to answer, or nothing to answer to."""


class FormTooLarge(Exception):
    """It is larger than anybody could have written."""


def too_large() -> web.HTTPRequestEntityTooLarge:
    """The answer to it."""
    return web.HTTPRequestEntityTooLarge(1, 2, text="413: this is too large\n")


class IncomingFile:
    """One file of a form."""

    def __init__(self, part: BodyPartReader, most: int) -> None:
        self._part = part
        self._left = most

    async def chunks(self) -> AsyncIterator[bytes]:
        """The file as it comes.

        Raises:
            FileRefused: the connection broke off.
        """
        try:
            while not self._part.at_eof():
                if chunk := await _within(self._part.read_chunk(CHUNK)):
                    yield chunk
        except FormBroken:
            raise FileRefused(wording.CUT) from None

    async def pass_over(self) -> None:
        """Read what is left of it to nowhere, so that what follows it can be read.

        Raises:
            FormBroken: the connection broke off.
            FormTooLarge: there is too much of it.
        """
        while not self._part.at_eof():
            self._left -= len(await _within(self._part.read_chunk(CHUNK)))
            if self._left < 0:
                raise FormTooLarge


class Form:
    """A form on its way in.

    Args:
        parts: of the request's body.
        most: bytes that are read of a file which is not taken.
        allowed: how many fields there may be.

    Attributes:
        fields: those read so far, by name; the last of several.
        values: all of them.
        file: the file that comes next; None when everything has been read.
    """

    def __init__(self, parts: MultipartReader, most: int, allowed: int = FIELDS) -> None:
        self._parts = parts
        self._most = most
        self._allowed = allowed
        self._room = FIELDS * FIELD_BYTES  # of all fields together
        self._count = 0
        self._files = 0
        self.fields: dict[str, str] = {}
        self.values: dict[str, list[str]] = {}
        self.file: IncomingFile | None = None

    @classmethod
    async def of(cls, request: web.Request, most: int, allowed: int = FIELDS) -> Form:
        """Read a request up to its first file.

        Raises:
            FormBroken: it is no form.
            FormTooLarge: a field is too large.
        """
        if request.content_type != "multipart/form-data":
            raise FormBroken
        try:
            form = cls(await request.multipart(), most, allowed)
        except (ValueError, KeyError, AssertionError):
            raise FormBroken from None
        await form.go_on()
        return form

    async def go_on(self) -> None:
        """Read up to the next file, or to the end.

        Raises:
            FormBroken: it breaks off.
            FormTooLarge: a field is too large, or there are too many.
        """
        self.file = None
        while part := await _within(self._parts.next()):
            if not isinstance(part, BodyPartReader):
                raise FormBroken
            self._count += 1
            if self._count > self._allowed + FILES:
                raise FormTooLarge
            if part.filename is None:
                await self._take(part)
            elif part.name == FILE and part.filename and self._files < FILES:
                self._files += 1
                self.file = IncomingFile(part, self._most)
                return
            else:
                await IncomingFile(part, self._most).pass_over()

    async def _take(self, part: BodyPartReader) -> None:
        text = await _field(part)
        self._room -= len(text)
        if self._room < 0:
            raise FormTooLarge
        self.fields[part.name or ""] = text
        self.values.setdefault(part.name or "", []).append(text)

    async def pass_over(self) -> None:
        """Read the fields that are left, and no file.

        Raises:
            FormBroken: it breaks off.
            FormTooLarge: there is too much of it.
        """
        while self.file:
            await self.file.pass_over()
            await self.go_on()


async def _field(part: BodyPartReader) -> str:
    content = bytearray()
    while not part.at_eof():
        content += await _within(part.read_chunk(CHUNK))
        if len(content) > FIELD_BYTES:
            raise FormTooLarge
    return content.decode("utf-8", "replace")


async def _within(reading: Awaitable[T]) -> T:
    try:
        return await in_time(reading)
    except BROKEN_OFF:
        raise FormBroken from None
    except (ValueError, RuntimeError, AssertionError, LookupError, HttpProcessingError):
        raise FormBroken from None  # what aiohttp's reader says to a body that is not what it should be
