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
from triage.assessment import OUTCOMES

STORIES = {one.story: one for one in load_stories()}


def test_the_stories_are_some_thirty_and_name_what_there_is() -> None:
    guide = load_guide()
    assert len(STORIES) >= 30
    for one in STORIES.values():
        assert one.language in offered()
        assert all(name in guide.names() for name in one.answers)
        assert set(one.later) <= {"add", "withdraw"}
        assert not one.assessed or one.assessed["outcome"] in OUTCOMES
    assert sum(one.form for one in STORIES.values()) >= 3
    assert {one.assessed["outcome"] for one in STORIES.values() if one.assessed} >= {"investigate", "no-action"}
    assert len({one.language for one in STORIES.values()}) >= 5


@pytest.mark.parametrize("name", ["Violence in custody", "The same sergeant again", "In Polish", "A record looked up"])
async def test_a_story_becomes_a_case_with_what_it_tells(
    stack: Stack, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = STORIES[name]
    monkeypatch.setenv("CANDOUR_DATA_DIR", str(stack.data))
    monkeypatch.setenv("CANDOUR_DRAFT_KEYS", str(stack.keys))
    async with aiohttp.ClientSession() as session:
        teller = Teller(session, stack.url, Settings())
        await teller.check()
        filed = await teller.tell(story)
    case = stack.case(filed.reference)
    assert case["account"][0] == story.account[0]
    assert case["slots"]["force"]["value"]
    assert len(case["attachments"]) == int(story.file)
    assert case["channel"] == ("form" if story.form else "web")
    assert [one["text"] for one in case["messages"]] == list(filter(None, [story.message, story.later.get("add")]))
    assert [one["outcome"] for one in case["assessments"]] == list(filter(None, [story.assessed.get("outcome")]))
    if "subject_name" in story.answers:
        assert case["slots"]["subject_name"]["value"]


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
