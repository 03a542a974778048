"""Numbers → figures as PNG bytes; the same numbers give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, BAR = "#1a1a1a", "#2f6690"
DPI = 200
NARROW, LONGEST = 7, 24  # letters of a column's name that stand beside each other, and at most
FONT: Any = {"font.family": "DejaVu Sans", "font.size": 9, "axes.edgecolor": INK, "text.color": INK, "axes.labelcolor": INK}


def bars(labels: Sequence[str], values: Sequence[int], axis: str) -> bytes:
    """A horizontal bar for each label, in order from the top, with its number at the end."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    with mpl.rc_context(FONT):
        figure = Figure(figsize=(6.3, 0.6 + 0.32 * len(labels)), layout="constrained")
        axes = figure.add_subplot()
        drawn = axes.barh(range(len(labels)), values, color=BAR, height=0.66)
        axes.bar_label(drawn, padding=3)
        axes.set_yticks(range(len(labels)), labels)
        axes.invert_yaxis()
        axes.set_xlabel(axis)
        axes.set_xlim(0, max([*values, 1]) * 1.1)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        return _png(figure)


def heat_map(rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[int]]) -> bytes:
    """A cell for each row and column, darker for more, with its number in it."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(FONT):
        figure = Figure(figsize=(min(6.5, 2.4 + 0.62 * len(columns)), 0.6 + 0.32 * len(rows)), layout="constrained")
        axes = figure.add_subplot()
        top = max([1, *(value for row in values for value in row)])
        axes.imshow(values, cmap="Blues", aspect="auto", vmin=0, vmax=top)
        axes.set_yticks(range(len(rows)), rows)
        axes.xaxis.tick_top()
        slanted = max(map(len, columns), default=0) > NARROW
        axes.set_xticks(range(len(columns)), [_short(name) for name in columns])
        axes.tick_params(axis="x", rotation=90 if slanted or len(columns) > 12 else 0)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        for y, row in enumerate(values):
            for x, value in enumerate(row):
                axes.text(x, y, str(value), ha="center", va="center", color="white" if value > 0.65 * top else INK, size=8)
        return _png(figure)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()
