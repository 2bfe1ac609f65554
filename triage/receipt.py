"""Receipt codes: twelve words that let a reporter come back, and that nobody else keeps.

The words are 128 random bits and a checksum, written as BIP 39 writes them. From them HKDF (RFC 5869) makes where the
mailbox stands, the key that opens it and the key that binds letters to it. There is no stretching: the bits are
random, and a login that costs memory would invite floods. Only the gateway handles codes.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from mnemonic import Mnemonic

from candour.errors import ReceiptMistyped
from triage.mailbox import Mailbox
from triage.xwing import SEED_BYTES, XWingKey

WORDS = 12  # of 11 bits each: 128, and 4 of checksum
LONGEST = 400  # characters that are looked at: twelve words of at most eight letters, and generous spacing
TOLD_APART_BY = 4  # letters: no two words of the list begin with the same four


@dataclass(frozen=True, repr=False)
class Receipt:
    """A receipt code. It never shows in a repr.

    Args:
        entropy: 16 random bytes.
    """

    entropy: bytes

    @cached_property
    def words(self) -> str:
        """The twelve words, in lower case with single spaces."""
        return _book().to_mnemonic(self.entropy)

    @cached_property
    def key(self) -> XWingKey:
        """The key that opens letters in the mailbox."""
        return XWingKey(self._derive("mailbox key", SEED_BYTES))

    @cached_property
    def mailbox(self) -> Mailbox:
        """What the team gets to know, inside the sealed case: enough to write to the mailbox, not to open it."""
        address = hashlib.sha256(self._derive("lookup", 32)).hexdigest()
        return Mailbox(address, self.key.recipient.text, self._derive("bond", 32))

    def _derive(self, purpose: str, length: int) -> bytes:
        return HKDF(SHA256(), length, salt=None, info=f"candour/receipt/v1/{purpose}".encode()).derive(self.entropy)


def looks_like_receipt(text: str) -> bool:
    """Whether a text is probably meant as a code: about twelve words, nearly all of which codes are made of.

    So that a mistyped code gets an answer from the gateway and is not taken for words of a report.
    """
    words = _words(text)
    known = sum(_full(word) is not None for word in words)
    return WORDS - 2 <= len(words) <= WORDS + 2 and known >= WORDS - 3


def parse_receipt(text: str) -> Receipt:
    """Read a code as people type it: any case, spacing, dashes, commas or numbers between; four letters of a word do.

    Raises:
        ReceiptMistyped: it is not twelve words of the list, or the checksum is wrong.
    """
    words = [_full(word) for word in _words(text)]
    if len(words) != WORDS or None in words:
        raise ReceiptMistyped
    try:
        return Receipt(bytes(_book().to_entropy([word for word in words if word])))
    except (ValueError, LookupError):
        raise ReceiptMistyped from None


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text[: LONGEST + 1]).casefold()
    if len(folded) > LONGEST:
        return []
    return "".join(c if c.isascii() and c.isalpha() else " " for c in folded).split()


def _full(word: str) -> str | None:
    known = _known()
    return known.get(word) or (known.get(word[:TOLD_APART_BY]) if len(word) == TOLD_APART_BY else None)


@cache
def _book() -> Mnemonic:
    return Mnemonic("english")


@cache
def _known() -> dict[str, str]:
    words = _book().wordlist
    return {word[:TOLD_APART_BY]: word for word in words} | {word: word for word in words}
