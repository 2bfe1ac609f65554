"""`candour desk`, through the command line, on cases that were really sealed and stored."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from candour.errors import SealedFileError
from candour.settings import Settings, load_settings
from cli.main import main
from tests.support.desk_cases import REPORTS, file_reports
from triage.case import Case, Contact, SlotAnswer
from triage.desk.demo import make_demo_keys
from triage.desk.keyring import DeskKey
from triage.desk.opening import open_contact
from triage.envelope import seal_case, seal_contact
from triage.files import EICAR, Attachment, FileSealing, new_file_id
from triage.recipients import current_recipients
from triage.sealing import Recipient
from triage.store import CaseStore, migrate
from triage.store.files import make_file_store
from triage.store.models import CaseRow

# What a reporter could type to act on a reader's terminal, or to make a line read as something else.
HOSTILE = (
    "plain \x1b]0;owned\x07\x1b[2J\x9b31m \u202egnp.exe\u202c \u2066x\u2069 [bold red]markup[/] :smile: \x00\x7f \ud800"
)


async def _hand_over(url: str, case: Case, recipients: tuple[Recipient, ...], contact: Contact) -> None:
    await migrate(url)
    store = await CaseStore.open(url)
    await store.hand_over(case.id, case.reference, seal_case(case, recipients), seal_contact(contact, recipients))
    await store.close()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo's data folder; settings of whoever runs the tests do not reach it."""
    for name in os.environ:
        if name.startswith("CANDOUR_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CANDOUR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    make_demo_keys(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def case(data: Path, make_case: Callable[..., Case]) -> Case:
    """A case that was handed over, with contact details."""
    settings = load_settings({"CANDOUR_DATA_DIR": str(data)})
    slots = {
        "force": SlotAnswer("Metropolitan Police", "the Met", "account"),
        "when": SlotAnswer({"from": "2026-03-01", "to": "2026-05-31"}, "some time in spring", "asked"),
        "duty_status": SlotAnswer(None, "don't know", "asked"),
        "not_in_this_guide": SlotAnswer(["one", "two"], None, "asked"),
    }
    case = make_case(demo=True, slots=slots, account=("It began in spring.", HOSTILE), risk={"danger": False})
    contact = Contact(case=case.id, method="a letter to the library", safe_time="mornings")
    asyncio.run(_hand_over(settings.store_url, case, current_recipients(settings).cases, contact))
    return case


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["desk", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_list_prints_the_contract(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    (entry,) = _json(capsys, "list")["cases"]
    assert entry | {"created": ""} == {"id": str(case.id), "reference": case.reference, "created": "", "state": "new"}
    assert len(entry["created"]) == len("2026-11-24")


def test_list_prints_a_table_for_people(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desk", "list"]) == 0
    out = capsys.readouterr().out
    assert case.reference in out
    assert str(case.id) in out


def test_an_empty_store_is_said_to_be_empty(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(migrate(load_settings({"CANDOUR_DATA_DIR": str(data)}).store_url))
    assert _json(capsys, "list") == {"cases": []}
    assert main(["desk", "list"]) == 0
    assert "No cases yet" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["id", "reference", "spoken"])
def test_show_prints_the_contract(case: Case, capsys: pytest.CaptureFixture[str], name: str) -> None:
    named = {"id": str(case.id), "reference": case.reference, "spoken": case.reference.lower().replace("-", " ")}[name]
    shown = _json(capsys, "show", named)
    assert shown == case.view()
    contract = {"id", "reference", "created", "channel", "slots", "account", "attachments", "messages", "assessments"}
    assert contract | {"risk"} <= shown.keys()
    assert shown["slots"]["force"] == {"value": "Metropolitan Police", "as_said": "the Met", "source": "account"}


def test_contact_details_are_shown_only_when_asked_for(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert "library" not in json.dumps(_json(capsys, "show", case.reference))
    shown = _json(capsys, "show", case.reference, "--contact")
    assert shown["contact"] == {"method": "a letter to the library", "safe_time": "mornings"}


def test_show_prints_labels_words_and_the_demo_warning(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desk", "show", case.reference, "--contact"]) == 0
    out = capsys.readouterr().out
    for text in ("DEMO", case.reference, "in their words: the Met", "some time in spring", "one, two", "library"):
        assert text in out
    assert "duty_status" not in out  # shown by its label
    assert "not_in_this_guide" in out  # nothing is lost for want of a label


@pytest.mark.parametrize("command", [["show"], ["show", "--json"]])
def test_what_a_reporter_typed_cannot_act_on_the_terminal(
    case: Case, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main(["desk", *command, case.reference]) == 0
    out = capsys.readouterr().out
    assert "plain" in out
    assert "[bold red]markup[/] :smile:" in out
    for mark in "\x1b\x07\x9b\u202e\u202c\u2066\u2069\x00\x7f\ud800":
        assert mark not in out


def test_export_writes_everything_and_a_manifest_that_holds(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out" / "case"
    files = _json(capsys, "export", case.reference, str(folder))["files"]
    names = {Path(file).name for file in files}
    assert names == {"case.json", "case.txt", "case.age", "contact.age", "contact.json", "manifest.json"}
    assert names == {file.name for file in folder.iterdir()}
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["case"], manifest["reference"]) == (str(case.id), case.reference)
    assert set(manifest["sha256"]) == names - {"manifest.json"}
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert json.loads((folder / "case.json").read_text()) == case.view()
    text = (folder / "case.txt").read_text()
    assert "It began in spring." in text
    assert "\u202e" not in text
    assert "library" not in text  # contact details stay in a file of their own
    assert json.loads((folder / "contact.json").read_text())["safe_time"] == "mornings"


def test_export_never_writes_over_anything(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    assert main(["desk", "export", case.reference, str(tmp_path / "out")]) == 2
    assert main(["desk", "export", case.reference, str(tmp_path / "out" / "mine")]) == 2
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["mine"]
    assert (tmp_path / "out" / "mine").read_text() == "mine"


def test_a_case_without_contact_details_exports_none(
    data: Path, make_case: Callable[..., Case], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings({"CANDOUR_DATA_DIR": str(data)})
    case = make_case()
    asyncio.run(_hand_over(settings.store_url, case, current_recipients(settings).cases, Contact(case=case.id)))
    assert _json(capsys, "show", case.reference, "--contact")["contact"] is None
    _json(capsys, "export", case.reference, str(tmp_path / "out"))
    assert not (tmp_path / "out" / "contact.json").exists()
    assert (tmp_path / "out" / "contact.age").exists()


@pytest.fixture
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DeskKey:
    key = DeskKey.new("alice")
    key.to_file(tmp_path / "alice.key", "correct horse", 10)
    (tmp_path / "passphrase").write_text("correct horse\n")
    monkeypatch.setenv("CANDOUR_DESK_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    return key


def test_the_key_is_named_by_option_or_environment(
    data: Path,
    own_key: DeskKey,
    make_case: Callable[..., Case],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = make_case()
    url = load_settings({"CANDOUR_DATA_DIR": str(data)}).store_url
    asyncio.run(_hand_over(url, case, (own_key.recipient,), Contact(case=case.id)))
    assert main(["desk", "show", case.reference]) == 1  # the demo desk is not among the recipients
    assert _json(capsys, "show", case.reference, "--key", "alice.key") == case.view()
    DeskKey.new("old").to_file(Path("old.key"), "correct horse", 10)
    assert _json(capsys, "show", case.reference, "--key", "old.key", "--key", "alice.key") == case.view()
    monkeypatch.setenv("CANDOUR_DESK_KEY", "alice.key")
    assert _json(capsys, "show", case.reference) == case.view()
    monkeypatch.setenv("CANDOUR_MODE", "production")
    assert _json(capsys, "show", case.reference) == case.view()


def test_production_has_no_key_of_its_own(
    case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CANDOUR_MODE", "production")
    assert main(["desk", "show", case.reference]) == 2
    assert "--key" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["show", "CND-2222-2222"], 1), (["show", "nonsense"], 1), (["show"], 2), (["export", "CND-2222-2222", "out"], 1)],
)
def test_what_cannot_be_done_is_one_clear_line(
    case: Case, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    assert main(["desk", *arguments]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert code == 2 or captured.err.count("\n") == 1


def test_a_desk_before_the_first_start_says_so_and_makes_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["desk", "list"]) == 1
    assert "candour up" in capsys.readouterr().err
    assert not (data / "triage.sqlite3").exists()


async def _swap(url: str, column: str) -> None:
    """What an administrator of the database can do: exchange the envelopes of two cases."""
    store = await CaseStore.open(url)
    async with store._engine.begin() as connection:
        rows = (await connection.execute(select(CaseRow.id, getattr(CaseRow, column)))).all()
        for row, other in zip(rows, reversed(rows), strict=True):
            await connection.execute(update(CaseRow).where(CaseRow.id == row[0]).values({column: other[1]}))
    await store.close()


@pytest.mark.parametrize("column", ["sealed", "contact"])
def test_row_2_envelopes_swapped_in_the_database_are_refused(
    case: Case, data: Path, make_case: Callable[..., Case], column: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings({"CANDOUR_DATA_DIR": str(data)})
    other = make_case(reference="CND-2222-2222")
    contact = Contact(case=other.id, method="somebody else's")
    asyncio.run(_hand_over(settings.store_url, other, current_recipients(settings).cases, contact))
    asyncio.run(_swap(settings.store_url, column))
    code = main(["desk", "show", case.reference, "--contact", "--json"])
    captured = capsys.readouterr()
    assert "somebody" not in captured.out
    if column == "sealed":
        assert (code, captured.out) == (1, "")
    else:
        assert json.loads(captured.out)["contact"] is None
        assert "altered" in captured.err


def test_contact_details_may_be_sealed_to_fewer_than_the_case(case: Case, desk_key: DeskKey) -> None:
    sealed = seal_contact(Contact(case=case.id, method="post"), [desk_key.recipient])
    with pytest.raises(SealedFileError):
        open_contact(sealed, [DeskKey.new("other")], case.id)
    assert open_contact(sealed, [desk_key], case.id)


def test_the_installed_command_shows_a_case_in_a_process_of_its_own(case: Case, data: Path) -> None:
    command = [sys.executable, "-m", "cli.main", "desk", "show", str(case.id), "--json"]
    environment = {"PATH": os.environ["PATH"], "CANDOUR_DATA_DIR": str(data), "LC_ALL": "C"}
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=True)
    assert json.loads(done.stdout) == case.view()
    assert done.stderr == b""
    command[-2] = str(uuid.uuid4())
    missing = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    assert (missing.returncode, missing.stdout) == (1, b"")


async def _store_file(settings: Settings, content: bytes, **changed: object) -> Attachment:
    sealing, store, name = FileSealing(current_recipients(settings).cases), make_file_store(settings), new_file_id()
    pieces = [sealing.update(content), *sealing.finish()]

    async def sealed() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    await store.create(name, sealed())
    await store.keep(name)
    usual = {"number": 1, "kind": "photo", "media_type": "image/jpeg", "stripped": True}
    return Attachment(id=name, size=sealing.size, sha256=sealing.sha256, **usual | changed)


def test_files_are_listed_and_exported_under_safe_names(
    data: Path, make_case: Callable[..., Case], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings({"CANDOUR_DATA_DIR": str(data)})

    async def stored() -> list[Attachment]:
        return [
            await _store_file(settings, b"clean"),
            await _store_file(settings, b"untouched", stripped=False, original=True),
            await _store_file(
                settings, b"test string", number=2, kind="other", media_type="text/x-sh", stripped=False, flags=(EICAR,)
            ),
            await _store_file(settings, b"gone", number=3),
        ]

    files = asyncio.run(stored())
    asyncio.run(make_file_store(settings).remove(files[3].id))
    case = make_case(attachments=tuple(file.view() for file in files))
    asyncio.run(_hand_over(settings.store_url, case, current_recipients(settings).cases, Contact(case=case.id)))

    assert [one["id"] for one in _json(capsys, "show", case.reference)["attachments"]] == [file.id for file in files]
    assert main(["desk", "show", case.reference]) == 0
    assert "2: other, text/x-sh, 1 kB, as it was sent [EICAR]" in capsys.readouterr().out

    folder = tmp_path / "out"
    assert main(["desk", "export", case.reference, str(folder)]) == 0
    told = capsys.readouterr().err
    assert "file-3.jpg is gone" in told
    assert "file-2.bin.flagged: eicar" in told
    contents = {file.name: file.read_bytes() for file in folder.glob("file-*")}
    assert contents == {
        "file-1.jpg": b"clean",
        "file-1-original.jpg": b"untouched",
        "file-2.bin.flagged": b"test string",
    }
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["unopened"] == ["file-3.jpg"]
    assert manifest["sha256"]["file-1.jpg"] == hashlib.sha256(b"clean").hexdigest()


def test_what_is_written_beside_assessments(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert _json(capsys, "note", case.reference, "Rang the lead.")["note"]["text"] == "Rang the lead."
    assert _json(capsys, "assign", case.reference, "demo")["note"]["kind"] == "assign"
    assert _json(capsys, "code", case.reference, "D", "G")["note"]["value"] == ["D", "G"]
    assess = ("assess", case.reference, "--outcome", "no-action", "--reason", "nothing to go on")
    assert _json(capsys, *assess)["assessment"]["outcome"] == "no-action"
    assert main(["desk", "confirm", case.reference]) == 2
    assert "somebody else" in capsys.readouterr().err
    (listed,) = _json(capsys, "inbox", "--which", "to-confirm")["cases"]
    assert (listed["reference"], listed["assignee"], listed["codes"]) == (case.reference, "demo", ["D", "G"])
    assert _json(capsys, "reopen", case.reference, "--reason", "a second report")["note"]["kind"] == "reopen"
    found = _json(capsys, "journal", case.reference)
    assert [one["kind"] for one in found["journal"]] == ["note", "assign", "code", "assessment", "reopen"]
    assert (found["stage"], found["outcome"]) == ("unassessed", "no-action")
    assert [one["kind"] for one in _json(capsys, "show", case.reference)["assessments"]] == ["assessment"]
    assert _json(capsys, "audit")["ok"]


def test_letters_that_were_read_are_unread_no_more(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filed = asyncio.run(file_reports(load_settings({"CANDOUR_DATA_DIR": str(data)}), REPORTS[:1]))
    (listed,) = _json(capsys, "inbox", "--unread")["cases"]
    assert listed["reference"] == filed[0].reference
    assert _json(capsys, "read", filed[0].reference) == {"reference": filed[0].reference, "unread": 0}
    assert _json(capsys, "inbox", "--unread")["cases"] == []
    assert main(["desk", "read", filed[0].reference]) == 0
    assert "count as read" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [("assign", "nobody-here"), ("code", "XX"), ("note", " ")],
)
def test_what_cannot_be_written_is_refused(
    case: Case, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    command, *rest = arguments
    assert main(["desk", command, case.reference, *rest]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_inbox_is_searched_on_a_terminal(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = _json(capsys, "inbox", "--words", "spring")["cases"]
    assert (found["reference"], found["opened"]) == (case.reference, True)
    assert _json(capsys, "inbox", "--words", "autumn")["cases"] == []
    assert main(["desk", "inbox"]) == 0
    assert "\x1b]" not in capsys.readouterr().out


def test_a_report_is_a_pdf_without_contact_details(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.pdf"
    assert _json(capsys, "report", case.reference, str(file))["file"] == str(file)
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(file).pages)
    for told in (case.reference, "It began in spring.", "in their words: the Met", "Report made"):
        assert told in text
    for hidden in ("library", "mornings", "\x1b", "\u202e"):
        assert hidden not in text
    assert file.stat().st_mode & 0o077 == 0
    assert main(["desk", "report", case.reference, str(file)]) == 1  # never over another file
    assert _json(capsys, "audit")["entries"] == 2
