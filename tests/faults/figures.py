"""What the faults are counted by."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass
class Figures:
    """Of many deaths.

    Attributes:
        kills: processes that died in the middle of something.
        lost: acknowledged messages and finished reports that were not where they belong.
        doubled: messages taken, and reports filed, more than once.
        false_words: times the reporter was told what was not so.
        left: drafts that could still be opened after their end.
        stuck: times that nothing went on after the restart.
        details: what went wrong, where something did.
    """

    kills: int = 0
    lost: int = 0
    doubled: int = 0
    false_words: int = 0
    left: int = 0
    stuck: int = 0
    details: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Add what another part counted."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def sound(self) -> bool:
        """Whether every promise held."""
        return not (self.lost or self.doubled or self.false_words or self.left or self.stuck)

    def line(self) -> str:
        """One line for people."""
        counts = {name.replace("_", " "): value for name, value in asdict(self).items() if name != "details"}
        return "Faults: " + ", ".join(f"{value} {name}" for name, value in counts.items())
