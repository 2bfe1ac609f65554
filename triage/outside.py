"""What can be seen of a sealed file by who cannot open it: whether it is one, for how many, and its bucket.

A report or photo that was sealed in a browser passes the server unread. X-Wing stanzas do not say whose they are, so
the server can count them and no more; the desk, which alone can open the file, finds whatever else is wrong with it.
"""

from __future__ import annotations

import re

from candour.errors import SealedFileError
from triage import age
from triage.padding import bucket
from triage.sealing import check_stanza

_END = re.compile(rb"\n--- [^\n]*\n")
_HEADER_BYTES, _STANZA_BYTES = 256, 2048  # more than any of ours takes
_TAG_BYTES = age.SEALED_CHUNK - age.CHUNK


def check_sealed(data: bytes, recipients: int, largest: int) -> None:
    """Check a whole file.

    Args:
        data: the file.
        recipients: for how many it must be sealed.
        largest: bytes of the largest bucket that is taken.

    Raises:
        SealedFileError: it is no age file, not for so many hybrid recipients alone, or not padded as it must be.
    """
    check = PassingCheck(recipients, largest)
    check.update(data)
    check.finish()


class PassingCheck:
    """Checks a file as it passes. What has passed is to be discarded when it raises SealedFileError.

    Args:
        recipients: for how many it must be sealed.
        largest: bytes of the largest bucket that is taken.
    """

    def __init__(self, recipients: int, largest: int) -> None:
        self._recipients = recipients
        self._largest = largest
        self._begun: bytes | None = b""
        self._payload = 0

    def update(self, piece: bytes) -> None:
        """Look at more of it."""
        if self._begun is None:
            self._payload += len(piece)
        else:
            self._begin(self._begun + piece)
        if self._payload > sealed_size(self._largest):
            raise SealedFileError

    def finish(self) -> int:
        """It ends here; returns the size of its bucket."""
        if self._begun is not None or not self._is_padded():
            raise SealedFileError
        return self._content()

    def _begin(self, begun: bytes) -> None:
        end = _END.search(begun[: _HEADER_BYTES + _STANZA_BYTES * self._recipients])
        if end is None:
            if len(begun) >= _HEADER_BYTES + _STANZA_BYTES * self._recipients:
                raise SealedFileError
            self._begun = begun
            return
        header, _ = age.parse(begun[: end.end()])
        if len(header.stanzas) != self._recipients:
            raise SealedFileError
        for stanza in header.stanzas:
            check_stanza(stanza)
        self._begun, self._payload = None, len(begun) - end.end()

    def _content(self) -> int:
        sealed = self._payload - age.NONCE_BYTES
        return sealed - _TAG_BYTES * -(-sealed // age.SEALED_CHUNK)

    def _is_padded(self) -> bool:
        content = self._content()
        return content > 0 and is_bucket(content) and sealed_size(content) == self._payload


def sealed_size(content: int) -> int:
    """The bytes of a payload (nonce and chunks) that holds so many bytes."""
    return age.NONCE_BYTES + content + _TAG_BYTES * max(1, -(-content // age.CHUNK))


def is_bucket(size: int) -> bool:
    """Whether something of this size was padded: it is the smallest bucket that holds itself."""
    return size >= 8 and bucket(size - 8) == size
