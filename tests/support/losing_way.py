"""A way to a server on which an answer can be lost: what was asked is done, and whoever asked does not hear of it."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class LosingWay(socketserver.ThreadingTCPServer):
    """Passes one question after another on, each with its answer.

    Attributes:
        loses: what is in the question whose answer is lost next; nothing is lost without it.
        lost: how many answers were.
    """

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.behind = port
        self.loses = b""
        self.lost = 0

    @property
    def url(self) -> str:
        """As CANDOUR_REDIS_URL has it."""
        return f"redis://127.0.0.1:{self.server_address[1]}/0"


class _Passing(socketserver.BaseRequestHandler):
    request: socket.socket
    server: LosingWay

    def handle(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.behind)) as behind:
            while asked := self.request.recv(2**20):
                behind.sendall(asked)
                answer = behind.recv(2**20)
                if self.server.loses and self.server.loses in asked:
                    self.server.loses = b""
                    self.server.lost += 1
                    return
                self.request.sendall(answer)


@contextmanager
def losing_way(port: int) -> Iterator[LosingWay]:
    """Have a way to the server on this port."""
    with LosingWay(port) as way:
        serving = threading.Thread(target=way.serve_forever, args=(0.01,))
        serving.start()
        try:
            yield way
        finally:
            way.shutdown()
            serving.join()
