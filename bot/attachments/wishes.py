"""What a message wants done with a file that was sent: remove it, send it as it is, send its original too."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import partial

from bot.attachments import wording
from bot.attachments.attachments import Attachments

Wish = Callable[[str, Attachments], Awaitable[str]]
"""Called with the conversation and the files; returns what to say."""

_WHICH = r"(?:the )?(?:file|photo|picture|video|document|recording|attachment)(?: number| no\.?)? ?#?(\d{1,3})[.!]?\Z"
_REMOVE = re.compile(rf"(?:please )?(?:remove|delete|take out|take away|drop|don'?t send) {_WHICH}", re.IGNORECASE)
_AS_IT_IS = re.compile(r"(?:please )?send file (\d{1,3}) as it is[.!]?\Z", re.IGNORECASE)
_ORIGINAL = re.compile(r"(?:please )?send (?:the )?original (\d{1,3})(?: too| as well)?[.!]?\Z", re.IGNORECASE)


def wish(text: str) -> Wish | None:
    """Read a message, or a button; None if it wants something else."""
    plain = text.strip().replace("\u2019", "'")
    for pattern, carry_out in ((_REMOVE, _remove), (_AS_IT_IS, _send_as_it_is), (_ORIGINAL, _send_original)):
        if found := pattern.match(plain):
            return partial(carry_out, int(found[1]))
    return None


async def _remove(number: int, conversation: str, files: Attachments) -> str:
    removed = await files.remove(conversation, number)
    return (wording.REMOVED if removed else wording.NOT_THERE).format(number=number)


async def _send_as_it_is(number: int, conversation: str, files: Attachments) -> str:
    taken = await files.send_as_it_is(conversation, number)
    return taken.text if taken else wording.NOT_THERE.format(number=number)


async def _send_original(number: int, conversation: str, files: Attachments) -> str:
    added = await files.send_original(conversation, number)
    return (wording.ORIGINAL_ADDED if added else wording.NO_ORIGINAL).format(number=number)
