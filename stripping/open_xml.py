"""Word and Excel files (Office Open XML, ECMA-376): a strict list of what may stay, cleaned part by part.

Properties, custom XML, printer settings, macros, people, thumbnails and threaded comments go, with every reference to
them. Embedded objects are emptied. Comments stay, without author and date. Tracked changes are accepted: what was
deleted is gone. Revision numbers, paths of the maker's computer and names of picture files go.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping

from stripping import xml
from stripping.kinds import Type
from stripping.xml import Element, local
from stripping.zips import write_parts
from triage.files import DOCUMENT

_CONTENT_TYPES = "[Content_Types].xml"
_BASE = "application/vnd.openxmlformats-officedocument."
_MAIN_PARTS = {
    "word/document.xml": Type(DOCUMENT, f"{_BASE}wordprocessingml.document"),
    "xl/workbook.xml": Type(DOCUMENT, f"{_BASE}spreadsheetml.sheet"),
    "ppt/presentation.xml": Type(DOCUMENT, f"{_BASE}presentationml.presentation"),
}
_MAY_STAY = re.compile(r"\[Content_Types\]\.xml|(?:.*/)?_rels/[^/]*\.rels|(?:word|xl|ppt)/.*")
_MUST_GO = re.compile(
    r"docProps/|customXml/|.*/(?:customXml|printerSettings|persons|threadedComments|activeX|ctrlProps|webextensions|"
    r"fonts|revisions|externalLinks|userCustomization|customizations)/|"
    r".*/(?:people|commentsExtended|commentsIds|commentsExtensible|webSettings|vbaData|commentAuthors|stylesWithEffects|"
    r"calcChain|connections|tags\d*)\.xml|.*vbaProject.*\.bin|.*/thumbnail"
)
_MEDIA = re.compile(r"(?:word|xl|ppt)/media/")
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DELETED = {
    "del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "rPrChange",
    "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange", "tblPrExChange",
    "numberingChange", "cellIns", "cellDel", "cellMerge", "delInstrText", "delText",
}  # fmt: skip
_UNWRAPPED = {"ins", "moveTo"}
_REMOVED = {
    "rsids", "rsid", "rsidRoot", "docVars", "attachedTemplate", "mailMerge", "absPath", "fileSharing", "docId",
    "creationId", "modId", "saveThroughXslt", "writeProtection", "fileRecoveryPr", "revisionPtr", "embedRegular",
    "embedBold", "embedItalic", "embedBoldItalic",
}  # fmt: skip
# Attributes that name people, days, revisions, and files of the maker's computer.
_ATTRIBUTES = re.compile(r"rsid\w*|date|dateUtc|initials|paraId|textId|durableId|userId|providerId|dT|personId|uid")
_WORD, _SHEET = "wordprocessingml", "spreadsheetml"
_NOBODY = "Author"
Picture = Callable[[bytes], bytes]


def type_of(parts: Mapping[str, bytes]) -> Type | None:
    """Which document this is, if it is one of these."""
    if _CONTENT_TYPES not in parts:
        return None
    return next((found for name, found in _MAIN_PARTS.items() if name in parts), None)


def rebuild(parts: Mapping[str, bytes], picture: Picture) -> bytes:
    """Write a document anew.

    Args:
        parts: by name.
        picture: rebuilds a picture.

    Raises:
        Unreadable: a part is damaged.
    """
    kept = {name: content for name, content in parts.items() if _MAY_STAY.fullmatch(name) and not _MUST_GO.match(name)}
    gone: dict[str, set[str]] = {}
    for name in [name for name in kept if name.endswith(".rels")]:
        kept[name], gone[_source(name)] = _without_dangling(name, kept)
    return write_parts({name: _part(name, kept, gone.get(name, set()), picture) for name in kept})


def _part(name: str, kept: Mapping[str, bytes], gone: set[str], picture: Picture) -> bytes:
    content = kept[name]
    if name == _CONTENT_TYPES:
        return _content_types(content, kept)
    if name.endswith(".rels"):
        return content
    if _MEDIA.match(name):
        return picture(content)
    if not name.endswith((".xml", ".vml")):
        return b""  # embedded objects, and whatever else cannot be looked into
    root = xml.parse(content)
    _clean(root, gone)
    return xml.serialise(root)


def _content_types(content: bytes, kept: Mapping[str, bytes]) -> bytes:
    root = xml.parse(content)
    for override in xml.all_of(root, ["Override"]):
        if override.get("PartName", "").lstrip("/") not in kept:
            xml.remove(override)
    return xml.serialise(root)


def _source(rels: str) -> str:
    """The part that a part of relationships belongs to."""
    folder, name = posixpath.split(rels)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _without_dangling(rels: str, kept: Mapping[str, bytes]) -> tuple[bytes, set[str]]:
    """Relationships without those to parts that went and to places on the maker's computer; and the IDs of these."""
    root, gone = xml.parse(kept[rels]), set()
    for relationship in xml.all_of(root, ["Relationship"]):
        if not _leads_somewhere(relationship, posixpath.dirname(_source(rels)), kept):
            gone.add(relationship.get("Id", ""))
            xml.remove(relationship)
    return xml.serialise(root), gone


def _leads_somewhere(relationship: Element, folder: str, kept: Mapping[str, bytes]) -> bool:
    target = relationship.get("Target", "")
    if relationship.get("TargetMode") == "External":
        return bool(re.match(r"(?:https?|mailto):", target, re.IGNORECASE))
    path = posixpath.normpath(posixpath.join("/", folder, target.split("#")[0])).lstrip("/")
    return path in kept


def _clean(root: Element, gone: set[str]) -> None:
    for element in xml.all_of(root, _DELETED | _REMOVED):
        # "del" is also an innocent name elsewhere: only Word's revisions are meant.
        if local(element.tag) in _REMOVED or _WORD in str(element.tag):
            xml.remove(element)
    for element in xml.all_of(root, _UNWRAPPED):
        if _WORD in str(element.tag):
            xml.unwrap(element)
    for element in root.iter():
        _clean_element(element, gone)


def _clean_element(element: Element, gone: set[str]) -> None:
    name = local(element.tag)
    for attribute, value in list(element.attrib.items()):
        if (attribute.startswith(_RELATIONSHIPS) and value in gone) or _ATTRIBUTES.fullmatch(local(attribute)):
            del element.attrib[attribute]
        elif local(attribute) in ("author", "lastEdited", "lowestEdited", "rupBuild") or (
            name in ("cNvPr", "docPr") and local(attribute) in ("name", "descr", "title")
        ):
            element.attrib[attribute] = _NOBODY if local(attribute) == "author" else ""
    if name == "author" and _SHEET in str(element.tag):
        element.text = _NOBODY
