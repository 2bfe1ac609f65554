"""Every parser of outside input, each as a function of bytes that raises nothing but what it promises.

What is expected of bad input is swallowed here; anything else is a finding. A parser of a new kind of input gets its
line in TARGETS, and both fuzzers (run.py with atheris, test_parsers.py with hypothesis) take it up.
"""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import io
import json
import shutil
import tempfile
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from aiohttp import MultipartReader, StreamReader, hdrs, web
from aiohttp.base_protocol import BaseProtocol
from telegram import Bot

from bot import rasa_client
from bot.attachments import FileRefused
from bot.attachments import sealed as sealed_photos
from bot.channels.telegram import incoming, messages
from bot.channels.telegram.webhook import Webhook
from bot.channels.web import protocol
from bot.channels.web.form.sealed import NotSealed, OtherKeys
from bot.channels.web.form.sealed import read as read_sealed_report
from bot.channels.web.plain.incoming import Form, FormBroken, FormTooLarge
from bot.channels.web.plain.tokens import PageTokens
from bot.channels.web.sealed_photos import read as read_sealed_photo
from bot.senders import SenderIndex
from bot.text import PART_CHARACTERS, normalise, split
from candour.errors import (
    DialogueUnavailable,
    GuideError,
    KeyFileError,
    ReceiptMistyped,
    RecipientsError,
    SealedFileError,
    SettingsError,
    UsageError,
)
from candour.settings import load_settings
from cli.action_server import parse_call
from cli.understand import read_lines
from interview.guide import load_guide
from interview.signposts import load_signposts
from interview.understanding import find
from stripping import kinds
from stripping.__main__ import _rebuilt
from stripping.jpeg import without_metadata
from stripping.kinds import type_of
from stripping.mpeg_audio import frame_length, is_frame
from stripping.outcomes import TooMuch, UnknownType, Unreadable
from triage import age
from triage.assessment import Assessment
from triage.audit.chain import Verification
from triage.audit.entry import Entry, Kept
from triage.audit.witness import read_head
from triage.case import Case, Contact
from triage.desk import passphrase
from triage.desk.forms import read_form
from triage.desk.keyring import DeskKey, RootKey
from triage.desk.render import case_text
from triage.files import Attachment, attachments
from triage.mailbox import Letter, Mailbox
from triage.outside import PassingCheck
from triage.padding import pad, unpad
from triage.receipt import Receipt, looks_like_receipt, parse_receipt
from triage.recipients import Recipients, load_recipients
from triage.sealing import open_sealed, opener

KEY = DeskKey(bytes(range(32)), "fuzz")
ROOT_KEY = RootKey(bytes(range(32)))
CORPUS = Path(__file__).parent / "corpus"
TODAY = date(2026, 11, 25)
RECEIPT = Receipt(bytes(range(16)))
FORM_ID, FORM_REFERENCE = UUID("00000000-0000-8000-8000-000000000001"), "CND-7K3M-9QXT"
CASE_ID, BOND = UUID(int=1), bytes(range(32))
LONGEST_FRAME = 1441  # bytes: 320 kbit/s at 32 kHz, padded
MARK = b"PLANTED"  # as in tests/support/samples.py, which loads what must not be loaded before a fork
_BOT = Bot("1:fuzz")
_FILE = Path(tempfile.mkdtemp(prefix="candour-fuzz-")) / "given"
atexit.register(shutil.rmtree, _FILE.parent, True)
_TOKENS = PageTokens(SenderIndex(_FILE.parent / "gateway"))


@dataclass(frozen=True)
class Target:
    """One parser.

    Attributes:
        run: raises only for a finding.
        cost: how many times as long as the quickest it takes; it gets that many fewer runs.
    """

    run: Callable[[bytes], None]
    cost: int = 1


class Accepted(AssertionError):
    """Bytes that nobody made were taken for genuine."""


def _genuine(name: str) -> set[str]:
    folder = CORPUS / name
    return {hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("genuine*")}


