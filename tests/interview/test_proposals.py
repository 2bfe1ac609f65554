"""What was already said is proposed in the reporter's words, confirmed, corrected, and never asked again."""

from __future__ import annotations

from typing import Self

import pytest

from interview.answers import Answer
from interview.finished import case_slots
from interview.guide import load_guide
from interview.state import Heard
from tests.support import told
from tests.support.reports import messages

GUIDE = load_guide()
RICH_ACCOUNT = (
    "PC Dave Harding at Lewisham nick, his number is SE 2345, has been selling stuff off the pnc to a dealer for cash",
    "my sister told me. he was on duty, it was last tuesday night behind the station. theres cctv there. hes in the "
    "met. it is still going on",
)
MOST_QUESTIONS = 12


class Told(told.Told):
    """A reporter who has told an account; counts the questions that come."""

    def __init__(self, *account: str) -> None:
        super().__init__(GUIDE)
        self.questions = 0
        self.say("yes", "no", "no", *account)

    def hear(self, heard: Heard) -> Self:
        before = self.state.asked
        super().hear(heard)
        self.questions += self.state.asked != before
        return self


def test_a_rich_account_is_read_back_in_its_own_words() -> None:
    told = Told(*RICH_ACCOUNT).say("that's everything")
    assert told.state.asked == "confirm_found"
    for words in ('"Dave Harding"', '"Lewisham nick"', '"SE 2345"', '"the met"'):
        assert words in told.said


def test_what_was_confirmed_is_never_asked_again() -> None:
    told, asked = Told(*RICH_ACCOUNT).say("that's everything", "yes"), []
    while told.state.asked != "summary_ok":
        asked.append(told.state.asked)
        told.say("skip")
    assert not {"force", "borough_bcu_or_station", "subject_name", "shoulder_number", "when", "duty_status"} & set(
        asked
    )
    slots = case_slots(told.state)
    assert slots["subject_name"] == {"value": "Dave Harding", "as_said": "Dave Harding", "source": "account"}
    assert slots["subject_known"]["value"] == "identity"
    assert slots["ongoing"]["value"] == "yes"


def test_a_rich_account_takes_at_most_twelve_questions() -> None:
    told = Told(*RICH_ACCOUNT[:1])
    told.say(RICH_ACCOUNT[1], categories=("trading_information",))
    told.say("that's everything", "yes", "no, that's all")
    while told.state.asked != "summary_ok":
        told.say("skip")
    # The opening is the first question; an account that goes on in a second message is not a question of its own.
    assert told.questions <= MOST_QUESTIONS


def test_a_correction_in_the_answer_changes_the_line_and_keeps_the_rest() -> None:
    told = Told(*RICH_ACCOUNT).say("that's everything", "no its brixton nick", "yes")
    assert told.value("borough_bcu_or_station") == "Brixton"
    assert told.value("subject_name") == "Dave Harding"


def test_a_line_named_by_its_number_is_asked_and_the_rest_is_kept() -> None:
    told = Told(*RICH_ACCOUNT).say("that's everything")
    number = next(line.split(".")[0] for line in told.said.splitlines() if "Shoulder number" in line)
    told.say("no, something is wrong")
    assert told.state.asked == "which_is_wrong"
    told.say(number)
    assert told.value("force") == "Metropolitan Police Service"
    assert told.value("shoulder_number") is None
    asked = []
    while told.state.asked != "summary_ok":
        asked.append(told.state.asked)
        told.say("yes" if told.state.asked == "confirm_found" else "skip")
    assert "shoulder_number" in asked


@pytest.mark.parametrize(
    "words",
    ["the shoulder number", "the number is wrong", "that collar number isn't right", "yes except the number"],
)
def test_a_line_named_by_what_it_is_called_is_asked_and_the_rest_is_kept(words: str) -> None:
    told = Told(*RICH_ACCOUNT).say("that's everything", "no", words)
    assert told.value("shoulder_number") is None
    assert told.value("subject_name") == "Dave Harding"
    assert "shoulder_number" in to_the_end(told)


@pytest.mark.parametrize(
    ("words", "slot", "value"), [("4417", "shoulder_number", "4417"), ("a sergeant", "subject_role_rank", "sergeant")]
)
def test_a_bare_value_says_how_its_line_was(words: str, slot: str, value: str) -> None:
    told = Told(*RICH_ACCOUNT).say("that's everything", "no, something is wrong", words)
    assert told.value(slot) == value
    assert told.value("subject_name") == "Dave Harding"


