"""Cases of what was sealed in a browser: read here, where it is opened, by the code that reads forms on the server.

It may hold anything. What is not written as the form writes it is shown as the text that it is, and said to be so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from candour.errors import SealedFileError
from interview.finished import case_slots, risk
from interview.form import Filled, interview_of
from interview.guide import load_guide
from triage.case import Case, SlotAnswer
from triage.documents import Json
from triage.files import UNCHECKED, Attachment
from triage.form import MOST_FILES, SEALED_CHANNEL, FormReport, raw_text
from triage.padding import unpad

NOT_OURS = "this is not written as our form writes it: it is shown below as it is"
_CLOCKS = timedelta(days=2)  # as far as a reporter's own day may be from the server's


def read_form(content: bytes, case_id: UUID, reference: str, day: date | None) -> Case:
    """Read the content of an envelope that a browser sealed.

    Args:
        content: what was in it.
        case_id: under which it was found.
        reference: under which it was found.
        day: on which it was handed over; today where that is not known.

    Raises:
        SealedFileError: it says that it is another report.
    """
    created, document = day or datetime.now(UTC).date(), content
    try:
        document = unpad(content)
        report = FormReport.from_bytes(document)
        files = _files(report)
    except SealedFileError:
        return _raw(document, case_id, reference, created)
    if (report.id, report.reference) != (case_id, reference):
        raise SealedFileError
    return _case(report, files, created)


def _case(report: FormReport, files: tuple[Mapping[str, Json], ...], created: date) -> Case:
    theirs = report.day if abs(report.day - created) <= _CLOCKS else created
    filled = Filled(report.answers, report.others, files=bool(files), day=theirs, language=report.language)
    state = interview_of(load_guide(), filled)
    return Case(
        id=report.id,
        reference=report.reference,
        created=created,
        channel=SEALED_CHANNEL,
        demo=report.demo,
        slots={name: SlotAnswer(**answer) for name, answer in case_slots(state).items()},
        account=filled.account,
        attachments=files,
        risk=risk(state),
        mailbox=report.mailbox,
    )


def _files(report: FormReport) -> tuple[Mapping[str, Json], ...]:
    """What the browser says of its files, each marked as looked at by nobody."""
    if len(report.files) > MOST_FILES:
        raise SealedFileError
    views = [dict(one) | {"original": False, "flags": [UNCHECKED]} for one in report.files]
    return tuple(Attachment.from_view(view).view() for view in views)


def _raw(document: bytes, case_id: UUID, reference: str, created: date) -> Case:
    flags: dict[str, Any] = {"flags": [NOT_OURS]}
    return Case(
        id=case_id,
        reference=reference,
        created=created,
        channel=SEALED_CHANNEL,
        demo=False,
        slots={},
        account=(raw_text(document),),
        risk=flags,
    )
