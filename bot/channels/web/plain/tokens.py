"""The token in a page's form: who the page belongs to and which page it is, sealed anew for every page.

AES-GCM-SIV (RFC 8452) under a key derived from the senders' secrets. A page that was only looked at is kept nowhere:
its token is all there is of it.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from bot.senders import Senders

PURPOSE = "candour/page token"
_BOUND = b"web"  # the channel of every sender in here
_ID, _NONCE, _DIGEST, _TURN, _TAG = 4, 12, 32, 5, 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{92}\Z")  # 69 bytes, so that no bit of the text is without meaning


@dataclass(frozen=True)
class Place:
    """What a token says.

    Attributes:
        sender: the pseudonym of whoever has the page.
        turn: how many times something was taken from this conversation's pages before this one.
    """

    sender: str
    turn: int


class PageTokens:
    """Seals and opens tokens.

    Args:
        senders: has the secrets.
    """

    def __init__(self, senders: Senders) -> None:
        self._senders = senders

    def fresh(self) -> Place:
        """The first page of somebody new."""
        return Place(self._senders.pseudonym("web", f"page {secrets.token_urlsafe(32)}"), 0)

    def seal(self, place: Place) -> str:
        """Make a token, another one each time.

        Raises:
            LookupError: the secret that the sender is known by is gone.
        """
        name, digest, _ = place.sender.split("-")
        key = self._senders.key(name, PURPOSE)
        if key is None:
            raise LookupError
        nonce = secrets.token_bytes(_NONCE)
        content = bytes.fromhex(digest) + place.turn.to_bytes(_TURN)
        sealed = bytes.fromhex(name) + nonce + AESGCMSIV(key).encrypt(nonce, content, _BOUND)
        return base64.urlsafe_b64encode(sealed).decode()

    def open(self, token: str) -> Place | None:
        """Read a token; None if it was not made here, or so long ago that nothing of it can still be open."""
        if not _TOKEN.match(token):
            return None
        try:
            sealed = base64.b64decode(token, b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        name, nonce = sealed[:_ID].hex(), sealed[_ID : _ID + _NONCE]
        key = self._senders.key(name, PURPOSE)
        try:
            content = AESGCMSIV(key).decrypt(nonce, sealed[_ID + _NONCE :], _BOUND) if key else b""
        except InvalidTag:
            return None
        if len(content) != _DIGEST + _TURN:
            return None
        return Place(f"{name}-{content[:_DIGEST].hex()}-web", int.from_bytes(content[_DIGEST:]))
