"""The web servers before the gateway, really running: the chat works, no address is kept, no body lies on a disk."""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from candour.settings import Settings
from tests.support.gateways import Page, running_gateway
from tests.support.played_rasa import PlayedRasa
from tests.support.ports import free_port
from tests.support.tools import accepts, tool

DEPLOY = Path(__file__).parents[2] / "deploy"
VISITOR = "127.0.0.77"  # whom no log may name
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such loopback addresses")


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for the web server; returns it and its key."""
    chain, key = folder / "fullchain.pem", folder / "privkey.pem"
    openssl = tool("openssl", "openssl")
    accepts(
        openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-keyout", key, "-out", chain,
    )  # fmt: skip
    return chain, key


def nginx(folder: Path, port: int, behind: int) -> list[str]:
    """The shipped file with these ports and a certificate, and what runs it."""
    program, (chain, key) = tool("nginx", "nginx-light"), certificate(folder)
    shipped = (DEPLOY / "nginx" / "candour.conf").read_text("utf-8")
    lines = [line for line in shipped.splitlines() if "listen [::]" not in line]
    site = "\n".join(lines).replace("listen 443", f"listen 127.0.0.1:{port}").replace("listen 80", "listen 127.0.0.1:0")
    site = site.replace("listen 127.0.0.1:0", f"listen 127.0.0.1:{free_port()}").replace(
        "127.0.0.1:8080", f"127.0.0.1:{behind}"
    )
    site = site.replace("/etc/ssl/candour/fullchain.pem", str(chain)).replace("/etc/ssl/candour/privkey.pem", str(key))
    (folder / "site.conf").write_text(site)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    head = f"daemon off;\nuser root;\npid {folder}/pid;\nerror_log stderr info;\nevents {{}}\n"
    whole = f"{head}http {{\n{places}include site.conf;\n}}\n"
    (folder / "nginx.conf").write_text(whole)
    accepts(program, "-t", "-p", folder, "-c", folder / "nginx.conf")
    return [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]


def caddy(folder: Path, port: int, behind: int) -> list[str]:
    """The same for Caddy."""
    program, (chain, key) = tool("caddy", "caddy"), certificate(folder)
    shipped = (DEPLOY / "caddy" / "Caddyfile").read_text("utf-8").replace("127.0.0.1:8080", f"127.0.0.1:{behind}")
    site = shipped.replace("report.example.org {", f"https://127.0.0.1:{port} {{\n\ttls {chain} {key}")
    site = site.replace("\tadmin off\n", "\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n")
    assert site.count(str(port)) == 1
    (folder / "Caddyfile").write_text(site)
    command = ["--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    accepts(program, "validate", *command, HOME=str(folder))
    return [program, "run", *command]


Make = Callable[[Path, int, int], list[str]]
both = pytest.mark.parametrize("make", [nginx, caddy])


@asynccontextmanager
async def serving(make: Make, folder: Path, port: int, behind: int) -> AsyncIterator[Path]:
    """Run a web server; gives the file with everything it says."""
    command, log = make(folder, port, behind), folder / "log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=output, stderr=output, env={"HOME": str(folder)}
        )
    try:
        async with asyncio.timeout(30):
            while not await answers(port):
                assert process.returncode is None, log.read_text()
        yield log
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 10)


def trusting() -> ssl.SSLContext:
    """Takes any certificate, as that of the test is signed by nobody."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def answers(port: int) -> bool:
    """Whether it listens and has its certificate at hand; Caddy listens a little before that."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting())
    except OSError:
        await asyncio.sleep(0.05)
        return False
    writer.close()
    return True


@asynccontextmanager
async def visitor() -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(ssl=trusting(), local_addr=(VISITOR, 0))
    async with aiohttp.ClientSession(connector=connector) as session:
        yield session


@both
async def test_the_chat_works_behind_it_and_nothing_tells_who_was_there(
    make: Make, tmp_path: Path, settings: Settings, rasa: PlayedRasa
) -> None:
    port, behind = free_port(), free_port()
    url = f"https://127.0.0.1:{port}"
    async with (
        serving(make, tmp_path, port, behind) as log,
        running_gateway(replace(settings, public_url=url, mode="demo"), behind),
        visitor() as session,
    ):
        async with session.get(f"{url}/") as response:
            assert response.status == 200
            assert "max-age" in response.headers["Strict-Transport-Security"]
        async with session.get(f"{url}/healthz") as response:
            assert response.status == 404
        async with session.ws_connect(f"{url}/chat", origin=url) as socket:
            page = Page(socket)
            await page.hello()
            await page.receive("answer")
            await page.say("m1", "canary-8d21")
            assert (await page.receive("answer"))["replies"][0]["text"] == "You said: canary-8d21"
    assert rasa.texts == ["canary-8d21"]
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())  # noqa: ASYNC240
    assert log.is_file()
    assert VISITOR.encode() not in kept
    assert b"canary" not in kept


@both
async def test_a_gateway_that_is_not_there_leaves_no_address_in_a_log(make: Make, tmp_path: Path) -> None:
    port = free_port()
    async with serving(make, tmp_path, port, free_port()) as log, visitor() as session:
        async with session.get(f"https://127.0.0.1:{port}/?canary-2f90") as response:
            assert response.status == 502
        async with session.get(f"http://127.0.0.1:{port}/", allow_redirects=False) as response:
            assert response.status == 400
    said = log.read_text()
    assert VISITOR not in said
    assert "canary" not in said


@both
async def test_the_gateway_is_told_no_address_and_gets_a_body_while_it_is_sent(make: Make, tmp_path: Path) -> None:
    arrived, seen = asyncio.Event(), dict[str, str]()

    async def take(request: web.Request) -> web.Response:
        seen.update(request.headers)
        await request.content.readany()
        arrived.set()
        return web.Response(text=str(len(await request.read())))

    async def body() -> AsyncIterator[bytes]:
        yield b"x" * 100_000
        await asyncio.wait_for(arrived.wait(), 10)  # it never comes where the whole body is gathered first
        yield b"y" * 100_000

    app, port = web.Application(client_max_size=2**20), free_port()
    app.router.add_post("/files", take)
    async with (
        TestServer(app) as upstream,
        serving(make, tmp_path, port, upstream.port or 0),
        visitor() as session,
        session.post(f"https://127.0.0.1:{port}/files", data=body()) as response,
    ):
        assert response.status == 200
    assert VISITOR not in repr(seen)
    assert not {"x-forwarded-for", "x-real-ip", "forwarded"} & {name.lower() for name in seen}
