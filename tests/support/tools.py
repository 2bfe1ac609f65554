"""Programs of this machine that some tests use."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/sbin"])


def tool(name: str, package: str, *, large: bool = False) -> str:
    """Where a program is. Without it the test is skipped; in continuous integration it fails.

    Args:
        name: of the program.
        package: that has it on Debian.
        large: whether the package is too large for `make test-deps`, so that nobody has to have it.
    """
    found = shutil.which(name, path=PLACES)
    if found:
        return found
    problem = f"NO {name} on this machine (Debian: {package})"
    if os.environ.get("CI") == "true" and not large:
        pytest.fail(problem)
    pytest.skip(problem)


def accepts(*command: str | Path, folder: Path | None = None, **environment: str) -> str:
    """Run a program that must be content; returns all that it said."""
    whole = {**os.environ, "PATH": PLACES, **environment}
    done = subprocess.run(command, cwd=folder, env=whole, capture_output=True, text=True, timeout=120, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said