def test_a_yes_with_more_behind_it_is_a_yes_and_what_is_behind_it_is_taken() -> None:
    told = Told(RICH_ACCOUNT[0]).say("that's everything", "yes but it wasn't just then, it's been going on for years")
    assert told.value("subject_name") == "Dave Harding"
    assert told.value("ongoing") == "yes"
    assert "it's been going on for years" in told.account[-1]


def test_what_no_line_says_is_taken_as_what_was_wrong() -> None:
    told = Told(RICH_ACCOUNT[0]).say("that's everything", "no", "it's been going on for years and he still does it")
    assert told.value("ongoing") == "yes"
    assert told.value("subject_name") == "Dave Harding"


def test_words_that_name_no_line_are_kept_and_it_is_asked_once_more_before_all_is_asked() -> None:
    told = Told(*RICH_ACCOUNT).say("that's everything", "no", "that is not how I would put it")
    assert told.state.asked == "which_is_wrong"
    assert GUIDE.messages["kept_as_said"] in told.said
    told.say("I really would not say it that way")
    assert told.state.asked == "conduct_category"


def test_whoever_does_not_say_what_is_wrong_is_not_asked_everything() -> None:
    told = Told(*RICH_ACCOUNT).say("that's everything", "no", "skip")
    assert told.value("subject_name") == "Dave Harding"


def test_categories_of_the_account_are_proposed_and_not_asked() -> None:
    told = Told().say("he takes money from dealers", categories=("trading_information",)).say("that's everything")
    assert "Misusing information or selling favours" in told.said
    told.say("yes")
    assert told.value("conduct_category") == ["trading_information"]


def test_two_officers_of_one_account_are_kept_apart() -> None:
    told = Told("PC Dave Harding took the money. Sergeant Karen Mills watched the door.").say("that's everything")
    assert "Dave Harding" in told.said
    while told.state.asked != "summary_ok":
        told.say("yes" if told.state.asked == "confirm_found" else "skip")
    [second] = case_slots(told.state)["other_subjects"]["value"]
    assert second["subject_name"]["value"] == "Karen Mills"
    assert told.state.guide.slot("subject_name").label


ABOUT_A_CHILD = "PC Dave Harding hit me in the kitchen last tuesday, my little girl saw it all"


def test_a_child_that_the_account_tells_of_is_read_back_though_nobody_was_at_risk_before() -> None:
    told = Told(ABOUT_A_CHILD).say("that's everything")
    assert 'Child or vulnerable person at risk: "my little girl' in told.said
    told.say("yes")
    assert told.value("child_or_vulnerable_at_risk") == "yes"
    assert "Childline" in told.said


def test_whoever_says_that_no_child_is_at_risk_is_believed() -> None:
    told = Told(ABOUT_A_CHILD).say("that's everything")
    assert told.said.index("1. Child or vulnerable") > 0
    told.say("number 1 is wrong")
    assert told.value("child_or_vulnerable_at_risk") == "no"
    assert told.value("subject_name") == "Dave Harding"
    assert told.state.asked not in ("child_or_vulnerable_at_risk", "confirm_found")


def test_whoever_skips_the_read_back_keeps_what_they_said_before_of_a_child() -> None:
    told = Told(ABOUT_A_CHILD).say("that's everything", "skip")
    assert told.value("child_or_vulnerable_at_risk") == "no"
    assert told.value("subject_name") == "Dave Harding"


def test_a_line_of_the_first_officer_can_be_wrong_beside_what_is_said_of_the_second() -> None:
    told = Told("PC Dave Harding took the money. Sergeant Karen Mills watched the door.").say("that's everything")
    told.say("number 2 is wrong, and the other one was an inspector")
    assert told.value("subject_role_rank") is None
    assert told.value("subject_name") == "Dave Harding"


@pytest.mark.parametrize(
    ("words", "slot", "value"),
    [
        ("yes but the second one was an inspector", "subject_role_rank", "inspector"),
        ("no, the other officer's number was 1921", "shoulder_number", "1921"),
    ],
)
def test_what_is_said_of_the_second_officer_at_the_read_back_is_theirs(words: str, slot: str, value: str) -> None:
    told = Told("PC Dave Harding took the money. Sergeant Karen Mills watched the door.").say("that's everything")
    told.say(words)
    assert told.value("subject_role_rank") == "constable"
    while told.state.asked != "summary_ok":
        told.say("yes" if told.state.asked == "confirm_found" else "skip")
    [second] = case_slots(told.state)["other_subjects"]["value"]
    assert second["subject_name"]["value"] == "Karen Mills"
    assert second[slot]["value"] == value


