"""One language, at the edge of the gateway: everything behind it says and hears English titles and wording.

What the actions say comes in the reporter's language already. What Rasa and the gateway say comes in English and is
looked up here, whole or, where the gateway has filled something in, by its template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property

from babel.dates import format_date

from bot import words
from bot.attachments import wording as of_files
from bot.receipts import wording as of_codes
from bot.speech.bare import bare
from bot.speech.templates import Template
from interview.catalogues import Language, offered, texts
from interview.guide import Guide, load_guide
from interview.languages import ENGLISH
from interview.phrases import plain

_MODULES = (words, of_files, of_codes)
_ANSWERS = ("Yes", "No", "Not sure")
_TYPED_TEMPLATES = (of_files.REMOVE, of_files.SEND_AS_IT_IS, of_files.SEND_ORIGINAL)
# Polish "no" is a yes, and in other languages a filler: as an answer it counts only where it is their own word.
_FALSE_FRIENDS = frozenset({"no"})


class Speech:
    """How a language is spoken.

    Args:
        language: which.
        numbers: the operator's telephone numbers, by the names that wording has for them.
        guide: whose buttons there are.
    """

    def __init__(self, language: Language, numbers: Mapping[str, str], guide: Guide) -> None:
        self.language = language
        self._numbers = numbers
        self._texts = texts(language.code)
        self._back = guide.commands["go_back"][0]
        self._general = [
            *(titles[0] for titles in guide.commands.values()),
            *_ANSWERS,
            *(words.IN_DANGER, words.LANGUAGE, words.ASK, *words.QUESTIONS, words.GO_ON),
            *(of_codes.SHOW_AGAIN, of_codes.CANNOT_KEEP_IT, of_codes.READ_MESSAGES, of_codes.NO_CONTACT),
            *(of_codes.LEAVE, of_codes.HAVE_CODE),
        ]

    @property
    def english(self) -> bool:
        """Whether nothing is translated."""
        return self.language.code == ENGLISH

    def say(self, text: str) -> str:
        """A text of the wording, before anything but telephone numbers is filled in."""
        return _filled(self._texts.get(text, text), self._numbers)

    def say_unfilled(self, text: str) -> str:
        """The same with its {names} left in, for a page that makes them stand out."""
        return self._texts.get(text, text)

    def text(self, text: str) -> str:
        """A text as it goes to the reporter; what is no wording of ours, such as their own words, stays as it is."""
        if self.english:
            return text
        return self._whole.get(text) or self._from_template(text, self._templates) or text

    def title(self, button: str) -> str:
        """What stands on a button, and what is shown of one that was pressed."""
        return self._whole.get(button) or self._from_template(button, self._button_templates) or button

    def buttons(self, buttons: Iterable[str]) -> tuple[str, ...]:
        """The buttons under a question: where words cannot be read, with those that say what is most urgent."""
        given = tuple(buttons)
        if self.english or self._back not in given:
            return given
        return (*given, *(title for title in (words.IN_DANGER, words.HELP, words.ASK) if title not in given))

    def meant(self, text: str, buttons: Iterable[str]) -> str | None:
        """The button that a typed text names, in this language or in English; None if it is none.

        Args:
            text: as typed.
            buttons: those under the open question.
        """
        said, offered_here = plain(text), [*buttons, *self._general]
        if self.english:
            return text if said in map(plain, offered_here) else None
        own = self._own(plain, text, offered_here) or self._own(bare, text, offered_here)
        english = next((title for title in offered_here if said == plain(title)), None)
        return own or (english if said not in _FALSE_FRIENDS else None) or self._typed_template(text)

    def _own(self, read: Callable[[str], str], text: str, titles: Iterable[str]) -> str | None:
        return next((title for title in titles if read(text) == read(self.title(title))), None)

    @cached_property
    def _whole(self) -> dict[str, str]:
        """English text as it comes, whole or message by message (a blank line parts them) -> text."""
        found: dict[str, str] = {}
        for english, own in self._texts.items():
            pair = _filled(english, self._numbers), _filled(own, self._numbers)
            found[pair[0]] = pair[1]
            parts = [[part.strip() for part in text.split("\n\n") if part.strip()] for text in pair]
            if len(parts[0]) == len(parts[1]) > 1:
                found.update(zip(*parts, strict=True))
        return found

    @cached_property
    def _templates(self) -> list[tuple[Template, str]]:
        found = [value for module in _MODULES for name, value in vars(module).items() if name.isupper()]
        return self._paired([text for text in found if isinstance(text, str) and "{" in text])

    @cached_property
    def _button_templates(self) -> list[tuple[Template, str]]:
        return self._paired(_TYPED_TEMPLATES)

    def _paired(self, english: Iterable[str]) -> list[tuple[Template, str]]:
        ours = dict.fromkeys(text for text in english if text in self._texts)
        return [(Template(_filled(text, self._numbers)), self.say(text)) for text in ours]

    def _from_template(self, text: str, templates: Iterable[tuple[Template, str]]) -> str | None:
        for template, own in templates:
            values = template.read(text)
            if values is not None:
                return _filled(own, {name: self._value(name, value) for name, value in values.items()})
        return None

    def _value(self, name: str, value: str) -> str:
        """What was filled in, in this language as far as it is ours: a word of the wording, or a day."""
        return _day(value, self.language.code) if name == "day" else self._whole.get(value, value)

    def _typed_template(self, text: str) -> str | None:
        for english in _TYPED_TEMPLATES:
            values = Template(plain(self.say(english))).read(plain(text))
            if values is not None:
                return _filled(english, values)
        return None


class Speeches:
    """All languages, each made when it is first spoken.

    Args:
        numbers: the operator's telephone numbers.
    """

    def __init__(self, numbers: Mapping[str, str]) -> None:
        self._numbers = numbers
        self._made: dict[str, Speech] = {}

    def of(self, code: str) -> Speech:
        """The language with this code; English for one that is not offered."""
        code = code if code in offered() else ENGLISH
        if code not in self._made:
            self._made[code] = Speech(offered()[code], self._numbers, load_guide())
        return self._made[code]


def _day(text: str, code: str) -> str:
    try:
        day = datetime.strptime(text, "%d %B %Y").replace(tzinfo=UTC)
    except ValueError:
        return text
    return str(format_date(day, "long", locale=code))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda name: values.get(name[1], name[0]), text)
