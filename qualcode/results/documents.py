"""Findings written to files: a document of their own, parts of the author's own document, a page for each interview."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from qualcode.errors import InputError, Problem, UnknownName
from qualcode.files import read_utf8, write_atomic
from qualcode.line.engine import Engine
from qualcode.people.counted import Counted, count_study
from qualcode.report import render_report
from qualcode.report.formats.data import workbook_bytes
from qualcode.report.page.files import PAGE
from qualcode.report.short_reports import profiles
from qualcode.report.template import built_in
from qualcode.report.word.filling import Filled, fill
from qualcode.results.findings import Document, findings_of, spoken
from qualcode.results.untouched import check_untouched, remember
from qualcode.study.folder import Study

ANOTHER = "Name another file with -o, or move that one away."
LINKING = ("docx", "html")  # documents whose numbers can lead to the page of interviews


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
    study: Study,
    engine: Engine = Engine(),
    path: Path | None = None,
    files: ReportFiles = ReportFiles(),
    sections: Sequence[str] = (),
) -> Written:
    """Write the findings document (results/findings.docx by default); its suffix is the format.

    `sections` are the only ones to write. Raises UnknownName for a section or a format that is not there.
    """
    if path is not None:
        check_untouched(study, path, ANOTHER)
    path, suffix = path or study.results / "findings.docx", (path.suffix.lower().removeprefix(".") if path else "docx")
    study = _with_report(study, template=files.template, reference=files.reference)
    counted = count_study(study, engine)
    content = findings_of(counted, files.language, page_from(path.parent, study) if suffix in LINKING else "")
    made = Document(workbook_bytes(content.tables)) if suffix == "xlsx" else content.render(suffix, sections)
    for name, data in (*made.beside, (path.name, made.data)):
        write_atomic(path.parent / name, data)
    remember(study, path, made.data)
    return Written(path, counted.problems, (*counted.warnings, *content.warnings, *made.warnings))


def write_profiles(
    counted: Counted, path: Path, transcripts: Sequence[str] = (), language: str | None = None
) -> Written:
    """Write a page for each of the interviews, all when none are named; raises UnknownName for one that is not
    there.
    """
    check_untouched(counted.study, path, ANOTHER)
    content = findings_of(counted, language)
    there = counted.tidy.levels["transcript"]
    for name in transcripts:
        if name not in there:
            raise UnknownName("transcript", name, there)
    report = profiles(content.findings, [content.names.names.get(name, name) for name in transcripts or there])
    data = render_report(report, path.suffix.lower().removeprefix("."), counted.study.report_file("reference"))
    write_atomic(path, data)
    remember(counted.study, path, data)
    return Written(path, warnings=(*content.warnings, *content.doubtful(report)))


@dataclass(frozen=True)
class FilledDocument:
    """A document whose placeholders were filled, and the problems and warnings of the study and of what stands
    in it.
    """

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
    """Fill the placeholders of an author's Word document, in place or to another path; returns what was filled and what
    was left.

    Raises InputError with every mistake in the document; it is then left as it is.
    """
    target = path or into
    _check_free(target)
    if target != into:
        check_untouched(study, target, f"Bring it up to date where it is: qualcode report --into {target.name}")
    counted = count_study(study, engine)
    content = findings_of(counted, language, page_from(target.parent, study))
    done = fill(into, content.findings.source, at, overwrite)
    write_atomic(target, done.data)
    remember(study, target, done.data)
    told = (Problem(text, target) for text in done.told)
    warnings = (*counted.warnings, *content.warnings, *content.doubtful(done.report), *told)
    return FilledDocument(done, counted.problems, warnings)


def _check_free(path: Path) -> None:
    """Raise InputError for a document that is open in a word processor or may not be written: what is saved there last
    would win.
    """
    locks = (
        path.with_name(f".~lock.{path.name}#"),
        path.with_name(f"~${path.name[2:]}"),
        path.with_name(f"~${path.name}"),
    )
    lock = next((lock for lock in locks if lock.exists()), None)
    if lock is not None:
        hint = f"Close it and run this again. If it is not open, delete {lock.name}."
        raise InputError([Problem("is open in Word or LibreOffice.", path, hint=hint)])
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise InputError(
            [Problem("is read-only.", path, hint="Allow writing to it, or write to another file with -o.")]
        )


def page_from(folder: Path, study: Study) -> str:
    """The address of the page of interviews as a document in the folder gives it.

    "" when a run has not written it there, when the document lies outside the study, where no link would lead on, or
    when the settings want no links.
    """
    page = study.results / PAGE
    if (
        not page.exists()
        or not study.settings.report.links
        or not folder.resolve().is_relative_to(study.root.resolve())
    ):
        return ""
    return quote(Path(os.path.relpath(page.resolve(), folder.resolve())).as_posix())


def template_text(study: Study, language: str | None = None, template: Path | None = None, **_: object) -> str:
    """The findings template in use: the given one, or the built-in one of the language."""
    return (
        read_utf8(template)
        if template
        else built_in(language or study.settings.report.language or spoken([study.settings.study.language]))
    )


def _with_report(study: Study, **paths: Path | None) -> Study:
    """The study with other files for the report than the settings name."""
    chosen = {name: str(path.resolve()) for name, path in paths.items() if path is not None}
    report = study.settings.report.model_copy(update=chosen)
    return replace(study, settings=study.settings.model_copy(update={"report": report}))
