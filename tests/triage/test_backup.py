"""Backups: ciphertext only, of one moment, restored on either engine into what they were taken from."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import shutil
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from candour.errors import BackupError, StoreError, UsageError
from candour.settings import Settings
from cli.main import main
from interview.guide import load_guide
from tests.support import postgres
from tests.support.canaries import Canaries
from tests.support.object_storage import ObjectStorage
from triage.audit.entry import EXPORT, OPEN
from triage.case import Case, Contact
from triage.desk.assessing import Judgement
from triage.desk.auditing import audit
from triage.desk.export import export_case
from triage.desk.keyring import DeskKey
from triage.desk.linking.deciding import Verdict, decide_on_record
from triage.desk.mail import send_message
from triage.desk.record import assess_on_record, open_on_record
from triage.envelope import seal_case, seal_contact
from triage.files import Attachment, FileSealing, new_file_id
from triage.keys import find_private_keys
from triage.link import CONFIRMED
from triage.mailbox import REPORTER, TEXT
from triage.post import new_letter, send_as_reporter
from triage.receipt import Receipt
from triage.store import CaseStore, migrate
from triage.store.backup import back_up
from triage.store.engine import make_engine
from triage.store.files import FileStore, make_file_store
from triage.store.models import Base
from triage.store.restore import restore

CANARIES = Canaries()
MINE = Receipt(b"m" * 16)
PICTURE = f"a picture of {CANARIES.word()}".encode() * 100


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store on each engine to restore into."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'other' / 'triage.sqlite3'}"
    address, name = request.getfixturevalue("postgres_server"), f"r{uuid.uuid4().hex}"
    postgres.create_database(address, name, postgres.PLAIN)
    return f"postgresql+asyncpg://{postgres.PLAIN}@{address}/{name}"


@pytest.fixture
def others(request: pytest.FixtureRequest, empty_url: str, tmp_path: Path) -> FileStore:
    """Where a backup's files are restored to: a folder or a bucket, as in `files`."""
    if empty_url.startswith("sqlite"):
        return make_file_store(Settings(data_dir=tmp_path / "other"))
    server: ObjectStorage = request.getfixturevalue("object_storage_server")
    return make_file_store(Settings(data_dir=tmp_path / "other", files_url=server.new_place()))


async def keep(files: FileStore, key: DeskKey, content: bytes, *, kept: bool = True) -> Attachment:
    sealing, name = FileSealing([key.recipient]), new_file_id()
    pieces = [sealing.update(content), *sealing.finish()]

    async def sealed() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    await files.create(name, sealed())
    if kept:
        await files.keep(name)
    return Attachment(
        id=name,
        size=sealing.size,
        sha256=sealing.sha256,
        number=1,
        kind="photo",
        media_type="image/png",
        stripped=True,
    )


@pytest.fixture
async def case(store: CaseStore, files: FileStore, desk_key: DeskKey, make_case: Callable[..., Case]) -> Case:
    """A store with something in every table, and a file that is kept beside one that is not."""
    team = [desk_key.recipient]
    picture = await keep(files, desk_key, PICTURE)
    await keep(files, desk_key, b"not sent yet", kept=False)
    case = make_case(account=(CANARIES.word(),), attachments=(picture.view(),), mailbox=MINE.mailbox)
    for one in (case, make_case(reference="CND-2222-2222"), make_case(reference="CND-3333-3333")):
        contact = seal_contact(Contact(case=one.id, method=CANARIES.word()), team)
        await store.hand_over(one.id, one.reference, seal_case(one, team), contact)
    boxes = store.mailboxes()
    await boxes.make(MINE.mailbox.address)
    await send_message(boxes, case, [desk_key], CANARIES.word(), team)
    await send_as_reporter(boxes, MINE.mailbox, team, uuid.uuid4(), new_letter(REPORTER, TEXT, CANARIES.word()))
    stored = await store.get(case.id)
    await open_on_record(store, stored, [desk_key], OPEN, "show")
    await assess_on_record(store, stored, [desk_key], Judgement("record", CANARIES.word()), team)
    two = (stored, await store.get("CND-2222-2222"))
    await decide_on_record(store, two, [desk_key], Verdict(CONFIRMED, CANARIES.word()), team)
    return case


