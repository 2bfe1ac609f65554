"""From the team to the list that servers seal to, and how far a list and the team agree."""

from __future__ import annotations

from candour.errors import UsageError
from triage.desk.keyring import RootKey
from triage.desk.roles import ASSESSOR, AUDITOR, CUSTODIAN, LEAD
from triage.desk.roster.book import Book
from triage.desk.roster.people import Person, check_roles, people_of
from triage.recipients import RecipientList
from triage.sealing import Recipient

WAYS_OUT = (
    "Propose and approve them; or sign a list without them (candour keys recipients); or, after a backup was restored, "
    "begin with the list (candour desk roster --anew)"
)


def sign_list(root: RootKey, book: Book, listed: RecipientList) -> bytes:
    """Sign the list of the team as it is now. Who signed before goes on standing there as a signer.

    Raises:
        UsageError: the list that there is names a key of which the trail knows nothing, so that it would be lost; or
            nobody would be left in a role.
    """
    if strangers := [name for name, one in people_of(listed).items() if one.fingerprint not in book.known]:
        raise UsageError(f"the trail knows nothing of the key of {', '.join(strangers)}. {WAYS_OUT}")
    check_roles(book.people)
    signers = dict(listed.signers) | book.signers
    return root.sign(
        _holders(book, ASSESSOR),
        _holders(book, CUSTODIAN),
        tuple(signers.items()),
        tuple(name for name, _ in _holders(book, LEAD)),
        _holders(book, AUDITOR),
    )


def unexplained(listed: RecipientList, book: Book) -> list[str]:
    """What a list gives to somebody, and no two people of the team have put on record: as "name: role"."""
    return _more(people_of(listed), book.people)


def missing(listed: RecipientList, book: Book) -> list[str]:
    """What the team has decided, and the list does not give yet."""
    return _more(book.people, people_of(listed))


def _more(ones: dict[str, Person], others: dict[str, Person]) -> list[str]:
    found = []
    for name, person in ones.items():
        other = others.get(name)
        known = other.roles if other and other.key == person.key else frozenset()
        found += [f"{name}: {role}" for role in sorted(person.roles - known)]
    return found


def _holders(book: Book, role: str) -> tuple[tuple[str, Recipient], ...]:
    return tuple((name, person.key) for name, person in book.people.items() if role in person.roles)
