"""Real files of every listed type, with notes of the maker planted wherever there is room: all of them go."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import av
import pikepdf
import pytest
from PIL import Image, ImageChops, ImageStat

from stripping.outcomes import Outcome
from tests.support import samples
from tests.support.figures import Record
from tests.support.notes import planted, told
from tests.support.samples import MARK, SAMPLES
from tests.support.stripped import stripped

pytestmark = pytest.mark.skipif(
    shutil.which("exiftool") is None, reason="these tests need exiftool (as root on Debian: make test-deps)"
)
MEDIA_TYPES = {
    "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "heic": "image/jpeg", "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text", "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg",
    "mp4": "video/mp4", "mp4-hevc": "video/mp4", "mov": "video/quicktime", "mov-mjpeg": "video/quicktime",
}  # fmt: skip
VARIANTS = {"mp4-hevc", "mov-mjpeg"}  # of types that are listed once
LEAST_PLANTED = 3
ENCODERS = (b"x264 - core", b"x265 (build", b"Lavf")


@pytest.mark.parametrize("name", SAMPLES)
async def test_nothing_that_tells_of_the_maker_is_left(name: str, tmp_path: Path) -> None:
    content = SAMPLES[name](tmp_path)
    before = tmp_path / "before.bin"
    before.write_bytes(content)
    assert len(planted(content, MARK)) >= 1
    assert content.count(MARK.encode()) >= LEAST_PLANTED
    assert told(before)

    outcome, what, clean = await stripped(tmp_path, content)
    after = tmp_path / "after.bin"
    after.write_bytes(clean)

    assert (outcome, what.media_type) == (Outcome.STRIPPED, MEDIA_TYPES[name])
    assert planted(clean, MARK) == []
    assert told(after) == {}
    assert not [encoder for encoder in ENCODERS if encoder in clean]


@pytest.mark.promise
async def test_no_metadata_of_the_listed_kinds_is_left_in_any_sample(tmp_path: Path, figure: Record) -> None:
    before, left = 0, []
    for name, make in SAMPLES.items():
        content, file = make(tmp_path), tmp_path / "sample.bin"
        for stage in ("before", "after"):
            file.write_bytes(content)
            found = [*planted(content, MARK), *told(file), *(e.decode() for e in ENCODERS if e in content)]
            before += len(found) if stage == "before" else 0
            left += [f"{name}: {one}" for one in found] if stage == "after" else []
            content = (await stripped(tmp_path, content))[2]
    types = len(set(MEDIA_TYPES) - VARIANTS)
    figure("pieces of metadata planted or found in the sample files", "many", before)
    figure(f"metadata of the listed kinds left in {len(SAMPLES)} sample files of {types} types", "0", len(left))
    assert before > LEAST_PLANTED * len(SAMPLES)
    assert left == []


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "heic"])
async def test_a_photo_looks_as_before_and_stands_upright(name: str, tmp_path: Path) -> None:
    _, _, clean = await stripped(tmp_path, SAMPLES[name](tmp_path))
    image = Image.open(io.BytesIO(clean))
    expected = samples.picture() if name == "heic" else samples.picture().transpose(Image.Transpose.ROTATE_270)
    assert image.size == expected.size
    assert not image.getexif()
    difference = ImageStat.Stat(ImageChops.difference(image.convert("RGB"), expected)).mean
    assert max(difference) < 6


@pytest.mark.parametrize("name", ["mp3", "m4a", "ogg", "mp4", "mp4-hevc", "mov", "mov-mjpeg"])
async def test_a_recording_plays_as_before(name: str, tmp_path: Path) -> None:
    content = SAMPLES[name](tmp_path)
    _, _, clean = await stripped(tmp_path, content)
    before, after = _played(content), _played(clean)
    assert set(after) == set(before) - {"data", "subtitle"}
    for kind in after:
        assert abs(after[kind] - before[kind]) <= 2, kind  # how much silence an encoder put before is a tag too


def _played(content: bytes) -> dict[str, int]:
    frames: dict[str, int] = {}
    with av.open(io.BytesIO(content)) as opened:
        for kind in ("audio", "video"):
            streams = [s for s in opened.streams if s.type == kind and not int(s.disposition) & 1024]
            if streams:
                opened.seek(0)
                frames[kind] = sum(_decodes(packet) for packet in opened.demux(streams[0]))
    return frames


def _decodes(packet: av.Packet) -> int:
    try:
        return len(packet.decode())
    except av.error.InvalidDataError:  # a tag at the end of an MP3, read as sound
        return 0


async def test_a_document_says_what_it_said(tmp_path: Path) -> None:
    words = {
        "docx": ("word/document.xml", "word/comments.xml", ["He asked for money", " twice", "Seen by me"]),
        "xlsx": ("xl/worksheets/sheet1.xml", "xl/comments1.xml", ["200 pounds", "Paid in cash"]),
        "odt": ("content.xml", "content.xml", ["He asked for money", " twice", "Seen by me"]),
    }
    for name, (text, comments, said) in words.items():
        _, _, clean = await stripped(tmp_path, SAMPLES[name](tmp_path))
        with zipfile.ZipFile(io.BytesIO(clean)) as archive:
            assert archive.testzip() is None
            found = (archive.read(text) + archive.read(comments)).decode()
            names = archive.namelist()
        assert [words for words in said if words not in found] == []
        assert not [part for part in names if "vba" in part.lower() or "docProps" in part or "customXml" in part]


async def test_no_reference_of_a_document_dangles(tmp_path: Path) -> None:
    for name in ("docx", "xlsx"):
        _, _, clean = await stripped(tmp_path, SAMPLES[name](tmp_path))
        with zipfile.ZipFile(io.BytesIO(clean)) as archive:
            rels = {part: archive.read(part).decode() for part in archive.namelist() if part.endswith(".rels")}
        assert rels
        assert not [part for part, text in rels.items() if "docProps" in text or "printer" in text or "file:" in text]


async def test_a_pdf_keeps_its_page_and_loses_what_acts(tmp_path: Path) -> None:
    _, _, clean = await stripped(tmp_path, SAMPLES["pdf"](tmp_path))
    with pikepdf.open(io.BytesIO(clean)) as document:
        assert len(document.pages) == 1
        picture = next(iter(document.pages[0].get_images().values()))
        assert pikepdf.PdfImage(picture).as_pil_image().size == (96, 64)
        annotations = document.pages[0].obj["/Annots"]
        assert [str(one.get("/Contents", "")) for one in annotations] == ["Seen at the desk", ""]
        assert not document.attachments
        assert b"JavaScript" not in clean
