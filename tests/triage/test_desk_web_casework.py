"""The desk's pages for links, sharing, retention and deadlines: what they file and give out, and what they refuse."""

from __future__ import annotations

import asyncio
import io
import json
import re
import tarfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from unittest import mock

import pytest

from tests.support.desk_cases import LINKED
from tests.triage.test_desk_web import Desk, served
from triage import note
from triage.desk.assessing import Judgement, Remark
from triage.desk.auditing import audit
from triage.desk.keyring import DeskKey
from triage.desk.roles import ASSESSOR, Roles
from triage.desk.sitting import Team
from triage.sealing import open_sealed

ANNA, HALE, VAN = range(3)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with served(tmp_path, LINKED) as made:
        await made.enter()
        yield made


async def posted(desk: Desk, path: str, fields: list[tuple[str, str]]) -> tuple[int, str, str]:
    """Post a form and follow where it leads; gives status, address and text."""
    data = [("token", desk.door.form), *fields]
    answer = await desk.client.post(path, data=data, headers={"Origin": desk.origin})
    return answer.status, answer.url.path, await answer.text()


async def read_all(desk: Desk) -> None:
    for case in desk.cases:
        await desk.sitting.view(case.reference)


# Links ----------------------------------------------------------------------------------------------------------------


async def test_links_are_found_with_their_reasons_and_decided(desk: Desk) -> None:
    await read_all(desk)
    anna, hale = desk.cases[ANNA].reference, desk.cases[HALE].reference
    status, text = await desk.get(f"/case/{anna}/links")
    assert status == 200
    assert all(word in text for word in (hale, "Possible", "Marty Hale", "Greater Manchester Police"))
    assert desk.cases[VAN].reference not in text
    fields = [("other", hale), ("verdict", "confirmed"), ("reason", "Same <b>road</b>, same week.")]
    status, path, text = await posted(desk, f"/case/{anna}/links", fields)
    assert (status, path) == (200, f"/case/{anna}/links")
    assert "Same &lt;b&gt;road&lt;/b&gt;, same week." in text
    assert anna in (await desk.get(f"/case/{hale}/links"))[1]
    assert (await audit(desk.sitting.store, None, ())).problem is None


async def test_who_asks_before_all_is_read_sees_how_far_it_is_and_other_pages_meanwhile(desk: Desk) -> None:
    await read_all(desk)
    anna, go_on = desk.cases[ANNA].reference, asyncio.Event()

    async def wait() -> None:
        await go_on.wait()

    with mock.patch.object(desk.sitting.turns, "mine", wait), mock.patch("triage.desk.web.links._PATIENCE", 0.05):
        assert "Who else names this officer?" in (text := (await desk.get(f"/case/{anna}/links"))[1])
        assert ("0 of 3" in text, desk.cases[HALE].reference in text) == (True, False)
        assert await (await desk.client.get("/progress?of=links")).json() == {"done": 0, "total": 3, "running": True}
        assert (await desk.get("/"))[0] == 200
        go_on.set()
        assert await desk.sitting.links_prepared()
    assert desk.cases[HALE].reference in (await desk.get(f"/case/{anna}/links"))[1]


async def test_reading_a_case_makes_its_links_ready(desk: Desk) -> None:
    await read_all(desk)
    await desk.get(f"/case/{desk.cases[ANNA].reference}")
    assert await desk.sitting.links_prepared()
    assert desk.sitting.reading.done == 3
    assert not desk.sitting.reading.running


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"verdict": "confirmed", "reason": ""}, "Say why"),
        ({"verdict": "perhaps", "reason": "x"}, "Say whether"),
        ({"verdict": "refused", "reason": "x" * 4001}, "at most 4000"),
        ({"verdict": "refused", "reason": "mine", "other": "itself"}, "not to itself"),
    ],
)
async def test_a_decision_that_is_none_is_said_and_kept(desk: Desk, fields: dict[str, str], said: str) -> None:
    await read_all(desk)
    anna = desk.cases[ANNA].reference
    other = anna if fields.get("other") == "itself" else desk.cases[HALE].reference
    status, _, text = await posted(desk, f"/case/{anna}/links", list((fields | {"other": other}).items()))
    assert (status, said in text) == (400, True)
    assert fields["reason"] in text
    assert await desk.sitting.store.links().all() == []


