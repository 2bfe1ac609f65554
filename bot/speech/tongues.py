"""Who is spoken to in which language: kept with the draft, and in memory for whoever has none."""

from __future__ import annotations

from collections import OrderedDict

from bot.senders import SenderIndex
from candour.errors import DraftDamaged, DraftGone
from drafts import DraftVault, streams
from interview.catalogues import known
from interview.languages import ENGLISH

REMEMBERED = 10_000


class Tongues:
    """The languages of all senders.

    Args:
        senders: which draft is whose.
        vault: drafts.
    """

    def __init__(self, senders: SenderIndex, vault: DraftVault) -> None:
        self._senders = senders
        self._vault = vault
        self._chosen: OrderedDict[str, str] = OrderedDict()

    def of(self, sender: str) -> str:
        """The code of the sender's language."""
        if sender not in self._chosen:
            self._remember(sender, self._kept(sender))
        return self._chosen[sender]

    def choose(self, sender: str, code: str) -> None:
        """Speak another language from now on.

        Raises:
            OSError: it could not be kept.
        """
        self._remember(sender, known(code))
        conversation = self._senders.conversation(sender)
        if conversation and self._vault.exists(conversation):
            self.keep(sender, conversation)

    def keep(self, sender: str, conversation: str) -> None:
        """Write the sender's language down beside a draft, where the actions find it; English needs no note.

        Raises:
            DraftGone: the draft was shredded.
            OSError: it could not be written.
        """
        code = self.of(sender)
        if code != ENGLISH or self._vault.read(conversation, streams.LANGUAGE):
            self._vault.write(conversation, streams.LANGUAGE, code.encode())

    def _kept(self, sender: str) -> str:
        conversation = self._senders.conversation(sender)
        try:
            content = self._vault.read(conversation, streams.LANGUAGE) if conversation else None
        except (DraftGone, DraftDamaged):
            content = None
        return known(content.decode()) if content else ENGLISH

    def _remember(self, sender: str, code: str) -> None:
        self._chosen[sender] = code
        self._chosen.move_to_end(sender)
        if len(self._chosen) > REMEMBERED:
            self._chosen.popitem(last=False)
