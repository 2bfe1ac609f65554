"""Runs commands of Rasa, and picks what went wrong out of its output."""

from __future__ import annotations

import re
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from candour.errors import ModelError
from cli.leash import leashed
from cli.places import RASA_PYTHON, ROOT, rasa_environment


def run_rasa(
    arguments: Sequence[str], say: Callable[[str], None], environment: Mapping[str, str] | None = None
) -> tuple[int, list[str]]:
    """Run a command of Rasa, showing what it is at.

    Args:
        arguments: the command and its options.
        say: told which component is being trained, or which step of our own training was taken.
        environment: added to `rasa_environment()`.

    Returns:
        Its exit code and its last lines.

    Raises:
        ModelError: Rasa's environment is missing.
    """
    if not RASA_PYTHON.exists():
        raise ModelError("Rasa's environment is missing: run `make prepare`")
    command = leashed([str(RASA_PYTHON), "-m", "dialogue", *arguments])
    last: deque[str] = deque(maxlen=400)
    whole = {**rasa_environment(), **(environment or {})}
    with subprocess.Popen(
        command, cwd=ROOT, env=whole, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            for line in process.stdout or ():
                last.append(line)
                if component := re.search(r"Starting to train component '(\w+)'", line):
                    say(f"Training the model: {component[1]}")
                elif step := re.match(r"\w+: (step .*)", line):
                    say(step[1])
        except BaseException:
            process.kill()
            raise
    return process.returncode, list(last)


def problems(lines: Sequence[str]) -> list[str]:
    """Pick what went wrong out of Rasa's output: each problem once, without colours, times and module names.

    Only trainers' own files are quoted there, never a reporter.
    """
    plain = (re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in lines)
    wrong = (line for line in plain if re.search(r"\berror\b|\w+(Error|Exception)\b|invalid", line, re.IGNORECASE))
    return list(dict.fromkeys(re.sub(r"^[\d\-: ]*ERROR\s+[\w.]+\s+-\s+", "", line) for line in wrong))