def test_other_people_are_no_second_officer() -> None:
    told = Told("PC Dave Harding took the money. Sergeant Karen Mills watched the door.").say("that's everything")
    told.say("yes but other drivers paid as well and he is an inspector")
    assert told.value("subject_role_rank") == "inspector"


def test_a_later_correction_of_the_second_officer_leaves_the_first_as_they_are() -> None:
    told = Told("PC Dave Harding took the money. Sergeant Karen Mills watched the door.").say("that's everything")
    told.say("yes", "skip", "actually the other one was an inspector")
    assert 'Person 2, role or rank: "inspector"' in told.said
    while told.state.asked != "summary_ok":
        told.say("yes" if told.state.asked == "confirm_found" else "skip")
    slots = case_slots(told.state)
    assert slots["subject_role_rank"]["value"] == "constable"
    [second] = slots["other_subjects"]["value"]
    assert second["subject_role_rank"]["value"] == "inspector"


def test_an_earlier_answer_is_corrected_at_any_question_and_the_question_comes_again() -> None:
    told = Told(*messages()[3:5]).say(*messages(upto="affected_person_risk")[5:])
    assert told.state.asked == "witnesses"
    told.say("actually she was an inspector", intent="correct")
    assert told.state.asked == "witnesses"
    assert told.value("subject_role_rank") == "inspector"
    assert "inspector" in told.said


def test_a_later_question_answered_early_is_not_asked() -> None:
    told = Told(*messages()[3:5]).say(
        *messages(upto="where")[5:], "behind the station, and there is cctv on the wall there"
    )
    assert told.value("evidence_exists")
    asked = []
    while told.state.asked != "summary_ok":
        asked.append(told.state.asked)
        told.say("skip")
    assert "evidence_exists" not in asked


def test_words_that_could_name_the_reporter_are_pointed_out_once_before_the_summary() -> None:
    told = Told("my sergeant takes bribes and I was the only one in the car").say("that's everything")
    asked = []
    while told.state.asked not in ("summary_ok", "identity_risk"):
        asked.append(told.state.asked)
        told.say("yes" if told.state.asked == "confirm_found" else "skip")
    assert told.state.asked == "identity_risk"
    assert "my sergeant" in told.said
    told.say("leave them")
    assert told.state.asked == "summary_ok"


def test_whoever_wants_to_can_tell_it_again_without_those_words() -> None:
    told = Told("my sergeant takes bribes").say("that's everything")
    while told.state.asked != "identity_risk":
        told.say("yes" if told.state.asked == "confirm_found" else "skip")
    told.say("Tell it again", "a sergeant takes bribes", "that's everything")
    assert told.account == ["a sergeant takes bribes"]
    assert told.state.answers["account"] == Answer(1, "", "asked")


def test_nothing_that_was_added_to_the_open_details_is_lost() -> None:
    told = Told(*RICH_ACCOUNT).say("that's everything", "yes")
    while told.state.asked != "anything_more":
        told.say("skip")
    told.say("he drives a grey astra and the lads on his shift know")
    assert told.value("vehicle_or_online_handle")
    assert "the lads on his shift know" in told.account[-1]


def test_other_questions_that_are_answered_beside_the_open_details_are_not_asked_again() -> None:
    told = Told(
        "PC Dave Harding at Lewisham is selling names to a dealer, number 4417, he told me last week in the pub"
    )
    told.say("that's everything", "yes")
    while told.state.asked != "anything_more":
        told.say("skip")
    assert told.value("duty_status") is None
    told.say("my mate Tom saw it, and no he wasn't on duty when he came round")
    assert told.value("witnesses")
    assert told.value("duty_status") == "off"


@pytest.mark.parametrize("words", ["No, that's all", "no thats it", "nah that's everything mate", "that is it thanks"])
def test_that_nothing_is_to_be_added_is_no_part_of_the_account(words: str) -> None:
    told = Told(*RICH_ACCOUNT).say("that's everything", "yes")
    while told.state.asked != "anything_more":
        told.say("skip")
    told.say(words, intent="deny")
    assert told.account == list(RICH_ACCOUNT)
    assert told.state.asked != "anything_more"


def test_what_is_read_back_has_the_buttons_that_every_question_has() -> None:
    told = Told(*RICH_ACCOUNT).say("that's everything")
    buttons = told.state.says[-1].buttons
    assert buttons[:2] == ("Yes", "No, something is wrong")
    assert set(GUIDE.command_titles()) <= set(buttons)
    told.say("Why do you ask?")
    assert told.state.asked == "confirm_found"
    assert GUIDE.controls["confirm_found"].why in told.said


