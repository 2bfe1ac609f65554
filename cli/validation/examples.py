"""Checks the training examples: nothing twice, nothing that teaches two things, no kind of conduct that is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cli.validation.project import Project
from cli.validation.sources import Place, Problem

FEW = 15
TOLD_BY = "inform"  # whose examples say of which kinds of conduct they tell
CATEGORY_SLOT = "conduct_category"
_MARKUP = re.compile(r"\[[^\]]*\][({]")


def check(project: Project) -> Iterator[Problem]:
    """Every problem of the examples."""
    yield from _repeated(project)
    yield from _categories(project)
    yield from _few(project)
    for _, text, place in project.examples():
        yield from _unusable(text, place)


def folded(text: str) -> str:
    """What a model can tell apart: case, apostrophes, punctuation and spacing make no new example."""
    bare = re.sub(r"[^\w\s]", "", text.casefold())
    return " ".join(bare.split()) or text.strip()


def _repeated(project: Project) -> Iterator[Problem]:
    seen: dict[str, tuple[str, Place]] = {}
    for block, text, place in project.examples():
        intent, first = seen.setdefault(folded(text), (block.intent, place))
        if first != place and intent == block.intent:
            yield Problem(place, f'"{text}" stands in `{intent}` twice: first at {first}')
        elif first != place:
            yield Problem(place, f'"{text}" is an example of `{block.intent}` and, at {first}, of `{intent}`')


def _categories(project: Project) -> Iterator[Problem]:
    known = {name for slot in project.guide.get("slots").items() if slot.get("name").text == CATEGORY_SLOT
             for name in slot.get("options").fields()}  # fmt: skip
    for block in project.blocks:
        if block.categories is None and block.intent == TOLD_BY:
            text = f"these examples of `{TOLD_BY}` do not say what they tell of: metadata: {{categories: [...]}}"
            yield Problem(block.place, text, error=False)
        for name, place in block.categories or ():
            if name not in known:
                yield Problem(place, f"`{name}` is no option of `{CATEGORY_SLOT}` in the guide")


def _few(project: Project) -> Iterator[Problem]:
    counts: dict[str, int] = {}
    for block in project.blocks:
        counts[block.intent] = counts.get(block.intent, 0) + len(block.examples)
    for block in project.blocks:
        count = counts.pop(block.intent, FEW)
        if count < FEW:
            text = f"`{block.intent}` has {count} examples; below {FEW} it is learned badly, 40 are better"
            yield Problem(block.place, text, error=False)


def _unusable(text: str, place: Place) -> Iterator[Problem]:
    if text.startswith("/"):
        yield Problem(place, "an example that begins with / is carried out as a command, not understood")
    if _MARKUP.search(text):
        yield Problem(place, "square brackets before ( or { are read as markup, not as words")
    if not text:
        yield Problem(place, "an example without words")
