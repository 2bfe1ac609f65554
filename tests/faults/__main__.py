"""`python -m tests.faults`: kills the gateway and the action server at many points, and prints what came of it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.faults.kills import kills


def main() -> int:
    """Run; the exit code tells whether every promise held."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=520, help="how many processes are to die")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON as well")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="candour-faults-") as folder:
        figures = asyncio.run(kills(Path(folder), chosen.kills))
    print("\n".join([*figures.details, figures.line()]))  # noqa: T201 - this is its output
    if chosen.json:
        print(json.dumps(asdict(figures)))  # noqa: T201 - as above
    return 0 if figures.sound else 1


if __name__ == "__main__":
    sys.exit(main())
