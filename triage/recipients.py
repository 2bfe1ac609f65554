"""The list of recipients that cases are sealed to: a text file, signed by an offline root key (Ed25519, RFC 8032).

    candour recipients v1
    issued 2026-11-24
    root <public key, 64 hexadecimal digits>
    recipient alice age1pq1...
    recipient recovery age1pq1...
    contact carol age1pq1...
    lead alice
    auditor dave age1pq1...
    signer <fingerprint of a recipient> <public key, 64 hexadecimal digits>
    signature <128 hexadecimal digits, over everything above>

Cases are sealed to every `recipient`. Contact details are sealed to every `contact`, the custodians, and nobody else;
where the list names none, to the recipients of cases.
A `lead` is a recipient who leads safeguarding; where the list names none, every recipient does. To an `auditor` nothing
is sealed: the key signs, and what its holder reads is the trail.
A `signer` says which key signs entries of the audit trail for whom; those who have left may still stand there.

The server trusts no list but one signed by the root whose fingerprint it was given, so that whoever can write its
files still cannot add a reader. Parsing is strict: written again, the file is the same byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from candour.errors import RecipientsError
from candour.settings import Settings
from triage.keys import fingerprint, same_fingerprint
from triage.sealing import Recipient

NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,31}")
DEMO_FOLDER = "demo-desk"
DEMO_LIST = "recipients.txt"
DEMO_ROOT = "root-fingerprint.txt"
_LARGEST = 256 * 1024
_FORM = re.compile(
    r"candour recipients v1\nissued (\d{4}-\d{2}-\d{2})\nroot ([0-9a-f]{64})\n"
    r"((?:recipient [a-z0-9.-]+ [a-z0-9]+\n)*)((?:contact [a-z0-9.-]+ [a-z0-9]+\n)*)"
    r"((?:lead [a-z0-9.-]+\n)*)((?:auditor [a-z0-9.-]+ [a-z0-9]+\n)*)"
    r"((?:signer [0-9a-f-]{39} [0-9a-f]{64}\n)*)signature ([0-9a-f]{128})\n",
    re.ASCII,
)


@dataclass(frozen=True)
class RecipientList:
    """Who may read, as the root key signs it.

    Args:
        issued: the day it was signed.
        root: the public key that signs it.
        members: who may read cases.
        custodians: who may read contact details; one who reads cases as well stands in both.
        signers: the fingerprint of a recipient and the key that signs in the audit trail for it.
        leads: names of the members who lead safeguarding.
        auditors: who reads the trail and no case, with the key that they sign with.

    Raises:
        RecipientsError: nobody is named, a name or key stands twice or is malformed, a lead is no member, or an auditor
            is to read something.
    """

    issued: date
    root: bytes
    members: tuple[tuple[str, Recipient], ...]
    custodians: tuple[tuple[str, Recipient], ...] = ()
    signers: tuple[tuple[str, bytes], ...] = ()
    leads: tuple[str, ...] = ()
    auditors: tuple[tuple[str, Recipient], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a list that cannot be used."""
        if not self.members:
            raise RecipientsError("CANDOUR_RECIPIENTS: the list names no recipient")
        _check_each_once(self.members)
        _check_each_once(self.custodians)
        # The same person may stand in both parts, with the same key.
        _check_each_once(tuple({(name, key.raw): (name, key) for name, key in self.everyone}.values()))
        if len(dict(self.signers)) != len(self.signers):
            raise RecipientsError("CANDOUR_RECIPIENTS: the list has a signer twice")
        if len(set(self.leads)) != len(self.leads) or not set(self.leads) <= dict(self.members).keys():
            raise RecipientsError("CANDOUR_RECIPIENTS: a lead is not a recipient, or stands twice")
        if (self._keys(self.auditors) & self._keys(self.readers)) or len(self._keys(self.auditors)) != 2 * len(
            self.auditors
        ):
            raise RecipientsError("CANDOUR_RECIPIENTS: an auditor reads nothing else, and stands there once")

    @property
    def readers(self) -> tuple[tuple[str, Recipient], ...]:
        """Everyone to whom something is sealed."""
        return self.members + self.custodians

    @property
    def everyone(self) -> tuple[tuple[str, Recipient], ...]:
        """All entries, in the order of the file."""
        return self.readers + self.auditors

    @property
    def names(self) -> dict[str, str]:
        """What everyone is called, by fingerprint."""
        return {fingerprint(recipient.raw): name for name, recipient in self.everyone}

    @staticmethod
    def _keys(entries: tuple[tuple[str, Recipient], ...]) -> set[str | bytes]:
        return {name for name, _ in entries} | {recipient.raw for _, recipient in entries}

    def signed_part(self) -> bytes:
        """Write what the root signs."""
        lines = ["candour recipients v1", f"issued {self.issued.isoformat()}", f"root {self.root.hex()}"]
        lines += [f"recipient {name} {recipient.text}" for name, recipient in self.members]
        lines += [f"contact {name} {recipient.text}" for name, recipient in self.custodians]
        lines += [f"lead {name}" for name in self.leads]
        lines += [f"auditor {name} {recipient.text}" for name, recipient in self.auditors]
        lines += [f"signer {who} {key.hex()}" for who, key in self.signers]
        return ("\n".join(lines) + "\n").encode("ascii")

    def to_bytes(self, signature: bytes) -> bytes:
        """Write the whole file."""
        return self.signed_part() + f"signature {signature.hex()}\n".encode("ascii")