# Sharing --------------------------------------------------------------------------------------------------------------


async def test_a_case_is_shared_without_its_reporter(desk: Desk) -> None:
    unit, anna = DeskKey.new("unit"), desk.cases[ANNA].reference
    place = f"/case/{anna}/share"
    text = (await desk.get(place))[1]
    clues = re.findall(r'name="out" value="(\d+)" checked', text)
    assert len(clues) > 2
    assert text.index("My name is Anna Kowalska") < text.index("Answers to leave out whole")
    fields = [("out", number) for number in clues]
    fields += [("words", "kitchen table\r\ngrey Astra"), ("without", "witnesses"), ("file", "1")]
    fields += [("unit", unit.recipient.text)]
    status, _, preview = await posted(desk, place, [*fields, ("step", "look")])
    assert status == 200
    assert unit.fingerprint in preview
    hidden = ("Anna", "Kowalska", "kitchen table", "grey Astra", "anna.k@example.org", "sister")
    article = preview[preview.index("reading-copy") : preview.index("<aside")]
    assert "<mark>left out</mark>" in article
    assert [word for word in hidden if word in article] == []
    status, path, made = await posted(desk, place, [*fields, ("step", "make")])
    assert status == 200
    names = re.findall(rf'href="{re.escape(path)}/([^"]+)" download', made)
    assert {"case.pdf", "case.json", "manifest.json", "SHA256SUMS", f"{anna}.tar.age", "file-1.jpg"} == set(names)
    files = {name: await (await desk.client.get(f"{path}/{name}")).read() for name in names}
    assert files["case.pdf"].startswith(b"%PDF")
    assert [word for word in hidden if word.encode() in files["case.json"]] == []
    assert json.loads(files["manifest.json"])["to"] == unit.fingerprint
    with tarfile.open(fileobj=io.BytesIO(open_sealed(files[f"{anna}.tar.age"], [unit]))) as inside:
        assert set(inside.getnames()) == {"case.pdf", "case.json", "manifest.json", "file-1.jpg"}
    assert (await desk.get(f"{path}/other"))[0] == 404
    _, opened = await desk.sitting.view(anna)
    await desk.sitting.refresh()
    assert [purpose for _, purpose in desk.sitting.purposes(opened) if purpose == "share"] == ["share", "share"]


async def test_what_was_chosen_is_kept_when_the_key_is_none(desk: Desk) -> None:
    fields = [("words", "at her kitchen"), ("without", "witnesses"), ("unit", "age1nonsense"), ("step", "make")]
    status, _, text = await posted(desk, f"/case/{desk.cases[ANNA].reference}/share", fields)
    assert status == 400
    assert "at her kitchen</textarea>" in text
    assert 'value="witnesses" checked' in text
    assert "This is not an age1pq1... key" in text
    assert re.findall(r'name="out" value="\d+" checked', text) == []


async def test_a_parcel_belongs_to_its_case_and_is_forgotten(desk: Desk) -> None:
    unit, place = DeskKey.new("unit").recipient.text, f"/case/{desk.cases[ANNA].reference}/share"
    _, first, _ = await posted(desk, place, [("unit", unit), ("step", "make")])
    other = first.replace(desk.cases[ANNA].reference, desk.cases[HALE].reference)
    assert (await desk.get(other))[0] == 400
    for _ in range(3):
        await posted(desk, place, [("unit", unit), ("step", "make")])
    assert (await desk.get(first))[0] == 400
    assert (await desk.get(f"{first}/case.json"))[0] == 400


# Retention ------------------------------------------------------------------------------------------------------------


class LongAgo(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz or UTC) - timedelta(days=4000)


async def decided_long_ago(desk: Desk, *numbers: int) -> list[str]:
    with mock.patch("triage.desk.assessing.datetime", LongAgo):
        for number in numbers:
            await desk.sitting.assess(desk.cases[number].reference, Judgement("record", "Long known."))
    return [desk.cases[number].reference for number in numbers]


