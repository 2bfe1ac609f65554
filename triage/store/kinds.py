"""How values of each kind of column are written in the JSON of a backup, and read again."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, LargeBinary, String, Uuid
from sqlalchemy.types import TypeEngine


@dataclass(frozen=True)
class Kind:
    """How values of one type of column are written in JSON, and read again."""

    column: type[TypeEngine[Any]]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


KINDS = {
    "uuid": Kind(Uuid, str, UUID),
    "day": Kind(Date, date.isoformat, date.fromisoformat),
    "bytes": Kind(LargeBinary, lambda value: base64.b64encode(value).decode("ascii"), _bytes),
    "number": Kind(Integer, int, int),
    "text": Kind(String, str, str),
}


def kind_of(column: TypeEngine[Any]) -> str:
    """The kind of a column's values."""
    return next(name for name, kind in KINDS.items() if isinstance(column, kind.column))
