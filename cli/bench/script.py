"""What the measured reporters say: a whole report, and a long one that has not ended yet."""

from __future__ import annotations

# In the order of the guide, one message a turn; the opening comes before the first.
REPORT = (
    "yes",
    "no",
    "no",
    "an inspector at our local station has been hitting people he brings in",
    "last month he pushed my cousin down the back steps and laughed about it",
    "two of the others looked away and wrote that my cousin had slipped",
    "that's everything",
    "Violence or serious crime",
    "That's all",
    "greater manchester",
    "the station on the high street",
    "yes i know who",
    "they call him Dutch",
    "inspector",
    "don't know",
    "a marked van",
    "no",
    "On duty",
    "in person",
    "some time in spring",
    "yes",
    "behind the station",
    "Someone told me",
    "two people who work there",
    "there is a camera above the door",
    "no",
    "Member of the public",
    "Only a few",
    "Stay anonymous",
    "Yes, send it",
)
SAFETY = REPORT[:3]
ACCOUNT = REPORT[3:6]


def long_conversation(turns: int) -> list[str]:
    """The messages of a reporter who is still telling what happened after so many turns."""
    return [*SAFETY, *(f"{ACCOUNT[number % 3]}, and that was time {number}" for number in range(turns - len(SAFETY)))]
