"""Reads documents that are ZIP files within limits, and writes them anew with nothing but their parts."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Mapping
from typing import BinaryIO

from stripping.outcomes import TooMuch, Unreadable

MOST_ENTRIES = 5_000
MOST_BYTES = 256 * 1024 * 1024  # unpacked, of all entries together
# What zipfile reads names with; loaded here, for once the process is shut in nothing can be.
_NAMES = codecs.lookup("cp437")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows


def read_parts(file: BinaryIO) -> dict[str, bytes]:
    """Unpack a document into memory, in its order.

    Raises:
        Unreadable: it is damaged, encrypted, or an entry's name leads out of it or stands twice.
        TooMuch: it unpacks to more than a document may.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_ENTRIES:
                raise TooMuch
            return _unpacked(archive, entries)
    except (TooMuch, Unreadable, MemoryError):
        raise
    except Exception:  # zipfile raises many things at damaged archives
        raise Unreadable from None


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MOST_BYTES
    for entry in entries:
        name = entry.filename
        if name in parts or entry.flag_bits & 1 or not _stays_inside(name):
            raise Unreadable
        with archive.open(entry) as stream:
            # What it says of its size is not believed.
            parts[name] = stream.read(left + 1)
        left -= len(parts[name])
        if left < 0:
            raise TooMuch
    return parts


def _stays_inside(name: str) -> bool:
    steps = name.split("/")
    return "\\" not in name and ":" not in steps[0] and not {"", ".", ".."} & set(steps)


def write_parts(parts: Mapping[str, bytes], plain: frozenset[str] = frozenset()) -> bytes:
    """Pack a document: the parts in this order, no dates, no extra fields, no comments.

    Args:
        parts: by name.
        plain: names of parts that must not be compressed.
    """
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return output.getvalue()
