"""Errors of the operating system in its own plain words."""

from __future__ import annotations

import os


def reason_of(error: OSError) -> str:
    """Say what went wrong, without the addresses and file names that asyncio and others add to the text."""
    if error.errno and error.errno > 0:  # the numbers of the name resolver are negative, with texts of their own
        return os.strerror(error.errno).lower()
    return (error.strerror or type(error).__name__).lower()
