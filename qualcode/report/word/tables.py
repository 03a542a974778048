"""A table → the table as it fits on a page: as it is, with numbers for headers, on a page turned round, or in parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.report.blocks import ShownTable, TableBlock
from qualcode.report.word.columns import in_numbers, in_parts, laid_out, squeezed
from qualcode.report.wording import words_in

KEPT_WHOLE = 9  # lines of a table that is not broken over pages
LINE = 25  # letters of a cell that make about a line


@dataclass(frozen=True)
class Fitted:
    """A table, or a part of one, that fits: the widths of its columns in cm, and whether it needs a page turned
    round.
    """

    block: TableBlock
    widths: Sequence[float]
    wide: bool = False


def fitted(block: TableBlock, language: str, size: float, width: float, turned: float) -> list[Fitted]:
    """The table as it fits in a text `width` cm wide, or `turned` cm on a page turned round (0: none is).

    `size` is that of its letters in points.
    """
    found = laid_out(block.table, width, size, language)
    if found:
        return [Fitted(replace(block, table=found[0]), found[1])]
    words, turned = words_in(language), turned if turned > width else 0.0
    table, names = in_numbers(block.table, words["total"])
    note = f"{words['note_columns'].format(names=names)} {block.note}".strip() if names else block.note
    for room in (width, turned):
        found = laid_out(table, room, size, language) if room else None
        if found:
            return [Fitted(replace(block, table=found[0], note=note), found[1], wide=room == turned)]
    return _in_parts(replace(block, table=table, note=note), language, size, turned or width, wide=turned > 0)


def _in_parts(block: TableBlock, language: str, size: float, width: float, wide: bool) -> list[Fitted]:
    """Parts below each other under one number, the note below the last."""
    parts = in_parts(block.table, width, size, language)
    further = f"{block.caption} ({words_in(language)['continues']})"
    made = []
    for i, part in enumerate(parts):
        table, widths = laid_out(part, width, size, language) or squeezed(part, width, size, language)
        note = block.note if i == len(parts) - 1 else ""
        made.append(
            Fitted(
                replace(block, table=table, note=note, caption=further if i else block.caption, continued=i > 0),
                widths,
                wide,
            )
        )
    return made


def kept_with_next(table: ShownTable, noted: bool) -> set[int]:
    """The rows, from the header as 0, that stay on the page of the next: all of a short table, else the first and the
    last.
    """
    last = len(table.rows)
    lines = sum(max(1, *(text.count("\n") + 1 + len(text) // LINE for text in row)) for row in table.rows)
    kept = set(range(last)) if lines <= KEPT_WHOLE else {0, 1, last - 1}
    return kept | ({last} if noted else set())
