"""`python -m cli.action_server`: serves the custom actions to Rasa, over loopback, without leaking a conversation.

It speaks the protocol of rasa_sdk's own server (rasa_sdk/endpoint.py), which it replaces because that one answers a
failed action with the whole conversation (Rasa then logs it), listens on every interface, and forks workers that
outlive it.
"""

from __future__ import annotations

import hmac
import importlib
import json
import sys
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException

from candour import spans
from candour.errors import CandourError, SettingsError
from candour.logs import Event, configure, error_name, log
from candour.settings import Settings, current_settings
from cli.system_errors import reason_of

PACKAGE = "actions"
LARGEST_BODY = 16 * 1024 * 1024  # a whole conversation and the domain; ours are far smaller
SHUTDOWN = 1.5  # seconds for actions that are still running
EXECUTOR = web.AppKey("executor", ActionExecutor)
TOKEN = web.AppKey("token", bytes)


def create_app(package: str, token: str) -> web.Application:
    """Make the server.

    Args:
        package: name of the package whose actions are served; all its modules are imported.
        token: what the bearer token of every call must be.

    Raises:
        ImportError: the package, or a module in it, cannot be imported.
    """
    importlib.import_module(package)  # the executor would end the process without a word instead of raising
    executor = ActionExecutor()
    executor.register_package(package)
    app = web.Application(client_max_size=LARGEST_BODY)
    app[EXECUTOR] = executor
    app[TOKEN] = f"Bearer {token}".encode()
    app.router.add_get("/health", _health)
    app.router.add_post("/webhook", _webhook)
    return app


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _webhook(request: web.Request) -> web.Response:
    given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(given, request.app[TOKEN]):
        return _answer(HTTPStatus.UNAUTHORIZED, "a token is needed")
    call = parse_call(await request.read())
    if call is None:
        return _answer(HTTPStatus.BAD_REQUEST, "not an action call")
    return await _run(request.app[EXECUTOR], call)


def parse_call(body: bytes) -> dict[str, Any] | None:
    """Read an action call; None when it is none."""
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(call, dict) or not isinstance(call.get("next_action"), str | None):
        return None
    # Rasa sends none (endpoints.yml), and the SDK would ask for it again with a status that Rasa 3.6 does not know.
    return {"domain": {}, **call}


async def _run(executor: ActionExecutor, call: dict[str, Any]) -> web.Response:
    name = call.get("next_action")
    try:
        with spans.span("action carried out"):
            result = await executor.run(call)
        return web.json_response(result.model_dump() if result else None)
    except ActionExecutionRejection as rejection:
        return _answer(HTTPStatus.BAD_REQUEST, "action rejected", rejection.action_name)
    except ActionNotFoundException:
        return _answer(HTTPStatus.NOT_FOUND, "no such action", name)
    except ActionMissingDomainException:
        return _answer(449, "domain is missing", name)  # the SDK's own status: Rasa sends the domain and asks again
    except Exception as error:
        # Its text, and the frames of its traceback, can hold what a reporter wrote.
        log(Event.ACTION_FAILED, level="error", error=error_name(error))
        return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "action failed", name)


def _answer(status: int, problem: str, action: str | None = None) -> web.Response:
    return web.json_response({"error": problem, "action_name": action}, status=status)


async def _with_resources(app: web.Application) -> AsyncIterator[None]:
    from actions import resources

    await resources.start(current_settings())
    yield
    await resources.stop()


def main() -> int:
    """Serve until stopped; the address and the token come from the settings."""
    sys.excepthook = lambda kind, _error, _trace: print(f"actions: {kind.__name__}", file=sys.stderr)
    try:
        settings = current_settings()
        configure("actions", settings.log_level)
        spans.start("actions", settings.spans)
        app = create_app(PACKAGE, _token(settings))
        app.cleanup_ctx.append(_with_resources)
        address = urlsplit(settings.actions_url)
        web.run_app(
            app, host=settings.inner_host, port=address.port, access_log=None, print=None, shutdown_timeout=SHUTDOWN
        )
    except (CandourError, ImportError) as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"cannot listen ({reason_of(error)})")
    return 0


def _fail(line: str) -> int:
    print(f"actions: {line}", file=sys.stderr)
    return 1


def _token(settings: Settings) -> str:
    # Without a token anyone on the machine could call actions; outside loopback, anyone at all.
    if len(settings.internal_token) < 16:
        raise SettingsError("CANDOUR_INTERNAL_TOKEN", "is missing or too short; `candour up` sets it")
    loopback = {"127.0.0.1", "::1", "localhost"}
    if settings.inner_host in loopback and urlsplit(settings.actions_url).hostname not in loopback:
        raise SettingsError("CANDOUR_ACTIONS_URL", "must be an address of the loopback interface")
    return settings.internal_token


if __name__ == "__main__":
    sys.exit(main())
