"""What a process holds in memory, to be searched for what should never be there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path


def held_by(pid: int, wanted: Sequence[bytes]) -> list[bytes]:
    """Those of some texts that are anywhere in a process's memory (Linux, same user).

    Args:
        pid: of the process.
        wanted: texts.
    """
    found: set[bytes] = set()
    for content in _writable(pid):
        found.update(one for one in wanted if one in content)
    return [one for one in wanted if one in found]


def _writable(pid: int) -> Iterator[bytes]:
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            start, end = (int(number, 16) for number in place.split("-"))
            if rights.startswith("rw"):
                try:
                    memory.seek(start)
                    yield memory.read(end - start)
                except (OSError, ValueError, OverflowError):
                    continue  # what the kernel maps for itself
