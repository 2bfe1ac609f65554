"""The page of statistics: charts drawn here, each beside its numbers, small ones hidden."""

from __future__ import annotations

from aiohttp import web
from markupsafe import Markup

from triage.desk.statistics.chart import figure
from triage.desk.statistics.making import make_statistics
from triage.desk.web.pages import SITTING, page


async def show(request: web.Request) -> web.Response:
    """Count all cases, which stands in the trail, and show them."""
    sitting = request.app[SITTING]
    made = await make_statistics(sitting.store, sitting.keys, sitting.guide, sitting.practice.categories)
    # What a reporter typed is in none of them, and what is text in them was escaped when they were drawn.
    return page(request, "statistics.html", figures=[Markup(figure(table)) for table in made])  # noqa: S704  # nosec B704


ROUTES = [web.get("/statistics", show)]
