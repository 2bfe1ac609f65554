"""What is known of the chats that are being answered: bounded, and nothing of it on a disk.

Which chat is whose stays in this process. What another gateway must know too, such as which buttons are the newest, is
in a note of the sender.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import islice

from bot.replicas.notes import Notes

REMEMBERED = 10_000
ROOM = "chat"
SHARED = ("keyboard", "keyboard_known", "welcomed", "album", "secrets")


@dataclass
class Chat:
    """One private chat.

    Attributes:
        chat_id: where to answer.
        lock: held while an update is dealt with, so that a chat's messages keep their order.
        sending: held while replies are sent, so that late answers do not mix with them.
        keyboard: our message that has the current question's buttons; None if it has none.
        keyboard_known: False until a reply was sent: buttons from before a restart are then still accepted.
        welcomed: whether the report that is about to begin was welcomed already.
        album: the last album that we said we cannot take.
        secrets: messages that show a receipt code and can be deleted once it is no longer needed there.
    """

    chat_id: int = field(repr=False)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    sending: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    keyboard: int | None = None
    keyboard_known: bool = False
    welcomed: bool = False
    album: str | None = field(default=None, repr=False)
    secrets: list[int] = field(default_factory=list, repr=False)
    sender: str = field(default="", repr=False)

    @property
    def busy(self) -> bool:
        """Whether an update or a reply of this chat is in hand."""
        return self.lock.locked() or self.sending.locked()

    def is_old(self, message_id: int) -> bool:
        """Whether the buttons under this message belong to a question that has passed."""
        return self.keyboard_known and self.keyboard != message_id


class Chats:
    """The chats of this process. The least recently used are forgotten, but never one that is being answered.

    Args:
        notes: of senders.
        remembered: how many chats.
    """

    def __init__(self, notes: Notes, remembered: int = REMEMBERED) -> None:
        self._notes = notes
        self._remembered = remembered
        self._chats: OrderedDict[int, Chat] = OrderedDict()
        self._by_sender: dict[str, Chat] = {}

    def __len__(self) -> int:
        return len(self._chats)

    def get(self, chat_id: int) -> Chat:
        """The chat with this ID."""
        chat = self._chats.pop(chat_id, None) or Chat(chat_id)
        self._chats[chat_id] = chat
        self._shrink()
        return chat

    def known_as(self, chat: Chat, sender: str) -> None:
        """Note the pseudonym under which the conversation knows a chat; an earlier one no longer leads to it.

        What another gateway did in the chat since is known from now on.
        """
        if chat.sender != sender:
            self._by_sender.pop(chat.sender, None)
        chat.sender = sender
        self._by_sender[sender] = chat
        if note := self._notes.get(ROOM, sender):
            vars(chat).update(json.loads(note))

    def keep(self, chat: Chat) -> None:
        """Let other gateways know what they must."""
        if chat.sender:
            shared = {name: getattr(chat, name) for name in SHARED}
            self._notes.put(ROOM, chat.sender, json.dumps(shared).encode())

    def of(self, sender: str) -> Chat | None:
        """The chat of a pseudonym; None after a restart, until that reporter writes again."""
        return self._by_sender.get(sender)

    def _shrink(self) -> None:
        for chat_id in list(islice(self._chats, max(0, len(self._chats) - self._remembered))):
            if not self._chats[chat_id].busy:
                self._by_sender.pop(self._chats.pop(chat_id).sender, None)
