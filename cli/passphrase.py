"""Where the passphrase of a key file comes from: a file named by CANDOUR_DESK_PASSPHRASE_FILE, or a prompt."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from candour.errors import KeyFileError, UsageError

VARIABLE = "CANDOUR_DESK_PASSPHRASE_FILE"
SHORT = 12


def read_passphrase(prompt: str) -> str:
    """Read the passphrase of an existing key.

    Raises:
        KeyFileError: the file cannot be read.
        UsageError: there is no file and nobody to ask.
    """
    file = os.environ.get(VARIABLE)
    return _from_file(Path(file)) if file else _ask(prompt)


def choose_passphrase() -> str:
    """Read the passphrase of a new key: twice when a person types it.

    Raises:
        KeyFileError: the file cannot be read.
        UsageError: it is empty, the two differ, or there is nobody to ask.
    """
    passphrase = read_passphrase("New passphrase: ")
    if not os.environ.get(VARIABLE) and _ask("The same again: ") != passphrase:
        raise UsageError("the two passphrases differ")
    if not passphrase:
        raise UsageError("an empty passphrase protects nothing")
    if len(passphrase) < SHORT:
        print("A passphrase this short can be guessed; five or more random words are better.", file=sys.stderr)
    return passphrase


def _from_file(file: Path) -> str:
    try:
        return file.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise KeyFileError(f"{VARIABLE}: the file cannot be read") from None


def _ask(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise UsageError(f"there is nobody to ask for a passphrase; set {VARIABLE}")
    return getpass.getpass(prompt)
