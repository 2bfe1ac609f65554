"""The terminal's side of `candour try`: reads lines and commands, prints turns."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys

from rich.console import Console
from rich.text import Text

from bot.turns import Reply
from cli.trying.session import Report, Session
from cli.trying.shown import show_replies, show_slots, shown

PROMPT = "you > "
HELP = "/slots shows what is set, /restart begins anew, /json on (or off) prints JSON lines, /quit ends."


class Dialogue:
    """Talks until the input ends.

    Args:
        session: the conversation.   console: where to print.
        terminal: whether a person types; else each line is printed before its turn.
        as_json: whether turns are printed as JSON lines.
    """

    def __init__(self, session: Session, console: Console, *, terminal: bool, as_json: bool = False) -> None:
        self._session = session
        self._console = console
        self._terminal = terminal
        self._as_json = as_json

    async def run(self) -> None:
        """Talk until /quit or the end of the input."""
        if not self._as_json:
            self._console.print(Text(HELP, style="dim"))
        await self._begin()
        while (line := await self._read()) is not None:
            if line.startswith("/"):
                if not await self._carry_out(line):
                    return
            elif line:
                await self._turn(line)

    async def _read(self) -> str | None:
        if self._terminal:
            with contextlib.suppress(ImportError):  # lets the arrow keys work; nothing is kept of what was typed
                import readline  # noqa: F401
            try:
                return (await asyncio.to_thread(input, PROMPT)).strip()
            except EOFError:
                return None
        line = await asyncio.to_thread(sys.stdin.readline)
        return line.strip() if line else None

    async def _begin(self) -> None:
        replies = await self._session.begin()
        if not self._as_json:
            show_replies(self._console, replies)

    async def _turn(self, line: str) -> None:
        if not self._terminal and not self._as_json:
            self._console.print(Text(PROMPT + line, style="bold"))
        self._show(await self._session.say(line))
        if self._session.over:
            await self._restart("The conversation is over; another one begins.")

    async def _carry_out(self, line: str) -> bool:
        """Carry out a command; False ends the dialogue."""
        match line.split():
            case ["/quit"]:
                return False
            case ["/restart"]:
                await self._restart("Another conversation begins.")
            case ["/slots"]:
                show_slots(self._console, self._session.answers)
            case ["/json", "on" | "off" as wanted]:
                self._as_json = wanted == "on"
            case _:
                self._console.print(Text(HELP, style="dim"))
        return True

    async def _restart(self, text: str) -> None:
        if not self._as_json:
            self._console.print(Text(text, style="dim"))
        self._session.restart()
        await self._begin()

    def _show(self, report: Report) -> None:
        if self._as_json:
            print(json.dumps(report.as_json(), ensure_ascii=False), file=self._console.file, flush=True)
            return
        self._console.print(shown(report))
        show_replies(self._console, tuple(Reply(one["text"], tuple(one["buttons"])) for one in report.replies))