def _only_genuine(name: str, opening: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """Opens sealed or signed bytes; the only ones that may open are those of the corpus."""
    genuine = _genuine(name)

    def run(data: bytes) -> None:
        with suppress(SealedFileError, RecipientsError):
            opening(data)
            if hashlib.sha256(data).hexdigest() not in genuine:
                raise Accepted(name)

    return run


def _open_letter(data: bytes) -> Letter:
    return Letter.open(data, [KEY], RECEIPT.mailbox, "reporter", 0)


def _open_assessment(data: bytes) -> Assessment:
    return Assessment.open(data, [KEY], CASE_ID, BOND, 0)


def _trail(data: bytes) -> None:
    """An entry of the trail with its signature behind it: no bytes are sound but those that a member signed."""
    kept, following = Kept(1, data[:-64], data[-64:]), Verification({KEY.fingerprint: KEY.signer})
    if following.take(kept) and hashlib.sha256(data).hexdigest() not in _genuine("trail"):
        raise Accepted("trail")
    with suppress(SealedFileError):
        assert Entry.from_bytes(data).to_bytes() == data


def _head(data: bytes) -> None:
    with suppress(UsageError):
        read_head(_given(data))


def _recipients(data: bytes) -> object:
    return load_recipients(_given(data), ROOT_KEY.fingerprint)


def _given(data: bytes) -> Path:
    _FILE.parent.mkdir(exist_ok=True)  # a forked fuzzer that ends takes it along
    _FILE.write_bytes(data)
    return _FILE


def _document(read: Callable[[bytes], Case | Contact]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        with suppress(SealedFileError):
            assert read(data).to_bytes() == data

    return run


def _sealed_form(data: bytes) -> None:
    """What a browser sealed: always a case that can be shown, unless it says that it is another."""
    with suppress(SealedFileError):
        for content in (data, pad(data)):
            case = read_form(content, FORM_ID, FORM_REFERENCE, TODAY)
            case.to_bytes()
            case_text(case, None, load_guide())


def _sealed_report(data: bytes) -> None:
    """A request from the form's script."""
    keys = Recipients((KEY.recipient,), (KEY.recipient,))
    with suppress(NotSealed, OtherKeys):
        read_sealed_report(data, keys)


def _sealed_photo(data: bytes) -> None:
    """What a page says of a photo that it has sealed."""
    text = data.decode("utf-8", "replace")
    for told in (text, '{"keys": "k", "length": 1, "original": null, "photo": ' + text + "}"):
        with suppress(FileRefused):
            sealed_photos.describe("0" * 32, 1, read_sealed_photo(told, "k").photo)


def _outside(data: bytes) -> None:
    """However a sealed file comes in pieces, it passes or it does not."""

    def passes(step: int) -> bool:
        check = PassingCheck(1, 2**20)
        try:
            for at in range(0, len(data), step):
                check.update(data[at : at + step])
            check.finish()
        except SealedFileError:
            return False
        return True

    assert passes(len(data) + 1) == passes(97)


def _mailbox(data: bytes) -> None:
    with suppress(SealedFileError, ValueError, RecursionError):
        content = json.loads(data)
        assert Mailbox.from_view(content).view() == content


def _padding(data: bytes) -> None:
    with suppress(SealedFileError):
        assert pad(unpad(data)) == data


def _receipt(data: bytes) -> None:
    text = _text(data)
    looks_like_receipt(text)
    with suppress(ReceiptMistyped):
        receipt = parse_receipt(text)
        assert parse_receipt(receipt.words) == receipt


def _page(data: bytes) -> None:
    with suppress(protocol.BadMessage):
        protocol.parse(_text(data))


def _form(data: bytes) -> None:
    with warnings.catch_warnings(category=RuntimeWarning, action="ignore"):  # dropped in the gateway: candour.logs
        asyncio.run(_read_form(data))


async def _read_form(data: bytes) -> None:
    loop = asyncio.get_running_loop()
    body = StreamReader(BaseProtocol(loop), 2**30, loop=loop)  # never more than what is given
    body.feed_data(data)
    body.feed_eof()
    with suppress(FormBroken, FormTooLarge):
        form = Form(MultipartReader({hdrs.CONTENT_TYPE: "multipart/form-data; boundary=x"}, body), most=1000)
        await form.go_on()
        await form.pass_over()


def _page_token(data: bytes) -> None:
    assert _TOKENS.open(_text(data)) is None  # all that would open was sealed in this process


def _words(data: bytes) -> None:
    text = normalise(_text(data))
    assert normalise(text) == text
    text.encode()
    for part in split(text):
        assert 0 < len(part) <= PART_CHARACTERS
        assert not part.startswith("/")


def _update(data: bytes) -> None:
    webhook = Webhook("secret", _BOT, lambda update: None)  # type: ignore[arg-type, return-value]
    with suppress(web.HTTPBadRequest):
        read = incoming.read(webhook._parse(data))
        if isinstance(read, incoming.Said):
            read.text.encode()
            incoming.command(read.text)


def _reply(data: bytes) -> None:
    text = messages.without_lone_surrogates(_text(data))
    parts = messages.split_text(text)
    assert "".join(parts) == text
    assert all(0 < messages.utf16_length(part) <= messages.TEXT_LIMIT for part in parts)
    messages.keyboard([text[:60] or "x"])


def _answer_of_rasa(data: bytes) -> None:
    with suppress(DialogueUnavailable):
        for reply in rasa_client._replies(rasa_client._parse(data)):
            reply.text.encode()


def _call(data: bytes) -> None:
    call = parse_call(data)
    assert call is None or isinstance(call, dict)


def _settings(data: bytes) -> None:
    with suppress(SettingsError):
        load_settings({}, _text(data))


def _environment(data: bytes) -> None:
    names = [setting[0] for setting in load_settings({}).describe()]
    values = _text(data).split("\n")
    with suppress(SettingsError):
        load_settings(dict(zip(names, values, strict=False)))


def _signposts(data: bytes) -> None:
    with suppress(GuideError):
        load_signposts(_given(data))


def _guide(data: bytes) -> None:
    with suppress(GuideError):
        load_guide(_given(data))


def _lines(data: bytes) -> None:
    with suppress(UsageError):
        for line in read_lines(_text(data)):
            line.messages()


def _account(data: bytes) -> None:
    find(_text(data)[:4000], today=TODAY)


def _key_file(data: bytes) -> None:
    with suppress(SealedFileError, KeyFileError):
        passphrase._read_stanza(age.parse(data)[0])  # what comes after it costs a second and 256 MiB


def _pieces(data: bytes) -> None:
    """Opening piece by piece gives what opening at once gives, or refuses as well."""
    with suppress(SealedFileError):
        piecewise, cut = opener([KEY]), len(data) // 3
        found = piecewise.update(data[:cut]) + piecewise.update(data[cut:]) + piecewise.finish()
        assert open_sealed(data, [KEY]) == found
        return
    try:
        open_sealed(data, [KEY])
    except SealedFileError:
        return
    raise Accepted("opened at once, refused in pieces")


def _attachments(data: bytes) -> None:
    with suppress(SealedFileError, ValueError, RecursionError):
        content = json.loads(data)
        for attachment in attachments(content if isinstance(content, list) else [content]):
            assert Attachment.from_view(attachment.view()) == attachment


def _file(data: bytes) -> None:
    """What the confined process does with a file: told by its first bytes, and rebuilt by what reads that type."""
    _stripped(data, type_of(data))


def _as(kind: kinds.Type) -> Callable[[bytes], None]:
    """The parser of one type, whatever the first bytes say."""

    def run(data: bytes) -> None:
        clean = _stripped(data, kind)
        if kind.reader == kinds.IMAGE and MARK in clean:  # made anew from its pixels, it can hold no words
            raise Accepted(kind.media_type)

    return run


def _stripped(data: bytes, kind: kinds.Type) -> bytes:
    output = io.BytesIO()
    with suppress(Unreadable, UnknownType, TooMuch):
        if kind.reader == kinds.MEDIA:
            from stripping.media import strip as strip_media  # as the confined process does: only where it is needed

            strip_media(io.BytesIO(data), kind, output, lambda _: None)
        else:
            output.write(_rebuilt(io.BytesIO(data), kind)[1])
    return output.getvalue()


def _segments(data: bytes) -> None:
    with suppress(Unreadable):
        assert len(without_metadata(data)) <= len(data) + 2  # an end is written where there is none


def _frame(data: bytes) -> None:
    assert is_frame(data) == (0 < frame_length(data) <= LONGEST_FRAME)


def _text(data: bytes) -> str:
    """Every text there is, lone surrogates too: JSON and Telegram can bring them."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")


TARGETS = {
    "envelope": Target(_only_genuine("envelope", lambda data: open_sealed(data, [KEY])), cost=4),
    "letter": Target(_only_genuine("letter", _open_letter), cost=4),
    "assessment": Target(_only_genuine("assessment", _open_assessment), cost=4),
    "trail": Target(_trail),
    "head": Target(_head, cost=4),
    "recipients": Target(_only_genuine("recipients", _recipients), cost=4),
    "pieces": Target(_pieces, cost=4),
    "attachments": Target(_attachments),
    "file": Target(_file, cost=8),
    "file_jpeg": Target(_as(kinds.JPEG), cost=8),
    "file_png": Target(_as(kinds.PNG), cost=8),
    "file_webp": Target(_as(kinds.WEBP), cost=8),
    "file_heic": Target(_as(kinds.HEIC), cost=8),
    "file_pdf": Target(_as(kinds.PDF_FILE), cost=8),
    "file_office": Target(_as(kinds.ZIP_FILE), cost=8),
    "file_mp3": Target(_as(kinds.MP3), cost=8),
    "file_ogg": Target(_as(kinds.OGG), cost=8),
    "file_mp4": Target(_as(kinds.MP4), cost=8),
    "file_mov": Target(_as(kinds.MOV), cost=8),
    "jpeg_segments": Target(_segments),
    "mp3_frame": Target(_frame),
    "case": Target(_document(Case.from_bytes)),
    "contact": Target(_document(Contact.from_bytes)),
    "mailbox": Target(_mailbox),
    "sealed_form": Target(_sealed_form, cost=8),
    "sealed_report": Target(_sealed_report),
    "sealed_photo": Target(_sealed_photo),
    "outside": Target(_outside),
    "padding": Target(_padding),
    "key_file": Target(_key_file),
    "receipt": Target(_receipt),
    "page": Target(_page),
    "page_token": Target(_page_token),
    "form": Target(_form, cost=8),
    "words": Target(_words),
    "update": Target(_update, cost=2),
    "reply": Target(_reply),
    "answer_of_rasa": Target(_answer_of_rasa),
    "action_call": Target(_call),
    "settings": Target(_settings, cost=2),
    "environment": Target(_environment),
    "signposts": Target(_signposts, cost=4),
    "guide": Target(_guide, cost=8),
    "understand": Target(_lines),
    "account": Target(_account, cost=16),
}
