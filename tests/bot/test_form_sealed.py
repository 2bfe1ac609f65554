"""Reports and files sealed in the browser: what the server can check of them, and that each is stored once."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import pytest

from bot.channels.web.form.sealed import keys_of
from bot.limits import Limits
from candour.settings import Settings
from tests.support import form_page
from tests.support.form_page import form_gateway, opened
from triage import documents
from triage.desk.keyring import DeskKey
from triage.form import SEALED_CHANNEL
from triage.padding import pad
from triage.recipients import current_recipients
from triage.sealing import Recipient, seal

REFERENCE = "CND-7K3M-9QXT"
ID = "00112233-4455-8677-8899-aabbccddeeff"


@pytest.fixture
async def url(settings: Settings) -> AsyncIterator[str]:
    async with form_gateway(settings) as url:
        yield url


def report(settings: Settings, keys: list[Recipient] | None = None, **changes: Any) -> dict[str, Any]:
    """What the form's script sends."""
    recipients = current_recipients(settings)
    case_id, reference = changes.get("id", ID), changes.get("reference", REFERENCE)
    told: dict[str, Any] = {"answers": {"account": ["It happened."]}, "others": [], "files": [], "mailbox": None}
    told |= {"language": "en", "version": 1, "purpose": "form", "id": case_id, "reference": reference, "demo": True}
    told |= {"day": date.today().isoformat()}  # noqa: DTZ011 - the reporter's own day
    contact = {"version": 1, "purpose": "contact", "case": case_id, "method": "", "safe_time": ""}
    return {
        "id": case_id,
        "reference": reference,
        "keys": keys_of(recipients),
        "mailbox": "",
        "files": [],
        "case": _sealed(told, keys or list(recipients.cases)),
        "contact": _sealed(contact, keys or list(recipients.contacts)),
        **changes,
    }


def _sealed(content: dict[str, Any], keys: list[Recipient]) -> str:
    return base64.b64encode(seal(pad(documents.to_bytes(content)), keys)).decode()


async def post(url: str, body: Any, path: str = "/form/sealed") -> tuple[int, Any]:
    content = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
    async with (
        aiohttp.ClientSession() as session,
        session.post(url + path, data=content, headers={"Origin": url}) as response,
    ):
        text = await response.text()
        return response.status, json.loads(text) if text.startswith("{") else text


async def test_a_sealed_report_is_stored_unread_and_opens_at_the_desk(url: str, settings: Settings) -> None:
    assert await post(url, report(settings)) == (200, {"reference": REFERENCE, "same": True})
    case = await opened(settings, REFERENCE)
    assert (case["channel"], case["account"]) == (SEALED_CHANNEL, ["It happened."])


async def test_the_same_report_again_is_filed_once(url: str, settings: Settings) -> None:
    body = report(settings)
    for _ in range(3):
        assert await post(url, body) == (200, {"reference": REFERENCE, "same": True})
    assert await post(url, report(settings)) == (200, {"reference": REFERENCE, "same": False})
    assert await form_page.count(settings) == 1


async def test_another_report_with_the_same_reference_is_told_so(url: str, settings: Settings) -> None:
    await post(url, report(settings))
    other = ID.replace("0011", "1100")
    assert await post(url, report(settings, id=other)) == (409, {"problem": "reference"})
    assert (await post(url, report(settings, id=other, reference="CND-2222-2222")))[0] == 200


async def test_a_page_with_older_keys_is_told_so(url: str, settings: Settings) -> None:
    assert await post(url, report(settings) | {"keys": "0" * 64}) == (409, {"problem": "keys"})
    assert await form_page.count(settings) == 0


async def test_reports_for_more_or_other_kinds_of_recipients_are_refused(url: str, settings: Settings) -> None:
    mine, other = current_recipients(settings).cases[0], DeskKey.new("bob").recipient
    assert await post(url, report(settings, keys=[mine, other])) == (422, {"problem": "malformed"})
    assert await form_page.count(settings) == 0


async def test_what_is_sealed_to_others_of_the_same_kind_does_not_open(url: str, settings: Settings) -> None:
    # An X-Wing stanza does not say whose it is: the server cannot tell, and the desk says that it does not open.
    assert (await post(url, report(settings, keys=[DeskKey.new("bob").recipient])))[0] == 200
    with pytest.raises(AssertionError, match="not a sealed case that this key can open"):
        await opened(settings, REFERENCE)


