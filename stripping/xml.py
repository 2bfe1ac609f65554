"""XML parts of documents: no document type, no entities, nothing from outside, no comments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from stripping.outcomes import Unreadable

Element = Any  # lxml has no types


def parse(content: bytes) -> Element:
    """Parse a part.

    Raises:
        Unreadable: it is no XML, or declares a document type: no office program writes one, bombs need one.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable from None
    if root.getroottree().docinfo.doctype:
        raise Unreadable
    return root


def serialise(root: Element) -> bytes:
    """Write a part."""
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def local(name: object) -> str:
    """The name of an element or attribute without its namespace; empty for what has none."""
    return etree.QName(name).localname if isinstance(name, str) else ""


def remove(element: Element) -> None:
    """Take an element out, with what is in it; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    _join_text(element, element.tail)
    parent.remove(element)


def unwrap(element: Element) -> None:
    """Take an element out, but leave what is in it."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for child in reversed(element):
        parent.insert(place, child)
    remove(element)


def all_of(root: Element, names: Iterable[str]) -> list[Element]:
    """All elements with one of these local names."""
    wanted = frozenset(names)
    return [element for element in root.iter() if local(element.tag) in wanted]


def _join_text(element: Element, text: str | None) -> None:
    if not text:
        return
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text
