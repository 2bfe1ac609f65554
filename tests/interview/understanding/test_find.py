"""Rules that hold for any text, and the cases that the accounts do not single out."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.evaluate.slots import TODAY, read
from interview.guide import load_guide
from interview.noted import SURE
from interview.understanding import Finding, find, findings_of_account, identity_clues, warm_up

warm_up()  # the word lists and patterns, so that no example waits for them
GUIDE = load_guide()
FOLDER = Path(__file__).parent
TEXTS = [entry["text"] for name in ("accounts.yml", "held_out.yml") for entry in read(FOLDER / name)]
# Any text at all, and texts made of what the finders look for, in any order.
PIECES = [piece for text in TEXTS for piece in text.split()] + [
    "\n",
    "\u2019",
    "\u0130",
    "\u00df",
    "SE 123",
    "31/02/2026",
    "0/0/00",
    "\U0001f600",
]
ANY_TEXT = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
ASKED = st.sampled_from([None, *GUIDE.names()])


def one(text: str, slot: str, asked: str | None = None, subject: int = 0) -> Finding | None:
    return find(text, asked, TODAY).best(slot, subject)


def value(text: str, slot: str, asked: str | None = None, subject: int = 0) -> object:
    found = one(text, slot, asked, subject)
    return found.value if found else None


@given(ANY_TEXT, ASKED)
def test_any_text_is_read_and_its_words_are_kept(text: str, asked: str | None) -> None:
    for finding in find(text, asked, TODAY):
        assert finding.as_said
        assert text[finding.start : finding.end] == finding.as_said
        assert 0 < finding.sure <= 1
        assert finding.slot in GUIDE.names()
        assert finding.subject == 0 or finding.slot in GUIDE.group("subject")


@given(ANY_TEXT, ASKED)
def test_choices_are_options_and_ranges_are_in_order(text: str, asked: str | None) -> None:
    for finding in find(text, asked, TODAY):
        if GUIDE.slot(finding.slot).kind == "choice":
            assert finding.value in GUIDE.slot(finding.slot).options
        if isinstance(finding.value, dict):
            assert finding.value["from"] <= finding.value["to"] <= TODAY.isoformat()


@given(ANY_TEXT, st.sampled_from([" ", "  ", "\n", " \n "]))
def test_space_around_a_text_changes_nothing(text: str, space: str) -> None:
    plain = [(f.slot, f.value, f.subject) for f in find(text.strip(), None, TODAY)]
    assert [(f.slot, f.value, f.subject) for f in find(f"{space}{text.strip()}{space}", None, TODAY)] == plain


@given(st.lists(ANY_TEXT, max_size=4))
def test_clues_are_words_of_their_message(parts: list[str]) -> None:
    for clue in identity_clues(parts):
        assert parts[clue.part][clue.start :].startswith(clue.as_said)
        assert clue.as_said


@pytest.mark.parametrize("text", TEXTS)
def test_capitals_change_no_choice_and_no_date(text: str) -> None:
    slots = ("duty_status", "basis_of_knowledge", "ongoing", "when", "shoulder_number", "warrant_number", "force")
    low, high = (find(written, None, TODAY) for written in (text.lower(), text.upper()))
    for slot in slots:
        assert {str(f.value).lower() for f in low.of(slot)} == {str(f.value).lower() for f in high.of(slot)}, slot


@given(st.integers(10**8, 10**9 - 1), st.sampled_from(["07{}", "020{}", "+44 7{}", "0 7{}"]))
def test_a_telephone_number_is_no_other_number(digits: int, form: str) -> None:
    phone = form.format(str(digits)[: 8 if "020" in form else 9])
    for text in (f"call me on {phone}", f"his number is {phone}", phone):
        found = find(text, None, TODAY)
        assert not found.of("shoulder_number")
        assert not found.of("warrant_number")


@given(st.dates(date(1990, 1, 1), TODAY), st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%-d %B %Y", "%Y-%m-%d"]))
def test_a_date_is_read_in_uk_order_and_is_no_other_number(day: date, form: str) -> None:
    said = day.strftime(form)
    found = find(f"it was on {said} i think", None, TODAY)
    if "%y" not in form or day.year >= 2000:
        assert [f.value for f in found.of("when")] == [{"from": day.isoformat(), "to": day.isoformat()}]
    assert not found.of("shoulder_number")
    assert not found.of("warrant_number")


@given(st.integers(1, 60))
def test_days_ago_are_counted(days: int) -> None:
    day = (TODAY - timedelta(days=days)).isoformat()
    assert value(f"{days} days ago", "when", "when") == {"from": day, "to": day}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("shoulder number was se 123", "SE 123"),
        ("SE-123 was on his epaulettes", "SE 123"),
        ("collar no. 0923", "0923"),
        ("badge said s e 1 2 3", "SE 123"),
        ("pc 2817 hit me", "2817"),
        ("i live at 12 Rye Lane SE15 4AB", None),
        ("he lives in se15", None),
        ("300 quid, 45 years old, on the A205 at 10.30pm", None),
        ("crime ref 4517823/26", None),
        ("there were 3 officers in 2 vans", None),
    ],
)
def test_a_shoulder_number_is_told_from_other_numbers(text: str, number: str | None) -> None:
    assert value(text, "shoulder_number") == number


@pytest.mark.parametrize(
    "text",
    [
        "my sister Anna was there",
        "my name is Tom Baker",
        "i'm Jane",
        "told my mate Dave",
        "my neighbour Paul Smith saw",
        "they stop my brother and call him names for being black",
        "everyone calls her all sorts of names",
    ],
)
def test_names_of_others_are_not_the_subjects(text: str) -> None:
    assert value(text, "subject_name") is None


def test_officers_are_kept_apart() -> None:
    found = find("PC Khan had SE 123 on his shoulder. The other was a sergeant, tall with a ginger beard.", None, TODAY)
    assert found.subjects == 2
    first, second = found.slots(0), found.slots(1)
    assert [first[name].value for name in ("subject_role_rank", "subject_name", "shoulder_number")] == [
        "constable",
        "Khan",
        "SE 123",
    ]
    assert second["subject_role_rank"].value == "sergeant"
    assert second["subject_description"].as_said == "tall with a ginger beard"


def test_a_later_message_corrects_an_earlier_one() -> None:
    found = findings_of_account(["it was on Monday at peckham nick", "he hit me", "sorry i meant Tuesday"], TODAY)
    assert [f.value for f in found.of("when")] == [{"from": "2026-11-17", "to": "2026-11-17"}]


def test_what_is_said_both_ways_is_less_sure() -> None:
    sure, torn = one("it stopped", "ongoing"), one("it stopped. it happens every day", "ongoing")
    assert sure
    assert torn
    assert torn.sure < sure.sure


def test_hearsay_is_marked() -> None:
    found = find("my sister told me that PC Green took cash off a dealer", None, TODAY)
    assert found.slots()["subject_name"].hearsay
    assert found.slots()["basis_of_knowledge"].value == "was_told"


def test_none_is_an_answer() -> None:
    found = one("no, nobody else was there", "witnesses", "witnesses")
    assert found
    assert found.negated


@pytest.mark.parametrize("command", ["don't know", "skip", "why do you ask?", "back"])
def test_a_command_is_no_answer(command: str) -> None:
    assert all(len(find(command, slot, TODAY)) == 0 for slot in ("subject_name", "where", "witnesses", "when"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my sergeant does nothing", "boss"),
        ("I was the only one in the car", "only_one"),
        ("I reported it to my boss Jane", "boss"),
        ("my name is Tom Baker", "name"),
        ("ring me on 07700 900123", "contact"),
        ("i live at 12 Rye Lane", "address"),
        ("im a nurse at kings", "job"),
    ],
)
def test_clues_to_the_reporter_are_found(text: str, kind: str) -> None:
    assert kind in {clue.kind for clue in identity_clues(["it was him", text])}


def test_an_account_without_the_reporter_has_no_clues() -> None:
    assert identity_clues(["PC Harding took cash off a dealer outside the kebab shop", "it was last tuesday"]) == []


def test_a_long_account_is_read_quickly() -> None:
    account = "\n".join(TEXTS)
    account = " ".join(account.split(" ")[:1000])
    find(account, None, TODAY)  # the first reading loads the word lists
    started = time.process_time()
    find(account, None, TODAY)
    # Time of a core, not of a clock: 0.1 s for the rules and 0.5 s for the tagger are meant, and a shared, slow machine
    # may need some times as much.
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("my ex is a pc in west yorks, dave tranter, stationed at killingbeck", "Dave Tranter"),
        ("theres a sergeant on my team, lisa hogan, who takes cash off lads", "Lisa Hogan"),
        ("the officer at lewisham, mark up, was rude", None),
        ("he is a pc, ran off, laughed", None),
    ],
)
def test_a_name_between_commas_is_found_without_capitals(said: str, name: str | None) -> None:
    assert [one.value for one in find(said).found if one.slot == "subject_name"] == ([name] if name else [])


@pytest.mark.parametrize("time", ["on Tuesday night", "on friday", "on 3 May", "on the 3rd of May"])
def test_a_time_before_a_place_is_no_part_of_it(time: str) -> None:
    found = find(f"he spat at me {time} outside Aldi and walked off", today=date(2026, 11, 24))
    assert [one.as_said for one in found if one.slot == "where"] == ["outside Aldi"]


@pytest.mark.parametrize("words", ["last sunday he had me by the throat", "the pc got me up against the wall in May"])
def test_what_was_done_to_the_reporter_is_not_asked(words: str) -> None:
    basis = find(words).best("basis_of_knowledge")
    assert basis
    assert (basis.value, basis.sure >= SURE) == ("experienced", True)


@pytest.mark.parametrize(
    ("text", "looks", "name"),
    [
        ("a tall woman with red hair called Ffion Rees takes the tobacco off the lads in the cells",
         "tall woman with red hair", "Ffion Rees"),
        ("he was a short lad with glasses named Darren Pike and he hit my brother", "short lad with glasses",
         "Darren Pike"),
    ],
)  # fmt: skip
def test_a_description_ends_before_the_name_that_follows_it(text: str, looks: str, name: str) -> None:
    found = find(text)
    assert [one.as_said for one in found.found if one.slot == "subject_description"] == [looks]
    assert [one.value for one in found.found if one.slot == "subject_name"] == [name]


def test_a_time_since_which_it_goes_on_counts_before_a_day_within_it() -> None:
    account = "he took 300 quid off me each month since march. on sunday he said he will find my kids school"
    when = find(account, None, date(2026, 11, 30)).slots(0)["when"]
    assert when.value == {"from": "2026-03-01", "to": "2026-11-30"}
    assert when.as_said == "since march / on sunday"


def test_two_days_are_not_joined() -> None:
    when = find("it was on monday, and on sunday he came back", None, date(2026, 11, 30)).slots(0)["when"]
    assert " / " not in when.as_said
