"""First names that are common in the UK, and of which sex most who bear them are."""

from __future__ import annotations

from functools import lru_cache

from interview.understanding.words import words_of

_SEXES = {"women": "f", "men": "m"}


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """All of them, in lower case."""
    return words_of("names", "women") | words_of("names", "men") | words_of("names", "either")


def sex_of(name: str) -> str | None:
    """The sex of most who bear a name, "f" or "m"; None where it may be either, or the name is not a common one.

    Args:
        name: one word or several, of which the first counts.
    """
    first = name.lower().split()[0] if name.strip() else ""
    return next((sex for entry, sex in _SEXES.items() if first in words_of("names", entry)), None)
