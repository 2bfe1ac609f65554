"""Retention: what is due and what is kept; what is destroyed is gone, on record, and noticed if it comes back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from candour.errors import CaseNotFound, SettingsError, StoreError, UsageError
from candour.settings import Settings
from cli.main import main
from triage.assessment import OUTCOMES
from triage.audit.entry import DELETE
from triage.case import Case
from triage.desk.assessing import Judgement
from triage.desk.auditing import audit
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.keyring import DeskKey, load_desk_key
from triage.desk.linking.deciding import Verdict, decide_on_record
from triage.desk.practice import load_practice, months_after
from triage.desk.record import assess_on_record, note_on_record
from triage.desk.retention.destroying import destroy_on_record
from triage.desk.retention.due import (
    BACK,
    DAMAGED,
    FOR_EVER,
    HELD,
    LINKED,
    REOPENED,
    TIME,
    UNDECIDED,
    WRITTEN,
    Keeping,
    wait_for_linked,
)
from triage.desk.retention.holds import new_hold, new_release
from triage.desk.retention.looking import Overview, Rules, look_through
from triage.desk.retention.policy import Policy, load_policy
from triage.desk.retention.remembered import NAME, remember, remembered
from triage.envelope import seal_case
from triage.files import Attachment, FileSealing, new_file_id
from triage.link import CONFIRMED, REFUSED
from triage.mailbox import REPORTER, TEXT
from triage.post import new_letter, send_as_reporter
from triage.receipt import Receipt
from triage.recipients import current_recipients
from triage.store import CaseStore, StoredCase, migrate
from triage.store.files import FileStore, FolderFiles, make_file_store

Make = Callable[..., Case]
TODAY = datetime.now(UTC).date()
LATER = TODAY + timedelta(days=4000)
RULES = Rules(Policy(dict.fromkeys(OUTCOMES, 12)), load_practice())


async def file(store: CaseStore, key: DeskKey, case: Case, outcome: str = "record") -> StoredCase:
    await store.hand_over(case.id, case.reference, seal_case(case, [key.recipient]))
    stored = await store.get(case.id)
    if outcome:
        await assess_on_record(store, stored, [key], Judgement(outcome, "why"), [key.recipient])
    return stored


async def look(
    store: CaseStore, key: DeskKey, today: date = LATER, rules: Rules = RULES, deleted: dict[UUID, date] | None = None
) -> dict[str, str]:
    overview = await look_through(store, [key], rules, deleted or {}, today)
    return {one.reference: one.kept for one in (*overview.back, *overview.keepings)}


async def verdict(store: CaseStore, key: DeskKey) -> Any:
    return await audit(store, {key.fingerprint: key.signer}, [])


def references(count: int) -> list[str]:
    return [f"CND-2222-222{number + 2}" for number in range(count)]


async def test_a_case_is_due_when_the_time_of_its_outcome_is_over(
    store: CaseStore, desk_key: DeskKey, make_case: Make
) -> None:
    policy = Policy({"record": 12, "investigate": None, "safeguard": 24, "no-action": 1, "other-force": 1})
    for reference, outcome in zip(references(4), ("record", "investigate", "no-action", ""), strict=True):
        await file(store, desk_key, make_case(id=uuid4(), reference=reference), outcome)
    rules = Rules(policy, load_practice())
    one, two, three, _ = references(4)
    assert await look(store, desk_key, TODAY, rules) == {one: TIME, two: FOR_EVER, three: UNDECIDED}
    day_before = months_after(TODAY, 12) - timedelta(days=1)
    assert (await look(store, desk_key, day_before, rules))[one] == TIME
    assert (await look(store, desk_key, months_after(TODAY, 12), rules))[one] == ""
    assert (await verdict(store, desk_key)).problem is None


async def test_a_new_assessment_starts_the_time_anew_by_its_own_outcome(
    store: CaseStore, desk_key: DeskKey, make_case: Make
) -> None:
    stored = await file(store, desk_key, make_case())
    assert await look(store, desk_key) == {stored.reference: ""}
    await assess_on_record(store, stored, [desk_key], Judgement("investigate", "why"), [desk_key.recipient])
    rules = Rules(Policy(dict.fromkeys(OUTCOMES, 12) | {"investigate": None}), load_practice())
    assert await look(store, desk_key, LATER, rules) == {stored.reference: FOR_EVER}


async def test_a_hold_keeps_a_case_until_its_day_or_until_it_is_released(
    store: CaseStore, desk_key: DeskKey, make_case: Make
) -> None:
    stored = await file(store, desk_key, make_case())
    team = [desk_key.recipient]
    await note_on_record(store, stored, [desk_key], new_hold(LATER, "an inquest"), team)
    assert await look(store, desk_key) == {stored.reference: HELD}
    overview = await look_through(store, [desk_key], RULES, {}, LATER)
    hold = overview.keepings[0].hold
    assert hold is not None
    assert (hold.until, hold.reason, hold.by) == (LATER, "an inquest", desk_key.fingerprint)
    assert await look(store, desk_key, LATER + timedelta(days=1)) == {stored.reference: ""}
    await note_on_record(store, stored, [desk_key], new_hold(None, "no end in sight"), team)
    assert await look(store, desk_key, LATER + timedelta(days=1)) == {stored.reference: HELD}
    await note_on_record(store, stored, [desk_key], new_release("it is over"), team)
    assert await look(store, desk_key) == {stored.reference: ""}
    with pytest.raises(UsageError):
        new_hold(None, "  ")


async def test_a_case_that_was_reopened_damaged_or_written_to_by_its_reporter_is_kept(
    store: CaseStore, desk_key: DeskKey, make_case: Make
) -> None:
    from triage.desk.assessing import Remark
    from triage.note import REOPEN

    receipt = Receipt(b"r" * 16)
    await store.mailboxes().make(receipt.mailbox.address)
    cases = [make_case(id=uuid4(), reference=reference) for reference in references(2)]
    cases.append(make_case(id=uuid4(), reference="CND-4444-4444", mailbox=receipt.mailbox))
    reopened, damaged, written = [await file(store, desk_key, case) for case in cases]
    await note_on_record(store, reopened, [desk_key], Remark(REOPEN, text="new words"), [desk_key.recipient])
    await assess_on_record(store, damaged, [desk_key], Judgement("record", "two"), [desk_key.recipient])
    async with store._engine.begin() as connection:
        await connection.execute(
            text('UPDATE assessments SET sealed = :junk WHERE "case" = :id AND sequence = 1'),
            {"junk": b"junk", "id": damaged.id.hex if connection.dialect.name == "sqlite" else damaged.id},
        )
    letter = new_letter(REPORTER, TEXT, "there is more")
    later = type(letter)(**vars(letter) | {"day": TODAY + timedelta(days=30)})
    await send_as_reporter(store.mailboxes(), receipt.mailbox, [desk_key.recipient], uuid4(), later)
    assert await look(store, desk_key) == {
        reopened.reference: REOPENED,
        damaged.reference: DAMAGED,
        written.reference: WRITTEN,
    }


async def test_linked_cases_wait_for_each_other_unless_the_policy_says_otherwise(
    store: CaseStore, desk_key: DeskKey, make_case: Make
) -> None:
    cases = [await file(store, desk_key, make_case(id=uuid4(), reference=reference)) for reference in references(4)]
    for (one, other), decided in (((0, 1), CONFIRMED), ((1, 2), CONFIRMED), ((2, 3), REFUSED)):
        two = (cases[one], cases[other])
        await decide_on_record(store, two, [desk_key], Verdict(decided), [desk_key.recipient])
    assert set((await look(store, desk_key)).values()) == {""}
    await note_on_record(store, cases[2], [desk_key], new_hold(None, "court"), [desk_key.recipient])
    assert list((await look(store, desk_key)).values()) == [LINKED, LINKED, HELD, ""]
    alone = Rules(Policy(RULES.policy.months, linked_wait=False), RULES.practice)
    assert list((await look(store, desk_key, LATER, alone)).values()) == ["", "", HELD, ""]


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.data())
def test_nothing_that_is_linked_to_what_is_kept_is_due(kept: list[bool], data: st.DataObject) -> None:
    cases = [Keeping(UUID(int=n), f"r{n}", "record", TODAY, TODAY, TIME if keep else "") for n, keep in enumerate(kept)]
    numbers = st.integers(0, len(kept))  # one more than there are: a case that the keys do not open
    pairs = data.draw(st.lists(st.tuples(numbers, numbers), max_size=10))
    links = [(UUID(int=one), UUID(int=other)) for one, other in pairs]
    after = {one.case: one.kept for one in wait_for_linked(cases, links)}
    assert all(after.get(one, "x") or not after.get(other, "x") for one, other in links)
    assert all(after.get(other, "x") or not after.get(one, "x") for one, other in links)
    assert all(now == was.kept for was, now in zip(cases, after.values(), strict=True) if was.kept)


async def sealed_file(files: FileStore, key: DeskKey) -> Attachment:
    sealing, file_id = FileSealing([key.recipient]), new_file_id()

    async def pieces() -> AsyncIterator[bytes]:
        yield sealing.update(b"words in a file")
        for piece in sealing.finish():
            yield piece

    await files.create(file_id, pieces())
    await files.keep(file_id)
    return Attachment(
        id=file_id, number=1, kind="document", media_type="text/plain", size=15, sha256=sealing.sha256, stripped=True
    )


async def whole(store: CaseStore, files: FileStore, key: DeskKey, make_case: Make, number: int) -> StoredCase:
    """An assessed case with a file, a mailbox, letters, and a file that was added by letter."""
    mailbox = Receipt(bytes([number]) * 16).mailbox
    first, second = [(await sealed_file(files, key)).view() for _ in range(2)]
    await store.mailboxes().make(mailbox.address)
    case = make_case(id=uuid4(), reference=references(9)[number], mailbox=mailbox, attachments=(first,))
    stored = await file(store, key, case)
    letter = new_letter(REPORTER, TEXT, "more")
    added = type(letter)(**vars(letter) | {"kind": "files", "text": "", "attachments": (second,)})
    for one in (letter, added):
        await send_as_reporter(store.mailboxes(), mailbox, [key.recipient], uuid4(), one)
    return stored


async def rows(store: CaseStore) -> dict[str, int]:
    async with store._engine.connect() as connection:
        return {
            table: int((await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() or 0)  # noqa: S608
            for table in ("cases", "assessments", "mailboxes", "letters", "links")
        }


async def test_a_destroyed_case_takes_all_that_was_its_and_leaves_a_tombstone(
    store: CaseStore, desk_key: DeskKey, make_case: Make, files: FileStore
) -> None:
    gone, stays, third = [await whole(store, files, desk_key, make_case, number) for number in range(3)]
    for two in ((gone, stays), (stays, third)):
        await decide_on_record(store, two, [desk_key], Verdict(CONFIRMED), [desk_key.recipient])
    overview = await look_through(store, [desk_key], RULES, {}, LATER)
    assert len(overview.links_of(gone.id)) == 1
    assert len(await files.list()) == 6
    before = await rows(store)
    assert before == {"cases": 3, "assessments": 3, "mailboxes": 3, "letters": 6, "links": 2}
    await destroy_on_record(store, files, gone, [desk_key], overview.links_of(gone.id))
    assert await rows(store) == {"cases": 2, "assessments": 2, "mailboxes": 2, "letters": 4, "links": 1}
    assert len(await files.list()) == 4
    found = await verdict(store, desk_key)
    assert found.problem is None
    assert [entry.case for entry in found.entries if entry.deed == DELETE] == [gone.id, *overview.links_of(gone.id)]
    with pytest.raises(CaseNotFound):
        await store.get(gone.id)
    with pytest.raises(CaseNotFound):  # another desk was at it too: no second tombstone
        await destroy_on_record(store, files, gone, [desk_key], [])
    entries = (await verdict(store, desk_key)).entries
    assert [entry.case for entry in entries if entry.deed == DELETE].count(gone.id) == 1


async def test_a_destroying_that_stops_halfway_is_done_by_the_next(
    store: CaseStore, desk_key: DeskKey, make_case: Make, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = await whole(store, files, desk_key, make_case, 0)

    async def cut(*_: object) -> None:
        raise StoreError("the power is cut")

    with monkeypatch.context() as halfway:
        halfway.setattr("triage.store.destruction._delete", cut)
        with pytest.raises(StoreError):
            await destroy_on_record(store, files, stored, [desk_key], [])
    assert (await rows(store))["cases"] == 1
    assert (await verdict(store, desk_key)).problem is None
    await destroy_on_record(store, files, stored, [desk_key], [])
    assert set((await rows(store)).values()) == {0}
    assert (await verdict(store, desk_key)).problem is None


async def test_what_was_deleted_and_is_in_the_store_again_is_named(
    store: CaseStore, desk_key: DeskKey, make_case: Make, files: FileStore
) -> None:
    case = make_case()
    stored = await file(store, desk_key, case)
    await destroy_on_record(store, files, stored, [desk_key], [])
    await store.hand_over(case.id, case.reference, stored.sealed)  # somebody puts the row back
    problem = (await verdict(store, desk_key)).problem
    assert problem is not None
    assert problem.startswith(f"{case.id} was deleted by entry 3, and is in the store again")
    assert await look(store, desk_key, TODAY, deleted={case.id: TODAY}) == {case.reference: BACK}


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "months: {}\nlinked: wait", "months: 3\nlinked: wait", ": :", "linked: wait",
        "months: {investigate: 0, safeguard: 1, record: 1, no-action: 1, other-force: 1}\nlinked: wait",
        "months: {investigate: yes, safeguard: 1, record: 1, no-action: 1, other-force: 1}\nlinked: wait",
        "months: {investigate: 1, safeguard: 1, record: 1, no-action: 1, other-force: 1}\nlinked: never",
        "months: {investigate: 1, safeguard: 1, record: 1, no-action: 1, other-force: 1, x: 1}\nlinked: wait",
    ],
)  # fmt: skip
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "policy.yml").write_text(content)
    with pytest.raises(SettingsError, match="CANDOUR_RETENTION"):
        load_policy(tmp_path / "policy.yml")
    with pytest.raises(SettingsError):
        load_policy(tmp_path / "nowhere.yml")


def test_the_policy_that_is_shipped_names_every_outcome() -> None:
    policy = load_policy(None)
    assert set(policy.months) == set(OUTCOMES)
    assert policy.due("no-action", date(2024, 2, 29)) == date(2025, 2, 28)


@given(st.dictionaries(st.uuids(), st.dates(), max_size=5))
def test_what_is_remembered_is_read_again(cases: dict[UUID, date]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "desk" / NAME
        assert remembered(place) == {}
        for case, day in cases.items():
            remember(place, case, day)
        assert remembered(place) == cases


@pytest.mark.parametrize(
    "content", ["x\n", "46be905b 2026-11-29\n", "46be905b-b78a-4a6e-b280-58ebe0d02970 2026-13-40\n", "ü\n"]
)
def test_a_list_of_deleted_cases_that_is_damaged_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_bytes(content.encode())
    with pytest.raises(UsageError):
        remembered(tmp_path / NAME)


# The command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def said(
    settings: Settings, make_case: Make, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Two decided cases, with files and letters, long after."""
    key = load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)
    assert settings.demo
    files = FolderFiles(settings.data_dir / "files")
    assert isinstance(make_file_store(settings), FolderFiles)

    async def prepare() -> None:
        await migrate(settings.store_url)
        store = await CaseStore.open(settings.store_url)
        assert [key.recipient] == list(current_recipients(settings).cases)
        for number in range(2):
            await whole(store, files, key, make_case, number)
        await store.close()

    asyncio.run(prepare())

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(days=4000)

    monkeypatch.setattr("cli.desk.retention.datetime", Later)

    def run(*arguments: str, code: int = 0, of: Sequence[str] = ("desk", "retention")) -> str:
        assert main([*of, *arguments]) == code
        captured = capsys.readouterr()
        return captured.err if code else captured.out

    return run


