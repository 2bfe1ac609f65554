"""Every language that is offered has all its texts, and says in them what the English says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.web.page import form_languages
from cli.catalogues import files
from cli.catalogues.messages import all_messages
from cli.catalogues.problems import problems
from cli.main import main
from cli.places import ROOT
from interview.catalogues import DRAFT, LOCALES, catalogue_file, in_language, offered, read_catalogue, texts
from interview.guide import load_guide

FORM = {"bot/channels/web/form/wording.py", *(f"bot/pages/{name}.html" for name in ("form", "form_parts", "filed"))}
CODES = [code for code in offered() if code != "en"]


def test_the_template_is_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / files.TEMPLATE
    files._write(file, files.template(ROOT))
    assert file.read_text() == (LOCALES / files.TEMPLATE).read_text(), "run `candour catalogues`"


def test_texts_of_every_kind_are_found() -> None:
    places = {found.place for found in all_messages(ROOT)}
    assert {"interview/guide.yml", "interview/faq.yml", "interview/channels.yml", "bot/words.py"} <= places
    assert {"bot/pages/chat.html", "bot/pages/problem.html", "bot/receipts/wording.py"} <= places


@pytest.mark.parametrize("code", CODES)
def test_a_language_that_is_offered_is_complete(code: str) -> None:
    template = files.template(ROOT)
    if code not in form_languages():  # what the form alone says may wait: it is in English until all of it is there
        for text in [str(one.id) for one in template if one.id and all(place in FORM for place, _ in one.locations)]:
            template.delete(text)
        wrong = list(problems(template, read_catalogue(catalogue_file(code))))
        assert [one for one in wrong if not one.startswith("no such text")] == []
    else:
        assert list(problems(template, read_catalogue(catalogue_file(code)))) == []


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_says_whether_a_person_has_checked_it(code: str) -> None:
    head = catalogue_file(code).read_text("utf-8").partition("\n\n")[0]
    assert offered()[code].reviewed is not head.count(f"# {DRAFT}: made by a computer")
    assert offered()[code].reviewed is not (f"Last-Translator: {DRAFT}" in head)


@pytest.mark.parametrize("code", CODES)
def test_the_guide_in_a_language_keeps_its_buttons_and_changes_its_words(code: str) -> None:
    english, own = load_guide(), in_language(load_guide(), code)
    for one, other in zip(english.slots, own.slots, strict=True):
        assert other.options == one.options
        assert other.question == texts(code)[one.question] != one.question
        assert all(other.title(value) for value in one.options)


def test_what_is_wrong_with_a_catalogue_is_named() -> None:
    template = files.template(ROOT)
    catalog = files.merged(template, "pl", read_catalogue(catalogue_file("pl")))
    id_ = "I have noted: {picked}. Anything else from the list?"
    for wrong, text in (
        ("not translated", ""),
        ("other names in {braces}", "Zapisane: {wybrane}."),
        ("markup that is not in the original", "<b>{picked}</b>"),
        ("a number that is not in the original", "{picked} 999"),
        ("another number of messages", "{picked}\n\nCoś jeszcze?"),
    ):
        message = catalog.get(id_)
        assert message
        message.string = text
        assert [one.startswith(wrong) for one in problems(template, catalog)] == [True], wrong


def test_the_command_checks(capsys: pytest.CaptureFixture[str]) -> None:
    found = main(["catalogues", "--check"])
    told = capsys.readouterr().out
    assert ("All catalogues are complete." in told) is (found == 0)
    assert f"{CODES[0]}: not translated" in told or set(form_languages()) >= {CODES[0]}
    assert main(["catalogues", "--new", "xx"]) == 2
