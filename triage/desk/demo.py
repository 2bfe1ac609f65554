"""The demo desk: keys with a public passphrase, so that the whole way can be tried on one machine."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from triage.desk.keyring import DeskKey, RootKey, write_new
from triage.recipients import DEMO_FOLDER, DEMO_LIST, DEMO_ROOT

PASSPHRASE = "demo"  # noqa: S105 - public on purpose: demo mode says everywhere that it protects nobody
DESK_KEY = "desk.key"
ROOT_KEY = "root.key"
_WORK_FACTOR = 10  # a known passphrase is not protected by work


def make_demo_keys(data_dir: Path) -> Path:
    """Make the demo desk's keys and signed list, once; they stay as they are afterwards.

    Returns:
        The folder: desk.key, root.key, recipients.txt and root-fingerprint.txt.
    """
    folder = data_dir / DEMO_FOLDER
    if folder.is_dir():
        return folder
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made aside and moved into place at once: a crash, or a second process, never leaves half a desk.
    made = Path(tempfile.mkdtemp(prefix=f".{DEMO_FOLDER}-", dir=data_dir))
    _fill(made)
    try:
        made.rename(folder)
    except OSError:
        shutil.rmtree(made)
    return folder


def demo_desk_key(data_dir: Path) -> Path:
    """Tell where the demo desk's key is (its passphrase is PASSPHRASE)."""
    return data_dir / DEMO_FOLDER / DESK_KEY


def _fill(folder: Path) -> None:
    desk, root = DeskKey.new("demo"), RootKey.new()
    desk.to_file(folder / DESK_KEY, PASSPHRASE, _WORK_FACTOR)
    root.to_file(folder / ROOT_KEY, PASSPHRASE, _WORK_FACTOR)
    write_new(folder / DEMO_LIST, root.sign(((desk.name, desk.recipient),), (), ((desk.fingerprint, desk.signer),)))
    write_new(folder / DEMO_ROOT, root.fingerprint.encode("ascii"))
