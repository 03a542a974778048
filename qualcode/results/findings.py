"""A study's findings: what the report is made of, and the files a run writes beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

from qualcode.analysis import Table, binned
from qualcode.errors import InputError, Problem, UnknownName, first_of
from qualcode.people.counted import Counted
from qualcode.people.decisions import REDUCTIONS
from qualcode.people.reductions import abstraction
from qualcode.privacy.publishing import kept_forms, names_out
from qualcode.report import Findings, Material, render_report
from qualcode.report.blocks import FigureBlock, Report, file_name
from qualcode.report.findings_data import FEW_LEVELS, Privacy, Tables
from qualcode.report.formats.data import csv_text, workbook_bytes
from qualcode.report.page.interviews import InterviewsPage
from qualcode.report.short_reports import slides
from qualcode.report.wording import LANGUAGES, words_in
from qualcode.results.chosen_quotes import chosen_quotes
from qualcode.results.framework import written_summaries
from qualcode.results.freshness import freshness_of
from qualcode.results.overview import Described, answer_table, described, overview, speaker_table
from qualcode.results.printing import Printed
from qualcode.results.pseudonyms import Pseudonyms, pseudonyms
from qualcode.results.reliability import coding_of, comparison_of, judged_if_any, shown_judgement
from qualcode.results.report_settings import bins_of
from qualcode.results.run_comparison import changes
from qualcode.study.folder import Study, relative

BESIDE = ("md", "qmd", "tex")  # documents whose figures lie beside them


@dataclass(frozen=True)
class Document:
    """A document's bytes, what of its content is doubtful, and the files that lie beside it, by their path from it."""

    data: bytes
    warnings: tuple[Problem, ...] = ()
    beside: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class StudyFindings:
    """The findings of a study, the names it calls interviews by, how its transcripts were read, and what of them is
    doubtful.
    """

    findings: Findings
    counted: Counted
    names: Pseudonyms
    transcripts: Sequence[Described]
    warnings: tuple[Problem, ...] = ()

    @property
    def tables(self) -> Tables:
        """The numbers by name."""
        return self.findings.tables

    def render(self, format_name: str, sections: Sequence[str] = ()) -> Document:
        """The document in a format: docx, html, md or one a plug-in brings; the sections named, or those the settings
        name.
        """
        study = self.counted.study
        try:
            report = self.report(format_name, sections or study.settings.report.sections)
        except UnknownName as error:
            if sections:
                raise
            raise InputError([Problem(f"[report] sections: {error}", study.settings_file)]) from error
        data = render_report(report, format_name, study.report_file("reference"))
        pictures = [block for block in report.blocks if isinstance(block, FigureBlock)] if format_name in BESIDE else []
        beside = tuple((f"figures/{file_name(block.name)}.png", block.picture.png) for block in pictures)
        return Document(data, tuple(self.doubtful(report)), beside)

    def report(self, format_name: str, sections: Sequence[str]) -> Report:
        """What a document in a format is made of: slides of themes, else the sections."""
        return slides(self.findings) if format_name == "pptx" and not sections else self.findings.report(sections)

    def doubtful(self, report: Report) -> Iterator[Problem]:
        """What in the quotes of a report tells who someone is."""
        kept = kept_forms(self.counted.study)
        return self.names.doubtful(report, {one.id: one.language for one in self.transcripts}, kept)

    @cached_property
    def printed(self) -> Printed:
        """What is printed of the study."""
        return Printed(self.counted, self.names)


def findings_of(counted: Counted, language: str | None = None, page: str = "") -> StudyFindings:
    """The findings of a coded study, in `language` or the settings'. `page`: the page of interviews, as seen from the
    document.
    """
    study, corpus, settings = counted.study, counted.corpus, counted.study.settings.report
    read = counted.tidy.levels["transcript"]
    chosen = language or settings.language or spoken([transcript.language for transcript in corpus.transcripts(read)])
    names = pseudonyms(study, words_in(chosen)["interviewer"].capitalize())
    transcripts = described(map(names.transcript, corpus.transcripts(read)), study.root)
    missing = dict.fromkeys(problem.file for problem in counted.problems if problem.file)
    printed, reduced = Printed(counted, names), (study.root / REDUCTIONS).exists()
    printed.check()
    bins, shown = bins_of(study), printed.tidy(names.tidy(counted.tidy))
    judged, doubtful = judged_if_any(counted.people)
    recent = freshness_of(counted)
    pinned, unused = chosen_quotes(counted, shown, names.names)
    material = Material(
        title=study.title,
        language=chosen,
        tidy=binned(shown, bins),
        numbers=shown,
        overview=overview(transcripts),
        speakers=speaker_table(transcripts),
        answers=answer_table(transcripts, study.guide, chosen),
        guide=study.guide,
        text_of=printed.text,
        privacy=_privacy_of(counted),
        versions=f"qualcode {version('qualcode')}",
        missing=tuple(path.suffix if names.names else relative(path, study.root) for path in missing),
        chosen=pinned,
        ids=names.names,
        summaries=written_summaries(counted, names.names),
        bins=bins,
        changes=changes(counted, names.names),
        coding=coding_of(counted),
        fresh=tuple(names.names.get(name, name) for name in recent.fresh),
        unchecked=tuple(names.names.get(name, name) for name in recent.unchecked),
        validity=shown_judgement(judged, chosen, counted) if judged is not None else None,
        agreement=comparison_of(counted.people),
        abstraction=names.table(printed.table(abstraction(corpus, counted.tidy, chosen))) if reduced else None,
        page=page,
        **_wishes(study, chosen),
    )
    return StudyFindings(
        Findings(material), counted, names, transcripts, (*doubtful, *unused, *_uncrossed(study, material))
    )


