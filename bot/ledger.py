"""What the gateway must remember of one conversation across a crash: one encrypted record in the draft's own vault."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from bot.turns import Answer, Reply
from candour.errors import DraftDamaged
from drafts import Vault, streams

SEEN = 500
T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """One turn that Rasa still has to take. `message` is the message it belongs to, `id` its own.

    `language` is that of the words, where they are not known to be English; empty for buttons.
    """

    message: str
    id: str
    kind: str
    text: str
    language: str = ""


@dataclass
class Ledger:
    """Messages that wait for Rasa, answers that wait for the reporter, and what was seen already.

    Attributes:
        pending: parts not yet answered, in order.
        so_far: replies to the answered parts of the message in hand.
        answers: answers the reporter does not have yet, in order.
        last: the newest answer, for a repeated message and for "carry on".
        seen: IDs of the newest messages that were taken.
        closed: whether its end has reached the reporter, so that the draft is about to be shredded.
    """

    pending: list[Part] = field(default_factory=list)
    so_far: list[Reply] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    last: Answer | None = None
    seen: list[str] = field(default_factory=list)
    closed: bool = False

    @property
    def finished(self) -> bool:
        """Whether an answer that ends the conversation waits to be delivered."""
        return any(answer.finishes for answer in self.answers)

    @property
    def progress(self) -> int:
        """How many messages were answered: whoever sends many at once is no further for it."""
        return len(self.seen) - len({part.message for part in self.pending})

    def take(self, parts: list[Part]) -> None:
        """Queue messages' parts, but for those of messages that were taken before."""
        parts = [part for part in parts if part.message not in self.seen]
        self.pending += parts
        self.seen = [*self.seen, *dict.fromkeys(part.message for part in parts)][-SEEN:]

    def settle(self, part: Part, replies: tuple[Reply, ...]) -> Answer | None:
        """Note Rasa's replies to the first pending part; returns the answer once the whole message has one."""
        self.pending = self.pending[1:]
        # Each part of a long message gets the same short acknowledgement: the reporter needs it once.
        told = {reply.text for reply in replies}
        self.so_far = [reply for reply in self.so_far if reply.text not in told] + list(replies)
        if self.pending and self.pending[0].message == part.message:
            return None
        self.last = Answer(part.message, tuple(self.so_far))
        self.so_far = []
        self.answers.append(self.last)
        return self.last

    def forget(self, ids: set[str]) -> None:
        """Drop the answers that reached the reporter."""
        self.answers = [answer for answer in self.answers if answer.id not in ids]


def read(vault: Vault, conversation: str) -> Ledger:
    """Read a conversation's ledger.

    Raises:
        DraftGone: the draft was shredded.
        DraftDamaged: the record does not open.
    """
    return _from_bytes(vault.read(conversation, streams.INBOX))


def change(vault: Vault, conversation: str, alter: Callable[[Ledger], T]) -> T:
    """Change a conversation's ledger as if nobody else did at the same time; once this returns it survives a crash.

    Args:
        vault: drafts.
        conversation: whose.
        alter: changes the ledger, and gives what this returns; it is called again where somebody was faster.

    Raises:
        DraftGone: the draft was shredded.
        DraftDamaged: the record does not open.
    """
    given: list[T] = []
    ledger = Ledger()

    def anew(before: bytes | None) -> bytes | None:
        nonlocal ledger
        ledger = _from_bytes(before)
        given[:] = [alter(ledger)]
        after = json.dumps(asdict(ledger), ensure_ascii=False).encode()
        return None if after == before else after

    vault.update(conversation, streams.INBOX, anew, lambda: bool(ledger.pending))
    return given[0]


def _from_bytes(content: bytes | None) -> Ledger:
    if content is None:
        return Ledger()
    try:
        return _from_rows(json.loads(content))
    except (ValueError, KeyError, TypeError):
        raise DraftDamaged from None


def _from_rows(rows: dict[str, Any]) -> Ledger:
    last = rows["last"]
    return Ledger(
        [Part(**row) for row in rows["pending"]],
        [_reply(row) for row in rows["so_far"]],
        [_answer(row) for row in rows["answers"]],
        _answer(last) if last else None,
        [str(seen) for seen in rows["seen"]],
        rows.get("closed") is True,
    )


def _answer(row: object) -> Answer:
    if not isinstance(row, dict):
        raise TypeError
    return Answer(row["id"], tuple(_reply(reply) for reply in row["replies"]))


def _reply(row: dict[str, Any]) -> Reply:
    return Reply(**{**row, "buttons": tuple(row["buttons"]), "files": tuple(row.get("files", ()))})
