"""Danger and distress in other languages: unmistakable words are heard, and words near to them are not."""

from __future__ import annotations

import pytest
import yaml

from interview.catalogues import in_language, offered
from interview.finished import risk
from interview.foreign_alarms import told
from interview.guide import FOLDER, load_guide
from interview.languages import entries, sentence
from interview.safety import ALARMS
from interview.state import Heard, State
from interview.turn import is_digression, take_turn
from tests.interview.test_other_languages import ACCOUNT, Reporter, tr

GUIDE = load_guide()
# As people type on a phone: few accents, few signs, in a hurry.
DANGER = {
    "cy": ("helpwch fi, mae o yma nawr", "mae o wedi bygwth fy lladd heno", "Dwi mewn perygl!!"),
    "pl": ("pomocy on tu jest", "powiedzial ze mnie zabije", "on jest pod drzwiami, ma noz w rece", "ZABIJĄ MNIE"),
    "bn": ("আমাকে বাঁচান, সে আসছে", "ও বলেছে আমাকে মেরে ফেলবে", "আমি বিপদে আছি"),
    "ur": ("مدد کریں وہ آ رہا ہے", "وہ کہتا ہے مجھے مار دے گا", "اس کے پاس چاقو ہے", "میری جان کو خطرہ ہے"),
    "ro": ("ajutor e aici", "a zis ca ma omoara diseara", "Sunt în pericol", "are un cutit si e la usa mea"),
    "es": ("ayudenme esta aqui", "dijo que me va a matar", "tiene un cuchillo!!", "estoy en peligro por favor"),
    "pt": ("socorro ele esta aqui", "disse que vai-me matar", "ele tem uma faca", "Estou em perigo"),
    "ar": ("ساعدوني هو هنا", "قال إنه سيقتلني الليلة", "معه سكين وهو عند الباب", "انا في خطر"),
    "fr": ("aidez moi il arrive", "il a dit qu'il va me tuer", "il est devant ma porte", "je suis en danger"),
}
DISTRESS = {
    "cy": ("dwi eisiau marw", "dwi'n meddwl am hunanladdiad", "dwi am ladd fy hun, lladd fy hun heno"),
    "pl": ("nie chce juz zyc", "mysle o samobojstwie", "chcę się zabić"),
    "bn": ("আমি আর বাঁচতে চাই না", "আত্মহত্যা করতে চাই", "মরে যেতে ইচ্ছে করে"),
    "ur": ("میں مرنا چاہتی ہوں", "میں خودکشی کرنا چاہتا ہوں", "میں جینا نہیں چاہتا"),
    "ro": ("vreau sa mor", "ma gandesc sa ma sinucid", "nu mai vreau sa traiesc"),
    "es": ("ya no quiero vivir", "pienso en suicidarme", "Quiero morirme"),
    "pt": ("nao quero mais viver", "penso em me suicidar", "quero morrer"),
    "ar": ("أريد أن أموت", "افكر في الانتحار", "لا أريد أن أعيش بعد هذا"),
    "fr": ("j'ai plus envie de vivre", "je pense a me suicider", "je veux mourir"),
}
# What people tell of others, of the past and of the police at their door.
NEITHER = {
    "cy": ("cafodd dyn ei ladd yn y ddalfa", "torrodd yr heddlu ddrws fy nghymydog"),
    "pl": (*ACCOUNT, "nie udzielili mu pomocy", "zabili mu psa w zeszlym roku", "nosi noże w radiowozie na pokaz"),
    "bn": ("পুলিশ আমার দরজায় এসেছিল", "সে আমার ভাইকে মেরেছে", "আমাকে কেউ সাহায্য করেনি"),
    "ur": ("پولیس میرے بھائی کو مار رہی تھی", "افسر نے رشوت مانگی", "وہ پیسے لیتا ہے"),
    "ro": ("l-au omorat in bataie anul trecut", "politistul cere bani", "nu m-a ajutat nimeni"),
    "es": ("mataron a su perro", "el guardia pide dinero en la puerta", "nadie nos ayudó, omisión de auxilio"),
    "pt": ("mataram o cao dele", "o agente pede dinheiro", "ninguem prestou socorro"),
    "ar": ("هو متهم بالقتل", "كان هناك قتلى في الحادث", "الشرطي يأخذ المال"),
    "fr": ("ils ont tué son chien", "le policier s'est garé devant ma porte", "personne n'est venu au secours d'Ali"),
}  # fmt: skip


