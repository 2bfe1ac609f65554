"""Checks the marked accounts in nlu/accounts/: slots, values and kinds of the guide, each once, nobody real."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from cli.validation.personal_data import looks_real
from cli.validation.project import Project
from cli.validation.sources import Place, Problem
from tagging.marks import Mark

NONE = "none"  # of words that say that there is none: "nobody saw it"
CATEGORY = "conduct_category"
DENIED = ("evidence_exists", "reported_before", "witnesses")


def check(project: Project) -> Iterator[Problem]:
    """Every problem of the marked accounts."""
    slots = {slot.get("name").text: tuple(slot.get("options").keys()) for slot in project.guide.get("slots").items()}
    seen: dict[str, Place] = {}
    for account, place in project.accounts:
        first = seen.setdefault(" ".join(account.text.casefold().split()), place)
        if first != place:
            yield Problem(place, f"this account stands at {first} already")
        for mark in account.marks:
            if wrong := _wrong(slots, mark):
                words = account.text[mark.start : mark.end]
                yield Problem(place, f'"{words}" is marked as {wrong}')
        for category in set(account.categories or ()) - set(slots[CATEGORY]):
            yield Problem(place, f"tells of `{category}`, which is no kind of conduct of the guide")
        for kind in looks_real(account.text):
            yield Problem(place, f"looks like {kind} of a real person: use one that nobody can have", error=False)


def _wrong(slots: Mapping[str, Collection[str]], mark: Mark) -> str | None:
    options = slots.get(mark.slot)
    if options is None:
        return f"`{mark.slot}`, which is no slot of the guide"
    values = (NONE,) if mark.slot in DENIED else options
    if mark.value is not None and mark.value not in values:
        return f"`{mark.slot}={mark.value}`, which is none of its values"
    if mark.value is None and options:
        return f"`{mark.slot}` without saying which of its values"
    return None
