"""Fictitious reports through the real door: what `candour demo-cases` files, the desk opens."""

from __future__ import annotations

import aiohttp
import pytest

from candour.settings import Settings
from cli.demo_cases.filing import Teller
from cli.demo_cases.stories import load_stories
from cli.main import main
from interview.catalogues import offered
from interview.guide import load_guide
from tests.support.stack import Stack

STORIES = {one.story: one for one in load_stories()}


def test_the_stories_are_some_thirty_and_name_what_there_is() -> None:
    guide = load_guide()
    assert len(STORIES) >= 30
    for one in STORIES.values():
        assert one.language in offered()
        assert all(name in guide.names() for name in one.answers)
        assert set(one.later) <= {"add", "withdraw"}
    assert len({one.language for one in STORIES.values()}) >= 5


@pytest.mark.parametrize("name", ["Violence in custody", "The same sergeant again", "In Polish"])
async def test_a_story_becomes_a_case_with_what_it_tells(stack: Stack, name: str) -> None:
    story = STORIES[name]
    async with aiohttp.ClientSession() as session:
        teller = Teller(session, stack.url, Settings())
        await teller.check()
        filed = await teller.tell(story)
    case = stack.case(filed.reference)
    assert case["account"][0] == story.account[0]
    assert case["slots"]["force"]["value"]
    assert len(case["attachments"]) == int(story.file)
    assert [one["text"] for one in case["messages"]] == ([story.later["add"]] if story.later else [])


def test_nothing_fictitious_is_filed_in_production(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CANDOUR_MODE", "production")
    assert main(["demo-cases"]) == 2
    assert "demo only" in capsys.readouterr().err


def test_a_store_that_holds_cases_is_left_alone_without_yes(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CANDOUR_DATA_DIR", str(stack.data))
    held = len(stack.desk("list")["cases"])
    if held:
        assert main(["demo-cases"]) == 2
        assert "--yes" in capsys.readouterr().err
    assert len(stack.desk("list")["cases"]) == held
