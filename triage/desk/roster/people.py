"""The people of a team, as a signed list names them, and what one change makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from candour.errors import UsageError
from triage.audit.entry import GRANT, OFFBOARD, REVOKE, ROTATE
from triage.desk.roles import ASSESSOR, AUDITOR, CUSTODIAN, LEAD, roles_in
from triage.desk.roster.change import Change
from triage.keys import fingerprint
from triage.recipients import RecipientList
from triage.sealing import Recipient

People = Mapping[str, "Person"]


@dataclass(frozen=True)
class Person:
    """A colleague.

    Args:
        key: what is sealed to them; for an auditor, what names them.
        signer: what their key signs with; empty where nothing says so.
        roles: what they may do.
        added: who proposed and who approved the last role that they were given; empty for who founded the team.
    """

    key: Recipient
    signer: bytes
    roles: frozenset[str]
    added: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Names the key."""
        return fingerprint(self.key.raw)


def people_of(listed: RecipientList) -> dict[str, Person]:
    """Everyone that a list names, with what it gives them."""
    signers, given = dict(listed.signers), roles_in(listed).given
    return {
        name: Person(key, signers.get(fingerprint(key.raw), b""), given[fingerprint(key.raw)])
        for name, key in listed.everyone
    }


def former(listed: RecipientList) -> frozenset[str]:
    """The fingerprints of those who stand on a list as signers only: they have left, or have another key now."""
    here = {fingerprint(key.raw) for _, key in listed.everyone}
    return frozenset(who for who, _ in listed.signers if who not in here)


def after(people: People, change: Change, added: tuple[str, ...] = ()) -> dict[str, Person]:
    """The people once a change is made.

    Raises:
        UsageError: it cannot be made: nobody of that name or role is there, a key is somebody else's, an auditor would
            read something, or nobody would be left in a role that the team cannot be without.
    """
    made = _MADE[change.kind](dict(people), change, added)
    check_roles(made)
    return made


def check_roles(people: People) -> None:
    """See that somebody is left in each role without which a list would give more to the others.

    Raises:
        UsageError: nobody is.
    """
    for role in (ASSESSOR, LEAD, CUSTODIAN):
        if not any(role in person.roles for person in people.values()):
            raise UsageError(f"nobody would be left as {role}: grant that to somebody else first")


def _granted(people: dict[str, Person], change: Change, added: tuple[str, ...]) -> dict[str, Person]:
    key, roles = change.recipient, frozenset({change.role} | ({ASSESSOR} if change.role == LEAD else set()))
    known = people.get(change.name)
    if known and known.key != key:
        raise UsageError(f"{change.name} has another key; a new one is named with rotate")
    _check_new(people, change, key)
    roles |= known.roles if known else frozenset()
    if AUDITOR in roles and len(roles) > 1:
        raise UsageError("an auditor has no other role: they see what the others do")
    people[change.name] = Person(key, bytes.fromhex(change.signer), roles, added)
    return people


def _revoked(people: dict[str, Person], change: Change, _added: tuple[str, ...]) -> dict[str, Person]:
    person = _known(people, change.name)
    if change.role not in person.roles:
        raise UsageError(f"{change.name} is not {change.role}")
    left = person.roles - {change.role} - ({LEAD} if change.role == ASSESSOR else set())
    if left:
        people[change.name] = replace(person, roles=left)
    else:
        del people[change.name]
    return people


def _rotated(people: dict[str, Person], change: Change, _added: tuple[str, ...]) -> dict[str, Person]:
    person, key = _known(people, change.name), change.recipient
    if person.key == key:
        raise UsageError("this is the key that they have")
    _check_new(people, change, key)
    people[change.name] = replace(person, key=key, signer=bytes.fromhex(change.signer))
    return people


def _left(people: dict[str, Person], change: Change, _added: tuple[str, ...]) -> dict[str, Person]:
    _known(people, change.name)
    del people[change.name]
    return people


_MADE = {GRANT: _granted, REVOKE: _revoked, ROTATE: _rotated, OFFBOARD: _left}


def _known(people: People, name: str) -> Person:
    if name not in people:
        raise UsageError("nobody in the team has this name")
    return people[name]


def _check_new(people: People, change: Change, key: Recipient) -> None:
    if any(person.key == key for name, person in people.items() if name != change.name):
        raise UsageError("this key is somebody else's")
