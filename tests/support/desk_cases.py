"""Cases as a desk finds them, varied and fictitious: sealed as intake seals them, with letters and files."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import create_async_engine

from candour.settings import Settings
from tests.support.desk_files import MAKERS
from triage.case import Case, Contact, SlotAnswer
from triage.desk.demo import make_demo_keys
from triage.envelope import seal_case, seal_contact
from triage.files import Attachment, FileSealing, new_file_id
from triage.mailbox import REPORTER, TEXT, Letter
from triage.post import send_as_reporter
from triage.receipt import Receipt
from triage.recipients import current_recipients
from triage.reference import make_reference
from triage.store import QUARANTINE, CaseStore, migrate
from triage.store.files import make_file_store
from triage.store.models import CaseRow


@dataclass(frozen=True)
class Report:
    """One report: what its reporter told, and what came with it."""

    account: tuple[str, ...]
    slots: dict[str, tuple[Any, str | None]]
    risk: dict[str, Any] = field(default_factory=dict)
    days_ago: int = 0
    code: bool = False
    contact: str = ""
    letters: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    channel: str = "web"
    state: str = "new"


REPORTS = (
    Report(
        ("My ex is a sergeant at Northgate nick. He looked up my new address on the police computer and he was sat "
         "outside in his car last night. I have a little boy.", "He said nobody would believe me."),
        {
            "conduct_category": (["domestic_abuse_or_control", "trading_information"], None),
            "force": ("Greater Manchester Police", "gmp"),
            "borough_bcu_or_station": ("Northgate", "northgate nick"),
            "subject_known": ("identity", "yes"),
            "subject_name": ("Martin Hale", "his name is Martin Hale"),
            "subject_role_rank": ("sergeant", "a sergeant"),
            "shoulder_number": ("4471", "4471 I think"),
            "information_misused": ("my new address", "my new address on the police computer"),
            "vehicle_or_online_handle": ("grey Astra", "a grey Astra"),
            "duty_status": ("both", "both"),
            "when": ({"from": "2026-11-20", "to": "2026-11-27"}, "since last week"),
            "ongoing": ("yes", "yes"),
            "basis_of_knowledge": ("experienced", "it happened to me"),
            "affected_person_risk": ("that he comes to the flat", "that he comes to the flat"),
            "follow_up": ("receipt", "Get a secret code"),
        },
        {"immediate_danger": "unsure", "child_or_vulnerable_at_risk": "yes", "ongoing": "yes",
         "danger": ["he was sat outside in his car last night"]},
        days_ago=2, code=True, letters=("He was there again this morning.",),
        files=("photo", "pdf", "sound", "ogg", "m4a"),
    ),
    Report(
        ("A detective in the drugs unit tells a dealer when they are going to raid. He gets money for it, in cash.",),
        {
            "conduct_category": (["trading_information"], None),
            "force": ("Metropolitan Police Service", "the met"),
            "subject_known": ("partly", "partly"),
            "subject_role_rank": ("detective", "a DC"),
            "subject_description": ("tall, scar on the left hand", "tall bloke with a scar on his left hand"),
            "benefit_or_favour": ("cash", "cash in an envelope"),
            "when": (None, "dunno"),
            "ongoing": ("yes", "still going on"),
            "basis_of_knowledge": ("saw", "I saw it"),
            "follow_up": ("receipt", "code"),
        },
        {"immediate_danger": "no", "child_or_vulnerable_at_risk": "no", "ongoing": "yes"},
        days_ago=12, code=True,
    ),
    Report(
        ("Officers in our team WhatsApp share racist pictures. I work there and I can't stand it any more.",),
        {
            "conduct_category": (["discrimination"], None),
            "discrimination_grounds": (["race", "religion"], None),
            "force": ("West Midlands Police", "west mids"),
            "subject_known": ("no", "no"),
            "when": ({"from": "2026-01-01", "to": "2026-11-01"}, "all year"),
            "ongoing": ("yes", "yes"),
            "reporter_group": ("police", "I work there"),
            "follow_up": ("none", "Stay anonymous"),
        },
        {"immediate_danger": "no", "child_or_vulnerable_at_risk": "no", "ongoing": "yes",
         "distress": ["I can't stand it any more"]},
        days_ago=5, files=("photo", "eicar", "unseen"),
    ),
    Report(
        ("The PCSO at our market takes free lunches from the stalls and does not write tickets for them.",),
        {
            "conduct_category": (["trading_information"], None),
            "force": ("Kent Police", "kent"),
            "subject_role_rank": ("pcso", "the PCSO"),
            "benefit_or_favour": ("free lunches", "free lunches"),
            "when": ({"from": "2026-06-01", "to": "2026-08-31"}, "in summer"),
            "ongoing": ("no", "it stopped"),
            "follow_up": ("contact", "you can ring me"),
        },
        {"immediate_danger": "no", "child_or_vulnerable_at_risk": "no", "ongoing": "no"},
        days_ago=95, contact="01632 960 123",
    ),
    Report(
        ("Policjant zabrał mi pieniądze i powiedział, że jak komuś powiem, to mnie zamknie.",),
        {
            "conduct_category": (["violence_or_serious_crime"], None),
            "force": ("British Transport Police", "British Transport Police"),
            "follow_up": ("receipt", "code"),
        },
        {"immediate_danger": "no", "ongoing": "unknown", "translate": {"Polish": ["account"]}},
        days_ago=6, code=True, channel="telegram",
    ),
    Report(("test test <script>alert(1)</script> \u202egnp.exe",), {}, {}, days_ago=1, state=QUARANTINE),
)  # fmt: skip


# More that are about an officer of the first, told by people who say who they are; and one that was over long ago.
LINKED = (
    Report(
        ("My name is Anna Kowalska. My sister works at Northgate with PC Marty Hale, collar number 4471. He gave the "
         "address of a witness in my case to the man who hit me. He drives a grey Astra.",
         "She told me at her kitchen table, only we two were there. You can write to anna.k@example.org."),
        {
            "conduct_category": (["trading_information"], None),
            "force": ("Greater Manchester Police", "GMP"),
            "borough_bcu_or_station": ("Northgate", "Northgate"),
            "subject_name": ("Marty Hale", "PC Marty Hale"),
            "shoulder_number": ("4471", "collar number 4471"),
            "information_misused": ("the address of a witness", "the address of a witness in my case"),
            "witnesses": ("My sister who works at Northgate", "my sister who works at Northgate"),
            "ongoing": ("unknown", "I don't know"),
            "reporter_group": ("public", "I'm just a member of the public"),
            "follow_up": ("contact", "you can write to me"),
        },
        {"immediate_danger": "no", "child_or_vulnerable_at_risk": "no", "ongoing": "unknown"},
        days_ago=9, contact="anna.k@example.org", files=("photo", "pdf"),
    ),
    Report(
        ("A tall sergeant called Hale shouted at my son in Northgate Road.",),
        {
            "force": ("Greater Manchester Police", "the police in Manchester"),
            "subject_name": ("Hale", "called Hale"),
            "subject_role_rank": ("sergeant", "a sergeant"),
            "follow_up": ("none", "Stay anonymous"),
        },
        {"immediate_danger": "no", "child_or_vulnerable_at_risk": "no", "ongoing": "no"},
        days_ago=40,
    ),
    Report(
        ("Someone parked a police van on the pavement for an hour.",),
        {"force": ("Kent Police", "kent"), "follow_up": ("none", "Stay anonymous")},
        {"immediate_danger": "no", "child_or_vulnerable_at_risk": "no", "ongoing": "no"},
        days_ago=800,
    ),
)  # fmt: skip


async def file_reports(settings: Settings, reports: tuple[Report, ...] = REPORTS) -> list[Case]:
    """Seal reports to the demo desk and store them; the days on which they came are put back."""
    make_demo_keys(settings.data_dir)
    await migrate(settings.store_url)
    store = await CaseStore.open(settings.store_url)
    cases = [await _file(settings, store, report, number) for number, report in enumerate(reports)]
    await store.close()
    await _put_back(settings, {case.id: case.created for case in cases})
    return cases


async def _file(settings: Settings, store: CaseStore, report: Report, number: int) -> Case:
    team = current_recipients(settings)
    mailbox = Receipt(hashlib.sha256(f"code {number}".encode()).digest()[:16]).mailbox if report.code else None
    case = Case(
        id=uuid.uuid4(),
        reference=make_reference(hashlib.sha256(f"reference {number}".encode()).digest()),
        created=datetime.now(UTC).date() - timedelta(days=report.days_ago),
        channel=report.channel,
        demo=True,
        slots={name: SlotAnswer(value, said, "asked" if said else "account") for name, (value, said) in
               report.slots.items()},
        account=report.account,
        attachments=tuple([(await _attach(settings, kind, n + 1)).view() for n, kind in enumerate(report.files)]),
        risk=report.risk,
        mailbox=mailbox,
    )  # fmt: skip
    contact = Contact(case=case.id, method=report.contact, safe_time="evenings" if report.contact else "")
    if mailbox:
        await store.mailboxes().make(mailbox.address)
    sealed, details = seal_case(case, team.cases), seal_contact(contact, team.contacts)
    await store.hand_over(case.id, case.reference, sealed, details, state=report.state)
    for text in report.letters if mailbox else ():
        assert mailbox
        letter = Letter(sender=REPORTER, sequence=0, day=datetime.now(UTC).date(), kind=TEXT, text=text)
        await send_as_reporter(store.mailboxes(), mailbox, team.cases, uuid.uuid4(), letter)
    return case


async def _attach(settings: Settings, kind: str, number: int) -> Attachment:
    content, of, media_type, flags = MAKERS[kind]()
    sealing, files, file_id = FileSealing(current_recipients(settings).cases), make_file_store(settings), new_file_id()

    async def pieces() -> AsyncIterator[bytes]:
        yield sealing.update(content)
        for piece in sealing.finish():
            yield piece

    await files.create(file_id, pieces())
    await files.keep(file_id)
    return Attachment(
        id=file_id, number=number, kind=of, media_type=media_type, size=sealing.size, sha256=sealing.sha256,
        stripped=not flags, flags=flags,
    )  # fmt: skip


async def _put_back(settings: Settings, days: dict[uuid.UUID, date]) -> None:
    engine = create_async_engine(settings.store_url)
    async with engine.begin() as connection:
        for case, day in days.items():
            await connection.execute(update(CaseRow).where(CaseRow.id == case).values(created=day))
    await engine.dispose()
