"""The coded stretches of a code, best first: whole units, spread fairly over the interviews."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy, plain
from qualcode.notes import HIDDEN, without_hidden

COLUMNS = ("transcript", "turn", "unit", "speaker", "question", "code", "start", "end", "quote", "hits")
SHORTEST, LONGEST = 6, 45  # words in a quote that reads well alone
MARKS = ('"', "”", "“")
HIT = ("turn", "code", "quote", "lemma", "start", "end")
_SENTENCE = re.compile(r"(?:[^.!?…]|[.!?…](?!\s))+[.!?…]*[\"”»’)\]]*\s*|[.!?…]\s*")
TextOf = Callable[[str], str]


def quotes(tidy: Tidy, code: str, text_of: TextOf, most: int | None = None, context: int = 0) -> Table:
    """The units coded with the code or its subcodes, one row each, at most `most` of them.

    Columns: transcript, turn, unit, speaker, question, code (the codes of the family that hit, joined by a space), start, end, quote (the
    unit's whole text; of an answer the turn that was hit; of a long turn the whole sentences around the hit, up to 45 words), hits (what
    matched, joined by " · "). With `context` also before and after: so many words on each side, whoever says them. The interviews take
    turns, and within an interview the subcodes; the best comes first: a length that reads well alone, then the most different hits,
    then the earlier one. Which interview and subcode lead changes from code to code. `text_of` gives a transcript's text by its id; a unit
    of which letters are hidden in it (`notes.HIDDEN`), because it may not be quoted, is left out.
    """
    frame = _quotable(_in_turns(tidy, _candidates(tidy, code), code), text_of, most)
    texts = plain(frame["transcript"]).map({name: text_of(name) for name in frame["transcript"].unique()})
    places = zip(texts, *(frame[name] for name in ("start", "end", "hit_start", "hit_end")), strict=True)
    spans = [_with_marks(text, *_bounded(text, start, end, hit, last)) for text, start, end, hit, last in places]
    frame["start"], frame["end"] = [start for start, _ in spans], [end for _, end in spans]
    frame["quote"] = [text[start:end] for text, (start, end) in zip(texts, spans, strict=True)]
    columns = list(COLUMNS)
    if context:
        near = context * 40  # letters that hold so many words
        around = [(text[max(start - near, 0) : start], text[end : end + near]) for text, (start, end) in zip(texts, spans, strict=True)]
        frame["before"] = [" ".join(without_hidden(before).split()[-context:]) for before, _ in around]
        frame["after"] = [" ".join(without_hidden(after).split()[:context]) for _, after in around]
        columns += ["before", "after"]
    return Table("quotes", frame[columns], tidy.base("units"))


def _quotable(frame: pd.DataFrame, text_of: TextOf, most: int | None) -> pd.DataFrame:
    """The first `most` units (None: all) of which nothing is hidden."""
    texts, kept = dict[str, str](), list[int]()
    for at, (name, start, end) in enumerate(zip(frame["transcript"], frame["start"], frame["end"], strict=True)):
        if most is not None and len(kept) == most:
            break
        if name not in texts:
            texts[name] = text_of(name)
        if HIDDEN not in texts[name][start:end]:
            kept.append(at)
    return frame.iloc[kept].reset_index(drop=True)


def _candidates(tidy: Tidy, code: str) -> pd.DataFrame:
    """A row for each unit that carries the code: where it stands, its codes and hits, whether it reads well alone."""
    found = tidy.codings[tidy.codings["code"].isin(tidy.family(code))]
    units: dict[tuple[str, int], list[tuple[Any, ...]]] = {}
    for transcript, unit, *hit in found[["transcript", "unit", *HIT]].itertuples(index=False, name=None):
        units.setdefault((transcript, unit), []).append(tuple(hit))
    rows = [(*place, *_summary(hits)) for place, hits in units.items()]
    frame = pd.DataFrame(rows, columns=["transcript", "unit", "turn", "code", "hits", "different", "hit_start", "hit_end"])
    stretches = tidy.units.drop_duplicates(["transcript", "unit", "turn"]).set_index(["transcript", "unit", "turn"])
    frame = frame.join(stretches[["speaker", "question", "start", "end", "words"]], on=["transcript", "unit", "turn"])
    return frame.assign(readable=frame["words"].between(SHORTEST, LONGEST))


def _in_turns(tidy: Tidy, frame: pd.DataFrame, code: str) -> pd.DataFrame:
    """The units in an order in which interviews, and subcodes within an interview, take turns."""
    transcripts, codes = list(tidy.levels["transcript"]), [place.code.id for place in tidy.codebook.walk()]
    turn, lead = codes.index(code), frame["transcript"].map({name: i for i, name in enumerate(transcripts)})
    frame["subcode"] = frame["code"].str.split(" ").str[0].map({name: i for i, name in enumerate(codes)})
    kinds = max(int(frame["subcode"].nunique()), 1)
    frame["kind"] = (frame["subcode"].rank(method="dense") - 1 + lead) % kinds
    frame["place"] = (lead - turn) % max(len(transcripts), 1)
    quality = {"readable": False, "different": False, "start": True}
    frame = frame.sort_values(list(quality), ascending=list(quality.values()), kind="stable")
    frame["nth"] = frame.groupby(["transcript", "subcode"], sort=False).cumcount()
    within = {"nth": True, "readable": False, "kind": True, **quality}
    frame = frame.sort_values(list(within), ascending=list(within.values()), kind="stable")
    frame["round"] = frame.groupby("transcript", sort=False).cumcount()
    order = {"round": True, "readable": False, "different": False, "place": True}
    return frame.sort_values(list(order), ascending=list(order.values()), kind="stable")


def _summary(hits: Sequence[tuple[Any, ...]]) -> tuple[object, ...]:
    """A unit's hits (HIT each) as the turn, codes, quotes and number of different lemmas, and where the first one stands."""
    turns, codes, quoted, lemmas, starts, ends = zip(*hits, strict=True)
    return turns[0], " ".join(dict.fromkeys(codes)), " · ".join(dict.fromkeys(quoted)), len(set(lemmas)), starts[0], ends[0]


def _bounded(text: str, start: int, end: int, hit: int, last: int) -> tuple[int, int]:
    """The stretch, or of a long one the whole sentences around a hit as long as they read well together."""
    sentences = [(start + found.start(), start + found.end()) for found in _SENTENCE.finditer(text[start:end])]
    if len(text[start:end].split()) <= LONGEST or len(sentences) < 2:
        return start, end
    first = next((i for i, (_, stop) in enumerate(sentences) if hit < stop), 0)
    final = next((i for i, (_, stop) in enumerate(sentences) if last <= stop), first)
    while True:
        wider = [(first, final + 1), (first - 1, final)]
        fits = [(a, b) for a, b in wider if a >= 0 and b < len(sentences) and _words(text, sentences, a, b) <= LONGEST]
        if not fits:
            return sentences[first][0], sentences[final][0] + len(text[sentences[final][0] : sentences[final][1]].rstrip())
        first, final = fits[0]


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the quotation mark that stands right before or after it and belongs to one within it."""
    if sum(text.count(mark, start, end) for mark in MARKS) % 2 == 0:
        return start, end
    if text[start - 1 : start] in MARKS and start:
        return start - 1, end
    return (start, end + 1) if text[end : end + 1] in MARKS and end < len(text) else (start, end)


def _words(text: str, sentences: list[tuple[int, int]], first: int, final: int) -> int:
    return len(text[sentences[first][0] : sentences[final][1]].split())
