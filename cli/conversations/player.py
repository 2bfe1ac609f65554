"""Plays a conversation as a reporter would, and stops at the turn at which it leaves the path."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot import turns
from bot.turns import Reply
from cli.conversations import checks
from cli.conversations.checks import Problem
from cli.conversations.names import Names, squeezed
from cli.conversations.script import NOTHING, Conversation, Turn
from cli.conversations.stage import Seen, Stage

CHANNEL = "web"
Answers = Mapping[str, tuple[str, ...]]
MOST_MESSAGES = 80  # in one turn with `until`: then it goes round in circles
OTHERWISE = {"confirm_found": "yes", "identity_risk": "leave them", "after_alarm": "carry on"}
LAST = "summary_ok"  # nothing is sent unless a test says so


@dataclass(frozen=True)
class Answered:
    """What came back for one message.

    Args:
        said: the message.
        replies: what the reporter got.
        seen: what stood then.
    """

    said: str
    replies: tuple[Reply, ...]
    seen: Seen

    @property
    def text(self) -> str:
        """All replies as one text."""
        return squeezed("\n".join(reply.text for reply in self.replies))

    @property
    def buttons(self) -> tuple[str, ...]:
        """The buttons under the last reply."""
        return self.replies[-1].buttons if self.replies else ()

    @property
    def ended(self) -> str:
        """How it ended the conversation, if it did."""
        return next((reply.event for reply in self.replies if reply.event in checks.ENDINGS), None) or ""

    @property
    def asks(self) -> str:
        """The question that stands now."""
        return NOTHING if self.ended else self.seen.asked or NOTHING


@dataclass(frozen=True)
class Failure:
    """Where a conversation left the path.

    Args:
        turn: which turn, counted from 1; one more than there are means the case.
        line: where it stands in the file.
        said: the reporter's last message (a trainer wrote it).
        problems: what was expected and what came.
        answer: all that was answered.
    """

    turn: int
    line: int
    said: str
    problems: tuple[Problem, ...]
    answer: str = ""


@dataclass
class Outcome:
    """How a conversation went.

    Args:
        failure: None when it kept to the path.
        answered: everything that came, for what is reached by the tests together.
    """

    conversation: Conversation
    failure: Failure | None = None
    answered: list[Answered] = field(default_factory=list)


class Player:
    """Plays conversations on a stage."""

    def __init__(self, stage: Stage, names: Names) -> None:
        self._stage = stage
        self._names = names

    async def play(self, conversation: Conversation) -> Outcome:
        """Play one conversation, from a reporter's first look at the page to the case at the desk."""
        reporter = Reporter(self._stage, Outcome(conversation))
        await reporter.opens()
        for number, turn in enumerate(conversation.turns, 1):
            problems = await self._turn(reporter, turn)
            if problems:
                return self._left(reporter, number, turn.line, problems)
        if conversation.case:
            problems = await self._case(reporter)
            if problems:
                return self._left(reporter, len(conversation.turns) + 1, conversation.case.line, problems)
        return reporter.outcome

    async def _turn(self, reporter: Reporter, turn: Turn) -> list[Problem]:
        before = len(reporter.outcome.answered)
        problems = await self._carry_out(reporter, turn)
        for answered in reporter.outcome.answered[before:]:
            problems = problems or checks.always(self._names, reporter.outcome.answered, answered)
        return problems or checks.turn(self._names, turn, reporter.last)

    async def _carry_out(self, reporter: Reporter, turn: Turn) -> list[Problem]:
        if turn.presses and turn.presses not in reporter.last.buttons:
            return [Problem(f"the button {turn.presses!r}", f"the buttons {checks.listed(reporter.last.buttons)}")]
        if turn.does == "comes back":
            await reporter.opens()
        elif turn.answers is not None:
            return await self._answer(reporter, turn.answers, turn)
        elif turn.until:
            return await self._until(reporter, turn.until, itertools.cycle(turn.reporter or (turn.presses,)))
        for text in turn.reporter or filter(None, [turn.presses]):
            await reporter.says(text)
        return []

    async def _answer(self, reporter: Reporter, answers: Answers, turn: Turn) -> list[Problem]:
        left = dict(answers)

        def texts() -> Iterator[str]:
            while (asked := reporter.last.asks) != LAST or LAST in left:
                yield from left.pop(asked, (OTHERWISE.get(asked, turn.otherwise),))

        problems = await self._until(reporter, turn.until, texts())
        return problems or [Problem(f"the question {name}", "it was never asked") for name in left]

    async def _until(self, reporter: Reporter, wanted: str, texts: Iterator[str]) -> list[Problem]:
        for text in itertools.islice(texts, MOST_MESSAGES):
            await reporter.says(text)
            if wanted == reporter.last.asks:
                return []
            if reporter.last.ended:
                break
        return [Problem(f"the question {wanted}", f"the question {reporter.last.asks}")]

    async def _case(self, reporter: Reporter) -> list[Problem]:
        reference = next((reply.reference for reply in reporter.last.replies if reply.reference), None)
        if reference is None:
            return [Problem("a case that was handed over", f"the question {reporter.last.asks}")]
        case, contact = await self._stage.open(reference)
        return checks.case(reporter.outcome.conversation, case, contact)

    def _left(self, reporter: Reporter, turn: int, line: int, problems: list[Problem]) -> Outcome:
        answer = "\n".join(reply.text for reply in reporter.last.replies)
        reporter.outcome.failure = Failure(turn, line, reporter.last.said, tuple(problems), answer)
        return reporter.outcome


class Reporter:
    """Someone at the gateway, in one conversation."""

    def __init__(self, stage: Stage, outcome: Outcome) -> None:
        self.outcome = outcome
        self._stage = stage
        self._sender = stage.conversations.sender(CHANNEL, secrets.token_hex(16))
        self._ids = itertools.count(1)

    @property
    def last(self) -> Answered:
        """What was answered last."""
        return self.outcome.answered[-1]

    async def opens(self) -> None:
        """Open the chat, for the first time or again."""
        self._note("", await self._stage.conversations.begin(self._sender))

    async def says(self, text: str) -> None:
        """Send a message and take the answer."""
        self._note(text, await self._stage.conversations.say(self._sender, f"m{next(self._ids)}", text))

    def _note(self, said: str, turn: turns.Turn) -> None:
        self.outcome.answered.append(Answered(said, turn.replies, self._stage.seen(self._sender)))
        turn.delivered()
