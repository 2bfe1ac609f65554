"""`candour desk assess` and `candour desk audit`, through the command line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from candour.settings import Settings
from cli.main import main
from tests.support.canaries import Canaries
from triage.case import Case, Contact
from triage.desk.keyring import DeskKey, RootKey
from triage.envelope import seal_case, seal_contact
from triage.mailbox import TEAM
from triage.receipt import Receipt
from triage.recipients import current_list, current_recipients
from triage.store import CaseStore, migrate
from triage.store.engine import make_engine

CANARIES = Canaries()
MINE = Receipt(b"m" * 16)


@pytest.fixture
def case(settings: Settings, make_case: Callable[..., Case]) -> Case:
    """A case that was handed over, with canary words in it and a mailbox."""
    made = make_case(demo=True, account=(f"It began with {CANARIES.word()}.",), mailbox=MINE.mailbox)
    asyncio.run(_hand_over(settings, made))
    return made


async def _hand_over(settings: Settings, case: Case) -> None:
    team = current_recipients(settings).cases
    await migrate(settings.store_url)
    store = await CaseStore.open(settings.store_url)
    contact = Contact(case=case.id, method=CANARIES.word())
    await store.mailboxes().make(MINE.mailbox.address)
    await store.hand_over(case.id, case.reference, seal_case(case, team), seal_contact(contact, team))
    await store.close()


def execute(settings: Settings, *statements: str) -> None:
    async def carry_out() -> None:
        engine = make_engine(settings.store_url)
        async with engine.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await engine.dispose()

    asyncio.run(carry_out())


Run = Callable[..., dict]


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, code: int = 0) -> dict:
        assert main(["desk", *arguments, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(*arguments: str, code: int = 0) -> str:
        assert main(["desk", *arguments]) == code
        captured = capsys.readouterr()
        return captured.err if code else captured.out

    return run


def judge(desk: Run, case: Case, outcome: str = "investigate", reason: str = "two witnesses", *more: str) -> dict:
    return desk("assess", case.reference, "--outcome", outcome, "--reason", reason, *more)


@pytest.mark.parametrize("outcome", ["investigate", "safeguard", "record", "no-action", "other-force"])
def test_an_assessment_is_filed_shown_and_listed_without_its_outcome(
    settings: Settings, case: Case, desk: Run, outcome: str
) -> None:
    filed = judge(desk, case, outcome, "  because\nof it ", "--risk", "high")
    assert (filed["id"], filed["reference"]) == (str(case.id), case.reference)
    (shown,) = desk("show", case.reference)["assessments"]
    assert filed["assessment"] == shown
    key = dict(current_list(settings).signers)
    assert shown["by"] in key
    assert len(shown.pop("day")) == len("2026-11-28")
    assert shown == {
        "sequence": 0,
        "kind": "assessment",
        "outcome": outcome,
        "risk": "high",
        "reason": "because\nof it",
        "by": shown["by"],
    }
    (entry,) = desk("list")["cases"]
    assert entry["state"] == "assessed"
    assert outcome not in json.dumps(entry)


def test_the_list_shows_how_far_a_case_has_come(case: Case, desk: Run) -> None:
    states = [desk("list")["cases"][0]["state"]]
    for step in (lambda: desk("list"), lambda: desk("show", case.reference), lambda: judge(desk, case)):
        step()
        states.append(desk("list")["cases"][0]["state"])
    assert states == ["new", "new", "opened", "assessed"]


def test_assessing_again_adds_and_never_overwrites(
    case: Case, desk: Run, said: Callable[..., str], tmp_path: Path
) -> None:
    judge(desk, case, "record", "not enough yet")
    judge(desk, case, "investigate", "a second report names the same officer", "--risk", "medium")
    shown = desk("show", case.reference)["assessments"]
    assert [(one["sequence"], one["outcome"], one["risk"]) for one in shown] == [
        (0, "record", None),
        (1, "investigate", "medium"),
    ]
    for words in ("record, risk -: not enough yet", "investigate, risk medium: a second report"):
        assert words in said("show", case.reference)
    files = desk("export", case.reference, str(tmp_path / "out"))["files"]
    assert {"assessment-1.age", "assessment-2.age"} <= {Path(file).name for file in files}
    assert json.loads((tmp_path / "out" / "case.json").read_text())["assessments"] == shown
    assert "a second report names" in (tmp_path / "out" / "case.txt").read_text()
    assert set(json.loads((tmp_path / "out" / "manifest.json").read_text())["sha256"]) >= {"assessment-1.age"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--outcome", "investigate"],
        ["--reason", "why"],
        ["--outcome", "arrest", "--reason", "why"],
        ["--outcome", "record", "--reason", ""],
        ["--outcome", "record", "--reason", " \n"],
        ["--outcome", "record", "--reason", "x" * 4001],
        ["--outcome", "record", "--reason", "why", "--risk", "huge"],
    ],
)
def test_an_assessment_without_outcome_or_reason_is_wrong_usage(
    settings: Settings, case: Case, desk: Run, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["desk", "assess", case.reference, *arguments]) == 2
    capsys.readouterr()
    assert desk("audit")["entries"] == 0
    assert desk("list")["cases"][0]["state"] == "new"


def test_what_an_assessor_typed_cannot_act_on_a_terminal(case: Case, desk: Run, said: Callable[..., str]) -> None:
    judge(desk, case, "record", "\x1b[2J\u202egnp.exe")
    out = said("show", case.reference)
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "<U+202E>" in out


def test_row_2_assessments_altered_swapped_or_withheld_are_named(
    settings: Settings, case: Case, make_case: Callable[..., Case], desk: Run, said: Callable[..., str]
) -> None:
    other = make_case(reference="CND-2222-2222", mailbox=MINE.mailbox)
    asyncio.run(_hand_over(settings, other))
    for reason in ("first", "second", "third"):
        judge(desk, case, "record", reason)
        judge(desk, other, "no-action", reason)
    shown = desk("show", case.reference)["assessments"]
    # Whoever holds the store puts another case's second assessment here, and takes the first away.
    mine, theirs = (f"\"case\" = '{one.id.hex}'" for one in (case, other))
    execute(
        settings,
        f"UPDATE assessments SET sealed = (SELECT sealed FROM assessments WHERE {theirs} AND sequence = 1) "  # noqa: S608
        f"WHERE {mine} AND sequence = 1",
        f"DELETE FROM assessments WHERE {mine} AND sequence = 0",  # noqa: S608
    )
    found = desk("show", case.reference)["assessments"]
    assert [one["kind"] for one in found] == ["missing", "unreadable", "unreadable"]
    assert "second" not in json.dumps(found)
    assert [one["kind"] for one in shown] == ["assessment"] * 3
    out = said("show", case.reference)
    assert "ASSESSMENT IS MISSING" in out
    assert "DOES NOT OPEN" in out
    assert desk("audit", code=1)["first_bad"]["entry"] == 1


def test_opening_showing_exporting_messaging_and_assessing_are_on_record_and_listing_is_not(
    case: Case, desk: Run, tmp_path: Path, said: Callable[..., str]
) -> None:
    desk("list")
    desk("show", case.reference)
    desk("show", case.reference, "--contact")
    desk("message", case.reference, "Is it safe to write?")
    judge(desk, case)
    desk("export", case.reference, str(tmp_path / "out"))
    found = desk("audit", "--entries")
    assert found["ok"] is True
    assert [(row["what"], row["purpose"]) for row in found["trail"]] == [
        ("open", "show"),
        ("open", "contact"),
        ("open", "message"),
        ("assess", "assess"),
        ("export", "export"),
    ]
    assert {(row["name"], row["case"], row["reference"]) for row in found["trail"]} == {
        ("demo", str(case.id), case.reference)
    }
    assert all(len(row["hour"]) == len("2026-11-28T19") for row in found["trail"])
    out = said("audit", "--entries")
    assert "open (message)" in out
    assert "The audit trail is whole: 5 entries." in out


def test_the_trail_and_the_store_hold_no_words(settings: Settings, case: Case, desk: Run, tmp_path: Path) -> None:
    team_words, reason = CANARIES.word(), CANARIES.word()
    assert case.account[0] in desk("show", case.reference, "--contact")["account"]
    desk("message", case.reference, f"Thank you. {team_words}")
    judge(desk, case, "safeguard", f"It is urgent: {reason}")
    desk("audit", "--head", str(tmp_path / "data" / "head"))
    files = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert any(file.suffix == ".sqlite3" for file in files)
    assert CANARIES.found_in(files) == []
    raw = b"".join(file.read_bytes() for file in files)
    for word in (b"safeguard", b"no-action"):
        assert word not in raw


def test_row_24_the_first_bad_entry_is_named(
    settings: Settings, case: Case, desk: Run, said: Callable[..., str]
) -> None:
    for _ in range(4):
        desk("show", case.reference)
    whole = desk("audit")
    assert (whole["ok"], whole["entries"], whole["first_bad"]) == (True, 4, None)
    assert len(whole["head"]) == 64
    assert whole["signers_vouched_for"] is True
    execute(settings, "DELETE FROM trail WHERE sequence = 3")
    found = desk("audit", code=1)
    assert found["ok"] is False
    assert found["first_bad"] == {"entry": 3, "problem": "is missing"}
    assert said("audit", code=1) == "candour: the audit trail is not whole: entry 3 is missing\n"


def test_row_24_a_cut_tail_is_found_by_the_head_that_a_witness_kept(
    settings: Settings, case: Case, desk: Run, said: Callable[..., str], tmp_path: Path
) -> None:
    heads = []
    for day in range(3):
        desk("show", case.reference)
        heads.append(str(tmp_path / f"head-{day}"))
        desk("audit", "--head", heads[-1])
    assert desk("audit", "--witness", heads[0], "--witness", heads[2])["witnesses"] == 2
    assert "It agrees with the heads given: 1." in said("audit", "--witness", heads[1])
    assert "without one a cut end does not show" in said("audit")
    execute(settings, "DELETE FROM trail WHERE sequence > 1")
    assert desk("audit")["ok"] is True
    assert desk("audit", "--witness", heads[0])["ok"] is True
    found = desk("audit", "--witness", heads[2], code=1)
    assert found["first_bad"]["entry"] == 2
    assert "a witness saw 3 entries" in found["first_bad"]["problem"]
    # A desk that knows nothing of it writes on; heads of each day say where.
    desk("show", case.reference)
    desk("show", case.reference)
    witnesses = [argument for head in heads for argument in ("--witness", head)]
    assert desk("audit", *witnesses, code=1)["first_bad"]["entry"] == 2


def test_row_24_an_entry_that_a_stranger_signed_is_found(settings: Settings, case: Case, desk: Run) -> None:
    desk("show", case.reference)
    stranger = DeskKey.new("stranger")
    root = RootKey.new()
    eve, signs = (("eve", stranger.recipient),), ((stranger.fingerprint, stranger.signer),)
    Path("list.txt").write_bytes(root.sign(eve, (), signs))
    with pytest.MonkeyPatch.context() as other_team:
        other_team.setenv("CANDOUR_RECIPIENTS", "list.txt")
        other_team.setenv("CANDOUR_RECIPIENTS_ROOT", root.fingerprint)
        found = desk("audit", code=1)
        assert (found["first_bad"]["entry"], found["signers_vouched_for"]) == (1, True)
        Path("list.txt").write_bytes(root.sign(eve))
        assert desk("audit")["signers_vouched_for"] is False


def test_no_head_is_written_of_a_trail_that_is_not_whole_and_none_over_another(
    settings: Settings, case: Case, desk: Run, said: Callable[..., str], tmp_path: Path
) -> None:
    desk("show", case.reference)
    head = tmp_path / "head"
    desk("audit", "--head", str(head))
    kept = head.read_text()
    assert "--head" in said("audit", "--head", str(head), code=2)
    assert head.read_text() == kept
    assert "--witness" in said("audit", "--witness", str(tmp_path / "missing"), code=2)
    execute(settings, "UPDATE trail SET signature = entry")
    assert "entry 1" in said("audit", "--head", str(tmp_path / "bad"), code=1)
    assert not (tmp_path / "bad").exists()


@pytest.mark.parametrize("command", [["show"], ["show", "--contact"], ["export"], ["message"]])
def test_what_cannot_be_written_to_the_trail_is_not_shown(
    settings: Settings, case: Case, tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    execute(settings, "CREATE TRIGGER full BEFORE INSERT ON trail BEGIN SELECT RAISE(FAIL, 'disk'); END")
    more = {"export": [str(tmp_path / "out")], "message": ["hello"]}.get(command[0], [])
    assert main(["desk", *command, case.reference, *more]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert CANARIES.mark not in captured.err
    assert captured.err.count("\n") == 1
    assert not (tmp_path / "out").exists()
    assert asyncio.run(_letters(settings)) == []


async def _letters(settings: Settings) -> list[object]:
    store = await CaseStore.open(settings.store_url)
    try:
        return list(await store.mailboxes().letters(MINE.mailbox.address, TEAM))
    finally:
        await store.close()


@pytest.mark.parametrize("command", [["list"], ["audit"], ["show", "CND-7K3M-9QXT"]])
def test_a_store_of_an_older_schema_is_said_to_be_one(
    settings: Settings, case: Case, said: Callable[..., str], command: list[str]
) -> None:
    execute(settings, "UPDATE alembic_version SET version_num = '0002'")
    assert "another schema" in said(*command, code=1)


@pytest.fixture
def wrong_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    DeskKey.new("wrong").to_file(tmp_path / "wrong.key", "wrong", 10)
    (tmp_path / "passphrase").write_text("wrong")
    monkeypatch.setenv("CANDOUR_DESK_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    return str(tmp_path / "wrong.key")


@pytest.mark.parametrize(
    "command",
    [["show"], ["export", "out"], ["message", "hello"], ["assess", "--outcome", "record", "--reason", "why"]],
)
def test_a_wrong_key_opens_nothing_and_leaves_no_entry(
    case: Case, desk: Run, said: Callable[..., str], wrong_key: str, command: list[str]
) -> None:
    name, *more = command
    assert said(name, case.reference, *more, "--key", wrong_key, code=1).count("\n") == 1
    assert desk("audit")["entries"] == 0
    assert desk("list")["cases"][0]["state"] == "new"
    assert not Path("out").exists()


def test_an_audit_needs_no_key_and_tells_without_one_no_purposes(
    settings: Settings, case: Case, desk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk("show", case.reference)
    listed = settings.data_dir / "demo-desk"
    monkeypatch.setenv("CANDOUR_MODE", "production")
    unlisted = desk("audit", "--entries")
    assert (unlisted["ok"], unlisted["signers_vouched_for"]) == (True, False)
    monkeypatch.setenv("CANDOUR_RECIPIENTS", str(listed / "recipients.txt"))
    monkeypatch.setenv("CANDOUR_RECIPIENTS_ROOT", (listed / "root-fingerprint.txt").read_text())
    found = desk("audit", "--entries")
    assert found["signers_vouched_for"] is True
    (row,) = found["trail"]
    assert (row["what"], row["purpose"], row["name"]) == ("open", None, "demo")


def test_an_empty_trail_is_whole(settings: Settings, desk: Run, said: Callable[..., str]) -> None:
    asyncio.run(migrate(settings.store_url))
    assert desk("audit", "--entries") == {
        "ok": True,
        "entries": 0,
        "head": "0" * 64,
        "first_bad": None,
        "disagreements": [],
        "signers_vouched_for": True,
        "witnesses": 0,
        "back": [],
        "trail": [],
    }
    assert "No entries yet." in said("audit", "--entries")
