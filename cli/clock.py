"""Whether this machine's clock is right: by the kernel's word, and by what another machine says."""

from __future__ import annotations

import ctypes
import sys
import time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp

STA_UNSYNC = 0x40  # <sys/timex.h>


class _Timex(ctypes.Structure):
    # struct timex of adjtimex(2), as far as it is read, and room for the rest of it.
    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 256),
    )


async def drift(session: aiohttp.ClientSession, url: str) -> float | None:
    """Seconds between this clock and the one of a server, or None if it does not say."""
    where = urlsplit(url)
    try:
        async with session.head(f"{where.scheme}://{where.netloc}/", allow_redirects=False) as response:
            return time.time() - parsedate_to_datetime(response.headers["Date"]).timestamp()
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
        return None


def kernel_says_synchronised() -> bool:
    """Whether the kernel has been told that the clock is right; where it cannot say, so is assumed."""
    if sys.platform != "linux":
        return True
    told = _Timex()  # with no mode set, the call only reads
    return ctypes.CDLL(None).adjtimex(ctypes.byref(told)) >= 0 and not told.status & STA_UNSYNC