async def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    engine = make_engine(url)
    async with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }
    await engine.dispose()
    return found


async def test_a_restored_store_is_the_one_that_was_backed_up(
    *,
    case: Case,
    empty_store_url: str,
    empty_url: str,
    files: FileStore,
    others: FileStore,
    desk_key: DeskKey,
    tmp_path: Path,
) -> None:
    """On the same engine and on the other; and the desk opens, audits, exports and goes on working in it."""
    made = await back_up(empty_store_url, files, tmp_path / "backup")
    counts = {
        "cases": 3,
        "mailboxes": 1,
        "letters": 2,
        "assessments": 1,
        "trail": 3,
        "links": 1,
        "changes": 0,
        "files": 1,
    }
    assert made.counts == counts
    assert (await restore(empty_url, others, tmp_path / "backup")).counts == counts
    assert await rows(empty_url) == await rows(empty_store_url)
    assert [table for table, found in (await rows(empty_url)).items() if not found] == ["changes"]
    assert [entry.kept for entry in await others.list()] == [True]

    before, after = await CaseStore.open(empty_store_url), await CaseStore.open(empty_url)
    assert await after.healthy()
    signers = {desk_key.fingerprint: desk_key.signer}
    head = await before.trail().head()
    verdict = await audit(after, signers, [head])
    assert (verdict.problem, verdict.head) == (None, head)
    stored = await after.get(case.reference)
    opened = await open_on_record(after, stored, [desk_key], EXPORT, "export")
    assert opened.account == case.account
    assert [letter["kind"] for letter in opened.messages] == [TEXT, TEXT]
    assert [one["outcome"] for one in opened.assessments] == ["record"]
    await export_case(tmp_path / "out", stored, opened, None, load_guide(), files=others, keys=[desk_key])
    assert (tmp_path / "out" / "file-1.png").read_bytes() == PICTURE
    assert (await audit(after, signers, [head])).head.entries == 4
    await before.close()
    await after.close()


async def test_a_backup_holds_ciphertext_only_and_is_its_owners(
    case: Case, empty_store_url: str, files: FileStore, desk_key: DeskKey, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    await back_up(empty_store_url, files, folder)
    found = [file for file in folder.rglob("*") if file.is_file()]
    assert {file.name for file in found} >= {"manifest.json", "cases.jsonl", "letters.jsonl", "trail.jsonl"}
    assert len(found) == 9  # a manifest, seven tables and the file that was sent
    assert CANARIES.found_in(found) == []
    assert find_private_keys([folder]) == []
    for line in (folder / "cases.jsonl").read_text().splitlines():
        row = json.loads(line)
        for name in ("sealed", "contact"):
            assert base64.b64decode(row[name]).startswith(b"age-encryption.org/v1\n-> mlkem768x25519 ")
            assert CANARIES.mark.encode() not in base64.b64decode(row[name])
    assert {file.stat().st_mode & 0o777 for file in found} == {0o600}
    assert {f.stat().st_mode & 0o777 for f in (folder, folder / "files")} == {0o700}


async def test_a_backup_made_while_desks_work_is_of_one_moment(
    *,
    case: Case,
    store: CaseStore,
    empty_store_url: str,
    files: FileStore,
    others: FileStore,
    desk_key: DeskKey,
    tmp_path: Path,
) -> None:
    stored = await store.get("CND-2222-2222")

    async def work() -> None:
        for _ in range(8):
            await assess_on_record(store, stored, [desk_key], Judgement("record", "why"), [desk_key.recipient])

    working, made = asyncio.create_task(work()), 0
    while not working.done():
        made += 1
        await back_up(empty_store_url, files, tmp_path / f"backup-{made}")
    await working
    for number in range(1, made + 1):
        url = f"sqlite+aiosqlite:///{tmp_path / f'restored-{number}.sqlite3'}"
        await restore(url, others, tmp_path / f"backup-{number}")
        restored = await CaseStore.open(url)
        assert (await audit(restored, {desk_key.fingerprint: desk_key.signer}, [])).problem is None
        await restored.close()


@pytest.fixture
async def backup(case: Case, empty_store_url: str, files: FileStore, tmp_path: Path) -> Path:
    await back_up(empty_store_url, files, tmp_path / "backup")
    return tmp_path / "backup"


def rewrite(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    file = folder / "manifest.json"
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))


