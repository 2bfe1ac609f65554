"""Words that could show who the reporter is are pointed out; words about others are not."""

from __future__ import annotations

import pytest

from interview.understanding import identity_clues


def clues(text: str) -> list[str]:
    return [clue.as_said for clue in identity_clues([text])]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my sergeant made me do it", "my sergeant"),
        ("I was the only one in the car with him", "only one"),
        ("I'm the only woman on the team", "only"),
        ("I reported it to my inspector on Monday", "my inspector"),
        ("my daughter's school is opposite the nick", "my daughter"),
        ("im the only black officer on the shift", "only"),
        ("I'm his wife", "his wife"),
        ("I was stopped in my red mini", "red mini"),
        ("I work at the chicken shop next door", "I work"),
        ("I'm a nurse at St Thomas", "nurse"),
        ("we live above the bookies", "live"),
        ("my flat is number 12", "my flat"),
        ("there were just two of us in the office", "two of us"),
        ("I'm the one who made the complaint about him last year", "complaint"),
        ("I was on duty with him that night", "on duty with him"),
        ("we joined at the same time", "joined"),
        ("i'm 7 months pregnant", "pregnant"),
        ("I sat next to him in the van", "next to him"),
        ("I was in the passenger seat when he did it", "passenger"),
        ("my name's Jo by the way", "name"),
        ("you can text me on 07700 900123", "07700"),
        ("i was his tutee", "tutee"),
        ("I am on his response team", "team"),
        ("he knows me from the gym", "knows me"),
        ("my son goes to school with his kids", "my son"),
        ("i was the custody nurse that night", "custody nurse"),
        ("I've told my union rep Sue about it", "union rep"),
        ("i gave a statement on the 4th", "statement"),
        ("nobody else was in the room but me and him", "me and him"),
        ("my number plate is LX19 KDE", "number plate"),
        ("I drive the 29 bus", "drive"),
        ("I clean at the station on nights", "clean"),
        ("my husband works there too", "my husband"),
        ("I was the victim in his last case", "victim in his"),
        ("I'm the lad he arrested outside Greggs", "arrested"),
        ("my tutor constable told me to lie", "tutor"),
        ("I was the only probationer on lates", "only"),
        ("my badge number is 5521", "badge"),
        ("I run the cafe opposite", "run"),
        ("my ex is the officer", "my ex"),
        ("my brother in law is a DC in Leeds", "my brother in law"),
        ("my step-dad is a sergeant", "my step-dad"),
    ],
)
def test_words_that_could_name_the_reporter_are_pointed_out(text: str, words: str) -> None:
    assert any(words.lower() in clue.lower() for clue in clues(text)), clues(text)


@pytest.mark.parametrize(
    "text",
    [
        "he took money from a dealer",
        "the officer hit me on the high street",
        "my phone was taken",
        "PC Smith told me to go",
        "she was the only officer there",
        "they stopped my car",
        "it was my birthday",
    ],
)
def test_words_about_others_are_left_alone(text: str) -> None:
    assert clues(text) == []
