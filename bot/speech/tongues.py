"""Who is spoken to in which language: kept with the draft, and for a while for whoever has none."""

from __future__ import annotations

from bot.replicas.notes import Notes
from bot.senders import Senders
from candour.errors import DraftDamaged, DraftGone
from drafts import Vault, streams
from interview.catalogues import known
from interview.languages import ENGLISH

ROOM = "language"


class Tongues:
    """The languages of all senders.

    Args:
        senders: which draft is whose.
        vault: drafts.
        notes: what is remembered of senders without a draft.
    """

    def __init__(self, senders: Senders, vault: Vault, notes: Notes) -> None:
        self._senders = senders
        self._vault = vault
        self._notes = notes

    def of(self, sender: str) -> str:
        """The code of the sender's language."""
        return self._kept(sender) or known((self._notes.get(ROOM, sender) or b"").decode())

    def choose(self, sender: str, code: str) -> None:
        """Speak another language from now on.

        Raises:
            OSError: it could not be kept.
        """
        self._notes.put(ROOM, sender, known(code).encode())
        conversation = self._senders.conversation(sender)
        if conversation and self._vault.exists(conversation):
            self._keep(conversation, known(code))

    def keep(self, sender: str, conversation: str) -> None:
        """Write the sender's language down beside a draft, where the actions find it; English needs no note.

        Raises:
            DraftGone: the draft was shredded.
            OSError: it could not be written.
        """
        self._keep(conversation, self.of(sender))

    def _keep(self, conversation: str, code: str) -> None:
        if code != ENGLISH or self._vault.read(conversation, streams.LANGUAGE):
            self._vault.write(conversation, streams.LANGUAGE, code.encode())

    def _kept(self, sender: str) -> str:
        conversation = self._senders.conversation(sender)
        try:
            content = self._vault.read(conversation, streams.LANGUAGE) if conversation else None
        except (DraftGone, DraftDamaged):
            content = None
        return known(content.decode()) if content else ""
