"""Files that were sent because of an answer go with it when it changes; other files stay."""

from __future__ import annotations

import pytest

from interview.state import Heard
from tests.support.reports import messages
from tests.support.told import Told

SENT = "photo, cleaned"


def with_document(*before: str) -> Told:
    """Someone with a file who was just asked for it; files in `before` were sent while they told what happened."""
    told = Told().say(*messages(upto="basis_of_knowledge"))
    told.files = [(number, SENT) for number, _ in enumerate(before, start=1)]
    told.say("I have something that shows it")
    while told.state.asked != "attachments":
        told.say("skip")
    return told


def gone(told: Told) -> list[int]:
    """The numbers of the files that the last turn let go."""
    return [number for says in told.state.says for number in says.files_gone]


def changed(told: Told, line: str, answer: str) -> Told:
    """Change a line at the read-back."""
    while told.state.asked != "summary_ok":
        told.say("skip")
    return told.say("change something", line, answer)


def test_files_go_with_the_answer_that_led_to_them() -> None:
    told = with_document()
    told.files += [(1, SENT), (2, SENT)]
    changed(told.say("done"), "how this is known", "someone told me")
    assert gone(told) == [1, 2]
    assert "deleted as well: file 1, file 2." in told.said
    assert "attachments" not in told.state.answers
    assert told.files == []


def test_files_that_were_sent_before_depend_on_nothing() -> None:
    told = with_document("with the account")
    told.files.append((2, SENT))
    changed(told.say("done"), "how this is known", "someone told me")
    assert gone(told) == [2]


def test_the_read_back_of_the_same_turn_no_longer_lists_them() -> None:
    told = with_document("with the account")
    told.files.append((2, SENT))
    told.say("done")
    while told.state.asked != "summary_ok":
        told.say("skip")
    told.say("actually my sister told me")
    assert gone(told) == [2]
    assert f"File 1: {SENT}" in told.said
    assert "File 2:" not in told.said


@pytest.mark.parametrize("answer", ["I have something that shows it", "i have messages"])
def test_files_stay_with_an_answer_that_still_asks_for_them(answer: str) -> None:
    told = with_document()
    told.files.append((1, SENT))
    changed(told.say("done"), "how this is known", answer)
    assert (gone(told), told.state.asked) == ([], "attachments")
    assert told.files == [(1, SENT)]


def test_until_the_new_answer_is_known_nothing_is_deleted() -> None:
    told = with_document()
    told.files.append((1, SENT))
    while told.state.asked != "summary_ok":
        told.say("skip")
    told.say("change something", "how this is known")
    assert told.state.asked == "basis_of_knowledge"
    assert gone(told) == []
    assert gone(told.say("don't know")) == [1]


def test_files_sent_for_a_later_answer_are_counted_anew() -> None:
    told = with_document()
    told.files.append((1, SENT))
    changed(told.say("done"), "how this is known", "someone told me")
    changed(told, "how this is known", "I have something that shows it")
    told.files.append((2, SENT))
    changed(told, "how this is known", "I saw or heard it")
    assert gone(told) == [2]


def test_without_files_nothing_is_said_of_them() -> None:
    told = with_document()
    changed(told.say("no files"), "how this is known", "someone told me")
    assert "deleted as well" not in told.said


# When the question for files is asked ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("screenshots on my phone", "attachments"),
        ("yes, photos of the bruises", "attachments"),
        ("no cctv but i kept the messages", "attachments"),
        ("the shop has cctv", "reported_before"),
        ("my sister has the messages", "reported_before"),
        ("i have no photos", "reported_before"),
        ("no", "reported_before"),
        ("don't know", "reported_before"),
    ],
)
def test_files_are_asked_for_where_the_reporter_has_what_shows_it(words: str, asked: str) -> None:
    told = Told().say(*messages(upto="evidence_exists"), words)
    assert told.state.asked == asked


def test_files_that_were_sent_unasked_are_asked_about_once() -> None:
    told = Told().say(*messages(upto="evidence_exists"))
    told.files.append((1, SENT))
    assert told.say("no").state.asked == "attachments"
    assert told.say("done").state.asked == "reported_before"
    assert told.value("attachments") == "done"


def test_whoever_asks_whether_they_can_send_files_is_asked_for_them() -> None:
    told = Told().say(*messages(upto="witnesses"))
    told.hear(Heard("can I send you photos?", "faq_send_files", answered=True))
    assert told.state.asked == "witnesses"
    assert told.say("nobody", "no").state.asked == "attachments"


@pytest.mark.parametrize("slot", ["summary_ok", "follow_up", "contact_method"])
def test_a_file_that_comes_late_holds_nothing_up(slot: str) -> None:
    told = Told().say(*messages(upto="follow_up"))
    if slot == "contact_method":
        told.say("leave contact details")
    while told.state.asked != slot:
        told.say("skip")
    told.files.append((1, SENT))
    for text in {"follow_up": ["anonymous"], "contact_method": ["me@example.org", "evenings"]}.get(slot, []):
        assert told.say(text).state.asked in ("safe_time", "summary_ok")
    assert told.say("yes, send it").state.asked is None


def test_files_sent_because_of_what_shows_it_go_with_that_answer() -> None:
    told = Told().say(*messages(upto="evidence_exists"), "screenshots on my phone")
    told.files.append((1, SENT))
    changed(told.say("done"), "evidence", "only the cctv of the shop")
    assert gone(told) == [1]
    assert told.state.asked == "summary_ok"


@pytest.mark.parametrize(
    ("account", "asked"),
    [
        ("there is cctv, and i kept screenshots of what he wrote", True),
        ("he was rude. ive still got the photos", True),
        ("the shop has cctv", False),
        ("my sister has screenshots of it", False),
        ("he has photos of me", False),
    ],
)
def test_an_account_that_speaks_of_what_its_teller_has_leads_to_the_question(account: str, asked: bool) -> None:
    told = Told().say(*messages(upto="account"), account, "that's everything")
    seen = []
    while told.state.asked != "summary_ok":
        seen.append(told.state.asked)
        told.say({"confirm_found": "yes", "identity_risk": "leave them"}.get(str(told.state.asked), "skip"))
    assert ("attachments" in seen) == asked


def test_after_a_rich_account_files_are_offered_beside_another_question() -> None:
    rich = "PC Dave Harding SE 2345 of the met hit me at lewisham nick on 3 May 2025, he was on duty"
    told = Told().say(*messages(upto="account"), rich, "there is cctv, and i kept screenshots", "that's everything")
    while told.state.asked != "anything_more":
        told.say("yes" if told.state.asked == "confirm_found" else "skip")
    assert told.state.guide.messages["offer_files"] in told.said
    seen = []
    while told.state.asked != "summary_ok":
        seen.append(told.state.asked)
        told.say("skip")
    assert "attachments" not in seen
