"""Puts the form together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import lru_cache

from aiohttp import web

from bot.attachments import Attachments
from bot.channels.web.form.filing import Filing
from bot.channels.web.form.incoming import SealedFiles
from bot.channels.web.form.plain import PlainForm
from bot.channels.web.form.routes import FormRoutes
from bot.channels.web.form.tickets import Tickets
from bot.channels.web.form.view import FormPages
from bot.channels.web.form.waiting_files import WaitingFiles
from bot.channels.web.origin import Origins
from bot.channels.web.page import Page
from bot.conversation import Conversations
from bot.senders import Senders
from bot.speech import Speeches
from candour.settings import Settings
from drafts import Vault
from interview.catalogues import in_language
from interview.guide import Guide, load_guide, with_numbers
from interview.signposts import load_signposts, numbers
from triage.recipients import Recipients, current_recipients
from triage.store.files import make_file_store


def setup_form(
    app: web.Application,
    settings: Settings,
    conversations: Conversations,
    files: Attachments,
    *,
    origins: Origins,
    page: Page,
    senders: Senders,
    vault: Vault,
    speeches: Speeches,
) -> None:
    """Put the form on the application."""

    def recipients() -> Recipients:
        return current_recipients(settings)

    shown = numbers(load_signposts(settings.signposts))

    @lru_cache
    def guides(language: str) -> Guide:
        return with_numbers(in_language(load_guide(), language), shown)

    tickets, store = Tickets(senders), make_file_store(settings)
    filing = Filing(settings.store_url, recipients, store, tickets, demo=settings.demo)
    pages = FormPages(page, guides, speeches, recipients, settings.file_megabytes)
    waiting = WaitingFiles(conversations, files, tickets, senders, vault)
    plain = PlainForm(conversations, waiting, filing, pages, guides=guides, speeches=speeches, tickets=tickets)
    sealed_files = SealedFiles(store, recipients, settings.data_dir, settings.file_megabytes)
    routes = FormRoutes(
        conversations,
        origins,
        pages,
        plain=plain,
        filing=filing,
        files=sealed_files,
        tickets=tickets,
        recipients=recipients,
    )
    app.router.add_get("/form", routes.show)
    app.router.add_post("/form", routes.take)
    app.router.add_post("/form/sealed", routes.take_sealed)
    app.router.add_post("/form/files", routes.take_file)
    app.cleanup_ctx.append(_closing(filing))


def _closing(filing: Filing) -> Callable[[web.Application], AsyncIterator[None]]:
    async def closing(_app: web.Application) -> AsyncIterator[None]:
        yield
        await filing.close()

    return closing
