"""The guide: complete, free of contradictions, and the one source of the domain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from candour.errors import GuideError
from interview.domain import guide_domain, write_domain
from interview.guide import FOLDER, MAX_TITLE_BYTES, Guide, load_guide, with_numbers
from interview.signposts import load_signposts, numbers

ROOT = Path(__file__).parents[2]
GUIDE: Guide = with_numbers(load_guide(), numbers(load_signposts()))
MOST_WORDS = 60
SLOTS = [
    "limits_ack",
    "immediate_danger",
    "child_or_vulnerable_at_risk",
    "account",
    "conduct_category",
    "discrimination_grounds",
    "benefit_or_favour",
    "information_misused",
    "force",
    "borough_bcu_or_station",
    "subject_known",
    "subject_name",
    "subject_role_rank",
    "shoulder_number",
    "warrant_number",
    "subject_description",
    "vehicle_or_online_handle",
    "other_subjects",
    "duty_status",
    "setting",
    "when",
    "ongoing",
    "where",
    "basis_of_knowledge",
    "affected_person_risk",
    "witnesses",
    "evidence_exists",
    "attachments",
    "reported_before",
    "reporter_group",
    "who_else_knows",
    "follow_up",
    "contact_method",
    "safe_time",
    "summary_ok",
]
NEVER_SAID = ("100%", "why didn't you", "what were you wearing", "had you been drinking")


def test_all_slots_stand_in_their_order() -> None:
    assert GUIDE.names() == SLOTS


def test_the_domain_in_the_repository_is_what_the_guide_gives(tmp_path: Path) -> None:
    write_domain(tmp_path)
    for name in ("guide.yml", "wording.yml"):
        assert (ROOT / "domain" / name).read_text("utf-8") == (tmp_path / name).read_text("utf-8")
    assert write_domain(tmp_path) is False


def test_every_slot_has_its_question_with_the_commands_as_buttons() -> None:
    responses = guide_domain(GUIDE)["responses"]
    for slot in GUIDE.slots:
        titles = [button["title"] for button in responses[f"utter_ask_{slot.name}"][0]["buttons"]]
        assert titles[: len(slot.titles())] == slot.titles()
        assert "Back" in titles
        assert len(titles) == len(set(titles)), slot.name


def test_no_message_is_longer_than_a_frightened_person_reads() -> None:
    texts = [text for slot in GUIDE.slots for text in (slot.intro, slot.question, slot.why, slot.help)]
    texts += [text for slot in GUIDE.slots for text in slot.after.values()]
    texts += [*GUIDE.messages.values(), *(control.question for control in GUIDE.controls.values())]
    texts += [
        r[0]["text"] for r in yaml.safe_load((ROOT / "domain/wording.yml").read_text("utf-8"))["responses"].values()
    ]
    paragraphs = [part for text in texts for part in text.split("\n\n")]
    assert len(paragraphs) > 150
    assert [part for part in paragraphs if len(part.split()) > MOST_WORDS] == []
    assert [part for part in paragraphs if any(phrase in part.lower() for phrase in NEVER_SAID)] == []


def test_no_telephone_number_is_a_literal() -> None:
    for file in (FOLDER / "guide.yml", FOLDER / "faq.yml", FOLDER / "channels.yml"):
        assert re.findall(r"\b0[0-9 ]{8,}|\b999\b|\b101\b|\b116 ?123\b", file.read_text("utf-8")) == [], file.name


def test_all_placeholders_of_the_wording_are_filled() -> None:
    known = {
        "reference",
        "draft_days",
        "words",
        "changes",
        "helplines",
        "covered",
        "force",
        "watchdog",
        "files",
        "last",
        *("lines", "number", "label", "what", "name", "first"),  # parts of the read-back
    }
    texts = [slot.question + slot.why + slot.help + slot.intro for slot in GUIDE.slots] + list(GUIDE.messages.values())
    left = {name for text in texts for name in re.findall(r"\{(\w+)\}", text)}
    assert left <= known


def test_every_button_fits_into_telegrams_callback_data() -> None:
    titles = [title for slot in GUIDE.slots for title in slot.titles()] + [t[0] for t in GUIDE.commands.values()]
    assert max(len(title.encode()) for title in titles) <= MAX_TITLE_BYTES


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"when": {"no_such_slot": ["yes"]}}, "depends on"),
        ({"kept": {"summary_ok": ["yes"]}}, "depends on"),
        ({"kept": "sometimes"}, "is not written as a guide"),
        ({"kind": "guess"}, "kind must be"),
        ({"why": ""}, "has no why"),
        ({"colour": "red"}, "unknown keys"),
        ({"name": "limits_ack"}, "named twice"),
        ({"options": {"a": ["x" * (MAX_TITLE_BYTES + 1)]}}, "longer than"),
    ],
)
def test_a_guide_that_contradicts_itself_is_refused(tmp_path: Path, change: dict[str, object], problem: str) -> None:
    raw = yaml.load((FOLDER / "guide.yml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
    raw["slots"][5].update(change)
    file = tmp_path / "guide.yml"
    file.write_text(yaml.safe_dump(raw), "utf-8")
    with pytest.raises(GuideError, match=problem):
        load_guide(file)
