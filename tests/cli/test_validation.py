"""What `candour train` says of broken copies of a small project: each finding, with its file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from candour.errors import ModelError
from candour.settings import Settings
from cli import train
from cli.places import ROOT
from cli.validation import validate
from cli.validation.guide import CONTROLS
from cli.validation.project import read_project
from cli.validation.rasa_says import contradictions, placed

SMALL = {
    "nlu/examples.yml": """
        version: "3.1"
        nlu:
        - intent: inform
          metadata: {categories: [violence]}
          examples: |
            - he hit me
            - she kicked him
        - intent: faq_free
          examples: |
            - is it free
            - does it cost anything
        """,
    "nlu/lookups/conduct.yml": """
        version: "3.1"
        nlu:
        - lookup: blow
          examples: |
            - punch*
            - kick*
        - lookup: bribe
          examples: |
            - backhander*
        """,
    "stories/rules.yml": """
        version: "3.1"
        rules:
        - rule: Open the interview
          steps:
          - intent: start
          - action: report_form
          - active_loop: report_form
        - rule: Say that it is free
          condition:
          - active_loop: report_form
          steps:
          - intent: faq_free
          - action: utter_faq_free
          - action: report_form
          - active_loop: report_form
        """,
    "nlu/accounts/few.txt": """
        he [had a knife](weapon) and [hit me](conduct_category=violence)
        categories: violence
        ---
        she [had a bat](weapon@2)
        """,
    "domain/intents.yml": """
        version: "3.1"
        intents:
        - start
        - inform:
            use_entities: []
        - faq_free:
            use_entities: []
        """,
    "interview/faq.yml": """
        responses:
          utter_faq_free: Yes, it is free.
        """,
    "interview/languages.yml": """
        cy: {name: Welsh, reviewed: false, text: "Croeso."}
        """,
    "interview/guide.yml": """
        slots:
          - name: conduct_category
            label: Kind
            section: conduct
            kind: multi
            question: What is it about?
            options:
              violence: [Violence, "assault"]
              other: [Something else]
            why: It helps.
            help: Choose one.
          - name: weapon
            label: Weapon
            section: conduct
            kind: text
            when: {conduct_category: [violence]}
            question: Was there a weapon?
            why: It helps.
            help: Say no if not.
        controls:
        CONTROLS
        messages:
          retry: Again, please.
        commands:
          skip: ["Skip", "next"]
        buttons: [skip]
        """,
}
GUIDE, NLU, RULES, WORDING = "interview/guide.yml", "nlu/examples.yml", "stories/rules.yml", "interview/faq.yml"
LOOKUPS, INTENTS, LANGUAGES = "nlu/lookups/conduct.yml", "domain/intents.yml", "interview/languages.yml"
ACCOUNTS = "nlu/accounts/few.txt"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project without any error; its warnings are told in the first test."""
    controls = "\n".join(f"          - name: {name}\n            question: Well?" for name in CONTROLS)
    for name, text in SMALL.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = text.replace("        CONTROLS", controls).strip("\n").splitlines()
        file.write_text("\n".join(line[8:] for line in lines) + "\n", "utf-8")
    return tmp_path


def change(root: Path, name: str, old: str, new: str) -> None:
    file = root / name
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} must stand in {name} once"
    file.write_text(text.replace(old, new), "utf-8")


def found(root: Path) -> set[str]:
    """What is found beyond the two warnings that so small a project has."""
    return {str(problem) for problem in validate(root) if "learned badly" not in problem.text}


def line_of(root: Path, name: str, part: str) -> int:
    [line] = [n for n, line in enumerate((root / name).read_text("utf-8").splitlines(), 1) if part in line]
    return line


def test_the_small_project_has_only_few_examples(project: Path) -> None:
    assert [str(problem) for problem in validate(project)] == [
        "nlu/examples.yml:3: warning: `inform` has 2 examples; below 15 it is learned badly, 40 are better",
        "nlu/examples.yml:8: warning: `faq_free` has 2 examples; below 15 it is learned badly, 40 are better",
    ]


def test_this_checkout_has_no_problems() -> None:
    assert [str(problem) for problem in validate(ROOT)] == []


