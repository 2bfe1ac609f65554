"""The drafts that an installation keeps, wherever it does."""

from __future__ import annotations

from candour.settings import Settings
from drafts import open_vault


def how_many_drafts(settings: Settings) -> int:
    """How many drafts can still be read."""
    vault = open_vault(settings)
    return sum(vault.exists(conversation) for conversation in vault.stale(0))


def destroy_drafts(settings: Settings) -> None:
    """Destroy all drafts, as happens when they expire; whose they were is still known."""
    vault = open_vault(settings)
    for conversation in vault.stale(0):
        vault.shred(conversation)
