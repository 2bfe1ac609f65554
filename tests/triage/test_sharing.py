"""Sharing: nothing that is marked is anywhere in what is written, and what is written is what was promised."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import re
import tarfile
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.settings import Settings
from cli.main import main
from interview.guide import load_guide
from triage.case import Case, Contact, SlotAnswer
from triage.desk.keyring import DeskKey
from triage.desk.sharing.extract import extract
from triage.desk.sharing.marks import LEFT_OUT, Marks, left_out_slots, proposals, without, words_of
from triage.desk.sharing.paper import NOTE, as_pdf
from triage.envelope import seal_case, seal_contact
from triage.files import Attachment, FileSealing, new_file_id
from triage.receipt import Receipt
from triage.recipients import current_recipients
from triage.sealing import open_sealed
from triage.store import CaseStore, migrate
from triage.store.files import make_file_store

GUIDE = load_guide()
MAILBOX = Receipt(b"m" * 16).mailbox
# Each stands in the case of these tests, in a place of its own, and must stand nowhere in what is shared.
SECRETS = (
    "Quillfeather", "Obadiah", "obadiah.q@example.org", "07700 900123", "Thistledown Lane", "zebrawood", "after nine",
    "my sister Marigold", "Marigold", "Pumpernickel", "mongoose", "telegram", "who_else_knows", "untouched words",
)  # fmt: skip
UNIT = DeskKey.new("unit")


def the_case() -> Case:
    slots = {
        "force": SlotAnswer("Kent Police", "kent", "asked"),
        "subject_name": SlotAnswer("Dave Smith", "Dave Smith, he calls me Obadiah", "asked"),
        "witnesses": SlotAnswer("my sister Marigold", "my sister Marigold", "asked"),
        "evidence_exists": SlotAnswer("a Pumpernickel tin", "a Pumpernickel tin", "asked"),
        "reporter_group": SlotAnswer("police", "mongoose", "asked"),
        "who_else_knows": SlotAnswer("few", "few", "asked"),
        "other_subjects": SlotAnswer(
            [{"subject_name": {"value": "Ann Bell", "as_said": "Ann, whom Obadiah knows"}}], "yes", "asked"
        ),
    }
    return Case(
        id=uuid.uuid4(),
        reference="CND-7K3M-9QXT",
        created=date(2026, 11, 1),
        channel="telegram",
        demo=True,
        slots=slots,
        account=(
            "My name is Obadiah Quillfeather and I live at 12 Thistledown Lane. He took 500 pounds.",
            "Ring 07700 900123, or the zebrawood\u00a0 shop.  OBADIAH, he said, keep quiet.",
        ),
        risk={"immediate_danger": "no", "danger": ["he will find Obadiah"], "flags": ["x"]},
        messages=({"from": "reporter", "kind": "text", "text": "untouched words", "day": "2026-11-02"},),
        mailbox=MAILBOX,
    )


CONTACT = Contact(case=uuid.uuid4(), method="email obadiah.q@example.org or the Zebrawood shop", safe_time="after nine")


def the_marks(case: Case, **fields: object) -> Marks:
    words = words_of(proposals(case), ["zebrawood shop", "Pumpernickel", "my sister Marigold", "marigold"], CONTACT)
    return Marks(words, left_out_slots(case, GUIDE, []), **fields)  # type: ignore[arg-type]


def everything_in(pdf: bytes) -> str:
    """All that a PDF holds: raw, every stream opened, every object's strings, and the text as a reader sees it."""
    found = [pdf.decode("latin-1")]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream):
                content = thing.read_bytes()
                found += [content.decode("latin-1"), content.decode("utf-16-be", "replace")]
            found.append(repr(thing))
        found += [str(value) for value in (opened.docinfo or {}).values()]
        with opened.open_metadata() as metadata:
            found += [str(value) for value in metadata.values()]
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    found += [page.extract_text() for page in reader.pages]
    found += [str(value) for value in (reader.metadata or {}).values()]
    return "\n".join(found)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).casefold()


def secrets_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.casefold() in squeezed(text)]


def test_the_proposals_name_what_tells_of_the_reporter_and_where() -> None:
    found = {(one.kind, one.words) for one in proposals(the_case())}
    assert ("name", "My name is Obadiah Quillfeather") in found
    assert ("contact", "07700 900123") in found
    assert [one.number for one in proposals(the_case())] == list(range(1, len(found) + 1))


def test_a_long_phrase_is_proposed_to_the_end_of_its_last_word() -> None:
    case = replace(the_case(), account=("My sister works at Northgate with PC Marty Haleworthy, they say.",))
    words = [one.words for one in proposals(case) if one.where == "account"]
    assert words
    assert all(without(case.account[0], [one])[1] == 1 for one in words)


