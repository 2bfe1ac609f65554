"""What a gateway needs so that a played interview hands out receipt codes: a store, recipients, and two answers."""

from __future__ import annotations

from bot.turns import RECEIPT_CHOSEN
from candour.settings import Settings
from tests.support.played_rasa import REFERENCE, PlayedRasa, reply
from triage.desk.demo import make_demo_keys
from triage.store import migrate

CHOOSE, SEND = "Get a secret code", "Yes, send it"


async def hand_out_codes(settings: Settings, rasa: PlayedRasa) -> None:
    """From now on CHOOSE and SEND end a report with a code."""
    make_demo_keys(settings.data_dir)
    await migrate(settings.store_url)
    told = reply(f"Your reference is {REFERENCE}.", event="handed_over", reference=REFERENCE)
    rasa.script[CHOOSE] = [reply("Is this right?", SEND, event=RECEIPT_CHOSEN)]
    rasa.script[SEND] = [told | {"receipt": True}]
