"""Another language on Telegram: chosen under the welcome or by /language, with buttons that any script fits on."""

from __future__ import annotations

import json

import pytest

from bot import words
from bot.speech import Speeches
from interview.catalogues import offered, texts
from interview.channels import load_telegram
from interview.guide import load_guide, with_numbers
from interview.signposts import load_signposts, numbers
from tests.support.played_rasa import PlayedRasa, reply
from tests.support.telegram_peer import Peer, User, titles_of, until

NUMBERS = numbers(load_signposts())
GUIDE = with_numbers(load_guide(), NUMBERS)
DANGER = GUIDE.slot("immediate_danger")


@pytest.fixture
def rasa(rasa: PlayedRasa) -> PlayedRasa:
    rasa.script["Yes, begin"] = [reply(DANGER.question, *GUIDE.titles(DANGER))]
    return rasa


@pytest.mark.parametrize("code", ["pl", "bn"])
async def test_a_language_is_chosen_under_the_welcome(either_way: str, user: User, rasa: PlayedRasa, code: str) -> None:
    spoken = Speeches(NUMBERS).of(code)
    await user.command("/start")
    welcome, _opening = await user.answers(2)
    assert titles_of(welcome) == [language.button for language in offered().values()]
    await user.press(welcome, offered()[code].button)
    own_welcome, draft, own_words, _again = await user.answers(4)
    assert own_welcome["text"] in {text.replace("{web}", "https://report.example.org") for text in texts(code).values()}
    assert spoken.say(words.DRAFT_LANGUAGE) in draft["text"]
    assert own_words["text"] == spoken.say(words.OWN_WORDS)
    await user.say(_again and "Yes, begin")
    question = await user.answer()
    assert question["text"] == spoken.text(DANGER.question)
    assert spoken.title("Yes") in titles_of(question)
    assert spoken.title(words.IN_DANGER) in titles_of(question)
    await user.press(question, spoken.title("No"))
    await user.answer()
    assert rasa.texts[-1] == "No"
    assert rasa.languages[-1] == ""
    await user.say("12 abc")
    await user.answer()
    assert rasa.languages[-1] == code


async def test_the_menu_of_commands_is_there_in_each_language(either_way: str, peer: Peer, user: User) -> None:
    await until(lambda: _count(peer), what="menus")
    given = {
        call.get("language_code", "en"): json.loads(call["commands"]) for call in await peer.calls("setMyCommands")
    }
    assert given.keys() == offered().keys()
    for code, menu in given.items():
        [about] = [entry["description"] for entry in menu if entry["command"] == "language"]
        assert about == texts(code).get("Change the language", "Change the language")


async def _count(peer: Peer) -> bool:
    return len(await peer.calls("setMyCommands")) >= len(offered())


async def test_a_command_lists_the_languages(either_way: str, user: User) -> None:
    await user.command("/start")
    await user.answers(2)
    await user.command("/language")
    listed = await user.answer()
    assert listed["text"] == words.WHICH_LANGUAGE
    assert titles_of(listed) == [language.button for language in offered().values()]


def test_every_language_has_the_whole_wording_of_the_channel() -> None:
    english = load_telegram("https://report.example.org")
    for code in offered():
        if code != "en":
            own = load_telegram("https://report.example.org", translate=lambda text, code=code: texts(code)[text])
            assert own.commands.keys() == english.commands.keys()
            assert own.welcome != english.welcome
