"""A team with one person in each role, and a store with cases, for the tests of roles and of the roster."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from candour.settings import Settings, load_settings
from cli.main import main
from triage.case import Case, Contact
from triage.desk.keyring import DeskKey, RootKey, replace_list
from triage.envelope import seal_case, seal_contact
from triage.recipients import current_recipients
from triage.store import CaseStore, migrate

PASSPHRASE = "correct horse"
_QUICK = 10
WHO = {"alice": "lead", "bob": "assessor", "carol": "custodian", "dave": "auditor"}


@dataclass
class Roles:
    """The team, each with a key file in the folder, and what a command has said."""

    folder: Path
    keys: dict[str, DeskKey]
    root: RootKey
    settings: Settings
    cases: list[Case] = field(default_factory=list)

    def run(self, who: str, *arguments: str) -> tuple[int, str, str]:
        """Carry out a command of the desk as somebody; gives its code, and what it said."""
        out, err = io.StringIO(), io.StringIO()
        keys = [part for name in who.split("+") for part in ("--key", str(self.folder / f"{name}.key"))]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["desk", arguments[0], *keys, *arguments[1:]])
        return code, out.getvalue(), err.getvalue()

    def json(self, who: str, *arguments: str) -> Any:
        """The same for what must succeed, as JSON."""
        code, out, err = self.run(who, *arguments, "--json")
        assert code == 0, err
        return json.loads(out)

    def colleague(self, name: str) -> Path:
        """Make the key of somebody who is not in the team; gives its public half."""
        self.keys[name] = key = DeskKey.new(name)
        key.to_file(self.folder / f"{name}.key", PASSPHRASE, _QUICK)
        public = self.folder / f"{name}.pub"
        public.write_text(f"{key.recipient.text}\n# signer: {key.signer.hex()}\n", "ascii")
        return public

    @property
    def root_file(self) -> str:
        """Where the root key lies."""
        return str(self.folder / "root.key")


def make_roles(folder: Path, monkeypatch: pytest.MonkeyPatch, *, explicit: bool = True) -> Roles:
    """Make the team: one in each role, or everybody a recipient as in lists that name no roles."""
    keys, root = {name: DeskKey.new(name) for name in WHO}, RootKey.new()
    for name, key in keys.items():
        key.to_file(folder / f"{name}.key", PASSPHRASE, _QUICK)
    root.to_file(folder / "root.key", PASSPHRASE, _QUICK)
    (folder / "passphrase").write_text(PASSPHRASE)
    named = {name: (name, key.recipient) for name, key in keys.items()}
    signers = tuple((key.fingerprint, key.signer) for key in keys.values())
    if explicit:
        signed = root.sign((named["alice"], named["bob"]), (named["carol"],), signers, ("alice",), (named["dave"],))
    else:
        signed = root.sign(tuple(named.values()), (), signers)
    replace_list(folder / "list.txt", signed)
    values = {
        "CANDOUR_DATA_DIR": str(folder / "data"),
        "CANDOUR_MODE": "production",
        "CANDOUR_RECIPIENTS": str(folder / "list.txt"),
        "CANDOUR_RECIPIENTS_ROOT": root.fingerprint,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CANDOUR_DESK_PASSPHRASE_FILE", str(folder / "passphrase"))
    monkeypatch.setenv("COLUMNS", "200")
    made = Roles(folder, keys, root, load_settings(values))
    asyncio.run(migrate(made.settings.store_url))
    return made


def hand_over(team: Roles, case: Case) -> Case:
    """Seal a case to the list as it is now, and store it."""
    readers = current_recipients(team.settings)
    contact = seal_contact(Contact(case=case.id, method="the library", safe_time=""), readers.contacts)

    async def store() -> None:
        opened = await CaseStore.open(team.settings.store_url)
        await opened.hand_over(case.id, case.reference, seal_case(case, readers.cases), contact)
        await opened.close()

    asyncio.run(store())
    team.cases.append(case)
    return case
