"""What the page's template is given: the same for a page that was just opened and for one in the middle of a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot import words
from bot.attachments import wording
from bot.attachments.listing import ASKS, READY
from bot.channels.web.plain.sheet import MINE, Line, Sheet
from interview.languages import ENGLISH

STATUS = {
    words.TOO_FAST: 429,
    words.QUEUE_FULL: 429,
    words.BUSY: 503,
    words.BUSY_PAGE: 503,
    words.CANNOT_KEEP: 503,
    words.TOO_LONG: 413,
    words.CLOSED: 410,
}


@dataclass(frozen=True)
class Shown:
    """One line as the template shows it.

    Attributes:
        line: what it says.
        buttons: quick replies of its own, about a file.
        now: whether the page opens here.
    """

    line: Line
    buttons: tuple[str, ...] = ()
    now: bool = False


@dataclass(frozen=True)
class View:
    """A page.

    Attributes:
        token: for its form.
        lines: the conversation.
        buttons: quick replies.
        waiting: whether an answer is still on its way.
        box: what stands in the box.
        trouble: what went wrong.
        status: of the response.
        going: whether it is in the middle of a conversation, and so does without script.
        language: code of the language that it is in.
    """

    token: str
    lines: Sequence[Shown]
    buttons: tuple[str, ...] = ()
    waiting: bool = False
    box: str = ""
    trouble: tuple[str, ...] = ()
    status: int = 200
    going: bool = False
    language: str = ENGLISH


@dataclass
class Outcome:
    """What came of a form, besides what the sheet says: what stays in the box, what went wrong, in which language."""

    box: str = ""
    trouble: list[str] = field(default_factory=list)
    status: int = 200
    language: str = ENGLISH

    def fail(self, text: str, status: int | None = None) -> None:
        """Note that something was not taken, and why."""
        if text not in self.trouble:
            self.trouble.append(text)
        self.status = max(self.status, status or STATUS.get(text, 422))


def shown(sheet: Sheet, state: Callable[[int], str]) -> list[Shown]:
    """The lines of a sheet.

    Args:
        sheet: what there is.
        state: says what stands of the file with a number.
    """
    last = max((number for number, line in enumerate(sheet.lines) if line.kind == MINE), default=0)
    return [
        Shown(line, _buttons(line.file, state(line.file)) if line.file else (), number == last)
        for number, line in enumerate(sheet.lines)
    ]


def _buttons(number: int, state: str) -> tuple[str, ...]:
    remove = wording.REMOVE.format(number=number)
    return {ASKS: (wording.SEND_AS_IT_IS.format(number=number), remove), READY: (remove,)}.get(state, ())
