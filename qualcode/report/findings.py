"""A counted study → findings: every table of numbers, and the report that a template makes of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from qualcode.analysis.asking import code_ids
from qualcode.analysis.coders import OVERALL
from qualcode.analysis.tidy import YES
from qualcode.analysis.uncoded import uncoded_share
from qualcode.errors import UnknownName
from qualcode.files import read_utf8
from qualcode.model import Code
from qualcode.report.asking import in_finnish, placeholder_names
from qualcode.report.blocks import Block, FigureBlock, Report
from qualcode.report.findings_data import Material, tables_of
from qualcode.report.named_parts import Parts
from qualcode.report.numbers import bounded, integer, percent
from qualcode.report.template import blocks_of, built_in, render_text, sections_of
from qualcode.report.word.filling import Source
from qualcode.report.wording import joined, left_out_in, spelled, words_in

# Sections that are written only when they are asked for.
ON_REQUEST = frozenset({"speech", "association", "path", "changes", "uncoded", "framework"})


class Findings:
    """The findings of a study: `tables` hold the numbers by name, `report` makes the document."""

    def __init__(self, material: Material) -> None:
        self._words = words_in(material.language)
        self._tidy = material.tidy
        self._integer: Callable[[float], str] = partial(integer, language=material.language)
        self.material = material
        self.tables = tables_of(material)
        self.parts = Parts(material, self.tables)

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The names of the template's sections, in order."""
        return sections_of(self._source, self.material.language, self.material.template)

    def report(self, sections: Iterable[str] = ()) -> Report:
        """The document; only the named sections when any are named, else those that the study has something for.

        Raises UnknownName for a section that is not in the template, InputError for a mistake in a user's template.
        """
        chosen = tuple(sections)
        for name in chosen:
            if name not in self.sections:
                raise UnknownName("section", name, self.sections)
        self.parts.begin()
        out = [
            name
            for name in self.sections
            if (name not in chosen if chosen else name in ON_REQUEST or not self._fits(name))
        ]
        text = render_text(self._source, self._values(out), self.material.template, out, self.material.language)
        return self.document(blocks_of(text, self.parts.makers, self.material.template, self.placeholders))

    @property
    def source(self) -> Source:
        """What an author's own document is filled with."""
        book, labels = self._tidy.codebook, self.material.labels
        attributes = {label.casefold(): name for name, label in labels.items() if name in self._tidy.attributes}
        called = placeholder_names(
            self.placeholders, code_ids(book), {**attributes, **{i.casefold(): n for i, n in self.material.ids.items()}}
        )
        names = {shown: name for name, shown in self.material.ids.items()}
        ends = ((name, name.rpartition(" ")) for name in self.placeholders)
        former = {f"{kind} {names[what]}": name for name, (kind, _, what) in ends if what in names}
        return Source(self.parts.begin, self._makers, self.placeholders, self.document, called, former)

    @property
    def _makers(self) -> Mapping[str, Callable[[str], Sequence[Block]]]:
        """What makes the blocks a placeholder asks for, by its first word."""

        def section(name: str) -> Sequence[Block]:
            if name not in self.sections:
                raise KeyError(name)
            return self.report([name]).blocks

        parts = {kind: maker for kind, maker in self.parts.makers.items() if kind in self.parts.names}
        return {**parts, "section": section, "findings": lambda _: self.report().blocks}

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Everything a placeholder in a document can ask for."""
        kinds = {**self.parts.names, "section": [name for name in self.sections if name != "contents"]}
        return ("findings", *(f"{kind} {name}" for kind, names in kinds.items() for name in names))

    def listed_placeholders(self) -> list[str]:
        """Each placeholder as it is written, in Finnish findings also in Finnish."""
        labels = {**self.parts.labels, **self.material.labels}
        shown = [f"[[{name}]]" for name in self.placeholders]
        if self.material.language != "fi":
            return shown
        width, called = max(map(len, shown)), self.source.called
        finnish = [in_finnish(name, labels) for name in self.placeholders]
        own = [
            f"  [[{text}]]" if called.get(text.casefold()) == name else ""
            for text, name in zip(finnish, self.placeholders, strict=True)
        ]
        return [f"{one:{width}}{text}".rstrip() for one, text in zip(shown, own, strict=True)]

    def document(self, blocks: Sequence[Block]) -> Report:
        """A report of blocks in the findings' language."""
        return Report(
            self.material.title,
            self.material.language,
            tuple(blocks),
            self._words["table"],
            self._words["figure"],
            self.material.page,
            self._words["appendix"],
        )

    def figures(self) -> dict[str, FigureBlock]:
        """Every figure by name."""
        found = {name: self.parts.figure(name)[0] for name in self.parts.usual_figures}
        return {name: block for name, block in found.items() if isinstance(block, FigureBlock)}

    @cached_property
    def _source(self) -> str:
        return read_utf8(self.material.template) if self.material.template else built_in(self.material.language)

    def _fits(self, section: str) -> bool:
        """Whether the study has anything for a section."""
        needs: dict[str, Callable[[], object]] = {
            "questions": lambda: self.material.guide.questions,
            "guide": lambda: self.material.guide.questions,
            "background": lambda: self.material.crossed,
            "joint": lambda: self.material.numeric and self.parts.has_rows("joint"),
            "stages": lambda: self.material.ordered,
            "saturation": lambda: len(self.material.overview.frame) > 1,
            "abstraction": lambda: "abstraction" in self.tables,
            "reliability": lambda: self.material.validity or self.material.agreement,
        }
        return bool(needs.get(section, lambda: True)())

    # -- what the template can name -----------------------------------------------------------

    def _values(self, out: Container[str]) -> dict[str, Any]:
        codebook, themes = self._tidy.codebook, self.themes
        agreed, judged = self._agreement(), self.material.validity
        return {
            **self._sizes(),
            **self._functions(),
            "title": self.material.title,
            "language": self.material.language,
            "problems": self.material.missing,
            "left_out": self._left_out(),
            "names_out": self.material.privacy.names_out,
            "unquoted": self.material.privacy.unquoted,
            "unquoted_counts": self.material.privacy.unquoted_counts,
            "unit": self._tidy.unit,
            "code_interviewer": self.material.code_interviewer,
            "codebook": self._codebook_values(),
            "themes": themes,
            "silent": [theme for theme in themes if not theme["units"]],
            "subcodes": sum(place.level > 1 for place in codebook.walk()),
            "attributes": self.material.crossed,
            "described": self.material.told,
            "ordered": self.material.ordered,
            "pairs": self._pairs(),
            "has_guide": bool(self.material.guide.questions),
            "not_asked": self._not_asked(),
            "saturation": self._saturation(),
            "reduced": self._reduced(),
            "coding": self.material.coding,
            "fresh": self.material.fresh,
            "unchecked": self.material.unchecked,
            "unheard": self._unheard,
            "validity": judged.paragraph if judged else "",
            "agreement": agreed,
            "has_changes": lambda: "changes" in self.tables and not self.tables["changes"].frame.empty,
            "uncoded": self._uncoded,
            "has_rows": self.parts.has_rows,
            "has_table": lambda name: name in self.parts.names["table"],
            "sections": [name for name in self.sections if name not in out],
            "versions": self.material.versions,
            "page": self.material.page,
        }

    def _sizes(self) -> dict[str, Any]:
        """How much there is, and which interviews are of a doubtful kind."""
        overview, base = self.material.overview.frame, self._tidy.base()
        sums = {name: int(overview[name].sum()) for name in ("turns", "words", "participant_words")}
        units, codings = self._tidy.units, self._tidy.codings
        return {
            "interviews": len(overview),
            **sums,
            "units": base.units,
            "coded_units": len(codings[["transcript", "unit"]].drop_duplicates()),
            "guessed": list(overview.loc[~overview["voices"].isin(["labels", "one voice"]), "transcript"]),
            "nameless": list(units.loc[units["speaker"] == "", "transcript"].drop_duplicates()),
        }

    def _functions(self) -> dict[str, Any]:
        """What a template writes numbers and lists with."""
        language = self.material.language
        return {
            "integer": self._integer,
            "spelled": partial(spelled, language=language),
            "percent": partial(percent, language=language),
            "joined": partial(joined, language=language),
        }

    def _codebook_values(self) -> dict[str, str]:
        codebook, language = self._tidy.codebook, self.material.language
        return {
            "name": codebook.name,
            "title": codebook.title(language),
            "source": codebook.source(language),
            "hash": codebook.sha256[:12],
        }

    @property
    def themes(self) -> list[dict[str, Any]]:
        """What there is to say of each theme: id, label, definition, subcodes, units, transcripts, share, negated."""
        return [self._theme(code) for code in self._tidy.codebook.codes]

    def _theme(self, code: Code) -> dict[str, Any]:
        frame = self.tables["counts"].frame
        row = frame[frame["code"] == code.id].iloc[0].to_dict()
        return {
            "id": code.id,
            "label": code.label(self.material.language),
            "definition": code.definition(self.material.language),
            "subcodes": [sub.id for sub in code.codes],
            "units": int(row["units"]),
            "transcripts": int(row["transcripts"]),
            "share": float(row["share"]),
            "negated": self._negated[code.id],
        }

    @cached_property
    def _negated(self) -> dict[str, int]:
        """The units in which each theme stands under a negation."""
        frame = self.tables["theme-by-negated"].frame
        return {str(theme): int(units) for theme, units in zip(frame["theme"], frame[YES], strict=True)}

    def _pairs(self, most: int = 3) -> list[dict[str, Any]]:
        """The pairs of themes that stand in the same unit most often; pairs that tie are all there or none of them."""
        frame = self.tables["relations"].frame
        pairs = [
            (str(a), str(b), int(n))
            for a, b, n in frame[["code", "other", "both"]].itertuples(index=False, name=None)
            if n
        ]
        level = pairs[:most][-1][2] if pairs else 0
        tied = [pair for pair in pairs if pair[2] >= level]
        best = tied if len(tied) <= 2 * most else [pair for pair in pairs if pair[2] > level]
        labels = self.parts.labels
        return [{"first": labels[a], "second": labels[b], "units": n, "key": f"{a}+{b}"} for a, b, n in best]

    def _agreement(self) -> dict[str, Any]:
        """Who compared their codings, over how many units and codes, and the coefficients over all codes; nothing
        without.
        """
        found, language = self.material.agreement, self.material.language
        if found is None or found.table.base is None:
            return {}
        rows = found.table.frame[found.table.frame["code"] == OVERALL].to_dict("records")
        row = {str(name): value for name, value in rows[0].items()} if rows else {}
        defined = row.get("alpha", math.nan) == row.get("alpha")
        shown = {
            name: bounded(row[name], language) if defined else ""
            for name in ("kappa", "alpha", "alpha_low", "alpha_high")
        }
        share = percent(row["percent"], language) if row else ""
        who = {"coders": found.coders, "blind": found.blind, "others": found.others}
        return {**who, "units": found.table.base.units, "percent": share, **shown}

    def _left_out(self) -> list[dict[str, object]]:
        """The transcripts from whose files words were left out or lost, but for what is on every page: how many, and
        why.
        """
        frame, language = self.material.overview.frame, self.material.language
        rows = frame.loc[
            (frame["left_out"] > 0) | (frame["unaccounted"] > 0),
            ["transcript", "left_out", "unaccounted", "left_out_as"],
        ]
        return [
            {
                "transcript": str(name),
                "words": int(words),
                "lost": int(lost),
                "reasons": list(dict.fromkeys(left_out_in(why, language) for why in str(reasons).split("; ") if why)),
            }
            for name, words, lost, reasons in rows.itertuples(index=False, name=None)
        ]

    def _unheard(self, theme: str) -> list[str]:
        """The interviews without a theme that no rule was written on and nobody has read through."""
        codings = self._tidy.codings
        heard = set(codings.loc[codings["code"].isin(self._tidy.family(theme)), "transcript"])
        return [name for name in self.material.unchecked if name not in heard]

    def _uncoded(self) -> dict[str, Any]:
        """How many units have no code, and the share of the words that these are."""
        units, words, whole = uncoded_share(self._tidy)
        return {"units": units, "share": words / whole if whole else 0.0}

    def _not_asked(self) -> list[dict[str, Any]]:
        """The guide's questions that were not recognised in every interview: id and interviews."""
        frame = self.material.answers.frame
        return [
            {"id": q, "interviews": ids.split(", ")}
            for q, ids in zip(frame["question"], frame["not_asked"], strict=True)
            if ids
        ]

    def _saturation(self) -> dict[str, Any]:
        """How many codes there are, and of how many (those without subcodes), how many the last interview brought, the
        last share of new information (None: not yet).
        """
        frame = self.tables["saturation"].frame
        last = frame.iloc[-1]
        ratio = None if last["ratio"] is None or last["ratio"] != last["ratio"] else float(last["ratio"])
        every = len(self._tidy.places("codes"))
        return {
            "codes": int(last["cumulative"]),
            "of": every,
            "new": int(last["new"]),
            "transcript": last["transcript"],
            "ratio": ratio,
        }

    def _reduced(self) -> list[str]:
        """The themes that have reduced expressions."""
        if "abstraction" not in self.tables:
            return []
        frame = self.tables["abstraction"].frame
        written = set(frame.loc[frame["reduced"] != "", "code"])
        return [code.id for code in self._tidy.codebook.codes if written & self._tidy.family(code.id)]
