"""Re-wrapping a whole store: each envelope gets a new header for those who may open it now, its payload stays as it is.

A page of envelopes is exchanged in one transaction, then the bookmark is turned. Cut off anywhere, each envelope is
wrapped for those of before or for those of now, opens in either case, and the next run goes on from the bookmark.
Nothing is opened: of a file no more than its key is unwrapped, in memory.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from candour.errors import SealedFileError, StoreError
from triage.desk.keyring import DeskKey
from triage.desk.rewrapping.bookmark import Bookmark, find_bookmark
from triage.recipients import Recipients
from triage.rewrapping import rewrap, rewrapped_head
from triage.sealing import Recipient
from triage.store import CaseStore
from triage.store.envelopes import DRAWERS, Envelope, Place
from triage.store.files import FileStore

CONTACTS, FILES = "contacts", "files"
_ORDER = (*DRAWERS, FILES)
_FILES_AT_A_TIME = 20
Step = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Tally:
    """What a re-wrapping has done.

    Args:
        done: how many envelopes are wrapped for those of now, by drawer.
        shut: how many none of the keys opens, and which so stay as they are.
        waiting: files of reports that nobody has handed over yet; they are re-wrapped by a later run.
    """

    done: dict[str, int]
    shut: dict[str, int]
    waiting: int

    @property
    def whole(self) -> bool:
        """Whether nothing was left as it was."""
        return not any(self.shut.values()) and not self.waiting


@dataclass(frozen=True)
class Work:
    """What re-wrapping takes.

    Args:
        store: of the cases.
        files: of their files.
        keys: of who does it; what none of them opens stays as it is.
        readers: for whom.
        bookmark: the file that says how far it has come.
        step: called before each page; raises to stop there.
    """

    store: CaseStore
    files: FileStore
    keys: Sequence[DeskKey]
    readers: Recipients
    bookmark: Path
    step: Step

    def recipients(self, drawer: str) -> Sequence[Recipient]:
        """For whom the envelopes of a drawer are."""
        return self.readers.contacts if drawer == CONTACTS else self.readers.cases

    @property
    def run(self) -> str:
        """Names for whom, and with which keys."""
        parts = [*(key.raw for key in self.readers.cases), b"/", *(key.raw for key in self.readers.contacts)]
        return sha256(b"".join(parts) + "".join(key.fingerprint for key in self.keys).encode()).hexdigest()


async def rewrap_all(work: Work) -> Tally:
    """Re-wrap all that lies in a store, or go on with it.

    Raises:
        StoreError: the store cannot be used; what is done so far stays done.
    """
    mark = find_bookmark(work.bookmark, work.run)
    begun = _ORDER.index(mark.drawer) if mark.drawer in _ORDER else 0
    for drawer in _ORDER[begun:]:
        after = mark.place if drawer == mark.drawer else ()
        await (_files(work, mark) if drawer == FILES else _drawer(work, mark, drawer, after))
    work.bookmark.unlink(missing_ok=True)
    waiting = sum(not entry.kept for entry in await work.files.list())
    return Tally(mark.done, mark.shut, waiting)


async def _drawer(work: Work, mark: Bookmark, drawer: str, after: Place) -> None:
    envelopes = work.store.envelopes()
    page = await envelopes.page(drawer, after)
    while page:
        await work.step()
        changed = [(one, new) for one in page if (new := _rewrapped(work, drawer, one)) is not None]
        await envelopes.exchange(drawer, changed)
        mark.turn(drawer, page[-1].place, len(changed), len(page) - len(changed))
        mark.save(work.bookmark)
        page = await envelopes.page(drawer, page[-1].place)


def _rewrapped(work: Work, drawer: str, one: Envelope) -> bytes | None:
    try:
        return rewrap(one.sealed, work.keys, work.recipients(drawer))
    except SealedFileError:
        return None


async def _files(work: Work, mark: Bookmark) -> None:
    """Files have no places that a bookmark could name in a transaction; each is exchanged by itself, by its ID."""
    last = str(mark.after[0]) if mark.drawer == FILES and mark.after else ""
    waiting = [entry.id for entry in await work.files.list() if entry.kept and entry.id > last.replace("-", "")]
    for start in range(0, len(waiting), _FILES_AT_A_TIME):
        await work.step()
        some = waiting[start : start + _FILES_AT_A_TIME]
        done = [await _file(work, one) for one in some]
        mark.turn(FILES, (), sum(done), len(done) - sum(done))
        mark.after = [some[-1]]
        mark.save(work.bookmark)


async def _file(work: Work, file_id: str) -> bool:
    def head(begin: bytes) -> tuple[bytes, int]:
        return rewrapped_head(begin, work.keys, work.readers.cases)

    try:
        await work.files.exchange_head(file_id, head)
    except SealedFileError:
        return False
    except StoreError:
        if any(entry.id == file_id for entry in await work.files.list()):
            raise
    return True  # or destroyed meanwhile
