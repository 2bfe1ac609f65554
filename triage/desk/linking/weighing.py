"""How strongly two officers look like one: points for each thing that agrees, and the reason in words.

The points were set by hand so that a number that belongs to one officer is enough by itself, a name is not, and how
somebody looks never is without their force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from triage.desk.linking import names
from triage.desk.linking.subjects import FORCE, LOOKS, NAME, SHOULDER, STATION, WARRANT, Subject

STRONG, LIKELY, POSSIBLE = "strong", "likely", "possible"
_FLOORS = ((6, STRONG), (4, LIKELY), (3, POSSIBLE))
_WHOLE_WARRANT, _WHOLE_SHOULDER = 4, 3  # letters and digits that make a number tell of one officer


@dataclass(frozen=True)
class Reason:
    """One thing in which two officers agree.

    Args:
        what: name of the slot.
        here: as told in the one case.
        there: as told in the other.
        points: how much it weighs.
    """

    what: str
    here: str
    there: str
    points: int


@dataclass(frozen=True)
class Rarity:
    """What is known of all opened cases: how common a surname or a word of a description is."""

    common_family: Callable[[str], bool]
    common_look: Callable[[str], bool]


def strength_of(points: int) -> str | None:
    """What so many points are called; None when they are not worth a look."""
    return next((name for floor, name in _FLOORS if points >= floor), None)


def weigh(one: Subject, other: Subject, rarity: Rarity) -> list[Reason]:
    """What agrees in two officers; empty when nothing does that is worth a look. The order does not matter."""
    found = [*_numbers(one, other), *_name(one, other, rarity), *_looks(one, other, rarity)]
    if not found:
        return []
    if not any(reason.what in (SHOULDER, WARRANT) for reason in found) and _force(one, other) is True:
        found.append(_reason(FORCE, one, other, 1))
    if one.station & other.station and _force(one, other) is not False:
        found.append(_reason(STATION, one, other, 1))
    return found


def _numbers(one: Subject, other: Subject) -> Iterator[Reason]:
    if one.warrant and one.warrant == other.warrant and len(one.warrant) >= _WHOLE_WARRANT:
        yield _reason(WARRANT, one, other, 3 if _force(one, other) is False else 6)
    if points := _shoulder(one, other):
        yield _reason(SHOULDER, one, other, points)


def _shoulder(one: Subject, other: Subject) -> int:
    force = _force(one, other)
    if not one.digits or not other.digits or force is False:
        return 0  # each force has numbers of its own
    if one.letters and other.letters and one.letters != other.letters:
        return 0
    if one.digits != other.digits:
        return 1 if force and _part(one.digits, other.digits) else 0
    if len(one.digits) < _WHOLE_SHOULDER and not (one.letters and other.letters):
        return 2
    whole = one.letters == other.letters
    return (6 if whole else 4) if force else (4 if whole else 3)


def _part(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= 2 and (long.startswith(short) or long.endswith(short))


def _name(one: Subject, other: Subject, rarity: Rarity) -> Iterator[Reason]:
    alike = names.compare_names(one.name, other.name)
    points = {names.NONE: 0, names.GIVEN: 1, names.FAMILY: 2, names.FULL: 3}[alike]
    if alike == names.FAMILY and rarity.common_family(one.name.family or one.name.either):
        points = 1
    if points and _force(one, other) is False:
        points -= 2
    if points > 0:
        yield _reason(NAME, one, other, points)


def _looks(one: Subject, other: Subject, rarity: Rarity) -> Iterator[Reason]:
    shared = one.looks & other.looks
    rare = sum(not rarity.common_look(word) for word in shared)
    points = 2 if rare >= 2 else int(rare == 1 and len(shared) >= 3)
    if points and _force(one, other) is not False:
        yield _reason(LOOKS, one, other, points)


def _force(one: Subject, other: Subject) -> bool | None:
    return one.force == other.force if one.force and other.force else None


def _reason(what: str, one: Subject, other: Subject, points: int) -> Reason:
    return Reason(what, one.told.get(what, ""), other.told.get(what, ""), points)
