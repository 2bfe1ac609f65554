"""Exporting a case to a folder: opened, as text, as it was sealed, and a manifest of what was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from candour.errors import UsageError
from interview.guide import Guide
from triage.case import Case, Contact
from triage.desk.keyring import write_new
from triage.desk.render import case_text
from triage.documents import Json
from triage.store import StoredCase

MANIFEST = "manifest.json"


def export_case(folder: Path, stored: StoredCase, case: Case, contact: Contact | None, guide: Guide) -> list[Path]:
    """Write a case into a new or empty folder, readable by its owner only.

    Returns:
        The files written, the manifest last.

    Raises:
        UsageError: the folder holds something already, or cannot be made.
        KeyFileError: a file cannot be written.
    """
    _make(folder)
    files = _files(stored, case, contact, guide)
    manifest = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    files[MANIFEST] = as_json({"case": str(case.id), "reference": case.reference, "sha256": manifest})
    for name, content in files.items():
        write_new(folder / name, content)
    return [folder / name for name in files]


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


def _files(stored: StoredCase, case: Case, contact: Contact | None, guide: Guide) -> dict[str, bytes]:
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
