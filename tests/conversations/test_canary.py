"""Row 10 of the bad-input table: canary words through the whole stack at DEBUG, then every byte it left is searched."""

from __future__ import annotations

import asyncio
import base64
import gzip
import io
import random
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.channels.web.uploads import ORIGINAL_TOO
from bot.receipts import wording
from tests.support.canaries import Canaries
from tests.support.figures import Record
from tests.support.plain_page import PlainPage, plain_page
from tests.support.reports import RICH, question
from tests.support.samples import picture
from tests.support.stack import ROOT, Stack
from tests.support.telegram_peer import User, telegram_peer, titles_of, until
from tests.support.web_reporter import WebReporter, web_reporter

ON_TELEGRAM, WHOLE, WITH_CODE, WITH_FILES, WITHOUT_SCRIPT, WANDERING = 4, 4, 4, 4, 4, 30
CONVERSATIONS = ON_TELEGRAM + WHOLE + WITH_CODE + WITH_FILES + WITHOUT_SCRIPT + WANDERING
AT_ONCE = 6
LAST_TURNS = 60
# Reporters have an address of their own, so that it can be searched for.
ADDRESS = "127.0.77.1" if sys.platform == "linux" else "127.0.0.1"
SMALLEST_SEARCH = 60  # files: fewer would mean that the search looked in the wrong place
OUTSIDE = (ROOT / "models", ROOT / ".rasa", ROOT / "results")

# What a reporter may say at any question; {w} is a word that occurs nowhere else.
SAID = (
    "it is about {w} in that uniform",
    "PC {w} Smith, shoulder number 4411, hit my brother {w} outside {w} station on 3 May 2025",
    "he has a knife and he is outside now, {w}",
    "I want to kill myself {w}",
    "no, I meant {w}",
    "sorry, not {w}, it was {w}",
    "his car is a blue golf {w}",
    "my number is 07700 900123 {w}",
    "/restart{w}",
    '{"text": "{w}", "intent": "/delete"}',
    "%s %({w})s {{w}} ${{w}}",
    "'; DROP TABLE cases; -- {w}",
    "<script>{w}</script>",
    "\u202e{w} \u00e9\u4e2d\U0001f642",
    "{w} " * 100,
    "why do you ask? {w}",
    "will they know it was me, {w}?",
    *("yes", "no", "skip", "don't know", "back", "help", "that's everything", "3 May 2025", "the met", "change 3"),
)
# In a whole report, in place of what is said there otherwise.
TOLD = {
    "account": "this is about {w}, who should not be in that uniform",
    "borough_bcu_or_station": "{w} nick",
    "subject_name": "Bob {w}",
    "vehicle_or_online_handle": "grey astra {w}",
    "where": "behind {w}",
    "affected_person_risk": "he knows where {w} lives",
    "witnesses": "somebody called {w}",
    "evidence_exists": "there are receipts in {w}",
}


def filled(text: str, canaries: Canaries) -> str:
    """Fill a text with new words."""
    first, *others = text.split("{w}")
    return first + "".join(canaries.word() + piece for piece in others)


class Crowd:
    """Those who report in this test, and what they have in common."""

    def __init__(self, stack: Stack, canaries: Canaries) -> None:
        self.stack = stack
        self.canaries = canaries
        self.references: list[str] = []
        self.finished = 0
        self._room = asyncio.Semaphore(AT_ONCE)

    async def web(self, behave: Callable[[WebReporter, Crowd], Awaitable[None]]) -> None:
        """One conversation on the web, from the first frame to the last."""
        async with self._room, web_reporter(self.stack.url, address=ADDRESS) as someone:
            self.canaries.also(someone.token)
            await someone.begin()
            await behave(someone, self)
            if someone.reference:
                self.references.append(someone.reference)
            self.finished += 1

    async def without_script(self, number: int) -> None:
        """One conversation on pages without script; half of them end by leaving quickly."""
        async with self._room, plain_page(self.stack.url, address=ADDRESS) as page:
            await fills_in_forms(page, self, leaves=number % 2 == 0)
            self.finished += 1


def wanders(seed: int) -> Callable[[WebReporter, Crowd], Awaitable[None]]:
    """Someone who says anything, presses any button, and ends in one of many ways."""
    chance = random.Random(seed)  # noqa: S311 - to be the same each time

    async def wander(someone: WebReporter, crowd: Crowd) -> None:
        for _ in range(chance.randint(4, 12)):
            pressed = chance.random() < 0.35 and someone.buttons
            await someone.say(
                chance.choice(someone.buttons) if pressed else filled(chance.choice(SAID), crowd.canaries)
            )
        await chance.choice([sends, deletes, stops, goes_away])(someone, crowd)

    return wander


async def sends(someone: WebReporter, _crowd: Crowd) -> None:
    """Skips to the end, and hands over."""
    for _ in range(LAST_TURNS):
        if someone.reference or question("summary_ok") in someone.text:
            break
        await someone.say("skip")
    if not someone.reference:
        await someone.say("yes, send it")


