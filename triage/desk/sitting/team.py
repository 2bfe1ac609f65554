"""Who works at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from triage.desk.roles import ASSESSOR, CUSTODIAN, LEAD, Roles
from triage.sealing import Recipient

_ALL = Roles({}, frozenset({ASSESSOR, LEAD, CUSTODIAN}))


@dataclass(frozen=True)
class Team:
    """The team: to whom the desk seals, and what its members are called.

    Args:
        recipients: who can open what is written here.
        names: of the members, by fingerprint.
        signers: which key signs for which fingerprint; None where nobody vouches for it.
        roles: as the list gives them; without any, whoever sits here may do all.
    """

    recipients: tuple[Recipient, ...]
    names: Mapping[str, str]
    signers: Mapping[str, bytes] | None = None
    roles: Roles = _ALL

    def name(self, fingerprint: str | None) -> str:
        """What somebody is called; the beginning of the fingerprint where that is not known."""
        return self.names.get(fingerprint or "") or (fingerprint or "")[:9]
