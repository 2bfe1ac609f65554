"""Files from Telegram: fetched into memory (20 MB is all that a bot gets), stripped and sealed as on every channel."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.attachments import Attachments, FileRefused
from bot.attachments import wording as file_words
from bot.attachments.attachments import Taken
from bot.channels.telegram.api import Sender
from bot.channels.telegram.chats import Chat
from bot.channels.telegram.incoming import Sent
from bot.conversation import Conversations
from bot.speech import Speech
from candour.logs import Event, error_name, log
from interview.channels import TelegramWordings

MOST = 20 * 1024 * 1024  # Bot API, getFile
FETCHED_AT_ONCE = 4  # each is in memory whole, for a moment twice
_PIECE = 256 * 1024
# The buttons under the reply about a file: what is wanted, the file's number, and the beginning of its ID, so that a
# button of an earlier report does nothing to this one.
_DATA = re.compile(r"/file (original|as-it-is|remove) (\d{1,3}) ([0-9a-f]{8})\Z")
_SAID = {"original": file_words.SEND_ORIGINAL, "as-it-is": file_words.SEND_AS_IT_IS, "remove": file_words.REMOVE}


class ChatFiles:
    """Takes the files of chats.

    Args:
        bot: client of the Bot API.
        conversations: the gateway's conversations.
        files: takes files.
        sender: what sends to chats.
        wordings: what the channel itself says.
    """

    def __init__(
        self, bot: Bot, conversations: Conversations, files: Attachments, sender: Sender, wordings: TelegramWordings
    ) -> None:
        self._bot = bot
        self._conversations = conversations
        self._files = files
        self._sender = sender
        self._wordings = wordings
        self._in_memory = asyncio.Semaphore(FETCHED_AT_ONCE)

    async def take(self, chat: Chat, sent: Sent) -> None:
        """Take a file into the chat's draft and say what became of it.

        Raises:
            NotDelivered: the reply did not arrive; the same file again is then not taken twice.
            TelegramError: it could not be fetched; it is to come again.
        """
        speech = self._conversations.speech(chat.sender)
        wording = self._wordings.of(speech.language.code)
        if sent.size > MOST:
            await self._sender.send(chat.chat_id, wording.file_too_large)
            return
        async with self._sender.typing(chat.chat_id):
            try:
                taken = await self._conversations.take_file(
                    chat.sender, self._fetch(sent), mark=f"tg{sent.update_id}", ask=True
                )
            except FileRefused as refusal:
                log(Event.FILE_REFUSED, channel="telegram", status=refusal.status)
                await self._sender.send(chat.chat_id, speech.text(str(refusal)))
                return
            except BadRequest as error:  # too large after all, or no longer to be had
                log(Event.FILE_REFUSED, channel="telegram", error=error_name(error))
                await self._sender.send(chat.chat_id, wording.file_not_fetched)
                return
        log(Event.FILE_TAKEN, channel="telegram")
        await self._sender.send(chat.chat_id, speech.text(taken.text), _buttons(taken, speech))

    def said(self, data: str, chat: Chat) -> str | None:
        """The words that a button of ours stands for; None if it is none, or its file is gone."""
        found, draft = _DATA.match(data), self._conversations.draft(chat.sender)
        if found is None or draft is None or not self._files.has(draft, int(found[2]), found[3]):
            return None
        return _SAID[found[1]].format(number=found[2])

    async def _fetch(self, sent: Sent) -> AsyncIterator[bytes]:
        # The library gives a file whole or not at all, so what bounds the memory is how many there are at once.
        async with self._in_memory:
            file = await self._bot.get_file(sent.file_id)
            content = await file.download_as_bytearray()
            for place in range(0, len(content), _PIECE):
                yield bytes(content[place : place + _PIECE])


def is_about_file(data: str) -> bool:
    """Whether a pressed button is one of those under a reply about a file."""
    return bool(_DATA.match(data))


def _buttons(taken: Taken, speech: Speech) -> InlineKeyboardMarkup | None:
    wishes = ["as-it-is", "remove"] if taken.asks else ["original"] if taken.original else []
    rows = [
        [
            InlineKeyboardButton(
                speech.title(_SAID[wish].format(number=taken.number)),
                callback_data=f"/file {wish} {taken.number} {taken.id[:8]}",
            )
        ]
        for wish in wishes
    ]
    return InlineKeyboardMarkup(rows) if rows else None
