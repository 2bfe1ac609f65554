"""The gateway as a process of its own, for what only a process shows: all that it writes, and sudden death."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from candour.settings import Settings

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def gateway_process(settings: Settings, output: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `python -m bot` with these settings at DEBUG; everything it writes goes to the file."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "CANDOUR_DATA_DIR": str(settings.data_dir),
        "CANDOUR_DRAFT_KEYS": str(settings.draft_keys),
        "CANDOUR_PORT": str(settings.port),
        "CANDOUR_LOG_LEVEL": "DEBUG",
        "CANDOUR_RASA_URL": settings.rasa_url,
        "CANDOUR_ACTIONS_URL": settings.actions_url,
        "CANDOUR_INTERNAL_TOKEN": settings.internal_token,
        "TELEGRAM_BOT_TOKEN": settings.telegram_token,
        "TELEGRAM_BASE_URL": settings.telegram_base_url,
        "TELEGRAM_WEBHOOK_URL": settings.telegram_webhook_url,
        "TELEGRAM_WEBHOOK_SECRET": settings.telegram_webhook_secret,
        "PYTHONASYNCIODEBUG": "1",
    }
    with output.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", cwd=output.parent, env=environment, stdout=file, stderr=file
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
