"""Does several pieces of work on all processors at once, for training; a message is read on one thread."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Done = TypeVar("Done")


def side_by_side(pieces: Iterable[Callable[[], Done]]) -> list[Done]:
    """The results of some calls, in their order.

    Threads are enough: NumPy, SciPy and ONNX Runtime let others run while they count.

    Args:
        pieces: what to call, the longest first. What one of them raises is raised here.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [piece.result() for piece in [pool.submit(piece) for piece in pieces]]
