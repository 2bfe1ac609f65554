"""Words as people type them on a phone: without accents."""

from __future__ import annotations

import re
import unicodedata

from interview.phrases import plain

_ACCENTS = re.compile(r"[\u0300-\u036f]")  # of Latin letters; the signs of other scripts are letters, and stay
_OTHERS = str.maketrans({"ł": "l"})  # what is no letter with an accent to Unicode


def bare(text: str) -> str:
    """Fold what `plain` folds, and accents, so that "si" is "Sí"."""
    return plain(_ACCENTS.sub("", unicodedata.normalize("NFD", plain(text))).translate(_OTHERS))
