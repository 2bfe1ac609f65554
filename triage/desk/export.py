"""Exporting a case to a folder: opened, as text, as it was sealed, and a manifest of what was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from candour.errors import UsageError
from interview.guide import Guide
from triage.case import Case, Contact
from triage.desk.files import open_files
from triage.desk.keyring import write_new
from triage.desk.render import case_text
from triage.documents import Json
from triage.sealing import Identity
from triage.store import StoredAssessment, StoredCase
from triage.store.files import FileStore

MANIFEST = "manifest.json"


async def export_case(
    folder: Path,
    stored: StoredCase,
    case: Case,
    contact: Contact | None,
    guide: Guide,
    *,
    files: FileStore,
    keys: Sequence[Identity],
    assessments: Sequence[StoredAssessment] = (),
) -> list[Path]:
    """Write a case, with the files that were sent, into a new or empty folder, readable by its owner only.

    Returns:
        What was written, the manifest last.

    Raises:
        UsageError: the folder holds something already, or cannot be made.
        KeyFileError: a file cannot be written.
        SealedFileError: the case describes its files in a way that nothing here writes.
    """
    _make(folder)
    opened = await open_files(folder, case, files, keys)
    written = _documents(stored, case, contact, guide)
    written |= {f"assessment-{one.sequence + 1}.age": one.sealed for one in assessments}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in written.items()}
    manifest: dict[str, Json] = {"case": str(case.id), "reference": case.reference, "sha256": sums | opened.sha256}
    written[MANIFEST] = as_json(manifest | {"flags": dict(opened.flags), "unopened": list(opened.unopened)})
    for name, content in written.items():
        write_new(folder / name, content)
    return [folder / name for name in (*opened.sha256, *written)]


def as_json(content: Mapping[str, Json]) -> bytes:
    """Write JSON for people and programs: indented, and in ASCII, so that nothing in it can act on a terminal."""
    return (json.dumps(content, indent=2) + "\n").encode("ascii")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        filled = any(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder}: cannot be used as a folder ({error.strerror})") from None
    if filled:
        raise UsageError(f"{folder}: is not empty; a case is exported into a folder of its own")


def _documents(stored: StoredCase, case: Case, contact: Contact | None, guide: Guide) -> dict[str, bytes]:
    files = {
        "case.json": as_json(case.view()),
        "case.txt": case_text(case, None, guide).encode("utf-8"),
        "case.age": stored.sealed,
    }
    if stored.contact is not None:
        files["contact.age"] = stored.contact
    if contact:
        files["contact.json"] = as_json(contact.view())
    return files
