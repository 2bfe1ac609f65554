"""The desk's web application: who gets in, who does not, and what every answer carries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer

from candour.settings import load_settings
from interview.guide import load_guide
from tests.support.desk_cases import REPORTS, Report, file_reports
from triage.case import Case
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.keyring import load_desk_key
from triage.desk.practice import load_practice
from triage.desk.retention.applying import Retention
from triage.desk.retention.looking import Rules
from triage.desk.retention.policy import load_policy
from triage.desk.sitting import Sitting, Team
from triage.desk.web import Door, make_app
from triage.recipients import current_recipients
from triage.store import CaseStore
from triage.store.files import make_file_store

Client = TestClient[Any, Any]


class NoPictures:
    """Draws a line for every file."""

    async def picture(self, content: bytes) -> tuple[str, bytes] | None:
        return "image/png", b"drawn"

    async def pages(self, content: bytes) -> tuple[int, list[bytes]] | None:
        return 41, [b"one", b"two"]


class Desk:
    """A desk that is served, and a browser beside it."""

    def __init__(self, client: Client, door: Door, sitting: Sitting, cases: list[Case]) -> None:
        self.client, self.door, self.sitting, self.cases = client, door, sitting, cases
        self.origin = f"http://{next(iter(door.hosts))}"

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        answer = await self.client.get(path, headers=headers, allow_redirects=False)
        return answer.status, await answer.text()

    async def post(self, path: str, origin: str | None = None, **fields: str) -> int:
        data = {"token": self.door.form} | fields
        headers = {"Origin": self.origin if origin is None else origin}
        answer = await self.client.post(path, data=data, headers=headers, allow_redirects=False)
        return answer.status

    async def enter(self) -> None:
        assert (await self.get(f"/enter/{self.door.link}"))[0] == 303


@asynccontextmanager
async def served(folder: Path, reports: tuple[Report, ...] = REPORTS) -> AsyncIterator[Desk]:
    """A desk in a folder, with these reports, and nobody let in yet."""
    settings = load_settings({"CANDOUR_DATA_DIR": str(folder / "data")})
    cases = await file_reports(settings, reports)
    store = await CaseStore.open(settings.store_url)
    keys = [load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)]
    team = Team(current_recipients(settings).cases, {keys[0].fingerprint: "demo"})
    sitting = Sitting(store, make_file_store(settings), keys, team, load_practice(), load_guide())
    retention = Retention(Rules(load_policy(None), load_practice()), settings.data_dir / "deleted.txt")
    door = Door(frozenset(), 60)
    async with TestServer(make_app(sitting, door, NoPictures(), retention)) as server:
        door.hosts = frozenset({f"127.0.0.1:{server.port}"})
        async with TestClient(server, cookie_jar=CookieJar(unsafe=True)) as client:
            yield Desk(client, door, sitting, cases)
    await store.close()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with served(tmp_path) as made:
        yield made


async def test_the_link_works_once_and_nothing_is_shown_without_it(desk: Desk) -> None:
    for path in ("/", "/progress", f"/case/{desk.cases[0].reference}", "/nowhere"):
        status, text = await desk.get(path)
        assert status == 403
        assert "CND-" not in text
    assert (await desk.get("/enter/wrong"))[0] == 403
    await desk.enter()
    assert (await desk.get(f"/enter/{desk.door.link}"))[0] == 403
    status, text = await desk.get("/")
    assert status == 200
    assert desk.cases[0].reference in text


async def test_the_cookie_is_for_this_browser_and_this_site_only(desk: Desk) -> None:
    answer = await desk.client.get(f"/enter/{desk.door.link}", allow_redirects=False)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert desk.door.session in cookie
    desk.client.session.cookie_jar.clear()
    assert (await desk.get("/"))[0] == 403
    assert (await desk.get("/", Cookie="candour_desk=guess"))[0] == 403


async def test_another_name_for_this_machine_gets_nothing(desk: Desk) -> None:
    await desk.enter()
    for host in ("evil.example", "127.0.0.1", "localhost.evil.example:80"):
        status, text = await desk.get("/", Host=host)
        assert status == 421
        assert "CND-" not in text


async def test_statistics_are_drawn_on_the_server_with_their_numbers_beside_them(desk: Desk) -> None:
    assert (await desk.get("/statistics"))[0] == 403
    await desk.enter()
    status, text = await desk.get("/statistics")
    assert status == 200
    assert text.count("<figure") == text.count("<svg") == text.count("</table>") == 8
    assert "style=" not in text
    assert "CND-" not in text
    entries = [entry async for entry in desk.sitting.store.trail().entries()]
    assert b'"survey"' in entries[-1].entry


async def test_what_changes_something_comes_from_an_own_page(desk: Desk) -> None:
    await desk.enter()
    assert await desk.post("/open-all", origin="http://evil.example") == 403
    assert await desk.post("/open-all", origin="null") == 403
    assert await desk.post("/open-all", token="guess") == 403
    assert desk.sitting.progress.total == 0
    assert await desk.post("/open-all") == 303
    assert desk.sitting.progress.total == len(desk.cases)


async def test_every_answer_is_hardened(desk: Desk) -> None:
    await desk.enter()
    for path in ("/", "/nowhere", "/static/desk.css", "/progress"):
        answer = await desk.client.get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "Server" not in answer.headers
        for foreign in ("http://", "https://", "//"):
            assert foreign not in (await answer.text()).replace("http://www.w3.org/2000/svg", "") or "css" in path


async def test_locking_shuts_everything(desk: Desk) -> None:
    await desk.enter()
    assert await desk.post("/lock") == 200
    assert desk.door.locked.is_set()
    assert (await desk.get("/"))[0] == 403


async def test_being_there_keeps_the_desk_open_and_following_progress_does_not(desk: Desk) -> None:
    await desk.enter()
    desk.door.seen -= 30
    await desk.get("/progress")
    assert desk.door.left < 31
    assert await desk.post("/awake") == 204
    assert desk.door.left > 59


async def test_words_that_are_looked_for_stand_in_no_address(desk: Desk) -> None:
    await desk.enter()
    answer = await desk.client.post(
        "/find", data={"token": desk.door.form, "words": "Hale"}, headers={"Origin": desk.origin}
    )
    assert answer.status == 200
    assert "Hale" not in str(answer.url)
    assert 'value="Hale"' in await answer.text()


@pytest.mark.parametrize("query", ["which=x", "outcome=x", "since=soon", f"force={'x' * 300}"])
async def test_a_filter_that_is_none_is_refused(desk: Desk, query: str) -> None:
    await desk.enter()
    assert (await desk.get(f"/?{query}"))[0] == 400


async def test_what_a_reporter_typed_is_text(desk: Desk) -> None:
    await desk.enter()
    await desk.sitting.view(desk.cases[-1].reference)
    _, text = await desk.get("/?which=all")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "\u202e" not in text


async def test_a_file_is_inert_and_known_malware_is_not_given_out(desk: Desk) -> None:
    await desk.enter()
    reference = desk.cases[2].reference
    shown = await desk.client.get(f"/case/{reference}/file/file-1.jpg")
    assert (await shown.read(), shown.content_type) == (b"drawn", "image/png")
    taken = await desk.client.post(
        f"/case/{reference}/file/file-1.jpg/take", data={"token": desk.door.form}, headers={"Origin": desk.origin}
    )
    assert taken.content_type == "application/octet-stream"
    assert taken.headers["Content-Disposition"].startswith("attachment")
    for path in ("file/file-2.bin.flagged", "file/file-9.jpg", "file/..%2f..%2fx"):
        assert (await desk.get(f"/case/{reference}/{path}"))[0] in (400, 404)
    assert await desk.post(f"/case/{reference}/file/file-2.bin.flagged/take") == 404


async def test_malware_that_no_scanner_has_seen_on_its_way_is_not_given_out_either(desk: Desk) -> None:
    await desk.enter()
    assert await desk.post(f"/case/{desk.cases[2].reference}/file/file-3.bin/take") == 400


async def test_a_document_is_shown_as_pictures_of_its_pages_only(desk: Desk) -> None:
    await desk.enter()
    place = f"/case/{desk.cases[0].reference}/file/file-2.pdf"
    status, text = await desk.get(f"{place}/pages")
    assert (status, "the first 2 of 41 pages" in text, text.count("<img")) == (200, True, 2)
    shown = await desk.client.get(f"{place}/page/2")
    assert (await shown.read(), shown.content_type) == (b"two", "image/jpeg")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    photo = f"/case/{desk.cases[0].reference}/file/file-1.jpg"
    for path in (place, f"{place}/page/0", f"{place}/page/3", f"{photo}/pages", f"{photo}/page/1"):
        assert (await desk.get(path))[0] == 404, path


@pytest.mark.parametrize(
    ("wanted", "first", "last"), [("bytes=0-", 0, None), ("bytes=100-199", 100, 199), ("bytes=-50", -50, None)]
)
async def test_a_recording_can_be_wound(desk: Desk, wanted: str, first: int, last: int | None) -> None:
    await desk.enter()
    path = f"/case/{desk.cases[0].reference}/file/file-3.mp3"
    whole = await desk.client.get(path)
    content = await whole.read()
    assert (whole.status, whole.content_type, whole.headers["Accept-Ranges"]) == (200, "audio/mpeg", "bytes")
    part = await desk.client.get(path, headers={"Range": wanted})
    assert part.status == 206
    assert await part.read() == content[first : None if last is None else last + 1]
    assert part.headers["Content-Range"].endswith(f"/{len(content)}")
    beyond = await desk.client.get(path, headers={"Range": "bytes=99999999-"})
    assert (beyond.status, await beyond.read()) == (200, content)


async def test_a_report_can_be_read_and_taken_as_a_pdf(desk: Desk) -> None:
    await desk.enter()
    reference = desk.cases[3].reference
    status, text = await desk.get(f"/case/{reference}/report")
    assert (status, "free lunches" in text, "01632" in text) == (200, True, False)
    answer = await desk.client.get(f"/case/{reference}/report.pdf")
    assert (await answer.read()).startswith(b"%PDF")
    _, opened = await desk.sitting.view(reference)
    await desk.sitting.refresh()
    assert [purpose for _, purpose in desk.sitting.purposes(opened)] == ["report", "report", "show"]


async def test_what_cannot_be_filed_is_said_and_kept_in_its_form(desk: Desk) -> None:
    await desk.enter()
    answer = await desk.client.post(
        f"/case/{desk.cases[0].reference}/assess",
        data={"token": desk.door.form, "outcome": "record", "reason": "x" * 4001, "risk": ""},
        headers={"Origin": desk.origin},
    )
    text = await answer.text()
    assert answer.status == 400
    assert "1 to 4000 characters" in text
    assert "x" * 4001 in text


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("assess", {"outcome": "burn", "reason": "x"}),
        ("assess", {"outcome": "record", "reason": " "}),
        ("assign", {"assignee": "nobody we know"}),
        ("told", {"duty": "x", "text": "y"}),
        ("message", {"text": ""}),
        ("message", {"text": "x", "settles": "y"}),
        ("reopen", {"text": ""}),
        ("note", {"text": "\n"}),
        ("confirm", {"decision": "0" * 64}),
        ("code", {"code": "XX"}),
    ],
)
async def test_nothing_unsound_is_filed(desk: Desk, deed: str, fields: dict[str, str]) -> None:
    await desk.enter()
    reference = desk.cases[0].reference
    assert await desk.post(f"/case/{reference}/{deed}", **fields) == 400
    _, opened = await desk.sitting.view(reference)
    assert opened.filed == ()
