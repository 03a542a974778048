"""Segments coded in another program → decisions of a coder, each at its place in its transcript."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

from qualcode.codebook.table_rows import text_rows
from qualcode.errors import InputError, Problem, nearest
from qualcode.model import Codebook, Transcript
from qualcode.people.anchoring import find_quote
from qualcode.people.decision_places import People
from qualcode.people.decisions import Decision, append, coder_name, decided, path_of, person_name, seen, standing
from qualcode.people.locks import alone
from qualcode.spreadsheet import as_meant

MOST = 1_048_576  # rows of an Excel sheet
ALIASES = {
    "document": "document document_name transcript file file_name source haastattelu dokumentti tiedosto litteraatti aineisto",
    "code": "code code_name code_path codes koodi koodit koodipolku",
    "text": "segment text quote coded_segment quotation content quotation_content teksti ote katkelma sitaatti segmentti",
    "start": "start start_position begin alku",
    "end": "end end_position loppu",
    "coder": "coder created_by author user koodaaja tekijä",
    "memo": "memo comment comments kommentti muistio",
}
_FIELD = {alias: name for name, aliases in ALIASES.items() for alias in aliases.split()}


Span = tuple[int, int]
UNCODED = "Set code_interviewer under [coding], or leave it out; if the speaker answers, name them under [speakers] participant."


@dataclass(frozen=True)
class Imported:
    """How many codings were added by coder, how many were there already, and the rows that could not be placed."""

    added: Mapping[str, int]
    there: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Row:
    """A row of the file: its number, its cells by field, and the text with the spaces around it."""

    number: int
    cells: Mapping[str, str]
    raw: str = ""

    def get(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass
class _Importing:
    """What is known while the rows are placed."""

    people: People
    path: Path
    problems: list[Problem] = field(default_factory=list)

    def coded(self, transcript: str) -> list[Span]:
        """The stretches of a transcript that are coded."""
        units = self.people.coded.units
        own = units.loc[units["transcript"] == transcript, ["start", "end"]]
        return list(own.itertuples(index=False, name=None))

    def transcript(self, name: str) -> Transcript | None:
        """The transcript with an id; None when it cannot be read."""
        return self.people.corpus.transcript(name)

    def fail(self, row: _Row, message: str, hint: str = "") -> None:
        self.problems.append(Problem(message, self.path, row.number, hint))


def import_codings(people: People, path: Path, coder: str = "", whole: bool = True) -> Imported:
    """Add the coded segments of a .csv or .xlsx file to the files of their coders; rows that cannot be placed are given back.

    The first row names the columns: document, code, and text or start and end; a coder's column, or `coder` for all. A text is looked
    for as it is, without regard to spaces and line ends, then as what is near it and nowhere else. With `whole` each document in which
    all segments of a coder were placed counts as read to the end. What is there already is not added again. Raises InputError when
    columns are missing or no coder is named.
    """
    rows = _rows(path, coder)
    work = _Importing(people, path)
    codes, ids = _codes(people.coded.codebook), {_plain(name): name for name in people.coded.transcripts}
    found: dict[str, list[tuple[str, int, int, str, str]]] = {}
    failed: set[tuple[str, str]] = set()
    for row in rows:
        who = row.get("coder") or coder
        if not _is_coder(work, row, who):
            continue
        placed = _placed(work, row, codes, ids)
        if placed is None:
            failed.add((who, ids.get(_plain(row.get("document")), "")))
        else:
            found.setdefault(who, []).append((*placed, row.get("memo")))
    added, there = dict[str, int](), 0
    for who, codings in found.items():
        with alone(people.corpus.study.results, coder_name(who)):
            number = _add(people, coder_name(who), codings, {name for c, name in failed if c == who}, whole)
        added[who] = number
        there += len(codings) - number
    return Imported(added, there, tuple(work.problems))


def _rows(path: Path, coder: str) -> list[_Row]:
    rows = [(number, [as_meant(cell) for cell in row]) for number, row in text_rows(path, MOST) if any(cell.strip() for cell in row)]
    if not rows:
        raise InputError([Problem("is empty.", path)])
    (first, header), *body = rows
    fields = [_FIELD.get(re.sub(r"[\s\-]+", "_", name.strip().lower())) for name in header]
    missing = [name for name in ("document", "code") if name not in fields]
    if "text" not in fields and not {"start", "end"} <= set(fields):
        missing.append("text (or start and end)")
    if missing:
        names = "; ".join(f"{name}: {aliases.replace(' ', ', ')}" for name, aliases in ALIASES.items())
        raise InputError(
            [Problem(f"has no column for {', '.join(missing)}. Found: {', '.join(header)}.", path, first, f"Known names: {names}.")]
        )
    made = [
        _Row(
            number,
            {name: cell.strip() for name, cell in zip(fields, row, strict=False) if name},
            dict(zip(fields, row, strict=False)).get("text", ""),
        )
        for number, row in body
    ]
    if not coder and "coder" not in fields:
        raise InputError([Problem("does not say who coded.", path, hint="Name the coder: --coder Anna.")])
    return made


def _is_coder(work: _Importing, row: _Row, who: str) -> bool:
    try:
        path_of(work.people.folder, person_name(who))
    except InputError as error:
        work.fail(row, error.problems[0].message if who else "does not say who coded.", error.problems[0].hint if who else "")
        return False
    return True


def _plain(name: str) -> str:
    """A document's name without suffix and case."""
    return re.sub(r"\.(docx?|txt|rtf|odt|pdf|md|vtt|srt)$", "", name.strip().casefold())


