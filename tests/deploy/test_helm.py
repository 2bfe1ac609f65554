"""The Helm chart: linted and rendered by Helm itself, and valid for the oldest and the newest Kubernetes it names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from candour.settings import Settings
from cli.parts import RASA_MAY_KNOW

helm = pytest.importorskip("helm_python", reason="Helm's library has no package for this machine")
kubernetes_validate = pytest.importorskip("kubernetes_validate")

CHART = Path(__file__).parents[2] / "deploy" / "helm" / "candour"
GIVEN: dict[str, Any] = {"recipients": {"root": "0000-0000-0000"}}
TELEGRAM = {**GIVEN, "telegram": {"enabled": True, "webhook": True}, "settings": {"CANDOUR_DRAFT_DAYS": "3"}}
SEVERAL = {**GIVEN, "replicas": 3}
INFORMATION = 1  # Helm's severity of "icon is recommended"


def rendered(values: dict[str, Any]) -> list[dict[str, Any]]:
    with helm.Chart.load(str(CHART)) as chart:
        texts = chart.render(values, name="report", namespace="candour")
    return [document for text in texts.values() for document in yaml.safe_load_all(text) if document]


def pod(values: dict[str, Any] = GIVEN) -> dict[str, Any]:
    [found] = [document for document in rendered(values) if document["kind"] == "StatefulSet"]
    spec: dict[str, Any] = found["spec"]["template"]["spec"]
    return spec


def containers(values: dict[str, Any] = GIVEN) -> dict[str, dict[str, Any]]:
    spec = pod(values)
    return {container["name"]: container for container in (*spec["initContainers"], *spec["containers"])}


def told(container: dict[str, Any]) -> set[str]:
    return {variable["name"] for variable in container["env"]}


def test_helm_lints_the_chart() -> None:
    found = helm.lint(str(CHART), values=GIVEN)
    assert [m for m in found["messages"] if m["severity"] > INFORMATION] == []
    assert found["total_charts_linted"] == 1


@pytest.mark.parametrize("version", ["1.29.0", "1.37.0"])
@pytest.mark.parametrize("values", [GIVEN, TELEGRAM, SEVERAL, {**GIVEN, "ingress": {"enabled": False}}])
def test_kubernetes_takes_what_it_makes(values: dict[str, Any], version: str) -> None:
    documents = rendered(values)
    assert len(documents) >= 4
    for document in documents:
        kubernetes_validate.validate(document, version, strict=True)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {**GIVEN, "replicas": 0},
        {**GIVEN, "publicUrl": "http://report.example.org"},
        {**GIVEN, "misspelt": 1},
        {**GIVEN, "logLevel": "ALL"},
    ],
)
def test_values_with_which_it_would_be_unsafe_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(helm.HelmError):
        rendered(values)


def test_every_container_is_fenced_in() -> None:
    spec = pod()
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert len(containers()) == 4
    for container in containers().values():
        fences = container["securityContext"]
        assert fences["readOnlyRootFilesystem"] is True
        assert fences["allowPrivilegeEscalation"] is False
        assert fences["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]


def test_each_process_is_told_what_it_may_know() -> None:
    found = containers(TELEGRAM)
    assert told(found["rasa"]) <= RASA_MAY_KNOW
    assert {name for name in told(found["actions"]) if name.startswith("TELEGRAM")} == set()
    assert {"TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "CANDOUR_DRAFT_DAYS"} <= told(found["bot"])
    known = {variable for variable, *_ in Settings().describe()}
    assert set().union(*(told(container) for container in found.values())) <= known


def test_no_secret_stands_in_what_it_makes() -> None:
    secret = {variable for variable, _, _, secret in Settings().describe() if secret}
    for container in containers(TELEGRAM).values():
        given = [variable for variable in container["env"] if variable["name"] in secret]
        assert given
        assert all("secretKeyRef" in variable["valueFrom"] for variable in given)


def test_the_keys_of_drafts_are_in_memory_and_rasa_outlives_the_gateway() -> None:
    [keys] = [volume for volume in pod()["volumes"] if volume["name"] == "keys"]
    assert keys["emptyDir"]["medium"] == "Memory"
    sidecars = {c["name"] for c in pod()["initContainers"] if c.get("restartPolicy") == "Always"}
    assert sidecars == {"actions", "rasa"}


def test_replicas_share_a_redis_and_a_volume_that_many_can_write_to() -> None:
    kinds = {document["kind"]: document for document in rendered(SEVERAL)}
    assert kinds["StatefulSet"]["spec"]["replicas"] == 3
    assert "volumeClaimTemplates" not in kinds["StatefulSet"]["spec"]
    assert kinds["PersistentVolumeClaim"]["spec"]["accessModes"] == ["ReadWriteMany"]
    assert kinds["PodDisruptionBudget"]["spec"]["maxUnavailable"] == 1
    assert all("CANDOUR_REDIS_URL" in told(container) for container in containers(SEVERAL).values())
    assert not any("CANDOUR_REDIS_URL" in told(container) for container in containers().values())


def test_no_ingress_leads_to_the_metrics_and_there_is_a_way_out_only_with_telegram() -> None:
    for values, ways in ((GIVEN, 2), (TELEGRAM, 3), (SEVERAL, 3)):
        kinds = {document["kind"]: document for document in rendered(values)}
        assert len(kinds["NetworkPolicy"]["spec"]["egress"]) == ways
        [rule] = kinds["Ingress"]["spec"]["rules"]
        [path] = rule["http"]["paths"]
        assert path["backend"]["service"] == {"name": "report", "port": {"name": "http"}}
        assert kinds["Ingress"]["metadata"]["annotations"]["nginx.ingress.kubernetes.io/enable-access-log"] == "false"
