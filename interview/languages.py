"""Recognises text in one of the languages that reporters use besides English, and only when it is sure.

py3langid carries its model (a naive Bayes over byte n-grams) in the package; nothing leaves the process.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from interview.guide import FOLDER

SURE = 0.9
SHORTEST = 4  # words: a name or a short answer resembles too many languages
MOST_NAMES = 0.5  # the share of words with a capital from which a text may be no more than names
ENGLISH = "en"


def foreign(text: str) -> str | None:
    """The code of the language that a text is surely written in, if it is one of ours and not English."""
    words = text.split()
    names = sum(word[:1].isupper() for word in words)
    if len(words) < SHORTEST or names > MOST_NAMES * len(words):
        return None
    language, sure = _identifier().classify(text)
    return str(language) if language != ENGLISH and sure >= SURE else None


def english(text: str) -> bool:
    """Whether a text is surely English, though its writer is spoken to in another language."""
    if len(text.split()) < SHORTEST:
        return False
    language, sure = _identifier().classify(text)
    return bool(language == ENGLISH and sure >= SURE)


def sentence(language: str) -> str:
    """What is said to somebody who writes in this language, in this language."""
    return str(entries()[language]["text"])


@lru_cache(maxsize=1)
def entries() -> dict[str, Any]:
    """What languages.yml says of each language, by code."""
    return dict(yaml.safe_load((FOLDER / "languages.yml").read_text("utf-8")))


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Here and not above: the dialogue's own environment, which reads the guide as well, has no such library.
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages([ENGLISH, *entries()])
    return identifier
