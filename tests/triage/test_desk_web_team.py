"""The desk's pages of the team and of the trail: who may propose and approve, and what an auditor sees."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from cli.desk.access import make_team
from cli.desk.retention import make_retention
from interview.guide import load_guide
from tests.support.roles import Roles, hand_over, make_roles
from tests.triage.test_desk_web import Client, Desk, NoPictures
from triage.case import Case
from triage.desk.practice import load_practice
from triage.desk.roster.pinned import PinnedList
from triage.desk.sitting import Sitting
from triage.desk.web import Door, make_app
from triage.recipients import pinned_list
from triage.store import CaseStore
from triage.store.engine import make_engine
from triage.store.files import make_file_store

CASE = "CND-2222-2222"


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_case: Callable[..., Case]) -> Roles:
    made = make_roles(tmp_path, monkeypatch)
    hand_over(made, make_case(id=uuid4(), reference=CASE))
    return made


@asynccontextmanager
async def at_desk(team: Roles, who: str, *, listed: bool = True) -> AsyncIterator[Desk]:
    """Somebody's desk, where they have come in."""
    store = await CaseStore.open(team.settings.store_url)
    files, members = make_file_store(team.settings), make_team(team.settings)
    sitting = Sitting(store, files, [team.keys[who]], members, load_practice(), load_guide())
    door, pinned = Door(frozenset(), 60), PinnedList(*pinned_list(team.settings)) if listed else None
    app = make_app(sitting, door, NoPictures(), make_retention(team.settings), pinned)
    async with TestServer(app) as server:
        door.hosts = frozenset({f"127.0.0.1:{server.port}"})
        client: Client
        async with TestClient(server, cookie_jar=CookieJar(unsafe=True)) as client:
            desk = Desk(client, door, sitting, team.cases)
            await desk.enter()
            yield desk
    await store.close()


async def propose(desk: Desk, name: str, role: str, public: str) -> tuple[int, str]:
    data = {"token": desk.door.form, "name": name, "role": role, "public": public}
    headers = {"Origin": desk.origin}
    answer = await desk.client.post("/team/propose", data=data, headers=headers, allow_redirects=False)
    return answer.status, await answer.text()


async def test_two_people_add_a_colleague_on_the_page_and_the_command_line_knows(team: Roles) -> None:
    public, fingerprint = team.colleague("erin").read_text("ascii"), team.keys["erin"].fingerprint
    async with at_desk(team, "alice") as desk:
        assert (await propose(desk, "Erin", "assessor", public.replace("\n", "\r\n")))[0] == 303
        page = (await desk.get("/team"))[1]
        assert fingerprint in page
        assert 'name="proposal"' not in page  # whoever proposes does not approve
    async with at_desk(team, "bob") as desk:
        page = (await desk.get("/team"))[1]
        assert 'action="/team/propose"' not in page
        proposal = re.findall(r'name="proposal" value="([^"]+)"', page)[0]
    async with at_desk(team, "alice") as desk:
        status, said = await _approve(desk, proposal)
        assert (status, "somebody else" in said.lower()) == (400, True)
    async with at_desk(team, "bob") as desk:
        assert (await _approve(desk, proposal))[0] == 303
        page = (await desk.get("/team"))[1]
        assert "alice and bob" in page
        assert "Not in force yet: erin: assessor" in page
    shown = await asyncio.to_thread(team.json, "dave", "roster")
    people = {one["name"]: one for one in shown["people"]}
    assert (people["erin"]["roles"], people["erin"]["added_by"]) == (["assessor"], ["alice", "bob"])


@pytest.mark.parametrize(
    ("name", "role", "public", "said"),
    [
        ("erin", "king", "", "Choose a role"),
        ("Erin Smith", "assessor", "", "A name is lower-case letters"),
        ("erin", "assessor", "", "The public half"),
        ("erin", "assessor", "age1pq1nonsense", "does not say what the key signs with"),
        ("erin", "assessor", f"age1pq1nonsense\n# signer: {'0' * 64}", "is not an age1pq1... key"),
        ("dave", "lead", "", "An auditor has no other role"),
    ],
)
async def test_what_cannot_be_proposed_is_said_and_nothing_typed_is_lost(
    team: Roles, name: str, role: str, public: str, said: str
) -> None:
    async with at_desk(team, "alice") as desk:
        status, page = await propose(desk, name, role, public)
        assert status == 400
        assert said in page
        assert f'value="{name}"' in page


async def test_without_a_signed_list_nobody_vouches_for_a_team(team: Roles) -> None:
    async with at_desk(team, "alice", listed=False) as desk:
        assert "There is no signed list" in (await desk.get("/team"))[1]
        assert (await propose(desk, "erin", "assessor", ""))[0] == 400


async def test_an_auditor_sees_what_was_done_and_no_content(team: Roles) -> None:
    async with at_desk(team, "bob") as desk:
        assert (await desk.get(f"/case/{CASE}"))[0] == 200
        page = (await desk.get("/trail"))[1]
        assert "Read" in page
        assert f'href="/case/{CASE}"' in page
    async with at_desk(team, "dave") as desk:
        status, page = await desk.get("/trail")
        assert status == 200
        assert "The trail is whole" in page
        assert ">bob<" in page
        assert ">Opened<" in page  # what for, is locked to those who can open the case
        assert CASE in page
        assert f'href="/case/{CASE}"' not in page
        assert "spring" not in page


async def test_the_trail_is_narrowed_down_by_who_and_what(team: Roles) -> None:
    async with at_desk(team, "alice") as desk:
        await desk.get(f"/case/{CASE}")
        assert await desk.sitting.links_prepared()
        await desk.get("/statistics")
        who = team.keys["alice"].fingerprint
        assert (await desk.get(f"/trail?who={who}&what=survey"))[1].count('<th scope="row">') == 2
        assert "No entry fits" in (await desk.get("/trail?what=delete"))[1]
        assert (await desk.get("/trail?before=2"))[1].count('<th scope="row">') == 1


async def test_the_first_bad_entry_is_named_and_no_head_of_it_is_given_out(team: Roles) -> None:
    async with at_desk(team, "alice") as desk:
        for purpose in ("", "/links", "/report"):
            await desk.get(f"/case/{CASE}{purpose}")
        status, head = await desk.get("/trail/head")
        assert (status, head.splitlines()[0]) == (200, "candour audit head v1")
        assert "It agrees with the head of the witness" in await _compare(desk, head)
        assert "has three lines" in await _compare(desk, "nonsense")
        await _execute(team, "DELETE FROM trail WHERE sequence = 2")
        page = (await desk.get("/trail"))[1]
        assert "The trail is not whole" in page
        assert "Entry 2 is missing" in page
        assert (await desk.get("/trail/head"))[0] == 400
        await _execute(team, "DELETE FROM trail WHERE sequence > 1")
        assert "a witness saw" in await _compare(desk, head)


async def _approve(desk: Desk, proposal: str) -> tuple[int, str]:
    data, headers = {"token": desk.door.form, "proposal": proposal}, {"Origin": desk.origin}
    answer = await desk.client.post("/team/approve", data=data, headers=headers, allow_redirects=False)
    return answer.status, await answer.text()


async def _compare(desk: Desk, head: str) -> str:
    data, headers = {"token": desk.door.form, "head": head}, {"Origin": desk.origin}
    return await (await desk.client.post("/trail", data=data, headers=headers)).text()


async def _execute(team: Roles, statement: str) -> None:
    engine = make_engine(team.settings.store_url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
