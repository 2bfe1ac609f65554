"""`python -m tests.fuzz.seeds`: writes what fuzzing begins from, one good input of each kind, where it is missing."""

from __future__ import annotations

import base64
import json
import tempfile
from datetime import date
from pathlib import Path
from uuid import UUID

from bot.channels.web.form.sealed import keys_of
from interview.guide import FOLDER
from interview.signposts import DEFAULT_PATH
from stripping.kinds import HEAD
from stripping.mpeg_audio import is_frame
from tests.fuzz.targets import BOND, CASE_ID, CORPUS, FORM_ID, FORM_REFERENCE, KEY, RECEIPT, ROOT_KEY, TARGETS, TODAY
from tests.support.samples import SAMPLES
from triage import documents
from triage.assessment import FIRST, Assessment
from triage.audit.entry import BEGINNING, OPEN, Head, next_entry
from triage.case import Case, Contact, SlotAnswer
from triage.envelope import seal_case
from triage.files import Attachment
from triage.mailbox import REPORTER, Letter
from triage.padding import pad
from triage.recipients import RecipientList, Recipients
from triage.sealing import seal

CASE = Case(
    id=UUID(int=1),
    reference="CND-7K3M-9QXT",
    created=TODAY,
    channel="web",
    demo=False,
    slots={"force": SlotAnswer("Metropolitan Police Service", "the met", "account")},
    account=("It began in spring.",),
    mailbox=RECEIPT.mailbox,
)
CONTACT = Contact(case=UUID(int=1), method="ring after six", safe_time="weekdays")
CHAT = {"id": 42, "type": "private", "first_name": "A"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT, "from": {**CHAT, "is_bot": False}, "text": "/help me"}
REPLY = {"text": "Which force?", "buttons": ["Skip"], "event": None, "reference": None, "receipt": False}
ATTACHMENT = Attachment(
    id="0" * 32, number=1, kind="photo", media_type="image/jpeg", size=5, sha256="0" * 64, stripped=True
)
ACCOUNT = """he's a skipper at lewisham nick, se 123, drives a grey astra LK19 ABC
it was on 3 May 2025 about half past nine, no sorry, the 4th; sergeant Quentin Ash, tall, at behind the station"""


def _signed_list() -> bytes:
    listed = RecipientList(date(2026, 11, 25), ROOT_KEY.public, (("alice", KEY.recipient),))
    return listed.to_bytes(ROOT_KEY._key.sign(listed.signed_part()))


def _form() -> bytes:
    answers = {"account": ["It began in spring."], "when": ["3 May"], "ongoing": ["dont_know"]}
    file = {name: value for name, value in ATTACHMENT.view().items() if name not in ("original", "flags")}
    told = {
        "answers": answers,
        "others": [{"subject_name": ["x"]}],
        "files": [file],
        "mailbox": None,
        "demo": True,
        "language": "pl",
    }
    head = {"version": 1, "purpose": "form", "id": str(FORM_ID), "reference": FORM_REFERENCE, "day": str(TODAY)}
    return documents.to_bytes(head | told)


def _report() -> bytes:
    keys = keys_of(Recipients((KEY.recipient,), (KEY.recipient,)))
    sealed = base64.b64encode(seal(pad(_form()), [KEY.recipient])[:2000]).decode()
    head = {"id": str(FORM_ID), "reference": FORM_REFERENCE, "keys": keys, "mailbox": "", "files": []}
    return json.dumps(head | {"case": sealed, "contact": sealed}).encode()


def _entry() -> bytes:
    kept = next_entry(Head(0, BEGINNING), KEY, OPEN, CASE_ID, purpose="show", bond=BOND).keep(KEY)
    return kept.entry + kept.signature


def _assessment() -> bytes:
    filed = Assessment(
        sequence=0, previous=FIRST, day=TODAY, outcome="record", risk=None, reason="why", by=KEY.fingerprint
    )
    return filed.seal(CASE_ID, BOND, [KEY.recipient])


def _files() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        return {name: SAMPLES[name](Path(folder)) for name in ("jpeg", "png", "webp", "docx", "xlsx", "odt", "pdf")}


# Of each parser of files: what its seeds are made of. All fit into what the fuzzer gives (run.py, max_len).
_FORMATS = {
    "file_jpeg": ("jpeg",), "file_png": ("png",), "file_webp": ("webp",), "file_heic": ("heic",), "file_pdf": ("pdf",),
    "file_office": ("docx", "xlsx", "odt"), "file_mp3": ("mp3",), "file_ogg": ("ogg",),
    "file_mp4": ("m4a", "mp4", "mp4-hevc"), "file_mov": ("mov", "mov-mjpeg"), "jpeg_segments": ("jpeg",),
    "mp3_frame": ("mp3",),
}  # fmt: skip


