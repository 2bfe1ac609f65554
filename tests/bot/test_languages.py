"""The gateway in another language: what is shown, what is understood, and what is marked as unread (played Rasa)."""

from __future__ import annotations

import aiohttp
import pytest
from lxml import html

from bot import words
from bot.attachments import wording as of_files
from bot.receipts import wording as of_codes
from bot.speech import Speech, Speeches
from interview.catalogues import offered
from interview.guide import load_guide, with_numbers
from interview.signposts import load_signposts, numbers
from tests.support.plain_page import PlainPage, plain_page
from tests.support.played_rasa import QUESTION, PlayedRasa, reply
from tests.support.web_reporter import WebReporter, web_reporter

pytestmark = pytest.mark.on_both

NUMBERS = numbers(load_signposts())
POLISH = Speeches(NUMBERS).of("pl")
GUIDE = with_numbers(load_guide(), NUMBERS)
BUTTON = offered()["pl"].button


@pytest.fixture
def rasa(rasa: PlayedRasa) -> PlayedRasa:
    danger = GUIDE.slot("immediate_danger")
    rasa.script["Yes"] = [reply(danger.question, *GUIDE.titles(danger))]
    return rasa


# What is said and meant ---------------------------------------------------------------------------------------------


def test_wording_is_found_whole_message_by_message_and_by_its_template() -> None:
    assert POLISH.text(GUIDE.slots[0].question) == "Zaczynamy?"
    first, *_ = GUIDE.slots[0].intro.split("\n\n")
    assert POLISH.text(first).startswith("Cześć.")
    assert NUMBERS["emergency"] in POLISH.text(first)
    told = POLISH.text(of_files.CLEANED.format(number=2, name="photo"))
    assert "2" in told
    assert "zdjęcie" in told
    assert POLISH.text("my own words about File 2") == "my own words about File 2"
    letter = of_codes.A_MESSAGE.format(day="3 May 2026", text="Where?\nWhen?")
    assert POLISH.text(letter).endswith("3 maja 2026: Where?\nWhen?")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tak", "Yes"),
        ("Tak!", "Yes"),
        ("nie", "No"),
        ("nie wiem", "Don't know"),
        ("pomiń", "Skip"),
        ("yes", "Yes"),
        ("no", None),  # which means "yeah"
        ("usuń plik 12", "Remove file 12"),
        ("język", words.LANGUAGE),
        ("wczoraj wieczorem", None),
    ],
)
def test_typed_titles_are_buttons_and_a_polish_no_is_no_no(typed: str, meant: str | None) -> None:
    assert POLISH.meant(typed, ("Yes", "No")) == meant


@pytest.mark.parametrize(
    ("code", "typed", "meant"),
    [
        ("ur", "ہاں۔", "Yes"),  # with a full stop of its own
        ("ur", "نہيں", "No"),  # with the yeh of an Arabic keyboard
        ("ur", "یہ سوال کیوں", "Why do you ask?"),  # without its question mark
        ("bn", "হ্যাঁ।", "Yes"),
    ],
)
def test_a_typed_title_may_end_as_its_language_does(code: str, typed: str, meant: str) -> None:
    assert Speeches(NUMBERS).of(code).meant(typed, ("Yes", "No")) == meant


@pytest.mark.parametrize(
    ("code", "typed", "meant"),
    [
        ("es", "si", "Yes"),
        ("es", "por que lo pregunta?", "Why do you ask?"),
        ("es", "atras", "Back"),
        ("fr", "arreter", "Stop"),
        ("pl", "pomin", "Skip"),
        ("cy", "ddim yn siwr", "Not sure"),
    ],
)
def test_typed_titles_need_no_accents(code: str, typed: str, meant: str) -> None:
    assert Speeches(NUMBERS).of(code).meant(typed, ("Yes", "No", "Not sure", "Stop")) == meant


def test_where_words_cannot_be_read_danger_has_a_button_at_every_question() -> None:
    for slot in GUIDE.slots:
        assert words.IN_DANGER in POLISH.buttons(GUIDE.titles(slot)), slot.name
    english = Speeches(NUMBERS).of("en")
    assert english.buttons(("Yes", "Back")) == ("Yes", "Back")


@pytest.mark.parametrize("code", [code for code in offered() if code != "en"])
def test_no_two_buttons_of_a_question_look_the_same(code: str) -> None:
    speech = Speeches(NUMBERS).of(code)
    for slot in (*GUIDE.slots, *GUIDE.controls.values()):
        buttons = GUIDE.titles(slot) if slot in GUIDE.slots else slot.titles()
        titles = [speech.title(button) for button in speech.buttons(buttons)]
        assert len(titles) == len(set(titles)), (slot.name, titles)


