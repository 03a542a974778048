"""Charts, slides and text with figures beside: what is seen is also said, and files lie where documents look
for them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pptx
import pytest
from commands import here
from PIL import Image

from qualcode.people.counted import count_study
from qualcode.report import charts
from qualcode.report.blocks import FigureBlock
from qualcode.report.short_reports import profiles
from qualcode.results.findings import StudyFindings, findings_of
from qualcode.study import open_study

Make = Callable[..., Path]
A = "I: So?\n\nP: We talk by phone. Money.\n\nI: And?\n\nP: We talk money. Well.\n"
B = "I: So?\n\nQ: Money helps a lot.\n\nI: And?\n\nQ: Nothing else.\n"
PEOPLE = "transcript,size,day\na,small,2025-01-15\nb,large,20.8.2025\n"


@pytest.fixture
def content(make_study: Make) -> StudyFindings:
    settings = '[study]\nlanguage = "en"\n[speakers]\ninterviewer = ["I"]\n[report]\nattributes = ["size"]\n'
    files = {
        "transcripts/a.txt": A,
        "transcripts/b.txt": B,
        "transcripts/participants.csv": PEOPLE,
        "qualcode.toml": settings,
    }
    return findings_of(count_study(open_study(make_study(files))))


def figure(content: StudyFindings, name: str) -> FigureBlock:
    (block,) = content.findings.parts.figure(name)
    assert isinstance(block, FigureBlock)
    return block


def test_groups_are_compared_per_thousand_words_and_the_widest_difference_is_told(content: StudyFindings) -> None:
    block = figure(content, "groups size")
    assert block.caption == "Mentions of themes per 1,000 words: size"
    assert "Talk (small 222.2, large 0.0)" in block.alt  # 2 units of 9 words, none of 6


def test_themes_over_time_and_over_an_interview_are_told(content: StudyFindings) -> None:
    time = figure(content, "time day")
    assert "2025 Q1 to 2025 Q3" in time.alt
    assert "Money 222.2 → 166.7" in time.alt
    line = figure(content, "timeline a")
    assert "Talk 2, Money 2" in line.alt
    assert figure(content, "theme money").alt == "Bar chart of mentions of Money by interview: a 2, b 1."
    with pytest.raises(KeyError):
        figure(content, "timeline nobody")
    assert content.findings.parts.table("time day")[0].table.rows[1] == ("Money", "222.2", "–", "166.7", "200.0")  # type: ignore[union-attr]


def test_the_palette_is_told_apart_without_colours() -> None:
    def grey(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    first = [grey(colour) for colour in charts.PALETTE[:3]]
    assert first == sorted(first)
    assert min(b - a for a, b in pairwise(first)) > 20
    assert len(set(charts.MARKS)) == len(charts.PALETTE)


def test_charts_are_the_same_bytes_each_time() -> None:
    drawn = [charts.dots(["a", "b"], ["x", "y"], [[1.0, None], [2.0, 3.0]], "n") for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert Image.open(io.BytesIO(drawn[0].png)).width > 300
    assert charts.over_time(["a"], ["2025 Q1", "2025 Q2"], [[1.0, None]], "n").png
    assert charts.timeline([], [], "n", 100).png


def test_a_slide_a_theme_with_its_numbers_its_chart_and_two_quotes(content: StudyFindings) -> None:
    deck = pptx.Presentation(io.BytesIO(content.render("pptx").data))
    slides = {slide.shapes.title.text_frame.text: slide for slide in deck.slides}
    assert list(slides)[2:] == ["Talk", "Money", "Size"]  # the groups last
    money = slides["Money"]
    texts = [shape.text_frame.text for shape in money.shapes if shape.has_text_frame]
    assert "3 mentions · 2/2 interviews · 53.3% of speech" in texts  # units of 1, 3 and 4 words, of 15
    pictures = [shape for shape in money.shapes if shape.shape_type == 13]
    assert [picture._element.nvPicPr.cNvPr.get("descr") for picture in pictures] == [
        "Bar chart of mentions of Money by interview: a 2, b 1."
    ]
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


@pytest.mark.slow
def test_text_has_its_figures_beside_it(content: StudyFindings) -> None:
    root = content.counted.study.root
    for name in ("out/f.md", "out/f.qmd"):
        assert here(root, "report", "-o", str(root / name)).returncode == 0
    plain, quarto = ((root / name).read_text(encoding="utf-8") for name in ("out/f.md", "out/f.qmd"))
    shown = re.findall(r"!\[[^\]]*\]\((figures/[^)]+)\)", plain)
    assert shown
    assert all((root / "out" / name).read_bytes().startswith(b"\x89PNG") for name in shown)
    labels = set(re.findall(r"\{#((?:tbl|fig)-[a-z0-9-]+)", quarto))
    asked = set(re.findall(r"\[-@((?:tbl|fig)-[a-z0-9-]+)\]", quarto))
    assert asked
    assert asked <= labels
    assert quarto.startswith('---\ntitle: "')


def test_a_profile_holds_the_facts_the_timeline_and_quotes(content: StudyFindings) -> None:
    report = profiles(content.findings, ["a"])
    kinds = [type(block).__name__ for block in report.blocks]
    assert kinds[:3] == ["Heading", "TableBlock", "FigureBlock"]
    assert "QuoteBlock" in kinds
    assert report.blocks[1].table.rows[0] == ("Size", "small")  # type: ignore[union-attr]


@pytest.mark.slow
def test_the_page_of_interviews_shows_what_was_written(content: StudyFindings) -> None:
    root = content.counted.study.root
    assert here(root, "summaries").returncode == 0
    path = root / "codings/summaries.csv"
    path.write_text(
        path.read_text(encoding="utf-8-sig").replace("a,money,Money,2,", "a,money,Money,2,It <matters>."),
        encoding="utf-8",
    )
    assert here(root, "run").returncode == 0
    page = (root / "results/interviews.html").read_text(encoding="utf-8")
    assert '<details class="framework">' in page
    assert "It &lt;matters&gt;." in page
