"""Which vault an installation has: folders on one machine, or the Redis that its replicas share."""

from __future__ import annotations

from candour.errors import SettingsError
from candour.settings import Settings
from drafts.sealed import Vault
from drafts.vault import DraftVault

SECRET_CHARACTERS = 32


def open_vault(settings: Settings) -> Vault:
    """Open the vault of these settings.

    Raises:
        SettingsError: replicas need a secret that Redis does not know, and there is none.
    """
    if not settings.redis_url:
        return DraftVault(settings.draft_keys_dir, settings.drafts_dir)
    from drafts.shared.box import Box
    from drafts.shared.server import connect
    from drafts.shared.vault import SharedVault  # one machine needs none of this

    return SharedVault(
        connect(settings.redis_url), Box(shared_secret(settings)), settings.drafts_dir, settings.draft_days
    )


def shared_secret(settings: Settings) -> str:
    """The secret that the processes share.

    Raises:
        SettingsError: there is none, or it is too short.
    """
    if len(settings.internal_token) < SECRET_CHARACTERS:
        raise SettingsError("CANDOUR_INTERNAL_TOKEN", f"must be {SECRET_CHARACTERS} characters or more")
    return settings.internal_token
