"""Analysis tables → tables as a reader sees them: labels for ids, the language's numbers, headers that fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from qualcode.analysis.bins import OUTSIDE
from qualcode.analysis.tidy import MISSING, NO_QUESTION
from qualcode.model import Code, Guide, Place
from qualcode.report.blocks import ShownTable, part_of
from qualcode.report.numbers import bounded, decimal, integer, percent, probability, tenth
from qualcode.report.wording import words_in

WIDEST = 11  # columns that fit on a portrait page
MOST_NARROW = 13  # number columns of three digits that fit beside a label


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a frame as a reader sees it: its header, and what kind of value it holds: a key of FORMS, "text", or
    "shown" for numbers that are written already."""

    name: str
    header: str
    kind: str = "text"


FORMS: Mapping[str, Callable[[float, str], str]] = {
    "integer": integer,
    "share": percent,
    "number": decimal,
    "tenth": tenth,
    "bounded": bounded,
    "p": probability,
}


def plain_table(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    language: str,
    labels: Mapping[str, str] | None = None,
    missing: str = "–",
) -> ShownTable:
    """The columns of a frame in the language's numbers; texts that have a label are shown by it, what is missing by
    `missing`.
    """
    names = labels or {}

    def cell(value: object, kind: str) -> str:
        if value is None or value is pd.NA or value != value:
            return missing
        return names.get(str(value), str(value)) if kind in ("text", "shown") else FORMS[kind](value, language)  # type: ignore[arg-type]

    cells = [[cell(value, column.kind) for value in frame[column.name]] for column in columns]
    numeric = frozenset(i for i, column in enumerate(columns) if column.kind != "text")
    return ShownTable(tuple(column.header for column in columns), tuple(zip(*cells, strict=True)), numeric)


def theme_table(frame: pd.DataFrame, header: str, transcripts: int, language: str) -> ShownTable:
    """Rows of `counts` as label, mentions, interviews n/N and share of speech; subcodes are indented; mentions lead to
    the quotes.
    """
    words = words_in(language)
    rows = tuple(
        (
            str(r["label"]),
            integer(r["units"], language),
            f"{r['transcripts']}/{transcripts}",
            percent(r["share"], language),
        )
        for r in frame.to_dict("records")
    )
    headers = (header, words["mentions"], words["interviews"], words["share"])
    indent = tuple(int(level) - int(frame["level"].min()) for level in frame["level"])
    links = tuple(
        ("", str(code) if units else "", "", "") for code, units in zip(frame["code"], frame["units"], strict=True)
    )
    return ShownTable(headers, rows, frozenset({1, 2, 3}), indent, links)


def cross_table(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    headers: Sequence[str],
    language: str,
    dimension: str,
    levels: Sequence[str],
) -> ShownTable:
    """A crosstab of codes with rows by label and the given headers; a cell leads to its quotes."""
    rows = tuple(
        (labels[str(row[0])], *(integer(cell, language) for cell in row[1:]))
        for row in frame.itertuples(index=False, name=None)
    )
    links = tuple(
        (
            "",
            *(part_of(code, dimension, level) if n else "" for n, level in zip(cells, levels, strict=True)),
            code if total else "",
        )
        for code, *cells, total in frame.itertuples(index=False, name=None)
    )
    return ShownTable(tuple(headers), rows, frozenset(range(1, len(headers))), (), links)


def turned_table(frame: pd.DataFrame, header: str, total: str, language: str, dimension: str) -> ShownTable:
    """A crosstab of themes turned round: a row for each level of the dimension, themes as numbered columns, totals
    last.
    """
    themes = [str(theme) for theme in frame.iloc[:, 0]]
    columns = list(frame.columns[1:])
    rows = tuple(
        (*([str(name)] if name != "total" else [total]), *(integer(n, language) for n in frame[name]))
        for name in columns
    )
    links = tuple(
        (
            "",
            *(
                (theme if name == "total" else part_of(theme, dimension, name)) if n else ""
                for theme, n in zip(themes, frame[name], strict=True)
            ),
        )
        for name in columns
    )
    headers = (header, *(str(number) for number in range(1, len(themes) + 1)))
    return ShownTable(headers, rows, frozenset(range(1, len(headers))), (), links)


