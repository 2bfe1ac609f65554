"""What a file is, by its first bytes: what it is called is never believed."""

from __future__ import annotations

from dataclasses import dataclass

from stripping.mpeg_audio import is_frame
from triage.files import DOCUMENT, OTHER, PHOTO, SOUND, VIDEO

HEAD = 64
IMAGE, PDF, ZIP, MEDIA = "image", "pdf", "zip", "media"
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# ISO/IEC 14496-12 and the QuickTime File Format: the second word names the first box, and old files have no ftyp.
_QUICKTIME_BOXES = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}


@dataclass(frozen=True)
class Type:
    """A type of file.

    Args:
        kind: what it is to people, one of `triage.files.KINDS`.
        media_type: its name.
        reader: which module reads it; None where none does.
        format: what that module calls it.
    """

    kind: str
    media_type: str
    reader: str | None = None
    format: str = ""


UNKNOWN = Type(OTHER, "application/octet-stream")
JPEG = Type(PHOTO, "image/jpeg", IMAGE, "JPEG")
PNG = Type(PHOTO, "image/png", IMAGE, "PNG")
WEBP = Type(PHOTO, "image/webp", IMAGE, "WEBP")
HEIC = Type(PHOTO, "image/heic", IMAGE, "HEIF")
PDF_FILE = Type(DOCUMENT, "application/pdf", PDF)
ZIP_FILE = Type(OTHER, "application/zip", ZIP)
MP3 = Type(SOUND, "audio/mpeg", MEDIA, "mp3")
OGG = Type(SOUND, "audio/ogg", MEDIA, "ogg")
M4A = Type(SOUND, "audio/mp4", MEDIA, "mp4")
MP4 = Type(VIDEO, "video/mp4", MEDIA, "mp4")
MOV = Type(VIDEO, "video/quicktime", MEDIA, "mov")

_STARTS = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"%PDF-": PDF_FILE,
    b"PK\x03\x04": ZIP_FILE,
    b"OggS": OGG,
    b"ID3": MP3,
}


def type_of(head: bytes) -> Type:
    """Tell a type by the first `HEAD` bytes."""
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if is_frame(head):
        return MP3
    return next((found for start, found in _STARTS.items() if head.startswith(start)), None) or _boxes(head)


def _boxes(head: bytes) -> Type:
    name, brand = head[4:8], head[8:12]
    if name == b"ftyp":
        if brand in _HEIF:
            return HEIC
        if brand in (b"M4A ", b"M4B "):
            return M4A
        return MOV if brand == b"qt  " else MP4
    return MOV if name in _QUICKTIME_BOXES else UNKNOWN
