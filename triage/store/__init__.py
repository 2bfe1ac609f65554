"""The triage store: sealed cases in SQLite or PostgreSQL, chosen by URL."""

from triage.store.cases import NEW, QUARANTINE, CaseEntry, CaseStore, StoredCase
from triage.store.mailboxes import MailboxStore, StoredLetter
from triage.store.schema import migrate

__all__ = ["NEW", "QUARANTINE", "CaseEntry", "CaseStore", "MailboxStore", "StoredCase", "StoredLetter", "migrate"]
