"""Starts parts of Candour as processes of their own within milliseconds: by forking one that has imported everything.

`python -m tests.faults.nursery` reads a job a line from its standard input, as JSON, and answers each with a line:
{"run": name, "environment": {...}, "points": "lines" | "changes", "die": n, ...} with the number of the process, and
{"wait": pid} with how it ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.faults.dying import POINTS, ROOT, Countdown

OUTPUT_LIMIT = 2**20
STOP_SECONDS = 90  # a gateway that is told to stop gives the turns under way less than that


class Nursery:
    """The other end of it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def start(self, job: dict[str, Any]) -> int:
        """Start a process and return its number."""
        return int(await self._ask(job))

    async def wait(self, number: int) -> int:
        """Wait for the end of a process; returns its exit code, or the signal that ended it as a negative number.

        Raises:
            TimeoutError: it had not ended in time, and was killed.
        """
        asking = asyncio.ensure_future(self._ask({"wait": number}))
        if not (await asyncio.wait([asking], timeout=STOP_SECONDS))[0]:
            os.kill(number, signal.SIGKILL)
            await asking
            raise TimeoutError
        return int(await asking)

    async def _ask(self, job: dict[str, Any]) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        return json.loads(await self._process.stdout.readline())


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """Start one; it ends with the block."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.nursery", cwd=ROOT, stdin=pipe, stdout=pipe, limit=OUTPUT_LIMIT
    )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()


def main() -> None:
    """Serve jobs until the input ends."""
    import bot.__main__
    from tests.faults import jobs

    jobs.prepare()
    del bot
    for line in sys.stdin:
        job = json.loads(line)
        answer = _wait(job["wait"]) if "wait" in job else _fork(job)
        print(json.dumps(answer), flush=True)  # noqa: T201 - this is how it answers


def _wait(number: int) -> int:
    _, status = os.waitpid(number, 0)
    return os.waitstatus_to_exitcode(status)


def _fork(job: dict[str, Any]) -> int:
    number = os.fork()
    if number:
        return number
    code = 1
    try:
        code = _child(job)
    finally:
        os._exit(code)


def _child(job: dict[str, Any]) -> int:
    from tests.faults import jobs

    output = os.open(job["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (0, 1, 2):
        os.dup2(output if stream else os.open(os.devnull, os.O_RDONLY), stream)
    os.environ.update(job["environment"])
    countdown = Countdown(job.get("die", 0))
    code = jobs.JOBS[job["run"]](job, lambda: POINTS[job.get("points", "lines")](countdown))
    countdown.last = 0  # from here on nothing may fail
    if "passed" in job:
        Path(job["passed"]).write_text(str(countdown.passed))
    return code


if __name__ == "__main__":
    main()
