"""Padding: a sealed case's size tells only its bucket, never how much a reporter wrote.

The content's length in eight bytes, the content, then zeros up to the bucket: 32 KiB, then powers of two up to
1 MiB, then Padmé (https://lbarman.ch/blog/padme/), which wastes at most 12 % and leaks only O(log log) bits.
Why these sizes: docs/decisions/0010-padding-buckets.md.
"""

from __future__ import annotations

from candour.errors import SealedFileError

SMALLEST = 32 * 1024
LARGEST_POWER = 1024 * 1024
_PREFIX_BYTES = 8


def bucket(length: int) -> int:
    """Tell the padded size of a content of that many bytes."""
    needed = max(length + _PREFIX_BYTES, SMALLEST)
    if needed <= LARGEST_POWER:
        return 1 << (needed - 1).bit_length()
    exponent = needed.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << free_bits) - 1
    return (needed + mask) & ~mask


def pad(content: bytes) -> bytes:
    """Pad to exactly the bucket."""
    prefixed = len(content).to_bytes(_PREFIX_BYTES) + content
    return prefixed.ljust(bucket(len(content)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Take the content out again.

    Raises:
        SealedFileError: this is not what `pad` makes, bit for bit.
    """
    length = int.from_bytes(padded[:_PREFIX_BYTES])
    content = padded[_PREFIX_BYTES : _PREFIX_BYTES + length]
    if len(content) != length or pad(content) != padded:
        raise SealedFileError
    return content
