"""`candour serve PART`: becomes one process of Candour, for systemd or a container, which keep it running.

`candour up` does all of this by itself on one machine. Here the addresses and the secret that the processes share come
from the settings, and whoever starts them sees to what `candour prepare` does.
"""

from __future__ import annotations

import argparse
import os
import resource
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from candour.errors import SettingsError, StartError
from candour.settings import Settings, current_settings
from cli.checks import Finding, find_problems, is_loopback
from cli.parts import Ports, build_parts, whole_paths
from cli.prepare import OF_RASA, refuse
from cli.supervisor import Part

PARTS = ("bot", "actions", "rasa")
SECRET_CHARACTERS = 32


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `serve` to the command line."""
    parser = subparsers.add_parser("serve", help="run one process alone, for systemd or a container")
    parser.add_argument("part", choices=PARTS, help="which process")
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour serve`; this process becomes the part, so it returns only by raising.

    Raises:
        SettingsError: a setting is missing or cannot be used.
        StartError: something makes starting unsafe, or the program cannot be run.
    """
    settings = current_settings()
    part = part_of(settings, options.part)
    refuse(findings_of(options.part, settings))
    _become(part)
    return 0


def part_of(settings: Settings, name: str) -> Part:
    """The process of that name, as these settings describe it.

    Raises:
        SettingsError: they do not say where the processes listen, or what they share.
    """
    if len(settings.internal_token) < SECRET_CHARACTERS:
        raise SettingsError("CANDOUR_INTERNAL_TOKEN", f"must be {SECRET_CHARACTERS} characters or more")
    fenced = not is_loopback(settings.inner_host)  # then the other machines of that network may be reached as well
    rasa = _port("CANDOUR_RASA_URL", settings.rasa_url, anywhere=fenced)
    ports = Ports(rasa, _port("CANDOUR_ACTIONS_URL", settings.actions_url, anywhere=fenced))
    [part] = [part for part in build_parts(whole_paths(settings), ports) if part.name == name]
    return part


def findings_of(name: str, settings: Settings) -> list[Finding]:
    """What is wrong that concerns this process: Rasa needs a model, and only what holds keys needs recipients."""
    found = find_problems(settings, os.environ)
    if name != "rasa":
        return [finding for finding in found if finding.what not in OF_RASA]
    return [replace(finding, blocks=True) for finding in found if finding.what in OF_RASA]


def _port(variable: str, url: str, *, anywhere: bool) -> int:
    try:
        address = urlsplit(url)
        port = address.port or 0
    except ValueError:
        port = 0
    if not port or address.scheme != "http":
        raise SettingsError(variable, "must be http:// with an address and a port")
    if not anywhere and not is_loopback(address.hostname or ""):
        problem = "must be http:// with an address of the loopback interface and a port (CANDOUR_INNER_HOST is one)"
        raise SettingsError(variable, problem)
    return port


def _become(part: Part) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold reporters' words
    os.umask(0o077)
    os.chdir(part.folder)
    try:
        os.execve(part.command[0], part.command, dict(part.environment))  # noqa: S606 - no shell is wanted
    except OSError:
        raise StartError(f"{Path(part.command[0]).name} cannot be run for {part.name}") from None
