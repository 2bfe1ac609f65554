"""What was typed into a form, as it comes and as it is shown again."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

Form = dict[str, str]


class Draft(dict[str, str]):
    """What was typed into a form that could not be filed; empty where nothing was."""

    def __missing__(self, _name: str) -> str:
        """Nothing was typed."""
        return ""


async def form_of(request: web.Request) -> Form:
    """The fields of a form. Browsers send line ends as CR LF."""
    return {name: str(value).replace("\r\n", "\n") for name, value in (await request.post()).items()}


async def ticked(request: web.Request, name: str) -> Sequence[str]:
    """The values of all boxes of a name that are ticked."""
    return [str(value) for value in (await request.post()).getall(name, [])]
