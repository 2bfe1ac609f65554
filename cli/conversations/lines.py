"""YAML in which every scalar is text and every mapping knows its line, so that an error can say where it is."""

from __future__ import annotations

from typing import Any

import yaml

from candour.errors import ConversationError


class Lined(dict[Any, Any]):
    """A mapping from YAML and the line on which it begins."""

    line = 0


class _Loader(yaml.BaseLoader):
    """Leaves "yes", "no", "on" and numbers as they are written; a bare null is None."""

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.style is None and node.value in ("null", "~"):
            return None
        return super().construct_scalar(node)  # type: ignore[arg-type]  # its stubs know scalars only

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Lined:
        made = Lined()
        made.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in made:
                raise yaml.MarkedYAMLError(problem=f"{key!r} stands here twice", problem_mark=key_node.start_mark)
            made[key] = self.construct_object(value_node, deep=True)
        return made


def load(text: str, file: str) -> Any:
    """Read YAML.

    Args:
        text: its content.
        file: how an error names it.

    Raises:
        ConversationError: it is no YAML, or a key stands twice in one mapping.
    """
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - builds only text, lists and mappings
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConversationError(file, line, error.problem or "is not YAML") from None
    except yaml.YAMLError:
        raise ConversationError(file, 1, "is not YAML") from None