async def test_any_content_is_passed_on_and_shown_as_what_it_is(url: str, settings: Settings) -> None:
    team = list(current_recipients(settings).cases)
    sealed = base64.b64encode(seal(pad(b"\x1b[2Jquokka"), team)).decode()
    assert (await post(url, report(settings, case=sealed)))[0] == 200
    shown = await form_page.desk(settings, "show", REFERENCE)
    assert "not written as our form writes it" in " ".join(shown.split())
    assert "<U+001B>[2Jquokka" in shown


def _broken(name: str, value: Any) -> dict[str, Any]:
    return {name: value}


@pytest.mark.parametrize(
    "change",
    [
        _broken("id", "x"),
        _broken("id", str(uuid4())),  # of the kind that the server makes
        _broken("id", ID.upper()),
        _broken("id", UUID(ID).hex),
        _broken("reference", "CND-7k3m-9qxt"),
        _broken("reference", "CND-0000-0000"),
        _broken("reference", 7),
        _broken("keys", None),
        _broken("mailbox", "x"),
        _broken("mailbox", None),
        _broken("files", ["../../etc/passwd"]),
        _broken("files", ["0" * 32] * 11),
        _broken("files", "x"),
        _broken("case", ""),
        _broken("case", "===="),
        _broken("case", "AAAA"),
        _broken("case", 1),
        _broken("contact", "AAAA"),
        _broken("more", 1),
    ],
)
async def test_malformed_reports_are_refused(url: str, settings: Settings, change: dict[str, Any]) -> None:
    status, answer = await post(url, report(settings) | change)
    assert (status, answer) in [(422, {"problem": "malformed"}), (409, {"problem": "keys"})]
    assert await form_page.count(settings) == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff" * 100, b"[" * 60_000, b'{"id":NaN}', b"null", b" " * (1024 * 1024 + 1)]
)
async def test_what_is_no_report_at_all_is_refused(url: str, body: bytes) -> None:
    assert (await post(url, body))[0] == 422


async def test_contact_details_have_one_size_only(url: str, settings: Settings) -> None:
    team = list(current_recipients(settings).contacts)
    large = base64.b64encode(seal(pad(bytes(40_000)), team)).decode()
    assert (await post(url, report(settings, contact=large)))[0] == 422


async def test_far_more_than_usual_is_told_to_wait(settings: Settings) -> None:
    async with form_gateway(settings, Limits(forms=2)) as url:
        assert [(await post(url, report(settings)))[0] for _ in range(3)] == [200, 200, 429]


async def test_a_full_disk_refuses_files_before_they_come(settings: Settings) -> None:
    async with form_gateway(settings, Limits(disk=2**62)) as url:
        assert await post(url, b"x", "/form/files") == (503, {"problem": "busy"})


async def test_a_sealed_file_is_kept_with_its_report(url: str, settings: Settings) -> None:
    team = list(current_recipients(settings).cases)
    status, answer = await post(url, seal(bytes(64 * 1024), team), "/form/files")
    assert status == 200
    folder = settings.data_dir / "files"
    assert [one.name for one in folder.iterdir()] == [f"{answer['id']}.open"]
    assert (await post(url, report(settings, files=[answer["id"]])))[0] == 200
    assert [one.name for one in folder.iterdir()] == [f"{answer['id']}.age"]


async def test_a_report_that_names_no_file_of_ours_is_not_taken(url: str, settings: Settings) -> None:
    assert await post(url, report(settings, files=["0" * 32])) == (503, {"problem": "store"})
    assert await form_page.count(settings) == 0


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"age-encryption.org/v1\n" + bytes(100_000)])
async def test_files_that_are_not_sealed_are_refused(url: str, settings: Settings, content: bytes) -> None:
    assert await post(url, content, "/form/files") == (422, {"problem": "malformed"})
    assert list((settings.data_dir / "files").iterdir()) == []


async def test_files_that_are_not_padded_or_for_others_are_refused(url: str, settings: Settings) -> None:
    mine, other = current_recipients(settings).cases[0], DeskKey.new("bob").recipient
    for content in (seal(bytes(50_000), [mine]), seal(bytes(65_536), [mine, other])):
        assert (await post(url, content, "/form/files"))[0] == 422
    assert list((settings.data_dir / "files").iterdir()) == []