# On the web chat ----------------------------------------------------------------------------------------------------


async def test_a_page_in_another_language_is_spoken_to_in_it(gateway: str, rasa: PlayedRasa) -> None:
    async with web_reporter(gateway, language="pl") as reporter:
        await reporter.late_answer()
        await reporter.say("Yes", pressed=True)
        assert reporter.text == POLISH.text(GUIDE.slot("immediate_danger").question)
        assert "Tak" in reporter.replies[-1]["titles"]
        assert "Yes" in reporter.buttons
        await reporter.say("nie")
        await reporter.say("no")
        await reporter.say("12")
    assert rasa.texts == ["Yes", "No", "no", "12"]
    assert rasa.languages[1:] == ["", "", "pl", ""]


async def test_the_language_can_be_changed_in_the_middle(gateway: str, rasa: PlayedRasa) -> None:
    async with web_reporter(gateway) as reporter:
        await reporter.late_answer()
        await reporter.say("Yes, begin")
        assert QUESTION in reporter.text
        await reporter.say("language")
        assert reporter.text == words.WHICH_LANGUAGE
        await reporter.press(BUTTON)
        assert POLISH.say(words.DRAFT_LANGUAGE) in reporter.text
        assert words.DRAFT_LANGUAGE in reporter.text
        assert [one["language"] for one in reporter.replies if one["language"]] == ["pl"]
        await reporter.late_answer()  # Rasa is asked to ask its question again
        assert rasa.turns[-1][2] == "start"
        await _back_to_english(reporter)
    assert [kind for _, _, kind, _ in rasa.turns] == ["start", "message", "start", "start"]


async def _back_to_english(reporter: WebReporter) -> None:
    await reporter.say("language")
    await reporter.press(offered()["en"].button)
    assert words.IN_ENGLISH in reporter.text


async def test_questions_that_people_ask_are_buttons(gateway: str, rasa: PlayedRasa) -> None:
    async with web_reporter(gateway, language="pl") as reporter:
        await reporter.late_answer()
        await reporter.say("Yes", pressed=True)
        await reporter.press("Mam pytanie")
        await reporter.press("Kto to czyta?")
    assert rasa.texts[-1] == "Who reads this?"
    assert rasa.languages[-1] == ""


# Pages --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", list(offered()))
async def test_a_page_says_its_language_and_direction(gateway: str, code: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{gateway}/?language={code}") as answer:
        page = html.document_fromstring(await answer.text())
    language = offered()[code]
    assert (page.get("lang"), page.get("dir")) == (language.tag, language.direction)
    assert language.direction == ("rtl" if code in ("ur", "ar") else "ltr")
    assert bool(page.xpath("//*[@class='draft']")) is not language.reviewed
    assert len(page.xpath("//nav[@id='languages']//a")) == len(offered())


async def test_an_unknown_language_is_english_and_a_problem_has_the_pages_language(gateway: str) -> None:
    async with aiohttp.ClientSession(headers={"Accept": "text/html"}) as session:
        async with session.get(f"{gateway}/?language=xx%22") as answer:
            assert 'lang="en-GB"' in await answer.text()
        async with session.get(f"{gateway}/nothing?language=pl") as answer:
            assert answer.status == 404
            assert "Nie ma tu strony" in await answer.text()


async def test_without_script_everything_is_in_the_language(gateway: str, rasa: PlayedRasa) -> None:
    async with plain_page(f"{gateway}") as page:
        page.url = gateway
        await _open_in(page, "pl")
        assert "Tak" in page.buttons
        await page.press("Yes, begin")
        await page.press("Yes")
        assert page.lines[-1].endswith(POLISH.text(GUIDE.slot("immediate_danger").question))
        assert page.lines[-2].endswith("Tak")
        assert 'lang="pl"' in page.text
        await page.say("jestem w domu sam")
    assert rasa.languages[-1] == "pl"


async def _open_in(page: PlainPage, code: str) -> None:
    async with page.session.get(f"{page.url}/?language={code}") as answer:
        page.text = await answer.text()
    page.home = page.tree.xpath("//form[@id='form']/@action")[0].partition("#")[0]


def test_a_speech_is_made_once() -> None:
    speeches = Speeches(NUMBERS)
    assert speeches.of("pl") is speeches.of("pl")
    assert isinstance(speeches.of("nothing"), Speech)
    assert speeches.of("nothing").english
