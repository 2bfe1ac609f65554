"""The case as the receiving unit gets it: built up from what is taken along, so that nothing is there by oversight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from interview.guide import Guide
from triage.case import Case, SlotAnswer
from triage.desk.render import FLAGS, TRANSLATE, harmless
from triage.desk.sharing.marks import LEFT_OUT, Marks, without
from triage.documents import Json

_ASSESSMENT = ("day", "outcome", "risk", "reason")
_FILE = ("number", "kind", "media_type", "size", "sha256", "stripped", "flags")


@dataclass
class Extract:
    """What is passed on of a case.

    Attributes:
        content: as JSON.
        passages: how many phrases were taken out.
        answers: how many answers were left out whole.
        files: how many files were left out.
    """

    content: dict[str, Json] = field(default_factory=dict)
    passages: int = 0
    answers: int = 0
    files: int = 0

    @property
    def left_out(self) -> dict[str, Json]:
        """How much is not there; not what."""
        return {"passages": self.passages, "answers": self.answers, "files": self.files}


def extract(case: Case, marks: Marks, guide: Guide) -> Extract:
    """Take along what is not marked.

    What is never taken: how the reporter can be reached, letters, the mailbox, the channel, the case's ID in the store,
    untouched originals of files, and who assessed.
    """
    made, labels = Extract(), guide.labels()
    names = [name for name in guide.names() if name in case.slots and name not in marks.slots]
    made.answers = len(case.slots) - len(names)
    taken = [one for one in case.attachments if one.get("number") in marks.files and not one.get("original")]
    made.files = len(case.attachments) - len(taken)
    answers = [{"slot": name, "label": labels[name]} | _answer(name, case.slots[name], guide, marks) for name in names]
    made.content = {
        "reference": case.reference,
        "handed_over": case.created.isoformat(),
        "demo": case.demo,
        "answers": _clean(answers, made, marks),
        "account": _clean(case.account, made, marks),
        "risk": _risk(case.risk, made, marks),
        "files": [{name: one.get(name) for name in _FILE} for one in taken],
        "assessments": _clean(_assessments(case.assessments), made, marks) if marks.assessments else [],
    }
    return made


def _answer(name: str, answer: SlotAnswer, guide: Guide, marks: Marks) -> dict[str, Json]:
    shown = _others(answer.value, guide, marks) or guide.shown(name, answer.value)
    return {"value": answer.value, "shown": shown, "as_said": answer.as_said}


def _others(value: Any, guide: Guide, marks: Marks) -> str:
    """Further officers, a line each."""
    people = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
    return "\n".join(
        f"Person {number}: "
        + "; ".join(_detail(slot, given, guide) for slot, given in one.items() if slot not in marks.slots)
        for number, one in enumerate(people, start=2)
    )


def _detail(slot: str, given: Any, guide: Guide) -> str:
    value = given.get("value") if isinstance(given, Mapping) else given
    return f"{guide.labels().get(slot, slot)}: {guide.shown(slot, value) or value or '-'}"


def _risk(risk: Mapping[str, Json], made: Extract, marks: Marks) -> Mapping[str, Json]:
    kept = {name: value for name, value in risk.items() if name not in (FLAGS, TRANSLATE) and name not in marks.slots}
    return {name: _clean(value, made, marks) for name, value in kept.items()}


def _assessments(entries: Sequence[Mapping[str, Json]]) -> list[Json]:
    decided = [entry for entry in entries if entry.get("kind") == "assessment"]
    return [{name: entry.get(name) for name in _ASSESSMENT} for entry in decided]


def _clean(value: Any, made: Extract, marks: Marks) -> Any:
    """All text anywhere in a value without what is marked, and with nothing that could act on a reader's screen."""
    if isinstance(value, str):
        text, count = without(value, marks.words)
        made.passages += count
        return harmless(text)
    if isinstance(value, Mapping):
        # A further officer's answers are left out whole as well.
        return {name: LEFT_OUT if name in marks.slots else _clean(inner, made, marks) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner, made, marks) for inner in value]
    return value
