"""Who may do what: each role tries every command and every page, and the keys hold where they are said to hold."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer

from candour.errors import NotPermitted, SealedFileError
from cli.desk.access import make_team
from cli.desk.retention import make_retention
from cli.main import build_parser
from interview.guide import load_guide
from tests.support.roles import WHO, Roles, hand_over, make_roles
from tests.triage.test_desk_web import Client, NoPictures
from triage.case import Case
from triage.desk.practice import load_practice
from triage.desk.roles import POLICY, ROLES, may, permit, roles_in
from triage.desk.roster.pinned import PinnedList
from triage.desk.sitting import Sitting
from triage.desk.web import Door, make_app
from triage.desk.web.permits import PAGES
from triage.recipients import current_list, pinned_list
from triage.sealing import unlock
from triage.store import CaseStore
from triage.store.files import make_file_store

CASE, OTHER = "CND-2222-2222", "CND-3333-3333"
PUBLIC = "PUBLIC"  # stands for the public half of a new colleague's key
# A way to ask for each act that would be carried out, were it allowed. What is asked twice comes with two choices.
COMMANDS = {
    "list": ("list",),
    "audit": ("audit", "--entries"),
    "roster": ("roster",),
    "categories": ("categories",),
    "inbox": ("inbox",),
    "show": ("show", CASE),
    "journal": ("journal", CASE),
    "links": ("links", CASE),
    "statistics": ("statistics",),
    "report": ("report", CASE, "NEW.pdf"),
    "export": ("export", CASE, "NEW"),
    "assess": ("assess", CASE, "--outcome", "no-action", "--reason", "why"),
    "confirm": ("confirm", OTHER),
    "reopen": ("reopen", CASE, "--reason", "why"),
    "note": ("note", CASE, "seen"),
    "assign": ("assign", CASE, "bob"),
    "code": ("code", CASE),
    "told": ("told", CASE, "feedback", "by telephone"),
    "read": ("read", CASE),
    "message": ("message", CASE, "thank you"),
    "retention": ("retention",),
    "share": ("share", CASE),
    "destroy": ("retention", "--apply"),
    "contact": ("contact", CASE),
    "grant": ("grant", "erin", "auditor", "--public", PUBLIC),
    "approve": ("approve", "00000000"),
    "revoke": ("revoke", "bob", "lead"),
    "offboard": ("offboard", "nobody", "--root", "ROOT"),
    "anew": ("roster", "--anew"),
    "rotate": ("rotate", "NEW.key"),
    "rewrap": ("rewrap",),
}
# Allowed, and still not done, for there is nothing to be done it to; so the answer is another than "this is for".
NOTHING_THERE = {"confirm", "message", "approve", "revoke", "offboard"}


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_case: Callable[..., Case]) -> Roles:
    made = make_roles(tmp_path, monkeypatch)
    for reference in (CASE, OTHER):
        hand_over(made, make_case(id=uuid4(), reference=reference))
    return made


def test_every_act_is_tried_below_and_every_row_of_the_table_is_a_role() -> None:
    assert COMMANDS.keys() == POLICY.keys() - {"serve"}
    assert set(WHO.values()) == set(ROLES)
    assert all(allowed and allowed <= set(ROLES) for allowed in POLICY.values())


@pytest.mark.parametrize("who", WHO)
def test_each_role_tries_every_command(team: Roles, who: str) -> None:
    places = {PUBLIC: str(team.colleague("erin")), "ROOT": team.root_file, "NEW.key": str(team.folder / "erin.key")}
    for act, command in COMMANDS.items():
        if act == "rotate":  # the key of who tries would be another afterwards
            continue
        made = [
            str(team.folder / f"{who}-{word}") if word.startswith("NEW.p") or word == "NEW" else word
            for word in command
        ]
        code, out, said = team.run(who, *(places.get(word, word) for word in made))
        allowed = WHO[who] in POLICY[act] or act in {"list", "audit", "categories"}
        assert ("this is for" not in said) == allowed, (act, said)
        assert (code == 0) == (allowed and act not in NOTHING_THERE), (act, said)
        if not allowed:
            assert "It began in spring" not in out
            assert "library" not in out
    assert team.run(who, "rotate", places["NEW.key"])[0] == 0  # everyone exchanges a key of their own


@pytest.mark.parametrize("act", sorted(POLICY))
def test_a_key_that_is_not_in_the_team_may_nothing(team: Roles, act: str) -> None:
    team.colleague("mallory")
    if act not in {"list", "audit", "roster", "categories", "serve"}:
        words = [team.root_file if word == "ROOT" else word for word in COMMANDS[act]]
        words = [str(team.folder / "mallory.key") if word == "NEW.key" else word for word in words]
        words = [str(team.folder / "mallory.pub") if word == PUBLIC else word for word in words]
        code, _, said = team.run("mallory", *words)
        assert (code, "not on the list" in said) == (1, True), said
    with pytest.raises(NotPermitted):
        permit(act, roles_in(current_list(team.settings)).of([team.keys["mallory"].fingerprint]))


def test_what_the_table_does_not_name_nobody_may() -> None:
    assert not may("anything else", ROLES)


def test_the_keys_themselves_keep_content_from_auditors_and_contact_details_from_all_but_custodians(
    team: Roles,
) -> None:
    async def envelopes() -> tuple[bytes, bytes]:
        store = await CaseStore.open(team.settings.store_url)
        stored = await store.get(CASE)
        await store.close()
        return stored.sealed, stored.contact or b""

    case, contact = asyncio.run(envelopes())
    opened = {name: [_opens(team, name, envelope) for envelope in (case, contact)] for name in WHO}
    assert opened == {"alice": [True, False], "bob": [True, False], "carol": [False, True], "dave": [False, False]}


def _opens(team: Roles, name: str, envelope: bytes) -> bool:
    try:
        return bool(unlock(envelope, [team.keys[name]]).content())
    except SealedFileError:
        return False


def test_a_custodian_opens_contact_details_without_the_case_and_on_record(team: Roles) -> None:
    assert team.json("carol", "contact", CASE)["contact"] == {"method": "the library", "safe_time": ""}
    trail = team.json("dave", "audit", "--entries")
    assert trail["ok"] is True
    assert [(entry["what"], entry["name"], entry["reference"]) for entry in trail["trail"]] == [
        ("contact", "carol", CASE)
    ]


def test_two_people_at_one_desk_have_the_roles_of_both(team: Roles) -> None:
    shown = team.json("bob+carol", "show", CASE, "--contact")
    assert shown["contact"]["method"] == "the library"
    assert team.run("bob", "contact", CASE)[0] == 1


# The page ----------------------------------------------------------------------------------------------------------


@pytest.fixture(params=WHO)
def who(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def client(team: Roles, who: str) -> AsyncIterator[tuple[Client, Door]]:
    store = await CaseStore.open(team.settings.store_url)
    keys, files = [team.keys[who]], make_file_store(team.settings)
    sitting = Sitting(store, files, keys, make_team(team.settings), load_practice(), load_guide())
    door = Door(frozenset(), 60)
    pinned = PinnedList(*pinned_list(team.settings))
    async with TestServer(make_app(sitting, door, NoPictures(), make_retention(team.settings), pinned)) as server:
        door.hosts = frozenset({f"127.0.0.1:{server.port}"})
        async with TestClient(server, cookie_jar=CookieJar(unsafe=True)) as opened:
            await opened.get(f"/enter/{door.link}", allow_redirects=False)
            yield opened, door
    await store.close()


async def test_each_role_tries_every_page(client: tuple[Client, Door], who: str) -> None:
    browser, door = client
    headers = {"Origin": f"http://{next(iter(door.hosts))}"}
    for (method, page), act in PAGES.items():
        path = page.replace("{reference}", CASE).replace("{name}", "file-1")
        path = path.replace("{number}", "1" * 16 if "/share/" in path else "1")  # of a parcel, or of a page
        data = {"token": door.form} if method == "POST" else None
        answer = await browser.request(method, path, data=data, headers=headers, allow_redirects=False)
        content = await answer.read()
        allowed = WHO[who] in POLICY[act]
        # A custodian alone opens no case, so the page of one says that instead: at the command line there is `contact`.
        assert (answer.status == 403) == (not allowed), (method, page, answer.status)
        if WHO[who] in {"auditor", "custodian"}:
            assert b"It began in spring" not in content
            assert b"library" not in content


def test_commands_are_the_parsers(team: Roles) -> None:
    desk = next(a for a in build_parser(["desk"])._actions if isinstance(a, argparse._SubParsersAction)).choices["desk"]
    commands = next(a for a in desk._actions if isinstance(a, argparse._SubParsersAction)).choices
    assert commands.keys() == {command[0] for command in COMMANDS.values()} | {"serve"}
