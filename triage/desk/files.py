"""Files of a case, opened into a folder: under names of our own, never to be run, each checked against the case."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from candour.errors import KeyFileError, SealedFileError, StoreError
from triage.case import Case
from triage.files import EICAR, Attachment, FileOpening
from triage.files import attachments as read_attachments
from triage.sealing import Identity
from triage.store.files import FileStore

# By media type; anything else is `.bin`, so that no program is started by a double click.
_ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt", "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp", "application/vnd.oasis.opendocument.graphics": "odg",
    "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/mp4": "m4a", "video/mp4": "mp4", "video/quicktime": "mov",
}  # fmt: skip


@dataclass
class OpenedFiles:
    """What was written of a case's files.

    Attributes:
        sha256: by name.
        flags: by name, where there are any.
        unopened: names of files that are gone, or are not what the case means.
    """

    sha256: dict[str, str] = field(default_factory=dict)
    flags: dict[str, list[str]] = field(default_factory=dict)
    unopened: list[str] = field(default_factory=list)


def files_of(case: Case) -> Iterator[tuple[str, Attachment]]:
    """The files of a case and of what was added to it later, with the names they get.

    Raises:
        SealedFileError: the case describes a file in a way that nothing here writes.
    """
    for one in read_attachments(case.attachments):
        yield _name("file", one), one
    for letter in case.messages:
        added: Any = letter.get("attachments") or ()
        for one in read_attachments(added):
            yield _name(f"added-{letter.get('sequence')}-file", one), one


async def open_files(folder: Path, case: Case, store: FileStore, keys: Sequence[Identity]) -> OpenedFiles:
    """Open a case's files into a folder. What cannot be opened is named, and stops nothing.

    Raises:
        KeyFileError: a file cannot be written.
        SealedFileError: as in `files_of`.
    """
    opened = OpenedFiles()
    for name, attachment in files_of(case):
        try:
            await _open(folder / name, attachment, store, keys)
        except (SealedFileError, StoreError):
            opened.unopened.append(name)
            continue
        opened.sha256[name] = attachment.sha256
        if attachment.flags:
            opened.flags[name] = list(attachment.flags)
    return opened


async def _open(place: Path, attachment: Attachment, store: FileStore, keys: Sequence[Identity]) -> None:
    opening = FileOpening(attachment, keys)
    unchecked = place.with_name(f"{place.name}.part")
    try:
        with os.fdopen(os.open(unchecked, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            async for piece in store.open(attachment.id):
                file.write(opening.update(piece))
            file.write(opening.finish())
        unchecked.rename(place)
    except OSError as error:
        raise KeyFileError(f"{place.name}: cannot be written ({error.strerror})") from None
    finally:
        unchecked.unlink(missing_ok=True)


def _name(prefix: str, attachment: Attachment) -> str:
    ending = _ENDINGS.get(attachment.media_type, "bin")
    original = "-original" if attachment.original else ""
    flagged = ".flagged" if EICAR in attachment.flags else ""
    return f"{prefix}-{attachment.number}{original}.{ending}{flagged}"


def described(entry: Mapping[str, Any]) -> str:
    """One line about a file, for people.

    Raises:
        SealedFileError: it describes no file.
    """
    one = Attachment.from_view(dict(entry))
    how = "untouched original" if one.original else "cleaned" if one.stripped else "as it was sent"
    flags = f" [{', '.join(one.flags).upper()}]" if one.flags else ""
    return f"{one.number}: {one.kind}, {one.media_type}, {_size(one.size)}, {how}{flags}"


def _size(count: int) -> str:
    return f"{count / 1024**2:.1f} MB" if count >= 1024**2 else f"{max(1, round(count / 1024))} kB"


def file_of(case: Case, name: str) -> Attachment:
    """The file of a case that goes by this name.

    Raises:
        SealedFileError: there is none.
    """
    found = dict(files_of(case)).get(name)
    if found is None:
        raise SealedFileError
    return found


async def read_file(attachment: Attachment, store: FileStore, keys: Sequence[Identity]) -> bytes:
    """Open a file into memory, checked against the case.

    Raises:
        SealedFileError: it is not what the case means.
        StoreError: it is gone.
    """
    opening, pieces = FileOpening(attachment, keys), []
    async for piece in store.open(attachment.id):
        pieces.append(opening.update(piece))
    return b"".join([*pieces, opening.finish()])
