"""Every parser of outside input against what hypothesis and atheris think of, and against the corpus."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import CORPUS, TARGETS

ROOT = Path(__file__).parents[2]
EXAMPLES = 60
KEYS = [
    "type",
    "id",
    "text",
    "token",
    "replies",
    "buttons",
    "event",
    "message",
    "chat",
    "from",
    "data",
    "slots",
    "purpose",
]
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(KEYS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=4),
    max_leaves=12,
)
DEEP = [b"[" * 60_000, b'{"a":' * 60_000, b"- " * 3_000, b"{a: " * 3_000, b"a = " + b"[" * 3_000]
HARD = [
    b"",
    b"\0",
    b"\xff" * 9,
    "\u202e\u0663".encode(),
    b"\xed\xa0\x80",
    b"9" * 6_000,
    b"1e999",
    b"&a [*a, *a]",
    *DEEP,
]


def seeds(name: str) -> list[bytes]:
    """What the corpus holds for a parser."""
    return [file.read_bytes() for file in sorted((CORPUS / name).iterdir())]


@st.composite
def changed(draw: st.DrawFn, name: str) -> bytes:
    """A seed with a part of it replaced."""
    seed = draw(st.sampled_from(seeds(name)))
    start = draw(st.integers(0, len(seed)))
    end = draw(st.integers(start, min(len(seed), start + 40)))
    return seed[:start] + draw(st.binary(max_size=40)) + seed[end:]


def test_every_parser_has_a_corpus_and_no_corpus_lacks_its_parser() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} == TARGETS.keys()
    assert all(seeds(name) for name in TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_row_15_the_corpus_and_what_is_known_to_be_hard_pass(name: str) -> None:
    for data in (*seeds(name), *HARD):
        TARGETS[name].run(data)


@pytest.mark.parametrize("name", TARGETS)
def test_row_15_no_bytes_raise_what_was_not_promised(name: str) -> None:
    @settings(
        max_examples=max(10, EXAMPLES // TARGETS[name].cost), deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.binary() | st.text().map(str.encode) | documents.map(_as_json) | changed(name))
    def no_bytes(data: bytes) -> None:
        TARGETS[name].run(data)

    no_bytes()


def _as_json(document: Any) -> bytes:
    return json.dumps(document).encode()


@pytest.mark.skipif(sys.platform != "linux", reason="atheris is made for Linux only")
def test_row_15_atheris_finds_nothing_in_a_fixed_count_of_runs() -> None:
    pytest.importorskip("atheris")
    command = [sys.executable, "-m", "tests.fuzz.run", "--runs", "500"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.count("nothing found") == len(TARGETS)
