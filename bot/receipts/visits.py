"""Visits: a reporter has come back with a code, and for a while what they write goes into their mailbox."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field

from triage.receipt import Receipt

OPEN_AT_ONCE = 10_000
IDLE_SECONDS = 30 * 60  # a phone left on a table does not stay open to the report
REMEMBERED_SECONDS = 24 * 60 * 60


@dataclass
class Visit:
    """One visit. The code is in memory only, and goes with it."""

    receipt: Receipt
    seen: float = field(default_factory=time.monotonic)


class Visits:
    """All open visits, and who had one that closed by itself."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Visit] = OrderedDict()
        self._timed_out: OrderedDict[str, float] = OrderedDict()

    def open(self, sender: str, receipt: Receipt) -> None:
        """Begin a visit."""
        self._open[sender] = Visit(receipt)
        self._open.move_to_end(sender)
        self._timed_out.pop(sender, None)
        if len(self._open) > OPEN_AT_ONCE:
            self._time_out(next(iter(self._open)))

    def get(self, sender: str) -> Receipt | None:
        """The code of the sender's visit, which this keeps open; None without one."""
        self._sweep()
        visit = self._open.get(sender)
        if visit is None:
            return None
        visit.seen = time.monotonic()
        self._open.move_to_end(sender)
        return visit.receipt

    def close(self, sender: str) -> None:
        """End a visit."""
        self._open.pop(sender, None)

    def timed_out(self, sender: str) -> bool:
        """Whether the sender's visit closed by itself and they were not told yet; asking tells them."""
        self._sweep()
        return self._timed_out.pop(sender, None) is not None

    def _sweep(self) -> None:
        now = time.monotonic()
        while self._open and (first := next(iter(self._open.items())))[1].seen + IDLE_SECONDS < now:
            self._time_out(first[0])
        while self._timed_out and next(iter(self._timed_out.values())) + REMEMBERED_SECONDS < now:
            self._timed_out.popitem(last=False)

    def _time_out(self, sender: str) -> None:
        del self._open[sender]
        self._timed_out[sender] = time.monotonic()
        if len(self._timed_out) > OPEN_AT_ONCE:
            self._timed_out.popitem(last=False)
