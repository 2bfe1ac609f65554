"""Tells what a message says in the language that its sender speaks, and sees to messages about languages themselves."""

from __future__ import annotations

import secrets

from bot import words
from bot.ledger import Ledger, Part
from bot.open_drafts import OpenDrafts
from bot.speech import Speech, Speeches, choosing
from bot.turns import Answer, Reply
from interview.languages import ENGLISH


class Interpreter:
    """Knows who speaks what.

    Args:
        drafts: the conversations, each with its language.
        speeches: the languages that can be spoken.
    """

    def __init__(self, drafts: OpenDrafts, speeches: Speeches) -> None:
        self._drafts = drafts
        self._speeches = speeches

    def speech(self, sender: str) -> Speech:
        """The sender's language, in which a channel shows them texts and buttons."""
        try:
            return self._speeches.of(self._drafts.tongues.of(sender))
        except OSError:  # what is to be said, that something is wrong perhaps, is not to fail for this
            return self._speeches.of(ENGLISH)

    def speech_of(self, code: str) -> Speech:
        """A language, for somebody who is no sender yet."""
        return self._speeches.of(code)

    def speak(self, sender: str, code: str) -> None:
        """Speak this language to somebody from the next report on."""
        self._drafts.tongues.choose(sender, code)

    def understand(self, sender: str, content: str, pressed: bool) -> tuple[str, str]:
        """What a message says, in English where it names a button, and else the language of its words."""
        speech = self.speech(sender)
        if pressed or speech.english:
            return content, ""
        _, ledger = self._drafts.open(sender)
        last = ledger.last if ledger else None
        meant = speech.meant(content, last.replies[-1].buttons if last and last.replies else ())
        has_words = any(character.isalpha() for character in content)
        return meant or content, "" if meant or not has_words else speech.language.code

    def answer(self, sender: str, content: str) -> tuple[Reply, ...] | None:
        """What to say to a message that asks which languages there are, or what people ask; None if it is neither."""
        if choosing.wants_list(content):
            return (choosing.which(),)
        if content == words.ASK and self._drafts.has(sender):
            return (choosing.questions(),)
        return None

    def change(self, sender: str, message: str, code: str, *, visiting: bool) -> tuple[Reply, ...] | None:
        """Speak another language from now on, and have the open question asked in it.

        Args:
            sender: whose.
            message: ID of the message that chose it.
            code: of the language.
            visiting: whether their report is open to them by their code, where no question is.

        Returns:
            What to say at once; None where it is said with the question.
        """
        self._drafts.tongues.choose(sender, code)
        notices = choosing.notices(self._speeches.of(code))
        line, ledger = self._drafts.open(sender)
        if line is None or ledger is None or visiting:
            return notices

        def ask_again(ledger: Ledger) -> bool:
            if ledger.finished:
                return False
            ledger.answers.append(Answer(secrets.token_hex(8), notices))
            ledger.take([Part(message, message, "start", "")])
            return True

        return None if self._drafts.change(line.conversation, ask_again) else notices
