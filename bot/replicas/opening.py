"""Whether a gateway is alone or one of several, by its settings."""

from __future__ import annotations

from bot.replicas.alone import Alone
from bot.replicas.base import Replicas
from bot.senders import SenderIndex, Senders
from candour.settings import Settings
from drafts.opening import shared_secret


def open_replicas(settings: Settings) -> Replicas:
    """Join the others, if there may be any.

    Raises:
        SettingsError: gateways that share a Redis need a secret that it does not know.
    """
    if not settings.redis_url:
        return Alone()
    from bot.replicas.together import Together
    from drafts.shared.box import Box
    from drafts.shared.server import connect  # one machine needs none of this

    return Together(settings.redis_url, connect(settings.redis_url), Box(shared_secret(settings)))


def open_senders(settings: Settings) -> Senders:
    """Open the index of senders.

    Raises:
        SettingsError: as above.
        OSError: it cannot be opened.
    """
    if not settings.redis_url:
        return SenderIndex(settings.data_dir / "gateway")
    from bot.replicas.shared_senders import SharedSenders
    from drafts.shared.box import Box
    from drafts.shared.server import connect

    return SharedSenders(connect(settings.redis_url), Box(shared_secret(settings)))
