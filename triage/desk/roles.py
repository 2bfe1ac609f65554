"""Roles, and who may do what: the one table that the command line and the desk's page both ask.

assessor    reads cases, and decides on them
lead        leads safeguarding: an assessor who also gives cases away, destroys them, and says who is in the team
custodian   opens how to reach reporters, which is sealed to custodians alone
auditor     sees what was done, and to which case; nothing is sealed to an auditor

Of these the keys themselves hold: who is no assessor cannot open a case, and who is no custodian no contact details,
whatever program they use. All other differences hold at this desk, which asks this table. See docs/roles.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from candour.errors import NotPermitted
from triage.keys import fingerprint
from triage.recipients import RecipientList

ASSESSOR, LEAD, CUSTODIAN, AUDITOR = "assessor", "lead", "custodian", "auditor"
ROLES = (ASSESSOR, LEAD, CUSTODIAN, AUDITOR)
ANEW = "anew"  # the team is begun anew with the signed list
_READERS = frozenset({ASSESSOR, LEAD})
_LEADS = frozenset({LEAD})
_COLLEAGUES = frozenset({ASSESSOR, LEAD, CUSTODIAN})
_ALL = frozenset(ROLES)

# What is done, by the name of its command, and who may do it.
POLICY: Mapping[str, frozenset[str]] = {
    # What opens nothing. `list`, `audit` and `categories` need no key at all.
    "list": _ALL,
    "audit": _ALL,
    "roster": _ALL,
    "categories": _ALL,
    "serve": _ALL,
    # Cases.
    "inbox": _READERS,
    "show": _READERS,
    "journal": _READERS,
    "links": _READERS,
    "statistics": _READERS,
    "report": _READERS,
    "export": _READERS,
    "assess": _READERS,
    "confirm": _READERS,
    "reopen": _READERS,
    "note": _READERS,
    "assign": _READERS,
    "code": _READERS,
    "told": _READERS,
    "read": _READERS,
    "message": _READERS,
    "retention": _READERS,
    # What lets a case out of the team for good.
    "share": _LEADS,
    "destroy": _LEADS,
    # How to reach a reporter.
    "contact": frozenset({CUSTODIAN}),
    # Who is in the team.
    "grant": _LEADS,
    "approve": _COLLEAGUES,
    "revoke": _LEADS,
    "offboard": _LEADS,
    "anew": _LEADS,
    "rotate": _ALL,
    "rewrap": frozenset({LEAD, CUSTODIAN}),
}


@dataclass(frozen=True)
class Roles:
    """Who has which roles.

    Args:
        given: by the fingerprint of the key.
        others: of keys that nothing names. They open what they open: an assessor's role where nothing is vouched for,
            none where a signed list says who is who.
    """

    given: Mapping[str, frozenset[str]]
    others: frozenset[str] = frozenset()

    def of(self, fingerprints: Iterable[str]) -> frozenset[str]:
        """The roles of somebody who holds all of these keys."""
        return frozenset(role for one in fingerprints for role in self.given.get(one, self.others))


UNVOUCHED = Roles({}, frozenset({ASSESSOR}))


def roles_in(listed: RecipientList) -> Roles:
    """The roles that a signed list gives.

    A list that names no lead, or no custodian, gives that role to every recipient: a small team that shares all. Who
    has left, and stands there as a signer only, has none.
    """
    leads = set(listed.leads) or {name for name, _ in listed.members}
    given = [(key, ASSESSOR) for _, key in listed.members]
    given += [(key, LEAD) for name, key in listed.members if name in leads]
    given += [(key, CUSTODIAN) for _, key in listed.custodians or listed.members]
    given += [(key, AUDITOR) for _, key in listed.auditors]
    found: dict[str, frozenset[str]] = {who: frozenset() for who, _ in listed.signers}
    for key, role in given:
        who = fingerprint(key.raw)
        found[who] = found.get(who, frozenset()) | {role}
    return Roles(found)


def may(act: str, roles: Iterable[str]) -> bool:
    """Whether somebody with these roles may do something; what the table does not name, nobody may."""
    return not POLICY.get(act, frozenset()).isdisjoint(roles)


def permit(act: str, roles: Iterable[str]) -> None:
    """Let through who may do something.

    Raises:
        NotPermitted: they may not.
    """
    held = frozenset(roles)
    if not may(act, held):
        raise NotPermitted(act, sorted(held), sorted(POLICY.get(act, frozenset())))
