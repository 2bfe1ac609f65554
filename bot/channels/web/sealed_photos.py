"""What the page says of a photo that it has sealed, and the keys that it seals to.

The header `Candour-Sealed` is JSON: {keys, length, photo: {size, sha256}, original: {size, sha256, media_type}}, where
the last may be null.
`keys` names the list that it was sealed to, so that a page which has an older list is told so; `length` is how much of
the body is the sealed photo. The rest is its untouched original, sealed as well. GET /files/keys gives the keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.attachments import FileRefused, wording
from bot.attachments.sealed import Content, SealedPhoto
from bot.channels.web.form.sealed import keys_of
from candour.errors import RecipientsError
from candour.logs import Event, error_name, log
from triage.recipients import Recipients

SEALED = "Candour-Sealed"
_FIELDS = frozenset({"keys", "length", "photo", "original"})


class SealedPhotos:
    """Photos that were sealed in the browser.

    Args:
        recipients: gives those to whom they must be sealed.
    """

    def __init__(self, recipients: Callable[[], Recipients]) -> None:
        self._recipients = recipients

    async def keys(self, _request: web.Request) -> web.Response:
        """Serve the keys that photos are sealed to, and the name of their list."""
        try:
            recipients = self._recipients()
        except RecipientsError as error:
            log(Event.REQUEST_FAILED, level="error", error=error_name(error), what="file")
            raise web.HTTPServiceUnavailable(text="503: there are no keys just now\n") from None
        return web.json_response({"list": keys_of(recipients), "keys": [one.text for one in recipients.cases]})

    def read(self, request: web.Request) -> SealedPhoto | None:
        """What a request says of its body; None when that was not sealed.

        Raises:
            FileRefused: it says what cannot be, or was sealed to other keys.
        """
        if SEALED not in request.headers:
            return None
        try:
            keys = keys_of(self._recipients())
        except RecipientsError:
            raise FileRefused(wording.CANNOT_KEEP, 503) from None
        return read(request.headers[SEALED], keys)


def read(header: str, keys: str) -> SealedPhoto:
    """Read the header.

    Args:
        header: what it says.
        keys: the name of the list of keys that is in force.

    Raises:
        FileRefused: it says what cannot be, or names another list.
    """
    content = _content(header)
    if content["keys"] != keys:
        raise FileRefused(wording.OTHER_KEYS, 409)
    try:
        original = content["original"] and _original(content["original"])
        return SealedPhoto(_number(content["length"]), _photo(content["photo"]), original or None)
    except (TypeError, KeyError):
        raise FileRefused(wording.NOT_SEALED, 422) from None


def _content(header: str) -> dict[str, Any]:
    try:
        content = json.loads(header)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.keys() != _FIELDS:
        raise FileRefused(wording.NOT_SEALED, 422)
    return content


def _photo(told: Any) -> Content:
    return Content(_number(told["size"]), _text(told["sha256"]))


def _original(told: Any) -> Content:
    return Content(_number(told["size"]), _text(told["sha256"]), _text(told["media_type"]))


def _number(told: Any) -> int:
    if type(told) is not int or told < 1:
        raise TypeError("it is no number")
    return told


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError("it is no text")
    return told
