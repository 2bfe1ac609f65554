"""The word lists beside this module, and the list of nicknames that the library of that name keeps."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from nicknames import NickNamer


@lru_cache(maxsize=1)
def titles() -> frozenset[str]:
    """What is said before a name, and is no part of it."""
    return frozenset(_lists()["titles"].split())


@lru_cache(maxsize=1)
def idle() -> frozenset[str]:
    """Words of a description that say nothing by themselves."""
    return frozenset(_lists()["idle"].split())


@lru_cache(maxsize=1)
def alike() -> dict[str, str]:
    """Words of a description, with the one word that they are compared by."""
    return {other: word for word, others in _lists()["alike"].items() for other in others.split()}


@lru_cache(maxsize=4096)
def whole_names(given: str) -> frozenset[str]:
    """Every name that a first name may stand for, itself included: "dave" for david, "mick" for michael."""
    known = _nick_namer().canonicals_of(given) | _ours().get(given, frozenset())
    return frozenset({given} | known)


@lru_cache(maxsize=4096)
def is_first_name(word: str) -> bool:
    """Whether a word is known as a first name or a short form of one."""
    return len(whole_names(word)) > 1 or bool(_nick_namer().nicknames_of(word)) or word in _lists()["nicknames"]


@lru_cache(maxsize=1)
def _ours() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, said in _lists()["nicknames"].items():
        for nickname in said.split():
            found.setdefault(nickname, set()).add(name)
    return {nickname: frozenset(names) for nickname, names in found.items()}


@lru_cache(maxsize=1)
def _nick_namer() -> NickNamer:
    return NickNamer()


@lru_cache(maxsize=1)
def _lists() -> Any:
    return yaml.safe_load(files("triage.desk.linking").joinpath("words.yml").read_text("utf-8"))