@pytest.mark.parametrize(
    "mistake",
    [
        # examples
        (NLU, "- she kicked him", "- He hit me!", "He hit me!", 'error: "He hit me!" stands in `inform` twice'),
        (NLU, "- is it free", "- he hit, me", "he hit, me",
         "is an example of `faq_free` and, at nlu/examples.yml:6, of"),
        (NLU, "[violence]", "[sorcery]", "sorcery", "error: `sorcery` is no option of `conduct_category`"),
        (NLU, "  metadata: {categories: [violence]}\n", "", "intent: inform",
         "warning: these examples of `inform` do not"),
        (NLU, "- is it free", "- /start", "/start", "error: an example that begins with / is carried out"),
        (NLU, "- is it free", "- is [it](sum) free", "(sum)", "error: square brackets"),
        # personal data
        (NLU, "- is it free", "- is it free on 07911 123456", "07911", "warning: looks like the telephone number of a"),
        (NLU, "- is it free", "- +44 20 8496 0123 free?", "8496", "warning: looks like the telephone number of a real"),
        (NLU, "- is it free", "- jo@mail.co.uk free?", "jo@", "warning: looks like the e-mail address of a real"),
        (NLU, "- is it free", "- is bd51 smr free", "bd51", "warning: looks like the number plate of a real person"),
        # groups of words
        (LOOKUPS, "lookup: bribe", "lookup: blow", None, "error: the group `blow` stands at nlu/lookups/conduct.yml:3"),
        (LOOKUPS, "- backhander*", "- Kick*", "Kick*", 'error: "Kick*" stands in the group `blow` already'),
        (LOOKUPS, "lookup: bribe", "lookup: Big bribe", "Big", "error: `Big bribe` is no name of a group"),
        # marked accounts
        (ACCOUNTS, "(weapon@2)", "(wepon@2)", "wepon", 'error: "had a bat" is marked as `wepon`, which is no slot'),
        (ACCOUNTS, "(weapon@2)", "(weapon@two)", "@two", "error: not a mark: [had a bat](weapon@two)"),
        (ACCOUNTS, "(weapon@2)", "(weapon", "she", "error: a bracket is left over"),
        (ACCOUNTS, "=violence", "", "knife", "`conduct_category` without saying which of its values"),
        (ACCOUNTS, "=violence", "=theft", "knife", "`conduct_category=theft`, which is none of its values"),
        (ACCOUNTS, "categories: violence", "categories: theft", "knife", "tells of `theft`, which is no kind"),
        (ACCOUNTS, "she [had a bat](weapon@2)", "He had a [knife](weapon) and hit me", "He",
         "this account stands at nlu/accounts/few.txt:1 already"),
        (ACCOUNTS, "she", "she rang 07911 123456 and", "07911", "warning: looks like the telephone number of a real"),
        # intents, rules and their wording
        (INTENTS, "- faq_free:\n    use_entities: []\n", "", None, "error: the intent `faq_free` is not listed"),
        (INTENTS, "- faq_free:", "- faq_who:\n    use_entities: []\n- faq_free:", "faq_who",
         "error: the intent `faq_who` has no examples in nlu/"),
        (RULES, "intent: faq_free", "intent: faq_fee", "faq_fee",
         "error: rule `Say that it is free` waits for `faq_fee`"),
        (RULES, "intent: faq_free", "intent: inform", None,
         "error: the intent `faq_free` is used by no rule, no command"),
        (RULES, "utter_faq_free", "utter_faq_fee", "utter_faq_fee", "`utter_faq_fee` has no wording in faq.yml"),
        (RULES, "rule: Say that it is free", "rule: Open the interview", None, "a rule `Open the interview` stands at"),
        (WORDING, "Yes, it is free.", "", "utter_faq_free", "error: `utter_faq_free` has no words"),
        (WORDING, "is free.", "is free.\n  utter_fee: None.", "utter_fee", "warning: no rule says `utter_fee`"),
        # the guide
        (GUIDE, "    question: Was there a weapon?\n", "", "name: weapon", "error: the slot `weapon` has no question"),
        (GUIDE, "    label: Weapon\n", "", "name: weapon", "error: the slot `weapon` has no label"),
        (GUIDE, 'violence: [Violence, "assault"]', "violence: []", "violence: []", "`violence` has no wording"),
        (GUIDE, "[Violence,", "[" + "V" * 61 + ",", "VVV", "the button of `violence` is longer than 60 bytes"),
        (GUIDE, "{conduct_category: [violence]}", "{conduct_category: [violent]}", "violent]",
         "error: the slot `weapon`: `violent` is no option of `conduct_category`"),
        (GUIDE, "{conduct_category: [violence]}", "{colour: [red]}", "red",
         "error: the slot `weapon` depends on `colour`"),
        (GUIDE, "    kind: text\n", "    kind: number\n", "number", "error: the slot `weapon`: kind must be one of"),
        (GUIDE, "    kind: text\n", "    kind: text\n    group: car\n", "group: car", "group must be one of subject"),
        (GUIDE, "    kind: text\n", "    kind: text\n    hint: x\n", "hint: x",
         "error: the slot `weapon`: `hint` is unknown"),
        (GUIDE, "    kind: text\n", "    kind: text\n    implied_by: {armed: x}\n", "armed",
         "is implied by `armed`, which"),
        (GUIDE, "    kind: text\n", "    kind: choice\n", "name: weapon",
         "error: the slot `weapon` is a choice without"),
        (GUIDE, "name: weapon", "name: conduct_category", None, "error: a slot named `conduct_category` stands here"),
        (GUIDE, "  - name: change_line\n    question: Well?\n", "", "controls:",
         "error: the control `change_line` is missing"),
        (GUIDE, "  retry: Again, please.", "  retry:", "retry:", "error: the message `retry` has no words"),
        (GUIDE, '["Skip", "next"]', "[]", "skip: []", "error: commands: `skip` has no wording"),
        (GUIDE, "buttons: [skip]", "buttons: [hop]", "hop", "error: the button `hop` is no command"),
        (LANGUAGES, 'text: "Croeso."', "text:", "cy:", "error: the language `cy` has no text"),
        # files
        (RULES, "  steps:\n  - intent: start", "  steps: ]\n  - intent: start", "steps: ]", "error: this is no YAML"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_line(project: Path, mistake: tuple[str, str, str, str | None, str]) -> None:
    name, old, new, at, said = mistake
    change(project, name, old, new)
    told = [line for line in found(project) if said in line]
    assert len(told) == 1, found(project)
    if at is not None:
        assert told[0].startswith(f"{name}:{line_of(project, name, at)}: ")


@pytest.mark.parametrize(
    "text",
    ["ring 07700 900123", "020 7946 0018 is mine", "jo@example.com", "jo@police.example", "call 999", "in 2019-2021",
     "0808 2000 247", "badge 1234567", "plate qa01 abc", "samaritans 116 123"],
)  # fmt: skip
def test_what_nobody_can_have_or_everybody_may_know_is_left_alone(project: Path, text: str) -> None:
    change(project, NLU, "- is it free", f"- {text}")
    assert found(project) == set()


def test_rules_with_one_condition_and_different_actions_conflict(project: Path) -> None:
    rules = (project / RULES).read_text("utf-8")
    again = rules[rules.index("- rule: Say that it is free") :].replace("Say that it is free", "Say nothing")
    (project / RULES).write_text(rules + again.replace("  - action: utter_faq_free\n", ""), "utf-8")
    [told] = found(project)
    assert told.startswith(f"{RULES}:{line_of(project, RULES, 'Say nothing')}: error: the rule `Say nothing` begins")
    assert f"`Say that it is free` ({RULES}:8)" in told


def test_two_rules_that_do_the_same_are_told(project: Path) -> None:
    rules = (project / RULES).read_text("utf-8")
    again = rules[rules.index("- rule: Say that it is free") :].replace("Say that it is free", "Say it again")
    (project / RULES).write_text(rules + again, "utf-8")
    assert any("`Say it again` does the same as `Say that it is free`" in line for line in found(project))


def test_an_unreadable_file_is_told_alone(project: Path) -> None:
    (project / GUIDE).write_bytes(b"\xff\xfe")
    assert found(project) == {f"{GUIDE}:1: error: the file cannot be read as UTF-8 YAML"}


def test_what_rasa_says_gets_file_and_line(project: Path) -> None:
    said = "the prediction of the action 'x' in story 'Say that it is free' contradicts rule(s) 'Open the interview'."
    [problem] = placed([said], read_project(project).tales)
    assert str(problem).startswith(f"{RULES}:8: error: the prediction")
    assert f"'Open the interview' ({RULES}:3)" in problem.text


def test_rasa_finds_the_story_that_contradicts_a_rule(tmp_path: Path) -> None:
    for name in ("domain", "stories"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "config.yml", tmp_path)
    change(tmp_path, "stories/journeys.yml", "utter_faq_who_reads", "utter_thanks")
    [problem] = contradictions(tmp_path)
    assert problem.error
    story = line_of(tmp_path, "stories/journeys.yml", "Someone asks who reads it")
    rule = line_of(tmp_path, "stories/faq_privacy.yml", "Say who reads a report")
    assert problem.place.file == "stories/journeys.yml"
    assert problem.place.line == story
    assert f"'Say who reads a report' (stories/faq_privacy.yml:{rule})" in problem.text


def test_errors_stop_training_and_warnings_do_not(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project, GUIDE, "    label: Weapon\n", "")
    with pytest.raises(ModelError, match="there is 1 error above"):
        train.check(Settings(), train.Stages(), project)
    shown = capsys.readouterr().out
    assert f"{GUIDE}:12: error: the slot `weapon` has no label" in shown
    assert "✗ Training data and guide checked" in shown


def test_warnings_are_shown_and_the_domain_derived(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train.check(Settings(), train.Stages(), project)
    shown = capsys.readouterr().out
    assert "warning: `inform` has 2 examples" in shown
    assert "✓ Training data and guide checked" in shown
    assert "utter_ask_weapon" in (project / "domain" / "guide.yml").read_text("utf-8")
