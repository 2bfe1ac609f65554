"""Exchanges two files in one step (renameat2(2) with RENAME_EXCHANGE, Linux 3.15).

Renaming a file over another makes ext4 write it to the disk first, to survive a loss of power, which costs 2 to 3
milliseconds each time: more than all else that the gateway does for a message (docs/decisions/0071-exchanged-files.md).
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_HERE = -100  # AT_FDCWD
_EXCHANGE = 2
_renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)


def exchange(one: Path, other: Path) -> bool:
    """Let two files change places; nobody ever sees only one of them.

    Returns:
        Whether it was done: not where there is no other file yet, nor where the system cannot do it.
    """
    if _renameat2 is None:
        return False
    return bool(_renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)
