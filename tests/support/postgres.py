"""A PostgreSQL server from the machine's own binaries, for as long as the tests run."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]

from tests.support.ports import free_port

ADMIN, PLAIN = "app", "plain"


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl; None where there is no server to start."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    on_path = shutil.which("initdb")
    return folders[-1] if folders else Path(on_path).resolve().parent if on_path else None


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Start a server on loopback; gives `127.0.0.1:PORT`. Users: ADMIN (a superuser) and PLAIN, without passwords."""
    place = Path(tempfile.mkdtemp(prefix="candour-postgres-"))
    prefix = _as_postgres(place)
    port = free_port()
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {place} -c fsync=off"
    control = [*prefix, str(folder / "pg_ctl"), "-D", str(place / "data"), "-w"]
    try:
        _run([*prefix, str(folder / "initdb"), "-D", str(place / "data"), "-U", ADMIN, "-A", "trust", "-E", "UTF8"])
        _run([*control, "-o", options, "-l", str(place / "log"), "start"])
        try:
            asyncio.run(_execute(f"127.0.0.1:{port}", f"CREATE ROLE {PLAIN} LOGIN"))
            yield f"127.0.0.1:{port}"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(place, ignore_errors=True)


def create_database(address: str, name: str, owner: str) -> None:
    """Make an empty database."""
    asyncio.run(_execute(address, f"CREATE DATABASE {name} OWNER {owner}"))


async def _execute(address: str, statement: str) -> None:
    connection = await asyncpg.connect(f"postgresql://{ADMIN}@{address}/postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _as_postgres(place: Path) -> list[str]:
    if os.getuid() != 0:
        return []
    shutil.chown(place, "postgres")  # the server refuses to run as root
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, cwd="/")
