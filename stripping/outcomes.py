"""How the stripping of a file ends: exit codes of the confined process, and errors inside it."""

from __future__ import annotations

from enum import IntEnum


class Outcome(IntEnum):
    """How it ended."""

    STRIPPED = 0
    UNKNOWN_TYPE = 10  # nothing here reads this type
    UNREADABLE = 11  # damaged, encrypted, or not what its first bytes say
    TOO_MUCH = 12  # more pixels, entries, memory or time than a file may take


class Unreadable(Exception):
    """The file cannot be read as what it seems to be."""


class TooMuch(Exception):
    """The file takes more than a file may."""


class UnknownType(Exception):
    """Nothing here reads this type."""
