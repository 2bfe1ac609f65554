"""Whole reports as they are typed: what is said at each question, by the slot that it answers."""

from __future__ import annotations

from interview.guide import load_guide

# It names nothing that fills a slot, so that every question of the guide is reached.
ACCOUNT = (
    "there is somebody I have to tell you about",
    "this is about someone who should not be in that uniform",
)

# In the order of the guide, with the conditions that these answers meet.
RICH = (
    ("limits_ack", ("yes",)),
    ("immediate_danger", ("no",)),
    ("child_or_vulnerable_at_risk", ("not sure",)),
    ("account", (*ACCOUNT, "that's everything")),
    ("conduct_category", ("Misusing information or selling favours", "That's all")),
    ("benefit_or_favour", ("cash in an envelope",)),
    ("information_misused", ("addresses off the pnc",)),
    ("force", ("the met",)),
    ("borough_bcu_or_station", ("lewisham nick",)),
    ("subject_known", ("yes i know who",)),
    ("subject_name", ("Quentin",)),
    ("subject_role_rank", ("he's a skipper",)),
    ("shoulder_number", ("se 123",)),
    ("warrant_number", ("dunno",)),
    ("vehicle_or_online_handle", ("grey astra",)),
    ("other_subjects", ("no",)),
    ("duty_status", ("On duty",)),
    ("setting", ("in person",)),
    ("when", ("3 May 2025",)),
    ("ongoing", ("yes",)),
    ("where", ("behind the station",)),
    ("basis_of_knowledge", ("I saw or heard it",)),
    ("affected_person_risk", ("he knows where people live",)),
    ("witnesses", ("someone who works with him",)),
    ("evidence_exists", ("there are receipts in a drawer",)),
    ("reported_before", ("no",)),
    ("reporter_group", ("Member of the public",)),
    ("who_else_knows", ("Only a few",)),
    ("follow_up", ("Stay anonymous",)),
    ("summary_ok", ("Yes, send it",)),
)


def messages(upto: str | None = None) -> list[str]:
    """All messages of the rich report, or those before the question of a slot."""
    found: list[str] = []
    for slot, texts in RICH:
        if slot == upto:
            break
        found += texts
    return found


def question(slot: str) -> str:
    """The words of a slot's question."""
    return load_guide().slot(slot).question
