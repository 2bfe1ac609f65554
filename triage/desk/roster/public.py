"""The public half of a colleague's key as `candour keys new` writes it: the recipient, and what the key signs with."""

from __future__ import annotations

import re

from candour.errors import UsageError
from triage.sealing import Recipient

SIGNER = "# signer: "
_SIGNER_LINE = re.compile(rf"^{SIGNER}([0-9a-f]{{64}})$", re.MULTILINE)


def signer_in(text: str) -> bytes | None:
    """What a key signs with; None where the text does not say so, as files of old and keys from elsewhere."""
    found = _SIGNER_LINE.search(text)
    return bytes.fromhex(found[1]) if found else None


def read_public_half(text: str, name: str) -> tuple[Recipient, bytes]:
    """Read the public half of a key.

    Args:
        text: of the file.
        name: what it is called, if it is none.

    Raises:
        UsageError: it does not say what the key signs with.
        RecipientsError: the key is not usable.
    """
    recipient, *_ = text.strip().splitlines() or [""]
    signer = signer_in(text.replace("\r\n", "\n"))
    if signer is None:
        raise UsageError(f"{name}: does not say what the key signs with; `candour keys new` makes such files")
    return Recipient.from_text(recipient.strip()), signer
