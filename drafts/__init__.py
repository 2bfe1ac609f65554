"""Drafts: what an unfinished conversation leaves behind, encrypted, and how it is destroyed.

Used by the gateway, the action server and (on Python 3.10) by Rasa; needs `cryptography`, and for replicas `redis`.
"""

from drafts.opening import open_vault
from drafts.sealed import Vault
from drafts.vault import DraftVault

__all__ = ["DraftVault", "Vault", "open_vault"]
