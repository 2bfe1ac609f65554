"""A file of a report: what the case says of it, and how its content is sealed as it comes.

The envelope is an age file of the content and zeros up to a bucket, so that its size tells only the bucket. Its true
length and its SHA-256 stand inside the sealed case, which so binds the file to itself: no other place links the two.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from candour.errors import SealedFileError
from triage.age_stream import PIECE
from triage.documents import Json
from triage.padding import bucket
from triage.sealing import Identity, Recipient, opener, sealer

PHOTO, DOCUMENT, SOUND, VIDEO, OTHER = "photo", "document", "sound", "video", "other"
KINDS = (PHOTO, DOCUMENT, SOUND, VIDEO, OTHER)
# The test string that every virus scanner knows (eicar.org), in two parts so that none stumbles over this line.
EICAR_TEXT = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EICAR = "eicar"  # holds the test string for virus scanners: handle with care
UNKNOWN_TYPE = "unknown type, sealed as it is"
UNREADABLE = "could not be read, sealed as it is"
UNCHECKED = "sealed in the browser, not checked"  # what a browser says of it may be untrue
FLAGS = (EICAR, UNKNOWN_TYPE, UNREADABLE, UNCHECKED)
_ID = re.compile(r"[0-9a-f]{32}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,80}\Z")


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """What a case says of one of its files.

    Args:
        id: names the sealed file in the store; random.
        number: as the reporter was told: "file 2". The untouched original has the number of its clean copy.
        kind: one of KINDS.
        media_type: what its first bytes say it is, whatever it was called.
        size: of the content, in bytes.
        sha256: of the content.
        stripped: whether what tells of the maker was taken out.
        original: whether it is the untouched original of a file that was stripped.
        flags: of FLAGS, for the triage team to know.
    """

    id: str
    number: int
    kind: str
    media_type: str
    size: int
    sha256: str
    stripped: bool
    original: bool = False
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be an attachment.

        Raises:
            SealedFileError: it could not.
        """
        texts = (_ID.match(self.id), _SHA256.match(self.sha256), _MEDIA_TYPE.match(self.media_type))
        numbers = self.number > 0 and self.size >= 0
        if not all(texts) or not numbers or self.kind not in KINDS or not set(self.flags) <= set(FLAGS):
            raise SealedFileError

    def view(self) -> dict[str, Json]:
        """Write it as it stands in a case."""
        return {**asdict(self), "flags": list(self.flags)}

    @classmethod
    def from_view(cls, content: Any) -> Attachment:
        """Read what `view` wrote.

        Raises:
            SealedFileError: it is anything else.
        """
        try:
            read = cls(**{**content, "flags": tuple(content["flags"])})
            if read.view() != content:
                raise SealedFileError
        except (KeyError, TypeError, ValueError):
            raise SealedFileError from None
        return read


def holds_eicar(content: bytes) -> bool:
    """Whether the test string for virus scanners is in a file."""
    return EICAR_TEXT in content


def new_file_id() -> str:
    """Make the random ID of a file."""
    return secrets.token_hex(16)


class FileSealing:
    """Seals one file's content as it comes, and counts and hashes it.

    Args:
        recipients: who can open it.

    Raises:
        RecipientsError: there is no recipient, or one is named twice.
    """

    def __init__(self, recipients: Sequence[Recipient]) -> None:
        self._sealer = sealer(recipients)
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """Of the content so far."""
        return self._hash.hexdigest()

    def update(self, content: bytes) -> bytes:
        """Take more content (at most `PIECE` at a time in an event loop's thread); returns what to store."""
        self._hash.update(content)
        self.size += len(content)
        return self._sealer.update(content)

    def finish(self) -> Iterator[bytes]:
        """Return the rest to store, in pieces: the padding and the end."""
        left = bucket(self.size) - self.size
        while left:
            piece = min(left, PIECE)
            left -= piece
            yield self._sealer.update(bytes(piece))
        yield self._sealer.finish()


class FileOpening:
    """Opens a stored file piece by piece. What it gave is to be discarded when it raises SealedFileError.

    Args:
        attachment: what the case says of it.
        identities: whose keys to try.
    """

    def __init__(self, attachment: Attachment, identities: Sequence[Identity]) -> None:
        self._attachment = attachment
        self._opener = opener(identities)
        self._hash = hashlib.sha256()
        self._place = 0

    def update(self, sealed: bytes) -> bytes:
        """Take more of the stored file; returns more of the content."""
        return self._content(self._opener.update(sealed))

    def finish(self) -> bytes:
        """Return the last of the content, now known to be exactly what the case means."""
        last = self._content(self._opener.finish())
        whole = self._place == bucket(self._attachment.size)
        if not whole or not hmac.compare_digest(self._hash.hexdigest(), self._attachment.sha256):
            raise SealedFileError
        return last

    def _content(self, opened: bytes) -> bytes:
        wanted = max(0, self._attachment.size - self._place)
        content, padding = opened[:wanted], opened[wanted:]
        if padding.strip(b"\0"):
            raise SealedFileError
        self._place += len(opened)
        self._hash.update(content)
        return content


def attachments_of_draft(record: bytes | None) -> tuple[Attachment, ...]:
    """Read from a draft's record of its files those that are ready to go with the report.

    Raises:
        SealedFileError: it is no such record.
    """
    return attachments(_entries(record, "attachments"))


def undecided_of_draft(record: bytes | None) -> tuple[int, ...]:
    """Read from it the numbers of files that do not go, unless the reporter says that they shall go as they are.

    Raises:
        SealedFileError: it is no such record.
    """
    return tuple(int(entry["number"]) for entry in _entries(record, "entries") if entry.get("state") == "asks")


def _entries(record: bytes | None, name: str) -> list[dict[str, Any]]:
    if record is None:
        return []
    try:
        return list(json.loads(record)[name])
    except (ValueError, KeyError, TypeError):
        raise SealedFileError from None


def attachments(content: Sequence[Mapping[str, Json]]) -> tuple[Attachment, ...]:
    """Read all attachments of a case or letter.

    Raises:
        SealedFileError: one of them is none.
    """
    return tuple(map(Attachment.from_view, content))
