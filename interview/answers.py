"""An answer, and the conditions that are decided by answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from interview.evidence import held
from interview.guide import HELD, Condition, Guide, Question, named_in, parents

# Asked for once something else is known, and kept where it is told before that.
TOLD_BEFORE = ("borough_bcu_or_station",)

Value = Any  # text, list of text, or a small mapping: whatever JSON can hold


@dataclass(frozen=True)
class Answer:
    """What was answered to one question.

    Args:
        value: the normalised reading; None when there is none.
        as_said: the reporter's own words, never replaced by the reading.
        source: asked, skipped, dont_know or unclear.
    """

    value: Value
    as_said: str
    source: str = "asked"

    def to_slot(self) -> dict[str, Any]:
        """The value of the Rasa slot (JSON)."""
        return asdict(self)

    @classmethod
    def from_slot(cls, raw: Any) -> Answer | None:
        """Read a Rasa slot; None when it was not answered or holds something else."""
        if not isinstance(raw, dict) or set(raw) != {"value", "as_said", "source"}:
            return None
        return cls(raw["value"], str(raw["as_said"]), str(raw["source"]))


Answers = Mapping[str, Answer]


def applies(slot: Question, answers: Answers) -> bool:
    """Whether a slot's condition holds."""
    return slot.offered and _all(slot.when, answers)


def keeps(slot: Question, answers: Answers) -> bool:
    """Whether what a reporter tells of a slot is kept: wherever it would be asked, and of some slots elsewhere too."""
    return applies(slot, answers) or (slot.offered and (slot.name in TOLD_BEFORE or _kept_unasked(slot, answers)))


def _kept_unasked(slot: Question, answers: Answers) -> bool:
    return slot.kept is not None and _all(slot.kept, answers)


def kept_by(slot: Question, parent: str) -> bool:
    """Whether an answer to this may be kept, unasked, because of another answer."""
    return parent in named_in(slot.kept or {})


def required_slots(guide: Guide, answers: Answers) -> list[str]:
    """The slots to be reached, in order, given what was answered so far."""
    return [slot.name for slot in guide.slots if applies(slot, answers)]


def next_slot(guide: Guide, answers: Answers) -> str | None:
    """The first slot that applies and has no answer; None when all have."""
    return next((name for name in required_slots(guide, answers) if name not in answers), None)


def dependants(guide: Guide, name: str) -> list[str]:
    """All slots whose condition depends on a slot, directly or through another."""
    found: list[str] = []
    for slot in guide.slots:
        if parents(slot) & {name, *found}:
            found.append(slot.name)
    return found


def grounds(slot: Question, answers: Answers) -> list[str]:
    """The answers that a slot's condition holds by; none when it does not hold."""
    lines = [one for key, wanted in slot.when.items() for one in (wanted.items() if key == "any" else [(key, wanted)])]
    return [name for name, wanted in lines if holds(name, wanted, answers)] if applies(slot, answers) else []


def _all(when: Condition, answers: Answers) -> bool:
    return all(_any(w, answers) if key == "any" else holds(key, w, answers) for key, w in when.items())


def _any(when: Condition, answers: Answers) -> bool:
    return any(holds(key, wanted, answers) for key, wanted in when.items())


def holds(name: str, wanted: list[str], answers: Answers) -> bool:
    """Whether one line of a condition holds: the slot has an answer that is one of the wanted values."""
    answer = answers.get(name)
    if answer is None:
        return False
    values = answer.value if isinstance(answer.value, list) else [answer.value]
    return any(_matches(want, values) or (want == HELD and _is_held(answer)) for want in wanted)


def _is_held(answer: Answer) -> bool:
    # Only of a whole answer: "screenshots", cut out of an account, does not tell who has them (see files.py).
    return answer.source == "asked" and held(answer.as_said)


def _matches(want: str, values: list[Any]) -> bool:
    if want == "*":
        return values != [None]
    if want == "?":
        return values == [None]
    return want[1:] not in values if want.startswith("!") else want in values
