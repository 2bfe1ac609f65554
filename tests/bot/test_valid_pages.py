"""Every page is valid HTML by the Nu HTML checker, the W3C's own, in each state that a reporter can see."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.web.page import form_languages
from candour.settings import Settings
from interview.catalogues import offered
from tests.support.form_page import form_gateway, plain_form
from tests.support.gateways import gateway_settings, running_gateway
from tests.support.node import NODE
from tests.support.plain_page import plain_page
from tests.support.played_rasa import PlayedRasa

CHECKER = NODE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
ONION = "http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
AS_PAGE = {"Accept": "text/html"}
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java (as root on Debian: make test-deps)"),
    pytest.mark.skipif(not CHECKER.is_file(), reason="needs tests/node/node_modules (make test)"),
]


def complaints(folder: Path) -> list[str]:
    """What the checker says of the pages in a folder, warnings included; the file's name says which state it shows."""
    command = ["java", "-jar", str(CHECKER), "--format", "json", "--stdout", "--exit-zero-always", str(folder)]
    told = subprocess.run(command, capture_output=True, check=True, text=True, timeout=120)
    found: list[dict[str, Any]] = json.loads(told.stdout)["messages"]
    return [f"{Path(one['url']).name}: {one['message']} {one.get('extract', '')}" for one in found]


def _keep(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.html").write_text(text, "utf-8")


async def test_every_page_is_valid(tmp_path: Path, rasa: PlayedRasa) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    settings = gateway_settings(tmp_path, rasa, onion_url=ONION)
    async with running_gateway(settings) as url, aiohttp.ClientSession(headers=AS_PAGE) as session:
        for code in offered():
            async with session.get(f"{url}/?language={code}") as response:
                _keep(pages, f"first-{code}", await response.text())
        for code in form_languages():
            async with session.get(f"{url}/form?language={code}") as response:
                _keep(pages, f"form-{code}", await response.text())
        async with session.get(f"{url}/nothing") as response:
            _keep(pages, "not-found", await response.text())
        async with session.put(url) as response:
            _keep(pages, "not-allowed", await response.text())
    assert len(list(pages.iterdir())) == len(offered()) + len(form_languages()) + 2
    assert complaints(pages) == []


async def test_every_page_without_script_is_valid(gateway: str, settings: Settings, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    async with plain_page(gateway) as page:
        for state, text in (("begun", "Yes, begin"), ("told", 'he said "<b>&'), ("ended", "hand over")):
            await page.say(text)
            _keep(pages, state, page.text)
    async with plain_page(gateway) as page:
        await page.say("he was told to look away. " * 800)
        _keep(pages, "too-long", page.text)
    assert complaints(pages) == []


async def test_the_form_without_script_is_valid(settings: Settings, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    told = (("account", 'my sergeant said "<b>&'), ("immediate_danger", "yes"), ("2.subject_name", "Horace"))
    async with form_gateway(settings) as url, plain_form(url) as form:
        await form.send(*told, do="check", files=(b"\xff\xd8\xff" + b"damaged" * 20, b"of no known type"))
        _keep(pages, "checked", form.text)
        await form.send(*told, ("follow_up", "receipt"), ("clues", "1"), do="remove 1")
        await form.send(*told, ("follow_up", "receipt"), ("clues", "1"))
        assert form.code
        _keep(pages, "filed", form.text)
    assert complaints(pages) == []


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    _keep(tmp_path, "wrong", "<!doctype html><html lang=en><title>x</title><p><div id=a></div><div id=a></div></p>")
    assert any("Duplicate ID" in one for one in complaints(tmp_path))
