"""What a page without script shows: the lines of the conversation so far, and what waits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace

from bot.receipts import wording
from bot.text import normalise
from bot.turns import CODE_TAKEN, WITHDRAWN, Answer
from candour.errors import DraftDamaged
from triage.receipt import looks_like_receipt

MINE, THEIRS, NOTE = "mine", "theirs", "note"
LONGEST = 300_000  # characters of all lines together; older ones go first
SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        kind: MINE, THEIRS or NOTE.
        text: as it is shown.
        turn: of the page it was said on; -1 for what was not said by the reporter.
        reference: the case reference, once the case was handed over.
        secret: whether it is a receipt code.
        file: number of the file that it is about; 0 for none.
        passing: whether it is kept in a note only, because it belongs to a visit with a code.
    """

    kind: str
    text: str
    turn: int = -1
    reference: str | None = None
    secret: bool = False
    file: int = 0
    passing: bool = False


@dataclass
class Sheet:
    """What one reporter's page shows.

    Attributes:
        turn: the page that counts; on any older one nothing can be said any more.
        lines: of the conversation, in order.
        buttons: quick replies to the last question.
        waiting: IDs of messages that are kept and not answered yet.
        shown: IDs of the newest answers that are among the lines.
        ending: ID of the answer that ends the report and that may not have arrived; empty for none.
        end: how many lines stand before that answer.
        withdrawn: whether that end is a deletion, which waits for no page.
        left: whether the reporter left quickly, so that no page of theirs shows anything any more.
        visiting: whether the last page was within a visit with a code.
        last: digest of what the newest turn said, to know it again.
        draft: the conversation that it was kept with; empty for none.
    """

    turn: int = 0
    lines: list[Line] = field(default_factory=list)
    buttons: tuple[str, ...] = ()
    waiting: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    ending: str = ""
    end: int = 0
    withdrawn: bool = False
    left: bool = False
    visiting: bool = False
    last: str = ""
    draft: str = ""

    @property
    def size(self) -> int:
        """Characters of all lines together, and something for each line."""
        return sum(len(line.text) + 200 for line in self.lines)

    @property
    def passing(self) -> bool:
        """Whether some of it is kept in memory only."""
        return any(line.passing for line in self.lines)

    def has(self, turn: int, text: str) -> bool:
        """Whether the page of this turn said just this."""
        newest = turn == self.turn - 1 and _digest(text) == self.last
        return newest or any(line.turn == turn and line.text == as_shown(text) for line in self.lines)

    def say(self, text: str, *, passing: bool) -> None:
        """Add what the reporter said."""
        self.buttons, self.last = (), _digest(text)
        self.lines.append(Line(MINE, as_shown(text), self.turn, passing=passing))

    def take(self, answer: Answer, *, passing: bool) -> None:
        """Add an answer, once."""
        if answer.id in self.waiting:
            self.waiting.remove(answer.id)
        if answer.id in self.shown:
            return
        self.shown = [*self.shown, answer.id][-SHOWN:]
        if answer.finishes:
            self.ending, self.end = answer.id, len(self.lines)
        for reply in answer.replies:
            self.lines.append(Line(THEIRS, reply.text, reference=reply.reference, secret=reply.secret, passing=passing))
            if reply.event == CODE_TAKEN:
                self._hide_codes()
        if answer.replies:
            self.buttons = answer.replies[-1].buttons
        if any(reply.event == WITHDRAWN for reply in answer.replies):
            self.withdrawn = True
            self.cut(self.end)

    def note(self, text: str, *, file: int = 0, passing: bool = False) -> None:
        """Add a remark, of a file for instance."""
        self.lines.append(Line(NOTE, text, file=file, passing=passing))

    def cut(self, start: int) -> None:
        """Keep no line before this one."""
        self.lines = self.lines[start:]
        self.end = 0

    def close(self) -> None:
        """The report is over and its end has arrived: only that end is left, and it is kept nowhere else."""
        self.cut(self.end)
        self.lines = [replace(line, passing=True) for line in self.lines]
        self.ending, self.withdrawn, self.waiting = "", False, []

    def end_visit(self, upto: int | None = None) -> None:
        """Keep nothing of a visit, but for the lines from this one on."""
        upto = len(self.lines) if upto is None else upto
        self.lines = [line for number, line in enumerate(self.lines) if number >= upto or not line.passing]
        self.visiting, self.end = False, 0

    def trim(self) -> None:
        """Let the oldest lines go when there are too many."""
        size, count = self.size, 0
        while size > LONGEST and count < len(self.lines) - 1:
            size -= len(self.lines[count].text) + 200
            count += 1
        self.lines, self.end = self.lines[count:], max(0, self.end - count)

    def _hide_codes(self) -> None:
        self.lines = [replace(line, text=wording.HIDDEN, secret=False) if line.secret else line for line in self.lines]


def as_shown(text: str) -> str:
    """What the page shows of something that the reporter said: no code stays on a screen or in a record."""
    return wording.HIDDEN if looks_like_receipt(text) else normalise(text)


def _digest(text: str) -> str:
    return hashlib.sha256(as_shown(text).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def to_bytes(sheet: Sheet, *, whole: bool = False) -> bytes:
    """Write down what may be kept beside the draft, or (whole) all of it, which no disk may see."""
    kept = [asdict(line) for line in sheet.lines if whole or not line.passing]
    return json.dumps({**asdict(sheet), "lines": kept}, ensure_ascii=False).encode()


def from_bytes(content: bytes) -> Sheet:
    """Read what was written down.

    Raises:
        DraftDamaged: it is something else.
    """
    try:
        rows = json.loads(content)
        lines = [Line(**line) for line in rows["lines"]]
        return Sheet(**{**rows, "lines": lines, "buttons": tuple(rows["buttons"])})
    except (ValueError, KeyError, TypeError):
        raise DraftDamaged from None
