"""How a turn went, in names that can be counted: which question was not understood, skipped, asked again.

Names only: nothing of what a reporter said is in them.
"""

from __future__ import annotations

from dataclasses import dataclass

from interview import strays
from interview.answers import Answer
from interview.guide import UNSURE
from interview.state import State

ASKED = "asked"
ASKED_AGAIN = "asked_again"  # the same question stands after the message, for whatever reason
NOT_UNDERSTOOD = "not_understood"  # the reporter was told so
FALLBACK = "fallback"  # the model's guess was too unsure, so that the words were taken as the answer
SKIPPED = "skipped"
DONT_KNOW = "dont_know"
OUTCOMES = (ASKED, ASKED_AGAIN, NOT_UNDERSTOOD, FALLBACK, SKIPPED, DONT_KNOW)

# Messages that own up to it.
_TOLD = ("retry", "kept_for_account", "kept_as_said", "summary_unsure", "out_of_scope", "wordless", *strays.LATER)
_STAYS = ("account_more",)  # whoever goes on telling is not asked again


@dataclass(frozen=True)
class Asked:
    """What stood before a turn: the question, and its answer if it had one."""

    question: str | None
    answer: Answer | None

    @classmethod
    def of(cls, state: State) -> Asked:
        """What stands now."""
        return cls(state.asked, state.answers.get(str(state.asked)))


def outcomes(before: Asked, state: State, *, unsure: bool = False) -> list[tuple[str, str]]:
    """What happened to which question.

    Args:
        before: what stood before the turn.
        state: after the turn.
        unsure: the classifier's guess was too unsure to count.

    Returns:
        Pairs of a question (a slot or a control) and one of `OUTCOMES`.
    """
    found = [(state.asked, ASKED)] if state.asked else []
    if before.question is None:
        return found
    again = state.asked == before.question and before.question not in _STAYS
    happened = {
        ASKED_AGAIN: again,
        NOT_UNDERSTOOD: _told(state),
        FALLBACK: unsure,
        **_left(state.answers.get(before.question), before.answer),
    }
    return found + [(before.question, name) for name, is_so in happened.items() if is_so]


def _told(state: State) -> bool:
    texts = {state.guide.messages[name] for name in _TOLD if name in state.guide.messages}
    return any(says.text in texts for says in state.says)


def _left(answer: Answer | None, earlier: Answer | None) -> dict[str, bool]:
    if answer is None or answer == earlier:
        return {}
    unsure = isinstance(answer.value, str) and answer.value in UNSURE
    return {SKIPPED: answer.source == "skipped", DONT_KNOW: answer.source == "dont_know" or unsure}