@dataclass(frozen=True)
class Recipients:
    """Who a server seals to.

    Args:
        cases: all that reporters tell, but how to reach them.
        contacts: how to reach them.
    """

    cases: tuple[Recipient, ...]
    contacts: tuple[Recipient, ...]


def load_recipients(path: Path, root_fingerprint: str) -> Recipients:
    """Read the recipients that a server seals to.

    Args:
        path: the signed list (CANDOUR_RECIPIENTS).
        root_fingerprint: of the root key that must have signed it (CANDOUR_RECIPIENTS_ROOT).

    Raises:
        RecipientsError: names the setting and what is wrong; nothing is sealed to a list that is not wholly right.
    """
    return readers_of(read_list(path, root_fingerprint))


def readers_of(listed: RecipientList) -> Recipients:
    """Whom to seal to, as a list says."""
    cases = tuple(recipient for _, recipient in listed.members)
    return Recipients(cases, tuple(recipient for _, recipient in listed.custodians) or cases)


def read_list(path: Path, root_fingerprint: str) -> RecipientList:
    """Read and verify a list with its names and date.

    Raises:
        RecipientsError: as `load_recipients`.
    """
    data = _read(path)
    listed, signature = parse_list(data)
    if not same_fingerprint(fingerprint(listed.root), root_fingerprint):
        raise RecipientsError("CANDOUR_RECIPIENTS_ROOT: the list was not signed by the root key with this fingerprint")
    verify_list(listed, signature)
    return listed


def verify_list(listed: RecipientList, signature: bytes) -> None:
    """See that the root that a list names has signed it.

    Raises:
        RecipientsError: it has not.
    """
    try:
        Ed25519PublicKey.from_public_bytes(listed.root).verify(signature, listed.signed_part())
    except (InvalidSignature, ValueError):
        raise RecipientsError("CANDOUR_RECIPIENTS: the signature is wrong; the list was altered") from None


def current_recipients(settings: Settings) -> Recipients:
    """Read the recipients of a running server; in demo mode those of the demo desk unless a list is set.

    Raises:
        RecipientsError: a setting is missing, or as `load_recipients`.
    """
    return load_recipients(*pinned_list(settings))


def current_list(settings: Settings) -> RecipientList:
    """Read the list that `current_recipients` reads, with its names and signers.

    Raises:
        RecipientsError: as there.
    """
    return read_list(*pinned_list(settings))


def demo_list(data_dir: Path) -> tuple[Path, str]:
    """Find the demo desk's list and the root fingerprint that was pinned when it was made.

    Raises:
        RecipientsError: there is no demo desk yet.
    """
    folder = data_dir / DEMO_FOLDER
    return folder / DEMO_LIST, _read(folder / DEMO_ROOT).decode("ascii", "replace")


def pinned_list(settings: Settings) -> tuple[Path, str]:
    """Find the list that these settings name, and the fingerprint of the root that must have signed it.

    Raises:
        RecipientsError: a setting is missing.
    """
    if settings.recipients is None and settings.demo:
        return demo_list(settings.data_dir)
    if settings.recipients is None:
        raise RecipientsError("CANDOUR_RECIPIENTS: must name the signed list of recipients")
    if not settings.recipients_root:
        raise RecipientsError("CANDOUR_RECIPIENTS_ROOT: must be the fingerprint of the root key that signs the list")
    return settings.recipients, settings.recipients_root


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise RecipientsError(f"CANDOUR_RECIPIENTS: {path.name} cannot be read ({error.strerror})") from None
    if len(data) > _LARGEST:
        raise RecipientsError("CANDOUR_RECIPIENTS: the file is too large to be a list of recipients")
    return data


def parse_list(data: bytes) -> tuple[RecipientList, bytes]:
    """Read a list and its signature, which is not verified here.

    Raises:
        RecipientsError: it is no list.
    """
    form = _FORM.fullmatch(data.decode("ascii", "replace"))
    if not form:
        raise RecipientsError("CANDOUR_RECIPIENTS: the file is not a signed list of recipients")
    try:
        issued = date.fromisoformat(form[1])
    except ValueError:
        raise RecipientsError("CANDOUR_RECIPIENTS: the list's date is no date") from None
    readers, leads = (_entries(form[3]), _entries(form[4])), tuple(line.split(" ")[1] for line in form[5].splitlines())
    listed = RecipientList(issued, bytes.fromhex(form[2]), *readers, _signers(form[7]), leads, _entries(form[6]))
    return listed, bytes.fromhex(form[8])


def _entries(lines: str) -> tuple[tuple[str, Recipient], ...]:
    return tuple((name, _recipient(name, key)) for _, name, key in (line.split(" ") for line in lines.splitlines()))


def _signers(lines: str) -> tuple[tuple[str, bytes], ...]:
    return tuple((who, bytes.fromhex(key)) for _, who, key in (line.split(" ") for line in lines.splitlines()))


def _check_each_once(entries: tuple[tuple[str, Recipient], ...]) -> None:
    names, keys = {name for name, _ in entries}, {recipient.raw for _, recipient in entries}
    if len(names) != len(entries) or len(keys) != len(entries):
        raise RecipientsError("CANDOUR_RECIPIENTS: the list has a name or a key twice")
    if not all(NAME.fullmatch(name) for name in names):
        raise RecipientsError("CANDOUR_RECIPIENTS: names are lower-case letters, digits, dots and dashes, at most 32")


def _recipient(name: str, key: str) -> Recipient:
    try:
        return Recipient.from_text(key)
    except RecipientsError:
        raise RecipientsError(f"CANDOUR_RECIPIENTS: the key of {name} is not a usable age1pq1... key") from None
