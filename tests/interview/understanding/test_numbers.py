"""Shoulder and warrant numbers in the notations that people use, and the numbers that are none."""

from __future__ import annotations

import pytest

from interview.understanding import find


def read(text: str, slot: str, asked: str | None = None) -> list[object]:
    return [finding.value for finding in find(text, asked).of(slot)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("his shoulder number was 482 something", "482"),
        ("shoulder number 482 CW", "CW 482"),
        ("collar number CB912", "CB 912"),
        ("collar no. C1234", "C 1234"),
        ("shoulder no: AB/123", "AB 123"),
        ("the numbers on his shoulder were 2 2 3 1", "2231"),
        ("numbers on his shoulder were 4 5 N N", "NN 45"),
        ("PC 2231 KF hit me", "KF 2231"),
        ("it was PC2231KF", "KF 2231"),
        ("pc 41 K", "K 41"),
        ("PC Tom Birch 2207 hit me", "2207"),
        ("Sgt Nolan, collar 88 EK", "EK 88"),
        ("PC Abbott, 3340 EK, hit him", "EK 3340"),
        ("the officer had U 37 on him", "U 37"),
        ("PS 11 YR called me boy", "YR 11"),
        ("shoulder no. was GD then a 4 then a 7", "GD 47"),
        ("the tall ones number was something like 482 something", "482"),
        ("Officer number U4471 at Govan", "U 4471"),
        ("on his vest it said 5520", "5520"),
        ("i got her numbers 6781 HT", "HT 6781"),
        ("epaulette number 714", "714"),
        ("on the epaulettes it said NI 714", "NI 714"),
        ("badge number H 324", "H 324"),
        ("his badge: 4521", "4521"),
        ("her shoulder number ended in 45", "45"),
        ("last two digits of his collar number were 45", "45"),
        ("the last digits on his shoulder were 45", "45"),
        ("his numbers were four four one CN", "CN 441"),
        ("shoulder number double four 1", "441"),
        ("number on his shoulder 23??", "23"),
        ("his number is 'SE 123'", "SE 123"),
        ("number SE-123", "SE 123"),
        ("officer 3312 kicked me", "3312"),
        ("constable 3312 kicked me", "3312"),
        ("PC no 3312", "3312"),
        ("(PC 3312)", "3312"),
        ("pcso 7123 AW", "AW 7123"),
        ("the sergeant, 45 CW, laughed", "CW 45"),
        ("DC number 4411", "4411"),
        ("his ID number was 2345", "2345"),
        ("I wrote down 2345AW", "AW 2345"),
        ("CW2345 was on his shoulder", "CW 2345"),
        ("his shoulder said 23 something EK", "EK 23"),
        ("something like 31-something on her shoulder", "31"),
        ("his collar number, 1882, was covered", "1882"),
        ("epaulette read 1187 YR", "YR 1187"),
        ("i could only read 11 of his shoulder number", "11"),
        ("number was 214 TX i think on shoulder", "TX 214"),
        ("shoulder numbers began with a 4 and a 1", "41"),
        ("he had 2514 on his shoulders", "2514"),
        ("had the number 2514 on", "2514"),
        ("collar num 2514", "2514"),
        ("Police officer with number 4472 on his lapel", "4472"),
        ("PC 1234 Smith", "1234"),
        ("PC Smith (1234)", "1234"),
        ("PC Smith no 1234", "1234"),
        ("Police Constable Smith 1234AS", "AS 1234"),
        ("shoulder number is K K 2 3 1", "KK 231"),
        ("his number was MD 5 1 2", "MD 512"),
        ("PC 512MD", "MD 512"),
        ("shoulder nr 512/MD", "MD 512"),
        ("it was 512 on the shoulder", "512"),
        ("his shoulder number is five one two M D", "MD 512"),
    ],
)
def test_a_shoulder_number_is_read_in_every_notation(text: str, number: str) -> None:
    assert read(text, "shoulder_number") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "crime number 4512345/26",
        "my case number is 2345",
        "CAD 1234",
        "cad 4471/21nov26",
        "ref 23456",
        "order number 23456",
        "the number 22 bus",
        "bus 253",
        "room 12",
        "flat 22",
        "at number 45",
        "i live at number 45",
        "22 Acacia Road",
        "call me on 07911 123456",
        "his number is 07700 900123",
        "his phone number ends in 345",
        "security guard badge no 5567",
        "the bouncer, badge 5567, hit me",
        "SIA badge number 5567",
        "reg LX19 KDE",
        "plate was LX19",
        "white golf reg ending 482",
        "he is 45",
        "about 45 years old",
        "45 quid",
        "£2345",
        "on 3/4/2024",
        "in 2024",
        "at 23.45",
        "at 2345 hours",
        "around 2130",
        "custody record MD/1147/26",
        "my collar number is 2345 but the other officer",
        "my shoulder number 2345",
        "i am PC 2345",
        "M4 crew",
        "the A406",
        "the N29 bus",
        "SE15",
        "post code SE15 4RT",
        "call 101",
        "i rang 999",
        "call 111",
        "TSG 4",
        "apartment 1205",
        "house number 221",
        "my badge number is 4455",
        "paramedic number 4521",
        "traffic warden number TW 212",
        "locker 214",
        "police staff id? no. invoice number 23456",
        "exhibit AB/1",
        "my NHS number is 4857773456",
        "he had 3 pints",
        "there were 12 officers",
        "the number of officers was 12",
        "it happened 40 times",
        "10pm",
        "i was 16",
        "unit 7",
        "platform 9",
        "cell 12",
        "cell number 12",
        "interview room 3",
        "file number 5521",
        "IOPC reference 2023/123456",
        "the reference number is 12345",
    ],
)
def test_a_number_of_another_kind_is_no_shoulder_number(text: str) -> None:
    assert read(text, "shoulder_number") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("123", "123"),
        ("se 123", "SE 123"),
        ("se-123", "SE 123"),
        ("i only caught the first bit, NW then a 4", "NW 4"),
        ("think it was 2345 so maybe", "2345"),
        ("2345 i think", "2345"),
        ("11 YR", "YR 11"),
        ("45 k", "K 45"),
        ("four one something", "41"),
        ("12 something", "12"),
        ("something 12", "12"),
        ("PC 45", "45"),
        ("it ended in 7", "7"),
        ("i think it ended in 7", "7"),
        ("double 4 1", "441"),
        ("1 2 3 4", "1234"),
        ("CW and a 4", "CW 4"),
        ("MD 512", "MD 512"),
        ("512 md", "MD 512"),
        ("yes 2211", "2211"),
        ("2 and a 4", "24"),
        ("it began with 31", "31"),
        ("his was SE 2345 and hers SE 2346", "SE 2345"),
        ("collar number 2015", "2015"),
        ("2019", "2019"),
        ("K41", "K 41"),
        ("1234 he was tall", "1234"),
        ("only the letters, GD", None),
        ("no idea", None),
        ("a 4 and a 7", "47"),
        ("no 41", "41"),
        ("number 41", "41"),
        ("U37", "U 37"),
        ("8 something 2", "8?2"),
    ],
)
def test_a_bare_answer_is_read_as_the_number_that_was_asked_for(text: str, number: str | None) -> None:
    assert read(text, "shoulder_number", "shoulder_number")[:1] == ([number] if number else [])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("warrant number 239914 she shouted", "239914"),
        ("his warrant card said 187733", "187733"),
        ("warrant no. P198 765", "P198765"),
        ("ID 187733 on the card", "187733"),
        ("187733 was on the warrant card", "187733"),
    ],
)
def test_a_warrant_number_is_read(text: str, number: str) -> None:
    assert read(text, "warrant_number") == [number]


@pytest.mark.parametrize("text", ["search warrant number 20231", "my warrant number is 187733", "crime ref 187733"])
def test_a_warrant_to_search_or_the_reporters_own_number_is_not_taken(text: str) -> None:
    assert read(text, "warrant_number") == []
