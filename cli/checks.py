"""What can be wrong with an installation: each check gives findings in plain words, never the value of a setting.

`candour doctor` shows all of them; `candour up` refuses to start on those that block.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from candour.buckets import Bucket
from candour.errors import GuideError, RecipientsError
from candour.settings import Settings
from cli.model import is_stale
from cli.parts import model_file
from cli.places import RASA_PYTHON, RASA_VERSION, ROOT

UNSAFE, MISSING, NOTE = "unsafe", "missing", "note"
DESK_VARIABLES = frozenset({"CANDOUR_DESK_KEY", "CANDOUR_DESK_PASSPHRASE_FILE"})


@dataclass(frozen=True)
class Finding:
    """One thing to know.

    Attributes:
        severity: unsafe, missing or note.
        what: the setting or part it is about.
        problem: what is wrong, and what to do, in one line.
        blocks: whether `candour up` refuses to start because of it.
    """

    severity: str
    what: str
    problem: str
    blocks: bool = False


def find_problems(settings: Settings, environment: Mapping[str, str]) -> list[Finding]:
    """Run every check.

    Args:
        settings: of this installation.
        environment: usually `os.environ`; for names that no setting has.
    """
    return [finding for check in CHECKS for finding in check(settings, environment)]


def _recipients(s: Settings, _environment: Mapping[str, str]) -> Iterator[Finding]:
    if s.demo:
        return
    if not s.recipients:
        yield Finding(UNSAFE, "CANDOUR_RECIPIENTS", "production needs the signed list of recipients", blocks=True)
    if not s.recipients_root:
        problem = "production needs the fingerprint of the root key, or a swapped list would go unnoticed"
        yield Finding(UNSAFE, "CANDOUR_RECIPIENTS_ROOT", problem, blocks=True)
    if s.recipients and s.recipients_root:
        yield from _usable_recipients(s.recipients, s.recipients_root)


def _usable_recipients(file: Path, root: str) -> Iterator[Finding]:
    from triage.recipients import read_list

    try:
        listed = read_list(file, root)
    except RecipientsError as error:
        what, _, problem = str(error).partition(": ")
        yield Finding(UNSAFE, what, problem, blocks=True)
        return
    if not listed.signers:
        problem = "says of nobody what they sign with, so the audit trail vouches for less; make it from .pub files"
        yield Finding(NOTE, "CANDOUR_RECIPIENTS", problem)


def _private_keys(s: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    if s.demo:
        return
    from triage.keys import find_private_keys

    for variable in sorted(DESK_VARIABLES & set(environment)):
        problem = "is the desk's and must not be set on a server that takes reports"
        yield Finding(UNSAFE, variable, problem, blocks=True)
    for file in find_private_keys(_reach(s)):
        problem = "is a private key within the server's reach; move it to the desk's own machine"
        yield Finding(UNSAFE, str(file), problem, blocks=True)


def _reach(s: Settings) -> Iterator[Path]:
    """Where a server of cases keeps or reads something: its folders, and the files of those it only passes through."""
    yield from (s.data_dir, s.draft_keys_dir)
    for folder in {Path.cwd(), ROOT} | ({s.recipients.absolute().parent} if s.recipients else set()):
        yield from (file for file in folder.glob("*") if file.is_file())


def _addresses(s: Settings, _environment: Mapping[str, str]) -> Iterator[Finding]:
    if s.demo and not is_loopback(s.host):
        yield Finding(
            UNSAFE, "CANDOUR_HOST", "demo mode is reachable from outside, and this machine can open its cases"
        )
    if not s.demo and not is_loopback(s.host) and not s.public_url:
        problem = "is not loopback: put a TLS proxy in front and set CANDOUR_PUBLIC_URL to its address"
        yield Finding(UNSAFE, "CANDOUR_HOST", problem)
    if s.metrics and not is_loopback(urlsplit(f"//{s.metrics}").hostname or ""):
        yield Finding(NOTE, "CANDOUR_METRICS", "is reachable from outside; let nothing but Prometheus reach it")
    if not s.demo and s.public_url and urlsplit(s.public_url).scheme != "https":
        yield Finding(UNSAFE, "CANDOUR_PUBLIC_URL", "must begin with https:// in production")


def _telegram(s: Settings, _environment: Mapping[str, str]) -> Iterator[Finding]:
    if not s.telegram_token:
        if s.telegram_webhook_url:
            yield Finding(NOTE, "TELEGRAM_WEBHOOK_URL", "does nothing without TELEGRAM_BOT_TOKEN")
        return
    if s.telegram_webhook_url and urlsplit(s.telegram_webhook_url).scheme != "https":
        yield Finding(UNSAFE, "TELEGRAM_WEBHOOK_URL", "must begin with https://", blocks=not s.demo)
    secret = s.telegram_webhook_secret
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        problem = "may hold only letters, digits, _ and -, at most 256 (Bot API, setWebhook)"
        yield Finding(UNSAFE, "TELEGRAM_WEBHOOK_SECRET", problem, blocks=True)
    elif secret and len(secret) < 16:
        yield Finding(UNSAFE, "TELEGRAM_WEBHOOK_SECRET", "is short enough to guess; use 32 characters or more")
    if urlsplit(s.telegram_base_url).scheme != "https" and not is_loopback(
        urlsplit(s.telegram_base_url).hostname or ""
    ):
        yield Finding(UNSAFE, "TELEGRAM_BASE_URL", "sends chats in the clear; use https://")


def _folders(s: Settings, _environment: Mapping[str, str]) -> Iterator[Finding]:
    for variable, folder in (("CANDOUR_DATA_DIR", s.data_dir), ("CANDOUR_DRAFT_KEYS", s.draft_keys_dir)):
        if open_to_others(folder):
            yield Finding(UNSAFE, variable, "the folder is open to other users of this machine; chmod 700 it")
    if not s.redis_url and filesystem_of(s.draft_keys_dir) != "tmpfs":
        problem = "keys of drafts are on a disk, where a backup or a forensic copy can keep them; use a tmpfs"
        yield Finding(NOTE if s.demo else UNSAFE, "CANDOUR_DRAFT_KEYS", problem)
    if s.draft_keys_dir.absolute().is_relative_to(s.drafts_dir.absolute()):
        problem = "is inside the folder of drafts; keys and drafts must lie apart"
        yield Finding(UNSAFE, "CANDOUR_DRAFT_KEYS", problem, blocks=True)


def _settings_file(_s: Settings, _environment: Mapping[str, str]) -> Iterator[Finding]:
    if open_to_others(Path("candour.toml")):
        yield Finding(UNSAFE, "candour.toml", "can hold secrets and is open to other users; chmod 600 it")


def _names(s: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    known = {variable for variable, *_ in s.describe()} | DESK_VARIABLES
    for name in sorted(environment):
        if name.startswith("CANDOUR_") and name not in known:
            yield Finding(NOTE, name, "is no setting of Candour; is it misspelt?")


def _redis(s: Settings, _environment: Mapping[str, str]) -> Iterator[Finding]:
    if not s.redis_url:
        return
    from drafts.shared.server import connect, unsafe

    where = urlsplit(s.redis_url)
    if where.scheme != "rediss" and not is_loopback(where.hostname or ""):
        yield Finding(
            NOTE if s.demo else UNSAFE, "CANDOUR_REDIS_URL", "goes over a network in the clear; use rediss://"
        )
    try:
        wrong = unsafe(connect(s.redis_url))
    except OSError:
        yield Finding(MISSING, "CANDOUR_REDIS_URL", "cannot be reached", blocks=True)
        return
    for problem in wrong:
        yield Finding(UNSAFE, "CANDOUR_REDIS_URL", problem, blocks=not s.demo)


def _inner(s: Settings, _environment: Mapping[str, str]) -> Iterator[Finding]:
    if not is_loopback(s.inner_host):
        problem = "Rasa and actions listen beyond this machine: let nothing but Candour's own machines reach them"
        yield Finding(NOTE, "CANDOUR_INNER_HOST", problem)


def _signposts(s: Settings, _environment: Mapping[str, str]) -> Iterator[Finding]:
    from interview.signposts import load_signposts

    try:
        waiting = [signpost.key for signpost in load_signposts(s.signposts).values() if not signpost.confirmed]
    except GuideError as error:
        yield Finding(MISSING, "CANDOUR_SIGNPOSTS", str(error), blocks=True)
        return
    if waiting:
        problem = f"telephone numbers nobody has confirmed yet: {', '.join(waiting)}"
        yield Finding(NOTE if s.demo else UNSAFE, "CANDOUR_SIGNPOSTS", problem)


def _programs(_s: Settings, _environment: Mapping[str, str]) -> Iterator[Finding]:
    if not RASA_PYTHON.exists():
        yield Finding(MISSING, "Rasa", "its environment is missing; run `make prepare`", blocks=True)
    elif rasa_python_version() != RASA_VERSION:
        problem = f"its environment is not Python {RASA_VERSION}; run `make clean prepare`"
        yield Finding(MISSING, "Rasa", problem, blocks=True)
    if model_file().is_file() and not os.access(model_file(), os.R_OK):
        yield Finding(MISSING, "model", "cannot be read by this user; make it readable, it holds no secret")
    elif is_stale():
        yield Finding(MISSING, "model", "is missing or older than what it is made from; `candour train` makes it")


def _files(_s: Settings, _environment: Mapping[str, str]) -> Iterator[Finding]:
    from stripping.confinement import kernel_allows

    if not kernel_allows():
        problem = (
            "this kernel gives no namespaces to ordinary users, so the process that reads files is held by its limits "
            "alone; allow unprivileged user namespaces"
        )
        yield Finding(NOTE, "files", problem)


def _bucket(s: Settings, _environment: Mapping[str, str]) -> Iterator[Finding]:
    if not s.files_url:
        return
    bucket = Bucket.parse(s.files_url)
    if bucket.in_the_clear and not is_loopback(bucket.host):
        yield Finding(
            UNSAFE, "CANDOUR_FILES_URL", "its endpoint is not https://, so others on the way see each file come"
        )


CHECKS: tuple[Callable[[Settings, Mapping[str, str]], Iterator[Finding]], ...] = (
    _recipients,
    _private_keys,
    _addresses,
    _telegram,
    _folders,
    _settings_file,
    _names,
    _redis,
    _inner,
    _signposts,
    _programs,
    _files,
    _bucket,
)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that host name or address."""
    return host in {"localhost", "::1"} or host.startswith("127.")


def open_to_others(path: Path) -> bool:
    """Whether other users of this machine may enter or read it."""
    return path.exists() and bool(path.stat().st_mode & 0o077)


def filesystem_of(path: Path) -> str:
    """Type of the file system that holds a path, or would hold it (proc_pid_mounts(5)); empty where that is unknown."""
    mounts = Path("/proc/self/mounts")
    if not mounts.is_file():
        return ""
    place = path.absolute().resolve()
    rows = [line.split() for line in mounts.read_text("utf-8").splitlines()]
    holding = [(len(row[1]), row[2]) for row in rows if place.is_relative_to(row[1])]
    return max(holding, key=lambda found: found[0], default=(0, ""))[1]


def rasa_python_version() -> str:
    """Major and minor version of the Python in Rasa's environment, read without starting it."""
    text = (RASA_PYTHON.parent.parent / "pyvenv.cfg").read_text("utf-8")
    found = re.search(r"^version(?:_info)?\s*=\s*(\d+\.\d+)", text, re.MULTILINE)
    return found[1] if found else ""