def test_due_cases_are_listed_held_and_destroyed_and_the_audit_passes(
    settings: Settings, said: Callable[..., str]
) -> None:
    one, other = references(2)
    assert "Due: 2." in said()
    assert "held until it is released" in said("--hold", one, "--reason", "a \x1b[2Jtrial")
    out = said()
    assert "a <U+001B>[2Jtrial" in out
    assert "\x1b" not in out
    listed = json.loads(said("--due", "--json"))
    assert [case["reference"] for case in listed["cases"]] == [other]
    assert "Destroyed: 1 of 1" in said("--apply")
    assert json.loads(said("--json"))["due"] == 0
    assert "held no more" in said("--release", one)
    assert json.loads(said("--apply", "--json"))["cases"][0]["reference"] == one
    assert json.loads(said("--json", of=("desk", "list")))["cases"] == []
    assert list((settings.data_dir / "files").iterdir()) == []
    found = json.loads(said("--json", "--entries", of=("desk", "audit")))
    assert found["ok"] is True
    assert sum(row["what"] == "delete" for row in found["trail"]) == 2
    assert len(remembered(settings.data_dir / NAME)) == 2


def test_an_older_backup_that_brings_deleted_cases_back_is_told_and_they_are_destroyed_again(
    settings: Settings, said: Callable[..., str], tmp_path: Path
) -> None:
    said("backup", str(tmp_path / "old"), of=())
    said("--apply")
    (settings.data_dir / "triage.sqlite3").unlink()
    out = said("restore", str(tmp_path / "old"), of=())
    assert f"Deleted since this backup was made, and back with it: {', '.join(references(2))}." in out
    assert "candour desk retention --apply" in out
    audited = said(of=("desk", "audit"))
    assert "2 cases were deleted, and are back" in audited
    assert BACK in said("--due")
    assert "Destroyed: 2 of 2" in said("--apply")
    assert list((settings.data_dir / "files").iterdir()) == []
    assert json.loads(said("--json", of=("desk", "audit")))["back"] == []


def test_a_restore_elsewhere_is_told_by_the_list_of_the_desk(
    settings: Settings, said: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said("backup", str(tmp_path / "old"), of=())
    said("--apply")
    monkeypatch.setenv("CANDOUR_DATA_DIR", str(tmp_path / "server"))
    told = json.loads(
        said("restore", str(tmp_path / "old"), "--deleted", str(settings.data_dir / NAME), "--json", of=())
    )
    assert told["deleted_since"] == references(2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--until", "2030-01-01"),
        ("--reason", "why"),
        ("--hold", "CND-2222-2222"),
        ("--hold", "CND-2222-2222", "--reason", "x" * 4001),
        ("--hold", "CND-2222-2222", "--reason", "why", "--until", "soon"),
        ("--due", "--apply"),
    ],
)
def test_what_does_not_fit_together_destroys_nothing(said: Callable[..., str], arguments: tuple[str, ...]) -> None:
    said(*arguments, code=2)
    assert len(json.loads(said("--json"))["cases"]) == 2


def test_an_overview_counts_what_is_back_as_due() -> None:
    back = Keeping(uuid4(), "r", None, None, TODAY, BACK)
    assert Overview((), (back,), (), 0).due() == [back]
