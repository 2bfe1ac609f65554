"""Whether someone says that they have themselves what shows what happened (`evidence.yml`)."""

from __future__ import annotations

import re
from functools import lru_cache

import yaml

from interview.guide import FOLDER
from interview.phrases import mentions

_NO = re.compile(r"\W*(?:no|none|nope|nothing)\b", re.IGNORECASE)


def held(text: str) -> bool:
    """Whether the words speak of something that they could send: their screenshots, not the camera of a shop."""
    if _speaks_of("nothing", text):
        return False
    own = _speaks_of("kept", text) and not _speaks_of("elsewhere", text) and not _NO.match(text)
    return own or _speaks_of("theirs", text)


def _speaks_of(kind: str, text: str) -> bool:
    return mentions(_words()[kind], text)


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    lists = yaml.load((FOLDER / "evidence.yml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
    return {kind: tuple(words) for kind, words in lists.items()}
