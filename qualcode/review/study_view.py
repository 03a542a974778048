"""A study as the review page shows it: its codes, its interviews, their turns and units."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from qualcode.analysis.tidy import NO_QUESTION
from qualcode.errors import QualcodeError
from qualcode.line.coded import Coded
from qualcode.model import Code, Codebook, Transcript
from qualcode.report.page.colours import COLOURS

Data = dict[str, Any]
Stretch = tuple[int, int]


class Refused(QualcodeError):
    """A request that asks for what is not there; nothing was written."""


class StudyView:
    """The codes and interviews of a coded study in one language."""

    def __init__(self, coded: Coded, language: str) -> None:
        self.coded, self.language, self.codebook = coded, language, coded.codebook
        self._transcripts: dict[str, Transcript] = {}

    def use(self, codebook: Codebook) -> None:
        """Show the codes of another version of the codebook."""
        self.codebook = codebook
        for name in ("codes", "order"):
            self.__dict__.pop(name, None)

    @cached_property
    def codes(self) -> list[Data]:
        """Every code in the order of the codebook, with its texts and colour."""
        book = self.codebook
        places, themes = list(book.walk()), [code.id for code in book.codes]
        parents = {below.id: place.code.id for place in places for below in place.code.codes}
        return [
            {
                "level": place.level,
                "parent": parents.get(place.code.id, ""),
                "colour": COLOURS[themes.index(place.theme) % len(COLOURS)],
                **_texts(place.code, self.language),
            }
            for place in places
        ]

    @cached_property
    def order(self) -> dict[str, int]:
        """Each code's place in the codebook."""
        return {code["id"]: number for number, code in enumerate(self.codes)}

    def transcript(self, name: str) -> Transcript:
        """The interview with an id; raises Refused when it cannot be read."""
        if name not in self._transcripts:
            found = self.coded.corpus.transcript(name)
            if found is None:
                raise Refused(f"{name} cannot be read.")
            self._transcripts[name] = found
        return self._transcripts[name]

    def turns(self, name: str) -> list[Data]:
        """The turns of an interview with their units."""
        found, units = self.transcript(name), self._units.get(name, {})
        asked = {question.id: question.text(self.language) for question in self.coded.corpus.study.guide.questions}
        return [
            {
                "number": turn.number,
                "speaker": turn.speaker,
                "role": turn.role,
                "question": turn.question if turn.question and turn.question != NO_QUESTION else "",
                "asked": asked.get(turn.question or "", ""),
                "time": turn.start_time,
                "start": turn.start,
                "text": found.turn_text(turn),
                "units": units.get(turn.number, []),
            }
            for turn in found.turns
        ]

    def units(self, name: str) -> list[Stretch]:
        """The stretches of an interview's units."""
        return [(start, end) for turn in self._units.get(name, {}).values() for _, start, end in turn]

    def is_coded(self, name: str, start: int, end: int) -> bool:
        """Whether any of a stretch is speech that is coded."""
        return any(a < end and start < b for a, b in self.units(name))

    @cached_property
    def _units(self) -> dict[str, dict[int, list[list[int]]]]:
        """The stretches (unit, start, end) by transcript and turn."""
        found: dict[str, dict[int, list[list[int]]]] = {}
        rows = self.coded.units[["transcript", "turn", "unit", "start", "end"]]
        for transcript, turn, *stretch in rows.itertuples(index=False, name=None):
            found.setdefault(transcript, {}).setdefault(turn, []).append(stretch)
        return found


def _texts(code: Code, language: str) -> Data:
    texts = {name: getattr(code, name)(language) for name in ("label", "definition", "include", "exclude")}
    return {"id": code.id, **texts, **{name: dict(getattr(code, name)) for name in ("examples", "counterexamples")}}
