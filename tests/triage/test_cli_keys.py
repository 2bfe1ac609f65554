"""`candour keys`, through the command line."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import main
from triage.desk import passphrase as locked
from triage.desk.keyring import load_desk_key
from triage.recipients import load_recipients, read_list

PASSPHRASE = "five random words are better"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a passphrase file beside it, and keys that cost little work."""
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n")
    monkeypatch.setenv("CANDOUR_DESK_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    monkeypatch.setattr("triage.desk.keyring.DeskKey.to_file.__defaults__", (10,))
    monkeypatch.setattr("triage.desk.keyring.RootKey.to_file.__defaults__", (10,))
    folder = tmp_path / "place"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def _printed(capsys: pytest.CaptureFixture[str], label: str) -> str:
    out = capsys.readouterr().out
    return next(line.split(":", 1)[1].strip() for line in out.splitlines() if line.startswith(label))


def test_a_whole_key_ceremony(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "new", "alice.key", "--name", "alice"]) == 0
    recipient = _printed(capsys, "recipient")
    assert main(["keys", "new", "recovery.key", "--name", "recovery"]) == 0
    assert main(["keys", "root", "root.key"]) == 0
    root = _printed(capsys, "root fingerprint")
    arguments = ["--root", "root.key", "--out", "list.txt", f"alice={recipient}", "recovery=recovery.key.pub"]
    assert main(["keys", "recipients", *arguments]) == 0
    assert [r.text for r in load_recipients(place / "list.txt", root).cases] == [
        recipient,
        (place / "recovery.key.pub").read_text().splitlines()[0],
    ]
    capsys.readouterr()
    assert main(["keys", "check", "list.txt", "--root-fingerprint", root]) == 0
    out = capsys.readouterr().out
    assert "alice" in out
    assert "recovery" in out


def test_the_list_says_what_its_members_and_those_before_them_sign_with(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("alice", "bob", "carol"):
        assert main(["keys", "new", f"{name}.key", "--name", name]) == 0
    keys = {name: load_desk_key(place / f"{name}.key", PASSPHRASE) for name in ("alice", "bob", "carol")}
    assert main(["keys", "root", "root.key"]) == 0
    root = _printed(capsys, "root fingerprint")
    plain = keys["carol"].recipient.text  # given as text alone, it comes without a signer
    arguments = ["alice=alice.key.pub", f"carol={plain}", "--former", "bob.key.pub", "--contact", "alice=alice.key.pub"]
    assert main(["keys", "recipients", "--root", "root.key", "--out", "list.txt", *arguments]) == 0
    listed = read_list(place / "list.txt", root)
    assert dict(listed.signers) == {keys[name].fingerprint: keys[name].signer for name in ("alice", "bob")}
    assert [name for name, _ in listed.members] == ["alice", "carol"]
    assert f"{keys['bob'].fingerprint}  signs with {keys['bob'].signer.hex()}" in capsys.readouterr().out


def test_show_tells_the_recipient_and_no_secret(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["keys", "new", "alice.key", "--name", "alice"])
    made = capsys.readouterr().out
    assert main(["keys", "show", "alice.key"]) == 0
    assert capsys.readouterr().out == made
    assert load_desk_key(place / "alice.key", PASSPHRASE).recipient.text in made
    assert "SECRET" not in made


def test_a_key_is_written_for_its_owner_only(place: Path) -> None:
    assert main(["keys", "new", "alice.key"]) == 0
    assert (place / "alice.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["new", "taken.key"], 1, "exists"),
        (["new", "missing/folder.key"], 1, "folder.key"),
        (["new", "x.key", "--name", "Not A Name"], 2, "--name"),
        (["new"], 2, ""),
        (["show", "missing.key"], 1, "missing.key"),
        (["show", "."], 1, "cannot be read"),
        (["recipients", "--root", "taken.key", "--out", "o", "alice"], 2, "NAME="),
        (["recipients", "--root", "taken.key", "--out", "o", "alice=missing.pub"], 2, "missing.pub"),
        (["recipients", "--root", "taken.key", "--out", "o", "alice=age1pq1xyz"], 1, "alice"),
        (["recipients", "--root", "taken.key", "--out", "o", "alice=taken.key.pub"], 1, "taken.key"),
        (["check", "taken.key.pub", "--root-fingerprint", "ab"], 1, "CANDOUR_RECIPIENTS"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, says: str
) -> None:
    main(["keys", "new", "taken.key"])
    before = (place / "taken.key").read_bytes()
    capsys.readouterr()
    assert main(["keys", *arguments]) == code
    error = capsys.readouterr().err
    assert says in error
    assert "Traceback" not in error
    assert (place / "taken.key").read_bytes() == before


def test_a_wrong_passphrase_is_one_clear_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["keys", "new", "alice.key"])
    (place.parent / "passphrase").write_text("another one altogether")
    capsys.readouterr()
    assert main(["keys", "show", "alice.key"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "passphrase is wrong" in error
    assert "another" not in error


def test_an_empty_passphrase_is_refused_and_a_short_one_warned_of(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place.parent / "passphrase").write_text("\n")
    assert main(["keys", "new", "alice.key"]) == 2
    assert not (place / "alice.key").exists()
    (place.parent / "passphrase").write_text("short\n")
    assert main(["keys", "new", "alice.key"]) == 0
    assert "can be guessed" in capsys.readouterr().err


def test_a_passphrase_is_asked_for_twice_on_a_terminal(tmp_path: Path) -> None:
    assert _type_passphrases(tmp_path / "same.key", "typed by hand here", "typed by hand here") == 0
    assert b"AGE-SECRET-KEY-PQ-1" in locked.unlock((tmp_path / "same.key").read_bytes(), "typed by hand here")
    assert _type_passphrases(tmp_path / "differ.key", "typed by hand here", "typed by hand there") == 2
    assert not (tmp_path / "differ.key").exists()


def test_without_a_terminal_or_a_file_it_says_what_to_set(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "keys", "new", str(tmp_path / "a.key")],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert b"CANDOUR_DESK_PASSPHRASE_FILE" in done.stderr


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CANDOUR_")}


def _type_passphrases(file: Path, first: str, second: str) -> int:
    """Run `candour keys new` on a terminal of its own and type."""
    terminal, inside = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "keys", "new", str(file)],
        env=_environment(),
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
    )
    os.close(inside)
    seen = b""
    for text, prompt in ((first, b"New passphrase: "), (second, b"The same again: ")):
        while prompt not in seen:
            seen += os.read(terminal, 1024)
        os.write(terminal, f"{text}\n".encode())
    with contextlib.suppress(OSError):  # the terminal's way of saying that the other side has gone
        while more := os.read(terminal, 1024):
            seen += more
    os.close(terminal)
    assert first.encode() not in seen  # what is typed is not shown
    return child.wait(timeout=60)
