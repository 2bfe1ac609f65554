"""Changing the team at the command line: two people for a colleague, one command to end it, and the seals follow."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from candour.errors import SealedFileError
from tests.support.roles import Roles, hand_over, make_roles
from triage.case import Case
from triage.desk.keyring import replace_list
from triage.recipients import current_list, current_recipients
from triage.sealing import unlock
from triage.store import CaseStore

Make = Callable[..., Case]


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_case: Make) -> Roles:
    made = make_roles(tmp_path, monkeypatch)
    for number in range(2, 5):
        hand_over(made, make_case(id=uuid4(), reference=f"CND-2222-222{number}"))
    return made


def sealed(team: Roles, reference: str = "CND-2222-2222") -> tuple[bytes, bytes]:
    async def get() -> tuple[bytes, bytes]:
        store = await CaseStore.open(team.settings.store_url)
        stored = await store.get(reference)
        await store.close()
        return stored.sealed, stored.contact or b""

    return asyncio.run(get())


def opens(team: Roles, name: str, envelope: bytes) -> bool:
    try:
        return bool(unlock(envelope, [team.keys[name]]).content())
    except SealedFileError:
        return False


def deeds(team: Roles) -> list[tuple[str, str | None]]:
    trail = team.json("alice", "audit", "--entries")["trail"]
    return [(entry["what"], entry["name"]) for entry in trail]


def add_erin(team: Roles, role: str = "assessor") -> None:
    granted = team.json("alice", "grant", "erin", role, "--public", str(team.colleague("erin")))
    team.json("bob", "approve", granted["id"])
    team.json("alice+carol", "rewrap", "--root", team.root_file)


def test_two_people_add_a_colleague_who_then_reads_old_and_new_cases(team: Roles, make_case: Make) -> None:
    team.json("bob", "assess", "CND-2222-2222", "--outcome", "record", "--reason", "why")
    granted = team.json("alice", "grant", "erin", "assessor", "--public", str(team.colleague("erin")))
    assert granted["fingerprint"] == team.keys["erin"].fingerprint
    [waits] = team.json("dave", "roster")["proposals"]
    assert (waits["name"], waits["role"], waits["proposed_by"]) == ("erin", "assessor", "alice")
    assert not opens(team, "erin", sealed(team)[0])
    approved = team.json("bob", "approve", granted["id"][:8])
    assert "list" not in approved  # the list is the root key's
    assert team.json("dave", "roster")["not_on_the_list"] == ["erin: assessor"]
    done = team.json("alice+carol", "rewrap", "--root", team.root_file)
    assert (done["rewrapped"]["cases"], done["rewrapped"]["contacts"], done["whole"]) == (3, 3, True)
    case, contact = sealed(team)
    assert [opens(team, name, case) for name in ("alice", "bob", "carol", "dave", "erin")] == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert [opens(team, name, contact) for name in ("alice", "carol", "erin")] == [False, True, False]
    assert team.json("erin", "show", "CND-2222-2222")["assessments"][0]["reason"] == "why"
    assert [key.raw for key in current_recipients(team.settings).cases][-1] == team.keys["erin"].recipient.raw
    hand_over(team, make_case(id=uuid4(), reference="CND-3333-3333"))
    assert team.json("erin", "show", "CND-3333-3333")
    erin = next(one for one in team.json("dave", "roster")["people"] if one["name"] == "erin")
    assert erin["added_by"] == ["alice", "bob"]
    assert team.json("alice", "audit")["ok"] is True
    assert [deed for deed in deeds(team) if deed[0] in ("found", "grant", "approve", "rewrap")] == [
        ("found", "alice"), ("grant", "alice"), ("approve", "bob"), ("rewrap", "alice"), ("rewrap", "alice"),
    ]  # fmt: skip


def test_nobody_approves_what_they_proposed_nor_a_role_of_their_own(team: Roles) -> None:
    granted = team.json("alice", "grant", "erin", "assessor", "--public", str(team.colleague("erin")))
    code, _, said = team.run("alice", "approve", granted["id"])
    assert (code, "somebody else than who made it" in said) == (2, True)
    lead = team.json("alice", "grant", "bob", "lead")
    code, _, said = team.run("bob", "approve", lead["id"])
    assert (code, "a role of their own" in said) == (2, True)
    code, _, said = team.run("dave", "approve", lead["id"])
    assert (code, "auditor" in said) == (1, True)
    team.json("carol", "approve", lead["id"])
    assert team.run("bob", "approve", lead["id"])[0] == 2  # once is enough
    assert [one["name"] for one in team.json("dave", "roster")["proposals"]] == ["erin"]


def test_the_same_person_with_a_new_key_is_still_the_same_person(team: Roles) -> None:
    granted = team.json("alice", "grant", "erin", "assessor", "--public", str(team.colleague("erin")))
    team.colleague("alice2")
    team.json("alice+carol", "rotate", str(team.folder / "alice2.key"), "--root", team.root_file)
    code, _, said = team.run("alice2", "approve", granted["id"])
    assert (code, "somebody else than who made it" in said) == (2, True)


def test_off_boarding_is_one_command(team: Roles, make_case: Make) -> None:
    add_erin(team)
    done = team.json("alice+carol", "offboard", "erin", "--root", team.root_file)
    assert done["whole"] is True
    assert any("Backups" in line for line in done["cannot"])
    assert [opens(team, name, sealed(team)[0]) for name in ("alice", "bob", "erin")] == [True, True, False]
    case = hand_over(team, make_case(id=uuid4(), reference="CND-3333-3333"))
    assert not opens(team, "erin", sealed(team, case.reference)[0])
    code, _, said = team.run("erin", "show", case.reference)
    assert (code, "not on the list" in said) == (1, True)
    assert "erin" not in [one["name"] for one in team.json("dave", "roster")["people"]]
    assert team.json("alice", "audit")["ok"] is True  # what erin signed stays signed by somebody known
    assert ("offboard", "alice") in deeds(team)
    text = team.run("alice+carol", "offboard", "erin", "--root", team.root_file)[1]  # again does no harm
    assert "What no command can do" in text
    assert deeds(team).count(("offboard", "alice")) == 1


def test_off_boarding_that_was_cut_off_is_finished_by_the_same_command(
    team: Roles, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_erin(team)
    with monkeypatch.context() as away:
        away.setattr("triage.store.envelopes.EnvelopeStore.exchange", _cut)
        assert team.run("alice+carol", "offboard", "erin", "--root", team.root_file)[0] == 1
    assert opens(team, "erin", sealed(team)[0])
    assert team.json("alice+carol", "offboard", "erin", "--root", team.root_file)["whole"] is True
    assert not opens(team, "erin", sealed(team)[0])


async def _cut(*_: object) -> None:
    raise OSError("the power is gone")


def test_off_boarding_without_the_root_key_says_what_it_needs(team: Roles) -> None:
    code, _, said = team.run("alice", "offboard", "bob")
    assert (code, "--root" in said) == (2, True)
    other = team.folder / "other-root.key"
    type(team.root).new().to_file(other, "correct horse", 10)
    code, _, said = team.run("alice", "offboard", "bob", "--root", str(other))
    assert (code, "pinned" in said) == (2, True)
    assert "offboard" not in [what for what, _ in deeds(team)]


@pytest.mark.parametrize(("who", "role"), [("alice", "lead"), ("carol", "custodian")])
def test_nobody_takes_the_last_one_of_a_role(team: Roles, who: str, role: str) -> None:
    for command in (("offboard", who), ("revoke", who, role)):
        code, _, said = team.run("alice", *command, "--root", team.root_file)
        assert (code, f"nobody would be left as {role}" in said) == (2, True)
    assert opens(team, "bob", sealed(team)[0])


def test_a_role_that_is_revoked_is_gone_for_old_and_new_cases(team: Roles) -> None:
    lead = team.json("alice", "grant", "bob", "custodian")
    team.json("carol", "approve", lead["id"], "--root", team.root_file)
    assert opens(team, "bob", sealed(team)[1])
    team.json("alice+carol", "revoke", "bob", "custodian", "--root", team.root_file)
    case, contact = sealed(team)
    assert (opens(team, "bob", case), opens(team, "bob", contact)) == (True, False)
    team.json("alice+carol", "revoke", "bob", "assessor", "--root", team.root_file)
    assert not opens(team, "bob", sealed(team)[0])


def test_a_key_is_exchanged_by_who_holds_it(team: Roles) -> None:
    team.colleague("bob2")
    exchanged = team.json("bob", "rotate", str(team.folder / "bob2.key"), "--root", team.root_file)
    assert exchanged["fingerprint"] == team.keys["bob2"].fingerprint
    assert "rewrapped" not in exchanged  # an assessor does not re-wrap
    team.json("alice+carol", "rewrap")
    assert [opens(team, name, sealed(team)[0]) for name in ("bob", "bob2")] == [False, True]
    assert team.json("bob2", "show", "CND-2222-2222")
    assert team.run("bob", "show", "CND-2222-2222")[0] == 1
    assert ("open", "bob") in deeds(team)


def test_what_a_custodian_must_re_wrap_is_said(team: Roles) -> None:
    add_erin(team, "custodian")
    done = team.json("alice", "offboard", "erin", "--root", team.root_file)
    assert (done["shut"]["contacts"], done["whole"]) == (3, False)
    assert opens(team, "erin", sealed(team)[1])
    assert "LEFT AS THEY WERE: 3 contacts" in team.run("alice", "rewrap")[1]
    team.json("carol", "rewrap")
    assert not opens(team, "erin", sealed(team)[1])


def test_a_list_that_the_root_alone_has_changed_is_not_re_wrapped_for(team: Roles) -> None:
    add_erin(team)
    team.colleague("mallory")
    listed = current_list(team.settings)
    members = (*listed.members, ("mallory", team.keys["mallory"].recipient))
    signers = (*listed.signers, (team.keys["mallory"].fingerprint, team.keys["mallory"].signer))
    replace_list(
        team.folder / "list.txt", team.root.sign(members, listed.custodians, signers, listed.leads, listed.auditors)
    )
    code, _, said = team.run("alice", "rewrap")
    assert (code, "mallory: assessor" in said) == (2, True)
    assert not opens(team, "mallory", sealed(team)[0])
    assert team.json("dave", "roster")["on_the_list_only"] == ["mallory: assessor"]


def test_an_entry_of_somebody_who_may_not_counts_for_nothing(team: Roles, monkeypatch: pytest.MonkeyPatch) -> None:
    granted = team.json("alice", "grant", "erin", "assessor", "--public", str(team.colleague("erin")))
    with monkeypatch.context() as other_program:
        other_program.setattr("triage.desk.roster.book.Book.check", lambda *_: "bob")
        team.json("alice", "approve", granted["id"])
    roster = team.json("dave", "roster")
    assert [one["name"] for one in roster["proposals"]] == ["erin"]
    assert ["somebody else" in one["why"] for one in roster["ignored"]] == [True]
    code, _, said = team.run("alice+carol", "rewrap", "--root", team.root_file)
    assert code == 0, said
    assert not opens(team, "erin", sealed(team)[0])


def test_a_list_that_names_no_roles_begins_a_team_that_shares_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_case: Make
) -> None:
    team = make_roles(tmp_path, monkeypatch, explicit=False)
    hand_over(team, make_case())
    granted = team.json("alice", "grant", "erin", "assessor", "--public", str(team.colleague("erin")))
    team.json("bob", "approve", granted["id"], "--root", team.root_file)
    roles = {one["name"]: one["roles"] for one in team.json("dave", "roster")["people"]}
    assert roles["alice"] == ["assessor", "custodian", "lead"]
    assert roles["erin"] == ["assessor"]  # who comes later has what they were given, and no more
    assert not opens(team, "erin", sealed(team, "CND-7K3M-9QXT")[1])


def test_after_an_older_backup_nobody_who_left_comes_back_and_the_team_goes_on(team: Roles) -> None:
    store, before = team.folder / "data" / "triage.sqlite3", team.folder / "before"
    add_erin(team)
    shutil.copy(store, before)
    team.colleague("alice2")
    team.json("alice+carol", "rotate", str(team.folder / "alice2.key"), "--root", team.root_file)
    team.json("alice2+carol", "offboard", "erin", "--root", team.root_file)
    shutil.copy(before, store)
    assert opens(team, "erin", sealed(team)[0])
    assert "erin" not in [one["name"] for one in team.json("bob", "roster")["people"]]
    refused = team.run("alice2+carol", "rewrap", "--key", str(team.folder / "alice.key"), "--root", team.root_file)
    assert (refused[0], "--anew" in refused[2]) == (2, True)  # the trail does not know that alice has another key
    assert team.run("bob", "roster", "--anew")[0] == 1  # who is no lead
    again = team.json("alice2", "roster", "--anew")
    assert (len(again["begun"]), again["on_the_list_only"], again["not_on_the_list"]) == (2, [], [])
    keys = ("--key", str(team.folder / "alice.key"))
    assert team.json("alice2+carol", "rewrap", *keys, "--root", team.root_file)["whole"] is True
    assert [opens(team, name, sealed(team)[0]) for name in ("alice", "alice2", "erin")] == [False, True, False]
    assert team.json("alice2", "audit")["ok"] is True


def test_a_key_that_has_left_does_not_come_back(team: Roles) -> None:
    add_erin(team)
    team.json("alice+carol", "offboard", "erin", "--root", team.root_file)
    code, _, said = team.run("alice", "grant", "erin", "assessor", "--public", str(team.folder / "erin.pub"))
    assert (code, "does not come back" in said) == (2, True)
    again = team.json("alice", "grant", "erin", "assessor", "--public", str(team.colleague("erin2")))
    team.json("bob", "approve", again["id"])


def test_a_change_that_was_taken_out_of_the_store_is_found(team: Roles) -> None:
    team.json("alice", "grant", "erin", "assessor", "--public", str(team.colleague("erin")))

    async def take_out() -> None:
        from sqlalchemy import text

        from triage.store.engine import make_engine

        engine = make_engine(team.settings.store_url)
        async with engine.begin() as connection:
            await connection.execute(text("DELETE FROM changes"))
        await engine.dispose()

    asyncio.run(take_out())
    code, out, _ = team.run("alice", "audit", "--json")
    assert (code, "change to the team" in json.loads(out)["first_bad"]["problem"]) == (1, True)
