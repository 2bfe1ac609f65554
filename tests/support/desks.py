"""Desks of a small team, each served by its own process, on one store with varied cases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from candour.settings import Settings, load_settings
from tests.support.desk_cases import REPORTS, Report, file_reports
from triage.case import Case
from triage.desk.keyring import DeskKey, RootKey, write_new

PASSPHRASE = "correct horse"
_WORK_FACTOR = 10


@dataclass(frozen=True)
class Team:
    """A team, its store and its cases."""

    settings: Settings
    environment: dict[str, str]
    folder: Path
    cases: list[Case]

    def run(self, *arguments: str, key: str = "alice") -> Any:
        """Carry out a command of the desk, and read its JSON."""
        command = [sys.executable, "-m", "cli.main", "desk", *arguments, "--json"]
        environment = self.environment | {"CANDOUR_DESK_KEY": str(self.folder / f"{key}.key")}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    @contextmanager
    def desk(self, key: str = "alice", *options: str) -> Iterator[str]:
        """Serve a member's desk; gives its link."""
        command = [sys.executable, "-m", "cli.main", "desk", "serve", "--json", *options]
        environment = self.environment | {"CANDOUR_DESK_KEY": str(self.folder / f"{key}.key")}
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdout
            try:
                yield json.loads(process.stdout.readline())["link"]
            finally:
                process.terminate()


async def make_team(folder: Path, reports: tuple[Report, ...] = REPORTS) -> Team:
    """Make a team of two, alice and bob, and their cases."""
    root, members = RootKey.new(), [DeskKey.new(name) for name in ("alice", "bob")]
    for member in members:
        member.to_file(folder / f"{member.name}.key", PASSPHRASE, _WORK_FACTOR)
    readers = tuple((member.name, member.recipient) for member in members)
    write_new(
        folder / "recipients.txt", root.sign(readers, (), tuple((one.fingerprint, one.signer) for one in members))
    )
    write_new(folder / "passphrase", PASSPHRASE.encode())
    values = {
        "CANDOUR_DATA_DIR": str(folder / "data"),
        "CANDOUR_RECIPIENTS": str(folder / "recipients.txt"),
        "CANDOUR_RECIPIENTS_ROOT": root.fingerprint,
    }
    settings = load_settings(values)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CANDOUR_")}
    environment = plain | values | {"CANDOUR_DESK_PASSPHRASE_FILE": str(folder / "passphrase")}
    return Team(settings, environment, folder, await file_reports(settings, reports))
