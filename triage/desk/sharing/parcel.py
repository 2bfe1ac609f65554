"""The parcel: extract, PDF and files in a folder for the assessor to check, and sealed to the unit that gets them."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from candour.errors import SealedFileError, StoreError, UsageError
from interview.guide import Guide
from triage.case import Case
from triage.desk.export import as_json
from triage.desk.files import files_of, read_file
from triage.desk.keyring import DeskKey, write_new
from triage.desk.sharing.extract import Extract, extract
from triage.desk.sharing.marks import Marks
from triage.desk.sharing.paper import as_pdf
from triage.documents import Json
from triage.keys import fingerprint
from triage.padding import bucket
from triage.sealing import Recipient, seal
from triage.store.files import FileStore

CASE, PAPER, MANIFEST, SUMS = "case.json", "case.pdf", "manifest.json", "SHA256SUMS"
_BLOCK = 512


@dataclass(frozen=True)
class Packed:
    """A parcel in memory.

    Args:
        content: of all its files, by name.
        sealed: the name of the one to send.
        left_out: how much is not in it.
        unopened: names of files that were to go along and could not be opened.
    """

    content: Mapping[str, bytes] = field(repr=False)
    sealed: str
    left_out: Mapping[str, Json]
    unopened: tuple[str, ...]


@dataclass(frozen=True)
class Parcel:
    """A parcel in a folder.

    Args:
        sealed: the file to send.
        written: all files of the folder.
        left_out: how much is not in it.
        unopened: names of files that were to go along and could not be opened.
    """

    sealed: Path
    written: tuple[Path, ...]
    left_out: Mapping[str, Json]
    unopened: tuple[str, ...]


async def make_parcel(
    folder: Path, case: Case, marks: Marks, guide: Guide, *, unit: Recipient, files: FileStore, keys: Sequence[DeskKey]
) -> Parcel:
    """Write a case for a unit into a new or empty folder, readable by its owner only.

    Raises:
        UsageError: the folder holds something already, or cannot be made; or a file was named that the case has not.
        KeyFileError: a file cannot be written.
        SealedFileError: the case describes its files in a way that nothing here writes.
    """
    _check(case, marks)
    _make(folder)
    packed = await pack(case, marks, guide, unit=unit, files=files, keys=keys)
    for name, content in packed.content.items():
        write_new(folder / name, content)
    written = tuple(folder / name for name in packed.content)
    return Parcel(folder / packed.sealed, written, packed.left_out, packed.unopened)


async def pack(
    case: Case, marks: Marks, guide: Guide, *, unit: Recipient, files: FileStore, keys: Sequence[DeskKey]
) -> Packed:
    """Make a case's parcel for a unit.

    Raises:
        UsageError: a file was named that the case has not.
        SealedFileError: the case describes its files in a way that nothing here writes.
    """
    _check(case, marks)
    made, day = extract(case, marks, guide), datetime.now(UTC).date()
    inside, unopened = await _files(case, marks, files, keys)
    papers = {CASE: as_json(made.content), PAPER: as_pdf(made.content, made.left_out, day)}
    papers[MANIFEST] = _manifest(papers | inside, made, unit, day.isoformat())
    sealed = f"{case.reference}.tar.age"
    outside = papers | {sealed: seal(_tar(papers | inside), [unit])}
    outside[SUMS] = _sums(outside | inside)
    return Packed(inside | outside, sealed, made.left_out, unopened)


async def _files(
    case: Case, marks: Marks, files: FileStore, keys: Sequence[DeskKey]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Open the files that go along: their content by name, and the names of those that do not open."""
    taken = tuple(one for one in case.attachments if one.get("number") in marks.files and not one.get("original"))
    opened, unopened = {}, []
    for name, attachment in files_of(replace(case, attachments=taken, messages=())):
        try:
            opened[name] = await read_file(attachment, files, keys)
        except (SealedFileError, StoreError):
            unopened.append(name)
    return opened, tuple(unopened)


def _check(case: Case, marks: Marks) -> None:
    there = {one.get("number") for one in case.attachments if not one.get("original")}
    if missing := sorted(marks.files - there):
        raise UsageError(f"the case has no file {missing[0]} that could go along")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        filled = any(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder}: cannot be used as a folder ({error.strerror})") from None
    if filled:
        raise UsageError(f"{folder}: is not empty; a case is shared from a folder of its own")


def _manifest(content: Mapping[str, bytes], made: Extract, unit: Recipient, day: str) -> bytes:
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
    reference = made.content["reference"]
    return as_json(
        {"reference": reference, "made": day, "to": fingerprint(unit.raw), "sha256": sums, "left_out": made.left_out}
    )


def _sums(content: Mapping[str, bytes]) -> bytes:
    """As `sha256sum --check` reads them."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in content.items()).encode("ascii")


def _tar(content: Mapping[str, bytes]) -> bytes:
    """An archive that tells nothing of this machine, its user or the hour. Zeros fill it up to a bucket."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in content.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o600
            archive.addfile(entry, io.BytesIO(data))
    size = bucket(out.tell())
    return out.getvalue().ljust(size + -size % _BLOCK, b"\0")
