"""The examples that the bare Rasa is trained on: as many of each intent, spread over all that there are.

Rasa makes fingerprints of all examples, with all their features, after each part of a pipeline. Over the tens of
thousands that Candour is trained on, that alone takes hours with the parts that `rasa init` gives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import yaml

from cli.validation.project import read_project


def write_sample(root: Path, file: Path, most: int) -> int:
    """Write a file of examples in Rasa's format.

    Args:
        root: the checkout whose examples are taken.
        file: to be written, also over an older one.
        most: examples of an intent.

    Returns:
        How many were taken.

    Raises:
        OSError: the file cannot be written.
    """
    taken = sample(((block.intent, text) for block, text, _ in read_project(root).examples()), most)
    nlu = [{"intent": name, "examples": [{"text": text} for text in texts]} for name, texts in taken.items()]
    file.parent.mkdir(parents=True, exist_ok=True)
    # Not JSON, though that is YAML: Rasa would take it for another tool's format, and leave it out without a word.
    file.write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), "utf-8")
    return sum(map(len, taken.values()))


def sample(examples: Iterable[tuple[str, str]], most: int) -> dict[str, list[str]]:
    """As many of each intent as `most` says, evenly spread in their order.

    Args:
        examples: intents and texts.
        most: of each intent; an intent that has fewer keeps all.
    """
    of_each: dict[str, list[str]] = defaultdict(list)
    for intent, text in examples:
        of_each[intent].append(text)
    return {name: _spread(texts, most) for name, texts in of_each.items()}


def _spread(texts: list[str], most: int) -> list[str]:
    if len(texts) <= most:
        return texts
    return [texts[n * len(texts) // most] for n in range(most)]
