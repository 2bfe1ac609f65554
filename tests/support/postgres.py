"""A PostgreSQL server from the machine's own binaries, for as long as the tests run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ADMIN, PLAIN = "app", "plain"


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl; None where there is no server to start."""
    found = shutil.which("initdb")
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name.split(".")[0])
    )
    return Path(found).parent if found else folders[-1] if folders else None


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Start a server on loopback; gives `127.0.0.1:PORT`. Users: ADMIN (a superuser) and PLAIN, without passwords."""
    place = Path(tempfile.mkdtemp(prefix="candour-postgres-"))
    prefix = _as_postgres(place)
    port = _free_port()
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {place} -c fsync=off"
    control = [*prefix, str(folder / "pg_ctl"), "-D", str(place / "data"), "-w"]
    try:
        _run([*prefix, str(folder / "initdb"), "-D", str(place / "data"), "-U", ADMIN, "-A", "trust", "-E", "UTF8"])
        _run([*control, "-o", options, "-l", str(place / "log"), "start"])
        try:
            statement = f"CREATE ROLE {PLAIN} LOGIN CREATEDB"
            _psql(folder, port, "postgres", statement)
            yield f"127.0.0.1:{port}"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(place, ignore_errors=True)


def create_database(folder: Path, address: str, name: str, owner: str) -> None:
    """Make an empty database."""
    _psql(folder, int(address.rpartition(":")[2]), "postgres", f"CREATE DATABASE {name} OWNER {owner}")


def _psql(folder: Path, port: int, database: str, statement: str) -> None:
    connection = ["-h", "127.0.0.1", "-p", str(port), "-U", ADMIN, "-d", database]
    _run([str(folder / "psql"), "-X", "-q", *connection, "-c", statement])


def _as_postgres(place: Path) -> list[str]:
    if os.getuid() != 0:
        return []
    shutil.chown(place, "postgres")  # the server refuses to run as root
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
