"""Reads what was filled into a text of the wording."""

from __future__ import annotations

import re

_NAME = re.compile(r"\\\{(\w+)\\\}")


class Template:
    """A text with {names} in it.

    Args:
        text: which.
    """

    def __init__(self, text: str) -> None:
        seen: set[str] = set()

        def group(found: re.Match[str]) -> str:
            name = found[1]
            if name in seen:
                return f"(?P={name})"
            seen.add(name)
            return f"(?P<{name}>.+?)"

        self._pattern = re.compile(_NAME.sub(group, re.escape(text)), re.DOTALL)

    def read(self, text: str) -> dict[str, str] | None:
        """What stands in the place of each name; None if it is another text."""
        found = self._pattern.fullmatch(text)
        return found.groupdict() if found else None
