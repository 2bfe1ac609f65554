"""The ticket in a form without script: what makes the same form, sent twice, the same report.

It is random, and whoever has it is who was given the page. From it and the senders' secrets come the report's ID, its
references and its code, so that no list of what was sent is kept, and no code.
"""

from __future__ import annotations

import hmac
import re
import secrets

from bot.senders import Senders

CHANNEL = "form"
_PURPOSE = "candour/form"
_TICKET = re.compile(r"[0-9a-f]{8}\.[A-Za-z0-9_-]{32}\Z")


class Tickets:
    """Makes tickets and what follows from them.

    Args:
        senders: has the secrets.
    """

    def __init__(self, senders: Senders) -> None:
        self._senders = senders

    def fresh(self) -> str:
        """A new ticket. It names the secret that goes with it, so that a new secret changes nothing for it."""
        return f"{self._newest()}.{secrets.token_urlsafe(24)}"

    def is_one(self, text: str) -> bool:
        """Whether this could be a ticket."""
        return bool(_TICKET.match(text))

    def derive(self, ticket: str, purpose: str, length: int = 16) -> bytes:
        """Bytes that are the same each time, and mean nothing without the ticket."""
        key = self._senders.key(ticket[:8], _PURPOSE) or self._senders.key(self._newest(), _PURPOSE) or b""
        return hmac.digest(key, f"{purpose}\0{ticket}".encode(), "sha256")[:length]

    def sender(self, ticket: str) -> str:
        """Whose files these are, until the report is sent."""
        return self._senders.pseudonym(CHANNEL, ticket)

    def _newest(self) -> str:
        return self._senders.pseudonym(CHANNEL, "").partition("-")[0]