def test_words_of_an_account_that_is_taken_back_do_not_live_on_in_a_slot() -> None:
    told = Told().say("my sergeant Karen Mills takes bribes from dealers", categories=("trading_information",))
    told.say("that's everything", "yes")
    while told.state.asked != "identity_risk":
        told.say("yes" if told.state.asked == "confirm_found" else "skip")
    told.say("Tell it again", "somebody takes bribes", "that's everything")
    while told.state.asked != "summary_ok":
        told.say("yes" if told.state.asked == "confirm_found" else "skip")
    assert told.account == ["somebody takes bribes"]
    assert "my sergeant" not in str(case_slots(told.state))
    assert "Karen" not in str(case_slots(told.state))


def test_what_is_said_beside_a_yes_or_a_no_is_kept() -> None:
    told = Told(*RICH_ACCOUNT).say("that's everything", "yes, and he has a key to her flat")
    assert "yes, and he has a key to her flat" in told.account
    while told.state.asked != "anything_more":
        told.say("skip")
    told.say("no but my mate saw it all", intent="deny")
    assert "no but my mate saw it all" in told.account


KNOWN = "PC Dave Harding grabbed my arm outside Lewisham nick on Tuesday. hes 6 foot ish with a shaved head"
LOOKS = "6 foot ish with a shaved head"


def to_the_end(told: Told) -> list[str]:
    """Go through what is left, agreeing to what was understood; the questions that came."""
    asked = []
    while told.state.asked != "summary_ok":
        asked.append(str(told.state.asked))
        told.say("yes" if told.state.asked == "confirm_found" else "skip")
    return asked


def test_a_gain_is_kept_where_powers_were_used_for_gain_and_asked_for_only_where_favours_were_sold() -> None:
    used = Told("PC Dave Harding gets free meals at my cafe in Lewisham every week, he says its for the badge").say(
        "that's everything", "yes"
    )
    used.say("using police powers for sex or gain", "that's all")
    assert "benefit_or_favour" not in to_the_end(used)
    assert "free meals" in case_slots(used.state)["benefit_or_favour"]["as_said"]


def test_who_tells_no_gain_is_not_asked_what_the_officer_got_for_it() -> None:
    told = Told("PC Dave Harding put his hand up my skirt in the van on Tuesday").say("that's everything", "yes")
    told.say("using police powers for sex or gain", "that's all")
    assert "benefit_or_favour" not in to_the_end(told)
    assert "benefit_or_favour" not in case_slots(told.state)


def test_the_looks_of_an_officer_whose_name_is_told_are_kept_and_not_asked() -> None:
    told = Told(KNOWN).say("that's everything")
    assert f'Description: "{LOOKS}"' in told.said
    told.say("yes")
    assert told.value("subject_known") == "identity"
    assert "subject_description" not in to_the_end(told)
    assert f'Description: "{LOOKS}"' in told.said
    assert case_slots(told.state)["subject_description"]["value"] == LOOKS


def test_whoever_knows_the_officer_and_tells_no_looks_is_not_asked_for_them() -> None:
    told = Told("PC Dave Harding grabbed my arm outside Lewisham nick on Tuesday").say("that's everything", "yes")
    assert "subject_description" not in to_the_end(told)
    assert "Description" not in told.said
    assert "subject_description" not in case_slots(told.state)


def test_looks_that_are_read_wrongly_are_left_out_and_not_asked_of_a_known_officer() -> None:
    told = Told(KNOWN).say("that's everything")
    number = next(line.split(".")[0] for line in told.said.splitlines() if "Description" in line)
    told.say("no, something is wrong", number)
    assert "subject_description" not in to_the_end(told)
    assert "subject_description" not in case_slots(told.state)


def test_looks_stay_when_it_turns_out_that_the_officer_is_known() -> None:
    told = Told("one of them hit me in Lewisham, he was about 40 with a ginger beard").say("that's everything", "yes")
    to_the_end(told)
    said = told.value("subject_description")
    assert said
    told.say("change something", "person known", "yes, i know who")
    to_the_end(told)
    assert told.value("subject_known") == "identity"
    assert told.value("subject_description") == said
    assert f'Description: "{said}"' in told.said


def test_looks_of_a_known_officer_that_are_told_beside_an_answer_are_kept() -> None:
    told = Told("PC Dave Harding grabbed my arm").say("that's everything", "yes")
    while told.state.asked != "where":
        told.say("skip")
    told.say("outside the bank, and he is 6 foot ish with a shaved head")
    assert told.value("subject_description") == LOOKS
