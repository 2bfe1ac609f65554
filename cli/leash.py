"""Ties a process to the one that started it, then becomes the program: `leash.py PARENT PROGRAM [ARGUMENT ...]`.

Run as a file by `leashed()`, with nothing imported from this project. Doing this in a program of its own, and not in a
`preexec_fn`, keeps Python code from running between fork and exec in a process that has threads.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def leashed(command: list[str]) -> list[str]:
    """Wrap a command so that the program cannot outlive this process, even when this process is killed.

    On systems without prctl(2) the program is started all the same, but only a clean stop ends it.
    """
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]


def main() -> None:
    """Tie, forbid core dumps (they would hold reporters' words), make files private, and become the program."""
    parent, program = int(sys.argv[1]), sys.argv[2:]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the leash was on
            sys.exit(1)
    try:
        os.execvp(program[0], program)  # noqa: S606 - there is no shell, and none is wanted
    except OSError:
        sys.exit(f"{program[0]}: cannot be run")


if __name__ == "__main__":
    main()
