"""What goes back to a reporter: replies, and the turn that carries them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HANDED_OVER = "handed_over"
WITHDRAWN = "withdrawn"
HAND_OVER_FAILED = "hand_over_failed"
RECEIPT_CHOSEN = "receipt_chosen"
FILES_GONE = "files_gone"
# Of the gateway itself: codes that stand on the screen are no longer needed there.
CODE_TAKEN = "code_taken"
EVENTS = frozenset({HANDED_OVER, WITHDRAWN, HAND_OVER_FAILED, RECEIPT_CHOSEN, FILES_GONE})
FINISHING = frozenset({HANDED_OVER, WITHDRAWN})


@dataclass(frozen=True)
class Reply:
    """One message to the reporter.

    Attributes:
        text: plain text.
        buttons: quick replies; pressing one sends its title as the text.
        event: what this reply tells the reporter of, one of EVENTS or CODE_TAKEN, or None.
        reference: the case reference, once the case was handed over.
        receipt: whether the case was handed over with a mailbox, so that the reporter gets a code.
        secret: whether the text is a receipt code, which a channel takes off the screen when it can.
        files: numbers of files that are gone with an answer that changed.
        language: code of the language that is spoken from here on; empty where that stays as it was.
    """

    text: str
    buttons: tuple[str, ...] = ()
    event: str | None = None
    reference: str | None = None
    receipt: bool = False
    secret: bool = False
    files: tuple[int, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Answer:
    """The replies to one message; `id` is that message's ID."""

    id: str
    replies: tuple[Reply, ...]

    @property
    def finishes(self) -> bool:
        """Whether the conversation is over once the reporter has this."""
        return any(reply.event in FINISHING for reply in self.replies)


def nothing() -> None:
    """Do nothing: what `delivered` and `failed` are for a turn that is kept nowhere."""


@dataclass(frozen=True)
class Turn:
    """What a channel sends back for one message.

    Attributes:
        replies: in the order to show them.
        delivered: call when the replies reached the reporter. It forgets them, and shreds the draft if one of them
            says that the case was handed over or withdrawn.
        failed: call when they did not reach the reporter; they come again with the next turn.
        accepted: False when the message was refused and nothing of it was kept (`replies` says why).
        answers: the same replies, answer by answer, for a channel that confirms each by its ID.
    """

    replies: tuple[Reply, ...]
    delivered: Callable[[], None] = nothing
    failed: Callable[[], None] = nothing
    accepted: bool = True
    answers: tuple[Answer, ...] = ()
