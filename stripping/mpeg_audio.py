"""Frames of MP3: what stands between and after them is no sound (ISO/IEC 11172-3 and 13818-3, layer III)."""

from __future__ import annotations

# Kilobits a second by the four bits of the header, for version 1 and for versions 2 and 2.5.
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLES_A_SECOND = (44100, 48000, 32000)
_VERSION_1, _VERSION_2, _RESERVED = 3, 2, 1


def is_frame(head: bytes) -> bool:
    """Whether a frame of layer III begins here."""
    return frame_length(head) > 0


def frame_length(head: bytes) -> int:
    """How many bytes the frame has that begins here; 0 if none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, frequency = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == _RESERVED or rate in (0, 15) or frequency == 3:
        return 0
    kilobits = (_RATES_1 if version == _VERSION_1 else _RATES_2)[rate]
    halved = {_VERSION_1: 1, _VERSION_2: 2}.get(version, 4)
    samples = 144 if version == _VERSION_1 else 72
    return samples * kilobits * 1000 // (_SAMPLES_A_SECOND[frequency] // halved) + (head[2] >> 1 & 1)
