"""Shuts this process in: it keeps what it holds, and can open, reach or start nothing more.

Three fences, one behind the other: namespaces (no network, an empty root), limits (no new descriptor of any kind, so
no file and no socket; bounded memory and time; no core), and no way to more rights. Where the kernel refuses the
namespaces to ordinary users, the limits hold alone, and `candour doctor` says so. Linux only.
Source: unshare(2), user_namespaces(7), getrlimit(2), prctl(2).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import sys

MEMORY = 2 * 1024**3
CPU_SECONDS = 120
_NO_NEW_PRIVILEGES, _DUMPABLE = 38, 4
_NAMESPACES = ("CLONE_NEWUSER", "CLONE_NEWNET", "CLONE_NEWNS", "CLONE_NEWIPC", "CLONE_NEWUTS")
# A folder that is empty for whoever looks from inside, and that no one can write to.
_EMPTY = "/proc/self/fdinfo"


def limit() -> None:
    """Bound memory and time: before a library is loaded."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (most, most))


def shut_in() -> bool:
    """Shut in: after the libraries are loaded, before a byte of the file is parsed.

    Returns:
        Whether the kernel gave namespaces as well.
    """
    apart = _unshare()
    for option, value in ((_NO_NEW_PRIVILEGES, 1), (_DUMPABLE, 0)):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
    # What is open stays open; nothing can be opened any more, neither file nor socket nor pipe. Inside a user
    # namespace not even root can raise it again.
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return apart


def _unshare() -> bool:
    flags = 0
    for name in _NAMESPACES:
        flags |= getattr(os, name)
    try:
        os.unshare(flags)
    except OSError:
        return False
    with contextlib.suppress(OSError):
        os.chroot(_EMPTY)
        os.chdir("/")
    return True


def kernel_allows() -> bool:
    """Whether a confined process gets namespaces here; asked of a process of its own."""
    script = "import sys; from stripping.confinement import shut_in; sys.exit(0 if shut_in() else 1)"
    # S603: our own interpreter and our own line.
    return subprocess.run([sys.executable, "-I", "-c", script], env={}, check=False).returncode == 0  # noqa: S603
