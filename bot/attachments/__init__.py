"""Files that reporters send: taken as they stream in, stripped, sealed, and kept with the report or let go."""

from bot.attachments.attachments import Attachments
from bot.attachments.wording import FileRefused

__all__ = ["Attachments", "FileRefused"]