def cases(texts: dict[str, tuple[str, ...]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("text", [text for several in texts.values() for text in several])


@cases(DANGER)
def test_danger_is_heard(text: str) -> None:
    assert told(text) == ("danger",)


@cases(DISTRESS)
def test_distress_is_heard(text: str) -> None:
    assert told(text) == ("distress",)


@cases(NEITHER)
def test_what_is_near_to_it_is_not(text: str) -> None:
    assert told(text) == ()


def test_every_language_has_its_own() -> None:
    for texts in (DANGER, DISTRESS, NEITHER):
        assert texts.keys() == entries().keys()
    for code, entry in entries().items():
        assert 8 <= len(entry["danger"]) <= 40, code
        assert 8 <= len(entry["distress"]) <= 40, code
        # Two words at least, or one that says it all: no more than a few of those.
        assert len([words for words in (*entry["danger"], *entry["distress"]) if " " not in words]) <= 9, code


def test_no_english_example_has_such_words() -> None:
    files = sorted((FOLDER.parent / "nlu").rglob("*.yml"))
    texts = [
        line
        for file in files
        for block in yaml.safe_load(file.read_text("utf-8")).get("nlu", [])
        if block.get("intent") not in ALARMS  # a few of these say it in two languages
        for line in str(block.get("examples", "")).splitlines()
    ]
    assert len(texts) > 3000
    assert [text for text in texts if told(text)] == []


@pytest.mark.parametrize("code", entries())
def test_signposts_are_said_in_the_chosen_language(code: str) -> None:
    guide = in_language(GUIDE, code)
    state = State(guide, spoken=code)
    for text in ("", "Yes"):
        take_turn(state, Heard(text))
    state.says = []
    take_turn(state, Heard(DANGER[code][0], language=code))
    said = "\n".join(says.text for says in state.says)
    first = guide.messages["danger"].split("{helplines}")[0].strip()
    assert first
    assert first in said
    assert state.asked == "after_alarm"
    assert state.answers["immediate_danger"].value == "yes"


@pytest.mark.parametrize("slot", ["account", "conduct_category", "force", "other_subjects", "when", "follow_up"])
def test_no_word_of_it_is_lost_and_nothing_else_is_read_in_it(slot: str) -> None:
    someone = Reporter().to(slot).write("no on mnie zabije, jest pod moimi drzwiami")
    assert someone.state.asked == "after_alarm"
    assert "no on mnie zabije, jest pod moimi drzwiami" in someone.account
    assert slot == "account" or slot not in someone.state.answers
    assert "zabije" in str(risk(someone.state))


def test_the_second_time_is_short_and_distress_has_help_of_its_own() -> None:
    someone = Reporter().to("account").write("nie chcę już żyć")
    assert tr("distress").split("{helplines}")[0].strip() in someone.said
    assert tr("call_samaritans") in someone.said


def test_in_an_english_conversation_they_are_heard_too_and_the_language_is_offered() -> None:
    state = State(GUIDE, guides=lambda code: in_language(GUIDE, code))
    for text in ("", "Yes", "No", "No"):
        take_turn(state, Heard(text))
    state.says = []
    assert not is_digression(state, Heard("mnie zabije", "faq_free"))
    take_turn(state, Heard("powiedział że mnie zabije dzisiaj w nocy", "faq_free"))
    said = [says.text for says in state.says]
    assert GUIDE.messages["danger"].split("{helplines}")[0].strip() in "\n".join(said)
    assert sentence("pl") in said
    assert offered()["pl"].button in [button for says in state.says for button in says.buttons]
    assert state.asked == "after_alarm"
