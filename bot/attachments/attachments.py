"""The files of all drafts: taken, listed, removed, and let go with the draft they belong to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.attachments import arrival, listing, wording
from bot.attachments.arrival import Arrived
from bot.attachments.listing import ASKS, READY, Entry, Listing
from bot.attachments.sealed import Passing, SealedPhoto, describe
from bot.attachments.wording import FileRefused
from bot.replicas import Alone, Replicas
from candour.errors import DraftDamaged, DraftGone, RecipientsError, StoreError
from candour.logs import Event, error_name, log
from drafts import Vault
from stripping.outcomes import Outcome
from stripping.process import NotStripped, What
from triage.age import FILE_KEY_BYTES
from triage.files import EICAR, UNKNOWN_TYPE, UNREADABLE, Attachment, new_file_id
from triage.sealing import Recipient
from triage.store.files import FileStore

MOST_FILES = 40  # of one draft
AT_ONCE = 16  # files that come in at the same time, of everyone
BY_CONTENT = "by content"
IN_HAND = "file"
STRIPPED_AT_ONCE = 2  # each may take a core and two gigabytes


@dataclass(frozen=True)
class Taken:
    """What became of a file.

    Attributes:
        id: of the file.
        number: what the reporter calls it by.
        text: what to say to them.
        asks: whether they must decide what happens to it.
        original: whether the untouched original could be sent as well.
    """

    id: str
    number: int
    text: str
    asks: bool = False
    original: bool = False


class Attachments:
    """Files of drafts.

    Args:
        vault: drafts.
        store: of sealed files.
        team: gives those whom files are sealed to.
        most: bytes that a file may have.
        replicas: the other gateways, at which a file may be coming in as well; without it there are none.
    """

    def __init__(
        self,
        vault: Vault,
        store: FileStore,
        team: Callable[[], Sequence[Recipient]],
        most: int,
        replicas: Replicas | None = None,
    ) -> None:
        self._vault = vault
        self._store = store
        self._team = team
        self._most = most
        self._replicas = replicas or Alone()
        self._in_hand: set[str] = set()
        self._stripping = asyncio.Semaphore(STRIPPED_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def most(self) -> int:
        """Bytes that a file may have."""
        return self._most

    async def take(
        self,
        conversation: str,
        chunks: AsyncIterator[bytes],
        *,
        with_original: bool = False,
        keep_upload: bool = False,
        mark: str = "",
        sealed: SealedPhoto | None = None,
    ) -> Taken:
        """Take a file into a draft: when this returns it survives a crash.

        Args:
            conversation: whose draft.
            chunks: the file as it comes.
            with_original: whether the untouched original goes to the team as well.
            keep_upload: whether it is kept beside the draft, so that this can be decided later.
            mark: tells the same file, when it is brought again, from others; the second time adds nothing. BY_CONTENT
                where nothing but its content does.
            sealed: what a browser says of the file, where that has sealed it; whether the original goes too, it says.

        Raises:
            FileRefused: nothing of it was kept.
        """
        if len(self._in_hand) >= AT_ONCE:
            raise FileRefused(wording.BUSY, 503)
        with _only_refusals():
            if mark not in ("", BY_CONTENT) and (known := self._known(conversation, mark)):
                return known
        entry = Entry(new_file_id(), new_file_id(), 0, mark=mark)
        self._in_hand.add(entry.id)
        try:
            with _only_refusals():
                async with self._replicas.holding(IN_HAND, entry.id):
                    self._announce(conversation, entry)
                    if sealed:
                        return await self._pass_on(conversation, entry, chunks, sealed)
                    return await self._take(conversation, entry, chunks, with_original, keep_upload)
        except BaseException:
            await asyncio.shield(self._forget(conversation, entry))
            raise
        finally:
            self._in_hand.discard(entry.id)

    async def keep(self, conversation: str) -> tuple[Attachment, ...]:
        """Keep all files of a draft, for what names them from now on; returns what goes with it.

        Raises:
            FileRefused: they could not be kept.
        """
        with _only_refusals():
            sent = tuple(listing.read(self._vault, conversation).attachments)
            for one in sent:
                await self._store.keep(one.id)
            return sent

    def has(self, conversation: str, number: int, id_begins: str) -> bool:
        """Whether a draft has this file."""
        with contextlib.suppress(DraftGone, DraftDamaged):
            entry = listing.read(self._vault, conversation).entry(number)
            return entry is not None and entry.id.startswith(id_begins)
        return False

    def listed(self, conversation: str) -> list[tuple[int, str, str]]:
        """The files of a draft: the number of each, what stands of it (ASKS or READY), and its name in a word."""
        with contextlib.suppress(DraftGone, DraftDamaged):
            listed = listing.read(self._vault, conversation)
            kinds = {one.number: one.kind for one in listed.attachments}
            return [(one.number, one.state, wording.name_of(kinds.get(one.number, ""))) for one in listed.entries]
        return []

    def state(self, conversation: str, number: int) -> str:
        """What stands of a file of a draft: ASKS, READY, or nothing when there is none."""
        with contextlib.suppress(DraftGone, DraftDamaged):
            entry = listing.read(self._vault, conversation).entry(number)
            return entry.state if entry else ""
        return ""

    async def remove(self, conversation: str, number: int) -> bool:
        """Remove a file from a draft, for ever; returns whether there was one.

        Raises:
            FileRefused: it could not be removed.
        """
        with _only_refusals():
            entry = self._listing(conversation).entry(number)
            if entry is None:
                return False
            # From the list first: what goes with the report is what the list says.
            listing.change(self._vault, conversation, lambda listed: listed.without(number))
            await self._drop(conversation, entry)
            return True

    async def clear(self, conversation: str, numbers: Collection[int]) -> None:
        """Remove the files that went with an answer which was changed; doing it again is no error.

        Raises:
            DraftGone, DraftDamaged, StoreError, OSError: not all were removed.
        """
        for number in numbers:
            if entry := self._listing(conversation).entry(number):
                await self._drop(conversation, entry)  # first: what the list has lost cannot be tried again
                listing.change(self._vault, conversation, partial(Listing.without, number=number))

    async def send_as_it_is(self, conversation: str, number: int) -> Taken | None:
        """Seal a file that could not be stripped, as the reporter wishes; None if there is none.

        Raises:
            FileRefused: it could not be sealed.
        """
        with _only_refusals():
            entry = self._listing(conversation).entry(number)
            if entry is None or entry.state != ASKS:
                return None
            arrived = self._upload(conversation, entry)
            sealing = await arrival.as_it_is(arrived, self._store, entry.id, self._team())
            flags = (UNREADABLE, *arrived.flags)
            made = arrival.describe(entry.id, number, What(), sealing, stripped=False, flags=flags)
            self._settle(conversation, entry, [made], keep_upload=False)
            return Taken(entry.id, number, wording.SENT_UNREAD.format(number=number))

    async def send_original(self, conversation: str, number: int) -> bool:
        """Seal the untouched original of a file as well; returns whether it is still there.

        Raises:
            FileRefused: it could not be sealed.
        """
        with _only_refusals():
            listed = self._listing(conversation)
            entry = listed.entry(number)
            clean = next((one for one in listed.attachments if one.number == number), None)
            if entry is None or clean is None or not self._vault.place(conversation, entry.id).is_file():
                return False
            made = await self._original(entry, self._upload(conversation, entry), clean)
            self._settle(conversation, entry, [clean, made], keep_upload=False)
            return True

    def let_go(self, conversation: str, *, withdrawn: bool) -> None:
        """A draft is about to be shredded: let its files go with it.

        Args:
            conversation: whose draft.
            withdrawn: whether the reporter took the report back. If not, what is kept in the store stays: a case may
                name it, even where an unexpected stop hid this from us. What is open, and no longer wanted, goes.
        """
        try:
            listed = listing.read(self._vault, conversation)
        except (DraftGone, DraftDamaged):
            return
        if listed.entries:
            self._start(self._remove_all(listed.ids(), only_open=not withdrawn))

    async def sweep(self, conversations: Sequence[str], older_than_seconds: float) -> None:
        """Remove files in the store that belong to no draft and no report.

        Raises:
            StoreError: the store cannot be used.
        """
        in_use: set[str] = set()
        for conversation in conversations:
            with contextlib.suppress(DraftGone, DraftDamaged):
                in_use.update(listing.read(self._vault, conversation).ids())
        if count := await self._store.sweep(older_than_seconds, in_use):
            log(Event.FILES_SWEPT, count=count)

    async def close(self) -> None:
        """Finish what is being removed."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # One file -------------------------------------------------------------------------------------------------------

    async def _take(
        self, conversation: str, entry: Entry, chunks: AsyncIterator[bytes], with_original: bool, keep_upload: bool
    ) -> Taken:
        place, key = self._vault.place(conversation, entry.id), self._file_key(conversation, entry)
        arrived = await arrival.receive(chunks, place, key, self._most)
        if entry.mark == BY_CONTENT:
            if known := self._known(conversation, arrived.digest):
                await self._forget(conversation, entry)
                return known
            entry.mark = arrived.digest
        entry.eicar = EICAR in arrived.flags
        try:
            async with self._stripping:
                what, sealing = await arrival.clean(arrived, self._store, entry.id, self._team())
        except NotStripped as failure:
            return await self._not_stripped(conversation, entry, arrived, failure)
        made = [arrival.describe(entry.id, entry.number, what, sealing, stripped=True, flags=arrived.flags)]
        if with_original:
            made.append(await self._original(entry, arrived, made[0]))
        self._settle(conversation, entry, made, keep_upload=keep_upload and not with_original)
        text = wording.added(made[0], with_original)
        return Taken(entry.id, entry.number, text, original=keep_upload and not with_original)

    async def _pass_on(
        self, conversation: str, entry: Entry, chunks: AsyncIterator[bytes], sealed: SealedPhoto
    ) -> Taken:
        made = [describe(entry.id, entry.number, sealed.photo)]
        passing = Passing(chunks, self._store, len(self._team()), self._most)
        await passing.pass_on(entry.id, sealed.photo, sealed.length)
        if sealed.original:
            made.append(describe(entry.original_id, entry.number, sealed.original, original=True))
            await passing.pass_on(entry.original_id, sealed.original)
        await passing.end()
        self._settle(conversation, entry, made, keep_upload=False)
        return Taken(entry.id, entry.number, wording.added(made[0], len(made) > 1))

    async def _not_stripped(self, conversation: str, entry: Entry, arrived: Arrived, failure: NotStripped) -> Taken:
        if failure.outcome is Outcome.UNKNOWN_TYPE:
            sealing = await arrival.as_it_is(arrived, self._store, entry.id, self._team())
            flags = (UNKNOWN_TYPE, *arrived.flags)
            made = arrival.describe(entry.id, entry.number, failure.what, sealing, stripped=False, flags=flags)
            self._settle(conversation, entry, [made], keep_upload=False)
            return Taken(entry.id, entry.number, wording.added(made, False))
        entry.state = ASKS
        self._put(conversation, entry, [])
        why = wording.WHY[failure.outcome]
        return Taken(entry.id, entry.number, wording.ASKS.format(number=entry.number, why=why), asks=True)

    async def _original(self, entry: Entry, arrived: Arrived, clean: Attachment) -> Attachment:
        sealing = await arrival.as_it_is(arrived, self._store, entry.original_id, self._team())
        what = What(clean.kind, clean.media_type)
        return arrival.describe(
            entry.original_id, entry.number, what, sealing, stripped=False, original=True, flags=clean.flags
        )

    def _upload(self, conversation: str, entry: Entry) -> Arrived:
        place = self._vault.place(conversation, entry.id)
        return Arrived(place, self._file_key(conversation, entry), (EICAR,) if entry.eicar else ())

    def _file_key(self, conversation: str, entry: Entry) -> bytes:
        return self._vault.derive(conversation, f"file {entry.id}", FILE_KEY_BYTES)

    # The list -------------------------------------------------------------------------------------------------------

    def _listing(self, conversation: str) -> Listing:
        """The list, without files that were arriving when the gateway that took them stopped."""
        listed = listing.read(self._vault, conversation)
        for entry in list(listed.entries):
            if entry.state not in (ASKS, READY) and not self._is_in_hand(entry):
                listed = listed.without(entry.number)
                self._vault.place(conversation, entry.id).unlink(missing_ok=True)
        return listed

    def _is_in_hand(self, entry: Entry) -> bool:
        return entry.id in self._in_hand or self._replicas.is_held(IN_HAND, entry.id)

    def _known(self, conversation: str, mark: str) -> Taken | None:
        """What became of a file that was brought before."""
        listed = self._listing(conversation)
        entry = next((one for one in listed.entries if one.mark == mark), None)
        if entry is None:
            return None
        if entry.state == ASKS:
            why = wording.WHY[Outcome.UNREADABLE]
            return Taken(entry.id, entry.number, wording.ASKS.format(number=entry.number, why=why), asks=True)
        made = [one for one in listed.attachments if one.number == entry.number]
        if not made:
            raise FileRefused(wording.BUSY, 503)  # the same file is coming in just now
        kept = self._vault.place(conversation, entry.id).is_file()
        return Taken(entry.id, entry.number, wording.added(made[0], len(made) > 1), original=kept)

    def _announce(self, conversation: str, entry: Entry) -> None:
        """Write down which file is coming before anything of it is stored."""

        def announce(listed: Listing) -> Listing:
            left = [one for one in listed.entries if one.state in (ASKS, READY) or self._is_in_hand(one)]
            if len(left) >= MOST_FILES:
                raise FileRefused(wording.TOO_MANY, 409)
            entry.number = listed.last + 1
            return Listing(entry.number, [*left, entry], listed.attachments)

        self._listing(conversation)  # what was cut off elsewhere leaves nothing beside the draft
        listing.change(self._vault, conversation, announce)

    def _settle(self, conversation: str, entry: Entry, made: list[Attachment], *, keep_upload: bool) -> None:
        entry.state = READY
        self._put(conversation, entry, made)
        if not keep_upload:
            self._vault.place(conversation, entry.id).unlink(missing_ok=True)

    def _put(self, conversation: str, entry: Entry, made: list[Attachment]) -> None:
        def put(listed: Listing) -> Listing:
            if listed.entry(entry.number) is None:
                raise FileRefused(wording.REMOVED.format(number=entry.number), 409)  # while it was coming in
            listed = listed.without(entry.number)
            listed.entries = sorted([*listed.entries, entry], key=lambda one: one.number)
            listed.attachments = sorted([*listed.attachments, *made], key=lambda one: (one.number, one.original))
            return listed

        listing.change(self._vault, conversation, put)

    async def _forget(self, conversation: str, entry: Entry) -> None:
        with contextlib.suppress(DraftGone, DraftDamaged, OSError):
            listing.change(self._vault, conversation, lambda listed: listed.without(entry.number))
        with contextlib.suppress(StoreError):
            await self._drop(conversation, entry)

    async def _drop(self, conversation: str, entry: Entry) -> None:
        with contextlib.suppress(DraftGone, OSError):
            self._vault.place(conversation, entry.id).unlink(missing_ok=True)
        for name in (entry.id, entry.original_id):
            await self._store.remove(name)

    async def _remove_all(self, names: Sequence[str], *, only_open: bool) -> None:
        for name in names:
            try:
                await self._store.remove(name, only_open=only_open)
            except StoreError as error:
                log(Event.REQUEST_FAILED, level="error", error=error_name(error), what="files")

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@contextlib.contextmanager
def _only_refusals() -> Iterator[None]:
    """Say what went wrong to the reporter, and to the log no more than its kind."""
    try:
        yield
    except DraftGone:
        raise FileRefused(wording.NO_REPORT, 409) from None
    except (DraftDamaged, StoreError, RecipientsError, OSError, TimeoutError) as error:
        log(Event.REQUEST_FAILED, level="error", error=error_name(error), what="file")
        raise FileRefused(wording.CANNOT_KEEP, 503) from None
