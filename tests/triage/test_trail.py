"""The trail in the store: written by many desks at once, together with what it records, and from every older schema."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from candour.errors import PlaceTaken, SealedFileError, StoreError
from tests.support import postgres
from triage.audit.entry import ASSESS, BEGINNING, EXPORT, OPEN, Head, Kept, next_entry, unlock_purpose
from triage.case import Case, Contact
from triage.desk.assessing import Judgement
from triage.desk.auditing import Verdict, audit, purposes
from triage.desk.keyring import DeskKey
from triage.desk.mail import send_message
from triage.desk.record import CONTACT, Deed, assess_on_record, open_contact_on_record, open_on_record, record
from triage.envelope import seal_case, seal_contact
from triage.receipt import Receipt
from triage.sealing import unlock
from triage.store import QUARANTINE, CaseStore, Change, StoredCase, migrate
from triage.store.engine import make_engine
from triage.store.schema import alembic_config

JUDGEMENT = Judgement("investigate", "canary-reason-77d1", "high")
BOND = b"b" * 32
MINE = Receipt(b"m" * 16)
DESKS, DEEDS = 4, 15


@pytest.fixture
async def stored(store: CaseStore, desk_key: DeskKey, make_case: Callable[..., Case]) -> StoredCase:
    return await file_case(store, desk_key, make_case())


async def file_case(store: CaseStore, key: DeskKey, case: Case, **state: str) -> StoredCase:
    await store.hand_over(case.id, case.reference, seal_case(case, [key.recipient]), **state)
    return await store.get(case.id)


async def look(store: CaseStore, *keys: DeskKey) -> Verdict:
    return await audit(store, {key.fingerprint: key.signer for key in keys}, [])


async def execute(store: CaseStore, statement: str, **values: object) -> None:
    async with store._engine.begin() as connection:
        await connection.execute(text(statement), values)


async def test_every_deed_stands_in_the_trail_and_moves_the_case_on(
    store: CaseStore, stored: StoredCase, desk_key: DeskKey
) -> None:
    states = []
    for purpose in ("show", "contact", "message"):
        await open_on_record(store, stored, [desk_key], OPEN, purpose)
        states.append((await store.get(stored.id)).state)
    await assess_on_record(store, stored, [desk_key], JUDGEMENT, [desk_key.recipient])
    states.append((await store.get(stored.id)).state)
    await open_on_record(store, stored, [desk_key], EXPORT, "export")
    states.append((await store.get(stored.id)).state)
    assert states == ["opened", "opened", "opened", "assessed", "assessed"]
    verdict = await look(store, desk_key)
    assert verdict.problem is None
    assert [entry.deed for entry in verdict.entries] == [OPEN, OPEN, OPEN, ASSESS, EXPORT]
    assert {(entry.actor, entry.case) for entry in verdict.entries} == {(desk_key.fingerprint, stored.id)}
    told = await purposes(store, verdict.entries, [desk_key])
    assert told == {1: "show", 2: "contact", 3: "message", 4: "assess", 5: "export"}
    assert await purposes(store, verdict.entries, [DeskKey.new("other")]) == {}


async def test_a_case_of_a_flood_keeps_its_mark_until_it_is_assessed(
    store: CaseStore, desk_key: DeskKey, make_case: Callable[..., Case]
) -> None:
    stored = await file_case(store, desk_key, make_case(), state=QUARANTINE)
    await open_on_record(store, stored, [desk_key], OPEN, "show")
    assert (await store.get(stored.id)).state == QUARANTINE
    assert (await look(store, desk_key)).problem is None
    await assess_on_record(store, stored, [desk_key], JUDGEMENT, [desk_key.recipient])
    assert (await store.get(stored.id)).state == "assessed"
    assert (await look(store, desk_key)).problem is None


async def test_a_key_that_does_not_open_the_case_writes_nothing(
    store: CaseStore, stored: StoredCase, other_key: DeskKey
) -> None:
    with pytest.raises(SealedFileError):
        await open_on_record(store, stored, [other_key], OPEN, "show")
    with pytest.raises(SealedFileError):
        await assess_on_record(store, stored, [other_key], JUDGEMENT, [other_key.recipient])
    assert await store.trail().head() == Head(0, BEGINNING)
    assert [one async for one in store.trail().all_assessments()] == []
    assert (await store.get(stored.id)).state == "new"


async def test_the_key_that_opens_is_the_one_on_record(
    store: CaseStore, stored: StoredCase, desk_key: DeskKey, other_key: DeskKey
) -> None:
    await open_on_record(store, stored, [other_key, desk_key], OPEN, "show")
    assert [entry.actor for entry in (await look(store, desk_key)).entries] == [desk_key.fingerprint]


async def test_a_custodian_who_opens_contact_details_is_on_record_beside_who_opened_the_case(
    store: CaseStore, desk_key: DeskKey, other_key: DeskKey, make_case: Callable[..., Case]
) -> None:
    signers = {key.fingerprint: key.signer for key in (desk_key, other_key)}
    for keeper, actors in ((desk_key, [desk_key]), (other_key, [desk_key, desk_key, other_key])):
        case = make_case(reference=f"CND-2222-222{len(actors) + 1}")
        contact = Contact(case=case.id, method="a letter to the library")
        sealed = seal_contact(contact, [keeper.recipient])
        await store.hand_over(case.id, case.reference, seal_case(case, [desk_key.recipient]), sealed)
        stored = await store.get(case.id)
        await open_on_record(store, stored, [desk_key, other_key], OPEN, CONTACT)
        assert await open_contact_on_record(store, stored, [desk_key, other_key], OPEN) == contact
        verdict = await audit(store, signers, [])
        assert [entry.actor for entry in verdict.entries] == [key.fingerprint for key in actors]
        assert verdict.problem is None
    assert await purposes(store, verdict.entries, [desk_key]) == dict.fromkeys((1, 2, 3), CONTACT)
    await execute(store, "DROP TABLE trail")
    with pytest.raises(StoreError):
        await open_contact_on_record(store, stored, [desk_key, other_key], OPEN)


async def test_what_cannot_be_written_to_the_trail_is_not_opened(
    store: CaseStore, stored: StoredCase, desk_key: DeskKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    await execute(store, "DROP TABLE trail")

    def content(_self: object) -> bytes:
        raise AssertionError("it was opened")

    monkeypatch.setattr("triage.sealing.Unlocked.content", content)
    with pytest.raises(StoreError, match="CANDOUR_DATABASE_URL"):
        await open_on_record(store, stored, [desk_key], OPEN, "show")
    assert (await store.get(stored.id)).state == "new"


async def test_a_deed_whose_change_fails_leaves_no_entry(
    store: CaseStore, stored: StoredCase, desk_key: DeskKey
) -> None:
    await execute(store, "DROP TABLE assessments")
    with pytest.raises(StoreError):
        await assess_on_record(store, stored, [desk_key], JUDGEMENT, [desk_key.recipient])
    kept = next_entry(Head(0, BEGINNING), desk_key, OPEN, stored.id, purpose="show", bond=BOND).keep(desk_key)
    assert await store.trail().head() == Head(0, BEGINNING)
    await store.trail().add(kept, Change(stored.id))
    with pytest.raises(PlaceTaken):
        await store.trail().add(kept, Change(stored.id))
    assert (await store.trail().head()).entries == 1


async def test_a_desk_that_is_always_too_late_says_so(
    store: CaseStore, stored: StoredCase, desk_key: DeskKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    deed = Deed(OPEN, "show", stored.id, BOND)
    await record(store.trail(), desk_key, deed)
    monkeypatch.setattr("triage.desk.record.TRIES", 3)

    async def stale(_self: object) -> Head:
        return Head(0, BEGINNING)

    monkeypatch.setattr("triage.store.TrailStore.head", stale)
    with pytest.raises(PlaceTaken):
        await record(store.trail(), desk_key, deed)


DESK = """
import asyncio, sys
from triage.desk.assessing import Judgement
from triage.desk.keyring import DeskKey
from triage.desk.record import assess_on_record, open_on_record
from triage.store import CaseStore

