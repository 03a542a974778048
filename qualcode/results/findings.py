"""A study's findings: what the report is made of, and the files a run writes beside it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from qualcode.analysis import Table, binned
from qualcode.errors import InputError, Problem, UnknownName
from qualcode.files import read_utf8, write_atomic
from qualcode.line.engine import Engine
from qualcode.people.counted import Counted, count_study
from qualcode.people.decisions import REDUCTIONS
from qualcode.people.pinned import pins_of
from qualcode.people.reductions import abstraction
from qualcode.privacy.publishing import kept_forms, names_out
from qualcode.report import Findings, Material, render_report
from qualcode.report.blocks import Report
from qualcode.report.findings_data import Privacy, Tables
from qualcode.report.formats.data import csv_text, workbook_bytes
from qualcode.report.page.files import PAGE
from qualcode.report.page.interviews import InterviewsPage
from qualcode.report.template import built_in
from qualcode.report.word.filling import Filled, fill
from qualcode.report.wording import LANGUAGES, words_in
from qualcode.results.chosen_quotes import chosen_quotes
from qualcode.results.overview import Described, answer_table, described, overview, speaker_table
from qualcode.results.printing import Printed
from qualcode.results.pseudonyms import Pseudonyms, pseudonyms
from qualcode.results.reliability import coding_of, comparison_of, judged_if_any, shown_judgement
from qualcode.results.report_settings import bins_of
from qualcode.results.run_comparison import changes
from qualcode.study.folder import Study, relative

LINKING = ("docx", "html")  # documents whose numbers can lead to it


@dataclass(frozen=True)
class Document:
    """A document's bytes, and what of its content is doubtful."""

    data: bytes
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class StudyFindings:
    """The findings of a study, the names it calls interviews by, how its transcripts were read, and what of them is doubtful."""

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
        """The document in a format: docx, html, md or one a plug-in brings; the sections named, or those the settings name."""
        study = self.counted.study
        try:
            report = self.findings.report(sections or study.settings.report.sections)
        except UnknownName as error:
            if sections:
                raise
            raise InputError([Problem(f"[report] sections: {error}", study.settings_file)]) from error
        data = render_report(report, format_name, study.report_file("reference"))
        return Document(data, tuple(self.doubtful(report)))

    def doubtful(self, report: Report) -> Iterator[Problem]:
        """What in the quotes of a report tells who someone is."""
        kept = kept_forms(self.counted.study)
        return self.names.doubtful(report, {one.id: one.language for one in self.transcripts}, kept)

    @cached_property
    def printed(self) -> Printed:
        """What is printed of the study."""
        return Printed(self.counted, self.names)


def findings_of(counted: Counted, language: str | None = None, page: str = "") -> StudyFindings:
    """The findings of a coded study, in `language` or the settings'. `page`: the page of interviews, as seen from the document."""
    study, corpus, settings = counted.study, counted.corpus, counted.study.settings.report
    read = counted.tidy.levels["transcript"]
    chosen = language or settings.language or _spoken([transcript.language for transcript in corpus.transcripts(read)])
    names = pseudonyms(study, words_in(chosen)["interviewer"].capitalize())
    transcripts = described(map(names.transcript, corpus.transcripts(read)), study.root)
    missing = dict.fromkeys(problem.file for problem in counted.problems if problem.file)
    printed, reduced = Printed(counted, names), (study.root / REDUCTIONS).exists()
    printed.check()
    bins, shown = bins_of(study), printed.tidy(names.tidy(counted.tidy))
    judged, doubtful = judged_if_any(counted.people)
    pins = pins_of(corpus)
    pinned, unused = chosen_quotes(pins, shown, names.names)
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
        code_interviewer=study.settings.coding.code_interviewer,
        quotes_per_code=settings.quotes_per_code,
        attributes=tuple(settings.attributes),
        said_of=tuple(settings.quote_attributes),
        chosen=pinned,
        described=tuple(settings.participants) or tuple(name for name in study.participants.names if name != settings.names),
        bins=bins,
        labels=settings.labels_in(chosen),
        changes=changes(counted, names.names),
        coding=coding_of(counted),
        validity=shown_judgement(judged, chosen) if judged is not None else None,
        agreement=comparison_of(counted.people),
        abstraction=names.table(printed.table(abstraction(corpus, counted.tidy, chosen))) if reduced else None,
        template=study.report_file("template"),
        page=page,
    )
    return StudyFindings(Findings(material), counted, names, transcripts, (*doubtful, *pins.problems, *unused))


def _privacy_of(counted: Counted) -> Privacy:
    """What was taken out of the study, and what of it may not be quoted."""
    unquoted = sum(bool(counted.consent.turns(name)) for name in counted.tidy.levels["transcript"])
    return Privacy(names_out(counted.study), unquoted, counted.study.settings.consent.counted)


def table_files(content: StudyFindings) -> dict[str, bytes]:
    """The CSV files of results/tables, the numbers of the findings and the tidy table of codings, and the numbers in one workbook."""
    codings = Table("codings", content.printed.codings(content.findings.material.numbers.codings))
    kept = {name: content.tables[name] for name in content.tables if name != "changes"}  # which tells of history, not of the study
    named = {f"tables/{_file_name(name)}.csv": table for name, table in {**kept, "codings": codings}.items()}
    return {"tables.xlsx": workbook_bytes(kept), **{name: csv_text(table).encode("utf-8-sig") for name, table in named.items()}}


