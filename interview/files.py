"""Files that depend on an answer: those sent since it led to the question for files. They go when it no longer does.

Files that were sent before, with the account for example, depend on no answer. The dialogue only says which files go:
the gateway, which took them, removes them.
"""

from __future__ import annotations

import re

from interview.answers import Answer, grounds
from interview.evidence import held
from interview.state import Heard, Says, State
from interview.understanding import Finding, Findings

SLOT = "attachments"
LATEST = "follow_up"  # the last question before which it is asked: not among contact details, nor at the read-back
EVIDENCE = "evidence_exists"
_PARTS = re.compile(r"[.,;:!?\n]|\b(?:and|but|then|so|because)\b", re.IGNORECASE)
SPEAKS_OF_FILES = "faq_send_files"


def listen(state: State, heard: Heard) -> None:
    """Note that somebody asked whether they can send files."""
    if heard.intent == SPEAKS_OF_FILES:
        state.memory["files_spoken_of"] = True


def listen_to_account(state: State, text: str, findings: Findings) -> None:
    """Note that an account, or what is added to it, speaks of what its teller has."""
    shown = [finding for finding in findings.of(EVIDENCE) if not finding.negated]
    if any(held(_clause(text, finding)) for finding in shown):
        state.memory["files_spoken_of"] = True


def settle(state: State) -> None:
    """Note the answers that now lead to the question for files, or let the files go with such an answer."""
    slot = state.guide.slot(SLOT)
    led = grounds(slot, state.answers)
    noted = state.memory.get("files_for")
    if noted and any(name in state.answers and name not in led for name in noted["answers"]):
        _let_go(state, int(noted["after"]))
        state.memory["files_for"] = noted = None
    if led and not noted:
        state.memory["files_for"] = {"answers": led, "after": max((n for n, _ in state.files()), default=0)}


def offer(state: State) -> None:
    """After a rich account: say how files are sent, beside another question, where a question would ask for them."""
    led = grounds(state.guide.slot(SLOT), state.answers)
    if SLOT not in state.answers and (led or _wanted(state)):
        state.say("offer_files")
        state.answers[SLOT] = Answer(None, "", "offered")


def due(state: State, following: str | None) -> bool:
    """Whether the question for files comes next although no answer leads to it: files were sent or spoken of.

    Args:
        state: where the interview stands.
        following: the question that would come next.
    """
    names = state.guide.names()
    if SLOT in state.answers or following is None:
        return False
    here = names.index(SLOT) < names.index(following) <= names.index(LATEST)
    return here and _wanted(state)


def sent(state: State) -> list[tuple[int, str]]:
    """The files that go with the report: number, and what the reporter is told of it."""
    gone = {number for says in state.says for number in says.files_gone}
    return [file for file in state.files() if file[0] not in gone]


def _clause(text: str, finding: Finding) -> str:
    """The words of a finding with what stands before them: who has it."""
    return _PARTS.split(text[: finding.start])[-1] + finding.as_said


def _wanted(state: State) -> bool:
    return bool(state.memory.get("files_spoken_of") or sent(state))


def _let_go(state: State, after: int) -> None:
    gone = tuple(number for number, _ in state.files() if number > after)
    if gone:
        told = ", ".join(state.words("file_number", number=str(number)) for number in gone)
        state.says.append(Says(state.words("cleared_files", files=told), files_gone=gone))
