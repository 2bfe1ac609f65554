"""Tells how conversation tests went: in the terminal, and as what the HTML report shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape

from cli.conversations.coverage import Point
from cli.conversations.player import Outcome


@dataclass(frozen=True)
class Told:
    """The conversation tests, ready to be shown.

    Args:
        outcomes: one a conversation.
        unreached: what none of them reaches.
    """

    outcomes: Sequence[Outcome]
    unreached: Sequence[Point]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], points: Iterable[Point]) -> Told:
        """Put together what is shown."""
        return cls(outcomes, [point for point in points if not point.reached])

    @property
    def failed(self) -> list[Outcome]:
        """Those that left the path."""
        return [outcome for outcome in self.outcomes if outcome.failure]

    @property
    def passed(self) -> list[Outcome]:
        """Those that kept to it."""
        return [outcome for outcome in self.outcomes if not outcome.failure]

    @property
    def turns(self) -> int:
        """How many messages were answered."""
        return sum(len(outcome.answered) for outcome in self.outcomes)


def show(told: Told, console: Console) -> None:
    """Print how many passed, and each that failed with the turn at which it left the path."""
    for outcome in told.failed:
        console.print(f"[bold red]✗[/] {escape(outcome.conversation.name)}", soft_wrap=True)
        for line in explain(outcome):
            console.print(f"    {line}", markup=False, soft_wrap=True)
    for point in told.unreached:
        console.print(f"No conversation reaches the {point.kind} {point.name}", markup=False, soft_wrap=True)
    console.print(f"Conversations: {len(told.passed)} of {len(told.outcomes)} passed ({told.turns} turns)")


def explain(outcome: Outcome) -> list[str]:
    """Where a conversation left the path, and how, line by line; nothing when it passed."""
    if not outcome.failure:
        return []
    failure = outcome.failure
    case = failure.turn > len(outcome.conversation.turns)
    place = "in the case" if case else f"at turn {failure.turn}"
    return [
        f"{outcome.conversation.file}:{failure.line}: left the path {place}, after {failure.said!r}",
        *(f"expected {problem.expected}; came {problem.came}" for problem in failure.problems),
        *(f"| {line}" for line in failure.answer.splitlines() if not case),
    ]
