"""Row 12 of the bad-input table, at its root: nothing but the allow-list can come out of the log, whatever goes in."""

from __future__ import annotations

import datetime
import json
import logging
import os
import re
import subprocess
import sys
import textwrap
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from candour import logs
from candour.logs import FIELDS, WITHHELD, ErrorName, Event, configure, error_name, log

ROOT = Path(__file__).parents[2]
CANARY = "zqwetschgeqz"
READS_CAPSYS = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


class Talkative(str):
    """Looks like an allowed name, and prints as something else."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("web")


class Kind(str, Enum):
    WORDS = CANARY


def holding(word: str) -> st.SearchStrategy[Any]:
    """Values of many types that all hold a word."""
    error = ValueError(word)
    plain = [
        word,
        f"said {word}!",
        word.encode(),
        error,
        Path(word),
        Talkative(word),
        Kind.WORDS,
        {word},
        [word],
        (word,),
    ]
    nested = st.recursive(
        st.sampled_from(plain),
        lambda inner: (
            st.lists(inner, min_size=1, max_size=2) | st.dictionaries(st.just(word) | st.text(), inner, min_size=1)
        ),
        max_leaves=4,
    )
    return nested | st.builds(lambda value: {word: value}, st.integers() | st.none())


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Any:
    """Logs everything at DEBUG, and gives what was written since the last call."""
    configure("bot", "DEBUG")
    return lambda: "".join(capsys.readouterr())


@READS_CAPSYS
@given(st.dictionaries(st.sampled_from(sorted(FIELDS - {"event", "level", "process"})), holding(CANARY), min_size=1))
def test_row_12_a_value_that_is_not_listed_is_withheld(written: Any, fields: dict[str, Any]) -> None:
    log(Event.TURN, **fields)
    line = written()
    assert CANARY not in line
    assert {name: json.loads(line)[name] for name in fields} == dict.fromkeys(fields, WITHHELD)


@READS_CAPSYS
@given(st.text(min_size=1).filter(lambda name: name not in {*FIELDS, "event", "level"}), holding(CANARY))
def test_row_12_a_field_that_is_not_listed_is_refused_by_its_name_alone(written: Any, name: str, value: Any) -> None:
    with pytest.raises(ValueError, match="must not be logged") as refusal:
        log(Event.TURN, **{name: value})
    assert CANARY not in str(refusal.value)
    assert written() == ""


@READS_CAPSYS
@given(
    st.sampled_from(["debug", "info", "warning", "error", "critical", "exception", "msg"]),
    holding(CANARY),
    st.dictionaries(st.text(min_size=1).filter(lambda name: name != "event"), holding(CANARY)),
)
def test_row_12_a_library_that_uses_structlog_says_nothing(
    written: Any, method: str, event: Any, fields: dict[str, Any]
) -> None:
    logger = structlog.get_logger().bind(**fields).new(**fields, exc_info=True)
    getattr(logger, method)(event, **{**fields, "stack_info": CANARY})
    shown = written()
    assert CANARY not in shown
    assert set(re.findall(r'"(\w+)":', shown)) <= FIELDS


@READS_CAPSYS
@given(
    st.sampled_from([logging.DEBUG, logging.INFO, 25, logging.WARNING, logging.ERROR, 55]),
    st.sampled_from(["aiohttp.access", "sqlalchemy.engine", CANARY, f"httpx.{CANARY}", "asyncio", ""]),
    st.sampled_from([CANARY, "%s", "%(word)s", "%d"]),
    holding(CANARY),
)
def test_row_12_a_record_of_the_standard_library_says_its_library_and_error_alone(
    written: Any, level: int, name: str, text: str, value: Any
) -> None:
    logger = logging.getLogger(name)
    try:
        raise LookupError(CANARY)
    except LookupError:
        logger.log(level, text, value, exc_info=True, stack_info=True, extra={CANARY: value})
    shown = written()
    assert CANARY not in shown
    for line in shown.splitlines():
        assert json.loads(line)["error"] == "LookupError"


def test_row_12_a_handler_that_a_library_brings_along_has_nothing_to_write(
    written: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger("brings.its.own")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s %(args)s %(pathname)s %(exc_info)s %(exc_text)s"))
    logger.addHandler(handler)
    logger.propagate = False
    try:
        raise RuntimeError(CANARY)
    except RuntimeError as error:
        logger.exception(CANARY, error)
    assert CANARY not in written()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("count", 447_700_900_123),  # a telephone number
        ("count", 7_314_159_265),  # an account of Telegram
        ("count", True),
        ("count", 3.5),
        ("status", 1000),
        ("milliseconds", -1),
        ("what", "quentin"),
        ("channel", "lewisham"),
        ("error", "a name that was made by hand"),
        ("library", "no_module_of_this_name"),
        *((field, Talkative("quentin")) for field in ("error", "what", "channel", "library")),
        ("count", datetime.date(2026, 1, 1)),
    ],
)
def test_numbers_and_names_that_could_tell_of_a_person_are_withheld(written: Any, field: str, value: object) -> None:
    log(Event.TURN, **{field: value})
    assert json.loads(written())[field] == WITHHELD


def test_what_is_listed_comes_out_as_it_is(written: Any) -> None:
    fields = {"count": 3, "milliseconds": 27, "status": -9, "channel": "web", "what": "rasa", "library": "asyncio"}
    log(Event.TURN, level="warning", error=error_name(KeyError(CANARY)), **fields)
    told = {"event": "turn", "level": "warning", "process": "bot", "error": "KeyError", **fields}
    assert json.loads(written()) == told


def test_every_subject_that_the_source_logs_is_listed() -> None:
    named: set[str] = set()
    for room in ("actions", "bot", "candour", "cli", "dialogue", "drafts", "interview", "triage"):
        for file in (ROOT / room).rglob("*.py"):
            if ".venv" not in file.parts:
                calls = re.findall(r"\blog\((?:[^()]|\([^()]*\))*\)", file.read_text("utf-8"))
                named |= {name for call in calls for name in re.findall(r'what="(\w+)"', call)}
    assert len(named) >= 3
    assert named <= set(logs.SUBJECTS)


def test_an_error_is_named_and_never_quoted() -> None:
    assert error_name(ValueError(CANARY)) == ErrorName(ValueError(CANARY)) == "ValueError"


EVERYTHING_FAILS = """
    import asyncio, gc, logging, sys, threading, warnings
    from candour.logs import configure
    configure("bot", "DEBUG")
    WORD = sys.argv[1]

    class Leaves:
        def __del__(self):
            raise RuntimeError(WORD)

    async def nobody_waits():
        raise LookupError(WORD)

    async def main():
        asyncio.get_running_loop().set_debug(True)
        task = asyncio.create_task(nobody_waits())
        await asyncio.sleep(0.01)
        del task
        gc.collect()
        asyncio.get_running_loop().call_soon(lambda: 1 / int(WORD))
        asyncio.get_running_loop().call_exception_handler({"message": WORD, "exception": OSError(WORD)})
        await asyncio.sleep(0.01)

    def in_a_thread():
        raise KeyError(WORD)

    thread = threading.Thread(target=in_a_thread, name=WORD)
    thread.start()
    thread.join()
    Leaves()
    warnings.warn(WORD)
    logging.captureWarnings(True)
    warnings.warn(WORD + "again")
    logging.getLogger("x").error("%d", WORD)
    logging.basicConfig(level="DEBUG", force=True)
    logging.getLogger("x").error(WORD)
    logging.getLogger().handlers[:] = []
    logging.getLogger("x").error(WORD)
    configure("bot", "DEBUG")
    asyncio.run(main(), loop_factory=LOOP)
    try:
        raise ValueError(WORD)
    except ValueError as error:
        raise TypeError(WORD) from error
"""


@pytest.mark.parametrize("loop", ["None", "__import__('uvloop').Loop"])
def test_row_12_an_error_that_nobody_catches_is_named_without_its_words(loop: str) -> None:
    program = textwrap.dedent(EVERYTHING_FAILS).replace("LOOP)", f"{loop})")
    command = [sys.executable, "-X", "dev", "-W", "always", "-c", program, CANARY]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert CANARY not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for error in ("RuntimeError", "LookupError", "KeyError", "ValueError", "OSError", "TypeError"):
        assert f'"error": "{error}"' in done.stderr, error
