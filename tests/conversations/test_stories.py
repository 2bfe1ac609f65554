"""The conversation tests that trainers write (stories/tests/), played to the real model and the real actions."""

from __future__ import annotations

import pytest

from cli.conversations import play
from cli.conversations.names import Names
from cli.conversations.player import Outcome
from cli.conversations.reading import read_folder
from cli.conversations.report import explain
from cli.conversations.script import Conversation

NAMES = Names.load()
CONVERSATIONS = read_folder(NAMES)

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
