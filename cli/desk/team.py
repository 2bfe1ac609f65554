"""Who is in the team, in which role, with which key: `candour desk roster`, `grant`, `approve`, `offboard`, ..."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from candour.errors import UsageError
from candour.settings import Settings
from cli.desk.access import check_role, find_keys, load_keys, print_json, with_store
from cli.desk.teamwork import AtWork, carry_out, root_file, tell
from cli.keys import public_half
from cli.passphrase import read_passphrase
from triage.audit.entry import GRANT, OFFBOARD, REVOKE, ROTATE
from triage.desk.keyring import load_desk_key
from triage.desk.roles import ANEW, ROLES, may, roles_in
from triage.desk.roster.book import read_book
from triage.desk.roster.change import new_change
from triage.desk.roster.deciding import found_anew, proposal_named, record_approval
from triage.desk.roster.viewing import change_view, roster_view
from triage.recipients import current_list, pinned_list

CANNOT = (
    "What they have read, copied, printed or exported, they have.",
    "Backups and copies of the store made until now still open with their key: delete backups by their age.",
    "Each server seals to them until it has the new list: copy it there now.",
    "Their accounts on machines, on the store and on Telegram are not Candour's to close.",
    "On PostgreSQL the old rows lie in its files until VACUUM.",
)  # fmt: skip
Add = Callable[..., argparse.ArgumentParser]


def add_commands(add: Add) -> None:
    """Add the commands.

    Args:
        add: takes a name, a help text and a function, and makes a parser.
    """
    showing = add("roster", "show who is in the team, and what waits for a second person", roster)
    showing.add_argument("--anew", action="store_true", help="begin with the signed list, after a backup was restored")
    granting = add("grant", "propose a colleague, or another role for one", grant)
    _named(granting, role=True)
    granting.add_argument("--public", type=Path, metavar="FILE.pub", help="the public half of a new colleague's key")
    approving = add("approve", "approve what somebody else has proposed", approve)
    approving.add_argument("id", metavar="ID", help="as `roster` lists it; its beginning is enough")
    rotating = add("rotate", "exchange your own key for a new one", rotate)
    rotating.add_argument("new", type=Path, metavar="NEWKEY", help="made by `candour keys new`")
    for parser in (
        approving,
        rotating,
        _named(add("revoke", "take a role from a colleague", revoke), role=True),
        _named(add("offboard", "take a colleague out of the team at once, and re-wrap all", offboard)),
        add("rewrap", "re-wrap all for the team as it is now; goes on where it was cut off", rewrap),
    ):
        parser.add_argument("--root", type=Path, metavar="ROOTKEY", help="sign the list anew with this key")


def roster(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `roster`."""
    listed, keys = current_list(settings), find_keys(args.key, settings)
    if args.anew:
        _begin_anew(args, settings)
    book = with_store(settings.store_url, lambda store: read_book(store, listed))
    names = {one.fingerprint for one in keys}
    view = roster_view(book, listed, names)
    if args.json:
        print_json(view)
    else:
        _show(view)


