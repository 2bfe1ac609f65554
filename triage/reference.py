"""Case references such as `CND-7K3M-9QXT`: what a reporter is shown and can read out on the telephone."""

from __future__ import annotations

import re
import unicodedata

# 30 symbols, none of which is mistaken for another: no I L O U, no 0 1.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 39.25  # 8 symbols of 30: log2(30**8). It names a case, it opens nothing, so guessing one gains nothing.
RANDOM_BYTES = 16
_PREFIX = "CND"
_SYMBOLS = 8
WRITTEN = re.compile(rf"{_PREFIX}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")  # as it stands in texts of ours
_IGNORED = {"Zs", "Pd", "Cf", "Cc", "Pc"}  # spaces, dashes, invisible marks, underscores


def make_reference(random: bytes) -> str:
    """Make a reference from random bytes; the same bytes give the same reference.

    Args:
        random: RANDOM_BYTES bytes, far more than needed so that all symbols are equally likely.
    """
    if len(random) < RANDOM_BYTES:
        raise ValueError(f"a reference is made from at least {RANDOM_BYTES} random bytes")
    number, symbols = int.from_bytes(random), ""
    for _ in range(_SYMBOLS):
        number, remainder = divmod(number, len(ALPHABET))
        symbols += ALPHABET[remainder]
    return f"{_PREFIX}-{symbols[:4]}-{symbols[4:]}"


def parse_reference(text: str) -> str | None:
    """Read a reference as people write it: any case, spaces or dashes, with or without the prefix.

    Returns:
        The reference in its one form, or None when this is none.
    """
    wide = unicodedata.normalize("NFKC", text[:200]).upper()
    symbols = "".join(c for c in wide if unicodedata.category(c) not in _IGNORED)
    if len(symbols) == len(_PREFIX) + _SYMBOLS:
        symbols = symbols.removeprefix(_PREFIX)
    if len(symbols) != _SYMBOLS or not set(symbols) <= set(ALPHABET):
        return None
    return f"{_PREFIX}-{symbols[:4]}-{symbols[4:]}"
