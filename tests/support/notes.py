"""Looks for what tells of the maker of a file, without using anything that takes it out.

Two ways: every byte of the file and of what is packed inside it is searched for planted texts; and exiftool, which
knows nearly every format of metadata, lists what it finds, of which only what describes the coding may be there.
"""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf

# What exiftool makes up or measures, and what describes how pictures, sounds and pages are coded.
TECHNICAL_GROUPS = frozenset(
    {"ExifTool", "System", "File", "Composite", "JFIF", "MPEG", "Opus", "Vorbis", "ZIP", "RIFF", "PNG", "QuickTime"}
)
# Sizes, rates, tables, and dates that must be zero (looked at below).
_TECHNICAL = """
MajorBrand MinorVersion CompatibleBrands MovieHeaderVersion CreateDate ModifyDate TimeScale Duration
PreferredRate PreferredVolume MatrixStructure PreviewTime PreviewDuration PosterTime SelectionTime
SelectionDuration CurrentTime NextTrackID HandlerType HandlerVendorID HandlerClass HandlerDescription
MovieFragmentSequence MediaDataSize MediaDataOffset TrackHeaderVersion TrackCreateDate TrackModifyDate TrackID
TrackDuration TrackLayer TrackVolume ImageWidth ImageHeight MediaHeaderVersion MediaCreateDate MediaModifyDate
MediaTimeScale MediaDuration MediaLanguageCode GraphicsMode OpColor CompressorID VendorID SourceImageWidth
SourceImageHeight XResolution YResolution BitDepth Balance AudioFormat AudioChannels AudioBitsPerSample
AudioSampleRate BufferSize MaxBitrate AverageBitrate PurchaseFileFormat JFIFVersion ResolutionUnit ColorType
Compression Filter Interlace VP8Version HorizontalScale VerticalScale WebP_Flags AlphaPreprocessing
AlphaFiltering AlphaCompression AlphaIsUsed HasXFA EmbeddedImage EmbeddedImageColorSpace EmbeddedImageFilter
EmbeddedImageHeight EmbeddedImageWidth PDFVersion Linearized PageCount MPEGAudioVersion AudioLayer AudioBitrate
SampleRate ChannelMode MSStereo IntensityStereo CopyrightFlag OriginalMedia Emphasis OpusVersion OutputGain
Vendor ZipRequiredVersion ZipBitFlag ZipCompression ZipModifyDate ZipCRC ZipCompressedSize ZipUncompressedSize
ZipFileName MediaData AVCConfiguration HEVCConfiguration ChunkOffset SampleSizes SampleToChunk
TimeToSampleTable SyncSampleTable LayoutFlags AudioChannelLayout
"""
TECHNICAL_TAGS = frozenset(_TECHNICAL.split())
_MADE_UP = frozenset({"ExifTool", "System", "File", "Composite", "SourceFile"})
_NO_DAY = ("0000:00:00 00:00:00", "1980:01:01 00:00:00")
_VENDORS = ("ffmpeg", "FFmpeg", "Apple")


def planted(content: bytes, mark: str) -> list[str]:
    """Where a planted text stands, in any of the ways that programs write text."""
    forms = [mark.encode(), mark.encode("utf-16-le"), mark.encode("utf-16-be")]
    return [where for where, data in layers(content) for form in forms if form in data]


def layers(content: bytes, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The bytes of a file, and those of everything packed into it."""
    yield "as it is", content
    if depth < 3 and content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"name of {name}", name.encode()
                yield from ((f"{name}: {where}", data) for where, data in layers(archive.read(name), depth + 1))
    if content.startswith(b"%PDF"):
        yield from _pdf_layers(content, depth)
    if content.startswith(b"\x89PNG"):
        yield from _png_texts(content)


def _pdf_layers(content: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    with pikepdf.open(io.BytesIO(content)) as document:
        for number, item in enumerate(document.objects):
            yield f"object {number}", item.unparse()
            if isinstance(item, pikepdf.Stream):
                yield from ((f"stream {number}: {w}", d) for w, d in layers(item.read_raw_bytes(), depth + 1))
                if item.get("/Filter") not in (pikepdf.Name.DCTDecode,):
                    yield f"stream {number}", item.read_bytes()


def _png_texts(content: bytes) -> Iterator[tuple[str, bytes]]:
    place = 8
    while place + 8 <= len(content):
        size, kind = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        body = content[place + 8 : place + 8 + size]
        if kind in (b"zTXt", b"iTXt", b"iCCP"):
            for start in range(len(body)):
                try:
                    yield kind.decode(), zlib.decompress(body[start:])
                    break
                except zlib.error:
                    continue
        place += 12 + size


def told(file: Path) -> dict[str, str]:
    """What exiftool finds that is not known to be technical: by group and tag."""
    command = ["exiftool", "-a", "-G1", "-j", "-ee", "-u", "-api", "largefilesupport=1", str(file)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)[0]
    return {name: str(value) for name, value in found.items() if _tells(name, str(value))}


def _tells(name: str, value: str) -> bool:
    group, _, tag = name.rpartition(":")
    if group in _MADE_UP or name == "SourceFile":
        return False
    if tag.endswith("Date") and value not in _NO_DAY:
        return True
    if tag in ("Vendor", "VendorID", "HandlerVendorID") and value not in _VENDORS:
        return True
    known_group = group in TECHNICAL_GROUPS or group.startswith("Track") or group == "PDF"
    return not known_group or (tag not in TECHNICAL_TAGS and not tag.startswith("Unknown_"))
