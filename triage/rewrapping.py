"""Giving a sealed file to other recipients without opening it: a new header before the same payload, byte for byte.

An age header wraps the key of its file once for each recipient, and is authenticated under that key
(https://c2sp.org/age). So whoever can open a file can write another header for it. Who could open it before may have
kept a copy, or the key of this very file: no new header takes that from them.
"""

from __future__ import annotations

from collections.abc import Sequence

from candour.errors import SealedFileError
from triage import age
from triage.age_stream import split
from triage.sealing import Identity, Recipient, unwrap, wrap


def rewrap(sealed: bytes, identities: Sequence[Identity], recipients: Sequence[Recipient]) -> bytes:
    """Give a sealed file to these recipients, and to nobody else.

    Args:
        sealed: the file.
        identities: one of them opens it.
        recipients: who can open it from now on.

    Raises:
        SealedFileError: it is no sealed file, its header was altered, or it is for none of the identities.
        RecipientsError: there is no recipient, or one is named twice.
    """
    head, length = rewrapped_head(sealed, identities, recipients)
    return head + sealed[length:]


def rewrapped_head(begin: bytes, identities: Sequence[Identity], recipients: Sequence[Recipient]) -> tuple[bytes, int]:
    """Write another header for a file of which only the beginning is at hand.

    Args:
        begin: at least the header; `triage.age_stream.LONGEST_HEADER` bytes are enough.
        identities: as in `rewrap`.
        recipients: as there.

    Returns:
        The new header, and how long the one is that it takes the place of.

    Raises:
        as `rewrap`.
    """
    found = split(begin)
    if found is None:
        raise SealedFileError
    header, length = found
    _, file_key = unwrap(header, identities)
    return age.header_for(wrap(file_key, recipients), file_key).to_bytes(), length
