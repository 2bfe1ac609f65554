"""A reporter at the turn engine itself, with what the action server would keep between turns."""

from __future__ import annotations

from typing import Self

from interview.guide import Guide, load_guide
from interview.state import Heard, State
from interview.turn import take_turn

MOST_TURNS = 200  # a test that talks on until some question comes ends here if it never does


class Told:
    """One interview.

    Attributes:
        account: the reporter's own words so far.
        files: those that were sent, as the gateway would tell of them.
        state: where the interview stands; `says` holds the last turn's messages.
        turns: messages so far.
    """

    def __init__(self, guide: Guide | None = None, channel: str = "web") -> None:
        self.account: list[str] = []
        self.files: list[tuple[int, str]] = []
        self.state = State(guide or load_guide(), texts=lambda: list(self.account), channel=lambda: channel)
        self.state.files = lambda: list(self.files)
        self.turns = 0
        take_turn(self.state, Heard(""))

    def say(
        self, *texts: str, intent: str = "inform", categories: tuple[str, ...] = (), alarms: tuple[str, ...] = ()
    ) -> Self:
        """Say one message after another."""
        for text in texts:
            self.hear(Heard(text, intent, categories=categories, alarms=alarms))
        return self

    def hear(self, heard: Heard) -> Self:
        """Take one message, and keep what it adds to the account."""
        self.turns += 1
        assert self.turns <= MOST_TURNS, f"still at {self.state.asked}"
        self.state.says, self.state.keep, self.state.account_cleared = [], [], False
        take_turn(self.state, heard)
        self.account = [] if self.state.account_cleared else self.account
        self.account += self.state.keep
        gone = {number for says in self.state.says for number in says.files_gone}
        self.files = [file for file in self.files if file[0] not in gone]
        self.state.parts, self.state.keep = len(self.account), []
        return self

    @property
    def said(self) -> str:
        """All that was said in the last turn, as one text; the open question of a slot is not in it."""
        return "\n".join(says.text for says in self.state.says)

    def value(self, slot: str) -> object:
        """The value of a slot."""
        return self.state.known(slot)
