"""What is printed of a study: nothing that may not be quoted and, when it is for others, none of the names that are to
go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import pandas as pd

from qualcode.analysis.table import Table
from qualcode.analysis.tidy import Tidy, plain
from qualcode.model import Code, Transcript
from qualcode.notes import MASK
from qualcode.people.counted import Counted
from qualcode.privacy.publishing import names_to_mask
from qualcode.privacy.replacing import Replacer
from qualcode.results.pseudonyms import Pseudonyms


class Printed:
    """The texts of a study as they are printed; `names` says what interviews are called."""

    def __init__(self, counted: Counted, names: Pseudonyms) -> None:
        self._counted, self._names, self._consent = counted, names, counted.consent

    @cached_property
    def _to_go(self) -> Replacer | None:
        """The names to go, when the findings are for others; raises InputError while one is not decided about."""
        return names_to_mask(self._counted.corpus) if self._counted.study.settings.report.public else None

    def check(self) -> None:
        """Raise InputError when the study may not be shown to others yet, though it is to be."""
        _ = self._to_go

    def text(self, shown: str) -> str:
        """The text of the transcript that is called so, places as they are."""
        return self._masked(self._consent.text(self._names.original(shown)))

    def transcript(self, transcript: Transcript) -> Transcript:
        """The transcript as it is printed, places as they are."""
        found = self._consent.transcript(transcript)
        return self._names.transcript(replace(found, text=self._masked(found.text)))

    def tidy(self, tidy: Tidy) -> Tidy:
        """The study with a codebook that quotes nothing of what may not be."""
        hidden = " ".join(
            _normal(text)
            for name in self._counted.tidy.levels["transcript"]
            for text in self._consent.hidden(str(name))
        )
        return (
            replace(tidy, codebook=replace(tidy.codebook, codes=_quotable(tidy.codebook.codes, hidden)))
            if hidden
            else tidy
        )

    def codings(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The codings without words that may not be printed."""
        found = self._consent.codings(frame, self._names.original)
        if self._to_go is None:
            return found
        return found.assign(**{name: plain(found[name]).map(self._masked) for name in ("quote", "lemma")})

    def table(self, table: Table) -> Table:
        """A table of what was said, such as the abstraction table, without the names."""
        texts = [name for name in ("original", "reduced") if name in table.frame.columns]
        return replace(table, frame=table.frame.assign(**{name: table.frame[name].map(self._masked) for name in texts}))

    def _masked(self, text: str) -> str:
        if self._to_go is None:
            return text
        for edit in self._to_go.edits(text):
            text = text[: edit.start] + re.sub(r"\S", MASK, text[edit.start : edit.end]) + text[edit.end :]
        return text


def _normal(text: str) -> str:
    return " ".join(text.split()).casefold()


def _quotable(codes: Sequence[Code], hidden: str) -> tuple[Code, ...]:
    """The codes without examples that stand in what may not be quoted."""

    def shown(examples: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {
            language: tuple(text for text in texts if _normal(text) not in hidden)
            for language, texts in examples.items()
        }

    made = ((shown(code.examples), shown(code.counterexamples), _quotable(code.codes, hidden)) for code in codes)
    return tuple(
        replace(code, examples=yes, counterexamples=no, codes=below)
        for code, (yes, no, below) in zip(codes, made, strict=True)
    )
