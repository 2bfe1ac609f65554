"""Starts Rasa's own command line, or one of our own entries:

`understand MODEL` (understand.py), `contradictions FILE...` (contradictions.py), `tune FOLDER`, `tag FOLDER` and
`kinds FOLDER` (tuning/).

For `run`, and for `understand` and `contradictions`, everything is shut through which Rasa would write words to a log.
A logging configuration alone does not do it: Rasa configures logging again when it starts, structlog prints frame
locals, and warnings quote the message they warn about. So records are reduced where they are handed out.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import structlog

from candour.logs import configure
from dialogue import action_answers, shortcuts

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "OPENBLAS_NUM_THREADS": "1",  # a message is too little work for two: the second thread would only wait
}


EXPECTED = "action rejected"  # what Rasa calls an error when the form leaves a message to a rule, as it often does
OWN = ("understand", "contradictions", "tune", "tag", "kinds")
LEARNING = ("tune", "tag", "kinds")  # what is learned from are trainers' own words


def main() -> None:
    """Run `rasa`, or an entry of our own, with this process's arguments."""
    os.environ.update(QUIET)
    command = "".join(sys.argv[1:2])
    serving = command not in LEARNING and command in ("run", *OWN)
    if serving:
        configure("rasa", os.environ.get("CANDOUR_LOG_LEVEL", "INFO"))
        _shut_logs()
    import rasa.__main__

    if serving:
        _shut_warnings()
        action_answers.install()
        shortcuts.install()
    if command in OWN:
        _run_own(command)
        return
    sys.argv[0] = "rasa"
    rasa.__main__.main()


def _run_own(command: str) -> None:
    if command == "contradictions":
        from dialogue import contradictions

        contradictions.run(sys.argv[2:], sys.stdout)
    elif command == "tune":
        from dialogue.tuning import run

        run.run(sys.argv[2], sys.stdout)
    elif command == "tag":
        from dialogue.tuning import run_tagger

        run_tagger.run(sys.argv[2], sys.stdout)
    elif command == "kinds":
        from dialogue.tuning import run_tagger

        run_tagger.run_kinds(sys.argv[2], sys.stdout)
    else:
        from dialogue import understand

        understand.run(Path(sys.argv[2]), sys.stdin, sys.stdout)


def _shut_logs() -> None:
    [reducer] = logging.getLogger().handlers
    make = logging.getLogRecordFactory()

    def made(name: str, level: int, path: str, line: int, text: Any, *rest: Any, **more: Any) -> logging.LogRecord:
        # Records are made without their text, so this is the only place to tell what is expected.
        record = make(name, level, path, line, text, *rest, **more)
        record.expected = isinstance(text, str) and text == EXPECTED
        return record

    def hand_out(_logger: logging.Logger, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING and not getattr(record, "expected", False):
            reducer.handle(record)

    logging.setLogRecordFactory(made)
    logging.Logger.callHandlers = hand_out  # type: ignore[method-assign]
    structlog.configure = _ignore


def _shut_warnings() -> None:
    import rasa.shared.utils.io

    warnings.showwarning = _ignore
    rasa.shared.utils.io.raise_warning = _ignore


def _ignore(*_args: Any, **_kwargs: Any) -> None:
    """Stands where Rasa would open a way to the log again."""


if __name__ == "__main__":
    main()
