"""The coded stretches of a code, best first: whole units, spread fairly over the interviews."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy, plain
from qualcode.notes import HIDDEN, without_hidden

COLUMNS = ("transcript", "turn", "unit", "speaker", "question", "code", "start", "end", "quote", "hits", "shortened")
SHORTEST, GOOD, LONGEST = 6, 12, 45  # words in a quote that can be read alone, and that says something
GREETING = 8  # words of a greeting, or of thanks, at most
MARKS = ('"', "”", "“")
HIT = ("turn", "code", "quote", "lemma", "start", "end")
_SENTENCE = re.compile(r"(?:[^.!?…]|[.!?…](?!\s))+[.!?…]*[\"”»’)\]]*\s*|[.!?…]\s*")
_GREETS = re.compile(
    r"\W*(moi|hei|terve|päivää|huomenta|kiitos|kiitti|hello|hi|hey|thanks|thank you|good "
    r"(morning|afternoon)|hej|tack)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(  # how a sentence begins that goes on from one before it
    r"(ja|no|mut|mutta|et|että|siis|sit|sitten|niin|ni|tai|eli|kun|ku|koska|and|but|so|or|"
    r"then|because|well|och|men|så)\b",
    re.IGNORECASE,
)
TextOf = Callable[[str], str]
Chosen = Mapping[str, Sequence[tuple[str, int, int]]]  # the stretches that people chose to quote, by code


def quotes(
    tidy: Tidy,
    code: str,
    text_of: TextOf,
    most: int | None = None,
    context: int = 0,
    chosen: Chosen = MappingProxyType({}),
    quoted: Mapping[str, int] = MappingProxyType({}),
) -> Table:
    """The units coded with the code or its subcodes, one row each, at most `most` of them.

    Columns: transcript, turn, unit, speaker, question, code (the codes of the family that hit, joined by a space),
    start, end, quote (the unit's whole text; of an answer the turn that was hit; of a long turn the whole sentences
    around the hit, up to 45 words), hits (what matched, joined by " · "), shortened (start, end, both or neither: where
    the rest of a long turn was left out). With `context` also before and after: so many words on each side, whoever
    says them. The quotes that people have `chosen` for the code come first, as they chose them. Then the interviews
    take turns, and within an interview the subcodes; the best comes first: what is whole and of a length that says
    something, neither a greeting nor a sentence that goes on from another; then interviews `quoted` less often so far,
    then the most different hits, then the earlier one. Which interview and subcode lead changes from code to code.
    `text_of` gives a transcript's text by its id; a unit of which letters are hidden in it (`notes.HIDDEN`), because it
    may not be quoted, is left out.
    """
    frame = _in_turns(tidy, _graded(_candidates(tidy, code), text_of), code, quoted)
    frame = _quotable(_chosen_first(frame, chosen.get(code, ())), text_of, most)
    texts = plain(frame["transcript"]).map({name: text_of(name) for name in frame["transcript"].unique()})
    places = zip(texts, *(frame[name] for name in ("start", "end", "hit_start", "hit_end", "chosen")), strict=True)
    spans = [
        own or _with_marks(text, *_bounded(text, start, end, hit, last)) for text, start, end, hit, last, own in places
    ]
    units = zip(texts, frame["start"], frame["end"], spans, strict=True)
    frame["shortened"] = [_shortened(text, start, end, span) for text, start, end, span in units]
    frame["start"], frame["end"] = [start for start, _ in spans], [end for _, end in spans]
    frame["quote"] = [text[start:end] for text, (start, end) in zip(texts, spans, strict=True)]
    columns = list(COLUMNS)
    if context:
        near = context * 40  # letters that hold so many words
        around = [
            (text[max(start - near, 0) : start], text[end : end + near])
            for text, (start, end) in zip(texts, spans, strict=True)
        ]
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
    """A row for each unit that carries the code: where it stands, its codes and hits."""
    found = tidy.codings[tidy.codings["code"].isin(tidy.family(code))]
    units: dict[tuple[str, int], list[tuple[Any, ...]]] = {}
    for transcript, unit, *hit in found[["transcript", "unit", *HIT]].itertuples(index=False, name=None):
        units.setdefault((transcript, unit), []).append(tuple(hit))
    rows = [(*place, *_summary(hits)) for place, hits in units.items()]
    frame = pd.DataFrame(
        rows, columns=["transcript", "unit", "turn", "code", "hits", "different", "hit_start", "hit_end"]
    )
    stretches = tidy.units.drop_duplicates(["transcript", "unit", "turn"]).set_index(["transcript", "unit", "turn"])
    return frame.join(stretches[["speaker", "question", "start", "end", "words"]], on=["transcript", "unit", "turn"])


def _graded(frame: pd.DataFrame, text_of: TextOf) -> pd.DataFrame:
    """The units with how well each can be read alone: 2 says something, 1 can be understood, 0 is a scrap, a greeting
    or too long.
    """
    texts = {name: text_of(name) for name in frame["transcript"].unique()}
    places = frame[["transcript", "start", "end", "words"]].itertuples(index=False, name=None)
    return frame.assign(readable=[_grade(texts[name][start:end].strip(), words) for name, start, end, words in places])


def _grade(text: str, words: int) -> int:
    if not SHORTEST <= words <= LONGEST or (words <= GREETING and _GREETS.match(text)):
        return 0
    if words < GOOD and _GOES_ON.match(text):
        return 0
    whole = text[:1].isupper() and not _GOES_ON.match(text) and text.rstrip('"”’»)')[-1:] in (".", "!", "?", "…")
    return 2 if words >= GOOD and whole else 1


def _chosen_first(frame: pd.DataFrame, chosen: Sequence[tuple[str, int, int]]) -> pd.DataFrame:
    """The units, those first of which a stretch was chosen, in that order; `chosen` has the stretch, else nothing."""
    places = list(frame[["transcript", "start", "end"]].itertuples(index=False, name=None))
    own: dict[int, tuple[int, int]] = {}
    order = []
    for transcript, start, end in chosen:
        at = next(
            (
                i
                for i, (name, a, b) in enumerate(places)
                if name == transcript and a < end and start < b and i not in own
            ),
            None,
        )
        if at is not None:
            own[at] = (max(start, places[at][1]), min(end, places[at][2]))
            order.append(at)
    frame["chosen"] = pd.Series([own.get(i) for i in range(len(places))], index=frame.index, dtype=object)
    return frame.iloc[[*order, *(i for i in range(len(places)) if i not in own)]].reset_index(drop=True)


def _shortened(text: str, start: int, end: int, span: tuple[int, int]) -> str:
    """Where something of the unit was left out: start, end, both, or "" for nowhere."""
    before, after = (re.search(r"\w", text[a:b]) is not None for a, b in ((start, span[0]), (span[1], end)))
    return "both" if before and after else "start" if before else "end" if after else ""


def _in_turns(tidy: Tidy, frame: pd.DataFrame, code: str, quoted: Mapping[str, int]) -> pd.DataFrame:
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
    frame["quoted"] = plain(frame["transcript"]).map(lambda name: quoted.get(name, 0))
    order = {"round": True, "readable": False, "quoted": True, "different": False, "place": True}
    return frame.sort_values(list(order), ascending=list(order.values()), kind="stable")


def _summary(hits: Sequence[tuple[Any, ...]]) -> tuple[object, ...]:
    """A unit's hits (HIT each) as the turn, codes, quotes and number of different lemmas, and where the first one
    stands.
    """
    turns, codes, quoted, lemmas, starts, ends = zip(*hits, strict=True)
    return (
        turns[0],
        " ".join(dict.fromkeys(codes)),
        " · ".join(dict.fromkeys(quoted)),
        len(set(lemmas)),
        starts[0],
        ends[0],
    )


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
            return sentences[first][0], sentences[final][0] + len(
                text[sentences[final][0] : sentences[final][1]].rstrip()
            )
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
