"""The tagger learns from marked accounts which words tell what, and of whom."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from candour.errors import ModelError
from dialogue.tuning import kinds, run_tagger, tagging
from dialogue.tuning.tagging import lessons
from encoder.files import ENCODER, load_tokenizer, verified
from encoder.tuned import Tuned
from tagging.kinds import KindsHead, KindsReader
from tagging.marks import read_marked
from tagging.tagger import MAX_TOKENS, OFFICERS, Head, Tagger

MARKED = """[Sgt](subject_role_rank=sergeant) [Bell](subject_name) took [twenty quid](benefit_or_favour)
---
[Kay](subject_name@2), and [nobody saw](witnesses=none)
---
[Dunn](subject_name@0) was kind"""


def test_a_lesson_says_which_tokens_tell_what_and_of_whom() -> None:
    taught, tags = lessons(list(read_marked(MARKED)), load_tokenizer(MAX_TOKENS))
    assert tags == (
        ("benefit_or_favour", ""),
        ("subject_name", ""),
        ("subject_role_rank", ""),
        ("witnesses", "none"),
    )
    first, second, third = taught
    cut = load_tokenizer(MAX_TOKENS).encode("Sgt Bell took twenty quid")
    told = {cut.tokens[row]: tags[column][0] for row, column in zip(*np.nonzero(first.tells[:, 0]), strict=True)}
    assert {"bell": "subject_name", "twenty": "benefit_or_favour", "took": ""}.items() <= {"took": "", **told}.items()
    begins = [cut.tokens[row] for row in np.nonzero(first.tells[:, 1])[0]]
    assert "twenty" in begins
    assert "quid" not in begins
    assert max(first.officers) == 1
    assert 2 in second.officers
    assert 0 in third.officers
    assert {-1} == set(second.officers[second.tells[:, 0, 3] == 1])  # nobody who saw it is of no officer


def test_what_was_learned_is_kept_and_reads_what_it_was_taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["bell", "kay", "dunn", "hale", "crane", "osgood", "tull", "smith", "reid", "north"]
    accounts = [f"it was sgt [{name}](subject_name) who {did}" for name in names for did in ("hit me", "lied")]
    _write(tmp_path, "\n---\n".join(accounts))
    monkeypatch.setattr(tagging, "EPOCHS", 12)
    out, tuned, head = io.StringIO(), tmp_path / "tuned.npz", tmp_path / "head.npz"
    run_tagger.run(str(tmp_path), out, tuned, head)
    assert "tagging: step 24 of 24" in out.getvalue()
    kept = Head.load(head)
    assert kept.weights.shape == (384, 2 * len(kept.tags) + OFFICERS)
    tags = Tagger(Tuned.load(tuned).of(verified(*ENCODER).read_bytes()), kept).read("it was sgt marsh who hit me")
    assert [(span.start, span.end, span.slot) for span in tags.spans()] == [(11, 16, "subject_name")]
    assert tags.officer(11, 16)[0] == 1


def test_a_file_with_a_wrong_mark_is_named(tmp_path: Path) -> None:
    _write(tmp_path, "fine\n---\n[words](no mark)")
    with pytest.raises(ModelError, match=r"few\.txt, line 3"):
        run_tagger.run(str(tmp_path), io.StringIO())


def test_a_folder_without_marked_accounts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no marked accounts in accounts/"):
        run_tagger.run(str(tmp_path), io.StringIO())


KINDS = {"bribes": "takes cash from the dealers on our estate", "blows": "hit my brother in the face with his baton"}
NLU = """version: "3.1"
nlu:
- intent: inform
  metadata: {categories: [bribes]}
  examples: |
    - the dealers hand him cash in the car park
- intent: inform
  examples: |
    - of this nobody said what it tells of
"""


def test_kinds_are_learned_from_accounts_and_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["bell", "kay", "dunn", "hale", "crane", "osgood", "tull", "smith", "reid", "north"]
    told = [f"sgt [{name}](subject_name) {did}\ncategories: {kind}" for name in names for kind, did in KINDS.items()]
    _write(tmp_path, "\n---\n".join([*told, "of this nobody said what it tells of"]))
    (tmp_path / "few.yml").write_text(NLU)
    monkeypatch.setattr(kinds, "ROUNDS", 12)
    out, tuned, head = io.StringIO(), tmp_path / "tuned.npz", tmp_path / "head.npz"
    run_tagger.run_kinds(str(tmp_path), out, tuned, head)
    assert "kinds: step 24 of 24" in out.getvalue()
    kept = KindsHead.load(head)
    assert kept.kinds == ("blows", "bribes")
    shares = KindsReader(Tuned.load(tuned).of(verified(*ENCODER).read_bytes()), kept).read("he hit my mother")
    assert shares["blows"] > 0.5 > shares["bribes"]


def test_what_kinds_are_learned_of_says_what_is_not_known() -> None:
    accounts = read_marked("one\n---\ntwo\ncategories: none\n---\nthree\ncategories: other")
    taught = kinds.lessons(list(accounts), [("four", ["bribes", "other"])], load_tokenizer(MAX_TOKENS))
    assert (taught.kinds, taught.marked) == (("bribes", "other"), 3)
    assert taught.told.tolist() == [[-1, -1], [0, 0], [0, 1], [1, 1]]


def _write(folder: Path, accounts: str) -> None:
    (folder / "accounts").mkdir()
    (folder / "accounts" / "few.txt").write_text(accounts)
