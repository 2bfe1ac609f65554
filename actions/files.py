"""The files of a draft as the dialogue knows them: the gateway takes them, and here only their list is read."""

from __future__ import annotations

from actions.resources import Resources
from drafts import streams
from interview.guide import Guide
from triage.files import DOCUMENT, PHOTO, SOUND, VIDEO, Attachment, attachments_of_draft, undecided_of_draft

_KINDS = (PHOTO, DOCUMENT, SOUND, VIDEO)


def sent_files(r: Resources, conversation: str) -> tuple[Attachment, ...]:
    """What goes with the report.

    Raises:
        DraftGone: the draft was shredded.
        DraftDamaged: the list does not open.
        SealedFileError: it is no such list.
    """
    return attachments_of_draft(r.vault.read(conversation, streams.FILES))


def told_files(r: Resources, conversation: str, guide: Guide) -> list[tuple[int, str]]:
    """What the summary says of them, by their numbers, in the guide's language."""
    files = sent_files(r, conversation)
    originals = {one.number for one in files if one.original}
    told = [(one.number, _told(guide, one, one.number in originals)) for one in files if not one.original]
    undecided = undecided_of_draft(r.vault.read(conversation, streams.FILES))
    not_sent = guide.messages["file_not_sent"]
    return sorted([*told, *((number, not_sent.replace("{number}", str(number))) for number in undecided)])


def _told(guide: Guide, file: Attachment, with_original: bool) -> str:
    name = guide.messages[f"file_{file.kind if file.kind in _KINDS else 'other'}"]
    state = "file_as_it_is" if not file.stripped else "file_and_original" if with_original else "file_cleaned"
    return guide.messages[state].replace("{name}", name)