def _file_name(name: str) -> str:
    """The name without the characters that a file system may refuse."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", name)


def figure_files(content: StudyFindings) -> dict[str, bytes]:
    """The pictures of results/figures, each as .png and .svg."""
    drawn = content.findings.figures().items()
    return {
        f"figures/{name}.{kind}": data for name, block in drawn for kind, data in (("png", block.picture.png), ("svg", block.picture.svg))
    }


def _spoken(languages: list[str]) -> str:
    """The findings' language when the settings leave it open: that of most transcripts."""
    known = [language for language in languages if language in LANGUAGES]
    return max(LANGUAGES, key=known.count) if known else "en"


def interview_pages(content: StudyFindings) -> Iterator[tuple[str, bytes]]:
    """The page of interviews, and of a large study the pages that it leads to: all transcripts with their codes."""
    material = content.findings.material
    counted = content.tables["counts"].frame
    units = {str(code): int(n) for code, n in zip(counted["code"], counted["units"], strict=True)}
    page = InterviewsPage(material.title, material.language, material.tidy, material.guide, units, material.labels)
    corpus, read = content.counted.corpus, content.counted.tidy.levels["transcript"]
    sizes = {transcript.id: transcript.letters for transcript in content.transcripts}
    return page.pages(map(content.printed.transcript, corpus.transcripts(read)), sizes)


@dataclass(frozen=True)
class ReportFiles:
    """Other files and another language for the findings than the settings name."""

    language: str | None = None
    template: Path | None = None
    reference: Path | None = None


@dataclass(frozen=True)
class Written:
    """A document that was written, and the problems and warnings of the study and of what stands in it."""

    path: Path
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def write_findings(
    study: Study, engine: Engine = Engine(), path: Path | None = None, files: ReportFiles = ReportFiles(), sections: Sequence[str] = ()
) -> Written:
    """Write the findings document (results/findings.docx by default); its suffix is the format.

    `sections` are the only ones to write. Raises UnknownName for a section or a format that is not there.
    """
    path, suffix = path or study.results / "findings.docx", (path.suffix.lower().removeprefix(".") if path else "docx")
    study = _with_report(study, template=files.template, reference=files.reference)
    counted = count_study(study, engine)
    content = findings_of(counted, files.language, page_from(path.parent, study) if suffix in LINKING else "")
    made = Document(workbook_bytes(content.tables)) if suffix == "xlsx" else content.render(suffix, sections)
    write_atomic(path, made.data)
    return Written(path, counted.problems, (*counted.warnings, *content.warnings, *made.warnings))


@dataclass(frozen=True)
class FilledDocument:
    """A document whose placeholders were filled, and the problems and warnings of the study and of what stands in it."""

    filled: Filled
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def fill_document(
    study: Study,
    into: Path,
    engine: Engine = Engine(),
    path: Path | None = None,
    at: str = "",
    overwrite: Sequence[str] = (),
    language: str | None = None,
) -> FilledDocument:
    """Fill the placeholders of an author's Word document, in place or to another path; returns what was filled and what was left.

    Raises InputError with every mistake in the document; it is then left as it is.
    """
    target = path or into
    _check_free(target)
    counted = count_study(study, engine)
    content = findings_of(counted, language, page_from(target.parent, study))
    done = fill(into, content.findings.source, at, overwrite)
    write_atomic(target, done.data)
    told = (Problem(text, target) for text in done.told)
    warnings = (*counted.warnings, *content.warnings, *content.doubtful(done.report), *told)
    return FilledDocument(done, counted.problems, warnings)


def _check_free(path: Path) -> None:
    """Raise InputError for a document that is open in a word processor or may not be written: what is saved there last would win."""
    locks = (path.with_name(f".~lock.{path.name}#"), path.with_name(f"~${path.name[2:]}"), path.with_name(f"~${path.name}"))
    lock = next((lock for lock in locks if lock.exists()), None)
    if lock is not None:
        hint = f"Close it and run this again. If it is not open, delete {lock.name}."
        raise InputError([Problem("is open in Word or LibreOffice.", path, hint=hint)])
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise InputError([Problem("is read-only.", path, hint="Allow writing to it, or write to another file with -o.")])


def page_from(folder: Path, study: Study) -> str:
    """The address of the page of interviews as a document in the folder gives it.

    "" when a run has not written it there, when the document lies outside the study, where no link would lead on, or when the settings
    want no links.
    """
    page = study.results / PAGE
    if not page.exists() or not study.settings.report.links or not folder.resolve().is_relative_to(study.root.resolve()):
        return ""
    return quote(Path(os.path.relpath(page.resolve(), folder.resolve())).as_posix())


def template_text(study: Study, language: str | None = None, template: Path | None = None, **_: object) -> str:
    """The findings template in use: the given one, or the built-in one of the language."""
    return (
        read_utf8(template)
        if template
        else built_in(language or study.settings.report.language or _spoken([study.settings.study.language]))
    )


def _with_report(study: Study, **paths: Path | None) -> Study:
    """The study with other files for the report than the settings name."""
    chosen = {name: str(path.resolve()) for name, path in paths.items() if path is not None}
    report = study.settings.report.model_copy(update=chosen)
    return replace(study, settings=study.settings.model_copy(update={"report": report}))
