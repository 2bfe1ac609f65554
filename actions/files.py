"""The files of a draft as the dialogue knows them: the gateway takes them, and here only their list is read."""

from __future__ import annotations

from actions.resources import Resources
from drafts import streams
from triage.files import DOCUMENT, PHOTO, SOUND, VIDEO, Attachment, attachments_of_draft, undecided_of_draft

NOT_SENT = "not sent, because I could not clean it (say “send file {number} as it is” if it shall go)"
_NAMES = {PHOTO: "photo", DOCUMENT: "document", SOUND: "sound recording", VIDEO: "video"}


def sent_files(r: Resources, conversation: str) -> tuple[Attachment, ...]:
    """What goes with the report.

    Raises:
        DraftGone: the draft was shredded.
        DraftDamaged: the list does not open.
        SealedFileError: it is no such list.
    """
    return attachments_of_draft(r.vault.read(conversation, streams.FILES))


def told_files(r: Resources, conversation: str) -> list[tuple[int, str]]:
    """What the summary says of them, by their numbers."""
    files = sent_files(r, conversation)
    originals = {one.number for one in files if one.original}
    told = [(one.number, _told(one, one.number in originals)) for one in files if not one.original]
    undecided = undecided_of_draft(r.vault.read(conversation, streams.FILES))
    return sorted([*told, *((number, NOT_SENT.format(number=number)) for number in undecided)])


def _told(file: Attachment, with_original: bool) -> str:
    name = _NAMES.get(file.kind, "file")
    if not file.stripped:
        return f"{name}, as it is"
    return f"{name}, cleaned, and its untouched original" if with_original else f"{name}, cleaned"
