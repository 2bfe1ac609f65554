"""Renders the form's pages: the questions, and the end of a report."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from bot.channels.web.form import wording
from bot.channels.web.form.filing import Filed
from bot.channels.web.form.incoming import MEGABYTES
from bot.channels.web.form.layout import parts
from bot.channels.web.form.sealed import fingerprints, keys_of
from bot.channels.web.page import Page
from bot.speech import Speeches
from candour.errors import RecipientsError
from interview.form import DONT_KNOW, MOST_PERSONS, SKIP, Filled
from interview.guide import Guide
from interview.languages import ENGLISH
from interview.understanding.words import word_list
from triage.form import LARGEST, MOST_FILES
from triage.recipients import Recipients
from triage.sealing import Recipient


@dataclass(frozen=True)
class FileShown:
    """A file of the form: its number, what is said of it, and whether it waits for a decision."""

    number: int
    text: str
    asks: bool


@dataclass
class FormView:
    """A form in the middle of being filled in.

    Attributes:
        ticket: of its page.
        filled: what was filled in so far.
        files: those that are with it.
        summary: how it reads; empty until it was asked for.
        trouble: what went wrong.
        clued: whether words that could show who they are wait for their decision.
        language: code of the language that it is in.
        status: of the response.
        going: whether something was sent already, so that it goes on without script.
    """

    ticket: str
    filled: Filled = field(default_factory=lambda: Filled({}))
    files: Sequence[FileShown] = ()
    summary: Sequence[str] = ()
    trouble: list[str] = field(default_factory=list)
    clued: bool = False
    language: str = ENGLISH
    status: int = 200
    going: bool = False

    def fail(self, text: str, status: int = 422) -> None:
        """Say what went wrong."""
        self.trouble.append(text)
        self.status = max(self.status, status)


class FormPages:
    """The form's pages.

    Args:
        page: renders templates.
        guides: gives the guide in a language, with telephone numbers filled in.
        speeches: all languages.
        recipients: gives those to whom reports are sealed.
        megabytes: of the largest file that is taken.
    """

    def __init__(
        self,
        page: Page,
        guides: Callable[[str], Guide],
        speeches: Speeches,
        recipients: Callable[[], Recipients],
        megabytes: int,
    ) -> None:
        self._page = page
        self._guides = guides
        self._speeches = speeches
        self._recipients = recipients
        self._megabytes = megabytes

    def form(self, view: FormView) -> web.Response:
        """The questions."""
        recipients, guide = self._known_recipients(), self._guides(view.language)
        return self._page.render(
            "form.html",
            view.language,
            status=view.status,
            scripted=not view.going,
            view=view,
            parts=parts(guide, self._speeches.of(view.language).say, view.filled.given, view.filled.others),
            guide=guide,
            form=wording,
            keys=keys_of(recipients) if recipients else "",
            team=_shown(recipients.cases if recipients else ()),
            custodians=_shown(recipients.contacts if recipients else ()),
            clues=json.dumps(clue_patterns(), separators=(",", ":")),
            most_bytes=LARGEST,
            most_files=MOST_FILES,
            browser_megabytes=min(MEGABYTES, self._megabytes),
            not_known=DONT_KNOW,
            skipped=SKIP,
            most_persons=MOST_PERSONS,
        )

    def filed(self, view: FormView, filed: Filed) -> web.Response:
        """The end: the report is with the team."""
        return self._page.render(
            "filed.html",
            view.language,
            status=200,
            scripted=False,
            view=view,
            filed=filed,
            guide=self._guides(view.language),
            form=wording,
        )

    def _known_recipients(self) -> Recipients | None:
        try:
            return self._recipients()
        except RecipientsError:  # nothing can be sealed just now; sending says so
            return None


def _shown(keys: Sequence[Recipient]) -> list[tuple[str, str]]:
    """Keys and their fingerprints. Not the names: who is in the team is nobody's business here."""
    return [(key.text, name) for key, name in zip(keys, fingerprints(keys), strict=True)]


def clue_patterns() -> dict[str, list[str]]:
    """The patterns of phrases that can show who a reporter is, for the form's script: the same as the interview's."""
    return {kind: list(patterns) for kind, patterns in word_list("clues").items()}
