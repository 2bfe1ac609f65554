"""Both vaults: what they keep, what they refuse, and that nothing opens once the key is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from candour.errors import DraftGone
from drafts import Vault

SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_what_is_written_is_read_back_by_anyone(vault: Vault, make_vault: Callable[[], Vault]) -> None:
    draft = vault.begin()
    assert vault.read(draft, "tracker") is None
    vault.write(draft, "tracker", b"one")
    vault.write(draft, "tracker", b"two")
    assert make_vault().read(draft, "tracker") == b"two"


def test_a_record_with_a_known_id_is_added_once(vault: Vault) -> None:
    draft = vault.begin()
    assert vault.append(draft, "account", "m1", "first")
    assert not vault.append(draft, "account", "m1", "first")
    assert vault.append(draft, "account", "m2", "second")
    assert vault.texts(draft, "account") == ["first", "second"]
    assert vault.count(draft, "account") == 2


def test_what_is_taken_back_is_gone_and_the_draft_goes_on(vault: Vault) -> None:
    draft = vault.begin()
    vault.append(draft, "account", "m1", "first")
    vault.write(draft, "tracker", b"stays")
    vault.clear(draft, "account")
    vault.clear(draft, "account")
    assert vault.texts(draft, "account") == []
    assert vault.append(draft, "account", "m1", "again")
    assert (vault.texts(draft, "account"), vault.read(draft, "tracker")) == (["again"], b"stays")


def test_a_record_is_changed_or_left_as_it_is(vault: Vault) -> None:
    draft = vault.begin()
    vault.update(draft, "inbox", lambda before: before)
    assert vault.read(draft, "inbox") is None
    vault.update(draft, "inbox", lambda before: (before or b"") + b"1")
    vault.update(draft, "inbox", lambda before: (before or b"") + b"2")
    vault.update(draft, "inbox", lambda before: None)
    assert vault.read(draft, "inbox") == b"12"


def test_what_waits_is_found_by_another_process(vault: Vault, make_vault: Callable[[], Vault]) -> None:
    draft = vault.begin()
    vault.update(draft, "inbox", lambda _: b"a message", lambda: True)
    assert draft in make_vault().waiting()


def test_nothing_opens_once_the_draft_is_shredded(vault: Vault, make_vault: Callable[[], Vault]) -> None:
    draft = vault.begin()
    vault.write(draft, "tracker", b"words")
    vault.append(draft, "account", "m1", "words")
    large = vault.place(draft, "0" * 32)
    large.write_bytes(b"sealed by whoever wrote it")
    vault.shred(draft)
    vault.shred(draft)
    other = make_vault()
    assert not other.exists(draft)
    assert not large.exists()
    assert draft not in other.waiting()
    for use in (
        lambda: other.read(draft, "tracker"),
        lambda: other.write(draft, "tracker", b"x"),
        lambda: other.update(draft, "tracker", lambda _: b"x"),
        lambda: other.append(draft, "account", "m2", "x"),
        lambda: other.texts(draft, "account"),
        lambda: other.count(draft, "account"),
        lambda: other.clear(draft, "account"),
        lambda: other.derive(draft, "case id"),
        lambda: other.place(draft, "0" * 32),
    ):
        with pytest.raises(DraftGone):
            use()


def test_a_draft_that_is_shredded_while_it_is_changed_stays_gone(vault: Vault, make_vault: Callable[[], Vault]) -> None:
    draft = vault.begin()

    def change(_before: bytes | None) -> bytes:
        make_vault().shred(draft)
        return b"late"

    with pytest.raises((DraftGone, FileNotFoundError)):
        vault.update(draft, "inbox", change)
    assert not vault.exists(draft)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 31, "A" * 32, "0" * 33, "0" * 31 + "/"])
def test_a_conversation_id_is_never_a_path(vault: Vault, name: str) -> None:
    assert not vault.exists(name)
    for stream in ("tracker", "../tracker"):
        with pytest.raises(DraftGone):
            vault.read(name, stream)
    vault.shred(name)


def test_derived_bytes_are_stable_and_differ_by_purpose_and_draft(vault: Vault) -> None:
    one, two = vault.begin(), vault.begin()
    assert vault.derive(one, "case id") == vault.derive(one, "case id")
    assert len({vault.derive(draft, purpose) for draft in (one, two) for purpose in ("case id", "reference")}) == 4


def test_what_nobody_comes_back_to_is_swept_and_the_rest_stays(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "grace", 0)
    mine, cut_off = vault.begin(), vault.begin()
    assert vault.sweep({mine}) == 1
    assert (vault.exists(mine), vault.exists(cut_off)) == (True, False)


def test_there_are_as_many_ages_as_drafts(vault: Vault) -> None:
    for _ in range(3):
        vault.begin()
    assert [0 <= age < 5 for age in vault.ages()] == [True] * 3
    assert vault.expire(3600) == 0
    assert len(vault.stale(0)) == 3
    assert vault.has_room(1)


@settings(parent=SETTINGS, max_examples=100)
@given(text=st.text(max_size=300), record=st.text(max_size=20))
def test_any_text_survives(vault: Vault, text: str, record: str) -> None:
    draft = vault.begin()
    vault.append(draft, "account", record, text)
    assert vault.texts(draft, "account") == [text]


class VaultMachine(RuleBasedStateMachine):
    """A vault, as two processes use it, against a dictionary."""

    make: Callable[[], Vault]

    @initialize()
    def start(self) -> None:
        self.vaults = [type(self).make(), type(self).make()]
        self.kept: dict[str, list[tuple[str, str]]] = {}
        self.inbox: dict[str, bytes] = {}

    @rule()
    def begin(self) -> None:
        draft = self.vaults[0].begin()
        self.kept[draft], self.inbox[draft] = [], b""

    @rule(data=st.data(), record=st.sampled_from("abc"), text=st.text(max_size=10), who=st.sampled_from([0, 1]))
    def append(self, data: st.DataObject, record: str, text: str, who: int) -> None:
        if self.kept:
            draft = data.draw(st.sampled_from(sorted(self.kept)))
            new = record not in dict(self.kept[draft])
            assert self.vaults[who].append(draft, "account", record, text) is new
            self.kept[draft] += [(record, text)] if new else []

    @rule(data=st.data(), more=st.binary(min_size=1, max_size=5), who=st.sampled_from([0, 1]))
    def change(self, data: st.DataObject, more: bytes, who: int) -> None:
        if self.kept:
            draft = data.draw(st.sampled_from(sorted(self.kept)))
            self.vaults[who].update(draft, "inbox", lambda before: (before or b"") + more)
            self.inbox[draft] += more

    @rule(data=st.data(), who=st.sampled_from([0, 1]))
    def clear(self, data: st.DataObject, who: int) -> None:
        if self.kept:
            draft = data.draw(st.sampled_from(sorted(self.kept)))
            self.vaults[who].clear(draft, "account")
            self.kept[draft] = []

    @rule(data=st.data(), who=st.sampled_from([0, 1]))
    def shred(self, data: st.DataObject, who: int) -> None:
        if self.kept:
            draft = data.draw(st.sampled_from(sorted(self.kept)))
            self.vaults[who].shred(draft)
            del self.kept[draft]
            assert not self.vaults[1 - who].exists(draft)

    @invariant()
    def everything_kept_is_there(self) -> None:
        for draft, texts in getattr(self, "kept", {}).items():
            assert self.vaults[1].texts(draft, "account") == [text for _, text in texts]
            assert (self.vaults[0].read(draft, "inbox") or b"") == self.inbox[draft]


def test_two_processes_see_the_same_drafts(make_vault: Callable[[], Vault]) -> None:
    class Machine(VaultMachine):
        make = staticmethod(make_vault)

    run_state_machine_as_test(Machine, settings=settings(SETTINGS, max_examples=20, stateful_step_count=15))  # type: ignore[no-untyped-call]
