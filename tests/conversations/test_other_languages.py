"""Row 6 of the web chat: whole reports in another language, through the real model and servers, opened at the desk."""

from __future__ import annotations

import pytest

from bot import words
from bot.speech import Speech, Speeches
from interview.catalogues import offered
from interview.guide import load_guide, with_numbers
from interview.signposts import load_signposts, numbers
from tests.support.stack import Stack
from tests.support.web_reporter import WebReporter, web_reporter

NUMBERS = numbers(load_signposts())
GUIDE = with_numbers(load_guide(), NUMBERS)
LANGUAGES = [code for code in offered() if code != "en"]
ACCOUNT = {"pl": ("policjant bierze pieniądze od handlarzy narkotyków", "widziałam to dwa razy przed komisariatem")}
SAID = {"force": "Metropolitan Police"}
WORDS = "nie pamiętam tego dobrze"  # Polish for everybody else; it is not looked at
TURNS = 60


def speech(code: str) -> Speech:
    return Speeches(NUMBERS).of(code)


@pytest.mark.parametrize("code", LANGUAGES)
async def test_a_whole_report_in_another_language_reaches_the_desk(stack: Stack, code: str) -> None:
    account = ACCOUNT.get(code, ("12 34 abc", WORDS))
    async with web_reporter(stack.url, language=code) as reporter:
        await reporter.late_answer()
        for _ in range(TURNS):
            if reporter.reference:
                break
            await _go_on(reporter, speech(code), account)
        case = stack.case(reporter.reference)
    assert case["account"] == list(account)
    assert case["slots"]["immediate_danger"]["value"] == "no"
    assert case["slots"]["force"]["value"] == "Metropolitan Police Service"
    assert case["slots"]["where"]["as_said"] == WORDS
    assert {"account", "where"} <= {name for names in case["risk"]["translate"].values() for name in names}


async def _go_on(reporter: WebReporter, spoken: Speech, account: tuple[str, ...]) -> None:
    """Answer the open question, found by its words in the language."""
    last = reporter.replies[-1]["text"]
    slot = next((slot for slot in GUIDE.slots if spoken.text(slot.question) == last), None)
    if slot is None:  # a question about the conversation: what goes on stands first
        await reporter.press(spoken.title("That's all" if "That's all" in reporter.buttons else reporter.buttons[0]))
    elif slot.kind == "account":
        for text in account:
            await reporter.say(text)
        await reporter.say(spoken.title("That's everything"))
    elif slot.kind == "text":
        await reporter.say(SAID.get(slot.name, WORDS))
    else:
        safe = slot.section == "safety" or slot.name == "other_subjects"
        await reporter.press(spoken.title("No" if safe else slot.titles()[0]))


async def test_the_language_changes_in_the_middle_and_the_question_comes_in_it(
    stack: Stack, reporter: WebReporter
) -> None:
    await reporter.say_all("yes", "no", "no")
    await reporter.say("language")
    await reporter.press(offered()["pl"].button)
    assert speech("pl").say(words.DRAFT_LANGUAGE) in reporter.text
    await reporter.late_answer()
    account = GUIDE.slot("account")
    assert speech("pl").text(account.question) in reporter.text
    assert speech("pl").text(account.intro) in reporter.text
    await reporter.say("policjant mnie uderzył w twarz", pressed=False)
    assert speech("pl").text(GUIDE.controls["account_more"].question) in reporter.text


async def test_the_danger_button_and_a_question_work_in_another_language(stack: Stack) -> None:
    polish = speech("pl")
    async with web_reporter(stack.url, language="pl") as reporter:
        await reporter.late_answer()
        await reporter.press(polish.title("Yes"))
        await reporter.press(polish.title(words.ASK))
        await reporter.press(polish.title("Is this anonymous?"))
        assert "Nie musisz mówić, kim jesteś." in reporter.text
        assert polish.text(GUIDE.slot("immediate_danger").question) in reporter.text
        await reporter.press(polish.title("No"))
        await reporter.press(polish.title(words.IN_DANGER))
        assert "Nie policja, bezpłatnie" in reporter.text
        assert NUMBERS["emergency"] in reporter.text
        assert polish.text(GUIDE.controls["after_alarm"].question) in reporter.text


@pytest.mark.parametrize("question", words.QUESTIONS)
async def test_each_question_that_is_offered_gets_its_own_answer(stack: Stack, question: str) -> None:
    polish = speech("pl")
    async with web_reporter(stack.url, language="pl") as reporter:
        await reporter.late_answer()
        await reporter.press(polish.title("Yes"))
        await reporter.say(question, pressed=True)
        [answer, again] = reporter.replies
        assert again["text"] == polish.text(GUIDE.slot("immediate_danger").question)
        assert answer["text"] in set(polish._texts.values()) | set(polish._whole.values())
