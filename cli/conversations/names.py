"""What conversation tests may name: questions, messages, slots and deeds, and the words that a name stands for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot import words
from interview.guide import FOLDER, Guide, load_guide, with_numbers
from interview.signposts import load_signposts, numbers

OPEN_AGAIN = "still_open"  # what the gateway says to someone who comes back
_AGAIN = re.compile(r"_again\Z")  # "greet_again" answers the intent "greet"
_PLACE = re.compile(r"\\\{\w+\\\}")


@dataclass(frozen=True)
class Names:
    """All names and their texts.

    Args:
        messages: the words of each.
        digressions: the message that answers an intent.
        numbers: what signposts.yml lists.

    A message is named as in guide.yml (`cleared`) or faq.yml without "utter_" (`faq_free`), or by its kind and slot:
    `why force`, `help force`, `intro account`, `question force`, `after immediate_danger yes`, and `number samaritans`
    for a number of signposts.yml.
    """

    guide: Guide
    messages: Mapping[str, tuple[str, ...]]
    digressions: Mapping[str, str]
    numbers: tuple[str, ...]

    @classmethod
    def load(cls, signposts: Path | None = None) -> Names:
        """Read the guide, the answers and the numbers.

        Raises:
            GuideError: one of them is not usable.
        """
        known = numbers(load_signposts(signposts))
        guide = with_numbers(load_guide(), known)
        faq = yaml.load((FOLDER / "faq.yml").read_text("utf-8"), yaml.BaseLoader)["responses"]  # noqa: S506 - text only
        answers = {name.removeprefix("utter_"): str(text).format_map(known) for name, text in faq.items()}
        return cls(
            guide, _messages(guide, answers, known), {_AGAIN.sub("", name): name for name in answers}, tuple(known)
        )

    @property
    def questions(self) -> list[str]:
        """Slots and controls."""
        return [*self.guide.names(), *self.guide.controls]

    def is_said(self, name: str, text: str) -> bool:
        """Whether a text holds a message, whatever was filled into it."""
        return all(self.holds(text, words) for words in self.messages[name])

    @staticmethod
    def holds(text: str, words: str) -> bool:
        """Whether a text holds these words of the guide, whatever stands in their {places}."""
        return bool(re.search(_pattern(words), squeezed(text)))


def squeezed(text: str) -> str:
    """A text with single spaces: how its messages are cut does not matter."""
    return " ".join(text.split())


def near(name: str, known: Iterable[str]) -> str:
    """ "; did you mean ...?", or nothing when no known name is near."""
    found = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean {found[0]!r}?" if found else ""


def _messages(guide: Guide, answers: Mapping[str, str], known: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {name: (text,) for name, text in {**guide.messages, **answers}.items()}
    found[OPEN_AGAIN] = (words.CARRY_ON,)
    found |= {f"number {name}": (number,) for name, number in known.items()}
    for question in (*guide.slots, *guide.controls.values()):
        parts = {"question": question.question, "why": question.why, "help": question.help, "intro": question.intro}
        found |= {f"{kind} {question.name}": (text,) for kind, text in parts.items() if text}
        found |= {f"after {question.name} {value}": (text,) for value, text in question.after.items()}
    return found


def _pattern(text: str) -> str:
    return _PLACE.sub(".+?", re.escape(squeezed(text)).replace(r"\ ", " "))
