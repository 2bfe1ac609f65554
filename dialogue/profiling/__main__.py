"""Starts what `python -m dialogue` starts, with its stages measured."""

from __future__ import annotations

import os
from typing import Any

from candour import spans
from candour.settings import load_settings
from dialogue import __main__ as dialogue_main
from dialogue import action_answers


def main() -> None:
    """Run `rasa` with this process's arguments."""
    spans.start("rasa", load_settings(os.environ).spans)
    install = action_answers.install

    def install_and_measure() -> None:  # Rasa is imported by then, and its logs are shut
        install()
        _measure()

    action_answers.install = install_and_measure
    dialogue_main.main()


def _measure() -> None:
    from rasa.core.processor import MessageProcessor

    from dialogue import channel
    from dialogue.tracker_store import EncryptedTrackerStore

    channel._answer = spans.timed_async("dialogue", channel._answer)
    _replace(EncryptedTrackerStore, "retrieve", spans.timed_async, "tracker loaded")
    _replace(EncryptedTrackerStore, "save", spans.timed_async, "tracker saved")
    _replace(MessageProcessor, "parse_message", spans.timed_async, "understanding")
    _replace(MessageProcessor, "predict_next_with_tracker_if_should", spans.timed, "policies")
    _replace(MessageProcessor, "run_action_extract_slots", spans.timed_async, "slots by mapping")
    MessageProcessor._run_action = _by_name(MessageProcessor._run_action)


def _replace(owner: Any, name: str, measure: Any, stage: str) -> None:
    setattr(owner, name, measure(stage, getattr(owner, name)))


def _by_name(run: Any) -> Any:
    async def run_action(self: Any, action: Any, *rest: Any, **more: Any) -> Any:
        with spans.span(f"action {action.name()}"):
            return await run(self, action, *rest, **more)

    return run_action


if __name__ == "__main__":
    main()
