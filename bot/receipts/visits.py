"""Visits: a reporter has come back with a code, and for a while what they write goes into their mailbox."""

from __future__ import annotations

import json
import time

from bot.replicas.notes import DAY, Notes
from triage.receipt import Receipt

IDLE_SECONDS = 30 * 60  # a phone left on a table does not stay open to the report
VISIT, VISITED = "visit", "visited"


class Visits:
    """All open visits, and who had one that closed by itself.

    The code is in a note, which no disk sees, and goes with the visit.

    Args:
        notes: of senders.
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def open(self, sender: str, receipt: Receipt) -> None:
        """Begin a visit."""
        self._notes.put(VISITED, sender, seconds=DAY + IDLE_SECONDS)
        self._keep_open(sender, receipt)

    def get(self, sender: str) -> Receipt | None:
        """The code of the sender's visit, which this keeps open; None without one."""
        note = self._notes.get(VISIT, sender)
        if note is None:
            return None
        visit = json.loads(note)
        if visit["seen"] + IDLE_SECONDS < time.time():
            self._notes.drop(VISIT, sender)
            return None
        receipt = Receipt(bytes.fromhex(visit["code"]))
        self._keep_open(sender, receipt)
        return receipt

    def close(self, sender: str) -> None:
        """End a visit."""
        self._notes.drop(VISIT, sender)
        self._notes.drop(VISITED, sender)

    def timed_out(self, sender: str) -> bool:
        """Whether the sender's visit closed by itself and they were not told yet; asking tells them."""
        if not self._notes.has(VISITED, sender) or self.get(sender):
            return False
        self._notes.drop(VISITED, sender)
        return True

    def _keep_open(self, sender: str, receipt: Receipt) -> None:
        visit = {"code": receipt.entropy.hex(), "seen": time.time()}
        self._notes.put(VISIT, sender, json.dumps(visit).encode(), max(1, IDLE_SECONDS))
