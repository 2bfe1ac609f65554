"""`candour onion`: write the configuration of a Tor onion service in front of the gateway, and check it with tor.

Tor itself is started by the operator, under an account of its own; the address is known once it has run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
from pathlib import Path

from candour.errors import CandourError, UsageError
from candour.onion import is_onion_host
from candour.settings import Settings, current_settings

# What proof-of-work lets in when people queue: a turn takes some 40 ms of a small server, and a page loads five files.
QUEUE_RATE, QUEUE_BURST = 20, 200
STREAMS = 40  # at once through one circuit: a page with its files and its chat needs some ten
TORRC = """\
# An onion service in front of Candour. Written by `candour onion`; run it again when the address or the port changes.
DataDirectory {tor}
# The folder holds the private key of the address: whoever has it can stand in for this service. Back it up apart.
HiddenServiceDir {service}
HiddenServiceVersion 3
HiddenServicePort 80 {target}
# Who floods the service with new circuits has to work for each; when nobody does, nobody waits.
HiddenServicePoWDefensesEnabled 1
HiddenServicePoWQueueRate {rate}
HiddenServicePoWQueueBurst {burst}
HiddenServiceEnableIntroDoSDefense 1
HiddenServiceMaxStreams {streams}
HiddenServiceMaxStreamsCloseCircuit 1
# Nothing but the service: no proxy for programs of this machine, no relaying, and no words about visitors.
SocksPort 0
ControlPort 0
SafeLogging 1
Log warn stderr
"""


class TorRefuses(CandourError):
    """tor does not accept the configuration."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `onion` to the command line."""
    parser = subparsers.add_parser("onion", help="write the configuration of a Tor onion service", description=__doc__)
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where it is kept; DATA_DIR/onion unless given")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour onion`.

    Raises:
        TorRefuses: tor is there, and says no.
        UsageError: the folder's name cannot stand in tor's configuration.
    """
    settings = current_settings()
    folder = (options.folder or settings.data_dir / "onion").absolute()
    file = write(folder, settings)
    checked, address = verified(file), address_in(folder)
    if options.json:
        print(json.dumps({"file": str(file), "checked": checked, "address": address}))
    else:
        print("\n".join(told(file, checked=checked, address=address)))
    return 0


def write(folder: Path, settings: Settings) -> Path:
    """Write the configuration and the folders that it names, open to this account only.

    Returns:
        The file.
    """
    if not str(folder).isprintable() or '"' in str(folder) or "\\" in str(folder):
        raise UsageError("the folder's name has a character that tor's configuration cannot hold")
    for part in (folder, folder / "tor", folder / "service"):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.chmod(0o700)
    file = folder / "torrc"
    file.write_text(torrc_of(folder, settings), "utf-8")
    return file


def torrc_of(folder: Path, settings: Settings) -> str:
    """The configuration, as text."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "", "localhost") else settings.host  # noqa: S104 - replaced
    return TORRC.format(
        tor=f'"{folder / "tor"}"',
        service=f'"{folder / "service"}"',
        target=f"[{host}]:{settings.port}" if ":" in host else f"{host}:{settings.port}",
        rate=QUEUE_RATE,
        burst=QUEUE_BURST,
        streams=STREAMS,
    )


def verified(file: Path) -> bool:
    """Whether tor accepted the configuration; False when there is no tor here to ask.

    Raises:
        TorRefuses: it did not.
    """
    tor = shutil.which("tor")
    if tor is None:
        return False
    asked = subprocess.run(
        [tor, "--verify-config", "-f", str(file), "--defaults-torrc", os.devnull],
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        refused = [line for line in asked.stdout.splitlines() if "[warn]" in line or "[err]" in line]
        raise TorRefuses(refused[-1] if refused else "tor does not accept the configuration")
    return True


def address_in(folder: Path) -> str:
    """The service's address, once tor has made it; else nothing."""
    try:
        host = (folder / "service" / "hostname").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return f"http://{host}" if is_onion_host(host) else ""


def told(file: Path, *, checked: bool, address: str) -> list[str]:
    """What the operator reads, as lines."""
    return [
        f"Written: {file}",
        "tor accepts it." if checked else "Not checked: there is no tor here (Debian: apt-get install tor).",
        f"Start it:  tor -f {file}",
        f"Then set:  CANDOUR_ONION_URL={address}" if address else "Then run this command again: it tells the address.",
    ]
