"""Blocks → blocks whose tables and figures are numbered, with the numbers in the text that refers to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256

from qualcode.report.blocks import CAPTION, Block, FigureBlock, Heading, Item, Paragraph, TableBlock

Numbered = TableBlock | FigureBlock | Heading
Captions = dict[str, Numbered]


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a caption, and whether it does not follow from the caption before it."""

    number: int
    restart: bool = False


def kind_of(block: Block) -> str:
    """What a numbered block is: table, figure or appendix; "" for one without a number."""
    if isinstance(block, Heading):
        return "appendix" if block.name else ""
    return "table" if isinstance(block, TableBlock) else "figure" if isinstance(block, FigureBlock) else ""


def in_order() -> Callable[[int, str], Number]:
    """Numbers from 1 for each kind of caption, for a document that has no other captions."""
    last: dict[str, int] = {}

    def following(_: int, kind: str) -> Number:
        last[kind] = last.get(kind, 0) + 1
        return Number(last[kind])

    return following


def numbered(
    parts: Iterable[Sequence[Block]], places: Sequence[str], number: Callable[[int, str], Number]
) -> list[list[Block]]:
    """The parts of a document with numbered captions; a reference shows the number of its table in its own part, else
    in any.

    `places` begins the name of each part's captions, `number` gives the number of a caption of a kind in a part: it is
    asked in order. A reference to what is in no part stays as it is.
    """
    made, captions = list[list[Block]](), list[Captions]()
    for part, (place, blocks) in enumerate(zip(places, parts, strict=True)):
        named: list[str] = []
        made.append([_caption(block, f"{place}_", partial(number, part), named) for block in blocks])
        captions.append(_captions(blocks, made[-1]))
    everywhere = {key: block for found in reversed(captions) for key, block in found.items()}
    return [
        [_referring(block, {**everywhere, **own}) for block in blocks]
        for own, blocks in zip(captions, made, strict=True)
    ]


def _caption(block: Block, place: str, number: Callable[[str], Number], named: list[str]) -> Block:
    """The block with its number; its place is called by its name, so that it is the same on the next run."""
    if not isinstance(block, Numbered) or not kind_of(block):
        return block
    found, name = number(kind_of(block)), sha256(f"{kind_of(block)}:{block.name}".encode()).hexdigest()[:8]
    named.append(name)
    place = f"{place}{name}{named.count(name)}"
    if isinstance(block, Heading):
        return replace(block, number=found.number, place=place)
    return replace(block, number=found.number, restart=found.restart, place=place)


def _captions(before: Sequence[Block], blocks: Sequence[Block]) -> Captions:
    """The numbered blocks by the keys of references to them: the first of each name, and each by the place it had
    before.
    """
    found: Captions = {}
    for old, block in zip(before, blocks, strict=True):
        if isinstance(block, Numbered) and isinstance(old, Numbered) and kind_of(block):
            found.setdefault(f"{CAPTION}{kind_of(block)}:{block.name}", block)
            found[f"{CAPTION}{old.place}"] = block
    return found


def _referring(block: Block, captions: Captions) -> Block:
    """A block of text whose references show the numbers of their captions and lead to them."""
    if not isinstance(block, Heading | Paragraph | Item) or not any(key in captions for _, _, key in block.links):
        return block
    text, links, last = "", list[tuple[int, int, str]](), 0
    for start, end, key in block.links:
        text += block.text[last:start]
        shown = str(captions[key].number) if key in captions else block.text[start:end]
        links.append((len(text), len(text) + len(shown), f"{CAPTION}{captions[key].place}" if key in captions else key))
        text, last = text + shown, end
    return replace(block, text=text + block.text[last:], links=tuple(links))
