"""Whether the subject is known: follows from what was found about them when it was not said."""

from __future__ import annotations

from collections.abc import Iterator

from interview.understanding.findings import Finding
from interview.understanding.text import Text

_NUMBERS = ("shoulder_number", "warrant_number")
FOLLOWS = 0.7


def find_known(text: Text, findings: list[Finding]) -> Iterator[Finding]:
    """For each subject: a whole name or a titled surname identifies; a first name, nickname or number does partly."""
    said = [finding for finding in findings if finding.slot == "subject_known"]
    for subject in sorted({finding.subject for finding in findings}):
        names = [f for f in findings if f.key == ("subject_name", subject)]
        numbered = [f for f in findings if f.slot in _NUMBERS and f.subject == subject]
        stated = [f for f in said if f.subject == subject]
        basis = max(names or numbered, key=lambda f: f.sure, default=None)
        if basis and (names or not stated or stated[0].value == "no"):
            value = "identity" if any(_identifies(name) for name in names) else "partly"
            yield Finding("subject_known", value, basis.as_said, FOLLOWS, basis.start, subject)
        else:
            yield from stated
    del text


def _identifies(name: Finding) -> bool:
    return " " in str(name.value) or name.sure >= 0.95
