"""A way to a server that is cut, blocked or slow on demand: what a database looks like that is down or restarts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class FlakyWay:
    """A relay on loopback.

    Attributes:
        host: of the server.
        port: of the server.
        down: whether connections are refused.
        slow: seconds that each piece takes, there and back.
        cut_after: once the client has sent this, the server still gets it, but its answer never comes back.
    """

    host: str
    port: int
    down: bool = False
    slow: float = 0
    cut_after: bytes | None = None
    address: str = ""
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """End all connections, as a restart does."""
        for writer in self._writers:
            writer.transport.abort()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Relay one connection."""
        if self.down:
            writer.transport.abort()
            return
        there_reader, there = await asyncio.open_connection(self.host, self.port)
        both = {writer, there}
        self._writers |= both
        with suppress(OSError):
            await asyncio.gather(self._there(reader, there), self._back(there_reader, writer))
        for end in both:
            end.transport.abort()
        self._writers -= both

    async def _there(self, reader: asyncio.StreamReader, there: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65536):
            await asyncio.sleep(self.slow)
            there.write(piece)
            if self.cut_after and self.cut_after in piece:
                self.cut_after = None
                await asyncio.sleep(0.3)  # the server does it meanwhile
                raise ConnectionResetError
        raise ConnectionResetError

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65536):
            await asyncio.sleep(self.slow)
            if self.cut_after is None or b"COMMIT" not in piece:
                writer.write(piece)
        raise ConnectionResetError


@asynccontextmanager
async def flaky_way(address: str) -> AsyncIterator[FlakyWay]:
    """Open one to `host:port`; its own address is in `address`."""
    host, _, port = address.rpartition(":")
    way = FlakyWay(host, int(port))
    server = await asyncio.start_server(way.connect, "127.0.0.1", 0)
    way.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield way
    finally:
        server.close()
        way.cut()
        await server.wait_closed()
