"""What an update means to us: words, a press, an edit, something we cannot take; or nothing, which is ignored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from telegram import CallbackQuery, Chat, Message, Update
from telegram.constants import ChatType, UpdateType

from bot.channels.telegram.messages import without_lone_surrogates
from interview.channels import Command

# All that is asked for; Telegram then sends nothing of groups' members, reactions, channels and so on.
WANTED = (UpdateType.MESSAGE, UpdateType.EDITED_MESSAGE, UpdateType.CALLBACK_QUERY)
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?=\s|\Z)")

# What can be sent besides words, by the reply that it gets; everything else is a file.
KINDS = {
    "sticker": ("sticker", "animation", "dice", "game"),
    "location": ("location", "venue"),
    "contact": ("contact",),
}


@dataclass(frozen=True)
class Incoming:
    """One update of a private chat. Fields with content are kept out of `repr`, which can end up in a traceback.

    Attributes:
        update_id: Telegram's number of the update; a delivery that is repeated repeats it.
        chat_id: where to answer; stored nowhere.
    """

    update_id: int
    chat_id: int = field(repr=False)


@dataclass(frozen=True)
class Said(Incoming):
    """Words were sent; `with_media` if they were the caption of something we cannot take."""

    message_id: int
    text: str = field(repr=False)
    with_media: bool = False


@dataclass(frozen=True)
class Sent(Incoming):
    """A file was sent.

    Attributes:
        message_id: of the reporter's message.
        file_id: by which Telegram gives it out.
        size: as Telegram tells it; 0 where it does not.
        caption: the words sent with it; empty if there are none.
    """

    message_id: int
    file_id: str = field(repr=False)
    size: int
    caption: str = field(repr=False)


@dataclass(frozen=True)
class Pressed(Incoming):
    """A button was pressed.

    Attributes:
        query: to acknowledge it.
        message_id: the message of ours that the button stands under.
        data: what the button carries.
        quoted: text of the reporter's message that ours was a reply to, as it reads now; None if there is none.
    """

    query: str = field(repr=False)
    message_id: int
    data: str = field(repr=False)
    quoted: str | None = field(repr=False)


@dataclass(frozen=True)
class Edited(Incoming):
    """The reporter changed the words of a message; the new words are not taken from here, so are not here."""

    message_id: int


@dataclass(frozen=True)
class Media(Incoming):
    """A voice note, picture, file, sticker, place, contact, ...; `album` is the same for all parts of one."""

    album: str | None = field(repr=False)
    kind: str = "file"


def read(update: Update) -> Incoming | None:
    """Read an update; None for groups, channels, service messages and kinds of update that we did not ask for.

    python-telegram-bot does not check types, so what no Bot API server would send is None as well.
    """
    if update.callback_query:
        return _pressed(update.update_id, update.callback_query)
    message = update.message or update.edited_message
    if message is None or not _is_private(message.chat):
        return None
    return _changed(update.update_id, message) if update.edited_message else _sent(update.update_id, message)


def command(text: str) -> str | None:
    """Name of the command that a text begins with, in lower case and without the bot's own name; None if none."""
    match = _COMMAND.match(text)
    return match[1].lower() if match else None


def words(text: str, commands: Mapping[str, Command]) -> str:
    """Text as the conversation gets it: "/help" and "/help@our_name" become the word that the menu stands for."""
    match = _COMMAND.match(text)
    entry = commands.get(match[1].lower()) if match else None
    return entry.text + text[match.end() :] if match and entry else text


def _sent(update_id: int, message: Message) -> Incoming | None:
    if text := _words(message.text):
        return Said(update_id, message.chat.id, message.message_id, text)
    if not message.effective_attachment and not message.story:
        return None
    if file := _file(message):
        return Sent(update_id, message.chat.id, message.message_id, *file, _words(message.caption) or "")
    if caption := _words(message.caption):
        return Said(update_id, message.chat.id, message.message_id, caption, with_media=True)
    return Media(update_id, message.chat.id, message.media_group_id, _kind(message))


def _file(message: Message) -> tuple[str, int] | None:
    """ID and size of the file in a message; a photo comes in several sizes, the largest last."""
    photo = message.photo[-1] if isinstance(message.photo, tuple) and message.photo else None
    carriers = (photo, message.document, message.video, message.audio, message.voice, message.video_note)
    found: object = next((one for one in carriers if one), None)
    name, size = getattr(found, "file_id", None), getattr(found, "file_size", None)
    return (name, size if isinstance(size, int) else 0) if isinstance(name, str) and name else None


def _kind(message: Message) -> str:
    """Which of the channel's replies fits: sticker, location, contact or file."""
    return next((kind for kind, parts in KINDS.items() if any(getattr(message, part) for part in parts)), "file")


def _changed(update_id: int, message: Message) -> Incoming | None:
    # A live location that moves is an edit too; only changed words are worth a question.
    has_words = _words(message.text) or _words(message.caption)
    return Edited(update_id, message.chat.id, message.message_id) if has_words else None


def _pressed(update_id: int, query: CallbackQuery) -> Incoming | None:
    message, data = query.message, _words(query.data)
    if message is None or not _is_private(message.chat) or not data:
        return None
    original = message.reply_to_message if isinstance(message, Message) else None
    quoted = (_words(original.text) or _words(original.caption)) if original else None
    return Pressed(update_id, message.chat.id, query.id, message.message_id, data, quoted)


def _is_private(chat: Chat | None) -> bool:
    return chat is not None and chat.type == ChatType.PRIVATE and isinstance(chat.id, int)


def _words(value: object) -> str | None:
    return without_lone_surrogates(value) if isinstance(value, str) and value else None
