"""nginx as a load balancer, as plain as it comes: each request goes to the next server that can be reached."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.leash import leashed
from tests.support.tools import accepts, tool

SECONDS = 10
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")

# `max_fails=0`: a server that could not be reached is asked again the next time. What was sent already is never sent to
# another, which is nginx's own default for POST.
SITE = """
upstream {name} {{ {servers} }}
server {{
    listen 127.0.0.1:{port};
    location / {{
        proxy_pass http://{name};
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $upgrading;
    }}
}}
"""


@dataclass(frozen=True)
class Balancer:
    """A running one.

    Attributes:
        log: a line for each request: by which server it was answered.
    """

    log: Path

    def taken(self) -> Counter[int]:
        """How many requests each server answered, by its port."""
        return Counter(int(line.rpartition(":")[2]) for line in self.log.read_text().splitlines() if ":" in line)


@asynccontextmanager
async def balancing(folder: Path, ways: Mapping[str, tuple[int, Sequence[int]]]) -> AsyncIterator[Balancer]:
    """Run it while the block runs.

    Args:
        folder: for its configuration and its log.
        ways: by name, the port that it listens on and those of the servers behind.
    """
    program, made = tool("nginx", "nginx-light"), Balancer(folder / "taken")
    (folder / "nginx.conf").write_text(_configuration(folder, made.log, ways))
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    accepts(*command, "-t")
    with (folder / "nginx.log").open("wb") as output:
        process = await asyncio.create_subprocess_exec(*leashed(command), stdout=output, stderr=output)
    try:
        async with asyncio.timeout(SECONDS):
            for port, _ in ways.values():
                await _listening(port)
        yield made
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), SECONDS)


def _configuration(folder: Path, log: Path, ways: Mapping[str, tuple[int, Sequence[int]]]) -> str:
    sites = "".join(
        SITE.format(name=name, port=port, servers=" ".join(f"server 127.0.0.1:{one} max_fails=0;" for one in servers))
        for name, (port, servers) in ways.items()
    )
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in TEMPORARY)
    told = f"log_format which $upstream_addr;\naccess_log {log} which;\nclient_max_body_size 64m;\n"
    upgrading = 'map $http_upgrade $upgrading { default upgrade; "" close; }\n'
    head = f"daemon off;\nuser root;\npid {folder}/nginx.pid;\nerror_log stderr crit;\nevents {{}}\n"
    return f"{head}http {{\n{places}{told}{upgrading}{sites}}}\n"


async def _listening(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
