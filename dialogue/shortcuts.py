"""What Rasa does anew in every turn though once is enough, done once while it serves.

- **Kinds of events**: to read one event, Rasa walks through all classes of events, and asks each if it is abstract.
- **Connections to the action server**: Rasa opens one for each call, and shuts it.
- **The order of a model's parts**: for each message and each prediction, Rasa copies the model's graph, and has dask
  sort it and keep account of it.

What a turn does stays the same. Training goes by Rasa's own ways.
"""

from __future__ import annotations

import asyncio
import atexit
import functools
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any
from weakref import WeakKeyDictionary

Steps = list[tuple[str, Any, tuple[str, ...]]]  # name of a part, the part, and what it is given

_orders: WeakKeyDictionary[Any, dict[tuple[str, ...], Steps]] = WeakKeyDictionary()


def install() -> None:
    """Put all of it in the places of Rasa's."""
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.shared.core.events import Event
    from rasa.utils.endpoints import EndpointConfig

    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(functools.cache(Event.resolve_by_type))  # type: ignore[method-assign]
    DaskGraphRunner.run = run_graph  # type: ignore[method-assign]
    EndpointConfig.session = session  # type: ignore[method-assign]


def run_graph(
    runner: Any, inputs: Mapping[str, Any] | None = None, targets: Sequence[str] | None = None
) -> dict[str, Any]:
    """Run a model's graph.

    Args:
        runner: Rasa's, with the parts of the model.
        inputs: what is given to parts, by name.
        targets: the parts whose results are wanted; those of the graph unless given.

    Raises:
        GraphComponentException: a part failed.
    """
    wanted = tuple(targets or runner._graph_schema.target_names)
    results: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    for name, part, needs in _steps(runner, wanted):
        results[name] = part(*(results.get(need, need) for need in needs))
    return dict(results[target] for target in wanted)


def session(endpoint: Any) -> Any:
    """A session with the action server; its connections outlive it, and are shut when nobody used them for a while."""
    import aiohttp
    from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT

    connections = _connections(asyncio.get_running_loop())
    return aiohttp.ClientSession(
        headers=endpoint.headers,
        timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
        connector=connections,
        connector_owner=False,
    )


@functools.cache
def _connections(_loop: asyncio.AbstractEventLoop) -> Any:
    import aiohttp

    connections: Any = aiohttp.TCPConnector(limit=0)
    atexit.register(connections._close)  # what is never closed logs an error as it goes
    return connections


def _steps(runner: Any, wanted: tuple[str, ...]) -> Steps:
    known = _orders.setdefault(runner, {})
    if wanted not in known:
        nodes = runner._graph_schema.minimal_graph_schema(list(wanted)).nodes
        needed = {name: tuple(node.needs.values()) for name, node in nodes.items()}
        order = TopologicalSorter(needed).static_order()
        known[wanted] = [(name, runner._instantiated_nodes[name], needed[name]) for name in order if name in nodes]
    return known[wanted]
