"""Parts of the findings put into an author's own Word document, and put there again on the next run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from qualcode.archive import not_readable
from qualcode.errors import InputError, Problem, first_of, nearest
from qualcode.report.asking import KINDS
from qualcode.report.blocks import PAGE, Block, Contents, Heading, Paragraph, Report, storable
from qualcode.report.numbering import numbered
from qualcode.report.word.captions import Captions
from qualcode.report.word.filled_parts import writer_of, written_parts
from qualcode.report.word.package import WHAT, Package
from qualcode.report.word.placeholders import Scanner, Spot, caption_name, short_hash, spliced

if TYPE_CHECKING:
    from docx.document import Document

DEEPEST = 6  # levels of headings
# the number of our first bookmark: Word and LibreOffice count theirs from 0, and count all anew when they save
BOOKMARK = 1_000_000
Maker = Callable[[str], Sequence[Block]]


@dataclass(frozen=True)
class Source:
    """What a document is filled with.

    `begin` tells that a new document begins, `makers` make the blocks of what is asked for by its first word (`table
    themes`: table), `names` is everything that can be asked for, `called` every way to ask for it, `former` what it was
    called when interviews had their files' names, `document` makes a report of blocks.
    """

    begin: Callable[[], None]
    makers: Mapping[str, Maker]
    names: Sequence[str]
    document: Callable[[Sequence[Block]], Report]
    called: Mapping[str, str]
    former: Mapping[str, str] = field(default_factory=dict)

    def name(self, text: str) -> str:
        """What a placeholder's text asks for, capitals or not, in Finnish or English, codes by id or label; "" when it
        is not there.
        """
        plain = re.sub("[\u00ad\u200b-\u200d\u2060]", "", unicodedata.normalize("NFC", text)).replace("\u2011", "-")
        return self.called.get(" ".join(plain.split()).casefold(), "")


@dataclass(frozen=True)
class Filled:
    """A document after filling: its bytes, what was put in (by name, and the blocks), what was left as it was, with the
    reason, and what the author should know of the document's captions (`told`).
    """

    data: bytes
    filled: tuple[str, ...]
    kept: tuple[str, ...]
    report: Report
    told: tuple[str, ...] = ()


def fill(path: Path, source: Source, at: str = "", overwrite: Sequence[str] = ()) -> Filled:
    """Fill the placeholders of a document, and those filled before.

    `at` is a text that stands for the whole findings. What was changed by hand since it was filled is left as it is
    unless its name is in `overwrite`, or "all" is. Raises InputError with every mistake when the file is no Word
    document, has no placeholder, or asks for what is not there.
    """
    source.begin()
    anew = _canonical(overwrite, source, path)
    package = Package.open(path)
    xml = package.part(package.main)
    word = _opened(path, xml)
    scanner, kept = _scanned(path, xml, _heading_levels(word), at)
    for part in package.margins:
        scanner.elsewhere += _scanned(path, part, {}, "")[0].elsewhere
    asked = _to_fill(scanner.spots, source, anew, kept)
    made = _blocks(path, scanner, asked, source, at, bool(kept))
    empty = source.document(())
    captions = Captions(
        xml,
        [(spot.start, spot.end) for spot in asked],
        {"table": empty.table_word, "figure": empty.figure_word},
        _caption_styles(word),
    )
    places = [caption_name(short_hash(spot.text), spot.number) for spot in asked]
    report = storable(source.document([block for part in numbered(made, places, captions.number) for block in part]))
    around = spliced(xml, [(spot.start, spot.end, b"") for spot in asked])
    writer = writer_of(word, package, report, _last_bookmark(around), captions.sequences)
    bodies = written_parts(writer, word, package, [len(blocks) for blocks in made], asked)
    pieces = [(spot.start, spot.end, spot.before + body) for spot, body in zip(asked, bodies, strict=True)]
    return Filled(
        package.saved(spliced(xml, pieces)),
        tuple(spot.text for spot in asked),
        tuple(kept),
        report,
        tuple(captions.told()),
    )


def _canonical(overwrite: Sequence[str], source: Source, path: Path) -> set[str]:
    """The names of parts to be filled anew, however they were asked for; raises InputError for one that is not
    there.
    """
    asked = {text: text.strip("[] ") for text in overwrite}
    found = {text: "all" if text.casefold() == "all" else source.name(text) for text in asked.values()}
    unknown = [text for text, name in found.items() if not name]
    wrong = [Problem(f"--overwrite {text!r}: there is no such part.{_meant(text, source)}", path) for text in unknown]
    if wrong:
        raise InputError(wrong)
    return set(found.values())


def _scanned(path: Path, xml: bytes, levels: Mapping[str, int], at: str) -> tuple[Scanner, list[str]]:
    """The scanned document, and what to say of parts filled before that have lost their end."""
    ignored: list[str] = []
    while True:
        try:
            scanner = Scanner(xml, levels, at, ignored)
        except (ExpatError, ValueError) as error:
            raise InputError([not_readable(path, WHAT)]) from error
        if not scanner.unended:
            return scanner, [
                "a part whose last paragraph has been deleted; delete the rest of it to fill it anew"
            ] * len(ignored)
        ignored.append(scanner.unended)


def _last_bookmark(xml: bytes) -> int:
    """The highest number of a bookmark that stays: ours go on from it, and from BOOKMARK at least."""
    return max([BOOKMARK, *(int(n) for n in re.findall(rb'bookmarkStart\b[^>]*?:id=["\'](\d+)["\']', xml))])


def _opened(path: Path, xml: bytes) -> Document:
    """The document for python-docx, to write new parts with; one whose XML defines entities of its own is not
    opened.
    """
    from qualcode.report.word.style import opened

    if b"<!DOCTYPE" in xml:
        raise InputError([not_readable(path, WHAT)])
    return opened(path)


def _heading_levels(word: Document) -> dict[str, int]:
    from docx.enum.style import WD_STYLE_TYPE

    from qualcode.report.word.headings import level_of

    named = ((style.style_id, level_of(style)) for style in word.styles if style.type == WD_STYLE_TYPE.PARAGRAPH)
    return {name: level for name, level in named if level}


def _caption_styles(word: Document) -> set[str]:
    from qualcode.report.word.style import CALLED

    names = re.compile(
        "|".join(["caption", *(pattern for pattern, name in CALLED.items() if name == "caption")]), re.IGNORECASE
    )
    return {style.style_id for style in word.styles if names.fullmatch(str(style.name))}


def _to_fill(spots: Sequence[Spot], source: Source, overwrite: Container[str], kept: list[str]) -> list[Spot]:
    """The spots to fill, by what they ask for; `kept` is told of those to leave, and why."""
    by_hash = {short_hash(way): name for way, name in source.former.items()} | {
        short_hash(name): name for name in source.names
    }
    asked, taken = [], set[tuple[str, int]]()
    for spot in spots:
        text = source.name(spot.text) or spot.text or by_hash.get(spot.asked, "")
        if not text:
            kept.append(
                "a part that was filled before asks for what is no longer in the study; delete it if it is not needed"
            )
        elif spot.edited and text not in overwrite and "all" not in overwrite:
            kept.append(
                f'[[{text}]] was changed or commented on since it was filled; --overwrite "{text}" fills it anew'
            )
            taken.add((text, spot.number))
        else:
            asked.append(replace(spot, text=text))
    for place, spot in enumerate(asked):
        number = next(n for n in count() if (spot.text, n) not in taken)
        taken.add((spot.text, number))
        asked[place] = replace(spot, number=number)
    return asked


def _blocks(
    path: Path, scanner: Scanner, asked: Sequence[Spot], source: Source, at: str, kept: bool
) -> list[list[Block]]:
    """The blocks for each spot, under its own heading; raises InputError with every mistake."""
    made: list[list[Block]] = []
    problems = []
    kinds = {*source.makers, *(word for kind in source.makers for word in KINDS.get(kind, ()))}
    for spot in asked:
        if not source.name(spot.text):
            problems.append(Problem(f"[[{spot.text}]] is not there.{_meant(spot.text, source)}", path))
            continue
        kind, _, what = spot.text.partition(" ")
        blocks = list(source.makers[kind](what))
        shown = [_under(block, spot.level, kind) for block in blocks if not _front(block, kind)]
        made.append(shown or [Paragraph("–")])  # the place is kept for what may come
    for one in dict.fromkeys(scanner.elsewhere):
        if source.name(one.text) or one.text.split(" ")[0].casefold() in kinds:
            place = f" “{one.paragraph[:60]}”" if one.where == "among other text" else ""
            message = f"[[{one.text}]] stands {one.where}{place}, where nothing can be put in."
            problems.append(Problem(message, path, hint="Give it a paragraph of its own in the text."))
    if not scanner.spots and not problems and not kept:
        missing = f"no paragraph {at!r} and no" if at else "no paragraph with a"
        message = f"has {missing} placeholder such as [[table themes]]."
        problems.append(Problem(message, path, hint="Write one where the findings belong."))
    if problems:
        last = replace(
            problems[-1],
            hint=" ".join(
                [problems[-1].hint, "`qualcode report --placeholders` lists all that can be asked for."]
            ).strip(),
        )
        raise InputError([*problems[:-1], last])
    return made


def _meant(text: str, source: Source) -> str:
    guess = nearest(text, source.called)
    first = text.split(" ")[0].casefold()
    kind = next((kind for kind, words in KINDS.items() if first in (kind, *words)), "")
    choices = (
        [name.partition(" ")[2] for name in source.names if name.startswith(f"{kind} ")]
        if kind
        else list(source.makers)
    )
    meant = f" Did you mean [[{source.called[guess]}]]?" if guess else ""
    return f"{meant} {kind.capitalize() or 'What can be asked for'}: {first_of(choices)}."


def _front(block: Block, kind: str) -> bool:
    """What the author's document has of its own: the title, the contents, the heading of a single section, the way to a
    page elsewhere.
    """
    if isinstance(block, Paragraph):
        return any(key.startswith(PAGE) for _, _, key in block.links)
    top = 1 if kind == "section" else 0
    return isinstance(block, Contents) or (isinstance(block, Heading) and block.level <= top)


def _under(block: Block, level: int, kind: str) -> Block:
    """A heading under the author's own."""
    above = level - 1 if kind == "section" else level
    return replace(block, level=min(max(block.level + above, 1), DEEPEST)) if isinstance(block, Heading) else block
