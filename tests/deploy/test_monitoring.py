"""The alert rules and the dashboard: read by Prometheus's own tool, and asking for nothing that is not there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.health import Health
from bot.metrics.families import Families
from bot.metrics.state import State
from bot.metrics.tally import Tally
from bot.rasa_client import RasaClient
from candour.settings import Settings
from drafts import DraftVault, open_vault
from tests.support.tools import accepts, tool

ROOT = Path(__file__).parents[2]
MONITORING = ROOT / "deploy" / "monitoring"
NOT_OURS = {"up"}


@pytest.fixture
async def exported(settings: Settings) -> dict[str, set[str]]:
    """The values of labels of every metric that the gateway has, by name."""
    rasa, vault = RasaClient(settings.rasa_url, "t"), open_vault(settings)
    settings.data_dir.mkdir()
    state = State(Health(settings, rasa), vault, lambda: 0, {"data": settings.data_dir})
    await rasa.close()
    families = list(Families(Tally(), state).collect())
    return {
        sample.name: {value for s in family.samples for value in s.labels.values()}
        for family in families
        for sample in family.samples
    }


def rules() -> list[dict[str, Any]]:
    [group] = yaml.safe_load((MONITORING / "alerts.yml").read_text("utf-8"))["groups"]
    return list(group["rules"])


def panels() -> list[dict[str, Any]]:
    return list(json.loads((MONITORING / "dashboard.json").read_text("utf-8"))["panels"])


def expressions() -> list[str]:
    asked = [target["expr"] for panel in panels() for target in panel["targets"]]
    assert len(asked) >= 10
    return [*(rule["expr"] for rule in rules()), *asked]


@pytest.mark.parametrize("expression", expressions())
def test_only_metrics_and_labels_that_exist_are_asked_for(exported: dict[str, set[str]], expression: str) -> None:
    names = set(re.findall(r"\b(?:candour_\w+|up)\b", expression)) - NOT_OURS
    assert names <= exported.keys()
    told = {
        value for _, values in re.findall(r'(event|part|folder)=~?"([^"]+)"', expression) for value in values.split("|")
    }
    assert told <= {value for name in names for value in exported[name]}


def test_every_metric_is_on_the_dashboard_or_in_a_rule(exported: dict[str, set[str]]) -> None:
    asked = " ".join(expressions())
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in exported}
    assert [name for name in families if name not in asked] == []


def test_every_alert_says_what_to_do_and_none_rests_on_how_many_report() -> None:
    found = rules()
    assert len(found) >= 10
    for rule in found:
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["action"]
        assert "candour_events" not in rule["expr"]


def test_panels_have_their_own_places() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken
        assert max(x for x, _ in cells) < 24
        taken |= cells


def test_prometheus_takes_the_rules_and_they_fire_when_they_should() -> None:
    promtool = tool("promtool", "prometheus", large=True)
    accepts(promtool, "check", "config", MONITORING / "prometheus.yml")
    accepts(promtool, "test", "rules", Path(__file__).with_name("alerts_test.yml"))


def test_prometheus_takes_the_metrics(exported: dict[str, set[str]], settings: Settings) -> None:
    promtool = tool("promtool", "prometheus", large=True)
    assert exported
    from prometheus_client import CollectorRegistry, generate_latest

    state = State(Health(settings, None), DraftVault(settings.data_dir, settings.drafts_dir), lambda: 0, {})  # type: ignore[arg-type]
    registry = CollectorRegistry()
    registry.register(Families(Tally(), state))
    file = settings.data_dir / "metrics"
    file.write_bytes(generate_latest(registry))
    accepts("/bin/sh", "-c", f"{promtool} check metrics < {file}")
