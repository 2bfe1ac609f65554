"""One conversation, turn by turn, with what was understood in each and why."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.turns import FINISHING, Reply, Turn
from cli.conversations.stage import Stage
from cli.understand import COMMANDS
from cli.validation.project import Tale, read_project
from interview.answers import Answer
from interview.understanding import Findings, find, kinds

GUESSES = 3


@dataclass(frozen=True)
class Done:
    """An action that Rasa carried out.

    Args:
        action: its name.   policy: which policy predicted it.   turned_down: the action left it to others.
    """

    action: str
    policy: str
    turned_down: bool = False


@dataclass(frozen=True)
class Report:
    """What can be told of one turn.

    Args:
        said: the message.   asked: the question that stood.   asks: the question that stands now.
        intent: what it was taken for.   confidence: in that.
        guesses: the classifier's best, with their confidence.
        why: which rule of dialogue/answer_or_command.py decided (`by`), and the confidence it needed, if any.
        categories: how likely each kind of conduct is.
        found: what was found in the words, each with value, as_said and sure.
        changed: the answers that changed, by slot; None where one was cleared.
        actions: what Rasa did.   rule: the rule that says so, with its place; None where the form alone decided.
        replies: what the reporter got.
    """

    said: str
    asked: str | None
    asks: str | None
    intent: str
    confidence: float
    guesses: tuple[tuple[str, float], ...]
    why: dict[str, Any]
    categories: dict[str, float]
    found: tuple[dict[str, Any], ...]
    changed: dict[str, dict[str, Any] | None]
    actions: tuple[Done, ...]
    rule: str | None
    replies: tuple[dict[str, Any], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """All of it, for a JSON line."""
        return asdict(self)


class Session:
    """A conversation on a stage.

    Args:
        stage: what it is played on.
        root: the checkout whose rules are named.
    """

    def __init__(self, stage: Stage, root: Path) -> None:
        self._stage = stage
        self._rules = [tale for tale in read_project(root).tales if tale.kind == "rule"]
        self._ids = itertools.count(1)
        self.restart()

    def restart(self) -> None:
        """Leave the conversation and be somebody else."""
        self._sender = self._stage.conversations.sender("web", secrets.token_hex(16))
        self.answers: dict[str, Answer] = {}
        self.over = False

    async def begin(self) -> tuple[Reply, ...]:
        """Open the chat and return what is said first."""
        turn = await self._stage.conversations.begin(self._sender)
        turn.delivered()
        return turn.replies

    async def say(self, text: str) -> Report:
        """Send a message, and tell all about it."""
        asked, before = self._stage.seen(self._sender).asked, self.answers
        turn = await self._stage.conversations.say(self._sender, f"m{next(self._ids)}", text)
        report = self._report(text, asked, before, turn)
        self.over = any(reply.event in FINISHING for reply in turn.replies)
        turn.delivered()
        return report

    def _report(self, text: str, asked: str | None, before: dict[str, Answer], turn: Turn) -> Report:
        seen, actions = self._stage.seen(self._sender), self._stage.actions(self._sender)
        self.answers = dict(seen.answers)
        told, done = seen.message, tuple(_done(event) for event in actions if event["name"] != "action_listen")
        return Report(
            said=text, asked=asked, asks=seen.asked, intent=seen.intent,
            confidence=float((told.get("intent") or {}).get("confidence") or 0.0),
            guesses=_guesses(told), why=dict(told.get("decision") or {}), categories=_categories(text, told),
            found=_found(text, asked, seen.intent), changed=_changed(before, self.answers),
            actions=done, rule=rule_for(self._rules, seen.intent, done),
            replies=tuple({"text": reply.text, "buttons": list(reply.buttons)} for reply in turn.replies),
        )  # fmt: skip


def rule_for(rules: Sequence[Tale], intent: str, done: Sequence[Done]) -> str | None:
    """The rule that made Rasa do what it did: the one for this intent, or the one that holds the last action.

    Args:
        rules: all rules.   intent: what the message was taken for.   done: what Rasa did.

    Returns:
        Its title and place; None when no rule has these actions, so that the form alone decided.
    """
    names = [one.action for one in done if not one.turned_down]
    for rule in rules:
        intents = [step.name for step in rule.steps if step.kind == "intent"]
        if intents == [intent] and list(rule.actions) == names:
            return f"{rule.name} ({rule.place})"
        if not intents and len(names) > 1 and rule.actions[-1] == names[-1]:
            return f"{rule.name} ({rule.place})"
    return None


def _done(event: dict[str, Any]) -> Done:
    # Rasa numbers its policies: "policy_0_RulePolicy".
    policy = str(event.get("policy") or "").split("_", 2)[-1]
    return Done(str(event["name"]), policy, event["event"] == "action_execution_rejected")


def _guesses(told: dict[str, Any]) -> tuple[tuple[str, float], ...]:
    ranking = (told.get("intent_ranking") or [])[:GUESSES]
    return tuple((str(guess["name"]), round(float(guess["confidence"]), 3)) for guess in ranking)


def _categories(text: str, told: dict[str, Any]) -> dict[str, float]:
    likely = {str(name): float(share) for name, share in (told.get("categories") or {}).items()}
    joined = ((name, round(share, 3)) for name, share in kinds(text, likely).items())
    return dict(sorted(joined, key=lambda pair: -pair[1]))


def _found(text: str, asked: str | None, intent: str) -> tuple[dict[str, Any], ...]:
    found = Findings() if intent in COMMANDS else find(text, asked)
    return tuple(
        {"slot": one.slot, "value": one.value, "as_said": one.as_said, "sure": round(one.sure, 2), "subject": index}
        for index in range(found.subjects)
        for one in found.slots(index).values()
    )


def _changed(before: dict[str, Answer], after: dict[str, Answer]) -> dict[str, dict[str, Any] | None]:
    new = {name: answer.to_slot() for name, answer in after.items() if before.get(name) != answer}
    return new | {name: None for name in before if name not in after}
