"""The picture of the interview: everything of guide and rules is on it, nothing overlaps, nothing is fetched."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from cli.flow.chart import Chart, read_chart
from cli.flow.mermaid import as_mermaid
from cli.flow.page import LETTERS, lay_out, render
from cli.main import main
from cli.places import ROOT
from interview.guide import load_guide, parents
from interview.signposts import load_signposts, numbers

NUMBERS = numbers(load_signposts())


@pytest.fixture(scope="module")
def chart() -> Chart:
    """The picture of this checkout."""
    return read_chart(ROOT, NUMBERS)


def test_every_offered_question_command_and_digression_is_on_the_page(chart: Chart) -> None:
    page, guide = render(chart), load_guide()
    for slot in guide.slots:
        assert (f'id="{slot.name}"' in page) == slot.offered
    assert [aside.name for aside in chart.commands] == list(guide.commands)
    assert {"faq_anonymous", "faq_free", "greet", "abuse"} <= {aside.name for aside in chart.digressions}
    assert [aside.name for aside in chart.alarms] == ["danger", "distress"]
    assert all(aside.says for aside in (*chart.alarms, *chart.digressions))


def test_every_condition_has_an_arrow_from_the_question_that_decides(chart: Chart) -> None:
    wanted = {(parent, slot.name) for slot in load_guide().slots for parent in parents(slot) if slot.offered}
    assert {(edge.parent, edge.child) for edge in chart.edges} == wanted
    assert len(lay_out(chart).arcs) == len(wanted)


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        ("discrimination_grounds", 'Kind of conduct: "Racism, sexism or other hate"'),
        ("borough_bcu_or_station", "Police force: known"),
        ("where", 'In person or online: not "Online"'),
        ("subject_description", 'Person known: "Partly" or "No" or left open'),
    ],
)
def test_conditions_are_told_in_words(chart: Chart, slot: str, words: str) -> None:
    [row] = [row for row in chart.rows() if row.slot.name == slot]
    assert row.when == words


def test_boxes_do_not_overlap_and_their_words_fit(chart: Chart) -> None:
    boxes = lay_out(chart).boxes
    assert len(boxes) == len(chart.rows())
    assert all(one.top + one.height < other.top for one, other in pairwise(boxes))
    assert all(len(line) <= LETTERS for box in boxes for line in box.lines)


def test_lines_of_different_questions_do_not_run_over_each_other(chart: Chart) -> None:
    reach: dict[tuple[int, int], int] = {}  # (lane, start) -> how far down
    for arc in lay_out(chart).arcs:
        reach[arc.lane, arc.start] = max(arc.end, reach.get((arc.lane, arc.start), 0))
    for (lane, start), (other_lane, other_start) in pairwise(sorted(reach)):
        assert lane != other_lane or reach[lane, start] < other_start


def test_the_page_is_self_contained_and_shows_the_numbers(chart: Chart) -> None:
    page = render(chart)
    assert "<script" not in page
    assert re.findall(r"""(?:src|href)=["'](?!#)""", page) == []
    assert "{emergency}" not in page
    assert "call 999" in page


def test_words_of_the_guide_cannot_become_markup(tmp_path: Path) -> None:
    copy(tmp_path)
    change(tmp_path, "label: Witnesses", 'label: "<b>Who</b> & \\"how\\""')
    drawn = read_chart(tmp_path, NUMBERS)
    assert "<b>Who</b>" not in render(drawn)
    assert "&lt;b&gt;Who&lt;/b&gt; &amp;" in render(drawn)
    assert 'witnesses["<b>Who</b> & #quot;how#quot;"]' in as_mermaid(drawn)


def test_a_change_of_the_guide_changes_the_picture(tmp_path: Path) -> None:
    copy(tmp_path)
    change(tmp_path, "name: witnesses\n", "name: witnesses\n    when: {setting: [online]}\n")
    drawn = read_chart(tmp_path, NUMBERS)
    assert 'setting -. "#quot;Online#quot;" .-> witnesses' in as_mermaid(drawn)
    [row] = [row for row in drawn.rows() if row.slot.name == "setting"]
    assert ('"Online"', "Witnesses") in row.opens


def test_mermaid_names_every_question_in_order(chart: Chart) -> None:
    text = as_mermaid(chart)
    names = [row.slot.name for row in chart.rows()]
    assert all(f"  {one} --> {other}\n" in text for one, other in pairwise(names))
    assert text.count("subgraph ") == len(chart.sections)
    assert 'other_subjects -- "Yes: once more" --> subject_known' in text


def test_the_command_writes_the_page_or_prints_mermaid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "flow.html"
    assert main(["flow", "--html", str(file)]) == 0
    assert file.read_text("utf-8").startswith("<!doctype html>")
    assert "flow.html" in capsys.readouterr().out
    assert main(["flow", "--mermaid"]) == 0
    assert capsys.readouterr().out.startswith("flowchart TD\n")


def copy(root: Path) -> None:
    for name in ("interview", "stories", "nlu", "domain"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))


def change(root: Path, old: str, new: str) -> None:
    file = root / "interview" / "guide.yml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