def _codes(book: Codebook) -> dict[tuple[str, ...], list[str]]:
    """Ids by id, label, and every end of the path of labels from the theme down."""
    found: dict[tuple[str, ...], list[str]] = {}
    above: list[tuple[str, ...]] = []
    for place in book.walk():
        labels = tuple(dict.fromkeys(name.casefold() for name in (place.code.id, *place.code.label.by_language.values())))
        above = [*above[: place.level - 1], labels]
        for depth in range(1, len(above) + 1):
            for path in product(*above[-depth:]):
                ids = found.setdefault(path, [])
                ids += [] if place.code.id in ids else [place.code.id]
    return found


def _code(name: str, codes: Mapping[tuple[str, ...], list[str]]) -> list[str]:
    """The ids that a name can mean, or a path of names of which every one must be there."""
    whole = name.casefold().strip()
    tries = [(whole,), *(tuple(part for part in re.split(mark, whole) if part) for mark in (r"\s*>\s*", r"\s*(?:\\|::|/)\s*"))]
    return next((codes[path] for path in tries if path in codes), [])


def _placed(
    work: _Importing, row: _Row, codes: Mapping[tuple[str, ...], list[str]], ids: Mapping[str, str]
) -> tuple[str, int, int, str] | None:
    """The transcript, start, end and code of a row; None when there is no one place, which is told."""
    document, name = row.get("document"), row.get("code")
    transcript, meant = ids.get(_plain(document)), _code(name, codes)
    if transcript is None:
        guess = nearest(document, ids.values())
        work.fail(
            row,
            f"there is no transcript {document!r}.",
            f"Did you mean {guess!r}?" if guess else f"Transcripts: {', '.join(ids.values())}.",
        )
    if len(meant) != 1:
        known = [label for place in work.people.coded.codebook.walk() for label in (*place.code.label.by_language.values(), place.code.id)]
        guess = nearest(name, known)
        hint = (
            f"It can be {', '.join(meant)}: write the id."
            if meant
            else f"Did you mean {guess!r}?"
            if guess
            else "Add it to the codebook first."
        )
        called = f"{'several codes are' if meant else 'no code is'} called {name!r}."
        work.fail(row, called if name else "has no code.", hint if name else "")
    if transcript is None or len(meant) != 1:
        return None
    own = work.coded(transcript)
    span = _span(work, row, transcript, own)
    if span is None:
        return None
    if not _is_coded(span, own):
        _tell_uncoded(work, row, transcript, span)
        return None
    return transcript, *span, meant[0]


