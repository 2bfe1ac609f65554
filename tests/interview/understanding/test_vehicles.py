"""Vehicles, plates and online names of officers, and not those of others."""

from __future__ import annotations

import pytest

from interview.understanding import find


def seen(text: str) -> list[str]:
    return [finding.as_said for finding in find(text).of("vehicle_or_online_handle")]


def test_a_part_of_a_plate_is_kept_with_what_says_so() -> None:
    assert seen("in a black Audi A4 reg ending DFG") == ["black Audi A4 reg ending DFG"]
    assert seen("the plate and the badge") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("username on there was Marc_H88", "Marc_H88"),
        ("user is h4rris_dc", "h4rris_dc"),
        ("his insta is bigdog_99", "bigdog_99"),
        ("IG: bigdog_99", "bigdog_99"),
        ("snap bigdog99 is his", "bigdog99"),
        ("@kelz.met", "@kelz.met"),
        ("he's on reddit as u/angrycop22", "u/angrycop22"),
        ("discord badcop#1234", "badcop#1234"),
        ("his telegram handle is @x_lon", "@x_lon"),
        ("on tinder as Dave_33", "Dave_33"),
        ('facebook profile called "Dave H"', "Dave"),
        ("goes by mad_dog on xbox", "mad_dog on xbox"),
        ("plate LX19 KDE", "LX19 KDE"),
        ("reg started LK19", "reg started LK19"),
        ("a marked car reg starts LJ23", "marked car reg starts LJ23"),
        ("a blue Audi A4, plate is something like BV19", "blue Audi A4, plate is something like BV19"),
        ("a dark green Range Rover with a private plate", "dark green Range Rover with a private plate"),
        ("the car was a Skoda Octavia", "Skoda Octavia"),
        ("two of them turned up in two vans", "two vans"),
        ("his facebook name is Dave H Cop", "Dave H Cop"),
        ("he uses the name Steve on grindr", "Steve"),
        ("a sergeant posts in the group as OlliePop", "OlliePop"),
        ("silver ford focus", "silver ford focus"),
        ("an unmarked grey skoda", "unmarked grey skoda"),
        ("a riot van", "riot van"),
        ("his tiktok is daveh_77", "daveh_77"),
        ("he drives a range rover", "range rover"),
        ("white van with no plates", "white van with no plates"),
        ("tiktok account @bluelight", "@bluelight"),
        ("a marked police van", "marked police van"),
        ("he was in a bmw", "bmw"),
        ("on a police motorbike", "police motorbike"),
        ("his number plate is P482 ABC", "P482 ABC"),
        ("twitter.com/badcop99", "twitter.com/badcop99"),
    ],
)
def test_a_vehicle_or_an_online_name_is_found_as_it_was_said(text: str, words: str) -> None:
    assert seen(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "ran my new girlfriends car reg BD51 SMR",
        "outside the Eagle in Vauxhall",
        "searched my car a red golf",
        "my silver astra",
        "email me at joe.b_1@mail.com",
        "it was on facebook 3 times",
        "snap 2 days later",
        "at the police station",
        "police car park",
        "i drive a blue van",
        "on x 5 people",
        "insta every day",
        "my insta is joe_99",
        "he took my bmw",
        "my van was searched, a white transit",
        "i saw it as PC Dunn came in a hurry",
    ],
)
def test_what_belongs_to_others_is_left_out(text: str) -> None:
    assert seen(text) == []
