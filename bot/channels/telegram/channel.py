"""Deals with updates: each one once, each chat's in order, and each safely taken before Telegram may forget it."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Coroutine
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.channels.telegram.api import NotDelivered, Refused, Sender
from bot.channels.telegram.chats import Chat, Chats
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.files import ChatFiles, is_about_file
from bot.channels.telegram.incoming import Edited, Incoming, Media, Pressed, Said, Sent, command, read, words
from bot.channels.telegram.messages import keyboard
from bot.conversation import Conversations
from bot.turns import Turn
from candour.logs import Event, error_name, log
from interview.catalogues import chosen, offered
from interview.channels import TelegramWording, TelegramWordings
from interview.languages import ENGLISH
from triage.receipt import looks_like_receipt

REMEMBERED_UPDATES = 10_000
UPDATE = "update"
ATTEMPTS = 5
FINISH_WITHIN = 5.0  # seconds that what is in hand gets when the process stops
TAKEN_AFTER = 20.0  # seconds after which a message that is kept no longer has to wait for its reply to be sent
LATE_PAUSES = (5.0, 30.0, 120.0, 600.0)  # seconds after which a late answer is sent again that did not arrive
# The buttons under the question about an edit. No title of the interview begins with a slash.
KEEP_FIRST = "/edit keep"
USE_NEW = "/edit new"


class TelegramChannel:
    """The Telegram channel, whichever way the updates come.

    Args:
        conversations: the heart of the gateway.
        sender: what sends to chats.
        wordings: what the channel itself says, by language.
        chat_files: takes the files of chats.
    """

    def __init__(
        self, conversations: Conversations, sender: Sender, wordings: TelegramWordings, chat_files: ChatFiles
    ) -> None:
        self._conversations = conversations
        self._sender = sender
        self._wordings = wordings
        self._chat_files = chat_files
        self._delivery = Delivery(sender, wordings, conversations.speech)
        self._chats = Chats(conversations.replicas.notes)
        self._recent: OrderedDict[int, asyncio.Future[bool]] = OrderedDict()
        self._failures: OrderedDict[int, int] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, update: Update) -> asyncio.Future[bool]:
        """Start to deal with an update; the same update again is not dealt with again.

        Returns:
            A future: True once the update is safely taken (or means nothing to us), False if it has to come again.
        """
        known = self._recent.get(update.update_id)
        if known is not None:
            return known
        taken = self._recent[update.update_id] = asyncio.get_running_loop().create_future()
        if len(self._recent) > REMEMBERED_UPDATES:
            self._recent.popitem(last=False)
        incoming = read(update)
        if incoming is None:
            taken.set_result(True)
        else:
            self._start(self._deal_with(incoming, taken))
        return taken

    def knows(self, sender: str) -> bool:
        """Whether this process knows the sender's chat."""
        return self._chats.of(sender) is not None

    async def push(self, sender: str, turn: Turn) -> bool:
        """Take charge of a late turn, if this process knows the sender's chat."""
        chat = self._chats.of(sender)
        if chat is None:
            return False
        # Not awaited: the conversation's worker, which calls this, has the next message to see to.
        self._start(self._deliver_late(chat, turn))
        return True

    async def close(self) -> None:
        """Let what is in hand finish, but not for long: what is cut off comes again after the start."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=FINISH_WITHIN)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _wording(self, chat: Chat) -> TelegramWording:
        return self._wordings.of(self._conversations.speech(chat.sender).language.code)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deal_with(self, incoming: Incoming, taken: asyncio.Future[bool]) -> None:
        chat = self._chats.get(incoming.chat_id)
        try:
            async with chat.lock:
                sender = self._conversations.sender("telegram", str(incoming.chat_id))
                async with self._conversations.replicas.holding("chat", sender):
                    self._chats.known_as(chat, sender)
                    await self._once(chat, incoming, taken)
            self._failures.pop(incoming.update_id, None)
            _settle(taken, True)
        except Refused:
            _settle(taken, True)
        except Exception as error:  # whatever it is, the update must come again and the channel must live on
            log(Event.TURN_FAILED, level="error", channel="telegram", error=error_name(error))
            if taken.done():  # it took so long that Telegram will not bring it again
                self._start(self._deliver_later(chat))
            else:
                _settle(taken, await self._gave_up(incoming, error))
        finally:
            _settle(taken, False)

    async def _once(self, chat: Chat, incoming: Incoming, taken: asyncio.Future[bool]) -> None:
        """Deal with an update unless another gateway has done so."""
        notes, update = self._conversations.replicas.notes, str(incoming.update_id)
        if notes.has(UPDATE, update):
            return
        try:
            await self._dispatch(chat, incoming, taken)
        finally:
            self._chats.keep(chat)
        notes.put(UPDATE, update)

    async def _gave_up(self, incoming: Incoming, error: Exception) -> bool:
        """Have the update brought again; after some attempts tell the reporter that it was not kept."""
        failures = self._failures.pop(incoming.update_id, 0) + 1
        if failures >= ATTEMPTS:
            with contextlib.suppress(NotDelivered):
                if not isinstance(error, NotDelivered):
                    wording = self._wording(self._chats.get(incoming.chat_id))
                    await self._sender.send(incoming.chat_id, wording.try_again)
            return True
        self._recent.pop(incoming.update_id, None)
        self._failures[incoming.update_id] = failures
        if len(self._failures) > REMEMBERED_UPDATES:
            self._failures.popitem(last=False)
        return False

    async def _dispatch(self, chat: Chat, incoming: Incoming, taken: asyncio.Future[bool]) -> None:
        match incoming:
            case Said():
                await self._said(chat, incoming, taken)
            case Pressed(data=data) if data in (KEEP_FIRST, USE_NEW):
                await self._chose_version(chat, incoming, taken)
            case Pressed(data=data) if chosen(data):
                await self._chose_language(chat, incoming, taken)
            case Pressed(data=data) if is_about_file(data):
                await self._pressed_about_file(chat, incoming, taken)
            case Pressed():
                await self._pressed(chat, incoming, taken)
            case Edited():
                await self._edited(chat, incoming)
            case Sent():
                await self._sent(chat, incoming, taken)
            case Media():
                await self._refuse_media(chat, incoming)

    # Words ----------------------------------------------------------------------------------------------------------

    async def _said(self, chat: Chat, said: Said, taken: asyncio.Future[bool]) -> None:
        if looks_like_receipt(said.text):
            chat.secrets.append(said.message_id)
        if said.with_media:
            await self._sender.send(chat.chat_id, self._wording(chat).caption_taken)
        if command(said.text) == "start":
            await self._begin(chat)
        else:
            await self._say(chat, f"tg{said.update_id}", words(said.text, self._wording(chat).commands), taken)

    async def _begin(self, chat: Chat, *, returning: bool = False) -> None:
        await self._welcome(chat)
        async with self._sender.typing(chat.chat_id):
            turn = await self._conversations.begin(chat.sender, returning=returning)
        await self._delivery.deliver(chat, turn)

    async def _say(
        self, chat: Chat, message_id: str, text: str, taken: asyncio.Future[bool], *, pressed: bool = False
    ) -> None:
        await self._welcome(chat)
        async with self._sender.typing(chat.chat_id):
            # A chat with a bot begins with /start: who writes without it was here before.
            turn = await self._conversations.accept(chat.sender, message_id, text, returning=True, pressed=pressed)
            # Now it is kept. Telegram could forget it at once, but if this process died before the reply is sent,
            # only a repeated update would bring back the chat to send it to.
            asyncio.get_running_loop().call_later(TAKEN_AFTER, _settle, taken, True)
            turn = turn or await self._conversations.answer(chat.sender, message_id)
        await self._delivery.deliver(chat, turn)

    async def _welcome(self, chat: Chat) -> None:
        """Say what Telegram learns before a report begins; if that does not arrive, none begins."""
        if self._conversations.is_open(chat.sender):
            chat.welcomed = False  # the next report is welcomed again
        elif not chat.welcomed:
            await self._sender.send(chat.chat_id, self._wording(chat).welcome, keyboard(_languages()))
            chat.welcomed = True

    async def _deliver_late(self, chat: Chat, turn: Turn) -> None:
        try:
            await self._delivery.deliver(chat, turn)
            self._chats.keep(chat)
        except Refused:
            return
        except NotDelivered:
            await self._deliver_later(chat)

    async def _deliver_later(self, chat: Chat) -> None:
        """Try again, with pauses, to send what did not arrive; after that it comes with the reporter's next turn."""
        for pause in LATE_PAUSES:
            await asyncio.sleep(pause)
            try:
                async with chat.lock:
                    await self._delivery.deliver(chat, self._conversations.undelivered(chat.sender))
                return
            except Refused:
                return
            except NotDelivered:
                continue

    # Buttons --------------------------------------------------------------------------------------------------------

    async def _pressed(self, chat: Chat, pressed: Pressed, taken: asyncio.Future[bool]) -> None:
        if chat.is_old(pressed.message_id):
            await self._sender.acknowledge(pressed.query, self._wording(chat).old_button)
            await self._sender.remove_keyboard(chat.chat_id, pressed.message_id)
            return
        await self._sender.acknowledge(pressed.query)
        # From now on these are the current buttons, also after a restart: the reply to the press retires them.
        chat.keyboard, chat.keyboard_known = pressed.message_id, True
        if self._conversations.is_open(chat.sender):
            await self._say(chat, f"tg{pressed.update_id}", pressed.data, taken, pressed=True)
        else:  # the question belonged to a report that is over
            await self._begin(chat, returning=True)

    async def _pressed_about_file(self, chat: Chat, pressed: Pressed, taken: asyncio.Future[bool]) -> None:
        text = self._chat_files.said(pressed.data, chat)
        await self._sender.acknowledge(pressed.query, None if text else self._wording(chat).old_button)
        await self._sender.remove_keyboard(chat.chat_id, pressed.message_id)
        if text:
            await self._say(chat, f"tg{pressed.update_id}", text, taken, pressed=True)

    async def _chose_language(self, chat: Chat, pressed: Pressed, taken: asyncio.Future[bool]) -> None:
        """Speak another language; before anything was told, what Telegram learns is said in it first."""
        await self._sender.acknowledge(pressed.query)
        self._conversations.speak(chat.sender, chosen(pressed.data) or ENGLISH)
        if not self._conversations.is_open(chat.sender):
            return await self._begin(chat)
        if not self._conversations.has_said(chat.sender):
            wording = self._wordings.of(chosen(pressed.data) or ENGLISH)
            await self._sender.send(chat.chat_id, wording.welcome)
        await self._say(chat, f"tg{pressed.update_id}", pressed.data, taken, pressed=True)
        return None

    # Files ----------------------------------------------------------------------------------------------------------

    async def _sent(self, chat: Chat, sent: Sent, taken: asyncio.Future[bool]) -> None:
        """Take a file, whatever is being asked; where no report is open it begins one."""
        if not self._conversations.is_open(chat.sender):
            await self._begin(chat)
        await self._chat_files.take(chat, sent)
        if sent.caption:
            await self._say(chat, f"tg{sent.update_id}", words(sent.caption, self._wording(chat).commands), taken)

    # Edits ----------------------------------------------------------------------------------------------------------

    async def _edited(self, chat: Chat, edited: Edited) -> None:
        """Ask which version to keep. Neither is stored: the question is a reply to the message, which carries it."""
        if not self._conversations.is_open(chat.sender):
            await self._sender.send(chat.chat_id, self._wording(chat).edited_too_late)
            return
        choice = InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(self._wording(chat).keep_first, callback_data=KEEP_FIRST)],
                [InlineKeyboardButton(self._wording(chat).use_new, callback_data=USE_NEW)],
            ]
        )
        await self._sender.send(chat.chat_id, self._wording(chat).edited, choice, reply_to=edited.message_id)

    async def _chose_version(self, chat: Chat, pressed: Pressed, taken: asyncio.Future[bool]) -> None:
        await self._sender.acknowledge(pressed.query)
        await self._sender.remove_keyboard(chat.chat_id, pressed.message_id)
        if pressed.data == KEEP_FIRST:
            await self._sender.send(chat.chat_id, self._wording(chat).kept_first)
        elif not self._conversations.is_open(chat.sender):
            await self._sender.send(chat.chat_id, self._wording(chat).edited_too_late)
        elif pressed.quoted is None:
            await self._sender.send(chat.chat_id, self._wording(chat).edit_unreadable)
        else:
            # Named after the question about the edit, so that pressing twice adds the text once.
            await self._say(chat, f"tgedit{pressed.message_id}", pressed.quoted, taken)

    # The rest -------------------------------------------------------------------------------------------------------

    async def _refuse_media(self, chat: Chat, media: Media) -> None:
        if media.album is not None and media.album == chat.album:
            return  # an album comes as one message for each picture; one answer is enough
        chat.album = media.album
        replies = {
            "sticker": self._wording(chat).sticker_not_taken,
            "location": self._wording(chat).location_not_taken,
            "contact": self._wording(chat).contact_not_taken,
        }
        await self._sender.send(chat.chat_id, replies.get(media.kind, self._wording(chat).not_taken))
        await self._delivery.deliver(chat, self._conversations.question(chat.sender))


def _languages() -> list[str]:
    """The buttons of all languages, where there is a choice."""
    return [language.button for language in offered().values()] if len(offered()) > 1 else []


def _settle(taken: asyncio.Future[bool], result: bool) -> None:
    if not taken.done():
        taken.set_result(result)
