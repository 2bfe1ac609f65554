"""What the actions need while the server runs: the draft vault, the guide, the recipients, the triage store."""

from __future__ import annotations

from dataclasses import dataclass, field

from actions.counts import Counts
from candour.settings import Settings
from drafts import Vault, open_vault, streams
from interview.catalogues import in_language, known
from interview.guide import Guide, load_guide, with_numbers
from interview.signposts import load_signposts, numbers
from interview.understanding import warm_up
from triage.recipients import Recipients, current_recipients
from triage.store import CaseStore
from triage.store.files import FileStore, make_file_store


@dataclass(frozen=True)
class Resources:
    """Opened at start-up, closed at the end."""

    settings: Settings
    guide: Guide
    vault: Vault
    store: CaseStore
    files: FileStore
    counts: Counts
    guides: dict[str, Guide] = field(default_factory=dict)

    @property
    def recipients(self) -> Recipients:
        """Whom to seal to now: read anew each time, so that who was taken off the list gets no report any more.

        Raises:
            RecipientsError: there is no usable signed list; nothing is sealed then.
        """
        return current_recipients(self.settings)

    def guide_for(self, conversation: str) -> Guide:
        """The guide in the language that the reporter is spoken to in."""
        return self.guide_in(self.language(conversation)) or self.guide

    def language(self, conversation: str) -> str:
        """The code of the language that the reporter is spoken to in; the gateway notes which."""
        return known((self.vault.read(conversation, streams.LANGUAGE) or b"").decode())

    def guide_in(self, code: str) -> Guide | None:
        """The guide in a language; None where that is not offered."""
        if known(code) != code:
            return None
        if code not in self.guides:
            self.guides[code] = with_numbers(in_language(load_guide(), code), _filling(self.settings))
        return self.guides[code]


_open: list[Resources] = []


async def start(settings: Settings) -> Resources:
    """Open everything.

    Raises:
        RecipientsError: there is no usable signed list of recipients.
        StoreError: the triage store cannot be reached.
        GuideError: the guide or the list of numbers is not usable.
    """
    current_recipients(settings)  # a server without a usable list does not start
    resources = Resources(
        settings=settings,
        guide=with_numbers(load_guide(), _filling(settings)),
        vault=open_vault(settings),
        store=await CaseStore.open(settings.store_url),
        files=make_file_store(settings),
        counts=Counts(settings.data_dir),
    )
    warm_up()
    _open[:] = [resources]
    return resources


def _filling(settings: Settings) -> dict[str, str]:
    return {**numbers(load_signposts(settings.signposts)), "draft_days": str(settings.draft_days)}


async def stop() -> None:
    """Close everything."""
    while _open:
        await _open.pop().store.close()


def current() -> Resources:
    """What `start` opened."""
    return _open[0]
