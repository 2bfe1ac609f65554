"""These tests run in Rasa's environment (see dialogue/pytest.ini); elsewhere there is no Rasa, so none is collected."""

from __future__ import annotations

import os
from importlib.util import find_spec

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
collect_ignore_glob = [] if find_spec("rasa") else ["test_*.py"]
