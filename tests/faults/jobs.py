"""What a forked process does: the gateway, or the call of an action."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from rasa_sdk.executor import ActionExecutor

import bot.__main__
from actions import resources
from candour.settings import current_settings
from interview.understanding import warm_up
from tests.support.reports import messages
from tests.support.told import Told

_executor: list[ActionExecutor] = []


def prepare() -> None:
    """Load once what every process of this kind loads at its start."""
    warm_up()
    Told().say(*messages())
    executor = ActionExecutor()
    executor.register_package("actions")
    _executor.append(executor)


def gateway(_job: dict[str, Any], arm: Callable[[], None]) -> int:
    """Run the gateway until it is told to stop; it can die from its start on."""
    arm()
    return bot.__main__.main()


def action(job: dict[str, Any], arm: Callable[[], None]) -> int:
    """Call an action as Rasa does, and write down its answer as soon as it is there; it can die from the call on."""
    body = json.loads(Path(job["body"]).read_text())
    with Path(job["answer"]).open("w", buffering=1) as answer:
        asyncio.run(_action(body, answer, arm))
    return 0


async def _action(body: dict[str, Any], answer: TextIO, arm: Callable[[], None]) -> None:
    await resources.start(current_settings())
    arm()
    result = await _executor[0].run(body)
    answer.write(f"{result.model_dump_json() if result else None}\n")
    await resources.stop()


Job = Callable[[dict[str, Any], Callable[[], None]], int]
JOBS: dict[str, Job] = {"gateway": gateway, "action": action}
