"""The action server, over HTTP, with a small package of real actions."""

from __future__ import annotations

import asyncio
import io
import json
import os
import socket
import sys
import textwrap
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from candour.logs import configure
from candour.settings import Settings
from cli.action_server import LARGEST_BODY, create_app
from triage.desk.demo import make_demo_keys
from triage.store import migrate

TOKEN = "token-of-this-test"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
CANARY = "canary-zwetschge"
PACKAGE = "small_actions_of_a_test"
ACTIONS = """
    from rasa_sdk import Action
    from rasa_sdk.events import SlotSet
    from rasa_sdk.interfaces import ActionExecutionRejection

    class Greets(Action):
        def name(self):
            return "test_greets"

        async def run(self, dispatcher, tracker, domain):
            dispatcher.utter_message(text="heard " + tracker.get_slot("word"))
            return [SlotSet("seen", True)]

    class Rejects(Action):
        def name(self):
            return "test_rejects"

        def run(self, dispatcher, tracker, domain):
            raise ActionExecutionRejection(self.name(), "because of " + tracker.get_slot("word"))

    class Fails(Action):
        def name(self):
            return "test_fails"

        def run(self, dispatcher, tracker, domain):
            raise RuntimeError(tracker.get_slot("word"))

    class AnswersWhatIsNoJson(Action):
        def name(self):
            return "test_answers_what_is_no_json"

        def run(self, dispatcher, tracker, domain):
            dispatcher.utter_message(json_message={tracker.get_slot("word"): object()})
            return []
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("package")
    (folder / PACKAGE).mkdir()
    (folder / PACKAGE / "__init__.py").touch()
    (folder / PACKAGE / "greetings.py").write_text(textwrap.dedent(ACTIONS))
    sys.path.insert(0, str(folder))
    yield PACKAGE
    sys.path.remove(str(folder))


@pytest.fixture
async def client(capfd: pytest.CaptureFixture[str], package: str, aiohttp_client: Any) -> TestClient[Any, Any]:
    configure("actions", "DEBUG")  # to the standard error that capfd reads, hence the order
    client: TestClient[Any, Any] = await aiohttp_client(TestServer(create_app(package, TOKEN)))
    return client


def call(action: Any, **more: Any) -> dict[str, Any]:
    tracker = {"sender_id": CANARY, "slots": {"word": CANARY}, "events": [{"event": "user", "text": CANARY}]}
    return {"next_action": action, "sender_id": CANARY, "tracker": tracker, "domain": {"intents": []}, **more}


async def test_an_action_answers_with_its_events_and_responses(client: TestClient[Any, Any]) -> None:
    response = await client.post("/webhook", json=call("test_greets"), headers=BEARER)
    body = await response.json()
    assert response.status == 200
    assert body["responses"][0]["text"] == f"heard {CANARY}"
    assert body["events"] == [{"event": "slot", "timestamp": None, "name": "seen", "value": True}]


async def test_a_compressed_call_is_understood(client: TestClient[Any, Any]) -> None:
    headers = {**BEARER, "Content-Encoding": "deflate", "Content-Type": "application/json"}
    body = zlib.compress(json.dumps(call("test_greets")).encode())
    response = await client.post("/webhook", data=body, headers=headers)
    assert response.status == 200


@pytest.mark.parametrize(
    ("action", "status", "answer"),
    [
        ("test_rejects", 400, {"error": "action rejected", "action_name": "test_rejects"}),
        ("test_nowhere", 404, {"error": "no such action", "action_name": "test_nowhere"}),
        ("test_fails", 500, {"error": "action failed", "action_name": "test_fails"}),
        (
            "test_answers_what_is_no_json",
            500,
            {"error": "action failed", "action_name": "test_answers_what_is_no_json"},
        ),
    ],
)
async def test_row_12_what_goes_wrong_is_answered_and_logged_without_content(
    client: TestClient[Any, Any], capfd: pytest.CaptureFixture[str], action: str, status: int, answer: dict[str, str]
) -> None:
    response = await client.post("/webhook", json=call(action), headers=BEARER)
    assert response.status == status
    assert await response.json() == answer
    written = "".join(capfd.readouterr())
    assert CANARY not in written
    assert ("action_failed" in written) == (status == 500)


async def test_a_missing_domain_is_asked_for_as_rasa_expects(client: TestClient[Any, Any]) -> None:
    response = await client.post("/webhook", json=call("test_greets", domain=None), headers=BEARER)
    assert response.status == 449


async def test_row_12_a_broken_tracker_is_answered_without_content(
    client: TestClient[Any, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    response = await client.post("/webhook", json=call("test_greets", tracker=[CANARY]), headers=BEARER)
    assert response.status == 500
    assert CANARY not in await response.text() + "".join(capfd.readouterr())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b'{"next_action": []}', b"\xff", b"[" * 60_000])
async def test_row_15_what_is_no_action_call_is_refused(client: TestClient[Any, Any], body: bytes) -> None:
    response = await client.post("/webhook", data=body, headers=BEARER)
    assert response.status == 400


async def test_a_body_past_the_limit_is_refused(client: TestClient[Any, Any]) -> None:
    response = await client.post("/webhook", data=io.BytesIO(b" " * (LARGEST_BODY + 1)), headers=BEARER)
    assert response.status == 413


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer wrong", f"bearer {TOKEN}", f"Bearer {TOKEN}é"])
async def test_without_the_token_nothing_is_run(client: TestClient[Any, Any], value: str | None) -> None:
    headers = {} if value is None else {"Authorization": value}
    response = await client.post("/webhook", json=call("test_greets"), headers=headers)
    assert response.status == 401


async def test_the_list_of_actions_is_not_told(client: TestClient[Any, Any]) -> None:
    assert (await client.get("/actions", headers=BEARER)).status == 404


async def test_health_is_answered(client: TestClient[Any, Any]) -> None:
    assert await (await client.get("/health")).json() == {"status": "ok"}


def test_a_package_that_cannot_be_imported_is_an_error() -> None:
    with pytest.raises(ImportError):
        create_app("no_such_package_of_actions", TOKEN)


async def run_server(**environment: str) -> tuple[int | None, str]:
    """Run the real program until it ends; returns its exit code and what it wrote."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cli.action_server",
        env={"PATH": os.environ["PATH"], **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    written, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, written.decode()


async def test_without_a_token_the_server_does_not_start() -> None:
    code, written = await run_server(CANDOUR_ACTIONS_URL="http://127.0.0.1:1")
    assert code == 1
    assert written.strip() == "actions: CANDOUR_INTERNAL_TOKEN: is missing or too short; `candour up` sets it"


async def test_beyond_loopback_the_server_does_not_start() -> None:
    code, written = await run_server(CANDOUR_ACTIONS_URL="http://192.0.2.1:5055", CANDOUR_INTERNAL_TOKEN="t" * 32)
    assert code == 1
    assert written.strip() == "actions: CANDOUR_ACTIONS_URL: must be an address of the loopback interface"


async def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    make_demo_keys(tmp_path)
    await migrate(Settings(data_dir=tmp_path).store_url)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        token, folder = "t" * 32, str(tmp_path)
        code, written = await run_server(CANDOUR_ACTIONS_URL=url, CANDOUR_INTERNAL_TOKEN=token, CANDOUR_DATA_DIR=folder)
    assert code == 1
    assert written.splitlines()[-1] == "actions: cannot listen (address already in use)"
    assert "Traceback" not in written
