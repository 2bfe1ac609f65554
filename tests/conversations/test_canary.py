"""Row 10 of the bad-input table: canary words through the whole stack at DEBUG, then every byte it left is searched."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from pathlib import Path

from tests.support.reports import messages
from tests.support.stack import ROOT, Stack
from tests.support.web_reporter import WebReporter, web_reporter

PLACES_OF_THE_PROJECT = ("models", ".rasa", "results")
SMALLEST_SEARCH = 20  # files: fewer would mean that the search looked in the wrong place


def canary() -> str:
    """A word that occurs nowhere else."""
    return f"zq{secrets.token_hex(6)}qz"


async def test_row_10_no_word_of_a_reporter_is_left_in_any_file_or_log(stack: Stack) -> None:
    words = {kind: canary() for kind in ("account", "name", "place", "early", "draft", "command", "unclear", "contact")}
    async with web_reporter(stack.url) as someone:
        await someone.begin()
        await _finished_report(someone, words)
        reference = someone.reference
    async with web_reporter(stack.url) as another:
        await another.begin()
        await another.say_all(f"he did it again {words['early']} and again and again", *messages(upto="force"))
        await another.say_all(f"the {words['draft']} force", f"/restart{words['command']}", "stop")
    assert words["account"] in str(stack.case(reference)), "the canary must have gone all the way"
    searched = list(_files(stack))
    assert len(searched) >= SMALLEST_SEARCH
    left = {f"{kind} in {file}" for file in searched for kind, word in words.items() if _holds(file, word)}
    assert left == set()


async def _finished_report(someone: WebReporter, words: dict[str, str]) -> None:
    await someone.say_all(*messages(upto="account"), f"it is about {words['account']} in that uniform")
    await someone.say_all(*messages(upto="subject_name")[len(messages(upto="account")) + 1 :], f"Bob {words['name']}")
    await someone.say_all(*messages(upto="duty_status")[len(messages(upto="subject_role_rank")) :])
    await someone.say_all(f"{words['unclear']} maybe", "On duty")
    await someone.say_all(*messages(upto="where")[len(messages(upto="setting")) :], f"behind {words['place']}")
    await someone.say_all(*messages(upto="follow_up")[len(messages(upto="basis_of_knowledge")) :])
    await someone.say_all("Leave contact details", f"{words['contact']}@example.org", "mornings", "yes, send it")


def _files(stack: Stack) -> Iterator[Path]:
    places = [stack.data.parent, *(ROOT / place for place in PLACES_OF_THE_PROJECT)]
    for place in places:
        yield from (file for file in place.rglob("*") if file.is_file())


def _holds(file: Path, word: str) -> bool:
    content = file.read_bytes()
    forms = (word, word.upper(), word[::-1], base64.b64encode(word.encode()).decode()[:-4], word.encode().hex())
    return any(form.encode() in content for form in forms) or word.encode("utf-16-le") in content
