"""The onion service: tor itself accepts what is written, makes an address, and a mistyped one is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from base64 import b32encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import SettingsError
from candour.onion import SUFFIX, is_onion_host, onion_bytes
from candour.settings import Settings, load_settings
from cli.main import main
from cli.onion import address_in, torrc_of, write

needs_tor = pytest.mark.skipif(shutil.which("tor") is None, reason="needs tor")
# The Tor Project's own, as it stands on its pages.
TOR_PROJECT = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
KEYS = st.binary(min_size=32, max_size=32)


def host_of(key: bytes) -> str:
    return b32encode(onion_bytes(key)).decode().lower() + SUFFIX


def test_a_known_address_is_one() -> None:
    assert is_onion_host(TOR_PROJECT)


@given(KEYS, st.integers(0, 55), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_one_wrong_letter_is_found(key: bytes, at: int, letter: str) -> None:
    host = host_of(key)
    assert is_onion_host(host)
    mistyped = host[:at] + letter + host[at + 1 :]
    assert is_onion_host(mistyped) == (mistyped == host)


@given(st.text())
def test_no_other_text_is_an_address(text: str) -> None:
    assert not is_onion_host(text)
    assert not is_onion_host(text + SUFFIX)


@pytest.mark.parametrize(
    "url",
    [
        TOR_PROJECT,
        f"https://{TOR_PROJECT}",
        f"http://{TOR_PROJECT}/",
        f"http://{TOR_PROJECT}:80",
        f"http://b{TOR_PROJECT[1:]}",
        "http://example.org",
    ],
    ids=["bare", "https", "slash", "port", "mistyped", "no onion"],
)
def test_a_setting_that_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="CANDOUR_ONION_URL"):
        load_settings({"CANDOUR_ONION_URL": url})


@needs_tor
def test_tor_accepts_what_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["onion", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"file": str(tmp_path / "data" / "onion" / "torrc"), "checked": True, "address": ""}
    assert "HiddenServicePoWDefensesEnabled 1" in Path(told["file"]).read_text("utf-8")
    assert {part.stat().st_mode & 0o777 for part in Path(told["file"]).parent.iterdir() if part.is_dir()} == {0o700}


@needs_tor
def test_what_tor_refuses_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANDOUR_HOST", "no address")
    assert main(["onion"]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@needs_tor
def test_the_address_is_told_once_tor_has_made_it(tmp_path: Path) -> None:
    file = write(tmp_path / "with a space", Settings())
    offline = [shutil.which("tor") or "", "-f", str(file), "--DisableNetwork", "1", "--defaults-torrc", "/dev/null"]
    tor = subprocess.Popen(offline, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while not (address := address_in(file.parent)) and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        tor.terminate()
        tor.wait()
    assert load_settings({"CANDOUR_ONION_URL": address}).onion_url == address != ""


def test_the_gateway_is_reached_on_this_machine(tmp_path: Path) -> None:
    assert "HiddenServicePort 80 127.0.0.1:8080\n" in torrc_of(tmp_path, Settings(host="0.0.0.0"))  # noqa: S104 - nothing listens
    assert "HiddenServicePort 80 [::1]:9000\n" in torrc_of(tmp_path, Settings(host="::1", port=9000))


def test_a_folder_that_tor_could_misread_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["onion", "--folder", str(tmp_path / 'a"\nSocksPort 9050')]) == 2
    assert "folder" in capsys.readouterr().err