async def work(url, reference, seed, deeds):
    store, key = await CaseStore.open(url), DeskKey(bytes.fromhex(seed), "desk")
    stored = await store.get(reference)
    print("ready", flush=True)
    sys.stdin.readline()  # all begin at once
    for number in range(deeds):
        if number % 3:
            await open_on_record(store, stored, [key], "open", "show")
        else:
            await assess_on_record(store, stored, [key], Judgement("record", "why"), [key.recipient])
    await store.close()

asyncio.run(work(*sys.argv[1:4], int(sys.argv[4])))
"""


async def test_desks_that_write_at_the_same_time_make_one_chain(
    store: CaseStore, empty_store_url: str, make_case: Callable[..., Case]
) -> None:
    """Processes of their own, on one case: each deed of each is in the trail, and each assessment has its place."""
    case, keys = make_case(), [DeskKey.new(f"desk-{number}") for number in range(DESKS)]
    await store.hand_over(case.id, case.reference, seal_case(case, [key.recipient for key in keys]))
    await asyncio.to_thread(_work_at_once, empty_store_url, case.reference, keys)
    verdict = await look(store, *keys)
    assert verdict.problem is None
    actors = [entry.actor for entry in verdict.entries]
    assert sorted(actors) == sorted(key.fingerprint for key in keys for _ in range(DEEDS))
    assert sum(one != other for one, other in pairwise(actors)) >= DESKS  # they did write in turns
    assessments = await store.trail().assessments(case.id)
    assert [one.sequence for one in assessments] == list(range(DESKS * len(range(0, DEEDS, 3))))
    opened = await open_on_record(store, await store.get(case.id), keys, OPEN, "show")
    assert {entry["kind"] for entry in opened.assessments} == {"assessment"}


def _work_at_once(url: str, reference: str, keys: list[DeskKey]) -> None:
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", DESK, url, reference, key.seed.hex(), str(DEEDS)],
            env={"PATH": os.environ["PATH"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for key in keys
    ]
    for desk in desks:
        assert desk.stdout
        assert desk.stdout.readline() == b"ready\n"
    for desk in desks:
        assert desk.stdin
        desk.stdin.write(b"\n")
        desk.stdin.flush()
    for desk in desks:
        desk.communicate(timeout=180)
    assert [desk.returncode for desk in desks] == [0] * DESKS


async def test_row_24_an_assessment_that_was_taken_out_is_found(
    store: CaseStore, stored: StoredCase, desk_key: DeskKey
) -> None:
    for _ in range(2):
        await assess_on_record(store, stored, [desk_key], JUDGEMENT, [desk_key.recipient])
    await execute(store, "DELETE FROM assessments WHERE sequence = 1")
    assert (await look(store, desk_key)).problem == (
        "entry 2 records an assessment or a note that is not in the store, or was altered there"
    )


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM trail", "state that the entries do not explain"),
        ("DELETE FROM cases", "stands in the trail, and is gone from the store"),
        ("UPDATE cases SET state = 'new'", "state that the entries do not explain"),
        ("UPDATE cases SET state = 'assessed'", "state that the entries do not explain"),
        ("INSERT INTO assessments SELECT id, 0, sealed FROM cases", "that no entry records"),
        ("DELETE FROM trail WHERE sequence = 2", "entry 2 is missing"),
        ("UPDATE trail SET sequence = sequence + 10", "entry 1 is missing"),
        ("UPDATE trail SET signature = entry WHERE sequence = 3", "entry 3 was altered"),
        ("UPDATE trail SET entry = signature WHERE sequence = 1", "entry 1 was altered"),
    ],
)
async def test_row_24_what_an_operator_does_to_the_tables_is_found(
    store: CaseStore, stored: StoredCase, desk_key: DeskKey, statement: str, says: str
) -> None:
    for _ in range(3):
        await open_on_record(store, stored, [desk_key], OPEN, "show")
    assert (await look(store, desk_key)).problem is None
    await execute(store, statement)
    assert says in str((await look(store, desk_key)).problem)


async def test_row_24_a_desk_goes_on_after_a_trail_that_was_spoilt_and_the_fault_stays(
    store: CaseStore, stored: StoredCase, desk_key: DeskKey
) -> None:
    await open_on_record(store, stored, [desk_key], OPEN, "show")
    await execute(store, "UPDATE trail SET entry = :nothing", nothing=b"")
    case = await open_on_record(store, stored, [desk_key], OPEN, "show")
    assert case.reference == stored.reference
    assert (await look(store, desk_key)).problem == "entry 1 was altered, or is no entry"


async def test_row_24_sqlite_may_hold_anything_in_a_column(tmp_path: Path, desk_key: DeskKey) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'triage.sqlite3'}"
    await migrate(url)
    store = await CaseStore.open(url)
    await execute(store, "INSERT INTO trail VALUES (1, 'text', 3.5)")
    assert (await look(store, desk_key)).problem == "entry 1 was altered, or is no entry"
    assert (await store.trail().head()).entries == 1
    await store.close()


async def test_audits_while_desks_work_find_nothing(store: CaseStore, stored: StoredCase, desk_key: DeskKey) -> None:
    async def work() -> None:
        for _ in range(6):
            await assess_on_record(store, stored, [desk_key], JUDGEMENT, [desk_key.recipient])
            await open_on_record(store, stored, [desk_key], OPEN, "show")

    working = asyncio.create_task(work())
    while not working.done():
        assert (await look(store, desk_key)).problem is None
    await working


async def test_the_store_gets_to_know_neither_words_nor_outcome_nor_purpose(
    store: CaseStore, empty_store_url: str, stored: StoredCase, desk_key: DeskKey
) -> None:
    """All that the tables hold is searched, and what a message adds to the trail is as long as what looking adds."""
    for purpose in ("show", "contact", "message"):
        await open_on_record(store, stored, [desk_key], OPEN, purpose)
    for outcome in ("no-action", "safeguard"):
        await assess_on_record(store, stored, [desk_key], Judgement(outcome, "canary-reason"), [desk_key.recipient])
    everything = b"".join([kept.entry + kept.signature async for kept in store.trail().entries()])
    everything += b"".join(one.sealed for one in [one async for one in store.trail().all_assessments()])
    everything += "".join(str(entry) for entry in await store.cases()).encode()
    for word in (b"canary", b"no-action", b"safeguard", b"message", b"contact", b"spring", b"alice"):
        assert word not in everything
    entries = [kept async for kept in store.trail().entries()]
    assert len({len(kept.entry) for kept in entries[:3]}) == 1
    assert len({len(one.sealed) for one in [one async for one in store.trail().all_assessments()]}) == 1
    bond = unlock(stored.sealed, [desk_key]).secret("desk")
    assert unlock_purpose((await look(store, desk_key)).entries[2], bond) == "message"


GUIDE = (Path(__file__).parents[2] / "docs" / "triage.md").read_text("utf-8")


async def test_the_desks_own_user_adds_to_the_trail_and_changes_nothing_in_it(
    postgres_server: str, desk_key: DeskKey, make_case: Callable[..., Case]
) -> None:
    """With exactly the rights that the triage guide grants."""
    name, role = f"t{uuid.uuid4().hex}", f"desk_{uuid.uuid4().hex}"
    await asyncio.to_thread(postgres.create_database, postgres_server, name, postgres.ADMIN)
    owner = f"postgresql+asyncpg://{postgres.ADMIN}@{postgres_server}/{name}"
    await migrate(owner)
    [grants] = re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL)
    store = await CaseStore.open(owner)
    for statement in re.sub(r"\bdesk\b", role, grants).split(";")[:-1]:
        await execute(store, statement)
    await store.mailboxes().make(MINE.mailbox.address)
    stored = await file_case(store, desk_key, make_case(mailbox=MINE.mailbox))
    await store.close()

    desk = await CaseStore.open(f"postgresql+asyncpg://{role}@{postgres_server}/{name}")
    case = await open_on_record(desk, stored, [desk_key], OPEN, "message")
    await send_message(desk.mailboxes(), case, [desk_key], "hello", [desk_key.recipient])
    await assess_on_record(desk, stored, [desk_key], JUDGEMENT, [desk_key.recipient])
    assert (await look(desk, desk_key)).problem is None
    assert (await desk.get(stored.id)).state == "assessed"
    for statement in (
        "DELETE FROM trail",
        "UPDATE trail SET entry = signature",
        "DELETE FROM assessments",
        "UPDATE cases SET sealed = ''::bytea",
        "DELETE FROM cases",
        "DELETE FROM letters",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            await execute(desk, statement)
    await desk.close()


def _at(connection: Connection, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@pytest.mark.parametrize("revision", ["0001", "0002"])
async def test_a_store_of_every_earlier_schema_is_brought_forward_with_its_cases(
    empty_store_url: str, revision: str, desk_key: DeskKey, make_case: Callable[..., Case]
) -> None:
    case = make_case()
    if empty_store_url.startswith("sqlite"):
        Path(empty_store_url.split("///")[1]).parent.mkdir()
    engine = make_engine(empty_store_url)
    async with engine.begin() as connection:
        await connection.run_sync(_at, revision)
        row = {"id": case.id.hex if engine.dialect.name == "sqlite" else case.id, "created": date(2026, 11, 1)}
        row |= {"sealed": seal_case(case, [desk_key.recipient]), "reference": case.reference}
        if engine.dialect.name == "sqlite":
            row["created"] = "2026-11-01"
        names = "id, reference, created, sealed"
        values = ":id, :reference, :created, :sealed"
        await connection.execute(text(f"INSERT INTO cases (state, {names}) VALUES ('new', {values})"), row)  # noqa: S608
    await engine.dispose()
    store = await CaseStore.open(empty_store_url)
    assert not await store.healthy()
    with pytest.raises(StoreError):  # not even a desk that is newer than its store opens without a trail
        await open_on_record(store, await store.get(case.id), [desk_key], OPEN, "show")
    await migrate(empty_store_url)
    assert await store.healthy()
    opened = await open_on_record(store, await store.get(case.id), [desk_key], OPEN, "show")
    assert opened == case
    assert (await look(store, desk_key)).problem is None
    await store.close()


async def test_a_long_trail_is_read_a_page_at_a_time(
    store: CaseStore, desk_key: DeskKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.store.trail._PAGE", 3)
    for _ in range(7):
        await record(store.trail(), desk_key, Deed(OPEN, "show", uuid.uuid4(), BOND))
    kept: list[Kept] = [one async for one in store.trail().entries()]
    assert [one.sequence for one in kept] == list(range(1, 8))
    assert (await look(store, desk_key)).head.entries == 7


async def test_the_assessments_of_all_cases_are_read_a_page_at_a_time(
    store: CaseStore, desk_key: DeskKey, make_case: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.store.trail._SEALED_PAGE", 3)
    for number in range(2, 6):
        stored = await file_case(store, desk_key, make_case(reference=f"CND-2222-222{number}"))
        for _ in range(number - 1):
            await assess_on_record(store, stored, [desk_key], JUDGEMENT, [desk_key.recipient])
    found = [(one.case, one.sequence) async for one in store.trail().all_assessments()]
    assert len(found) == len(set(found)) == 1 + 2 + 3 + 4
    assert (await look(store, desk_key)).problem is None
