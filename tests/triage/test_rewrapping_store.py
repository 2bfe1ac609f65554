"""A whole store given to another team: all of it, whatever is cut off, and with the trail as whole as before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from candour.errors import SealedFileError
from triage import age
from triage.audit.entry import OPEN
from triage.case import Case, Contact
from triage.desk.assessing import Judgement, Remark
from triage.desk.auditing import audit
from triage.desk.keyring import DeskKey
from triage.desk.linking.deciding import Verdict, decide_on_record
from triage.desk.mail import send_message
from triage.desk.record import assess_on_record, note_on_record, open_contact_on_record, open_whole_on_record
from triage.desk.rewrapping.bookmark import NAME
from triage.desk.rewrapping.rewrapping import Tally, Work, rewrap_all
from triage.envelope import seal_case, seal_contact
from triage.files import FileSealing, new_file_id
from triage.link import CONFIRMED
from triage.mailbox import REPORTER, TEXT
from triage.note import NOTE
from triage.post import new_letter, send_as_reporter
from triage.receipt import Receipt
from triage.recipients import Recipients
from triage.sealing import open_sealed, unlock
from triage.store import CaseStore, envelopes
from triage.store.envelopes import DRAWERS
from triage.store.files import FileStore

Make = Callable[..., Case]
LEAVES, STAYS, COMES, CUSTODIAN = (DeskKey.new(name) for name in ("leaves", "stays", "comes", "custodian"))
BEFORE = Recipients((LEAVES.recipient, STAYS.recipient), (CUSTODIAN.recipient, LEAVES.recipient))
AFTER = Recipients((STAYS.recipient, COMES.recipient), (CUSTODIAN.recipient,))
CASES = 7


class PowerCut(Exception):
    """The desk's machine goes off."""


async def no_step() -> None:
    """Nothing stops it."""


async def fill(store: CaseStore, files: FileStore, make: Make) -> None:
    """Put something into every drawer."""
    stored = []
    for number in range(CASES):
        receipt = Receipt(bytes([number]) * 16)
        case = make(id=uuid4(), reference=f"CND-2222-222{number + 2}", mailbox=receipt.mailbox)
        await store.mailboxes().make(receipt.mailbox.address)
        contact = seal_contact(Contact(case=case.id, method="the library", safe_time=""), BEFORE.contacts)
        await store.hand_over(case.id, case.reference, seal_case(case, BEFORE.cases), contact)
        letter = new_letter(REPORTER, TEXT, "one more thing")
        await send_as_reporter(store.mailboxes(), receipt.mailbox, BEFORE.cases, uuid4(), letter)
        await send_message(store.mailboxes(), case, [STAYS], "thank you", BEFORE.cases)
        stored.append(await store.get(case.id))
        await assess_on_record(store, stored[-1], [STAYS], Judgement("record", "why"), BEFORE.cases)
        await note_on_record(store, stored[-1], [LEAVES], Remark(NOTE, text="seen"), BEFORE.cases)
    await decide_on_record(store, (stored[0], stored[1]), [STAYS], Verdict(CONFIRMED), BEFORE.cases)
    for kept in (True, True, False):
        await add_file(files, kept=kept)


async def add_file(files: FileStore, *, kept: bool) -> None:
    sealing, name = FileSealing(BEFORE.cases), new_file_id()

    async def pieces() -> AsyncIterator[bytes]:
        yield sealing.update(b"photo" * 50_000)
        for piece in sealing.finish():
            yield piece

    await files.create(name, pieces())
    if kept:
        await files.keep(name)


def work(store: CaseStore, files: FileStore, folder: Path, *keys: DeskKey, **changes: Any) -> Work:
    fields: dict[str, Any] = {"readers": AFTER, "bookmark": folder / NAME, "step": no_step}
    return Work(store, files, keys, **fields | changes)


async def contents(store: CaseStore, files: FileStore) -> dict[tuple[Any, ...], bytes]:
    found: dict[tuple[Any, ...], bytes] = {}
    for drawer in DRAWERS:
        page = await store.envelopes().page(drawer)
        while page:
            found |= {(drawer, *one.place): one.sealed for one in page}
            page = await store.envelopes().page(drawer, page[-1].place)
    for entry in await files.list():
        if entry.kept:
            found["files", entry.id] = b"".join([piece async for piece in files.open(entry.id)])
    return found


def opens(sealed: bytes, key: DeskKey) -> bool:
    try:
        return bool(open_sealed(sealed, [key]))
    except SealedFileError:
        return False


def check_all(before: dict[tuple[Any, ...], bytes], after: dict[tuple[Any, ...], bytes]) -> None:
    """Each who remains opens all that is theirs, who left opens nothing, and every payload is what it was."""
    assert before.keys() == after.keys()
    assert {place[0] for place in after} == {*DRAWERS, "files"}
    for place, sealed in after.items():
        assert age.parse(sealed)[1] == age.parse(before[place])[1]
        readers = {CUSTODIAN.name} if place[0] == "contacts" else {STAYS.name, COMES.name}
        assert {key.name for key in (LEAVES, STAYS, COMES, CUSTODIAN) if opens(sealed, key)} == readers, place[0]


async def test_all_that_was_sealed_to_the_team_is_the_new_teams(
    store: CaseStore, files: FileStore, make_case: Make, tmp_path: Path
) -> None:
    await fill(store, files, make_case)
    before = await contents(store, files)
    tally = await rewrap_all(work(store, files, tmp_path, STAYS, CUSTODIAN))
    check_all(before, await contents(store, files))
    assert tally.done == {
        "cases": 7,
        "contacts": 7,
        "assessments": 14,
        "letters": 7,
        "copies": 7,
        "links": 1,
        "files": 2,
    }
    assert (sum(tally.shut.values()), tally.waiting, tally.whole) == (0, 1, False)
    assert not (tmp_path / NAME).exists()