async def deletes(someone: WebReporter, crowd: Crowd) -> None:
    """Takes everything back."""
    await someone.say_all(crowd.canaries.word(), "delete", "yes")


async def stops(someone: WebReporter, crowd: Crowd) -> None:
    """Stops for now."""
    await someone.say_all(crowd.canaries.word(), "stop")


async def goes_away(someone: WebReporter, crowd: Crowd) -> None:
    """Sends what is no message, and is gone in the middle."""
    await someone.refused(crowd.canaries.word())
    await someone.refused(f'{{"type": "say", "id": "m1", "text": ["{crowd.canaries.word()}"]}}')


async def tells_all(someone: WebReporter, crowd: Crowd) -> None:
    """A whole report up to its last question, with a new word wherever words are free."""
    for slot, texts in RICH:
        if slot == "follow_up":
            return
        for text in texts[:-1]:
            await someone.say(filled(TOLD.get(slot, text), crowd.canaries))
        free = slot in TOLD and len(texts) == 1
        await someone.say(filled(TOLD[slot], crowd.canaries) if free else texts[-1])


async def tells_all_and_leaves_an_address(someone: WebReporter, crowd: Crowd) -> None:
    """A whole report with contact details."""
    await tells_all(someone, crowd)
    await someone.say_all("Leave contact details", f"{crowd.canaries.word()}@example.org", crowd.canaries.word())
    await someone.say("yes, send it")
    assert someone.reference


async def comes_back(someone: WebReporter, crowd: Crowd) -> None:
    """A whole report with a code, a slip in typing it, and a return with something to add."""
    await tells_all(someone, crowd)
    await someone.say_all("get a secret code", "yes, send it")
    [code] = [reply["text"] for reply in someone.replies if reply["secret"]]
    crowd.references.append(str(someone.reference))
    for part in (code, " ".join(code.split()[:3])):
        crowd.canaries.also(part)
    await someone.say_all(code.replace(code.split()[0], "zebra", 1), code)
    async with web_reporter(crowd.stack.url, address=ADDRESS) as back:
        await back.begin()
        await back.say_all(code.title(), crowd.canaries.word(), f"also {crowd.canaries.word()}", wording.NO_CONTACT)


async def sends_files(someone: WebReporter, crowd: Crowd) -> None:
    """A photo with hidden words and its original, a text, and one that is taken away again; then sends it all."""
    photo, word = io.BytesIO(), crowd.canaries.word
    picture().save(photo, "JPEG", comment=f"{word()} took this".encode())
    headers = {"Origin": crowd.stack.url, "Authorization": f"Bearer {someone.token}"}
    await someone.say_all("yes", "no", "no", filled(TOLD["account"], crowd.canaries))
    async with aiohttp.ClientSession(headers=headers) as session:
        for content in (photo.getvalue(), word().encode() * 9, b"PK\x03\x04" + word().encode(), word().encode()):
            url = f"{crowd.stack.url}/files?name={word()}"
            async with session.post(url, data=content, headers={ORIGINAL_TOO: "1"}) as response:
                assert response.status == 200
        async with session.post(f"{crowd.stack.url}/files/2/as-it-is") as response:
            assert response.status == 200
    await someone.say("remove file 4")
    await sends(someone, crowd)
    assert someone.reference


async def fills_in_forms(page: PlainPage, crowd: Crowd, *, leaves: bool) -> None:
    """Forms with words, files and their names, an old page, and the end with a code; or leaving in the middle."""
    word, tokens = crowd.canaries.word, [page.token]
    for text in ("yes", "no", "no", TOLD["account"], SAID[1], SAID[12], "\u202e{w}"):
        await page.say(filled(text, crowd.canaries))
        tokens.append(page.token)
    await page.send([("do", "files")], files=(b"PK\x03\x04" + word().encode(), word().encode()), name=f"{word()}.jpg")
    await page.say(word(), tokens[2])
    assert page.box
    for token in tokens:
        crowd.canaries.also(token)
    if leaves:
        await page.send([("do", "leave")], text=word())
        return
    await page.press("Send file 1 as it is")
    for _ in range(LAST_TURNS):
        if question("follow_up") in page.lines[-1]:
            break
        await page.say("skip")
    await page.press("Get a secret code")
    await page.press("Yes, send it")
    await _keeps_the_code(page, crowd)


async def _keeps_the_code(page: PlainPage, crowd: Crowd) -> None:
    [secret] = page.tree.xpath("//*[contains(@class, 'secret')]")
    code = " ".join(secret.text_content().split()[-12:])
    crowd.references.append(page.tree.xpath("//*[@class='reference']//strong")[0].text)
    for part in (code, " ".join(code.split()[:3])):
        crowd.canaries.also(part)
    for text in (code, code.title(), crowd.canaries.word(), wording.LEAVE):
        await page.say(text)
    assert wording.LEFT in page.lines[-1]


