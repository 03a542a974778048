"""Numbers → charts for those who read few numbers: groups side by side, themes over time, one interview from beginning
to end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from qualcode.report.blocks import Picture
from qualcode.report.drawing import drawing, lines, picture, row_height, short

# From dark to light, so that a printer without colours keeps them apart; each has a mark of its own besides.
PALETTE = ("#0b3c5d", "#328cc1", "#d9822b", "#6aa84f", "#a64d79", "#7f7f7f", "#c9b037", "#9fc5e8")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
GRID = "#d8d8d8"
WIDTH = 4.2  # inches of a chart beside its labels


def dots(labels: Sequence[str], groups: Sequence[str], values: Sequence[Sequence[float | None]], axis: str) -> Picture:
    """A row for each label with a mark for each group, joined by a line; `values` has a row for each label."""
    shown = [lines(label, len(labels)) for label in labels]
    with drawing(WIDTH, row_height(shown) * len(labels) + 0.1) as (figure, axes):
        for y, row in enumerate(values):
            there = [value for value in row if value is not None]
            if there:
                axes.plot([min(there), max(there)], [y, y], color=GRID, linewidth=2.5, zorder=1)
        for number, group in enumerate(groups):
            points = [(value, y) for y, row in enumerate(values) if (value := row[number]) is not None]
            colour, mark = PALETTE[number % len(PALETTE)], MARKS[number % len(MARKS)]
            axes.scatter(
                [x for x, _ in points], [y for _, y in points], color=colour, marker=mark, s=34, zorder=2, label=group
            )
        axes.set_yticks(range(len(labels)), shown)
        axes.set_ylim(max(len(labels), 1) - 0.5, -0.5)
        axes.set_xlim(left=0)
        axes.set_xlabel(axis)
        axes.tick_params(axis="y", length=0)
        axes.legend(
            frameon=False,
            loc="upper left",
            bbox_to_anchor=(0, -0.16 - 0.2 / max(len(labels), 1)),
            ncols=min(len(groups), 3),
        )
        return picture(figure)


def over_time(
    labels: Sequence[str], periods: Sequence[str], values: Sequence[Sequence[float | None]], axis: str
) -> Picture:
    """A line for each label over the periods, its name at the end; `values` has a row for each label."""
    with drawing(WIDTH + 0.8, max(2.4, 0.24 * len(labels))) as (figure, axes):
        ends = []
        for number, row in enumerate(values):
            colour, mark = PALETTE[number % len(PALETTE)], MARKS[number % len(MARKS)]
            known = [value for value in row if value is not None]
            if known:
                # no line over a time without interviews
                drawn = [math.nan if value is None else value for value in row]
                axes.plot(range(len(row)), drawn, color=colour, marker=mark, markersize=5, linewidth=1.6)
                ends.append((known[-1], labels[number], colour))
        top = max([1e-9, *(value for row in values for value in row if value is not None)])
        for at, (_, label, colour) in zip(_apart([y for y, _, _ in ends], top * 0.07), ends, strict=True):
            axes.annotate(
                lines(label), (len(periods) - 1, at), (8, 0), textcoords="offset points", va="center", color=colour
            )
        axes.set_xticks(range(len(periods)), [short(name) for name in periods])
        axes.set_xlim(-0.2, len(periods) - 0.8)
        axes.set_ylim(0, top * 1.1)
        axes.set_ylabel(axis)
        return picture(figure)


def timeline(
    labels: Sequence[str], places: Sequence[Sequence[tuple[float, float]]], axis: str, length: float
) -> Picture:
    """A row for each label with a bar for each mention (start and end, from 0 to `length`)."""
    shown = [lines(label, len(labels)) for label in labels]
    with drawing(WIDTH + 0.6, row_height(shown) * max(len(labels), 1) + 0.1) as (figure, axes):
        least = length / 250  # a mention is seen, however short it is
        for y, stretches in enumerate(places):
            axes.broken_barh(
                [(start, max(end - start, least)) for start, end in stretches], (y - 0.3, 0.6), color=PALETTE[0]
            )
            axes.axhline(y, color=GRID, linewidth=0.6, zorder=0)
        axes.set_yticks(range(len(labels)), shown)
        axes.set_ylim(max(len(labels), 1) - 0.5, -0.5)
        axes.set_xlim(0, length)
        axes.set_xlabel(axis)
        axes.tick_params(axis="y", length=0)
        return picture(figure)


def _apart(places: Sequence[float], least: float) -> list[float]:
    """The places, moved so that no two are nearer to each other than `least`; the order stays."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    found = list(places)
    for before, after in pairwise(order):
        found[after] = max(found[after], found[before] + least)
    return found