async def test_the_trail_is_as_whole_as_before_and_a_colleague_who_came_reads_all_of_a_case(
    store: CaseStore, files: FileStore, make_case: Make, tmp_path: Path
) -> None:
    await fill(store, files, make_case)
    await rewrap_all(work(store, files, tmp_path, STAYS, CUSTODIAN))
    stored = await store.get("CND-2222-2222")
    opened = await open_whole_on_record(store, stored, [COMES], OPEN, "show")
    assert [entry["kind"] for entry in (one.entry for one in opened.filed)] == ["assessment", "note"]
    assert [letter["text"] for letter in opened.case.messages] == ["thank you", "one more thing"]
    await note_on_record(store, stored, [COMES], Remark(NOTE, text="so do I"), AFTER.cases)
    assert (await open_contact_on_record(store, stored, [COMES, CUSTODIAN], OPEN)).method == "the library"
    team = {key.fingerprint: key.signer for key in (LEAVES, STAYS, COMES, CUSTODIAN)}
    assert (await audit(store, team, [])).problem is None
    with pytest.raises(SealedFileError):
        await open_whole_on_record(store, stored, [LEAVES], OPEN, "show")


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelopes, "PAGE", 3)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("cut", range(1, 12, 2))
async def test_one_that_was_cut_off_goes_on_where_it_was(
    store: CaseStore, files: FileStore, make_case: Make, tmp_path: Path, cut: int
) -> None:
    await fill(store, files, make_case)
    before, steps = await contents(store, files), 0

    async def step() -> None:
        nonlocal steps
        steps += 1
        if steps == cut:
            raise PowerCut

    with pytest.raises(PowerCut):
        await rewrap_all(work(store, files, tmp_path, STAYS, CUSTODIAN, step=step))
    for place, sealed in (await contents(store, files)).items():  # in between, nobody who remains is shut out
        assert opens(sealed, CUSTODIAN if place[0] == "contacts" else STAYS)
    tally = await rewrap_all(work(store, files, tmp_path, STAYS, CUSTODIAN, step=step))
    check_all(before, await contents(store, files))
    assert sum(tally.done.values()) == len(before)  # each of them once, counted over both runs


async def test_a_crash_between_the_store_and_the_bookmark_costs_a_page_and_nothing_else(
    store: CaseStore, files: FileStore, make_case: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store, files, make_case)
    before = await contents(store, files)
    with monkeypatch.context() as away:
        away.setattr("triage.desk.rewrapping.bookmark.Bookmark.save", _cut)
        with pytest.raises(PowerCut):
            await rewrap_all(work(store, files, tmp_path, STAYS, CUSTODIAN))
    await rewrap_all(work(store, files, tmp_path, STAYS, CUSTODIAN))
    check_all(before, await contents(store, files))


def leftovers(folder: Path) -> list[Path]:
    return list(folder.glob("files/*.new"))


def _cut(*_: object) -> None:
    raise PowerCut


async def test_a_crash_while_a_file_is_written_leaves_it_as_it_was(
    store: CaseStore, files: FileStore, make_case: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store, files, make_case)
    before = await contents(store, files)
    with monkeypatch.context() as away:
        away.setattr("triage.store.files._to_disk", _cut)
        away.setattr("triage.store.objects.obstore.copy_async", _cut)
        with pytest.raises(PowerCut):
            await rewrap_all(work(store, files, tmp_path, STAYS, CUSTODIAN))
    for entry in await files.list():
        assert opens(b"".join([piece async for piece in files.open(entry.id)]), STAYS)
    await rewrap_all(work(store, files, tmp_path, STAYS, CUSTODIAN))
    check_all(before, await contents(store, files))
    assert not leftovers(tmp_path)


async def test_what_none_of_the_keys_opens_is_counted_and_waits_for_one_that_does(
    store: CaseStore, files: FileStore, make_case: Make, tmp_path: Path
) -> None:
    await fill(store, files, make_case)
    before = await contents(store, files)
    tally: Tally = await rewrap_all(work(store, files, tmp_path, STAYS))
    assert (tally.shut["contacts"], sum(tally.shut.values())) == (CASES, CASES)
    by_custodian = await rewrap_all(work(store, files, tmp_path, CUSTODIAN))
    assert by_custodian.done["contacts"] == CASES
    check_all(before, await contents(store, files))


async def test_the_bookmark_of_another_run_or_a_damaged_one_is_not_gone_by(
    store: CaseStore, files: FileStore, make_case: Make, tmp_path: Path
) -> None:
    await fill(store, files, make_case)
    before = await contents(store, files)
    for text in ('{"run": "other", "drawer": "files", "after": ["ff"]}', "[]", "{", '{"run": 1, "after": ["x"]}'):
        (tmp_path / NAME).write_text(text)
        await rewrap_all(work(store, files, tmp_path, STAYS, CUSTODIAN))
        check_all(before, await contents(store, files))


async def test_a_row_that_changed_meanwhile_is_left_to_who_changed_it(store: CaseStore, make_case: Make) -> None:
    case = make_case()
    await store.hand_over(case.id, case.reference, seal_case(case, BEFORE.cases))
    [old] = await store.envelopes().page("cases")
    await store.envelopes().exchange("cases", [(old, seal_case(case, AFTER.cases))])
    await store.envelopes().exchange("cases", [(old, seal_case(case, BEFORE.cases))])
    [now] = await store.envelopes().page("cases")
    assert unlock(now.sealed, [COMES]).content() == unlock(old.sealed, [LEAVES]).content()
