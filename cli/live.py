"""`candour doctor --live`: asks what is running, and says of each thing whether it is well.

No answer holds more than the names of parts, numbers of bytes and days: neither a token nor an address.
"""

from __future__ import annotations

import asyncio
import shutil
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.limits import Limits
from candour.errors import StoreError
from candour.settings import Settings
from cli import clock
from cli.up import address
from triage.store.files import make_file_store

OK, NOTED, TROUBLE = "ok", "note", "trouble"
SECONDS = 8  # for each answer
ENOUGH = 2 * 2**30  # bytes; what is less is told, as the alert rules do
CERTIFICATE_DAYS = 14
DRIFT = 60  # seconds that a clock may be wrong; times are stored by the hour and the day


@dataclass(frozen=True)
class Answer:
    """What is known of one thing.

    Attributes:
        what: it is about.
        state: ok, note or trouble.
        said: why, in one line.
    """

    what: str
    state: str
    said: str


async def ask_all(settings: Settings) -> list[Answer]:
    """Ask everything at the same time."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session:
        asked: list[Callable[[Settings, aiohttp.ClientSession], Awaitable[list[Answer]]]]
        asked = [_gateway, _store, _files, _disks, _metrics, _public, _telegram, _clock]
        answers = await asyncio.gather(*(ask(settings, session) for ask in asked))
    return [answer for of_one in answers for answer in of_one]


async def _gateway(settings: Settings, session: aiohttp.ClientSession) -> list[Answer]:
    try:
        async with session.get(f"{address(settings)}/healthz", allow_redirects=False) as response:
            told = await response.json()
            missing = [str(name) for name in told["missing"]]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
        return [Answer("gateway", TROUBLE, "does not answer on CANDOUR_HOST and CANDOUR_PORT")]
    if not missing:
        return [
            Answer("gateway", OK, "a turn can be answered: dialogue, model, actions, store and recipients are there")
        ]
    return [Answer(name, TROUBLE, "is missing, says the gateway") for name in missing]


async def _store(settings: Settings, _session: aiohttp.ClientSession) -> list[Answer]:
    from triage.store import CaseStore

    try:
        async with asyncio.timeout(SECONDS):
            store = await CaseStore.open(settings.store_url)
            try:
                well = await store.healthy()
            finally:
                await store.close()
    except (StoreError, TimeoutError):
        well = False
    return [Answer("store", OK, "can be reached") if well else Answer("store", TROUBLE, "cannot be reached from here")]


async def _files(settings: Settings, _session: aiohttp.ClientSession) -> list[Answer]:
    if not settings.files_url:  # then they lie in the data folder, which is looked at anyway
        return []
    try:
        async with asyncio.timeout(SECONDS):
            forgets = await make_file_store(settings).forgets()
    except (StoreError, TimeoutError):
        return [Answer("files", TROUBLE, "CANDOUR_FILES_URL cannot be written to from here")]
    if not forgets:
        return [Answer("files", TROUBLE, "the bucket keeps old versions, so that what is destroyed stays there")]
    return [Answer("files", OK, "the bucket can be written to, and forgets what is removed")]


async def _disks(settings: Settings, _session: aiohttp.ClientSession) -> list[Answer]:
    folders = {"CANDOUR_DATA_DIR": settings.data_dir, "CANDOUR_DRAFT_KEYS": settings.draft_keys_dir}
    return [_disk(what, folder) for what, folder in folders.items()]


def _disk(what: str, folder: Path) -> Answer:
    if not folder.is_dir():
        # The gateway makes the one for keys with the first report.
        state = NOTED if what == "CANDOUR_DRAFT_KEYS" else TROUBLE
        return Answer(what, state, "the folder is not there, or not for this user")
    free = shutil.disk_usage(folder).free
    left = f"{free / 2**30:.1f} GiB left"
    if free < Limits().disk:
        return Answer(what, TROUBLE, f"{left}: new reports are refused")
    # Keys are a few bytes each, so a small file system in memory is enough for them.
    return Answer(what, TROUBLE if free < ENOUGH and what == "CANDOUR_DATA_DIR" else OK, left)


async def _metrics(settings: Settings, session: aiohttp.ClientSession) -> list[Answer]:
    if not settings.metrics:
        return []
    where = urlsplit(f"//{settings.metrics}")
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(where.hostname or "", where.hostname)  # noqa: S104 - asked
    try:
        async with session.get(f"http://{host}:{where.port}/metrics") as response:
            well = response.status == 200
    except (aiohttp.ClientError, TimeoutError, ValueError):
        well = False
    said = "can be read" if well else "cannot be read on CANDOUR_METRICS"
    return [Answer("metrics", OK if well else TROUBLE, said)]


async def _public(settings: Settings, _session: aiohttp.ClientSession) -> list[Answer]:
    where = urlsplit(settings.public_url)
    if where.scheme != "https" or not where.hostname:
        return []
    try:
        async with asyncio.timeout(SECONDS):
            _, writer = await asyncio.open_connection(
                where.hostname, where.port or 443, ssl=ssl.create_default_context()
            )
            ends = ssl.cert_time_to_seconds(writer.get_extra_info("peercert")["notAfter"])
            writer.close()
    except ssl.SSLCertVerificationError:
        return [Answer("certificate", TROUBLE, "reporters' browsers will not accept it")]
    except (OSError, TimeoutError):
        return [
            Answer("certificate", NOTED, "CANDOUR_PUBLIC_URL cannot be reached from this machine, so it was not seen")
        ]
    days = int((ends - time.time()) // 86400)
    return [Answer("certificate", OK if days >= CERTIFICATE_DAYS else TROUBLE, f"good for {days} more days")]


async def _telegram(settings: Settings, session: aiohttp.ClientSession) -> list[Answer]:
    if not settings.telegram_token:
        return []
    try:
        async with session.get(f"{settings.telegram_base_url}{settings.telegram_token}/getMe") as response:
            status = response.status
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return [Answer("telegram", TROUBLE, "cannot be reached; the web chat goes on")]
    if status == 200:
        return [Answer("telegram", OK, "knows this bot")]
    said = "does not take TELEGRAM_BOT_TOKEN" if status in (401, 404) else f"answers with status {status}"
    return [Answer("telegram", TROUBLE, said)]


async def _clock(settings: Settings, session: aiohttp.ClientSession) -> list[Answer]:
    drift = await clock.drift(session, settings.telegram_base_url) if settings.telegram_token else None
    if drift is not None:
        state = OK if abs(drift) <= DRIFT else TROUBLE
        return [Answer("clock", state, f"{abs(drift):.0f} seconds from Telegram's")]
    if not clock.kernel_says_synchronised():
        return [Answer("clock", NOTED, "the kernel does not know it to be synchronised; run an NTP client")]
    return [Answer("clock", OK, "synchronised, as far as the kernel knows")]