def _tell_uncoded(work: _Importing, row: _Row, transcript: str, span: Span) -> None:
    """Say where a quote stands that is in no speech that is coded: whose speech it is, or that it is nobody's."""
    found = work.transcript(transcript)
    turn = next((turn for turn in found.turns if turn.start < span[1] and span[0] < turn.end), None) if found else None
    if turn is None:
        hint = "If it is speech, name its speaker or the layout under [speakers]; `qualcode transcripts` shows how the file was read."
        work.fail(row, "stands outside the talk (a title, heading or label), in nobody's speech.", hint)
    elif turn.role == "interviewer":
        work.fail(row, f"stands in the interviewer's speech ({turn.speaker}, turn {turn.number}), which is not coded.", UNCODED)
    else:
        hint = f'If {turn.speaker!r} answers, say so: [speakers] participant = ["{turn.speaker}"].'
        work.fail(row, f"stands in the speech of {turn.speaker!r} (turn {turn.number}), who is neither interviewer nor participant.", hint)


def _is_coded(span: Span, coded: Sequence[Span]) -> bool:
    """Whether any of the span is speech that is coded."""
    return any(start < span[1] and span[0] < end for start, end in coded)


def _span(work: _Importing, row: _Row, transcript: str, coded: Sequence[Span]) -> Span | None:
    """The one place of a row's text; of several the one in speech that is coded, then the one with the row's spaces and line ends."""
    text = work.people.corpus.text(transcript)
    quote, numbers = row.get("text"), tuple(row.get(name).removesuffix(".0") for name in ("start", "end"))
    if all(number.isascii() and number.isdecimal() for number in numbers):
        start, end = map(int, numbers)
        if start < end <= len(text) and (not quote or text[start:end].split() == quote.split()):
            return start, end
        if not quote:
            work.fail(row, f"start and end {start}–{end} are not in the transcript, which has {len(text)} letters.")
            return None
    if not quote:
        work.fail(row, "has neither a text nor start and end.")
        return None
    spans = find_quote(text, quote)
    spans = [span for span in spans if _is_coded(span, coded)] or spans
    spans = [span for span in spans if _as_written(text, span, row.raw)] or spans
    if len(spans) == 1:
        return spans[0]
    shown = quote if len(quote) <= 60 else quote[:57] + "…"
    if spans:
        work.fail(row, f"{shown!r} stands in {len(spans)} places.", f"Give start and end; the first is {spans[0][0]} {spans[0][1]}.")
    else:
        left_out = _left_out(work.transcript(transcript), quote)
        where = f"was left out on reading: it stands in {left_out}" if left_out else "is not in the transcript"
        work.fail(row, f"{shown!r} {where}.")
    return None


def _left_out(transcript: Transcript | None, quote: str) -> str:
    """Why a text of the file is not in the transcript; "" when it is not among what was left out."""
    parts = transcript.account.left_out if transcript and transcript.account else ()
    wanted = " ".join(quote.split())
    return next((part.reason for part in parts if wanted in part.text), "")


def _as_written(text: str, span: Span, raw: str) -> bool:
    """Whether the text stands there with the spaces that the row has around it."""
    before, after = len(raw) - len(raw.lstrip()), len(raw) - len(raw.rstrip())
    return text[max(span[0] - before, 0) : span[1] + after] == raw


def _add(people: People, coder: str, codings: Sequence[tuple[str, int, int, str, str]], failed: set[str], whole: bool) -> int:
    """Append what is not there yet; returns how many codings were added."""
    path = path_of(people.folder, coder)
    known = people.placed(coder).decisions if coder in people.files else ()
    held = {place for place, decision in standing(known).items() if decision.decision in ("add", "accept", "reject")}
    made = dict[tuple[str, int, int, str], Decision]()
    for transcript, start, end, code, memo in codings:
        place = (transcript, start, end, code)
        if place in made and memo:
            made[place] = replace(made[place], memo="\n".join(filter(None, (made[place].memo, memo))))
        elif place not in held and place not in made:
            made[place] = decided(transcript, people.corpus.text(transcript), start, end, code, "add", memo)
    read = {name for name, start, _ in seen(known) if start == 0}
    names = [name for name in dict.fromkeys(c[0] for c in codings) if name not in failed | read] if whole else []
    done = [decided(name, text, 0, len(text), "", "seen", whole=True) for name in names for text in [people.corpus.text(name)]]
    if made or done:
        append(path, [*made.values(), *done])
    return len(made)