def _uncrossed(study: Study, material: Material) -> Iterator[Problem]:
    """A study whose themes are crossed with none of its attributes."""
    names = material.tidy.attributes
    if names and not material.crossed:
        wanted = f"2 to {FEW_LEVELS} levels, fewer than there are interviews, and no bare numbers"
        hint = f'Choose some: [report] attributes = ["{names[0]}"]; numbers in classes: [report] bins.'
        yield Problem(
            f"themes are crossed with none of the attributes ({first_of(names)}): none has {wanted}.",
            study.settings_file,
            hint=hint,
        )


def _wishes(study: Study, language: str) -> dict[str, Any]:
    """What the settings say of the findings."""
    settings = study.settings.report
    return {
        "code_interviewer": study.settings.coding.code_interviewer,
        "quotes_per_code": settings.quotes_per_code,
        "attributes": tuple(settings.attributes),
        "said_of": tuple(settings.quote_attributes),
        "described": tuple(settings.participants)
        or tuple(name for name in study.participants.names if name != settings.names),
        "labels": settings.labels_in(language),
        "template": study.report_file("template"),
    }


def _privacy_of(counted: Counted) -> Privacy:
    """What was taken out of the study, and what of it may not be quoted."""
    unquoted = sum(bool(counted.consent.turns(name)) for name in counted.tidy.levels["transcript"])
    return Privacy(names_out(counted.study), unquoted, counted.study.settings.consent.counted)


def table_files(content: StudyFindings) -> dict[str, bytes]:
    """The CSV files of results/tables, the numbers of the findings and the tidy table of codings, and the numbers in
    one workbook.
    """
    codings = Table("codings", content.printed.codings(content.findings.material.numbers.codings))
    # which tells of history, not of the study
    kept = {name: content.tables[name] for name in content.tables if name != "changes"}
    named = {f"tables/{_file_name(name)}.csv": table for name, table in {**kept, "codings": codings}.items()}
    return {
        "tables.xlsx": workbook_bytes(kept),
        **{name: csv_text(table).encode("utf-8-sig") for name, table in named.items()},
    }


def _file_name(name: str) -> str:
    """The name without the characters that a file system may refuse."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", name)


def figure_files(content: StudyFindings) -> dict[str, bytes]:
    """The pictures of results/figures, each as .png and .svg."""
    drawn = content.findings.figures().items()
    return {
        f"figures/{file_name(name)}.{kind}": data
        for name, block in drawn
        for kind, data in (("png", block.picture.png), ("svg", block.picture.svg))
    }


def spoken(languages: list[str]) -> str:
    """The findings' language when the settings leave it open: that of most transcripts."""
    known = [language for language in languages if language in LANGUAGES]
    return max(LANGUAGES, key=known.count) if known else "en"


def interview_pages(content: StudyFindings) -> Iterator[tuple[str, bytes]]:
    """The page of interviews, and of a large study the pages that it leads to: all transcripts with their codes."""
    material = content.findings.material
    counted = content.tables["counts"].frame
    units = {str(code): int(n) for code, n in zip(counted["code"], counted["units"], strict=True)}
    page = InterviewsPage(
        material.title, material.language, material.tidy, material.guide, units, material.labels, material.summaries
    )
    corpus, read = content.counted.corpus, content.counted.tidy.levels["transcript"]
    sizes = {transcript.id: transcript.letters for transcript in content.transcripts}
    return page.pages(map(content.printed.transcript, corpus.transcripts(read)), sizes)
