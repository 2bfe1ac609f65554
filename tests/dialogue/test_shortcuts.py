"""The shortcuts do what Rasa's own ways do."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.events import Event, SlotSet, deserialise_events
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

from dialogue import shortcuts

OWN_RUN = DaskGraphRunner.run


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    monkeypatch.setattr(DaskGraphRunner, "run", OWN_RUN)
    monkeypatch.setattr(EndpointConfig, "session", EndpointConfig.session)
    shortcuts.install()


class Adding(GraphComponent):
    """Adds up what it is given, and a number of its own."""

    def __init__(self, own: int) -> None:
        self._own = own

    @classmethod
    def create(cls, config: dict[str, Any], **_others: object) -> Adding:
        return cls(config["own"])

    def add(self, **given: int) -> int:
        return sum(given.values()) + self._own

    def fail(self, **_given: int) -> int:
        raise RuntimeError


@st.composite
def graphs(draw: st.DrawFn) -> GraphSchema:
    """Parts that are given what some of those before them found, and what comes from outside."""
    names = [f"part{number}" for number in range(draw(st.integers(1, 6)))]
    nodes = {}
    for at, name in enumerate(names):
        needs = draw(st.lists(st.sampled_from(["outside", *names[:at]]), unique=True, max_size=3))
        nodes[name] = node({f"given{number}": need for number, need in enumerate(needs)}, draw(st.integers(0, 99)))
    return GraphSchema({name: nodes[name] for name in draw(st.permutations(names))})


def node(needs: dict[str, str], own: int, function: str = "add") -> SchemaNode:
    return SchemaNode(needs, Adding, "create", function, {"own": own}, eager=True, is_target=True)


def runner(schema: GraphSchema, folder: Path) -> DaskGraphRunner:
    return DaskGraphRunner.create(schema, LocalModelStorage(folder), ExecutionContext(schema, "model"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs(), st.integers(0, 99), st.data())
def test_a_graph_finds_what_rasa_would_find(tmp_path: Path, schema: GraphSchema, number: int, data: Any) -> None:
    made, inputs = runner(schema, tmp_path), {"outside": number}
    targets = data.draw(st.lists(st.sampled_from(sorted(schema.nodes)), unique=True))
    expected = OWN_RUN(made, inputs, targets)
    assert [made.run(inputs, targets) for _ in range(2)] == [expected, expected]


def test_a_part_that_fails_is_told_as_rasa_tells_it(tmp_path: Path) -> None:
    made = runner(GraphSchema({"part": node({}, 1, "fail")}), tmp_path)
    with pytest.raises(GraphComponentException):
        made.run()


def test_every_kind_of_event_is_found_by_its_name() -> None:
    kinds = {kind.type_name: kind for kind in reversed(all_subclasses(Event))}
    assert len(kinds) > 15
    assert {name: Event.resolve_by_type(name) for name in kinds} == kinds
    assert deserialise_events([{"event": "slot", "name": "where", "value": "Leeds"}]) == [SlotSet("where", "Leeds")]


def test_an_unknown_kind_of_event_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="Unknown event"):
            Event.resolve_by_type("nonsense")
    assert Event.resolve_by_type("nonsense", SlotSet) is SlotSet


async def test_calls_share_a_connection_and_outlive_its_loss() -> None:
    seen: list[Any] = []

    async def called(request: web.Request) -> web.Response:
        seen.append(request.transport)
        return web.json_response({"token": request.headers["Authorization"]})

    app = web.Application()
    app.router.add_post("/webhook", called)
    async with TestServer(app) as server:
        endpoint = EndpointConfig(str(server.make_url("/webhook")), headers={"Authorization": "Bearer 1"})
        assert [await endpoint.request(json={}) for _ in range(3)] == [{"token": "Bearer 1"}] * 3
        assert len(set(map(id, seen))) == 1
        seen[0].close()
        await asyncio.sleep(0.05)  # the other end learns of it
        assert await endpoint.request(json={}) == {"token": "Bearer 1"}
    assert seen[3] is not seen[0]
