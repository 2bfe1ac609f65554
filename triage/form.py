"""What a browser seals: the form's answers as they were given, not yet read. The desk makes a case of them.

Anybody can seal anything to the team's keys and send it in this way. So IDs of such reports are of a kind of their own
(UUID version 8), which the server sees to: what lies under one is never taken for a case that the server has sealed,
and the other way round. What the document holds is only what a browser says; nothing in it is trusted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from candour.errors import SealedFileError
from triage import documents
from triage.mailbox import Mailbox

CHANNEL = "form"  # what the gateway read in the clear and sealed at once
SEALED_CHANNEL = "sealed form"
ID_VERSION = 8
LARGEST = 256 * 1024  # the largest bucket of such a report
MOST_FILES = 10
_NAMES = frozenset({"id", "reference", "day", "language", "demo", "answers", "others", "files", "mailbox"})
_FILE = frozenset({"id", "number", "kind", "media_type", "size", "sha256", "stripped"})
_KEY = re.compile(r"[a-z][a-z0-9_]{0,60}\Z")

Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class FormReport:
    """A form as it was filled in.

    Args:
        day: the reporter's own day.
        language: code of the language that the page was in.
        answers: by question, of the first person where there are several.
        others: of each further person.
        files: what the browser says of each file.
    """

    id: UUID
    reference: str
    day: date
    language: str
    demo: bool
    answers: Answers
    others: tuple[Answers, ...]
    files: tuple[Mapping[str, Any], ...]
    mailbox: Mailbox | None

    @classmethod
    def from_bytes(cls, data: bytes) -> FormReport:
        """Read what the form's script wrote.

        Raises:
            SealedFileError: it is anything else.
        """
        content = documents.from_bytes(data, "form", _NAMES)
        try:
            return cls(
                id=UUID(content["id"]),
                reference=str(content["reference"]),
                day=date.fromisoformat(content["day"]),
                language=_text(content["language"]),
                demo=content["demo"] is True,
                answers=_answers(content["answers"]),
                others=tuple(map(_answers, content["others"])),
                files=tuple(map(_file, content["files"])),
                mailbox=None if content["mailbox"] is None else Mailbox.from_view(content["mailbox"]),
            )
        except (ValueError, TypeError, AttributeError, KeyError):
            raise SealedFileError from None


def is_sealed_form(case_id: UUID) -> bool:
    """Whether a report with this ID was sealed in a browser."""
    return case_id.version == ID_VERSION


def raw_text(data: bytes) -> str:
    """What a report holds that is not written as the form writes it, for people to read."""
    text = data.rstrip(b"\0").decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=1, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _answers(content: Any) -> Answers:
    if not isinstance(content, dict):
        raise TypeError("answers are no object")
    return {_key(name): tuple(map(_text, texts)) for name, texts in content.items() if _listed(texts)}


def _listed(texts: Any) -> bool:
    if not isinstance(texts, list):
        raise TypeError("an answer is no list")
    return True


def _key(name: str) -> str:
    if not _KEY.match(name):
        raise ValueError("an answer has a name that no question has")
    return name


def _text(content: Any) -> str:
    if not isinstance(content, str):
        raise TypeError("an answer is not text")
    return content


def _file(content: Any) -> Mapping[str, Any]:
    if not isinstance(content, dict) or content.keys() != _FILE:
        raise TypeError("a file is described otherwise")
    return content
