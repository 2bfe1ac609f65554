"""The conversation tests that trainers write (stories/tests/), played to the real model and the real actions."""

from __future__ import annotations

import pytest

from cli.conversations import coverage, play
from cli.conversations.names import Names
from cli.conversations.player import Outcome
from cli.conversations.reading import FOLDER, read_folder, read_rules, read_text
from cli.conversations.report import explain
from cli.conversations.script import Conversation

NAMES = Names.load()
README = FOLDER / "README.md"
EXAMPLE = README.read_text("utf-8").partition("```yaml\n")[2].partition("```")[0]
CONVERSATIONS = [*read_folder(NAMES), *read_text(EXAMPLE, README.name, NAMES, read_rules())]

Outcomes = dict[str, Outcome]


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest) -> Outcomes:
    """All chosen conversations, played side by side."""
    calls = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    chosen = {id(call["conversation"]): call["conversation"] for call in calls if "conversation" in call}
    return {outcome.conversation.name: outcome for outcome in play(list(chosen.values()) or CONVERSATIONS)}


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: conversation.name)
def test_conversation_keeps_to_its_path(outcomes: Outcomes, conversation: Conversation) -> None:
    left = explain(outcomes[conversation.name])
    assert not left, "\n".join(left)


def test_every_question_branch_command_digression_signpost_and_rule_is_reached(outcomes: Outcomes) -> None:
    if len(outcomes) < len(CONVERSATIONS):
        pytest.skip("only some conversations were chosen")
    points = coverage.points(NAMES, read_rules(), list(outcomes.values()))
    assert {point.kind for point in points} >= {"question", "branch", "command", "digression", "signpost", "rule"}
    assert [f"{point.kind} {point.name}" for point in points if not point.reached] == []