def test_nothing_marked_is_in_the_extract_or_anywhere_in_the_pdf() -> None:
    case = the_case()
    made = extract(case, the_marks(case), GUIDE)
    assert secrets_in(json.dumps(made.content, ensure_ascii=False)) == []
    pdf = as_pdf(made.content, made.left_out, date(2026, 11, 29))
    text = everything_in(pdf)
    assert secrets_in(text) == []
    assert str(case.id) not in text
    # So that the search could have found them: what is not marked is there.
    seen = squeezed(text)
    for kept in ("dave smith", "ann bell", "he took 500 pounds", "kent police", "report cnd-7k3m-9qxt", LEFT_OUT):
        assert kept in seen, kept
    whole = as_pdf(extract(case, Marks(), GUIDE).content, made.left_out, date(2026, 11, 29))
    assert {"Quillfeather", "Marigold", "zebrawood"} <= set(secrets_in(everything_in(whole)))
    assert (made.answers, made.files) == (2, 0)
    assert made.passages >= 9


def test_the_same_case_gives_the_same_pdf_which_tells_no_hour_and_no_user() -> None:
    case = the_case()
    made = extract(case, the_marks(case), GUIDE)
    one, other = (as_pdf(made.content, made.left_out, date(2026, 11, 29)) for _ in range(2))
    assert one == other
    reader = pypdf.PdfReader(io.BytesIO(one))
    assert {str(value) for value in (reader.metadata or {}).values()} == {
        "Report CND-7K3M-9QXT",
        "Candour",
        "D:20261129000000Z",
    }


def test_words_in_a_script_without_a_font_are_marked_and_arabic_is_shown() -> None:
    case = Case(**{**vars(the_case()), "account": ("هو ضابط", "বাংলা")})
    made = extract(case, Marks(), GUIDE)
    text = pypdf.PdfReader(io.BytesIO(as_pdf(made.content, made.left_out, date(2026, 11, 29)))).pages[0].extract_text()
    assert NOTE.casefold() in squeezed(text)
    assert "\ufffd" in text
    assert json.loads(json.dumps(made.content))["account"] == ["هو ضابط", "বাংলা"]


WORDS = st.text(alphabet="aàbÅç'-. \n0", min_size=1, max_size=6).filter(str.strip)


@given(st.text(alphabet="aàbÅç'-. \n0", max_size=60), st.lists(WORDS, max_size=3))
def test_a_marked_phrase_is_never_left_in_a_text_and_no_mark_leaves_it_as_it_was(text: str, words: list[str]) -> None:
    cleaned, count = without(text, words_of([], words, None))
    assert without(cleaned, words_of([], words, None)) == (cleaned, 0) or LEFT_OUT in cleaned
    assert without(text, ())[1] == 0
    if not count:
        assert squeezed(cleaned) == squeezed(without(text, ())[0])


@pytest.mark.parametrize(
    ("text", "word", "left"),
    [
        ("Anna said; ANNA, anna.", "Anna", f"{LEFT_OUT} said; {LEFT_OUT}, {LEFT_OUT}."),
        ("Annabel planned", "Anna", "Annabel planned"),
        ("at the  red\n lion", "red lion", f"at the  {LEFT_OUT}"),
        ("cafe\u0301 noir", "caf\u00e9", f"{LEFT_OUT} noir"),
        ("mail a.b+c@x.org now", "a.b+c@x.org", f"mail {LEFT_OUT} now"),
    ],
)
def test_a_phrase_is_found_in_any_case_and_spacing_as_whole_words(text: str, word: str, left: str) -> None:
    assert without(text, [word])[0] == left


# The command ---------------------------------------------------------------------------------------------------------


async def _hand_over(settings: Settings) -> None:
    team, files, kept = current_recipients(settings).cases, make_file_store(settings), []
    for number, original in ((1, False), (1, True), (2, False)):
        sealing, content = FileSealing(team), f"file {number} {original}".encode()

        async def pieces(sealing: FileSealing = sealing, content: bytes = content) -> AsyncIterator[bytes]:
            yield sealing.update(content)
            for piece in sealing.finish():
                yield piece

        file_id = new_file_id()
        await files.create(file_id, pieces())
        await files.keep(file_id)
        sha256 = hashlib.sha256(content).hexdigest()
        about = Attachment(
            id=file_id, number=number, kind="document", media_type="application/pdf", size=len(content), sha256=sha256,
            stripped=not original, original=original,
        )  # fmt: skip
        kept.append(about.view())
    case = Case(**{**vars(the_case()), "attachments": tuple(kept)})
    contact = Contact(case=case.id, method=CONTACT.method, safe_time=CONTACT.safe_time)
    await migrate(settings.store_url)
    store = await CaseStore.open(settings.store_url)
    await store.hand_over(case.id, case.reference, seal_case(case, team), seal_contact(contact, team))
    await store.close()


