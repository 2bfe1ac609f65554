"""Links decided on record: sealed, bound to both cases, and no part of what the store can read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from candour.errors import SealedFileError, UsageError
from triage.audit.entry import LINK, OPEN, SURVEY
from triage.case import Case, SlotAnswer
from triage.desk.auditing import Verdict as Found
from triage.desk.auditing import audit, purposes
from triage.desk.keyring import DeskKey
from triage.desk.linking.deciding import Verdict, decide_on_record, decisions
from triage.desk.linking.finding import Comparing, find_links
from triage.desk.record import open_on_record
from triage.desk.retention.destroying import destroy_on_record
from triage.envelope import seal_case
from triage.link import CONFIRMED, REFUSED, Link, pair
from triage.store import CaseStore, StoredCase, StoredLink
from triage.store.files import FolderFiles

MET = "Metropolitan Police Service"
REFERENCES = ("CND-2222-2222", "CND-3333-3333", "CND-4444-4444")
Make = Callable[..., Case]


async def three(store: CaseStore, key: DeskKey, make: Make) -> tuple[StoredCase, StoredCase, StoredCase]:
    """Two cases that name the same officer, and one that does not; all opened once."""
    filed = []
    for number, reference in zip(("SE 123", "123SE", "QK 7"), REFERENCES, strict=True):
        slots = {"force": SlotAnswer(MET, "the met", "account"), "shoulder_number": SlotAnswer(number, None, "asked")}
        case = make(reference=reference, slots=slots)
        await store.hand_over(case.id, reference, seal_case(case, [key.recipient]))
        filed.append(await store.get(case.id))
        await open_on_record(store, filed[-1], [key], OPEN, "show")
    return filed[0], filed[1], filed[2]


async def look(store: CaseStore, *keys: DeskKey) -> Found:
    return await audit(store, {key.fingerprint: key.signer for key in keys}, [])


async def decide(store: CaseStore, two: tuple[StoredCase, StoredCase], key: DeskKey, verdict: Verdict) -> Link:
    return await decide_on_record(store, two, [key], verdict, [key.recipient])


async def test_the_same_officer_is_found_among_opened_cases_and_that_is_on_record(
    store: CaseStore, desk_key: DeskKey, make_case: Make
) -> None:
    one, other, _ = await three(store, desk_key, make_case)
    case = await open_on_record(store, one, [desk_key], OPEN, "links")
    found = await find_links(store, case, [desk_key])
    assert found.compared == 2
    assert [(candidate.case, candidate.strength) for candidate in found.candidates] == [(other.id, "strong")]
    verdict = await look(store, desk_key)
    assert verdict.problem is None
    assert [entry.deed for entry in verdict.entries[-2:]] == [OPEN, SURVEY]
    assert (await purposes(store, verdict.entries, [desk_key]))[5] == "links"


async def test_a_case_that_nobody_opened_stays_shut(store: CaseStore, desk_key: DeskKey, make_case: Make) -> None:
    one, other, _ = await three(store, desk_key, make_case)
    case = await open_on_record(store, one, [desk_key], OPEN, "links")
    unopened = make_case(reference="CND-5555-5555", slots=case.slots)
    await store.hand_over(unopened.id, unopened.reference, seal_case(unopened, [desk_key.recipient]))
    found = await find_links(store, case, [desk_key])
    assert [candidate.case for candidate in found.candidates] == [other.id]
    assert (await store.get(unopened.id)).state == "new"


async def test_a_desk_reads_each_case_once_and_learns_what_was_opened_and_decided_since(
    store: CaseStore, desk_key: DeskKey, make_case: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = "2026-11-29T09"
    monkeypatch.setattr("triage.desk.linking.finding.this_hour", lambda: hour)
    one, other, third = await three(store, desk_key, make_case)
    case = await open_on_record(store, one, [desk_key], OPEN, "links")
    comparing = Comparing(store, [desk_key])
    for _ in range(3):
        assert (await comparing.find(case)).compared == 2
    assert await surveys(store, desk_key) == 1
    link = await decide(store, (one, third), desk_key, Verdict(CONFIRMED))
    assert (await comparing.find(case)).decided == {third.id: link}
    fourth = make_case(reference="CND-5555-5555", slots=case.slots)
    await store.hand_over(fourth.id, fourth.reference, seal_case(fourth, [desk_key.recipient]))
    await open_on_record(store, await store.get(fourth.id), [desk_key], OPEN, "show")
    found = await comparing.find(case)
    assert {candidate.case for candidate in found.candidates} == {other.id, fourth.id}
    assert await surveys(store, desk_key) == 2
    await destroy_on_record(store, FolderFiles(tmp_path), await store.get(fourth.id), [desk_key], [])
    assert [candidate.case for candidate in (await comparing.find(case)).candidates] == [other.id]
    assert await surveys(store, desk_key) == 2
    hour = "2026-11-29T10"
    await comparing.find(case)
    assert await surveys(store, desk_key) == 3
    await comparing.stop()
    assert not vars(comparing)["_known"]
    assert not vars(comparing)["_keys"]


async def surveys(store: CaseStore, key: DeskKey) -> int:
    return [entry.deed for entry in (await look(store, key)).entries].count(SURVEY)


async def test_the_last_decision_holds_whoever_looks_from_whichever_side(
    store: CaseStore, desk_key: DeskKey, make_case: Make
) -> None:
    one, other, third = await three(store, desk_key, make_case)
    await decide(store, (one, other), desk_key, Verdict(REFUSED, "another division"))
    await decide(store, (one, third), desk_key, Verdict(CONFIRMED))
    last = await decide(store, (other, one), desk_key, Verdict(CONFIRMED, " the sergeant moved there in May "))
    assert (last.sequence, last.reason, last.by) == (1, "the sergeant moved there in May", desk_key.fingerprint)
    for stored, away in ((one, other), (other, one)):
        case = await open_on_record(store, stored, [desk_key], OPEN, "links")
        found = await find_links(store, case, [desk_key])
        assert found.decided[away.id] == last
    assert set(found.decided) == {one.id}
    verdict = await look(store, desk_key)
    assert verdict.problem is None
    assert [entry.deed for entry in verdict.entries].count(LINK) == 3


async def test_neither_the_store_nor_the_trail_tells_which_cases_are_linked_or_what_was_decided(
    store: CaseStore, desk_key: DeskKey, make_case: Make
) -> None:
    one, other, third = await three(store, desk_key, make_case)
    await decide(store, (one, other), desk_key, Verdict(CONFIRMED, "it is the same sergeant"))
    await decide(store, (one, third), desk_key, Verdict(REFUSED))
    rows = await store.links().all()
    cases = {one.id, other.id, third.id}
    assert len({len(row.sealed) for row in rows}) == 1  # a confirmation and a refusal look the same
    assert not {row.id for row in rows} & cases
    for entry in (await look(store, desk_key)).entries[3:]:
        assert entry.case not in cases
        assert not any(case.hex in entry.to_bytes().decode().replace("-", "") for case in cases)


@pytest.mark.parametrize("forged", ["without a bond", "moved to another case", "renamed", "altered"])
async def test_a_link_that_nobody_of_the_team_wrote_is_no_link(
    store: CaseStore, desk_key: DeskKey, make_case: Make, forged: str
) -> None:
    cases = [make_case().id for _ in range(3)]
    bonds = {case: bytes([number]) * 32 for number, case in enumerate(cases)}
    two = pair(cases[0], cases[1])
    whole = Link(
        id=uuid.uuid4(), cases=two, sequence=0, day=date(2026, 11, 29), verdict=CONFIRMED, reason="", by="alice"
    )
    sealed, link_id, known = whole.seal(bonds, [desk_key.recipient]), whole.id, dict(bonds)
    assert Link.open(sealed, [desk_key], link_id, bonds) == whole
    if forged == "without a bond":
        sealed = whole.seal({case: bytes(32) for case in cases}, [desk_key.recipient])
    elif forged == "moved to another case":
        moved = replace(whole, cases=pair(cases[0], cases[2]))
        sealed = moved.seal({**bonds, cases[2]: bonds[cases[1]]}, [desk_key.recipient])
    elif forged == "renamed":
        link_id = uuid.uuid4()
    else:
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(SealedFileError):
        Link.open(sealed, [desk_key], link_id, known)
    assert decisions([StoredLink(link_id, sealed)], [desk_key], known) == {}


async def test_a_link_that_was_taken_out_put_in_or_exchanged_is_named_by_the_audit(
    store: CaseStore, desk_key: DeskKey, make_case: Make
) -> None:
    one, other, third = await three(store, desk_key, make_case)
    await decide(store, (one, other), desk_key, Verdict(CONFIRMED))
    await decide(store, (one, third), desk_key, Verdict(CONFIRMED))
    first, second = await store.links().all()
    async with store._engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM links")
    fault = (await look(store, desk_key)).fault
    assert fault is not None
    assert (fault.entry, fault.problem) == (4, "records a link that is not in the store, or was altered there")
    rows = [StoredLink(first.id, first.sealed), second, StoredLink(uuid.uuid4(), second.sealed)]
    async with store._engine.begin() as connection:
        from sqlalchemy import insert

        from triage.store.models import LinkRow

        await connection.execute(insert(LinkRow), [vars(row) for row in rows])
    assert (await look(store, desk_key)).problem == f"link {rows[2].id} is in the store, and no entry records it"


async def test_a_case_is_not_linked_to_itself_nor_with_a_key_that_opens_only_one(
    store: CaseStore, desk_key: DeskKey, other_key: DeskKey, make_case: Make
) -> None:
    one, *_ = await three(store, desk_key, make_case)
    hidden = make_case(reference="CND-6666-6666")
    await store.hand_over(hidden.id, hidden.reference, seal_case(hidden, [other_key.recipient]))
    with pytest.raises(UsageError):
        await decide(store, (one, one), desk_key, Verdict(CONFIRMED))
    with pytest.raises(SealedFileError):
        await decide(store, (one, await store.get(hidden.id)), desk_key, Verdict(CONFIRMED))
    with pytest.raises(UsageError):
        Verdict(CONFIRMED, "x" * 4001)
    assert await store.links().all() == []
