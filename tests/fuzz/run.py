"""`python -m tests.fuzz.run [TARGET ...] [--runs N]`: fuzzes every parser of outside input with atheris.

What it finds on its way is kept in .fuzz/ for the next run; what is worth keeping for
ever goes into tests/fuzz/corpus/.
A finding stops it with exit code 1, after the fuzzer has told which bytes make it.
"""

from __future__ import annotations

import argparse
import atexit
import os
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

from candour.logs import configure

with atheris.instrument_imports(include=["bot", "cli", "interview", "stripping", "triage"]):
    from tests.fuzz.targets import CORPUS, TARGETS

RUNS = 2000
KEPT = Path(__file__).parents[2] / ".fuzz"
LIMITS = ("-timeout=20", "-rss_limit_mb=3000", "-max_len=16384", "-print_final_stats=0", "-verbosity=0", "-seed=1")


def main() -> int:
    """Fuzz; returns the exit code."""
    parser = argparse.ArgumentParser(prog="tests.fuzz.run", description="Fuzz every parser of outside input.")
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--runs", type=int, default=RUNS, help="of the quickest parser; others get fewer")
    options = parser.parse_args()
    found = [name for name in options.targets or TARGETS if not _survives(name, options.runs)]
    for name in found:
        print(f"{name}: FOUND something; the bytes are in {KEPT / name}", file=sys.stderr)
    return 1 if found else 0


def _survives(name: str, runs: int) -> bool:
    # The fuzzer ends its process, so each target gets one: a copy of this, in which everything is imported already.
    count, child = max(1, runs // TARGETS[name].cost), os.fork()
    if child == 0:
        _fuzz(name, count)
    _, status = os.waitpid(child, 0)
    if status == 0:
        print(f"{name}: {count} runs, nothing found")
    return status == 0


def _fuzz(name: str, count: int) -> None:
    folder = KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    arguments = [f"-atheris_runs={count}", f"-artifact_prefix={folder}/found-", str(folder), str(CORPUS / name)]
    configure("fuzz", "ERROR")  # a parser that logs what it refuses would fill the screen
    with atheris.instrument_imports(include=["stripping"]):  # libraries are loaded where they are needed, but not timed
        for seed in (CORPUS / name).iterdir():
            TARGETS[name].run(seed.read_bytes())
    # Some libraries hang when the interpreter takes them down in a forked process.
    atexit.register(os._exit, 0)
    atheris.Setup([sys.argv[0], *LIMITS, *arguments], _watched(TARGETS[name].run))
    atheris.Fuzz()


def _watched(run: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The same; a finding is to end the process as the fuzzer ends it, with the bytes written and an exit code."""

    def watched(data: bytes) -> None:
        try:
            run(data)
        except BaseException:
            atexit.unregister(os._exit)
            raise

    return watched


if __name__ == "__main__":
    sys.exit(main())