def grant(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `grant`."""
    named = public_half(args.public) if args.public else None

    async def propose(one: AtWork) -> dict[str, Any]:
        known = one.book.people.get(args.name)
        if named is None and known is None:
            raise UsageError("--public FILE.pub: the key of a new colleague is needed")
        key, signer = named or ((known.key, known.signer) if known else (None, b""))
        change = new_change(GRANT, name=args.name, role=args.role, key=key.text if key else "", signer=signer.hex())
        return await one.record(change)

    done = carry_out(args, settings, propose)
    if not args.json:
        print(f"Proposed: {args.name} as {args.role}. Fingerprint {done['fingerprint']}: compare it with them.")
        print(f"Somebody else approves it: candour desk approve {done['id'][:8]}")


def approve(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `approve`."""

    async def second(one: AtWork) -> dict[str, Any]:
        proposal = proposal_named(one.book, args.id)
        await record_approval(one.store, one.key, one.book, proposal)
        return {"id": str(proposal.change.id), **change_view(proposal.change), "proposed_by": proposal.by}

    done = carry_out(args, settings, second)
    if not args.json:
        print(f"Approved: {done['name']} as {done['role']}, fingerprint {done['fingerprint']}.")
        tell(done)


def revoke(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `revoke`."""
    done = carry_out(args, settings, lambda one: one.record(new_change(REVOKE, name=args.name, role=args.role)))
    if not args.json:
        print(f"{args.name} is {args.role} no more.")
        tell(done)


def rotate(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `rotate`."""
    new = load_desk_key(args.new, read_passphrase(f"Passphrase of {args.new.name}: "))

    async def exchange(one: AtWork) -> dict[str, Any]:
        name = one.book.name_of(one.key.fingerprint) or ""
        return await one.record(new_change(ROTATE, name=name, key=new.recipient.text, signer=new.signer.hex()))

    done = carry_out(args, settings, exchange, new=[new])
    if not args.json:
        print(f"The key of {done['name']} is now {done['fingerprint']}. Keep the old one while backups need it.")
        tell(done)


def offboard(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `offboard`: on record, off the list, and nothing that lies in the store opens with their key.

    Raises:
        UsageError: there is no root key to sign the list with.
    """
    if root_file(args, settings) is None:
        raise UsageError("--root ROOTKEY: the list is signed anew at once")

    async def end(one: AtWork) -> dict[str, Any]:
        if args.name in one.book.left and args.name not in one.book.people:
            return {"name": args.name}  # an earlier run was cut off
        return await one.record(new_change(OFFBOARD, name=args.name))

    done = carry_out(args, settings, end, more={"cannot": list(CANNOT)})
    if not args.json:
        print(f"{args.name} is out of the team.")
        tell(done)
        print("What no command can do:", *CANNOT, sep="\n  - ")


def rewrap(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `rewrap`."""

    async def nothing(_: AtWork) -> dict[str, Any]:
        return {}

    done = carry_out(args, settings, nothing)
    if not args.json:
        tell(done)


def _named(parser: argparse.ArgumentParser, *, role: bool = False) -> argparse.ArgumentParser:
    parser.add_argument("name", metavar="NAME")
    if role:
        parser.add_argument("role", choices=ROLES)
    return parser


def _begin_anew(args: argparse.Namespace, settings: Settings) -> None:
    keys = load_keys(args.key, settings)
    check_role(ANEW, keys, settings)
    listed, signed = current_list(settings), pinned_list(settings)[0].read_bytes()
    given = roles_in(listed)
    key = next(one for one in keys if may(ANEW, given.of([one.fingerprint])))
    with_store(settings.store_url, lambda store: found_anew(store, key, listed, signed))


def _show(view: dict[str, Any]) -> None:
    if not view["begun"]:
        print("The trail knows of no team yet. It begins with the list, at the first change or re-wrapping.")
    if len(view["begun"]) > 1:
        print("The team was begun anew with a signed list by entry", ", ".join(map(str, view["begun"][1:])))
    table = Table("Name", "Roles", "Fingerprint", "Added by", box=None, pad_edge=False)
    for one in view["people"]:
        added = " and ".join(one["added_by"]) or "founding list"
        table.add_row(one["name"], ", ".join(one["roles"]), one["fingerprint"], added)
    Console().print(table)
    for one in view["proposals"]:
        print(f"Waits: {one['id'][:8]}  {one['name']} as {one['role']}, {one['fingerprint']}, by {one['proposed_by']}")
    for entry in view["ignored"]:
        Console().print(Text(f"Entry {entry['entry']} counts for nothing: {entry['why']}"))
    for title, names in (
        ("On the list, not on record", "on_the_list_only"),
        ("Not on the list yet", "not_on_the_list"),
    ):
        if view[names]:
            print(f"{title}: {'; '.join(view[names])}")
