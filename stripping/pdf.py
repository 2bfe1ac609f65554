"""PDF: written anew by qpdf from what the pages need, without what tells of the maker and without what acts.

Gone: the document's information and XMP (of the file, of pages, of pictures), embedded files, thumbnails, private data
of programs, scripts and other actions, signatures, authors and dates of annotations, metadata inside JPEG pictures,
earlier versions of the document, and whatever stood before or after it. Source: ISO 32000-2.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from stripping.jpeg import without_metadata
from stripping.outcomes import TooMuch, Unreadable

MOST_OBJECTS = 500_000
# Anywhere in the document these say who, when, with what; or act.
_KEYS = (
    "/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/JS", "/AF", "/EF", "/CreatorInfo", "/Producer",
    "/CreationDate", "/ModDate", "/XFA", "/NM", "/RichMediaContent", "/Measure", "/GPTS", "/LPTS", "/VP",
)  # fmt: skip
_ROOT_KEYS = ("/OpenAction", "/Collection", "/Perms", "/DSS", "/Legal", "/SpiderInfo", "/URI", "/OutputIntents")
_NAMES_KEYS = ("/EmbeddedFiles", "/JavaScript", "/AlternatePresentations", "/Renditions")
_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/Sound", "/Movie", "/GoToE"}
_SIGNATURE = ("/Name", "/Contents", "/Cert", "/Reason", "/Location", "/ContactInfo", "/M", "/Prop_Build", "/Reference")
_ANNOTATION = ("/T", "/M", "/RC", "/Popup", "/IRT", "/FS")
_NOT_SHOWN = {"/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D", "/Popup"}


def strip(file: BinaryIO) -> bytes:
    """Write a PDF anew.

    Raises:
        Unreadable: it is damaged or needs a password.
        TooMuch: it has too many objects.
    """
    try:
        with pikepdf.open(file, access_mode=pikepdf.AccessMode.stream, suppress_warnings=True) as pdf:
            if len(pdf.objects) > MOST_OBJECTS:
                raise TooMuch
            _clean(pdf)
            output = io.BytesIO()
            # Linked by their ID, two copies of one document would show as such.
            pdf.save(output, deterministic_id=True, fix_metadata_version=False)
            return output.getvalue()
    except (TooMuch, MemoryError):
        raise
    except Exception:  # whatever a parser meets in a damaged file
        raise Unreadable from None


def _clean(pdf: Pdf) -> None:
    for key in ("/Info", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    _delete(pdf.Root, _ROOT_KEYS)
    if isinstance(names := pdf.Root.get("/Names"), Dictionary):
        _delete(names, _NAMES_KEYS)
    for page in pdf.pages:
        _drop_annotations(page.obj)
    for item in pdf.objects:
        for within in _dictionaries(item, 0):
            _clean_dictionary(within)
        if isinstance(item, Stream):
            _clean_picture(item)


def _dictionaries(item: Object, depth: int) -> Iterator[Object]:
    """The dictionaries of an indirect object: itself, and those that stand directly inside it."""
    if depth > 100:
        raise TooMuch
    if isinstance(item, Dictionary | Stream):
        yield item
        inner = [value for _, value in item.items()]
    elif isinstance(item, Array):
        inner = list(item)
    else:
        return
    for value in inner:
        if isinstance(value, Object) and not value.is_indirect:
            yield from _dictionaries(value, depth + 1)


def _clean_dictionary(item: Object) -> None:
    _delete(item, _KEYS)
    kind = item.get("/Type")
    if kind == Name.Sig or (kind is None and "/ByteRange" in item):
        _delete(item, _SIGNATURE)
    if kind == Name.Annot or ("/Subtype" in item and "/Rect" in item):
        # A form field's /T names the field and ties it to its values; an annotation's is its author.
        _delete(item, [key for key in _ANNOTATION if not (key == "/T" and "/FT" in item)])
    for key in ("/A", "/PA", "/Next", "/OpenAction"):
        if _acts(item.get(key)):
            del item[key]


def _acts(action: Object | None) -> bool:
    if isinstance(action, Array):
        return any(_acts(one) for one in action)
    return isinstance(action, Dictionary) and str(action.get("/S")) in _ACTIONS


def _drop_annotations(page: Object) -> None:
    annotations = page.get("/Annots")
    if isinstance(annotations, Array):
        page["/Annots"] = Array([one for one in annotations if _is_shown(one)])


def _is_shown(annotation: Object) -> bool:
    return isinstance(annotation, Dictionary) and str(annotation.get("/Subtype")) not in _NOT_SHOWN


def _clean_picture(stream: Object) -> None:
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, Array) else [str(filters)]
    if names == ["/DCTDecode"]:
        found = stream.get("/DecodeParms")  # how colours are to be read
        parameters = found if isinstance(found, Dictionary | Array) else None
        stream.write(without_metadata(stream.read_raw_bytes()), filter=Name.DCTDecode, decode_parms=parameters)
    elif names == ["/JPXDecode"]:
        stream.write(_plain_jpeg2000(stream.read_raw_bytes()), filter=Name.JPXDecode)


def _plain_jpeg2000(data: bytes) -> bytes:
    """Leave out the boxes of a JPEG 2000 file that hold XML and other notes (ISO/IEC 15444-1, annex I)."""
    kept, place = [], 0
    while place + 8 <= len(data) and data[:4] != b"\xff\x4f\xff\x51":
        size = int.from_bytes(data[place : place + 4]) or len(data) - place
        if size < 8:
            return data  # an extended length: never seen in a PDF
        if data[place + 4 : place + 8] in (b"jP  ", b"ftyp", b"jp2h", b"jp2c"):
            kept.append(data[place : place + size])
        place += size
    return b"".join(kept) or data


def _delete(item: Object, keys: Iterable[str]) -> None:
    for key in keys:
        if key in item:
            del item[key]
