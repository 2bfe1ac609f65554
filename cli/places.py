"""Where the parts of a checkout lie."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RASA_PYTHON = ROOT / "dialogue" / ".venv" / "bin" / "python"
RASA_VERSION = "3.10"
MODEL_NAME = "candour"
MODELS = ROOT / "models"


def plain_environment() -> dict[str, str]:
    """What a program needs of this process's environment to run at all: no setting and no secret of Candour."""
    wanted = ("PATH", "HOME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE")
    return {k: v for k, v in os.environ.items() if k in wanted or k.startswith("LC_")}


def rasa_environment() -> dict[str, str]:
    """What Rasa needs to be quiet, to send nothing home, and to find our components."""
    return {
        **plain_environment(),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
    }
