"""Who has what shows it: told from words, so that only those who have something are asked for files."""

from __future__ import annotations

import pytest

from interview.evidence import held

HELD = (
    "screenshots on my phone",
    "whatsapps on my phone",
    "yes i have photos",
    "photos",
    "photos of my arm",
    "texts from him",
    "I've got the messages",
    "i kept the letter",
    "I recorded it",
    "a voice note he sent me",
    "i filmed it on my phone",
    "emails, i can send them",
    "the messages are still on my whatsapp",
    "my dashcam got it",
    "no cctv but i have screenshots",
    "all his texts",
    "photos of his car",
    "texts from her",
    "ive got all his texts still",
    "bank statements",
    "screenshots of the group chat",
    "i wrote it all down in my diary",
    "my doorbell camera",
    "yes, text messages",
    "yes the letter they sent me",
    "notes i made in my diary",
)
NOT_HELD = (
    "the officer wore a body camera",
    "a camera over the shop door",
    "theres cctv there",
    "cctv at the station",
    "there is a video",
    "no",
    "nothing",
    "no i dont have any photos",
    "i have nothing",
    "i have no proof",
    "he has photos of me",
    "my sister has the messages",
    "the video is on my sisters phone",
    "there are receipts in a drawer",
    "his body worn video",
    "the custody record",
    "body cam",
    "he took my phone and deleted the photos",
    "it will be on the pnc log",
    "the hospital has a record of it",
    "don't know",
    "someone put it on tiktok",
    "there might be messages on his work phone",
    "not that i know of",
    "phone records would show it",
    "the pub has cameras",
    "i have seen the messages on his phone",
    "ive been told there are messages",
    "the messages on her laptop",
    "emails on their system",
    "ask my colleague, he has the screenshots",
)


@pytest.mark.parametrize("text", HELD)
def test_what_reporters_have_themselves_can_be_sent(text: str) -> None:
    assert held(text)


@pytest.mark.parametrize("text", NOT_HELD)
def test_what_others_have_or_nobody_has_is_not_asked_for(text: str) -> None:
    assert not held(text)
