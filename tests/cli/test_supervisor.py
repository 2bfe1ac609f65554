"""The supervisor, with real processes: restart, stopping groups, and no orphans however it ends."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from candour.errors import StartError
from cli.supervisor import Part, Supervisor

LONG = "import time; time.sleep(60)"
WITH_WORKER = f"""
import subprocess, sys, pathlib
worker = subprocess.Popen([sys.executable, "-c", {LONG!r}])
pathlib.Path("worker").write_text(str(worker.pid))
worker.wait()
"""


def part(folder: Path, code: str, name: str = "part", grace: float = 6.0) -> Part:
    return Part(name, (sys.executable, "-c", textwrap.dedent(code)), {"PATH": os.environ["PATH"]}, folder, grace)


async def eventually(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "never came true"
        await asyncio.sleep(0.02)


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def number_in(file: Path) -> int:
    return int(file.read_text() or 0) if file.exists() else 0


async def nothing() -> None:
    pass


def appears(file: Path) -> Awaitable[None]:
    return eventually(lambda: number_in(file) > 0)


async def test_a_part_that_dies_is_restarted(tmp_path: Path) -> None:
    code = """
        import os, pathlib, time
        with open("pids", "a") as file:
            file.write(f"{os.getpid()}\\n")
        time.sleep(60)
    """
    pids = tmp_path / "pids"

    def starts() -> list[int]:
        return [int(line) for line in pids.read_text().split()] if pids.exists() else []

    async with Supervisor([part(tmp_path, code)], pauses=(0.01, 0.1)) as supervisor:
        await supervisor.started(eventually(lambda: len(starts()) == 1))
        os.kill(starts()[0], signal.SIGKILL)
        await eventually(lambda: len(starts()) == 2)
        assert is_running(starts()[1])
    assert not any(is_running(pid) for pid in starts())


async def test_restarts_wait_longer_each_time(tmp_path: Path) -> None:
    code = "import time; open('starts', 'a').write(f'{time.monotonic()}\\n')"
    starts = tmp_path / "starts"
    async with Supervisor([part(tmp_path, code)], pauses=(0.1, 60)) as supervisor:
        supervisor._starting = False
        await eventually(lambda: starts.exists() and len(starts.read_text().split()) == 4)
    times = [float(line) for line in starts.read_text().split()]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert gaps[0] >= 0.1
    assert gaps[2] >= 0.4


async def test_a_part_that_ends_while_starting_is_an_error_that_names_it(tmp_path: Path) -> None:
    parts = [part(tmp_path, LONG, "steady"), part(tmp_path, "raise SystemExit(3)", "rasa")]
    async with Supervisor(parts) as supervisor:
        with pytest.raises(StartError, match=r"rasa stopped while starting \(exit code 3\)"):
            await supervisor.started(asyncio.sleep(30))


async def test_a_program_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    missing = Part("rasa", (str(tmp_path / "nothing"),), {}, tmp_path)
    async with Supervisor([missing]) as supervisor:
        with pytest.raises(StartError, match="rasa stopped while starting"):
            await supervisor.started(asyncio.sleep(30))


async def test_workers_of_a_part_are_stopped_with_it(tmp_path: Path) -> None:
    async with Supervisor([part(tmp_path, WITH_WORKER)]) as supervisor:
        await supervisor.started(appears(tmp_path / "worker"))
        worker = number_in(tmp_path / "worker")
        assert is_running(worker)
    await eventually(lambda: not is_running(worker))


async def test_workers_that_a_dead_part_leaves_behind_are_killed(tmp_path: Path) -> None:
    async with Supervisor([part(tmp_path, WITH_WORKER)], pauses=(30, 30)) as supervisor:
        await supervisor.started(appears(tmp_path / "worker"))
        worker = number_in(tmp_path / "worker")
        os.kill(psutil.Process(worker).ppid(), signal.SIGKILL)
        await eventually(lambda: not is_running(worker))


async def test_a_part_that_ignores_being_told_is_killed_after_its_grace(tmp_path: Path) -> None:
    code = """
        import os, pathlib, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        pathlib.Path("pid").write_text(str(os.getpid()))
        time.sleep(60)
    """
    async with Supervisor([part(tmp_path, code, grace=0.3)]) as supervisor:
        await supervisor.started(appears(tmp_path / "pid"))
        began = time.monotonic()
    assert 0.3 <= time.monotonic() - began < 5
    assert not is_running(number_in(tmp_path / "pid"))


async def test_the_last_part_is_stopped_before_the_others(tmp_path: Path) -> None:
    code = """
        import os, pathlib, signal, sys, time
        def stop(*_):
            with open("order", "a") as file:
                file.write(sys.argv[0] + os.environ["NAME"] + "\\n")
            sys.exit()
        signal.signal(signal.SIGTERM, stop)
        pathlib.Path(os.environ["NAME"]).write_text("1")
        time.sleep(60)
    """
    command = (sys.executable, "-c", textwrap.dedent(code))
    parts = [Part(name, command, {"NAME": name}, tmp_path) for name in ("rasa", "bot")]
    async with Supervisor(parts) as supervisor:
        await supervisor.started(eventually(lambda: (tmp_path / "rasa").exists() and (tmp_path / "bot").exists()))
    assert (tmp_path / "order").read_text().split() == ["-cbot", "-crasa"]


async def test_a_part_inherits_nothing_that_it_was_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    code = "import os, pathlib; pathlib.Path('environment').write_text(repr(dict(os.environ)) or '-')"
    async with Supervisor([part(tmp_path, code)], pauses=(30, 30)) as supervisor:
        supervisor._starting = False
        await eventually((tmp_path / "environment").exists)
        await asyncio.sleep(0.1)
    text = (tmp_path / "environment").read_text()
    assert "PATH" in text
    assert "secret" not in text


async def test_a_part_may_not_dump_core_and_makes_private_files(tmp_path: Path) -> None:
    code = """
        import pathlib, resource, time
        limit = resource.getrlimit(resource.RLIMIT_CORE)
        pathlib.Path("limit").write_text(f"{1 + max(limit)}")
        time.sleep(60)
    """
    async with Supervisor([part(tmp_path, code)]) as supervisor:
        await supervisor.started(appears(tmp_path / "limit"))
    assert number_in(tmp_path / "limit") == 1
    assert (tmp_path / "limit").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent (prctl)")
async def test_a_killed_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    code = f"""
        import asyncio, pathlib, sys
        from cli.supervisor import Part, Supervisor
        code = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"
        async def run():
            async with Supervisor([Part("part", (sys.executable, "-c", code), {{}}, pathlib.Path({str(tmp_path)!r}))]):
                await asyncio.sleep(60)
        asyncio.run(run())
    """
    supervisor = await asyncio.create_subprocess_exec(sys.executable, "-c", textwrap.dedent(code))
    await appears(tmp_path / "pid")
    child = number_in(tmp_path / "pid")
    assert is_running(child)
    supervisor.kill()
    await supervisor.wait()
    await eventually(lambda: not is_running(child))
