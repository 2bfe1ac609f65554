"""The signed list of recipients where it lies, read anew each time: another command may have signed it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from candour.errors import RecipientsError
from triage.recipients import RecipientList, read_list


@dataclass(frozen=True)
class PinnedList:
    """A signed list.

    Args:
        file: where it lies.
        root: fingerprint of the root key that must have signed it.
    """

    file: Path
    root: str

    def read(self) -> RecipientList:
        """Read and verify it.

        Raises:
            RecipientsError: it is not wholly right.
        """
        return read_list(self.file, self.root)

    def signed(self) -> bytes:
        """As it lies there, signature and all.

        Raises:
            RecipientsError: it cannot be read.
        """
        try:
            return self.file.read_bytes()
        except OSError as error:
            raise RecipientsError(f"CANDOUR_RECIPIENTS: {self.file.name} cannot be read ({error.strerror})") from None