@pytest.fixture
def said(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    asyncio.run(_hand_over(settings))

    def run(*arguments: str, code: int = 0) -> str:
        assert main(["desk", *arguments]) == code
        captured = capsys.readouterr()
        return captured.err if code else captured.out

    return run


SHARE = (
    "share",
    "CND-7K3M-9QXT",
    "out",
    "--to",
    UNIT.recipient.text,
    "--leave-out",
    "Pumpernickel",
    "--leave-out",
    "zebrawood shop",
)
MORE = ("--leave-out", "my sister Marigold", "--leave-out", "marigold", "--file", "1", "--assessments")


def test_a_case_is_written_checked_by_its_sums_and_opened_by_the_unit_alone(said: Callable[..., str]) -> None:
    said("assess", "CND-7K3M-9QXT", "--outcome", "other-force", "--reason", "Obadiah Quillfeather must be kept safe")
    shown = json.loads(said(*SHARE, *MORE, "--json"))
    assert shown["send"] == "out/CND-7K3M-9QXT.tar.age"
    names = {file.name for file in Path("out").iterdir()}
    papers = {"case.json", "case.pdf", "manifest.json", "file-1.pdf"}
    assert names == papers | {"CND-7K3M-9QXT.tar.age", "SHA256SUMS"}
    for line in Path("out/SHA256SUMS").read_text().splitlines():
        sha256, name = line.split("  ")
        assert hashlib.sha256(Path("out", name).read_bytes()).hexdigest() == sha256
        names.discard(name)
    assert names == {"SHA256SUMS"}
    archive = open_sealed(Path("out/CND-7K3M-9QXT.tar.age").read_bytes(), [UNIT])
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        inside = {entry.name: opened.extractfile(entry).read() for entry in opened}  # type: ignore[union-attr]
        assert {(entry.uid, entry.gid, entry.uname, entry.mtime) for entry in opened.getmembers()} == {(0, 0, "", 0)}
    assert inside == {name: Path("out", name).read_bytes() for name in papers}
    manifest = json.loads(inside["manifest.json"])
    assert manifest["to"] == shown["to"] == UNIT.fingerprint
    assert manifest["sha256"] == {name: hashlib.sha256(inside[name]).hexdigest() for name in papers - {"manifest.json"}}
    assert manifest["left_out"]["files"] == 2
    assert inside["file-1.pdf"] == b"file 1 False"
    for name in ("case.json", "manifest.json", "SHA256SUMS"):
        assert secrets_in(Path("out", name).read_text()) == []
    assert secrets_in(everything_in(Path("out/case.pdf").read_bytes())) == []
    assert secrets_in(archive.decode("latin-1")) == []
    (decided,) = json.loads(inside["case.json"])["assessments"]
    assert decided["reason"] == f"{LEFT_OUT} {LEFT_OUT} must be kept safe"
    assert "by" not in decided


def test_what_is_proposed_is_shown_and_kept_only_where_the_assessor_says_so(said: Callable[..., str]) -> None:
    listed = json.loads(said("share", "CND-7K3M-9QXT", "--json"))["proposals"]
    assert "My name is Obadiah Quillfeather" in said("share", "CND-7K3M-9QXT")
    (kept,) = [one["number"] for one in listed if one["words"] == "07700 900123"]
    said(*SHARE, "--keep", str(kept), "--without", "witnesses", "--without", "evidence_exists")
    content = Path("out/case.json").read_text()
    assert "07700 900123" in content
    assert secrets_in(content) == ["07700 900123"]
    assert {"witnesses", "evidence_exists"}.isdisjoint(one["slot"] for one in json.loads(content)["answers"])
    done = json.loads(said("audit", "--entries", "--json"))["trail"]
    assert [(row["what"], row["purpose"]) for row in done] == [
        ("open", "share"),
        ("open", "share"),
        ("export", "share"),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("share", "CND-7K3M-9QXT", "out"),
        ("share", "CND-7K3M-9QXT", "--to", UNIT.recipient.text),
        ("share", "CND-7K3M-9QXT", "out", "--to", "age1classical"),
        ("share", "CND-7K3M-9QXT", "out", "--to", "nowhere.pub"),
        (*SHARE, "--keep", "99"),
        (*SHARE, "--file", "7"),
        (*SHARE, "--without", "shoe_size"),
        ("share", "CND-7K3M-9QXT", "data", "--to", UNIT.recipient.text),
    ],
)
def test_what_cannot_be_shared_writes_nothing(said: Callable[..., str], arguments: tuple[str, ...]) -> None:
    said(*arguments, code=2)
    assert not Path("out").exists()


def test_the_key_of_a_unit_is_read_from_its_file(said: Callable[..., str]) -> None:
    UNIT.to_file(Path("unit.key"), "secret", 10)
    Path("unit.pub").write_text(UNIT.recipient.text + "\n")
    said("share", "CND-7K3M-9QXT", "out", "--to", "unit.pub")
    assert open_sealed(Path("out/CND-7K3M-9QXT.tar.age").read_bytes(), [UNIT])
