"""The systemd units: read by systemd's own tool, fenced in, and starting what `candour serve` has."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from candour.settings import load_settings
from cli.serve import PARTS, SECRET_CHARACTERS, part_of
from tests.support.tools import accepts, tool

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
SERVICES = sorted(file.name for file in UNITS.glob("*.service"))
# Tenths of systemd's points of exposure: 100 is a service without any fence.
MOST_EXPOSED = {"candour-rasa.service": "15", "candour-actions.service": "20"}
FENCES = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictSUIDSGID": "yes",
    "LimitCORE": "0",
    "UMask": "0077",
    "User": "candour",
}


def unit(name: str) -> dict[str, list[str]]:
    """The values of a unit by key."""
    found: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", (UNITS / name).read_text("utf-8"), re.MULTILINE):
        found.setdefault(key, []).append(value)
    return found


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    """The units as they are where Candour lies elsewhere, for systemd asks whether programs are there."""
    for file in UNITS.glob("candour*.*"):
        here = sys.executable.removesuffix("/.venv/bin/python")
        (tmp_path / file.name).write_text(file.read_text("utf-8").replace("/opt/candour", here))
    return tmp_path


def test_systemd_takes_the_units(placed: Path) -> None:
    analyze = tool("systemd-analyze", "systemd")
    units = [file for file in placed.iterdir() if file.suffix in (".service", ".target")]
    assert len(units) == 5
    assert accepts(analyze, "verify", "--man=no", *units) == ""


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_fenced_in(placed: Path, name: str) -> None:
    written = unit(name)
    assert {key: written.get(key, [None])[-1] for key in FENCES} == FENCES
    assert written["SystemCallFilter"][0].startswith("@system-service")
    analyze = tool("systemd-analyze", "systemd")
    threshold = MOST_EXPOSED.get(name, "25")
    accepts(analyze, "security", "--offline=true", "--no-pager", f"--threshold={threshold}", placed / name)


@pytest.mark.parametrize("name", ["candour-rasa.service", "candour-actions.service"])
def test_the_inner_processes_have_no_network_but_loopback_and_no_namespaces(name: str) -> None:
    written = unit(name)
    assert (written["IPAddressDeny"], written["IPAddressAllow"]) == (["any"], ["localhost"])
    assert written["RestrictNamespaces"] == ["yes"]
    assert "SystemCallFilter" in written
    assert not any(value.endswith("telegram.env") for value in written["EnvironmentFile"])


def test_the_gateway_is_told_to_stop_first_and_has_time_for_it() -> None:
    written = unit("candour-bot.service")
    assert {"candour-actions.service", "candour-rasa.service"} <= set(written["After"][0].split())
    assert int(written["TimeoutStopSec"][0]) > 14
    assert written["KillMode"] == ["mixed"]


def test_each_part_has_a_unit() -> None:
    started = {unit(name)["ExecStart"][0] for name in SERVICES}
    assert started == {f"/opt/candour/.venv/bin/candour {what}" for what in ("prepare", *(f"serve {p}" for p in PARTS))}


def test_the_example_of_settings_is_one_that_starts_once_it_is_filled_in() -> None:
    lines = (UNITS / "candour.env").read_text("utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert not given["CANDOUR_INTERNAL_TOKEN"]  # nobody starts with a secret that stands in a file for all
    settings = load_settings({**given, "CANDOUR_INTERNAL_TOKEN": "s" * SECRET_CHARACTERS})
    assert {variable for variable, *_ in settings.describe()} >= given.keys()
    for part in PARTS:
        assert part_of(settings, part).name == part
    assert settings.draft_keys_dir.is_relative_to("/run/candour")
    assert not settings.demo
