"""The trained model: where it lies, what it is made from, and whether that has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cli.places import MODEL_NAME, MODELS, ROOT

INPUTS = (
    "config.yml",
    "domain/**/*.yml",
    "nlu/**/*.yml",
    "stories/*.yml",
    "interview/*.yml",
    "interview/phrases.py",
    "dialogue/*.py",
    "dialogue/tuned.npz",
    "dialogue/uv.lock",
    "encoder/*.py",
)
# Of those, what only serves: a model is the same whatever they say.
SERVING = (
    "__main__", "action_answers", "bodies", "channel", "compaction", "lock_store", "replies", "shortcuts",
    "tracker_store",
)  # fmt: skip
MODEL_FILE = f"{MODEL_NAME}.tar.gz"
FINGERPRINT_FILE = f"{MODEL_NAME}.sha256"


def is_stale(root: Path = ROOT, models: Path = MODELS) -> bool:
    """Whether there is no model, or it was made from other inputs than those of today."""
    stored = models / FINGERPRINT_FILE
    if not stored.is_file() or not (models / MODEL_FILE).is_file():
        return True
    return stored.read_text("ascii").strip() != fingerprint(root)


def fingerprint(root: Path = ROOT, patterns: Sequence[str] = INPUTS) -> str:
    """SHA-256 over the names and contents of everything a model is made from."""
    digest = hashlib.sha256()
    for file in _inputs(root, patterns):
        # Name and content are hashed on their own, so that no text can move from one into the other.
        digest.update(hashlib.sha256(file.relative_to(root).as_posix().encode()).digest())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _inputs(root: Path, patterns: Sequence[str]) -> list[Path]:
    found = {file for pattern in patterns for file in root.glob(pattern) if file.is_file()}
    return sorted(found - {root / "dialogue" / f"{name}.py" for name in SERVING})
