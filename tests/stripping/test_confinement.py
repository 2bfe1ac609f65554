"""The process that parses files can reach nothing: tried from inside, in a process that was shut in the same way."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from stripping import confinement

TRIES = {
    "a socket": "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "a local socket": "import socket; socket.socket(socket.AF_UNIX)",
    "a file to read": "open('/etc/passwd')",
    "a file to write": "open('left-behind', 'w')",
    "a folder": "os.listdir('/')",
    "a process": "os.posix_spawn('/bin/true', ['true'], {})",
    "a pipe": "os.pipe()",
    "memory in a file": "os.memfd_create('x')",
    "more descriptors": "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)); open('/etc/passwd')",
    "a core": "assert resource.getrlimit(resource.RLIMIT_CORE) != (0, 0)",
    "too much memory": "bytearray(3 * 1024**3)",
}


def inside(code: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line after the process has shut itself in; it says "before" first, and "did it" if the line worked."""
    script = f"""
        import os, resource, socket
        from stripping.confinement import limit, shut_in
        limit(); shut_in()
        os.write(1, b"before ")
        try:
            {code}
        except (OSError, ValueError, MemoryError, AssertionError):
            os._exit(3)
        os.write(1, b"did it")
        os._exit(0)
    """
    command = [sys.executable, "-I", "-c", textwrap.dedent(script)]
    return subprocess.run(command, env={}, capture_output=True, timeout=30, check=False)


@pytest.mark.parametrize("what", TRIES)
def test_a_confined_process_gets_no(what: str) -> None:
    done = inside(TRIES[what])
    assert (done.stdout, done.returncode) == (b"before ", 3), done.stderr[-300:]


def test_a_confined_process_keeps_what_it_holds() -> None:
    assert inside("os.write(1, b'still ')").stdout == b"before still did it"


@pytest.mark.skipif(not confinement.kernel_allows(), reason="this kernel gives no namespaces to ordinary users")
def test_a_confined_process_sees_no_network_and_an_empty_root() -> None:
    script = textwrap.dedent("""
        import os, socket
        from stripping import confinement
        confinement._unshare()
        print(sorted(os.listdir("/")), [name for _, name in socket.if_nameindex()])
    """)
    told = subprocess.run([sys.executable, "-I", "-c", script], env={}, capture_output=True, check=True).stdout.decode()
    names, networks = told.strip().split("] [")
    assert "etc" not in names
    assert networks.rstrip("]") == "'lo'"


def test_the_limits_hold_where_the_kernel_gives_no_namespaces() -> None:
    # Not as root, who could raise a limit again without namespaces: operators who have none do not run this as root.
    script = textwrap.dedent("""
        import os, resource, socket
        from stripping import confinement
        if os.getuid() == 0:
            os.setgroups([]); os.setgid(65534); os.setuid(65534)
        confinement._unshare = lambda: False
        confinement.limit()
        assert confinement.shut_in() is False
        for attempt in (socket.socket, lambda: open("/etc/passwd"),
                        lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))):
            try:
                attempt()
            except (OSError, ValueError):
                continue
            os._exit(1)
        os._exit(0)
    """)
    assert subprocess.run([sys.executable, "-I", "-c", script], env={}, check=False).returncode == 0
