"""Receipt codes in the gateway: handing one out after a report, and coming back with one. No code leaves this room."""

from bot.receipts.handing_out import HandingOut
from bot.receipts.reception import NotTaken, Reception

__all__ = ["HandingOut", "NotTaken", "Reception"]
