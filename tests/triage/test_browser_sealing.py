"""What the form's page seals with, as it is served, against what the server and the desk do."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.support.node import seal_peer, sealing_missing
from triage import documents
from triage.desk.keyring import DeskKey
from triage.form import ID_VERSION
from triage.keys import fingerprint
from triage.outside import check_sealed
from triage.padding import LARGEST_POWER, SMALLEST, bucket, pad
from triage.receipt import Receipt
from triage.reference import parse_reference
from triage.sealing import open_sealed

PAGES = Path(__file__).parents[2] / "bot" / "pages"
SIZES = [0, 1, SMALLEST - 9, SMALLEST - 8, SMALLEST - 7, 60_000, LARGEST_POWER - 8, LARGEST_POWER - 7, 3_141_592, 2**29]
# Whatever JSON can write in more than one way.
TEXT = {"b": ['"\\/\b\f\n\r\t\x01\x1f\x7f\u2028\u00e9', "\U0001f9ff"], "a": {"z": None, "aa": [1, True], "a_b": []}}


@pytest.fixture(autouse=True)
def node() -> None:
    if missing := sealing_missing():
        pytest.fail(missing)


def test_the_served_bundle_is_what_its_sources_build(tmp_path: Path) -> None:
    source = PAGES / "sealing"
    if not (source / "node_modules" / "esbuild").is_dir():
        pytest.fail("this test needs bot/pages/sealing/node_modules (make test, or: cd there && npm ci)")
    copy = tmp_path / "pages" / "sealing"
    copy.mkdir(parents=True)
    for name in ("package.json", "seal.js", "photo.js"):
        shutil.copy(source / name, copy)
    (copy / "node_modules").symlink_to(source / "node_modules")
    subprocess.run(["npm", "run", "--silent", "build"], cwd=copy, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "pages" / "seal.js").read_bytes() == (PAGES / "seal.js").read_bytes()


def test_what_is_bundled_is_pinned() -> None:
    wanted = json.loads((PAGES / "sealing" / "package.json").read_text())
    locked = json.loads((PAGES / "sealing" / "package-lock.json").read_text())["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
    licences = (PAGES / "sealing" / "LICENCES.txt").read_text()
    bundled = [path.removeprefix("node_modules/") for path, entry in locked.items() if path and not entry.get("dev")]
    assert len(bundled) > 4
    assert not [name for name in bundled if name.rpartition("node_modules/")[2] not in licences]


def test_padding_is_the_same() -> None:
    assert json.loads(seal_peer("buckets", *map(str, SIZES))) == [bucket(size) for size in SIZES]
    assert seal_peer("pad", content=b"told") == pad(b"told")
    assert seal_peer("padFile", content=b"told") == b"told".ljust(SMALLEST, b"\0")


@pytest.mark.parametrize("content", [TEXT, {}, {"n": [{"b": 1, "a": "\ud800"}]}], ids=["text", "nothing", "surrogate"])
def test_documents_are_the_same(content: dict[str, Any]) -> None:
    assert seal_peer("toBytes", content=json.dumps(content).encode()) == documents.to_bytes(content)


def test_what_it_seals_opens_and_passes(desk_key: DeskKey, other_key: DeskKey) -> None:
    sealed = seal_peer("seal", desk_key.recipient.text, other_key.recipient.text, content=pad(b"told"))
    assert open_sealed(sealed, [desk_key]) == open_sealed(sealed, [other_key]) == pad(b"told")
    check_sealed(sealed, 2, SMALLEST)


def test_it_seals_to_hybrid_keys_only() -> None:
    classical = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
    with pytest.raises(subprocess.CalledProcessError):
        seal_peer("seal", classical, content=b"told")
    with pytest.raises(subprocess.CalledProcessError):
        seal_peer("seal", content=b"told")


def test_fingerprints_are_the_same(desk_key: DeskKey) -> None:
    assert json.loads(seal_peer("fingerprints", desk_key.recipient.text)) == [fingerprint(desk_key.recipient.raw)]


@pytest.mark.parametrize("entropy", [bytes(16), b"\xff" * 16, hashlib.sha256(b"x").digest()[:16]])
def test_codes_are_the_same(entropy: bytes) -> None:
    made, ours = json.loads(seal_peer("receipt", entropy.hex())), Receipt(entropy)
    assert made == {"words": ours.words, "mailbox": ours.mailbox.view()}


def test_ids_and_references_are_of_their_kind() -> None:
    made = json.loads(seal_peer("made"))
    assert len({name for name, _ in made}) == len({reference for _, reference in made}) == len(made)
    for name, reference in made:
        assert str(UUID(name)) == name
        assert UUID(name).version == ID_VERSION
        assert parse_reference(reference) == reference
