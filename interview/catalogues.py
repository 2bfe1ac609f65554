"""The languages that reporters can be spoken to in besides English, and the catalogues of their wording.

English is what stands in the guide, the lists beside it, the wording of the gateway and the templates: each text there
stands for itself in the catalogues (`locales/<code>/LC_MESSAGES/candour.po`, gettext). docs/decisions/0082 says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from interview.guide import FOLDER, Guide, Question
from interview.languages import ENGLISH, entries
from interview.signposts import KEYS

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

LOCALES = FOLDER.parent / "locales"
DRAFT = "DRAFT"  # how a catalogue's Last-Translator begins while no person has checked it
SIGN = "\U0001f310"  # before a language's name on its button, so that no answer is taken for it
Translate = Callable[[str], str]
# Without a mark before it, "116 123" would stand as "123 116" in a text that runs from right to left.
_LEFT_TO_RIGHT = "\u200e"
_NUMBER = re.compile(r"\{(?:" + "|".join(sorted(KEYS)) + r")\}")


@dataclass(frozen=True)
class Language:
    """A language that is offered.

    Attributes:
        code: two letters (ISO 639-1).
        name: in English.
        own: what its speakers call it.
        direction: ltr or rtl.
        reviewed: whether a person who speaks it has checked the catalogue.
    """

    code: str
    name: str
    own: str
    direction: str
    reviewed: bool

    @property
    def tag(self) -> str:
        """What stands in a page's `lang`."""
        return "en-GB" if self.code == ENGLISH else self.code

    @property
    def button(self) -> str:
        """The button that chooses it: the same in every language."""
        return f"{SIGN} {self.own}"


@lru_cache(maxsize=1)
def offered() -> Mapping[str, Language]:
    """All languages that can be chosen, by code: English, and those of languages.yml that have a catalogue."""
    codes = [ENGLISH, *(code for code in entries() if catalogue_file(code).is_file())]
    return {code: _language(code) for code in codes}


def known(code: str | None) -> str:
    """The code of an offered language; English for anything else."""
    return code if code and code in offered() else ENGLISH


def chosen(text: str) -> str | None:
    """The code of the language whose button a text is."""
    return next((language.code for language in offered().values() if text.strip() == language.button), None)


def catalogue_file(code: str, folder: Path = LOCALES) -> Path:
    """Where the catalogue of a language lies."""
    return folder / code / "LC_MESSAGES" / "candour.po"


def texts(code: str) -> Mapping[str, str]:
    """The catalogue of a language: English text -> text. Empty for English."""
    if code == ENGLISH:
        return {}
    return _read(code)[0]


def _with_marks(found: Mapping[str, str]) -> Mapping[str, str]:
    return {english: _NUMBER.sub(rf"{_LEFT_TO_RIGHT}\g<0>", own) for english, own in found.items()}


def translator(code: str) -> Translate:
    """A function that translates a text of the catalogue before it is filled in, and returns any other as it is."""
    known_texts = texts(code)
    return lambda text: known_texts.get(text, text)


def read_catalogue(file: Path) -> Catalog:
    """Read a catalogue with its header."""
    from babel.messages.pofile import read_po  # here: the dialogue's own environment reads this room without it

    with file.open("rb") as opened:
        return read_po(opened)


def in_language(guide: Guide, code: str) -> Guide:
    """The guide with everything that is said in another language. Its buttons stay the same: they are translated where
    they are shown (see bot/speech/), and so are the questions that Rasa asks.
    """
    tr = translator(code)
    return replace(
        guide,
        slots=tuple(_question(slot, tr) for slot in guide.slots),
        controls={name: _question(control, tr) for name, control in guide.controls.items()},
        messages={name: tr(text) for name, text in guide.messages.items()},
    )


def _question(slot: Question, tr: Translate) -> Question:
    return replace(
        slot,
        question=tr(slot.question),
        intro=tr(slot.intro),
        why=tr(slot.why),
        help=tr(slot.help),
        label=tr(slot.label),
        named={value: tr(titles[0]) for value, titles in slot.options.items()},
        after={value: tr(text) for value, text in slot.after.items()},
    )


@lru_cache(maxsize=32)
def _read(code: str) -> tuple[Mapping[str, str], bool]:
    """A catalogue's texts, and whether a person has checked them. Read once, for it takes a while."""
    read = read_catalogue(catalogue_file(code))
    found = {str(m.id): str(m.string) for m in read if m.id and m.string and not m.fuzzy}
    spoken = found if read.locale and read.locale.text_direction == "ltr" else _with_marks(found)
    return spoken, not read.last_translator.startswith(DRAFT)


def _language(code: str) -> Language:
    from babel import Locale

    locale = Locale.parse(code)
    own = str(locale.get_language_name(code))
    name = str(entries()[code]["name"] if code in entries() else locale.get_language_name(ENGLISH))
    reviewed = code == ENGLISH or _read(code)[1]
    return Language(code, name, own[:1].upper() + own[1:], locale.text_direction, reviewed)
