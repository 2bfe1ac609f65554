"""Bech32 (BIP 173) without its length limit, as age writes keys: `age1pq1...`, `AGE-SECRET-KEY-PQ-1...`.

The packages long in use stop at the 90 characters of Bitcoin addresses; a hybrid recipient has 1959. Why it is
written here: docs/decisions/0012-strict-envelopes.md.
"""

from __future__ import annotations

from base64 import b32decode, b32encode
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import xor

_SYMBOLS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {symbol: value for value, symbol in enumerate(_SYMBOLS)}
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6
# Base32 (RFC 4648) cuts bytes into the same fives under other symbols, and the library is quicker at it than we are.
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_FROM_BASE32 = bytes.maketrans(_BASE32, bytes(range(32)))
_TO_BASE32 = bytes.maketrans(bytes(range(32)), _BASE32)


def encode(prefix: str, content: bytes) -> str:
    """Encode bytes under a lower-case prefix; the result is lower case."""
    values = _to_fives(content)
    remainder = _polymod([*_spread(prefix), *values, *[0] * _CHECKSUM]) ^ 1
    checksum = [remainder >> 5 * (5 - i) & 31 for i in range(_CHECKSUM)]
    return f"{prefix}1" + "".join(_SYMBOLS[value] for value in [*values, *checksum])


def decode(prefix: str, text: str) -> bytes:
    """Decode what `encode` wrote under that prefix, all in lower or all in upper case.

    Raises:
        ValueError: another prefix, mixed case, a wrong symbol, checksum or padding.
    """
    lowered = text.lower()
    head, separator, tail = lowered.rpartition("1")
    if text not in (lowered, text.upper()) or not separator or head != prefix or len(tail) < _CHECKSUM:
        raise ValueError("not a key of this kind")
    values = [_VALUES.get(symbol, -1) for symbol in tail]
    if -1 in values or _polymod([*_spread(prefix), *values]) != 1:
        raise ValueError("the key has a typing error")
    return _from_fives(values[:-_CHECKSUM])


def _polymod(values: Iterable[int]) -> int:
    remainder, folded = 1, _FOLDED
    for value in values:
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value ^ folded[remainder >> 25]
    return remainder


def _fold(top: int) -> int:
    """What the five bits that are shifted out come back as."""
    return reduce(xor, (generator for bit, generator in enumerate(_GENERATORS) if top >> bit & 1), 0)


_FOLDED = tuple(map(_fold, range(32)))


def _spread(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _to_fives(content: bytes) -> bytes:
    return b32encode(content).rstrip(b"=").translate(_FROM_BASE32)


def _from_fives(values: Sequence[int]) -> bytes:
    spare = 5 * len(values) % 8
    # BIP 173: less than five bits are left over and all of them are zero, else two strings would mean one key.
    if spare >= 5 or (values and values[-1] & ((1 << spare) - 1)):
        raise ValueError("the key has a typing error")
    return b32decode(bytes(values).translate(_TO_BASE32) + b"=" * (-len(values) % 8))
