"""The languages of the gateway: what is shown of each text and button, and what a typed title means."""

from bot.speech import choosing
from bot.speech.speech import Speech, Speeches
from bot.speech.tongues import Tongues

__all__ = ["Speech", "Speeches", "Tongues", "choosing"]