def matrix_table(frame: pd.DataFrame, labels: Mapping[str, str], header: str, language: str) -> ShownTable:
    """A square table whose rows are numbered labels and whose columns are their numbers; a cell leads to the quotes of
    both.
    """
    rows = tuple(
        (f"{number}. {labels[str(row[0])]}", *(integer(cell, language) for cell in row[1:]))
        for number, row in enumerate(frame.itertuples(index=False, name=None), 1)
    )
    headers = (header, *(str(number) for number in range(1, len(rows) + 1)))
    codes = [str(code) for code in frame.iloc[:, 0]]
    links = tuple(
        ("", *((a if a == b else f"{a}+{b}") if n else "" for b, n in zip(codes, row[1:], strict=True)))
        for a, row in zip(codes, frame.itertuples(index=False, name=None), strict=True)
    )
    return ShownTable(headers, rows, frozenset(range(1, len(headers))), (), links)


def transcript_table(frame: pd.DataFrame, questions: int, language: str) -> ShownTable:
    """The interviews with their turns, words and, when there is a guide, how many of its questions were recognised."""
    words = words_in(language)
    names = ("turns", "words", "participant_words")
    asked = [[f"{n}/{questions}"] if questions else [] for n in frame["questions_asked"]]
    cells = [[str(r["transcript"]), *(integer(r[name], language) for name in names)] for r in frame.to_dict("records")]
    rows = [tuple(row + extra) for row, extra in zip(cells, asked, strict=True)]
    rows.append(
        (words["total"], *(integer(frame[name].sum(), language) for name in names), *([""] if questions else []))
    )
    headers = (words["interview"], *(words[name] for name in names), *([words["questions"]] if questions else []))
    return ShownTable(headers, tuple(rows), frozenset(range(1, len(headers))))


def codebook_table(themes: Sequence[Code], language: str) -> ShownTable:
    """Themes and their subcodes in one table: label, definition, anchor example; a theme's name is set apart from its
    codes'.
    """
    words = words_in(language)
    places = [place for theme in themes for place in theme.walk()]
    rows = tuple(
        (place.code.label(language), place.code.definition(language), _anchor(place.code, language)) for place in places
    )
    headers = (words["theme_and_code"], words["definition"], words["example"])
    return ShownTable(
        headers,
        rows,
        indent=_indents(places),
        strong=frozenset(i for i, place in enumerate(places) if place.level == 1),
    )


def rules_table(themes: Sequence[Code], language: str) -> ShownTable:
    """How the codes of themes are applied: what to include, what to exclude, the rules that look for words."""
    words = words_in(language)
    places = [place for theme in themes for place in theme.walk()]
    rows = tuple(
        (
            place.code.label(language),
            place.code.include(language),
            place.code.exclude(language),
            "; ".join(
                rule.source
                for rules in (place.code.rules.get(language, ()), place.code.rules.get("", ()))
                for rule in rules
            ),
        )
        for place in places
    )
    headers = (words["theme_and_code"], words["include"], words["exclude"], words["rules"])
    return ShownTable(
        headers,
        rows,
        indent=_indents(places),
        strong=frozenset(i for i, place in enumerate(places) if place.level == 1),
    )


def _anchor(code: Code, language: str) -> str:
    examples = (*code.examples.get(language, ()), *code.examples.get("", ()))
    return examples[0] if examples else ""


def _indents(places: Sequence[Place]) -> tuple[int, ...]:
    return tuple(place.level - 1 for place in places)


def guide_table(guide: Guide, language: str) -> ShownTable:
    """The questions of the guide with their ids."""
    words = words_in(language)
    rows = tuple((question.id, question.text(language)) for question in guide.questions)
    return ShownTable((words["id"], words["guide_question"]), rows)


def level_labels(language: str) -> dict[str, str]:
    """How the levels that stand for no value are called."""
    words = words_in(language)
    return {MISSING: words["missing"], OUTSIDE: words["outside"], NO_QUESTION: words["outside"]}
