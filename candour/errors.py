"""The one error tree. The text that a person sees lives with the class.

CandourError
|-- SettingsError        a setting is missing or unusable (names the variable, never the value)
|-- UsageError           the command line cannot be carried out as written
|-- KeyFileError         a key file cannot be read, or its passphrase is wrong
|-- RecipientsError      a list of recipients is unsigned, unknown, altered, or holds an unusable key
|-- NotPermitted         the role of a desk's key does not go as far as that
|-- SealedFileError      an envelope is not exactly what was sealed (one type for every cause)
|-- StoreError           the triage store cannot be reached or refuses
|   |-- CaseNotFound     no case has that id or reference
|   |-- MailboxNotFound  no mailbox has that address
|   |-- ReferenceTaken   another case has that reference
|   |-- SequenceTaken    another letter has that place in the mailbox
|   `-- PlaceTaken       another entry of the audit trail, or another assessment, has that place
|-- BackupError          a backup is not whole, or is none
|-- TrailBroken          the audit trail is not what was written (names the first bad entry)
|-- ReceiptMistyped      what was typed is no receipt code (its words or its checksum are wrong)
|-- DraftGone            the draft was finished, withdrawn or has expired: its key no longer exists
|-- DraftDamaged         a stored draft does not open under its key
|-- DialogueUnavailable  Rasa or the action server gives no usable answer
|-- ModelError           the model is missing or cannot be trained
|-- StartError           a part of Candour cannot start
|-- GuideError           the interview guide contradicts itself (names file and entry)
`-- ConversationError    a conversation test is not written as it must be (names file and line)
"""

from __future__ import annotations

from collections.abc import Sequence


class CandourError(Exception):
    """Base of all expected errors; `str(error)` is one clear line that holds no value a reporter gave."""


class SettingsError(CandourError):
    """A setting is missing or unusable.

    Args:
        variable: name of the environment variable.
        problem: what is wrong with it, without its value.
    """

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")
        self.variable = variable
        self.problem = problem


class UsageError(CandourError):
    """The command line cannot be carried out as written (exit code 2)."""


class KeyFileError(CandourError):
    """A key file cannot be read, or its passphrase is wrong."""


class RecipientsError(CandourError):
    """A list of recipients is unsigned, unknown, altered, or holds an unusable key."""


class NotPermitted(CandourError):
    """The role of a desk's key does not go as far as that.

    Args:
        act: what was to be done.
        held: the roles of the keys that were named.
        needed: one of which is needed.
    """

    def __init__(self, act: str, held: Sequence[str], needed: Sequence[str]) -> None:
        whose = f"the key is that of: {', '.join(held)}" if held else "the key is not on the list of recipients"
        super().__init__(f"{act}: this is for: {', '.join(needed) or 'nobody'}; {whose}")


class SealedFileError(CandourError):
    """An envelope is not exactly what was sealed; one type whatever the cause, so that nothing is learned from it."""

    def __init__(self) -> None:
        super().__init__("this file is not a sealed case that this key can open, or it was altered")


class StoreError(CandourError):
    """The triage store cannot be reached or refuses."""


class CaseNotFound(StoreError):
    """No case has that id or reference."""

    def __init__(self) -> None:
        super().__init__("no case has that id or reference")


class ReferenceTaken(StoreError):
    """Another case has that reference; hand over again with another one."""

    def __init__(self) -> None:
        super().__init__("another case has that reference")


class MailboxNotFound(StoreError):
    """No mailbox has that address."""

    def __init__(self) -> None:
        super().__init__("there is no such mailbox")


class SequenceTaken(StoreError):
    """Another letter has that place in the mailbox; send again with the next one."""

    def __init__(self) -> None:
        super().__init__("another letter has that place in the mailbox")


class PlaceTaken(StoreError):
    """Another entry of the audit trail, or another assessment of the case, has that place; try the next one."""

    def __init__(self) -> None:
        super().__init__("the audit trail is written to by others all the time; try again")


class BackupError(CandourError):
    """A backup is not whole, or is none."""


class TrailBroken(CandourError):
    """The audit trail is not what was written."""


class ReceiptMistyped(CandourError):
    """What was typed is no receipt code: its words or its checksum are wrong. Nothing of it is said."""

    def __init__(self) -> None:
        super().__init__("this is not a receipt code, or a word of it is mistyped")


class DraftGone(CandourError):
    """The draft was finished, withdrawn or has expired: its key no longer exists."""

    def __init__(self) -> None:
        super().__init__("this draft no longer exists")


class DraftDamaged(CandourError):
    """A stored draft does not open under its key; it is left as it is, never overwritten."""

    def __init__(self) -> None:
        super().__init__("a stored draft does not open under its key")


class DialogueUnavailable(CandourError):
    """Rasa or the action server gives no usable answer."""


class ModelError(CandourError):
    """The model is missing or cannot be trained."""


class StartError(CandourError):
    """A part of Candour cannot start."""


class BenchError(CandourError):
    """Something that is to be measured does not do what it should."""


class GuideError(CandourError):
    """The interview guide contradicts itself."""


class ConversationError(CandourError):
    """A conversation test is not written as it must be.

    Args:
        file: which file.
        line: on which line.
        problem: what is wrong there.
    """

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}")
