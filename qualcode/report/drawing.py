"""Numbers → figures as PNG and SVG; the same numbers give the same bytes."""

from __future__ import annotations

import io
import math
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from qualcode.report.blocks import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, BAR, BAND = "#1a1a1a", "#2f6690", "#d7e3ec"
DPI = 200
WIDTH, HEIGHT = 15.5, 19.0  # cm: a figure as wide as the text, and as high as a page with its caption
NARROW, LINE = 7, 30  # letters of a column's name that stand beside each other, and of a line of a label
MOST_LINES = 15  # pairs whose lines can be told apart
FEW = 15  # labels below each other that may take several lines
LONGEST = 60  # letters of an upright name; of a longer one the middle goes
MOST_NAMED = 50  # columns whose names have room
MOST_NUMBERED = 25  # columns of a heat map whose cells have room for a number
STYLE: Any = {
    "font.family": "DejaVu Sans", "font.size": 9, "axes.edgecolor": INK, "text.color": INK, "axes.labelcolor": INK,
    "svg.hashsalt": "qualcode", "svg.fonttype": "path",
}  # fmt: skip


def bars(labels: Sequence[str], values: Sequence[int], axis: str) -> Picture:
    """A horizontal bar for each label, in order from the top, with its number at the end."""
    from matplotlib.ticker import MaxNLocator

    shown = [lines(label, len(labels)) for label in labels]
    with drawing(4.2, row_height(shown) * len(labels) + 0.1) as (figure, axes):
        drawn = axes.barh(range(len(labels)), values, color=BAR, height=0.66)
        axes.bar_label(drawn, padding=3)
        axes.set_yticks(range(len(labels)), shown)
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.set_xlabel(axis)
        axes.set_xlim(0, max([*values, 1]) * 1.1)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        return picture(figure)


