"""What several gateways have to agree on, and how one alone does the same in its own memory."""

from bot.replicas.alone import Alone
from bot.replicas.base import Replicas
from bot.replicas.opening import open_replicas, open_senders

__all__ = ["Alone", "Replicas", "open_replicas", "open_senders"]