def _formats() -> dict[str, dict[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        made = {name: SAMPLES[name](Path(folder)) for name in {name for names in _FORMATS.values() for name in names}}
    made["mp3"] = _sound(made["mp3"])
    return {target: {name: made[name] for name in names} for target, names in _FORMATS.items()}


def _sound(content: bytes) -> bytes:
    """An MP3 from its first frame on, for its tags alone are more than the fuzzer gives."""
    start = next(place for place in range(len(content)) if is_frame(content[place : place + HEAD]))
    return content[start : start + 16_000]


def seeds() -> dict[str, dict[str, bytes]]:
    """Good input for each target, by file name."""
    update = {"update_id": 1, "message": MESSAGE}
    pressed = {
        "update_id": 2,
        "callback_query": {
            "id": "1",
            "from": MESSAGE["from"],
            "chat_instance": "1",
            "data": "Skip",
            "message": MESSAGE,
        },
    }
    return {
        "envelope": {"genuine": seal_case(CASE, [KEY.recipient])},
        "letter": {
            "genuine": Letter(sender=REPORTER, sequence=0, day=TODAY, text="more").seal(
                RECEIPT.mailbox, [KEY.recipient]
            )
        },
        "assessment": {"genuine": _assessment()},
        "trail": {"genuine": _entry()},
        "head": {"written": f"candour audit head v1\nentries 12\ndigest {'0f' * 32}\n".encode()},
        "recipients": {"genuine": _signed_list()},
        "case": {"case": CASE.to_bytes()},
        "pieces": {"sealed": seal(bytes(100_000), [KEY.recipient])[:3000], "short": seal(b"short", [KEY.recipient])},
        "attachments": {"one": json.dumps([ATTACHMENT.view()]).encode()},
        "file": _files(),
        **_formats(),
        "contact": {"contact": CONTACT.to_bytes()},
        "mailbox": {"mailbox": json.dumps(RECEIPT.mailbox.view()).encode()},
        "sealed_form": {"form": _form()},
        "sealed_report": {"cut": _report()},
        "outside": {"cut": seal(pad(b"short"), [KEY.recipient])[:4000]},
        "padding": {"padded": pad(b"short")},
        "key_file": {
            "locked": b"age-encryption.org/v1\n-> scrypt "
            + b"A" * 22
            + b" 10\n"
            + b"A" * 43
            + b"\n--- "
            + b"A" * 43
            + b"\n"
            + bytes(32)
        },
        "receipt": {
            "words": RECEIPT.words.encode(),
            "numbered": b"1. " + RECEIPT.words.upper().replace(" ", " - ").encode(),
        },
        "page": {
            "hello": b'{"type": "hello", "token": null}',
            "say": b'{"type": "say", "id": "m1", "text": "\\u202ex"}',
            "got": b'{"type": "got", "id": "m1"}',
        },
        "words": {"slash": b"/ /restart\r\n\xe2\x80\xae", "surrogate": b"a\xed\xa0\x80b"},
        "update": {
            "message": json.dumps(update).encode(),
            "edited": json.dumps({"update_id": 3, "edited_message": MESSAGE}).encode(),
            "pressed": json.dumps(pressed).encode(),
        },
        "reply": {"long": ("A sentence. " * 400).encode(), "pairs": ("\U0001f642" * 2100).encode()},
        "answer_of_rasa": {"reply": json.dumps({"replies": [REPLY]}).encode()},
        "action_call": {
            "call": b'{"next_action": "action_hand_over", "tracker": {"slots": {}, "events": []}, "domain": {}}'
        },
        "settings": {
            "toml": b'CANDOUR_PORT = 8080\nCANDOUR_EMBED_ORIGINS = ["https://a.example"]\nCANDOUR_MODE = "demo"\n'
        },
        "environment": {"values": b"data\n127.0.0.1\n8080\n\n\ndemo"},
        "signposts": {"shipped": DEFAULT_PATH.read_bytes()},
        "guide": {
            "start": (FOLDER / "guide.yml").read_bytes()[:6000],
            "small": b"slots: []\ncontrols: []\nmessages: {}\ncommands: {skip: [Skip]}\nbuttons: []\n",
        },
        "understand": {"lines": b'plain words\n{"text": "in May", "asked": "when"}\n'},
        "account": {"account": ACCOUNT.encode()},
    }


def main() -> None:
    """Write what is missing; what is there stays, for the genuine ones are sealed anew each time."""
    made = seeds()
    assert made.keys() | {"form", "page_token"} == TARGETS.keys()  # the seeds of these two were written by hand
    for name, files in made.items():
        (CORPUS / name).mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            if not (CORPUS / name / file).exists():
                (CORPUS / name / file).write_bytes(content)


if __name__ == "__main__":
    main()