async def test_what_is_due_is_destroyed_by_words_that_are_typed(desk: Desk) -> None:
    hale, van = await decided_long_ago(desk, HALE, VAN)
    assert f'value="{van}" checked' in (await desk.get("/retention"))[1]
    status, _, text = await posted(desk, "/retention/confirm", [("case", van)])
    assert (status, "destroy 1 case" in text, hale in text) == (200, True, False)
    for phrase in ("", "destroy", "destroy 2 cases"):
        status, _, text = await posted(desk, "/retention/destroy", [("case", van), ("phrase", phrase)])
        assert (status, "nothing was destroyed" in text) == (400, True)
    status, _, text = await posted(desk, "/retention/destroy", [("case", van), ("phrase", " Destroy 1  case ")])
    assert (status, van in text) == (200, True)
    assert (await desk.get(f"/case/{van}"))[0] == 404
    assert (await desk.get(f"/case/{hale}"))[0] == 200
    text = (await desk.get("/retention"))[1]
    assert van not in text
    assert hale in text
    assert (await audit(desk.sitting.store, None, ())).problem is None


async def test_what_is_not_due_is_not_destroyed_whatever_is_posted(desk: Desk) -> None:
    van, hale = (await decided_long_ago(desk, VAN))[0], desk.cases[HALE].reference
    for cases in ([hale], [van, hale], []):
        fields = [*(("case", one) for one in cases), ("phrase", f"destroy {len(cases)} cases")]
        assert (await posted(desk, "/retention/destroy", fields))[0] == 400
    assert (await posted(desk, "/retention/confirm", []))[0] == 400
    assert len(await desk.sitting.store.cases()) == 3


async def test_a_hold_keeps_a_case_until_it_is_ended(desk: Desk) -> None:
    [van] = await decided_long_ago(desk, VAN)
    fields = [("text", "The coroner has asked for it."), ("until", "2999-01-31"), ("back", "retention")]
    status, path, text = await posted(desk, f"/case/{van}/hold", fields)
    assert (status, path, "The coroner has asked for it." in text) == (200, "/retention", True)
    assert f'value="{van}"' not in text
    status, path, text = await posted(desk, f"/case/{van}/release", [("text", "It is over.")])
    assert (status, path) == (200, f"/case/{van}")
    assert f'value="{van}" checked' in (await desk.get("/retention"))[1]
    assert (await posted(desk, f"/case/{van}/hold", [("text", " ")]))[0] == 400
    assert (await posted(desk, f"/case/{van}/hold", [("text", "x"), ("until", "soon")]))[0] == 400


async def test_only_a_lead_shares_and_destroys(desk: Desk) -> None:
    [van] = await decided_long_ago(desk, VAN)
    desk.sitting.team = Team(desk.sitting.team.recipients, {}, None, Roles({}, frozenset({ASSESSOR})))
    status, text = await desk.get("/retention")
    assert (status, "A lead destroys what is due." in text, "/retention/confirm" in text) == (200, True, True)
    assert (await posted(desk, "/retention/destroy", [("case", van), ("phrase", "destroy 1 case")]))[0] == 403
    assert (await desk.get(f"/case/{van}/share"))[0] == 403
    assert "/share" not in (await desk.get(f"/case/{van}"))[1]


# Deadlines ------------------------------------------------------------------------------------------------------------


async def test_deadlines_stand_by_their_day_and_can_be_ones_own(desk: Desk) -> None:
    anna = desk.cases[ANNA].reference
    text = (await desk.get("/deadlines"))[1]
    assert "3 cases are not opened here" in text
    assert anna not in text
    await read_all(desk)
    text = (await desk.get("/deadlines"))[1]
    assert text.index("Overdue") < text.index("2 days ago") < text.index("Later") < text.rindex(anna)
    assert anna not in (await desk.get("/deadlines?mine=1"))[1]
    await desk.sitting.write(anna, Remark(note.ASSIGN, desk.sitting.me))
    assert anna in (await desk.get("/deadlines?mine=1"))[1]
