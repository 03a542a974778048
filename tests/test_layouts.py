"""Who speaks is told in every layout that the grammar makes, or the doubt is told; the documentation's table says how
many.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from conftest import ROOT
from layouts import LABELS, LOOKS, Layout, layouts, write

from qualcode.errors import QualcodeError
from qualcode.transcripts import read_transcript

ENOUGH = 0.97


def is_right(layout: Layout, folder: Path) -> tuple[bool, bool]:
    """Whether turns, roles and the number of speakers are right and every word is accounted for; and whether a doubt
    was told.
    """
    path = folder / f"{len(list(folder.iterdir()))}.{layout.form}"
    wanted = [("participant" if turn.who else "interviewer", turn.said) for turn in write(layout, path)]
    try:
        found = read_transcript(path)
    except QualcodeError:
        return False, True
    said = [(turn.role, " ".join(found.turn_text(turn).split())) for turn in found.turns]
    speakers = len({turn.speaker for turn in found.turns})
    assert found.account is not None
    return said == wanted and speakers == layout.speakers and found.account.adds_up(), bool(found.warnings)


@pytest.mark.slow
def test_who_speaks_is_told_in_all_layouts(tmp_path: Path) -> None:
    tried = layouts()
    assert len(tried) >= 200
    results = {layout: is_right(layout, tmp_path) for layout in tried}
    wrong = [layout for layout, (right, _) in results.items() if not right]
    assert len(wrong) <= (1 - ENOUGH) * len(tried), wrong
    assert [layout for layout in wrong if not results[layout][1]] == []
    rows = defaultdict(list)
    for layout, (right, _) in results.items():
        rows[layout.way].append(right)
    text = (ROOT / "docs/study.md").read_text(encoding="utf-8")
    table = [f"| `{way}` | {sum(found)} of {len(found)} |" for way, found in rows.items()]
    assert [row for row in table if row not in text] == []


@pytest.mark.parametrize("way", ["bold asks", "italic answers", "numbers ask", "dashes"])
def test_a_guess_is_told_with_examples_and_the_line_that_settles_it(tmp_path: Path, way: str) -> None:
    from qualcode.model import SpeakerLabels

    path = tmp_path / "a.docx"
    wanted = write(Layout(way, "docx", "fi", 2), path)
    (warning,) = read_transcript(path).warnings
    assert wanted[0].said in warning
    assert wanted[1].said.split(".")[0] in warning
    name = warning.split('layout = "')[1].split('"')[0]
    settled = read_transcript(path, speakers=SpeakerLabels(layout=name))
    assert settled.warnings == ()
    assert [turn.role for turn in settled.turns] == ["interviewer", "participant"] * 5


def test_every_way_is_in_the_grammar_once() -> None:
    assert not set(LABELS) & set(LOOKS)
