"""Row 17 of the bad-input table: floods, bombs, polyglots and names that lead out; and files that are damaged."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from stripping import office, open_xml
from stripping.jpeg import without_metadata
from stripping.kinds import type_of
from stripping.outcomes import Outcome, TooMuch, UnknownType, Unreadable
from tests.support import samples
from tests.support.stripped import stripped


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


async def test_row_17_a_flood_of_pixels_is_refused(tmp_path: Path) -> None:
    outcome, what, clean = await stripped(tmp_path, png_that_claims(60_000, 60_000))
    assert (outcome, what.media_type, clean) == (Outcome.TOO_MUCH, "image/png", b"")


async def test_row_17_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    bomb = zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": bytes(300 * 1024 * 1024)})
    assert len(bomb) < 400_000
    outcome, _, clean = await stripped(tmp_path, bomb)
    assert (outcome, clean) == (Outcome.TOO_MUCH, b"")


async def test_row_17_too_many_entries_are_refused(tmp_path: Path) -> None:
    many = {f"word/{number}.xml": b"<x/>" for number in range(6000)}
    outcome, _, _ = await stripped(tmp_path, zipped(many, zipfile.ZIP_STORED))
    assert outcome is Outcome.TOO_MUCH


LAUGHS = b"<!DOCTYPE x [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY %s '%s'>" % (b"abcdefghij"[n + 1 : n + 2], b"&%s;" % b"abcdefghij"[n : n + 1] * 10) for n in range(9)
)


@pytest.mark.parametrize(
    "document",
    [LAUGHS + b"]><x>&j;</x>", b"<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><x>&f;</x>", b"<x>", b"", b"\0"],
)
async def test_row_17_laughs_and_outside_entities_are_refused(document: bytes, tmp_path: Path) -> None:
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": document}
    outcome, _, clean = await stripped(tmp_path, zipped(parts))
    assert (outcome, clean) == (Outcome.UNREADABLE, b"")


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x", "word/../../x", "a\\b", "C:/x", "word//x", "./x"])
def test_row_17_names_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(Unreadable):
        office.strip(io.BytesIO(zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>", name: b""})))


async def test_row_17_of_a_polyglot_only_the_picture_is_left(tmp_path: Path) -> None:
    inside = zipped({"tool.exe": b"MZ-payload"}, zipfile.ZIP_STORED)
    photo = io.BytesIO()
    samples.picture().save(photo, "JPEG", comment=b"<script>payload</script>")
    polyglot = photo.getvalue() + inside
    assert zipfile.is_zipfile(io.BytesIO(polyglot))
    outcome, what, clean = await stripped(tmp_path, polyglot)
    assert (outcome, what.media_type) == (Outcome.STRIPPED, "image/jpeg")
    assert not zipfile.is_zipfile(io.BytesIO(clean))
    assert b"payload" not in clean


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", Outcome.UNKNOWN_TYPE),
        (b"just words", Outcome.UNKNOWN_TYPE),
        (b"MZ\x90\0" + bytes(500), Outcome.UNKNOWN_TYPE),
        (zipped({"notes.txt": b"x"}), Outcome.UNKNOWN_TYPE),
        (b"\xff\xd8\xff\xe0 and no more", Outcome.UNREADABLE),
        (b"\x89PNG\r\n\x1a\n", Outcome.UNREADABLE),
        (b"%PDF-1.7\nnothing", Outcome.UNREADABLE),
        (b"PK\x03\x04 and no more", Outcome.UNREADABLE),
        (b"OggS and no more", Outcome.UNREADABLE),
        (b"ID3\x03\0\0\0\0\0\0", Outcome.UNREADABLE),
        (b"\0\0\0\x18ftypmp42" + bytes(200), Outcome.UNREADABLE),
        (b"\0\0\0\x18ftypheic" + bytes(200), Outcome.UNREADABLE),
        (b"RIFF\0\0\0\0WEBP", Outcome.UNREADABLE),
    ],
)
async def test_what_cannot_be_read_is_said_to_be_so(content: bytes, outcome: Outcome, tmp_path: Path) -> None:
    assert (await stripped(tmp_path, content))[::2] == (outcome, b"")


async def test_a_truncated_photo_is_unreadable(tmp_path: Path) -> None:
    photo = io.BytesIO()
    Image.effect_noise((200, 200), 90).save(photo, "JPEG")
    assert (await stripped(tmp_path, photo.getvalue()[:3000]))[0] is Outcome.UNREADABLE


def test_an_encrypted_archive_is_unreadable() -> None:
    archive = bytearray(zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))
    for place in (archive.find(b"PK\x01\x02") + 8, 6):
        archive[place] |= 1
    with pytest.raises(Unreadable):
        office.strip(io.BytesIO(bytes(archive)))


@given(st.binary(max_size=80))
def test_any_first_bytes_are_some_type(head: bytes) -> None:
    assert type_of(head).media_type


@given(st.binary(max_size=300).map(lambda tail: b"\xff\xd8" + tail))
def test_any_jpeg_stream_is_cleaned_or_refused(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert without_metadata(data).startswith(b"\xff\xd8")


PARTS = [
    "[Content_Types].xml",
    "word/document.xml",
    "_rels/.rels",
    "mimetype",
    "content.xml",
    "word/_rels/document.xml.rels",
]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(PARTS), st.binary(max_size=60)))
def test_any_archive_is_rebuilt_or_refused(parts: dict[str, bytes]) -> None:
    with contextlib.suppress(Unreadable, UnknownType, TooMuch):
        office.strip(io.BytesIO(zipped(parts)))


def test_an_unreadable_picture_of_a_document_becomes_an_empty_one() -> None:
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": b"<x/>",
        "word/media/image1.emf": b"\x01\0\0\0 drawn by J. Doe",
    }
    rebuilt = open_xml.rebuild(parts, office.picture)
    with zipfile.ZipFile(io.BytesIO(rebuilt)) as archive:
        assert Image.open(io.BytesIO(archive.read("word/media/image1.emf"))).size == (1, 1)
