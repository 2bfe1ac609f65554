"""The application: its headers on every answer, its health, and nothing of a reporter in its logs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.app import BODY_BYTES, create_app
from bot.server import Runner
from candour import logs
from candour.settings import Settings
from tests.support.gateways import gateway_settings, open_page, running_gateway
from tests.support.plain_page import plain_page
from tests.support.played_rasa import PlayedRasa
from triage.desk.demo import make_demo_keys
from triage.store import migrate

ONION = "http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"


async def _boom(request: web.Request) -> web.Response:
    raise RuntimeError(f"canary-boom {request.remote}")


async def _read(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


@pytest.fixture
async def broken(settings: Settings) -> AsyncIterator[str]:
    """A gateway with a route that fails and one that takes a body."""
    app = create_app(settings)
    app.router.add_get("/boom", _boom)
    app.router.add_post("/read", _read)
    runner = Runner(app, shutdown_timeout=1)
    await runner.setup()
    await runner.listen("127.0.0.1", 0)
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def _assert_hardened(headers: aiohttp.typedefs.LooseHeaders) -> None:
    given = {str(name).lower(): str(value) for name, value in dict(headers).items()}  # type: ignore[call-overload]
    policy = dict(part.strip().partition(" ")[::2] for part in given["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["img-src"] == policy["connect-src"] == "'self'"
    assert re.fullmatch(r"'self'( 'sha256-[\w+/]{43}=')?", policy["style-src"])
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in given["content-security-policy"]
    assert given["cache-control"] == "no-store"
    assert given["x-content-type-options"] == "nosniff"
    assert given["x-frame-options"] == "DENY"
    assert given["referrer-policy"] == "same-origin"
    assert given["cross-origin-opener-policy"] == "same-origin"
    assert given["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in given["permissions-policy"]
    assert "server" not in given
    assert "set-cookie" not in given


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/static/chat.js", 200),
        ("GET", "/static/chat.css", 200),
        ("GET", "/static/icon.svg", 200),
        ("GET", "/static/seal.js", 200),
        ("GET", "/form", 200),
        ("POST", "/form", 403),
        ("POST", "/form/sealed", 403),
        ("GET", "/static/../chat.js", 404),
        ("GET", "/static/chat.html", 404),
        ("GET", "/nothing", 404),
        ("GET", "/chat", 403),
        ("POST", "/", 403),
        ("PUT", "/", 405),
        ("DELETE", "/chat", 405),
        ("GET", "/boom", 500),
        ("POST", "/read", 413),
        ("GET", "/healthz", 503),
    ],
)
async def test_every_answer_is_hardened(broken: str, method: str, path: str, status: int) -> None:
    body = b"x" * (BODY_BYTES + 1) if path == "/read" else None
    async with aiohttp.ClientSession() as session, session.request(method, broken + path, data=body) as response:
        assert response.status == status
        _assert_hardened(response.headers)
        assert "canary-boom" not in await response.text()


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"rubbish\r\n\r\n",
        b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_hardened_too(broken: str, request_bytes: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(broken.rpartition(":")[2]))
    writer.write(request_bytes)
    answer = (await asyncio.wait_for(reader.read(), 5)).decode()
    writer.close()
    await writer.wait_closed()
    head = answer.partition("\r\n\r\n")[0].split("\r\n")
    assert head[0].split()[1] == "400"
    _assert_hardened(dict(line.split(": ", 1) for line in head[1:]))
    assert "xxx" not in answer


async def test_embedding_is_for_the_configured_origins_only(tmp_path: Path, rasa: PlayedRasa) -> None:
    settings = gateway_settings(tmp_path, rasa, embed_origins=("https://charity.example", "https://other.example"))
    async with running_gateway(settings) as url, aiohttp.ClientSession() as session, session.get(url) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in response.headers
    assert "frame-ancestors https://charity.example https://other.example;" in policy


async def test_what_embeds_the_chat_is_there_only_where_some_site_may(
    tmp_path: Path, gateway: str, rasa: PlayedRasa
) -> None:
    settings = gateway_settings(tmp_path / "embedded", rasa, embed_origins=("https://charity.example",))
    async with running_gateway(settings) as url, aiohttp.ClientSession() as session:
        async with session.get(f"{url}/widget.js") as response:
            assert (response.status, response.content_type) == (200, "text/javascript")
            assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        async with session.get(f"{url}/static/widget.js") as response:
            assert response.status == 404
        async with session.get(f"{gateway}/widget.js") as response:
            assert response.status == 404


async def test_public_address_brings_its_socket_and_strict_transport(tmp_path: Path, rasa: PlayedRasa) -> None:
    settings = gateway_settings(tmp_path, rasa, public_url="https://report.example")
    async with running_gateway(settings) as url, aiohttp.ClientSession() as session, session.get(url) as response:
        assert "connect-src 'self' wss://report.example;" in response.headers["Content-Security-Policy"]
        assert "max-age" in response.headers["Strict-Transport-Security"]


async def test_tor_browser_is_offered_the_onion_address_on_pages_alone(tmp_path: Path, rasa: PlayedRasa) -> None:
    settings = gateway_settings(tmp_path, rasa, public_url="https://report.example", onion_url=ONION)
    async with running_gateway(settings) as url, aiohttp.ClientSession() as session:
        async with session.get(f"{url}/?language=pl") as response:
            assert response.headers["Onion-Location"] == f"{ONION}/?language=pl"
            assert f"wss://report.example {ONION.replace('http', 'ws')};" in response.headers["Content-Security-Policy"]
            assert ONION in await response.text()
        async with session.get(f"{url}/healthz") as response:
            assert "Onion-Location" not in response.headers
        async with session.get(url, headers={"Host": ONION.partition("//")[2]}) as response:
            assert "Onion-Location" not in response.headers


async def test_the_chat_opens_at_the_onion_address_for_its_own_page(tmp_path: Path, rasa: PlayedRasa) -> None:
    settings = gateway_settings(tmp_path, rasa, public_url="https://report.example", onion_url=ONION)
    there = {"Host": ONION.partition("//")[2]}
    async with running_gateway(settings) as url, aiohttp.ClientSession() as session:
        async with session.ws_connect(f"{url}/chat", headers={**there, "Origin": ONION}) as socket:
            assert not socket.closed
        for origin in ("https://report.example", "https://other.example", f"{ONION}.example"):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(f"{url}/chat", headers={**there, "Origin": origin})


async def test_what_is_the_same_for_everybody_is_compressed(gateway: str) -> None:
    async with aiohttp.ClientSession(auto_decompress=False, headers={"Accept-Encoding": "gzip"}) as session:
        for path in ("/", "/static/chat.js", "/static/chat.css"):
            async with session.get(gateway + path) as response:
                assert response.headers["Content-Encoding"] == "gzip"
    async with plain_page(gateway) as page:
        await page.press("Yes, begin")
        assert page.status == 200
        assert "Content-Encoding" not in page.headers


async def test_websocket_is_not_compressed(gateway: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{gateway}/chat", headers={"Origin": gateway}, compress=15) as socket,
    ):
        assert not socket.compress
        _assert_hardened(socket._response.headers)


async def test_row_12_logs_hold_no_address_words_or_traceback(
    broken: str, rasa: PlayedRasa, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("bot", "DEBUG")
    async with aiohttp.ClientSession() as session:
        await session.get(f"{broken}/boom?canary-query")
        await session.get(f"{broken}/nothing/canary-path", headers={"User-Agent": "canary-agent"})
    async with open_page(broken) as page:
        await page.hello()
        await page.receive("answer")
        await page.say("m1", "canary-words")
        await page.receive("answer")
        await page.socket.send_str("canary-rubbish")
        await page.receive("error")
    written = capsys.readouterr()
    assert '"event": "request_failed"' in written.err
    assert '"event": "turn"' in written.err
    for forbidden in ("canary", "127.0.0.1", "Traceback", "asyncio"):
        assert forbidden not in written.err + written.out


async def test_row_19_a_form_of_another_site_changes_nothing(settings: Settings, rasa: PlayedRasa) -> None:
    routes = {route.resource.canonical for route in create_app(settings).router.routes() if route.resource}
    paths = {re.sub(r"\{\w+\}", "1", route) for route in routes}
    assert {"/chat", "/files", "/files/1"} <= paths
    stranger = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain"}
    async with running_gateway(settings) as url, aiohttp.ClientSession() as session:
        for path in sorted(paths | {"/telegram/webhook"}):
            for method in ("POST", "PUT", "DELETE", "OPTIONS"):
                async with session.request(method, url + path, data=b'{"text": "x"}', headers=stranger) as response:
                    assert response.status in (403, 404, 405), (method, path)
                    assert not [name for name in response.headers if name.startswith("Access-Control-")]
    assert rasa.turns == []


# Health -------------------------------------------------------------------------------------------------------------


async def _health(url: str) -> tuple[int, object]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/healthz") as response:
        return response.status, await response.json()


async def _complete(settings: Settings) -> None:
    make_demo_keys(settings.data_dir)
    await migrate(settings.store_url)


async def test_health_is_good_when_all_parts_are_there(gateway: str, settings: Settings) -> None:
    await _complete(settings)
    assert await _health(gateway) == (200, {"ok": True, "missing": []})


async def test_health_names_everything_that_is_missing(gateway: str, rasa: PlayedRasa) -> None:
    await rasa.stop()
    status, body = await _health(gateway)
    assert status == 503
    assert body == {"ok": False, "missing": ["rasa", "actions", "store", "recipients"]}


async def test_health_names_what_rasa_lacks(gateway: str, settings: Settings, rasa: PlayedRasa) -> None:
    await _complete(settings)
    rasa.missing = ["model"]
    assert await _health(gateway) == (503, {"ok": False, "missing": ["model"]})


async def test_health_notices_an_altered_list_of_recipients(gateway: str, settings: Settings) -> None:
    await _complete(settings)
    (file,) = settings.data_dir.glob("demo-desk/recipients.txt")
    file.write_bytes(file.read_bytes().replace(b"demo", b"evil", 1))
    assert await _health(gateway) == (503, {"ok": False, "missing": ["recipients"]})


# The page without a browser -----------------------------------------------------------------------------------------


async def _page(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.text()


async def test_page_says_in_demo_mode_that_it_is_a_demo(tmp_path: Path, rasa: PlayedRasa) -> None:
    async with running_gateway(gateway_settings(tmp_path, rasa, mode="demo")) as url:
        assert "Demo: do not send real reports" in await _page(url)
    async with running_gateway(gateway_settings(tmp_path, rasa, mode="production")) as url:
        assert "Demo" not in await _page(url)


async def test_page_shows_the_operators_numbers(tmp_path: Path, rasa: PlayedRasa) -> None:
    from interview.signposts import DEFAULT_PATH

    file = tmp_path / "signposts.yml"
    file.write_text(DEFAULT_PATH.read_text("utf-8").replace('"999"', '"112"'), "utf-8")
    async with running_gateway(gateway_settings(tmp_path, rasa, signposts=file)) as url:
        page = await _page(url)
    assert "<strong>112</strong>" in page
    assert "999" not in page


async def test_page_asks_nobody_else_for_anything(gateway: str) -> None:
    page = await _page(gateway)
    sources = [part.split('"')[0] for name in ('src="', 'href="') for part in page.split(name)[1:]]
    assert len(sources) >= 4
    loaded = [source for source in sources if not source.startswith("#")]
    assert {source for source in loaded if not source.startswith("/")} == {"https://www.bbc.co.uk/weather"}
    assert "<script>" not in page
    assert "style=" not in page
    assert "onclick" not in page
