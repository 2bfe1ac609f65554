"""What a gateway asks of the others; each method raises OSError where what they share cannot be reached."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager

from bot.limits import Buckets, Limits
from bot.line import Line
from bot.replicas.notes import Notes

Heard = Callable[[str], Awaitable[None]]
"""Called with a sender about whom another gateway has told something."""


class Replicas(ABC):
    """All gateways of an installation, this one among them.

    Attributes:
        notes: what is remembered of senders for a while, whichever gateway they come to.
    """

    notes: Notes

    @abstractmethod
    def holding(self, what: str, name: str) -> AbstractAsyncContextManager[None]:
        """Wait until nobody else holds this, and hold it for the block.

        Whoever dies lets go, and whoever is stopped for some seconds may lose it without knowing: what is written under
        it must bear that (compare before you write).

        Args:
            what: kind of thing.
            name: which of them; it is shown to nobody.
        """

    def is_held(self, what: str, name: str) -> bool:
        """Whether somebody holds this now."""
        return bool(self.held(what, [name]))

    @abstractmethod
    def held(self, what: str, names: Collection[str]) -> set[str]:
        """Which of these somebody holds now."""

    @abstractmethod
    def handed(self, line: Line, answers: set[str]) -> set[str]:
        """Which of a conversation's answers a channel of any gateway has in hand."""

    @abstractmethod
    def hand(self, line: Line, answers: set[str]) -> set[str]:
        """Take a conversation's answers in hand for a channel; gives those that no other has."""

    @abstractmethod
    def release(self, line: Line, answers: set[str]) -> None:
        """They did not arrive: the next channel may have them."""

    @abstractmethod
    def make_buckets(self, limits: Limits) -> Buckets:
        """The buckets that all gateways draw on."""

    @abstractmethod
    async def tell_answers(self, sender: str) -> None:
        """Tell the others that there is something for a sender whom nobody waits for here."""

    @abstractmethod
    async def tell_opened(self, sender: str) -> None:
        """Tell the others that the sender's page is now open here."""

    @abstractmethod
    def start(self, answers: Heard, opened: Heard) -> None:
        """Listen to the others from now on.

        Args:
            answers: called when another has something for a sender.
            opened: called when a sender's page was opened at another.
        """

    @abstractmethod
    async def close(self) -> None:
        """Listen no more."""