def _sums(content: dict[str, Any], folder: Path) -> None:
    content["sha256"] = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "manifest.json"
    }


def _of_schema(folder: Path, schema: str, *gone: str) -> None:
    """Make of a backup what that schema would have made."""
    for name in gone:
        (folder / f"{name}.jsonl").unlink()

    def change(content: dict[str, Any]) -> None:
        content["schema"] = schema
        content["tables"] = [table for table in content["tables"] if table["name"] not in gone]
        _sums(content, folder)

    rewrite(folder, change)


# What a backup is does not depend on the engine it was taken from, so not every pair is tried.
SAME_ENGINE = pytest.mark.parametrize(
    ("empty_store_url", "empty_url"), [("sqlite", "sqlite"), ("postgresql", "postgresql")], indirect=True
)


@SAME_ENGINE
@pytest.mark.parametrize(
    ("schema", "gone"),
    [
        ("0001", ("changes", "links", "trail", "assessments", "letters", "mailboxes")),
        ("0002", ("changes", "links", "trail", "assessments")),
        ("0003", ("changes", "links")),
        ("0004", ("changes",)),
        ("0005", ("changes",)),
    ],
)
async def test_a_backup_of_every_earlier_schema_is_restored_and_brought_forward(
    *, backup: Path, empty_url: str, others: FileStore, case: Case, schema: str, gone: tuple[str, ...]
) -> None:
    _of_schema(backup, schema, *gone)
    await migrate(empty_url)  # as `candour up` does before anybody restores: still empty, so it is made anew
    await restore(empty_url, others, backup)
    store = await CaseStore.open(empty_url)
    assert await store.healthy()
    assert len(await store.cases()) == 3
    assert (await store.trail().head()).entries == (0 if "trail" in gone else 3)
    await store.close()


Change = Callable[[Path], object]
DAMAGE: dict[str, Change] = {
    "a byte": lambda folder: (folder / "cases.jsonl").write_bytes((folder / "cases.jsonl").read_bytes()[:-2] + b"]\n"),
    "a file lost": lambda folder: (folder / "letters.jsonl").unlink(),
    "a sealed file lost": lambda folder: next((folder / "files").iterdir()).unlink(),
    "a file added": lambda folder: (folder / "files" / ("0" * 32 + ".age")).write_bytes(b"x"),
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "an empty manifest": lambda folder: (folder / "manifest.json").write_bytes(b""),
    "a deep manifest": lambda folder: (folder / "manifest.json").write_bytes(b"[" * 60_000),
    "another format": lambda folder: rewrite(folder, lambda content: content.update(format=2)),
    "a newer schema": lambda folder: rewrite(folder, lambda content: content.update(schema="9999")),
    "another table": lambda folder: rewrite(folder, lambda c: c["tables"][0].update(name="alembic_version")),
    "an unknown column": lambda folder: rewrite(folder, lambda c: c["tables"][0]["columns"].update(other="text")),
    "an unknown kind": lambda folder: rewrite(folder, lambda c: c["tables"][0]["columns"].update(id="pickle")),
    "a row less": lambda folder: rewrite(folder, lambda c: c["tables"][0].update(rows=2)),
    "a path": lambda folder: rewrite(folder, lambda c: c["sha256"].update({"files/../../x.age": "0" * 64})),
}


