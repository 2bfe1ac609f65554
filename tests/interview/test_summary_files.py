"""The read-back names the files that were sent, by the numbers they are removed by."""

from __future__ import annotations

from interview.answers import Answer
from interview.guide import load_guide
from interview.state import State
from interview.summary import line_named, summary


def test_the_summary_lists_the_files_and_how_to_take_one_out() -> None:
    state = State(load_guide(), files=lambda: [(1, "photo, cleaned"), (3, "file, as it is")])
    [told] = [text for text in summary(state) if "File" in text]
    assert "File 1: photo, cleaned\nFile 3: file, as it is" in told
    assert "remove file 3" in told


def test_without_files_the_summary_says_nothing_of_them() -> None:
    assert not [text for text in summary(State(load_guide())) if "file" in text.lower()]


def test_files_take_no_number_of_the_summarys_lines() -> None:
    answers = {"basis_of_knowledge": Answer("have_document", "a photo"), "attachments": Answer("done", "done")}
    state = State(load_guide(), answers=answers, files=lambda: [(1, "photo, cleaned")])
    assert line_named(state, "files") is None
