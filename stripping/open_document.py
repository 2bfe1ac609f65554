"""LibreOffice files (OpenDocument, ISO/IEC 26300): content, styles and pictures; the rest is left out.

Comments stay, without author and date; tracked changes are accepted; fields that show the author are emptied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from stripping import xml
from stripping.kinds import Type
from stripping.xml import Element, local
from stripping.zips import write_parts
from triage.files import DOCUMENT

_MIME, _MANIFEST = "mimetype", "META-INF/manifest.xml"
_BASE = "application/vnd.oasis.opendocument."
_FAMILIES = ("text", "spreadsheet", "presentation", "graphics")
_XML_PARTS = re.compile(r"(?:Object \d+/)?(?:content|styles)\.xml")
_PICTURES = re.compile(r"(?:Object \d+/)?(?:Pictures|media)/[^/]+")
_DC, _OFFICE = "http://purl.org/dc/elements/1.1/", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT, _META = "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
_TABLE, _LOEXT = "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "urn:org:documentfoundation:names:experimental"
_REMOVED = {
    *(f"{{{_DC}}}{name}" for name in ("creator", "date", "description", "title", "subject")),
    *(f"{{{_META}}}{name}" for name in ("creator-initials", "date-string")),
    *(f"{{{_OFFICE}}}{name}" for name in ("meta", "scripts", "event-listeners", "change-info", "settings")),
    *(f"{{{_TEXT}}}{name}" for name in ("tracked-changes", "change", "change-start", "change-end", "sender-initials")),
    f"{{{_TABLE}}}tracked-changes",
    f"{{{_LOEXT}:office:1.0}}sender-initials",
}
# Fields that show what the program knew of its user and of the file.
_EMPTIED = re.compile(
    r"author-name|author-initials|initial-creator|creator|printed-by|sender-[a-z-]+|creation-(?:date|time)|"
    r"modification-(?:date|time)|print-(?:date|time)|editing-(?:cycles|duration)|file-name|template-name|user-defined"
)
_ATTRIBUTES = re.compile(r"rsid|paragraph-rsid|protection-key|creator|date-value-of-change")
_XLINK = "{http://www.w3.org/1999/xlink}href"
_NS = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
Picture = Callable[[bytes], bytes]


def type_of(parts: Mapping[str, bytes]) -> Type | None:
    """Which document this is, if it is one of these."""
    mime = parts.get(_MIME, b"")
    known = [f"{_BASE}{family}" for family in _FAMILIES]
    found = next((name for name in known if name.encode() == mime.strip()), None)
    return Type(DOCUMENT, found) if found and "content.xml" in parts else None


def rebuild(parts: Mapping[str, bytes], picture: Picture) -> bytes:
    """Write a document anew.

    Args:
        parts: by name.
        picture: rebuilds a picture.

    Raises:
        Unreadable: a part is damaged.
    """
    # The format wants this one first, and not compressed.
    kept = {_MIME: parts[_MIME].strip()}
    for name, content in parts.items():
        if _XML_PARTS.fullmatch(name):
            kept[name] = _clean(content, parts)
        elif _PICTURES.fullmatch(name):
            kept[name] = picture(content)
    kept[_MANIFEST] = _manifest(kept)
    return write_parts(kept, frozenset({_MIME}))


def _clean(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    root = xml.parse(content)
    for element in [element for element in root.iter() if element.tag in _REMOVED]:
        xml.remove(element)
    for element in root.iter():
        _clean_element(element, parts)
    return xml.serialise(root)


def _clean_element(element: Element, parts: Mapping[str, bytes]) -> None:
    for attribute, value in list(element.attrib.items()):
        if _ATTRIBUTES.fullmatch(local(attribute)):
            del element.attrib[attribute]
        elif attribute == _XLINK and not _leads_somewhere(value, parts):
            element.attrib[attribute] = ""
    if str(element.tag).startswith(f"{{{_TEXT}}}") and _EMPTIED.fullmatch(local(element.tag)):
        for child in list(element):
            element.remove(child)
        element.text = ""
        for attribute in list(element.attrib):
            if local(attribute) in ("date-value", "time-value", "string-value", "name"):
                element.attrib[attribute] = ""


def _leads_somewhere(link: str, parts: Mapping[str, bytes]) -> bool:
    name = link.removeprefix("./")
    inside = name in parts or any(part.startswith(f"{name}/") for part in parts)
    return inside or bool(re.match(r"#|https?:|mailto:", link, re.IGNORECASE))


def _manifest(kept: Mapping[str, bytes]) -> bytes:
    """List the parts (ISO/IEC 26300-3)."""
    root = xml.parse(f'<m:manifest xmlns:m="{_NS}" m:version="1.3"/>'.encode())
    for path, media in (("/", kept[_MIME].decode()), *((name, _media(name)) for name in kept if name != _MIME)):
        entry = root.makeelement(f"{{{_NS}}}file-entry", {f"{{{_NS}}}full-path": path, f"{{{_NS}}}media-type": media})
        root.append(entry)
    return xml.serialise(root)


def _media(name: str) -> str:
    return "text/xml" if name.endswith(".xml") else ""
