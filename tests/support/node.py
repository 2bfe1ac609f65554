"""Runs the counterparts that live in tests/node, and says clearly what is missing when they are not there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

NODE = Path(__file__).parents[1] / "node"


def missing() -> str:
    """What the tests with Node need and do not have; empty when they have all."""
    if shutil.which("node") is None:
        return "these tests need Node.js (as root on Debian: make test-deps)"
    if not (NODE / "node_modules" / "age-encryption").is_dir():
        return "these tests need tests/node/node_modules (make test, or: cd tests/node && npm ci)"
    return ""


def age_peer(*arguments: str, content: bytes = b"") -> bytes:
    """Run npm's age once.

    Raises:
        subprocess.CalledProcessError: it refused.
    """
    command = ["node", "age_peer.mjs", *arguments]
    return subprocess.run(command, cwd=NODE, input=content, capture_output=True, check=True, timeout=60).stdout


def sealing_missing() -> str:
    """What the tests of the page's sealing need and do not have."""
    return "these tests need Node.js (as root on Debian: make test-deps)" if shutil.which("node") is None else ""


def seal_peer(*arguments: str, content: bytes = b"") -> bytes:
    """Run what the form's page seals with once.

    Raises:
        subprocess.CalledProcessError: it refused.
    """
    command = ["node", "seal_peer.mjs", *arguments]
    return subprocess.run(command, cwd=NODE, input=content, capture_output=True, check=True, timeout=60).stdout
