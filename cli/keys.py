"""`candour keys`: make keys, and sign the list of recipients. For the triage team's own machine, off the network."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from candour.errors import RecipientsError, UsageError
from cli.passphrase import choose_passphrase, read_passphrase
from triage.desk.keyring import DeskKey, RootKey, load_desk_key, load_root_key, replace_list, write_new
from triage.desk.roster.public import SIGNER, read_public_half, signer_in
from triage.keys import fingerprint
from triage.recipients import NAME, RecipientList, read_list
from triage.sealing import Recipient


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `keys` and its commands."""
    keys = subparsers.add_parser("keys", help="make keys and sign the list of recipients", description=__doc__)
    commands = keys.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_new(commands)
    show = commands.add_parser("show", help="show a key's recipient and fingerprint")
    show.add_argument("file", type=Path, metavar="FILE")
    show.set_defaults(func=run, command=_show)
    root = commands.add_parser("root", help="make the offline root key, which signs who may read")
    root.add_argument("file", type=Path, metavar="FILE")
    root.set_defaults(func=run, command=_root)
    _add_recipients(commands)
    _add_check(commands)


def run(args: argparse.Namespace) -> int:
    """Carry out one command.

    Raises:
        CandourError: it cannot be done.
    """
    args.command(args)
    return 0


def _add_new(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    new = commands.add_parser("new", help="make a desk key, protected by a passphrase")
    new.add_argument("file", type=Path, metavar="FILE", help="FILE.pub gets the public half")
    new.add_argument("--name", default="desk", help="who holds it, for example alice or recovery")
    new.set_defaults(func=run, command=_new)


def _add_recipients(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    recipients = commands.add_parser("recipients", help="sign the list of those who may read")
    recipients.add_argument("--root", type=Path, required=True, metavar="ROOTKEY")
    recipients.add_argument("--out", type=Path, required=True, metavar="LIST", help="replaced if it exists")
    recipients.add_argument(
        "--contact", action="append", default=[], metavar="NAME=KEY", help="the only ones to read contact details"
    )
    recipients.add_argument(
        "--lead", action="append", default=[], metavar="NAME", help="a member who leads safeguarding"
    )
    recipients.add_argument(
        "--auditor", action="append", default=[], metavar="NAME=FILE.pub", help="reads the trail, and no case"
    )
    recipients.add_argument(
        "--former", action="append", default=[], metavar="FILE.pub", help="who has left: read nothing, signed before"
    )
    recipients.add_argument("members", nargs="+", metavar="NAME=KEY", help="KEY is age1pq1... or a .pub file")
    recipients.set_defaults(func=run, command=_recipients)


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser("check", help="verify a signed list and show who is on it")
    check.add_argument("file", type=Path, metavar="LIST")
    check.add_argument("--root-fingerprint", required=True, metavar="FINGERPRINT")
    check.set_defaults(func=run, command=_check)


def _new(args: argparse.Namespace) -> None:
    if not NAME.fullmatch(args.name):
        raise UsageError("--name: lower-case letters, digits, dots and dashes, at most 32")
    key = DeskKey.new(args.name)
    key.to_file(args.file, choose_passphrase())
    # age reads this file too, and passes over what begins with #.
    write_new(_public_file(args.file), f"{key.recipient.text}\n{SIGNER}{key.signer.hex()}\n".encode("ascii"))
    _print_key(key)


def _show(args: argparse.Namespace) -> None:
    _print_key(load_desk_key(args.file, read_passphrase(f"Passphrase of {args.file.name}: ")))


def _root(args: argparse.Namespace) -> None:
    key = RootKey.new()
    key.to_file(args.file, choose_passphrase())
    print(f"root fingerprint: {key.fingerprint}")


def _recipients(args: argparse.Namespace) -> None:
    members, custodians, auditors = (tuple(map(_member, some)) for some in (args.members, args.contact, args.auditor))
    named = (*args.members, *args.contact, *args.auditor)
    files = [key for _, _, key in (entry.partition("=") for entry in named)] + args.former
    signers = dict(found for file in files for found in signer_of(file))
    root = load_root_key(args.root, read_passphrase(f"Passphrase of {args.root.name}: "))
    signed = root.sign(members, custodians, tuple(signers.items()), tuple(args.lead), auditors)
    replace_list(args.out, signed)
    _print_list(read_list(args.out, root.fingerprint))


def _check(args: argparse.Namespace) -> None:
    _print_list(read_list(args.file, args.root_fingerprint))


def _member(text: str) -> tuple[str, Recipient]:
    name, separator, key = text.partition("=")
    if not separator:
        raise UsageError(f"{name[:40]}: write it as NAME=age1pq1... or NAME=FILE.pub")
    if not key.startswith("age1pq1"):
        key = _read_public(Path(key))[0]
    try:
        return name, Recipient.from_text(key)
    except RecipientsError as error:
        raise RecipientsError(f"{name}: {error}") from None


def public_half(file: Path) -> tuple[Recipient, bytes]:
    """Read the public half of a key, with what it signs with.

    Raises:
        UsageError: it is none, or does not say what it signs with.
        RecipientsError: the key is not usable.
    """
    return read_public_half("\n".join(_read_public(file)), file.name)


def signer_of(key: str) -> Iterator[tuple[str, bytes]]:
    """The fingerprint of the key in a .pub file, and its signer; files of old, and keys from elsewhere, have none."""
    if key.startswith("age1pq1"):
        return
    recipient, *others = _read_public(Path(key))
    if signer := signer_in("\n".join(others)):
        yield fingerprint(Recipient.from_text(recipient).raw), signer


def _read_public(file: Path) -> list[str]:
    try:
        return file.read_text("ascii").strip().splitlines() or [""]
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file.name}: cannot be read as the public half of a key") from None


def _public_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.pub")


def _print_key(key: DeskKey) -> None:
    recipient = key.recipient
    print(f"name:        {key.name}\nfingerprint: {key.fingerprint}\nrecipient:   {recipient.text}")
    print(f"signer:      {key.signer.hex()}")


def _print_list(listed: RecipientList) -> None:
    print(f"issued: {listed.issued.isoformat()}\nroot fingerprint: {fingerprint(listed.root)}")
    for name, recipient in listed.members:
        print(f"{fingerprint(recipient.raw)}  {name}{' (lead)' if name in listed.leads else ''}")
    for name, recipient in listed.custodians:
        print(f"{fingerprint(recipient.raw)}  {name} (contact details)")
    for name, recipient in listed.auditors:
        print(f"{fingerprint(recipient.raw)}  {name} (auditor)")
    for who, key in listed.signers:
        print(f"{who}  signs with {key.hex()}")