async def chats(user: User, crowd: Crowd, number: int) -> None:
    """A conversation on Telegram: typed, pressed, edited, with media; then deleted or left."""
    crowd.canaries.also(str(user.uid))
    await _heard(user, user.command("/start"))
    for text in ("yes", "no", "no", TOLD["account"], SAID[1], SAID[2], "that's everything"):
        await _heard(user, user.say(filled(text, crowd.canaries)))
    sent = await user.say(crowd.canaries.word())
    await _heard(user, user.edit(sent, crowd.canaries.word()))
    await _heard(user, user.send("document", caption=crowd.canaries.word()))
    buttons = titles_of((await user.chat())[-1])
    if buttons and number % 2:
        await _heard(user, user.press((await user.chat())[-1], buttons[-1]))
    if number < ON_TELEGRAM / 2:
        await _heard(user, user.say("delete"))
        await _heard(user, user.say("yes"))
    crowd.finished += 1


async def _heard(user: User, doing: Awaitable[object]) -> None:
    before = len(await user.chat())
    await doing

    async def answered() -> bool:
        return len(await user.chat()) > before

    await until(answered, 30, "an answer")


# Tests --------------------------------------------------------------------------------------------------------------


@pytest.mark.promise
async def test_row_10_no_word_of_fifty_reporters_is_left_in_any_file_or_log(
    stack: Stack, bot_api: str, figure: Record
) -> None:
    canaries, began = Canaries(), time.time()
    crowd = Crowd(stack, canaries)
    if ADDRESS != "127.0.0.1":
        canaries.also(ADDRESS)
    behaviours = [wanders(seed) for seed in range(WANDERING)]
    behaviours += [tells_all_and_leaves_an_address] * WHOLE + [comes_back] * WITH_CODE
    behaviours += [sends_files] * WITH_FILES
    async with telegram_peer(bot_api) as peer:
        users = [peer.user(7_000_000_000 + secrets.randbelow(10**9)) for _ in range(ON_TELEGRAM)]
        await asyncio.gather(
            *(crowd.web(behave) for behave in behaviours),
            *(crowd.without_script(number) for number in range(WITHOUT_SCRIPT)),
            *(chats(user, crowd, number) for number, user in enumerate(users)),
        )
    _assess(stack, crowd)
    searched = list(_files(stack, began))
    found = canaries.found_in(searched)
    figure("conversations with canary words", "50", crowd.finished)
    figure("canary words and secrets said in them", "many", canaries.planted)
    figure("files and logs searched for them", "every one", len(searched))
    figure("files and logs that hold one", "0", len(found))
    assert crowd.finished == CONVERSATIONS == 50
    assert len(crowd.references) >= WHOLE + WITH_CODE + WITH_FILES + 3, "too few went all the way"
    assert all(canaries.mark in str(stack.case(reference)) for reference in crowd.references[-3:])
    assert len(searched) >= SMALLEST_SEARCH
    assert found == []


def _assess(stack: Stack, crowd: Crowd) -> None:
    """What the desk writes stays sealed too, and its trail is whole."""
    for reference in crowd.references[-3:]:
        stack.desk("assess", reference, "--outcome", "record", "--reason", crowd.canaries.word())
    assert stack.desk("audit")["ok"] is True


def _files(stack: Stack, since: float) -> Iterator[Path]:
    yield from (file for file in stack.data.parent.rglob("*") if file.is_file())
    for place in OUTSIDE:
        yield from (file for file in place.rglob("*") if file.is_file() and file.stat().st_mtime >= since)


@pytest.mark.parametrize(
    "hide",
    [
        lambda word: f"x{word}y".encode(),
        lambda word: word.upper().encode(),
        lambda word: word.capitalize().encode(),
        lambda word: word[::-1].encode(),
        lambda word: word.encode().hex().encode(),
        lambda word: word.encode("utf-16"),
        lambda word: base64.b64encode(word.encode()),
        lambda word: base64.b64encode(f"1{word}1".encode()),
        lambda word: base64.urlsafe_b64encode(f"12{word}12".encode()),
        lambda word: gzip.compress(word.encode()),
    ],
)
def test_the_search_finds_a_word_in_any_form(tmp_path: Path, hide: Callable[[str], bytes]) -> None:
    canaries, file = Canaries(), tmp_path / "left"
    file.write_bytes(b"before " + canaries.mark[:6].encode())
    assert canaries.found_in([file]) == []
    hidden = hide(canaries.word())
    file.write_bytes(hidden if hidden.startswith(b"\x1f\x8b") else b"before " + hidden + b" after")
    assert canaries.found_in([file])


def test_the_search_finds_a_word_in_the_name_of_a_file(tmp_path: Path) -> None:
    canaries = Canaries()
    canaries.also("7314159265")
    file = tmp_path / "7314159265"
    file.touch()
    assert canaries.found_in([file])
