"""The page of interviews: every transcript whole, its codes in colour, in one HTML file that asks nothing of anywhere.

Numbers in other documents lead to it by a key (see `blocks`): `interviews.html#support@transcript=H1` lists the units
counted there. Of a large study it is an index, which leads on to a page for each interview by the same keys.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from qualcode.analysis import Tidy
from qualcode.analysis.quarters import DIMENSION, with_quarters
from qualcode.analysis.tidy import MISSING, NO_QUESTION, YES
from qualcode.model import Guide, Place, Transcript, Turn
from qualcode.report.numbers import integer
from qualcode.report.page.colours import COLOURS
from qualcode.report.page.files import PAGE, as_json, asset, files_of
from qualcode.report.page.framework import Summaries, matrix_html
from qualcode.report.page.turns import ByTurn, Rows, by_turn
from qualcode.report.shown_tables import level_labels
from qualcode.report.wording import words_in

LARGEST = 2_500_000  # letters of all interviews that make one page


@dataclass(frozen=True)
class InterviewsPage:
    """What the page shows; `labels` says how attributes and their levels are called, `guide` has the questions' texts,
    `summaries` what was written of an interview and a theme.
    """

    title: str
    language: str
    tidy: Tidy
    guide: Guide
    units: Mapping[str, int]
    labels: Mapping[str, str]
    summaries: Summaries = field(default_factory=dict)

    def pages(self, transcripts: Iterable[Transcript], sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
        """The names and contents of the pages, the index first; `sizes` are the letters of each transcript, in their
        order.
        """
        if sum(sizes.values()) <= LARGEST:
            yield PAGE, self.render(transcripts)
            return
        files = files_of(sizes)
        yield PAGE, self._index(files)
        for transcript in transcripts:
            yield files[transcript.id], self.render([transcript], back=f"../{PAGE}")

    def render(self, transcripts: Iterable[Transcript], back: str = "") -> bytes:
        """A page of transcripts as UTF-8; `back` leads to the page of all."""
        shown = list(transcripts)
        ids = [transcript.id for transcript in shown]
        name = f"{shown[0].id}: {self.title}" if back and shown else f"{self._words['page_title']}: {self.title}"
        links = [(t.id, f"#interview-{quote(t.id)}") for t in shown]
        above = [(self._words["page_all_interviews"], back)] if back else []
        main = "" if back else self._matrix(dict(links))
        main += "".join(self._interview(transcript) for transcript in shown)
        units = self._units_of(shown[0].id) if back and shown else self.units
        return self._page(name, self._side([*above, *links], units), main, self._data(ids), "interviews.js")

    def _index(self, files: Mapping[str, str]) -> bytes:
        """The page of a large study: lists codes, and knows how many units of each interview carry which."""
        known = {
            **self._known(list(files)),
            "interviews": [[name, files[name], sorted(self._carried.get(name, {}).items())] for name in files],
        }
        known["words"] = {**known["words"], "all": self._words["page_interviews"]}
        side = self._side([], self.units, index=True)
        return self._page(
            f"{self._words['page_title']}: {self.title}", side, self._matrix(files), as_json(known), "index.js"
        )

    def _matrix(self, addresses: Mapping[str, str]) -> str:
        themes = [(code.id, code.label(self.language)) for code in self.tidy.codebook.codes]
        return matrix_html(self.summaries, addresses, themes, self._words)

    @cached_property
    def _carried(self) -> Mapping[str, Mapping[int, int]]:
        """How many units of each interview carry each code, by its place."""
        units: dict[str, dict[int, set[int]]] = {}
        rows = self.tidy.codings[["transcript", "unit", "code"]].drop_duplicates()
        for transcript, unit, code in rows.itertuples(index=False, name=None):
            units.setdefault(transcript, {}).setdefault(unit, set()).update(self._families[self._number[code]])
        return {name: Counter(number for codes in found.values() for number in codes) for name, found in units.items()}

    def _units_of(self, transcript: str) -> Mapping[str, int]:
        """How many units of an interview carry each code."""
        return {self._places[number].code.id: times for number, times in self._carried.get(transcript, {}).items()}

    def _page(self, title: str, side: str, main: str, data: str, script_name: str) -> bytes:
        words, script = self._words, asset(script_name)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
        parts = [
            f'<!doctype html>\n<html lang="{self.language}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>{escape(title)}</title><style>{asset('interviews.css')}</style>",
            "<noscript><style>mark{text-decoration:underline}.side "
            "button{display:none}</style></noscript></head><body>",
            f'<a class="skip" href="#interviews">{escape(words["page_skip"])}</a><div class="page">',
            side,
            f'<main id="interviews" tabindex="-1">{self._found()}',
            main,
            "</main></div>",
            f'<script type="application/json" id="data">{data}</script>',
            f"<script>{script}</script></body></html>\n",
        ]
        return "\n".join(parts).encode()

    @property
    def _words(self) -> Mapping[str, str]:
        return words_in(self.language)

    @cached_property
    def _places(self) -> Sequence[Place]:
        return list(self.tidy.codebook.walk())

    @cached_property
    def _number(self) -> Mapping[str, int]:
        return {place.code.id: i for i, place in enumerate(self._places)}

    def _colour(self, place: Place) -> str:
        themes = [code.id for code in self.tidy.codebook.codes]
        return COLOURS[themes.index(place.theme) % len(COLOURS)]

    # -- the side: codes to switch, interviews to go to ---------------------------------------

    def _side(self, interviews: Sequence[tuple[str, str]], units: Mapping[str, int], index: bool = False) -> str:
        words, shown = self._words, self._listed if index else self._code
        codes = "".join(shown(place, units.get(place.code.id, 0)) for place in self._places)
        buttons = (
            ("previous", "page_previous"),
            ("next", "page_next"),
            ("all", "page_all"),
            ("no-codes", "page_no_codes"),
        )
        pressed = " ".join(
            f'<button type="button" id="{name}">{escape(words[word])}</button>' for name, word in buttons
        )
        links = "".join(f'<li><a href="{escape(address)}">{escape(name)}</a></li>' for name, address in interviews)
        switches = "" if index else f'<div>{pressed}</div><p class="keys">{escape(words["page_keys"])}</p>'
        listed = (
            f"<details open><summary>{escape(words['page_interviews'])}</summary><ul>{links}</ul></details>"
            if links
            else ""
        )
        return (
            f'<nav class="side" aria-label="{escape(words["page_codes"])}"><h1>{escape(self.title)}</h1>{switches}'
            f'<p id="status" role="status" aria-live="polite"></p>'
            f"<details open><summary>{escape(words['page_codes'])}</summary><ul>{codes}</ul></details>{listed}</nav>"
        )

    def _listed(self, place: Place, units: int) -> str:
        """A code that can only be listed."""
        name, number = escape(place.code.label(self.language)), integer(units, self.language)
        swatch = f'<span class="swatch" style="background:{self._colour(place)}"></span>'
        shown = f'<a href="#{place.code.id}">{name} {number}</a>' if units else f"<span>{name} {number}</span>"
        return f'<li style="padding-left:{1.2 * (place.level - 1)}rem">{swatch} {shown}</li>'

    def _code(self, place: Place, units: int) -> str:
        code, number = place.code, self._number[place.code.id]
        name, show = escape(code.label(self.language)), escape(self._words["page_show"])
        indent = f' style="padding-left:{1.2 * (place.level - 1)}rem"' if place.level > 1 else ""
        count = integer(units, self.language)
        listed = (
            f'<a href="#{code.id}" data-list aria-label="{name}: {count}, {show}">{count}</a>'
            if units
            else f"<span>{count}</span>"
        )
        return (
            f'<li{indent}><span class="code"><input type="checkbox" checked id="c{number}" data-code="{number}">'
            f'<span class="swatch" style="background:{self._colour(place)}"></span>'
            f'<label class="name" for="c{number}">{name}</label>{listed}</span></li>'
        )

    def _found(self) -> str:
        words = self._words
        close = f'<button type="button" id="close">{escape(words["page_close"])}</button>'
        return (
            f'<section id="found" hidden aria-label="{escape(words["page_list"])}"><h2 '
            f'tabindex="-1"></h2><ol></ol>{close}</section>'
        )

    # -- interviews ---------------------------------------------------------------------------

    def _interview(self, transcript: Transcript) -> str:
        units, codings = (frames.get(transcript.id, {}) for frames in (self._units, self._codings))
        name = escape(transcript.id)
        seen = set[int]()
        turns = "".join(self._turn(transcript, turn, units, codings, seen) for turn in transcript.turns)
        return (
            f'<section class="interview" id="interview-{name}" data-id="{name}" aria-labelledby="h-{name}">'
            f'<h2 id="h-{name}">{name}</h2>{self._facts(transcript)}{turns}</section>'
        )

    def _facts(self, transcript: Transcript) -> str:
        values = ((name, value) for name, value in transcript.attributes.items() if value and value != MISSING)
        shown = "; ".join(
            f"{self.labels.get(name, name.replace('_', ' '))}: {self.labels.get(value, value)}"
            for name, value in values
        )
        return f'<p class="facts">{escape(shown)}</p>' if shown else ""

    @cached_property
    def _placed(self) -> Tidy:
        return with_quarters(self.tidy)

    @cached_property
    def _units(self) -> Mapping[str, ByTurn]:
        return by_turn(self._placed.units, ["unit", "start", "end", DIMENSION])

    @cached_property
    def _codings(self) -> Mapping[str, ByTurn]:
        return by_turn(self._placed.codings, ["unit", "start", "end", "code", "negated"])

    def _turn(self, transcript: Transcript, turn: Turn, units: ByTurn, codings: ByTurn, seen: set[int]) -> str:
        hits = codings.get(turn.number, [])
        said = self._said(transcript, turn, units.get(turn.number, []), hits, seen)
        asks = " asks" if turn.role == "interviewer" else ""
        who = (
            f' data-speaker="{escape(turn.speaker)}" data-role="{turn.role}" '
            f'data-question="{escape(turn.question or NO_QUESTION)}"'
        )
        labels = self._labels({hit[3] for hit in hits})
        return f'<div class="turn{asks}"{who}><div class="who">{self._who(turn)}</div><p>{said}</p>{labels}</div>\n'

    def _said(self, transcript: Transcript, turn: Turn, units: Rows, hits: Rows, seen: set[int]) -> str:
        """The turn's text with its coded units marked, each named where it stands first."""
        by_unit = defaultdict[int, Rows](list)
        for hit in hits:
            by_unit[hit[0]].append(hit)
        made, last = "", turn.start
        for unit, start, end, quarter in (row for row in units if row[0] in by_unit):
            name = "" if unit in seen else f' id="{escape(transcript.id)}.{unit}"'
            seen.add(unit)
            inner = "".join(self._pieces(transcript.text, start, end, by_unit[unit]))
            made += (
                f'{escape(transcript.text[last:start])}<span class="unit"{name} data-u="{unit}" '
                f'data-q="{quarter}">{inner}</span>'
            )
            last = end
        return made + escape(transcript.text[last : turn.end])

    def _who(self, turn: Turn) -> str:
        asked = {question.id: question.text(self.language) for question in self.guide.questions}
        question = (
            f'<br><span title="{escape(asked[turn.question])}">{escape(turn.question)}</span>'
            if turn.question in asked
            else ""
        )
        time = "" if turn.start_time is None else f"<br>{int(turn.start_time // 60)}:{int(turn.start_time % 60):02}"
        return f"{escape(turn.speaker)}{question}{time}"

    def _labels(self, codes: set[str]) -> str:
        """The turn's codes by name, for those who do not tell colours apart."""
        swatch = '<span class="swatch" style="background:{}"></span>'
        items = (
            f'<li data-c="{number}">{swatch.format(self._colour(place))}{escape(place.code.label(self.language))}</li>'
            for number, place in enumerate(self._places)
            if place.code.id in codes
        )
        return f'<ul aria-label="{escape(self._words["page_codes"])}">{"".join(items)}</ul>' if codes else ""

    def _pieces(self, text: str, start: int, end: int, hits: Sequence[tuple[Any, ...]]) -> Iterator[str]:
        """The unit's text cut where a coding begins or ends; each piece names the codes that cover it."""
        cuts = sorted({start, end, *(min(max(place, start), end) for hit in hits for place in hit[1:3])})
        for low, high in pairwise(cuts):
            codes = {
                (self._number[code], negated == YES)
                for _, first, last, code, negated in hits
                if first <= low and high <= last
            }
            names = " ".join(f"{number}{'n' if negated else ''}" for number, negated in sorted(codes))
            piece = escape(text[low:high])
            yield f'<mark data-c="{names}">{piece}</mark>' if names else piece

    # -- what the script knows ----------------------------------------------------------------

    def _data(self, transcripts: Collection[str]) -> str:
        return as_json(self._known(transcripts))

    def _known(self, transcripts: Collection[str]) -> dict[str, Any]:
        """The codes, the attributes of some transcripts' speakers, and what everything is called."""
        words, names = self._words, list(self.tidy.attributes)
        rows = [row for name in transcripts for row in self._speakers.get(name, ())]
        attributes = {
            as_json([row["transcript"], row["speaker"]], tight=True): {name: row[name] for name in names}
            for row in rows
        }
        own = {name: words[f"page_{name}"] for name in ("negated", "yes", "no", DIMENSION)}
        said = {
            "transcript": words["interview"].lower(),
            "question": words["question"],
            **level_labels(self.language),
            **own,
            **self.labels,
        }
        shown = {name: words[f"page_{name}"] for name in ("none", "unknown")}
        return {"codes": self._coded, "attributes": attributes, "names": said, "words": shown}

    @cached_property
    def _speakers(self) -> Mapping[str, list[dict[Any, Any]]]:
        """A row of attributes for each speaker, by interview."""
        found: dict[str, list[dict[Any, Any]]] = {}
        columns = ["transcript", "speaker", *self.tidy.attributes]
        for row in self.tidy.units[columns].drop_duplicates(["transcript", "speaker"]).to_dict("records"):
            found.setdefault(row["transcript"], []).append(row)
        return found

    @cached_property
    def _coded(self) -> list[dict[str, object]]:
        """The codes as the script knows them: id, label, the place of the code above, colour."""
        parents: list[int] = []
        codes: list[dict[str, object]] = []
        for number, place in enumerate(self._places):
            parents = [*parents[: place.level - 1], number]
            parent = parents[-2] if place.level > 1 else -1
            label = place.code.label(self.language)
            codes.append({"id": place.code.id, "label": label, "parent": parent, "colour": self._colour(place)})
        return codes

    @cached_property
    def _families(self) -> Sequence[Collection[int]]:
        """For each code, by its place, the places of itself and the codes above it: all of which its units carry."""
        families = [self.tidy.family(place.code.id) for place in self._places]
        return [[i for i, family in enumerate(families) if place.code.id in family] for place in self._places]
