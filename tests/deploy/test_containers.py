"""The container files and compose.yaml: read by their own tools, and one with what `candour up` would start."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from candour.settings import Settings
from cli.parts import RASA_MAY_KNOW, Ports, build_parts
from cli.places import rasa_environment
from tests.support.tools import accepts, tool

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "containers" / "Dockerfile"
COMPOSE = ROOT / "deploy" / "compose"
GIVEN = {
    "CANDOUR_DOMAIN": "report.example.org",
    "CANDOUR_INTERNAL_TOKEN": "s" * 32,
    "CANDOUR_RECIPIENTS_ROOT": "0000-0000",
    "POSTGRES_PASSWORD": "p",
    "TELEGRAM_BOT_TOKEN": "canary-telegram",
}
OURS = ("place", "prepare", "actions", "rasa", "bot")


def instructions(target: str) -> list[str]:
    """The instructions of one stage of the Dockerfile, each on one line."""
    text = DOCKERFILE.read_text("utf-8").replace("\\\n", " ")
    stages = re.split(r"^FROM ", text, flags=re.MULTILINE)
    [stage] = [stage for stage in stages if stage.splitlines()[0].endswith(f" AS {target}")]
    return stage.splitlines()


def given_to(target: str) -> dict[str, str]:
    lines = [line for line in instructions(target) if line.startswith("ENV ")]
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(lines)))


def composed(*files: str) -> dict[str, Any]:
    compose = tool("docker-compose", "docker-compose")
    options = [word for file in files for word in ("-f", str(COMPOSE / file))]
    loaded: dict[str, Any] = yaml.safe_load(accepts(compose, *options, "config", **GIVEN))
    return loaded


def services(*files: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = composed(*files)["services"]
    return found


def test_the_container_file_is_linted() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("hadolint has no package for this machine")
    accepts(hadolint, DOCKERFILE)


def test_rasa_is_started_in_its_image_as_candour_up_starts_it() -> None:
    lines = instructions("rasa")
    words = [json.loads(line.split(" ", 1)[1]) for line in lines if line.startswith(("ENTRYPOINT", "CMD"))]
    in_image = [word.removeprefix("/opt/candour/") for part in words for word in part]
    [rasa] = [part for part in build_parts(Settings(), Ports(5005, 5055)) if part.name == "rasa"]
    assert in_image == [word.removeprefix(f"{ROOT}/") for word in rasa.command]


def test_rasa_gets_the_environment_that_keeps_it_quiet() -> None:
    given = {**given_to("plain"), **given_to("rasa")}
    wanted = {k: v for k, v in rasa_environment().items() if k.startswith(("RASA", "SQL", "TF", "CUDA", "PYTHON"))}
    assert {**wanted, "PYTHONPATH": "/opt/candour"}.items() <= given.items()


def test_images_come_from_the_lock_files_and_run_as_nobody_else() -> None:
    text = DOCKERFILE.read_text("utf-8")
    syncs = re.findall(r"uv sync .*", text)
    assert len(syncs) == 2
    assert all("--frozen --no-dev" in sync for sync in syncs)
    [version] = re.findall(r"UV_VERSION := (\S+)", (ROOT / "Makefile").read_text("utf-8"))
    assert f"uv=={version}" in text
    assert "USER 10001:10001" in instructions("plain")
    assert instructions("gateway")[0].startswith("plain")
    assert instructions("rasa")[0].startswith("plain")


def test_rasas_image_has_no_room_that_seals_or_faces_people() -> None:
    copied = set(re.findall(r"/opt/candour/(\w+) ", " ".join(instructions("rasa"))))
    assert {"dialogue", "candour", "drafts", "encoder", "interview", "models", "tagging"} <= copied
    assert not {"bot", "actions", "triage", "cli"} & copied
    assert "COPY --from=dialogue /opt/candour /opt/candour" not in instructions("rasa")


def test_no_key_and_no_data_go_into_an_image() -> None:
    ignored = DOCKERFILE.with_name("Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert {"data", "*.key", "*.env", "candour.toml", ".git"} <= set(ignored)


@pytest.mark.parametrize("name", OURS)
def test_every_container_is_fenced_in(name: str) -> None:
    found = services("compose.yaml")[name]
    assert found["read_only"] is True
    assert found["user"] == "10001:10001"
    assert found["cap_drop"] == ["ALL"]
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in found


def test_the_three_processes_share_one_place_that_has_no_way_out() -> None:
    found = composed("compose.yaml")
    places = {name: found["services"][name].get("network_mode") for name in OURS[1:]}
    assert places == dict.fromkeys(OURS[1:], "service:place")
    assert set(found["services"]["place"]["networks"]) == {"inner"}
    assert found["networks"]["inner"]["internal"] is True
    assert found["volumes"]["keys"]["driver_opts"]["type"] == "tmpfs"


def test_rasa_and_the_actions_are_told_no_more_than_they_may_know() -> None:
    found = services("compose.yaml", "compose.telegram.yaml")
    assert set(found["rasa"]["environment"]) <= RASA_MAY_KNOW
    assert "canary-telegram" in repr(found["bot"])
    assert "canary-telegram" not in repr([found[name] for name in OURS if name != "bot"])
    known = {variable for variable, *_ in Settings().describe()}
    assert set().union(*(found[name].get("environment", {}) for name in OURS)) <= known


def test_hosts_that_are_several_share_a_redis_that_keeps_nothing() -> None:
    found = services("compose.yaml", "compose.replicas.yaml")
    for name in ("prepare", "actions", "rasa", "bot"):
        assert found[name]["environment"]["CANDOUR_REDIS_URL"] == "redis://redis:6379/0"
    assert set(found["rasa"]["environment"]) <= RASA_MAY_KNOW
    told = " ".join(found["redis"]["command"])
    assert all(word in told for word in ("--save  --appendonly no", "noeviction"))
    assert "volumes" not in found["redis"]
    assert set(found["redis"]["networks"]) == {"inner"}


def test_the_proxys_file_differs_from_the_one_that_was_tried_in_names_alone() -> None:
    tried = (ROOT / "deploy" / "caddy" / "Caddyfile").read_text("utf-8").splitlines()[1:]
    here = (COMPOSE / "Caddyfile").read_text("utf-8").splitlines()[1:]
    renamed = {"{$CANDOUR_DOMAIN} {": "report.example.org {"}
    renamed["\treverse_proxy candour:8080 {"] = "\treverse_proxy 127.0.0.1:8080 {"
    assert [renamed.get(line, line) for line in here] == tried
    accepts(tool("caddy", "caddy"), "validate", "--config", COMPOSE / "Caddyfile", "--adapter", "caddyfile", **GIVEN)
