"""Writes the template of all catalogues, and brings each catalogue up to date with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from cli.catalogues.messages import all_messages
from interview.catalogues import DRAFT, catalogue_file, read_catalogue
from interview.languages import entries

TEMPLATE = "candour.pot"
WIDTH = 110
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # no file may change by the mere day on which it was written
_HEADER = """\
# Everything that Candour says to reporters, in {name}.
# {state}
# locales/README.md has the rules for translators. `candour catalogues` brings this file up to date.
#"""
_TEMPLATE_HEADER = "# Everything that Candour says to reporters. Derived by `candour catalogues`; never edit it.\n#"
_DRAFT_STATE = "DRAFT: made by a computer; every text needs review by a person who speaks the language."
_TRANSLATOR = f"{DRAFT}, made by a computer; needs review by a person"


def template(root: Path) -> Catalog:
    """All texts of a checkout, as the template of its catalogues."""
    catalog = _catalog(None, "English", _TEMPLATE_HEADER)
    for found in all_messages(root):
        catalog.add(found.text, locations=[(found.place, 0)], auto_comments=[found.note] if found.note else [])
    return catalog


def bring_up_to_date(root: Path) -> list[Path]:
    """Write the template and merge it into every catalogue; returns what changed.

    A text that is new stands in the catalogues without a translation, one that is gone is dropped.
    """
    folder, newest = root / "locales", template(root)
    changed = [folder / TEMPLATE] if _write(folder / TEMPLATE, newest) else []
    for code in entries():
        file = catalogue_file(code, folder)
        if file.is_file() and _write(file, merged(newest, code, read_catalogue(file))):
            changed.append(file)
    return changed


def begin(root: Path, code: str) -> Path:
    """Write an empty catalogue for a language; returns where."""
    file = catalogue_file(code, root / "locales")
    file.parent.mkdir(parents=True, exist_ok=True)
    _write(file, merged(template(root), code, None))
    return file


def merged(newest: Catalog, code: str, old: Catalog | None) -> Catalog:
    """The template's texts with the translations that there are."""
    translator = old.last_translator if old else _TRANSLATOR
    state = _DRAFT_STATE if translator.startswith(DRAFT) else f"Checked by: {translator}"
    catalog = _catalog(code, str(entries()[code]["name"]), _HEADER.format(name=entries()[code]["name"], state=state))
    catalog.last_translator = translator
    given = {str(one.id).strip(): str(one.string).strip() for one in old or () if one.id and not one.fuzzy}
    for message in _texts(newest):
        text = given.get(str(message.id).strip(), "")
        catalog.add(message.id, text, message.locations, auto_comments=message.auto_comments)
    return catalog


def _catalog(code: str | None, name: str, header: str) -> Catalog:
    return Catalog(
        locale=code,
        project="Candour",
        version="0.1",
        header_comment=header.format(name=name),
        creation_date=_EPOCH,
        revision_date=_EPOCH,
        msgid_bugs_address="see SECURITY.md",
        language_team=name,
        fuzzy=False,
    )


def _texts(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _write(file: Path, catalog: Catalog) -> bool:
    buffer = BytesIO()
    write_po(buffer, catalog, width=WIDTH, include_lineno=False, ignore_obsolete=True)
    content = buffer.getvalue()
    if file.is_file() and file.read_bytes() == content:
        return False
    file.write_bytes(content)
    return True
