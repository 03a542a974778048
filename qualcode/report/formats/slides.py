"""A report → slides: one for each heading, with its numbers, its chart and two quotes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.errors import QualcodeError
from qualcode.report import blocks as content
from qualcode.report.wording import quoted

WIDE, HIGH, MARGIN = 33.867, 19.05, 1.6  # cm of a slide and its margins
TITLE, TEXT, QUOTE = 32, 20, 18  # points
MOST_QUOTES, LONGEST = 2, 260  # of a slide; letters of a quote that can be read on a wall


@dataclass
class _Slide:
    """What a slide shows."""

    title: str
    texts: list[str] = field(default_factory=list)
    figures: list[content.FigureBlock] = field(default_factory=list)
    quotes: list[content.QuoteBlock] = field(default_factory=list)


# a Word document's styles are not for slides
def render(report: content.Report, reference: Path | None = None) -> bytes:  # noqa: ARG001
    """The presentation's bytes, the same for the same report. Raises QualcodeError when the package for it is not
    installed.
    """
    try:
        from pptx import Presentation
        from pptx.util import Cm
    except ImportError as error:
        raise QualcodeError('.pptx needs one more package: pip install "qualcode[slides]"') from error
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Cm(WIDE), Cm(HIGH)
    deck.core_properties.title, deck.core_properties.language = report.title, report.language
    for slide in _slides(report.blocks):
        _draw(deck, slide, report.language)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _slides(blocks: Sequence[content.Block]) -> Iterator[_Slide]:
    slide: _Slide | None = None
    for block in blocks:
        if isinstance(block, content.Heading):
            yield from [slide] if slide else []
            slide = _Slide(block.text)
        elif slide is not None:
            _take(slide, block)
    yield from [slide] if slide else []


def _take(slide: _Slide, block: content.Block) -> None:
    match block:
        case content.Paragraph() | content.Item():
            slide.texts.append(block.text)
        case content.FigureBlock():
            slide.figures.append(block)
        case content.QuoteBlock():
            slide.quotes.append(block)


def _draw(deck: Any, slide: _Slide, language: str) -> None:
    from pptx.util import Cm

    page = deck.slides.add_slide(deck.slide_layouts[5])  # a title alone
    title = page.shapes.title
    title.left, title.top, title.width, title.height = Cm(MARGIN), Cm(0.9), Cm(WIDE - 2 * MARGIN), Cm(2.2)
    _write(title.text_frame, [slide.title], TITLE, bold=True)
    top = 3.3
    if slide.texts:
        box = page.shapes.add_textbox(Cm(MARGIN), Cm(top), Cm(WIDE - 2 * MARGIN), Cm(1.6))
        _write(box.text_frame, slide.texts, TEXT)
        top += 1.2 + 0.8 * len(slide.texts)
    half = (WIDE - 3 * MARGIN) / 2 if slide.quotes else WIDE - 2 * MARGIN
    if slide.figures:
        _picture(page, slide.figures[0], MARGIN, top, half, HIGH - top - 1.2)
    if slide.quotes:
        left = 2 * MARGIN + half if slide.figures else MARGIN
        box = page.shapes.add_textbox(Cm(left), Cm(top), Cm(half), Cm(HIGH - top - 1.2))
        said = [f"{quoted(_short(one.text), language)} ({one.source})" for one in slide.quotes[:MOST_QUOTES]]
        _write(box.text_frame, said, QUOTE, italic=True)


def _short(text: str) -> str:
    """A text that can be read on a wall; what is left out is marked."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rsplit(' ', 1)[0].rstrip(' […]')} […]"


def _picture(page: Any, block: content.FigureBlock, left: float, top: float, width: float, height: float) -> None:
    """The picture as large as its place allows, in its proportions, with its text for those who cannot see it."""
    from pptx.util import Cm

    shape = page.shapes.add_picture(io.BytesIO(block.picture.png), Cm(left), Cm(top))
    scale = min(Cm(width) / shape.width, Cm(height) / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    properties = shape._element.nvPicPr.cNvPr
    properties.set("descr", block.alt)
    properties.set("name", block.name)


def _write(frame: Any, texts: Sequence[str], size: int, bold: bool = False, italic: bool = False) -> None:
    from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.italic, run.font.name = Pt(size), bold, italic, "Calibri"
        paragraph.alignment, paragraph.space_after = PP_ALIGN.LEFT, Pt(10)
