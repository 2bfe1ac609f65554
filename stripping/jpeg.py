"""JPEG streams inside other files: their segments of metadata are left out, the picture stays bit for bit.

Source: ITU-T T.81, annex B; APP14 (Adobe) tells how colours are to be read and holds nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from stripping.outcomes import Unreadable

_STANDALONE = {0x01, *range(0xD0, 0xD9)}
_START_OF_SCAN, _END, _COMMENT, _ADOBE = 0xDA, 0xD9, 0xFE, 0xEE
_APPLICATION = range(0xE0, 0xF0)


def without_metadata(data: bytes) -> bytes:
    """Leave out comments and application segments, and what follows the end of the picture.

    Raises:
        Unreadable: it is no JPEG stream.
    """
    return b"".join(_kept(data))


def _kept(data: bytes) -> Iterator[bytes]:
    if data[:2] != b"\xff\xd8":
        raise Unreadable
    yield data[:2]
    place = 2
    while place + 4 <= len(data):
        marker = data[place + 1]
        if data[place] != 0xFF:
            raise Unreadable
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        if marker == _END:
            break
        end = place + 2 if marker in _STANDALONE else place + 2 + int.from_bytes(data[place + 2 : place + 4])
        if marker == _START_OF_SCAN:
            end = _end_of_scan(data, end)
        if marker != _COMMENT and (marker not in _APPLICATION or marker == _ADOBE):
            yield data[place:end]
        place = end
    yield b"\xff\xd9"


def _end_of_scan(data: bytes, place: int) -> int:
    """Where the coded picture ends: at the next marker that is neither a stuffed byte nor a restart."""
    while (place := data.find(b"\xff", place)) >= 0 and place + 1 < len(data):
        if data[place + 1] not in (0x00, 0xFF) and data[place + 1] not in range(0xD0, 0xD8):
            return place
        place += 1
    return len(data)
