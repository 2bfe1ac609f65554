"""An interview in another language: everything said in it, buttons understood, and words that cannot be read kept."""

from __future__ import annotations

import pytest

from interview.catalogues import in_language, offered
from interview.finished import case_slots, risk
from interview.guide import load_guide
from interview.state import Heard, State
from interview.translation import to_translate
from interview.turn import START, is_digression, take_turn
from interview.unread import FLAG
from tests.support.reports import RICH, messages

ENGLISH = load_guide()
POLISH = in_language(ENGLISH, "pl")
ACCOUNT = ("policjant bierze pieniądze od handlarzy narkotyków", "widziałam to dwa razy przed komisariatem w Lewisham")
# What is said at the questions that want words; all others are answered by buttons.
SAID = {"benefit_or_favour": "gotówkę w kopercie", "force": "Metropolitan Police", "when": "w zeszły wtorek w nocy"}


class Reporter:
    """Somebody who is spoken to in Polish."""

    def __init__(self) -> None:
        self.account: list[str] = []
        self.state = State(POLISH, spoken="pl", texts=lambda: self.account, guides=lambda code: POLISH)
        take_turn(self.state, Heard(""))

    def press(self, *buttons: str) -> Reporter:
        for button in buttons:
            self._turn(Heard(button))
        return self

    def write(self, text: str, intent: str = "inform") -> Reporter:
        return self._turn(Heard(text, intent, language="pl"))

    def to(self, slot: str) -> Reporter:
        """Answer as in the whole report, in English words, up to a question."""
        return self.press(*messages(upto=slot))

    def _turn(self, heard: Heard) -> Reporter:
        self.state.says, self.state.keep = [], []
        take_turn(self.state, heard)
        self.account += self.state.keep
        self.state.parts = len(self.account)
        return self

    @property
    def said(self) -> str:
        return "\n".join(says.text for says in self.state.says)


def tr(name: str) -> str:
    return POLISH.messages[name]


def test_a_whole_report_by_buttons_and_own_words() -> None:
    someone = Reporter().press("Yes", "No", "No")
    for text in ACCOUNT:
        someone.write(text)
    someone.press("That's everything", "Misusing information or selling favours", "That's all")
    while someone.state.asked != "summary_ok":
        slot = POLISH.slot(str(someone.state.asked))
        assert slot.name in ENGLISH.names()
        if slot.kind == "text":
            someone.write(SAID.get(slot.name, "nie pamiętam dobrze"))
        else:
            someone.press(slot.titles()[0])
    assert "Kiedy" in someone.said
    assert "Tylko kilka" in someone.said
    slots = case_slots(someone.state)
    assert slots["force"]["value"] == "Metropolitan Police Service"
    assert slots["when"] == {"value": SAID["when"], "as_said": SAID["when"], "source": "asked"}
    assert slots["duty_status"] == {"value": "on", "as_said": "On duty", "source": "asked"}
    assert someone.account == list(ACCOUNT)
    assert {"account", "when", "benefit_or_favour"} <= set(to_translate(someone.state)["Polish"])
    assert not {"force", "duty_status", "conduct_category"} & set(to_translate(someone.state)["Polish"])
    assert risk(someone.state)["translate"] == to_translate(someone.state)
    someone.press("Yes, send it")
    assert someone.state.asked is None


@pytest.mark.parametrize("slot", [name for name, _ in RICH if ENGLISH.slot(name).kind in ("choice", "multi")])
def test_words_at_a_choice_are_kept_and_it_is_asked_again_by_buttons(slot: str) -> None:
    someone = Reporter().to(slot).write("tego to ja nie rozumiem wcale", intent="deny")
    if slot == "summary_ok":
        assert tr("retry_buttons") in someone.said
        assert someone.state.asked == slot
        return
    assert someone.state.asked == slot
    assert tr("retry_buttons") in someone.said
    someone.write("znowu to samo")
    assert someone.state.asked != slot
    assert "znowu to samo" in someone.state.answers[slot].as_said


def test_words_at_the_question_about_danger_get_the_emergency_number_and_a_flag() -> None:
    someone = Reporter().press("Yes").write("on tu jest i trzyma coś", intent="inform")
    assert tr("emergency") in someone.said
    someone.write("pomocy")
    assert FLAG in risk(someone.state)["flags"]


def test_nothing_reads_words_in_another_language() -> None:
    someone = Reporter().to("account")
    for text in ACCOUNT:
        assert not is_digression(someone.state, Heard(text, "faq_free", language="pl"))
        someone.write(text, intent="danger")
    someone.press("That's everything")
    assert someone.state.asked == "conduct_category"
    assert not someone.state.memory["found"]
    assert "alarms" not in someone.state.memory


def test_english_in_between_is_read() -> None:
    someone = Reporter().to("account").press("the officer is sergeant Quentin Taylor of the Metropolitan Police")
    someone.press("That's everything")
    assert someone.state.asked == "confirm_found"
    assert "Quentin" in someone.said
    assert POLISH.slot("subject_name").label in someone.said


@pytest.mark.parametrize("slot", ["limits_ack", "account", "force", "summary_ok"])
def test_the_open_question_comes_again_with_all_that_introduced_it(slot: str) -> None:
    someone = Reporter().to(slot)
    someone.press("why do you ask?")
    assert someone.state.asked == slot
    someone._turn(Heard("/start", START))
    assert someone.state.asked == slot
    if POLISH.slot(slot).intro:
        assert POLISH.slot(slot).intro in someone.said
    if slot == "summary_ok":
        assert tr("summary_intro") in someone.said
    assert someone.account == [*messages(upto=slot)[3:5]] or slot in ("limits_ack", "account")


def test_a_paused_report_goes_on_with_words_that_cannot_be_read() -> None:
    someone = Reporter().to("force").press("stop")
    assert someone.state.asked == "paused"
    someone.write("Metropolitan Police")
    assert someone.state.known("force") == "Metropolitan Police Service"


def test_who_writes_in_another_language_is_offered_it() -> None:
    state = State(ENGLISH, guides=lambda code: POLISH)
    for text in ("", "Yes", "No", "No"):
        take_turn(state, Heard(text))
    state.says = []
    take_turn(state, Heard(ACCOUNT[0]))
    offer = next(says for says in state.says if says.buttons and says.buttons[0].startswith("\U0001f310"))
    assert offer.text == tr("other_language_offered")
    assert offer.buttons == (offered()["pl"].button,)


def test_a_line_can_be_changed_by_the_name_that_the_summary_gives_it() -> None:
    someone = Reporter().to("summary_ok").write(POLISH.slot("when").label)
    assert someone.state.asked == "when"


def test_numbers_stay_whole_in_texts_that_run_from_right_to_left() -> None:
    """A mark of the direction stands before each; "116 123" would be read as "123 116" without it."""
    rightwards = [code for code, language in offered().items() if language.direction == "rtl"]
    assert rightwards
    for code in rightwards:
        emergency = in_language(ENGLISH, code).messages["emergency"]
        assert emergency.count("\u200e{") == emergency.count("{emergency") == ENGLISH.messages["emergency"].count("{")
    assert "\u200e" not in "".join(POLISH.messages.values())