@SAME_ENGINE
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
async def test_what_is_not_as_it_was_written_is_not_restored(
    backup: Path, empty_url: str, others: FileStore, damage: Change
) -> None:
    damage(backup)
    await migrate(empty_url)
    with pytest.raises((BackupError, StoreError)):
        await restore(empty_url, others, backup)
    assert not any((await rows(empty_url)).values())
    store = await CaseStore.open(empty_url)
    assert await store.healthy()
    await store.close()


async def test_nothing_is_ever_restored_over_something(
    backup: Path, store: CaseStore, empty_store_url: str, others: FileStore, tmp_path: Path
) -> None:
    before = await rows(empty_store_url)
    with pytest.raises(StoreError, match="holds something already"):
        await restore(empty_store_url, others, backup)
    assert await rows(empty_store_url) == before
    assert await others.list() == []
    with pytest.raises(UsageError, match="not empty"):
        await back_up(empty_store_url, others, backup)


async def test_a_database_of_something_else_is_left_alone(backup: Path, empty_url: str, others: FileStore) -> None:
    await migrate(empty_url)
    engine = make_engine(empty_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE somebody_elses (id INTEGER)"))
    await engine.dispose()
    with pytest.raises(StoreError, match="something else"):
        await restore(empty_url, others, backup)


async def test_a_restoring_that_was_cut_off_can_be_done_again(
    backup: Path, empty_url: str, others: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> int:
        raise StoreError("cut off")

    with monkeypatch.context() as cut:
        cut.setattr("triage.store.restore._insert", fails)
        with pytest.raises(StoreError, match="cut off"):
            await restore(empty_url, others, backup)
    assert len(await others.list()) == 1
    assert (await restore(empty_url, others, backup)).counts["cases"] == 3
    assert len(await others.list()) == 1


async def test_a_backup_that_cannot_be_written_is_none(
    *,
    case: Case,
    empty_store_url: str,
    files: FileStore,
    others: FileStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise BackupError("the backup cannot be written (No space left on device)")

    monkeypatch.setattr("triage.store.backup._write", full)
    with pytest.raises(BackupError, match="No space"):
        await back_up(empty_store_url, files, tmp_path / "backup")
    assert not (tmp_path / "backup" / ".snapshot").exists()
    with pytest.raises(BackupError):
        await restore(f"sqlite+aiosqlite:///{tmp_path / 'x.sqlite3'}", others, tmp_path / "backup")


async def test_no_store_no_backup(tmp_path: Path, files: FileStore) -> None:
    with pytest.raises(StoreError, match="no triage store yet"):
        await back_up(f"sqlite+aiosqlite:///{tmp_path / 'missing.sqlite3'}", files, tmp_path / "backup")


def test_the_commands_back_up_and_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], make_case: Callable[..., Case]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CANDOUR_DATABASE_URL", raising=False)
    monkeypatch.setenv("CANDOUR_DATA_DIR", "data")
    case, key = make_case(), DeskKey.new("alice")

    async def hand_over() -> None:
        await migrate("sqlite+aiosqlite:///data/triage.sqlite3")
        store = await CaseStore.open("sqlite+aiosqlite:///data/triage.sqlite3")
        await store.hand_over(case.id, case.reference, seal_case(case, [key.recipient]))
        await store.close()

    asyncio.run(hand_over())
    assert main(["backup", "one"]) == 0
    told = "1 cases, 0 mailboxes, 0 entries of the trail, 0 assessments, 0 links, 0 letters, 0 files, "
    told += "0 changes to the team"
    assert sorted(told.split(", ")) == sorted(
        capsys.readouterr().out.removeprefix("Backed up to one: ")[:-2].split(", ")
    )
    assert main(["backup", "two", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["cases"] == 1
    assert main(["backup", "one"]) == 2
    assert main(["restore", "one"]) == 1
    shutil.move("data", "lost")
    capsys.readouterr()
    assert main(["restore", "one", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["cases"] == 1
    assert main(["desk", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"][0]["reference"] == case.reference
    assert main(["restore", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err
