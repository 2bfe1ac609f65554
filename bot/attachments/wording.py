"""What the gateway says about files: it takes them itself, so the dialogue's guide cannot word this."""

from __future__ import annotations

from stripping.outcomes import Outcome
from triage.files import DOCUMENT, PHOTO, SOUND, UNCHECKED, VIDEO, Attachment

NAMES = {PHOTO: "photo", DOCUMENT: "document", SOUND: "sound recording", VIDEO: "video"}
OTHER = "file"

CLEANED = (
    "File {number}, a {name}, is added. I took out what was hidden in it: where, when and with what it was made. "
    "Faces, voices and what can be seen stay. To take it away again, write “remove file {number}”."
)
CLEANED_AND_ORIGINAL = (
    "File {number}, a {name}, is added, cleaned of what was hidden in it. The untouched original goes to the team as "
    "well. To take both away again, write “remove file {number}”."
)
SEALED = (
    "File {number}, a photo, is added. Your device sealed it before it was sent: we cannot look into it here. Place, "
    "time and camera details are taken out. Faces and what can be seen stay. To take it away again, write “remove file "
    "{number}”."
)
SEALED_AND_ORIGINAL = (
    "File {number}, a photo, is added, and its untouched original too. Your device sealed both before they were sent: "
    "we cannot look into them here. To take both away again, write “remove file {number}”."
)
AS_IT_IS = (
    "File {number} is added just as it is. I don't know this type of file, so I could not take out what may be hidden "
    "in it, like your name. If that worries you, write “remove file {number}”."
)
SENT_UNREAD = (
    "File {number} is added just as it is, as you wished. To take it away again, write “remove file {number}”."
)
ASKS = (
    "I could not clean file {number}: {why}. It may hold hidden details, like your name or where you were. "
    "Shall I send it as it is, or remove it?"
)
WHY = {
    Outcome.UNREADABLE: "it is damaged, or locked with a password",
    Outcome.TOO_MUCH: "there is too much in it for me to look through",
}
SEND_AS_IT_IS = "Send file {number} as it is"
REMOVE = "Remove file {number}"
SEND_ORIGINAL = "Send original {number} too"
FILE = "File {number}"
A_FILE = "A file"
REMOVED = "File {number} is removed. It is gone."
NOT_THERE = "I have no file {number} of yours now, so there was nothing to do."
ORIGINAL_ADDED = (
    "The untouched original of file {number} goes to the team as well: it can show where, when and with what it was "
    "made. To take both away again, write “remove file {number}”."
)
NO_ORIGINAL = "I no longer have the untouched original of file {number}. You can send the file again."
ADDED_TO_REPORT = "Your file is sealed, added to your report and sent to the team."
NOT_CLEANED = (
    "I could not clean this file: it is damaged, locked with a password, or too much to look through. I kept nothing "
    "of it. You could send a picture of it instead."
)

TOO_LARGE = (
    "This file is too large: I can take {megabytes} MB. I kept nothing of it. You could send a shorter part of it."
)
EMPTY = "There is nothing in this file, so I did not keep it."
TOO_MANY = "That is as many files as one report can hold. You can remove one, or send this report and make another."
NO_REPORT = "No report of yours is open just now, so I did not keep the file. Please write to me first."
NOT_SEALED = "This photo did not arrive sealed as it should be, so I kept nothing of it. Please send it again."
OTHER_KEYS = "The team’s keys have just changed, so I kept nothing of this photo. Please send it again."
CANNOT_KEEP = "Something went wrong on our side and I could not keep this file. Please send it again in a few minutes."
CUT = "The file did not arrive whole, so I kept nothing of it. Please send it again."
BUSY = "Too many files are coming in just now. I kept nothing of this one. Please send it again in a minute."


class FileRefused(Exception):
    """Nothing of a file was kept; the text says why to the reporter."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def name_of(kind: str) -> str:
    """What a file is, in a word."""
    return NAMES.get(kind, OTHER)


def added(attachment: Attachment, original: bool) -> str:
    """Say that a file was added, and what was done to it."""
    if UNCHECKED in attachment.flags:
        return (SEALED_AND_ORIGINAL if original else SEALED).format(number=attachment.number)
    if not attachment.stripped:
        return AS_IT_IS.format(number=attachment.number)
    text = CLEANED_AND_ORIGINAL if original else CLEANED
    return text.format(number=attachment.number, name=name_of(attachment.kind))