def heat_map(rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[int]]) -> Picture:
    """A cell for each row and column, darker for more, with its number in it where there is room."""
    shown = [lines(label, len(rows)) for label in rows]
    width = min(0.62, max(0.16, 4.2 / max(len(columns), 1)))  # of a cell; an upright name needs the least
    named = range(0, len(columns), -(-len(columns) // MOST_NAMED))
    with drawing(width * min(len(columns), MOST_NAMED), row_height(shown) * len(rows)) as (figure, axes):
        top = max([1, *(value for row in values for value in row)])
        axes.imshow(values, cmap="Blues", aspect="auto", vmin=0, vmax=top)
        axes.set_yticks(range(len(rows)), shown)
        axes.xaxis.tick_top()
        axes.set_xticks(named, [short(columns[i]) for i in named])
        upright = max(map(len, columns), default=0) > NARROW or len(columns) > 12
        axes.tick_params(axis="x", rotation=90 if upright else 0)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        for y, row in enumerate(values if len(columns) <= MOST_NUMBERED else []):
            for x, value in enumerate(row):
                axes.text(
                    x, y, str(value), ha="center", va="center", color="white" if value > 0.65 * top else INK, size=8
                )
        return picture(figure)


def growth(
    names: Sequence[str],
    seen: Sequence[int],
    mean: Sequence[float],
    band: Sequence[tuple[float, float]],
    words: Sequence[str],
) -> Picture:
    """How the number of codes grows with the interviews: a line in their own order, the mean of random orders and its
    band.

    `words` name the two axes, the line, the mean and the band.
    """
    from matplotlib.ticker import MaxNLocator

    x = list(range(1, len(names) + 1))
    with drawing(5.6, 2.6) as (figure, axes):
        axes.fill_between(
            x, [low for low, _ in band], [high for _, high in band], color=BAND, linewidth=0, label=words[4]
        )
        axes.plot(x, mean, color=INK, linestyle="--", linewidth=1, label=words[3])
        axes.plot(
            x, seen, color=BAR, linewidth=1.6, marker="o" if len(names) <= 40 else None, markersize=4, label=words[2]
        )
        axes.set_xlabel(words[0])
        axes.set_ylabel(words[1])
        axes.set_ylim(0, max([1.0, *seen, *(high for _, high in band)]) * 1.08)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        axes.legend(frameon=False, loc="lower right")
        return picture(figure)


def network(labels: Sequence[str], sizes: Sequence[int], pairs: Sequence[tuple[int, int, int]]) -> Picture:
    """Labels on a circle, larger for more, joined by lines that are thicker for more and carry their number.

    `pairs` are two positions in `labels` and a number.
    """
    with drawing(6.3, 4.0) as (figure, axes):
        places = [_on_circle(i, len(labels)) for i in range(len(labels))]
        top = max([1, *(n for _, _, n in pairs)])
        for a, b, n in sorted(_strongest(pairs), key=lambda pair: pair[2]):
            (x, y), (other_x, other_y) = places[a], places[b]
            axes.plot(
                [x, other_x], [y, other_y], color=BAR, alpha=0.25 + 0.6 * n / top, linewidth=0.6 + 5 * n / top, zorder=1
            )
            box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
            axes.text(
                x * 0.62 + other_x * 0.38,
                y * 0.62 + other_y * 0.38,
                str(n),
                size=7,
                ha="center",
                va="center",
                bbox=box,
                zorder=2,
            )
        largest = max([1, *sizes])
        axes.scatter(
            [x for x, _ in places],
            [y for _, y in places],
            s=[30 + 320 * n / largest for n in sizes],
            color=BAR,
            edgecolor="white",
            zorder=3,
        )
        for (x, y), label in zip(places, labels, strict=True):
            side = "center" if abs(x) < 0.15 else "left" if x > 0 else "right"
            axes.text(
                x * 1.14,
                y * 1.14,
                lines(label),
                ha=side,
                va="center" if abs(x) > 0.15 else "bottom" if y > 0 else "top",
            )
        axes.set_xlim(-2.1, 2.1)
        axes.set_ylim(-1.3, 1.3)
        axes.set_aspect("equal")
        axes.axis("off")
        return picture(figure)


def _strongest(pairs: Sequence[tuple[int, int, int]]) -> Sequence[tuple[int, int, int]]:
    """The pairs that can be told apart in one drawing: the most frequent ones, those that tie all or none."""
    ranked = sorted(pairs, key=lambda pair: -pair[2])
    if len(ranked) <= MOST_LINES:
        return ranked
    return [pair for pair in ranked if pair[2] > ranked[MOST_LINES][2]] or ranked[:MOST_LINES]


def _on_circle(position: int, of: int) -> tuple[float, float]:
    angle = math.pi / 2 - 2 * math.pi * position / max(of, 1)
    return math.cos(angle), math.sin(angle)


@contextmanager
def drawing(width: float, height: float) -> Iterator[tuple[Figure, Axes]]:
    """Axes of a size in inches; what stands around them, labels of any length, makes the picture as much larger."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore", mpl.MatplotlibDeprecationWarning)
        mpl.rcdefaults()  # a matplotlibrc of the user's, or of the folder's, changes nothing
        mpl.rcParams.update(STYLE)
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # a letter that the font lacks is a box
        figure = Figure(figsize=(width, height))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.spines[["top", "right"]].set_visible(False)
        yield figure, axes


def row_height(labels: Sequence[str]) -> float:
    """The height in inches of a row that has room for each of the labels."""
    return max(0.32, *(0.08 + 0.15 * (label.count("\n") + 1) for label in labels)) if labels else 0.32


def lines(label: str, of: int = 1) -> str:
    """A label in lines; of many labels each has longer ones."""
    return "\n".join(textwrap.wrap(_plain(label), LINE if of <= FEW else LONGEST)) or " "


def short(name: str) -> str:
    """A name on one line, the middle of a very long one left out."""
    name = _plain(name)
    return name if len(name) <= LONGEST else f"{name[: LONGEST // 2]}…{name[1 - LONGEST // 2 :]}"


def _plain(text: str) -> str:
    """A text in which nothing is a formula."""
    return text.replace("$", r"\$")


def picture(figure: Figure) -> Picture:
    """The figure with all that stands around its axes, in both forms."""
    png, svg = io.BytesIO(), io.BytesIO()
    figure.set_dpi(DPI)
    whole: Any = {"bbox_inches": figure.get_tightbbox().padded(0.08)}
    figure.savefig(png, format="png", dpi=DPI, metadata={"Software": None}, **whole)
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None}, **whole)
    return Picture(png.getvalue(), svg.getvalue())


def size(picture: Picture) -> tuple[float, float]:
    """The width and height of a picture in cm, as it was drawn."""
    width, height = (int.from_bytes(picture.png[at : at + 4], "big") for at in (16, 20))
    return width / DPI * 2.54, height / DPI * 2.54


def fitting(drawn: Picture) -> float:
    """The width in cm at which a picture is as it was drawn, or as large as a page holds."""
    width, height = size(drawn)
    return round(min(width, WIDTH, width * HEIGHT / height), 2)
