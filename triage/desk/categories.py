"""The categories that a case is coded with, and their parts, as `categories.yml` or the team's own file says them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from candour.errors import SettingsError

VARIABLE = "CANDOUR_CATEGORIES"
DEFAULT_PATH = Path(__file__).with_name("categories.yml")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}\Z")
_KEYS = {"name", "parts"}


@dataclass(frozen=True)
class Category:
    """A main category.

    Args:
        code: its code.
        name: what it is called.
        parts: its sub-categories, code and name, in the order shown.
    """

    code: str
    name: str
    parts: Mapping[str, str]


class Categories(Mapping[str, str]):
    """All codes with their names, each main category before its parts."""

    def __init__(self, groups: Iterable[Category]) -> None:
        self.groups = tuple(groups)
        self._names: dict[str, str] = {}
        self._mains: dict[str, str] = {}
        for group in self.groups:
            for code, name in ((group.code, group.name), *group.parts.items()):
                self._names[code], self._mains[code] = name, group.code

    def __getitem__(self, code: str) -> str:
        """The name of a code."""
        return self._names[code]

    def __iter__(self) -> Iterator[str]:
        """All codes, in the order shown."""
        return iter(self._names)

    def __len__(self) -> int:
        """How many codes there are."""
        return len(self._names)

    def main(self, code: str) -> str | None:
        """The main category of a code; None for a code that is not on the list, or not any more."""
        return self._mains.get(code)

    def shown(self, codes: Iterable[str]) -> str:
        """Codes with their names, for people."""
        return "; ".join(f"{code} {self.get(code, '')}".strip() for code in codes)

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """Codes as they are filed: each once, in the order of the list.

        Raises:
            ValueError: one is not on the list; its text is that code.
        """
        chosen = set(codes)
        if unknown := sorted(chosen - set(self)):
            raise ValueError(unknown[0])
        return [code for code in self if code in chosen]


def load_categories(path: Path | None = None) -> Categories:
    """Read the list.

    Args:
        path: the team's own file (CANDOUR_CATEGORIES); the one shipped here without it.

    Raises:
        SettingsError: it cannot be read, or something in it is missing, unknown, of the wrong kind or there twice.
    """
    try:
        content = yaml.load((path or DEFAULT_PATH).read_text("utf-8"), _OnceLoader)  # noqa: S506 - a SafeLoader
    except _TwiceError as error:
        raise SettingsError(VARIABLE, f"{error} stands there twice") from None
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        raise SettingsError(VARIABLE, "the file cannot be read as YAML") from None
    if not isinstance(content, dict) or not content:
        raise SettingsError(VARIABLE, "the file must map codes to categories, each with a name")
    found = Categories([_category(_code(code), entry) for code, entry in content.items()])
    if len(found) != sum(1 + len(group.parts) for group in found.groups):
        raise SettingsError(VARIABLE, f"{_repeated(found)} stands there twice")
    return found


def _category(code: str, entry: Any) -> Category:
    if not isinstance(entry, dict) or not {"name"} <= entry.keys() <= _KEYS:
        raise SettingsError(VARIABLE, f"{code} must have a name and may have parts, and nothing else")
    parts = entry.get("parts", {})
    if not isinstance(parts, dict):
        raise SettingsError(VARIABLE, f"the parts of {code} must map codes to names")
    named = {_code(part): _name(part, name) for part, name in parts.items()}
    return Category(code, _name(code, entry["name"]), named)


def _code(code: Any) -> str:
    if not isinstance(code, str):  # a number, or one of the words that YAML takes for yes and no
        raise SettingsError(VARIABLE, f"{code} is read as no text: put that code in quotes")
    if not _CODE.match(code):
        raise SettingsError(VARIABLE, "codes are letters, digits, dots, dashes and underscores, at most 40")
    return code


def _name(code: str, name: Any) -> str:
    if not isinstance(name, str) or not name.strip():
        raise SettingsError(VARIABLE, f"the name of {code} must be text")
    return name.strip()


def _repeated(found: Categories) -> str:
    seen: set[str] = set()
    codes = (code for group in found.groups for code in (group.code, *group.parts))
    return next(code for code in codes if code in seen or seen.add(code))  # type: ignore[func-returns-value]


class _TwiceError(Exception):
    """A key stands twice in one mapping, of which YAML would silently keep the last."""


class _OnceLoader(yaml.SafeLoader):
    """YAML in which no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Make a mapping."""
        made = super().construct_mapping(node, deep)
        if len(made) != len(node.value):
            keys = [str(key.value) for key, _ in node.value]
            raise _TwiceError(next(key for key in keys if keys.count(key) > 1))
        return made
