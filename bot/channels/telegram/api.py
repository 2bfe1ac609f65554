"""The few calls of the Bot API that the channel makes, and what happens when one fails.

python-telegram-bot names the token in URLs and in the text of InvalidToken: errors are logged by their type alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channels.telegram.messages import split_text, without_lone_surrogates
from candour.logs import Event, error_name, log
from candour.settings import Settings

# python-telegram-bot 22's own switch: RetryAfter tells a timedelta, as it will for all from version 23 on.
os.environ.setdefault("PTB_TIMEDELTA", "true")

NETWORK_PAUSES = (0.5, 2.0, 8.0)  # seconds before a call is tried again that the network failed
LONGEST_FLOOD_WAIT = 120.0  # Telegram asks for seconds; a reply that had to wait for longer counts as not delivered
TYPING_EVERY = 4.0  # Telegram shows "typing" for five seconds
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)  # else Telegram's servers visit every address we mention


def make_bot(settings: Settings) -> ExtBot[int]:
    """Make the client of the Bot API. It paces itself to Telegram's limits; being told to wait is handled below."""
    # Their lines hold the token (httpx logs every URL). The process's log drops texts anyway; this is a second fence.
    for library in ("httpx", "httpcore"):
        logging.getLogger(library).setLevel(logging.WARNING)
    return ExtBot(
        settings.telegram_token,
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
        request=HTTPXRequest(pool_timeout=10.0, read_timeout=10.0),
        get_updates_request=HTTPXRequest(connection_pool_size=1, pool_timeout=10.0),
        rate_limiter=AIORateLimiter(),
    )


class NotDelivered(Exception):
    """A message did not reach its chat: Telegram could not be reached, or made us wait for too long."""


class Refused(NotDelivered):
    """A message cannot reach its chat, however often it is sent: the reporter blocked us or the account is gone."""


class Sender:
    """Sends to chats."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(
        self, chat_id: int, text: str, keyboard: InlineKeyboardMarkup | None = None, reply_to: int | None = None
    ) -> int:
        """Send a text, in parts if it is long, as it is: no markup is interpreted.

        Args:
            chat_id: where to.
            text: what to say.
            keyboard: goes under the last part.
            reply_to: a message of the chat that this one answers.

        Returns:
            The ID of the last part's message.

        Raises:
            NotDelivered: not all of it could be delivered.
        """
        parts = [part for part in split_text(without_lone_surrogates(text)) if part.strip()]
        message_id = 0
        for number, part in enumerate(parts, start=1):
            markup = keyboard if number == len(parts) else None
            message_id = await self._send_part(chat_id, part, markup, reply_to if number == 1 else None)
        return message_id

    async def acknowledge(self, query: str, text: str | None = None) -> None:
        """Stop a pressed button's waiting sign, with a short text if there is something to say."""
        await _attempt(self._bot.answer_callback_query(query, text))

    async def remove_keyboard(self, chat_id: int, message_id: int) -> None:
        """Take the buttons away from under a message of ours."""
        await _attempt(self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id, reply_markup=None))

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a message of a private chat, whoever sent it; Telegram lets us for two days."""
        await _attempt(self._bot.delete_message(chat_id, message_id))

    @contextlib.asynccontextmanager
    async def typing(self, chat_id: int) -> AsyncIterator[None]:
        """Show "typing" for as long as the block runs."""
        task = asyncio.create_task(self._type(chat_id))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _send_part(
        self, chat_id: int, text: str, keyboard: InlineKeyboardMarkup | None, reply_to: int | None
    ) -> int:
        answers = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        message = await _persist(
            lambda: self._bot.send_message(
                chat_id, text, reply_markup=keyboard, reply_parameters=answers, link_preview_options=_NO_PREVIEW
            )
        )
        return message.message_id

    async def _type(self, chat_id: int) -> None:
        while True:
            await _attempt(self._bot.send_chat_action(chat_id, ChatAction.TYPING))
            await asyncio.sleep(TYPING_EVERY)


async def _attempt(call: Awaitable[Any]) -> None:
    """Make a call that is only a courtesy: if it fails, the conversation goes on."""
    with contextlib.suppress(TelegramError):
        await call


async def _persist(call: Callable[[], Awaitable[Message]]) -> Message:
    """Make a call that matters: wait when told to, try again when the network fails."""
    for pause in (*NETWORK_PAUSES, None):
        try:
            return await call()
        except (RetryAfter, NetworkError) as error:
            if isinstance(error, BadRequest):  # a NetworkError to python-telegram-bot
                raise _refused(error) from None
            wait = seconds_asked(error) if isinstance(error, RetryAfter) else pause
        except TelegramError as error:
            raise _refused(error) from None
        if wait is None or pause is None or wait > LONGEST_FLOOD_WAIT:
            break
        await asyncio.sleep(wait)
    log(Event.TELEGRAM_UNREACHABLE, level="warning", channel="telegram", what="reply")
    raise NotDelivered


def seconds_asked(error: RetryAfter) -> float:
    """Seconds that Telegram asks us to wait."""
    log(Event.TELEGRAM_FLOODED, level="warning", channel="telegram")
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, datetime.timedelta) else float(asked)


def _refused(error: TelegramError) -> Refused:
    event = Event.TELEGRAM_BLOCKED if isinstance(error, Forbidden) else Event.REQUEST_FAILED
    log(event, level="warning", channel="telegram", error=error_name(error))
    return Refused()
