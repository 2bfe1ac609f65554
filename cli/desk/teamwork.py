"""How a change to the team is carried out: put on record, the list signed anew, and all that there is re-wrapped."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from candour.errors import UsageError
from candour.settings import Settings
from cli.desk.access import load_keys, print_json, with_store
from cli.passphrase import read_passphrase
from triage.desk.demo import PASSPHRASE, ROOT_KEY
from triage.desk.keyring import DeskKey, RootKey, load_root_key, replace_list
from triage.desk.rewrapping.bookmark import NAME as BOOKMARK
from triage.desk.roles import may
from triage.desk.roster.book import Book, read_book
from triage.desk.roster.change import Change
from triage.desk.roster.deciding import acting, found_team, record_change
from triage.desk.roster.enforcing import rewrap_for_team
from triage.desk.roster.listing import sign_list
from triage.desk.roster.viewing import change_view
from triage.keys import same_fingerprint
from triage.recipients import DEMO_FOLDER, current_list, pinned_list
from triage.store import CaseStore
from triage.store.files import make_file_store

NOT_IN_FORCE = "Not in force yet: `candour desk rewrap --root ROOTKEY` signs the list, and re-wraps what there is."
NOT_REWRAPPED = "Nothing is re-wrapped yet: a lead or a custodian runs `candour desk rewrap`."


@dataclass
class AtWork:
    """The team as a command finds it, and whose key acts."""

    store: CaseStore
    key: DeskKey
    book: Book

    async def record(self, change: Change) -> dict[str, Any]:
        """Put a change on record, and tell of it."""
        await record_change(self.store, self.key, self.book, change)
        return {"id": str(change.id), **change_view(change)}


Work = Callable[[AtWork], Awaitable[dict[str, Any]]]


def carry_out(
    args: argparse.Namespace,
    settings: Settings,
    work: Work,
    *,
    new: Sequence[DeskKey] = (),
    more: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Put something on record, and in force where the root key is at hand; print it as JSON if that is asked for.

    Args:
        args: of the command.
        settings: of the desk.
        work: puts it on record.
        new: a key that the one at hand is exchanged for.
        more: what is told besides.
    """
    keys, root = load_keys(args.key, settings), _load_root(args, settings)

    async def do(store: CaseStore) -> dict[str, Any]:
        path = pinned_list(settings)[0]
        book = await found_team(store, keys[0], current_list(settings), path.read_bytes())
        done = await work(AtWork(store, acting(args.act, keys, book), book))
        forced = await _put_in_force(store, settings, [*new, *keys], root) if root or args.act == "rewrap" else {}
        return done | forced | (more or {})

    done = with_store(settings.store_url, do)
    if args.json:
        print_json(done)
    return done


def root_file(args: argparse.Namespace, settings: Settings) -> Path | None:
    """The root key that signs the list: the one that is named, or the demo desk's for its own list."""
    if getattr(args, "root", None) is not None:
        return Path(args.root)
    demo = settings.demo and settings.recipients is None and "root" in args
    return settings.data_dir / DEMO_FOLDER / ROOT_KEY if demo else None


def tell(done: dict[str, Any]) -> None:
    """Say what is in force."""
    if "list" in done:
        print(f"The list was signed anew: {done['list']}. Copy it to every server; until then they seal as before.")
    if "rewrapped" not in done:
        print(NOT_REWRAPPED if "list" in done else NOT_IN_FORCE)
        return
    print(
        "Re-wrapped:", ", ".join(f"{count} {name}" for name, count in done["rewrapped"].items() if count) or "nothing"
    )
    for name, count in done["shut"].items():
        if count:
            print(f"LEFT AS THEY WERE: {count} {name}, which these keys do not open. Whose keys do runs `rewrap`, too.")
    if done["waiting"]:
        print(f"{done['waiting']} files belong to reports that are still being made: run `rewrap` again in some days.")


async def _put_in_force(
    store: CaseStore, settings: Settings, keys: Sequence[DeskKey], root: RootKey | None
) -> dict[str, Any]:
    """Sign the list, if there is a root key, and re-wrap all, if one of the keys may."""
    path, listed, told = pinned_list(settings)[0], current_list(settings), dict[str, Any]()
    book = await read_book(store, listed)
    if root:
        replace_list(path, sign_list(root, book, listed))
        listed, told = current_list(settings), {"list": str(path)}
    roles = [book.people[name].roles for key in keys if (name := book.name_of(key.fingerprint))]
    if not any(may("rewrap", held) for held in roles):
        return told
    files, bookmark = make_file_store(settings), settings.data_dir / BOOKMARK
    tally = await rewrap_for_team(store, files, keys, book, listed=listed, bookmark=bookmark)
    return told | {"rewrapped": tally.done, "shut": tally.shut, "waiting": tally.waiting, "whole": tally.whole}


def _load_root(args: argparse.Namespace, settings: Settings) -> RootKey | None:
    file = root_file(args, settings)
    if file is None:
        return None
    demo = getattr(args, "root", None) is None
    root = load_root_key(file, PASSPHRASE if demo else read_passphrase(f"Passphrase of {file.name}: "))
    if not same_fingerprint(root.fingerprint, pinned_list(settings)[1]):
        raise UsageError("--root: this is not the root key whose fingerprint is pinned here")
    return root
