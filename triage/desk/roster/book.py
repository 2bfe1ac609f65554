"""The team as the audit trail has it: begun with a signed list, and changed by what people of the team put on record.

An entry counts only if who signed it had the role for it at that place of the trail, and a grant only once a second
person has approved it. So the rule of two holds for whoever reads the trail, whatever program wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from candour.errors import RecipientsError, TrailBroken, UsageError
from triage.audit.chain import Verification
from triage.audit.entry import APPROVE, FOUND, GRANT, OFFBOARD, REVOKE, ROTATE, Entry
from triage.desk.roles import ANEW, may, roles_in
from triage.desk.roster.change import Change, changes_in
from triage.desk.roster.people import Person, after, former, people_of
from triage.recipients import RecipientList, parse_list, verify_list
from triage.store import CaseStore

ENTRIES = (FOUND, GRANT, APPROVE, REVOKE, ROTATE, OFFBOARD)


@dataclass(frozen=True)
class Proposal:
    """A grant that waits for a second person.

    Args:
        change: the grant.
        digest: names it.
        by: the name of who proposed it.
        hour: when.
    """

    change: Change
    digest: str
    by: str
    hour: str


@dataclass
class Book:
    """The team.

    Args:
        root: the public key that signs the list; a team is begun anew only with a list that it has signed.

    Attributes:
        people: by name.
        proposals: by the digest of the grant.
        signers: of everyone who ever was in the team, by fingerprint.
        known: the fingerprints of all keys that ever were in the team.
        left: names of those who were off-boarded.
        ignored: entries that count for nothing, with why.
        begun: the entries with which the team was begun: the first, and each with which it was begun anew.
        entries: how many entries the trail has.
    """

    root: bytes
    people: dict[str, Person] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    signers: dict[str, bytes] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    ignored: list[tuple[int, str]] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    entries: int = 0

    @property
    def founded(self) -> bool:
        """Whether the trail knows of a team."""
        return bool(self.begun)

    def name_of(self, fingerprint: str) -> str | None:
        """Who holds a key now."""
        return next((name for name, person in self.people.items() if person.fingerprint == fingerprint), None)

    def take(self, entry: Entry, changes: Mapping[str, Change]) -> None:
        """Take the next entry of the trail."""
        self.entries = entry.sequence
        if entry.deed not in ENTRIES:
            return
        try:
            self._take(entry, changes)
        except (UsageError, RecipientsError) as error:
            self.ignored.append((entry.sequence, str(error)))

    def check(self, deed: str, by: str, change: Change, proposal: Proposal | None = None) -> str:
        """See that somebody may put a change on record.

        Args:
            deed: one of ENTRIES.
            by: fingerprint of whose key acts.
            change: which.
            proposal: what is approved.

        Returns:
            Their name.

        Raises:
            UsageError: they may not, or it cannot be made.
        """
        name = self.name_of(by)
        if name is None or not may(deed, self.people[name].roles):
            raise UsageError(f"{deed}: was put on record by somebody who may not")
        if deed == ROTATE and name != change.name:
            raise UsageError("a key is exchanged by who holds it")
        if deed == APPROVE:
            _check_second(name, by, proposal)
        if change.key and _fingerprint(change) in (self.known | self.signers.keys()) - self._held():
            raise UsageError("this key was in the team before, and does not come back: who returns makes a new one")
        after(self.people, change)
        return name

    def leave(self, former: Set[str]) -> None:
        """Take out whose key is on the signed list as one that has left.

        After a backup was restored the trail may not know any more who left; the list does.
        """
        gone = {name for name, person in self.people.items() if person.fingerprint in former}
        self.people = {name: person for name, person in self.people.items() if name not in gone}
        self.left |= gone

    def _held(self) -> set[str]:
        return {person.fingerprint for person in self.people.values()}

    def _take(self, entry: Entry, changes: Mapping[str, Change]) -> None:
        change = changes.get(entry.about or "")
        if change is None:
            raise UsageError("what it is about is gone, or was altered")
        if entry.deed not in (change.kind, APPROVE):
            raise UsageError("it is about a change of another kind")
        if entry.deed == FOUND:
            self._found(entry, change)
        elif entry.deed == GRANT:
            by = self.check(GRANT, entry.actor, change)
            self.proposals[entry.about or ""] = Proposal(change, entry.about or "", by, entry.hour)
        else:
            self._change(entry, change)

    def _change(self, entry: Entry, change: Change) -> None:
        proposal = self.proposals.get(entry.about or "")
        by = self.check(entry.deed, entry.actor, change, proposal)
        self.people = after(self.people, change, (proposal.by, by) if proposal else ())
        self.proposals.pop(entry.about or "", None)
        if entry.deed == OFFBOARD:
            self.left.add(change.name)
            # What they proposed, and who they were to become, goes with them.
            kept = self.proposals.items()
            self.proposals = {one: p for one, p in kept if change.name not in (p.by, p.change.name)}
        self._remember()

    def _found(self, entry: Entry, change: Change) -> None:
        listed, signature = parse_list(change.listed.encode("ascii", "replace"))
        if self.founded:
            verify_list(listed, signature)
            if listed.root != self.root or not may(ANEW, roles_in(listed).of([entry.actor])):
                raise UsageError("the team is begun anew by a lead, and with a list that the root key has signed")
        self.people, self.proposals = people_of(listed), {}
        self.begun.append(entry.sequence)
        self.signers |= dict(listed.signers)
        self._remember()

    def _remember(self) -> None:
        self.known |= self._held()
        self.signers |= {person.fingerprint: person.signer for person in self.people.values() if person.signer}


def _check_second(name: str, by: str, proposal: Proposal | None) -> None:
    if proposal is None:
        raise UsageError("there is no such proposal, or it was approved already")
    if name == proposal.by:
        raise UsageError("a proposal is approved by somebody else than who made it")
    if name == proposal.change.name or by == _fingerprint(proposal.change):
        raise UsageError("nobody approves a role of their own")


def _fingerprint(change: Change) -> str:
    return Person(change.recipient, b"", frozenset()).fingerprint


async def read_book(store: CaseStore, listed: RecipientList) -> Book:
    """Read the team from the trail, all of which is verified.

    Args:
        store: which one.
        listed: the signed list, which says who signs for whom.

    Raises:
        TrailBroken: the trail is not whole, so that nothing in it can be trusted.
    """
    changes = changes_in({one.id: one.document for one in await store.changes().all()})
    book, following = Book(listed.root), Verification(dict(listed.signers) or None)
    async for kept in store.trail().entries():
        if (entry := following.take(kept)) is None:
            break
        book.take(entry, changes)
    if fault := following.fault:
        raise TrailBroken(f"the audit trail is not whole: entry {fault.entry} {fault.problem}")
    book.leave(former(listed))
    return book
