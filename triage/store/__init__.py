"""The triage store: sealed cases in SQLite or PostgreSQL, chosen by URL."""

from triage.store.cases import QUARANTINE, CaseEntry, CaseStore, StoredCase
from triage.store.mailboxes import MailboxStore, StoredLetter
from triage.store.records import RecordStore, StoredChange, StoredLink
from triage.store.schema import migrate
from triage.store.trail import ASSESSED, NEW, OPENED, Change, StoredAssessment, TrailStore

__all__ = [
    "ASSESSED",
    "NEW",
    "OPENED",
    "QUARANTINE",
    "CaseEntry",
    "CaseStore",
    "Change",
    "MailboxStore",
    "RecordStore",
    "StoredAssessment",
    "StoredCase",
    "StoredChange",
    "StoredLetter",
    "StoredLink",
    "TrailStore",
    "migrate",
]
