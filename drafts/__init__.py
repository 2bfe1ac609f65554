"""Drafts: what an unfinished conversation leaves on disk, encrypted, and how it is destroyed.

Used by the gateway, the action server and (on Python 3.10) by Rasa; needs only `cryptography`.
"""

from drafts.vault import DraftVault

__all__ = ["DraftVault"]
