"""How a message came by its intent: told beside it, so that trainers and counts see which rule decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DECISION = "decision"  # of a message: what `as_dict` gives
# What decided, and whether the classifier's best guess then counts.
PHRASE = "phrase"  # the words are exactly a command
OPTION = "option"  # the words are exactly an option of the question
ALARM = "alarm"  # danger or distress is likely enough
ANSWER = "answer"  # the words answer the question that was asked
NOTHING_ASKED = "nothing_asked"  # no question stands, so the best guess counts
GUESS = "guess"  # the best guess is sure enough for this question
UNSURE = "unsure"  # it is not, so the words are taken as the answer
WEAK_ALARM = "weak_alarm"  # the best guess is an alarm, but not likely enough together
OWN_WORDS = "own_words"  # at free text a yes, a greeting or an insult is part of the answer
NAME = "name"  # at free text, words with capitals are a name
LONG = "long"  # at free text, a text this long is the answer
STATEMENT = "statement"  # a question is guessed, but at free text only what has the form of one counts


@dataclass(frozen=True)
class Decision:
    """What was decided.

    Args:
        intent: what the message is taken for.   confidence: in that.
        by: what decided, one of the names above.
        needed: the confidence that the best guess needed, where it was compared with one.
    """

    intent: str
    confidence: float
    by: str
    needed: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """What is told of it beside the intent."""
        return {"by": self.by, "needed": self.needed}
