"""Brings turns to chats: in order, the buttons of the newest question only, and confirmed only when all arrived."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable

from bot.channels.telegram.api import NotDelivered, Sender
from bot.channels.telegram.chats import Chat
from bot.channels.telegram.messages import keyboard
from bot.speech import Speech
from bot.turns import CODE_TAKEN, HANDED_OVER, WITHDRAWN, Reply, Turn
from interview.channels import TelegramWordings


class Delivery:
    """Delivers turns, and remembers with the chat which message has the current buttons.

    Args:
        sender: what sends to chats.
        wordings: what the channel itself says.
        speak: gives the language of a chat's pseudonym.
    """

    def __init__(self, sender: Sender, wordings: TelegramWordings, speak: Callable[[str], Speech]) -> None:
        self._sender = sender
        self._wordings = wordings
        self._speak = speak

    async def deliver(self, chat: Chat, turn: Turn) -> None:
        """Send a turn's replies; tell the turn whether they arrived.

        Raises:
            NotDelivered: they did not all arrive.
        """
        if not turn.replies:
            return
        async with chat.sending, _told(turn):
            if turn.accepted:  # a refusal leaves the question, and its buttons, as they are
                await self._retire_buttons(chat)
            await self._send_all(chat, turn.replies)
        await self._say_what_stays(chat, turn)

    async def _retire_buttons(self, chat: Chat) -> None:
        old, chat.keyboard, chat.keyboard_known = chat.keyboard, None, True
        if old is not None:
            await self._sender.remove_keyboard(chat.chat_id, old)

    async def _send_all(self, chat: Chat, replies: tuple[Reply, ...]) -> None:
        # One question a turn: only the last buttons can be meant.
        asking = max((number for number, reply in enumerate(replies) if reply.buttons), default=None)
        speech = self._speak(chat.sender)
        for number, reply in enumerate(replies):
            buttons = keyboard(speech.buttons(reply.buttons), speech.title) if number == asking else None
            message_id = await self._sender.send(chat.chat_id, speech.text(reply.text), buttons)
            if buttons:
                chat.keyboard, chat.keyboard_known = message_id, True
            if reply.secret:
                chat.secrets.append(message_id)
            if reply.event == CODE_TAKEN:
                await self._delete_secrets(chat)

    async def _delete_secrets(self, chat: Chat) -> None:
        secrets, chat.secrets = chat.secrets, []
        for message_id in secrets:
            await self._sender.delete(chat.chat_id, message_id)

    async def _say_what_stays(self, chat: Chat, turn: Turn) -> None:
        # Only a courtesy after the end: it must not bring the end back.
        events = {reply.event for reply in turn.replies}
        wording = self._wordings.of(self._speak(chat.sender).language.code)
        with contextlib.suppress(NotDelivered):
            if HANDED_OVER in events:
                await self._sender.send(chat.chat_id, wording.afterwards)
            elif WITHDRAWN in events:
                await self._sender.send(chat.chat_id, wording.afterwards_deleted)


@contextlib.asynccontextmanager
async def _told(turn: Turn) -> AsyncIterator[None]:
    """Tell the turn how it went, whatever goes wrong; a turn that failed comes again with the next one."""
    try:
        yield
    except BaseException:
        turn.failed()
        raise
    else:
        turn.delivered()
