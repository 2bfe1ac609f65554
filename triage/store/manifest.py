"""What a backup says of itself: its schema, its tables, and the SHA-256 of every file in it."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from candour.errors import BackupError
from triage.store.kinds import KINDS

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files"
_NAME = re.compile(r"[a-z_]{1,40}\Z")
_FILE = re.compile(rf"(?:[a-z_]{{1,40}}\.jsonl|{FILES}/[0-9a-f]{{32}}\.age)\Z")
_SUM = re.compile(r"[0-9a-f]{64}\Z")
_SCHEMA = re.compile(r"[0-9a-z]{1,32}\Z")


@dataclass(frozen=True)
class TableEntry:
    """A table: its columns with the kinds of their values, and how many rows it has."""

    name: str
    columns: Mapping[str, str]
    rows: int


@dataclass(frozen=True)
class Manifest:
    """A backup.

    Args:
        schema: revision of the store's schema.
        tables: in an order in which they can be filled.
        sha256: by the path of each file within the folder.
    """

    schema: str
    tables: tuple[TableEntry, ...]
    sha256: Mapping[str, str]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each thing."""
        files = sum(name.startswith(f"{FILES}/") for name in self.sha256)
        return {table.name: table.rows for table in self.tables} | {FILES: files}

    def write(self, folder: Path) -> None:
        """Write it, so that it is whole or not there, even after a crash.

        Raises:
            OSError: it cannot be written.
        """
        tables = [{"name": table.name, "columns": dict(table.columns), "rows": table.rows} for table in self.tables]
        content = {"format": FORMAT, "schema": self.schema, "tables": tables, "sha256": dict(self.sha256)}
        new = folder / f".{MANIFEST}"
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write((json.dumps(content, indent=1) + "\n").encode("ascii"))
            stream.flush()
            os.fsync(stream.fileno())
        new.rename(folder / MANIFEST)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of a backup, and check that the backup is whole.

        Raises:
            BackupError: it is no backup, or something in it was altered, added or lost.
        """
        try:
            manifest = _manifest(json.loads((folder / MANIFEST).read_bytes()))
            found = sums(folder)
        except OSError as error:
            raise BackupError(f"{folder}: cannot be read as a backup ({error.strerror})") from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise BackupError(f"{folder}: this is no backup that this version can read") from None
        wrong = sorted({name for name, _ in found.items() ^ manifest.sha256.items()})
        if wrong:
            raise BackupError(f"{folder}: not as it was written: {wrong[0]}" + (" and others" if wrong[1:] else ""))
        return manifest


def sums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a backup but its manifest.

    Raises:
        OSError: a file cannot be read.
    """
    files = sorted(file for file in folder.rglob("*") if not file.is_dir() and file != folder / MANIFEST)
    return {file.relative_to(folder).as_posix(): _sum(file) for file in files}


def _sum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _manifest(content: Any) -> Manifest:
    if content["format"] != FORMAT or not _SCHEMA.match(content["schema"]):
        raise ValueError
    tables = tuple(TableEntry(table["name"], dict(table["columns"]), int(table["rows"])) for table in content["tables"])
    names = [name for table in tables for name in (table.name, *table.columns)]
    if not all(map(_NAME.match, names)) or not all(map(_FILE.match, content["sha256"])):
        raise ValueError
    if not {kind for table in tables for kind in table.columns.values()} <= KINDS.keys():
        raise ValueError
    if not all(map(_SUM.match, content["sha256"].values())) or len({table.name for table in tables}) != len(tables):
        raise ValueError
    return Manifest(content["schema"], tables, content["sha256"])
