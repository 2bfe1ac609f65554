"""What counts as an answer of the action server."""

from __future__ import annotations

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException

from dialogue import action_answers

CANARY = "Bartholomew"
SLOT = {"event": "slot", "timestamp": None, "name": "where", "value": CANARY}


@pytest.fixture
def action(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    action_answers.install()
    return RemoteAction("validate_report_form", None)


@pytest.mark.parametrize(
    "answer", [{"events": [SLOT], "responses": [{"text": "Thank you."}]}, {"events": [], "responses": []}, {}]
)
def test_what_an_action_answers_is_taken(action: RemoteAction, answer: object) -> None:
    assert action._validate_action_result(answer) is True


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [CANARY],
        CANARY,
        {"events": CANARY},
        {"events": None},
        {"events": [CANARY]},
        {"events": [{"name": CANARY}]},
        {"events": [{"event": 3, "name": CANARY}]},
        {"events": [SLOT], "responses": {"text": CANARY}},
        {"events": [SLOT], "responses": [CANARY]},
    ],
)
def test_anything_else_is_refused_without_quoting_it(action: RemoteAction, answer: object) -> None:
    with pytest.raises(RasaException) as refusal:
        action._validate_action_result(answer)
    assert CANARY not in str(refusal.value)
