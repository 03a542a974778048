"""A study's findings: what the report is made of, and the files a run writes beside it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from qualcode.analysis import Table, Tidy, binned, parse_bins
from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.files import read_utf8, write_atomic
from qualcode.report import Findings, Material, render_report
from qualcode.report.interviews import InterviewsPage
from qualcode.report.into import Filled, fill
from qualcode.report.material import Tables
from qualcode.report.output import csv_text, workbook_bytes
from qualcode.report.template import built_in
from qualcode.report.wording import LANGUAGES, words_in
from qualcode.study.folder import Study, relative
from qualcode.study.history import changes
from qualcode.study.line import Line
from qualcode.study.overview import answer_table, overview, speaker_table
from qualcode.study.pseudonyms import Pseudonyms, pseudonyms
from qualcode.study.reductions import FILE as REDUCTIONS
from qualcode.study.reductions import abstraction
from qualcode.study.reliability import coding_of, comparison_of, judgement_if_any

PAGE = "interviews.html"
LINKING = ("docx", "html")  # documents whose numbers can lead to it


@dataclass(frozen=True)
class StudyFindings:
    """The findings of a study and the document its settings ask for."""

    findings: Findings
    line: Line
    names: Pseudonyms

    @property
    def tables(self) -> Tables:
        """The numbers by name."""
        return self.findings.tables

    def render(self, format_name: str, sections: Sequence[str] = ()) -> bytes:
        """The document in a format: docx, html, md or one a plug-in brings; the sections named, or those the settings name."""
        study = self.line.study
        try:
            report = self.findings.report(sections or study.settings.report.sections)
        except UnknownName as error:
            if sections:
                raise
            raise InputError([Problem(f"[report] sections: {error}", study.settings_file)]) from error
        self.line.warnings += self.names.doubtful(report)
        return render_report(report, format_name, study.report_file("reference"))


def findings_of(line: Line, tidy: Tidy, language: str | None = None, page: str = "") -> StudyFindings:
    """The findings of a coded study, in `language` or the settings'. `page`: the page of interviews, as seen from the document."""
    study, settings = line.study, line.study.settings.report
    ids = tidy.levels["transcript"]
    read = [found for source in study.sources if source.id in ids and (found := line.read(source).transcript)]
    chosen = language or settings.language or _spoken([t.language for t in read])
    names = pseudonyms(study, words_in(chosen)["interviewer"].capitalize())
    missing = dict.fromkeys(problem.file for problem in line.problems if problem.file)
    transcripts, bins, shown = [names.transcript(t) for t in read], _bins(study), names.tidy(tidy)
    material = Material(
        title=study.title,
        language=chosen,
        tidy=binned(shown, bins),
        numbers=shown,
        overview=overview(transcripts, study.root),
        speakers=speaker_table(transcripts),
        answers=answer_table(transcripts, study.guide, chosen),
        guide=study.guide,
        text_of=lambda name: line.text_of(names.original(name)),
        versions=f"qualcode {version('qualcode')}",
        missing=tuple(path.suffix if names.names else relative(path, study.root) for path in missing),
        code_interviewer=study.settings.coding.code_interviewer,
        quotes_per_code=settings.quotes_per_code,
        attributes=tuple(settings.attributes),
        bins=bins,
        labels=settings.labels_in(chosen),
        changes=lambda: changes(line, tidy, names.names),
        coding=coding_of(line, tidy),
        validity=judgement_if_any(line, chosen),
        agreement=comparison_of(line),
        abstraction=(lambda: names.table(abstraction(line, tidy, chosen))) if (study.root / REDUCTIONS).exists() else None,
        template=study.report_file("template"),
        page=page,
    )
    return StudyFindings(Findings(material), line, names)


def check_report_settings(study: Study) -> None:
    """Raise InputError for what [report] asks and the study cannot give, before any long work."""
    names = study.participants.names
    problems = []
    for key, wanted in (("attributes", study.settings.report.attributes), ("bins", study.settings.report.bins)):
        unknown = [str(UnknownName("attribute", name, names)) for name in wanted if name not in names]
        problems += [Problem(f"[report] {key}: {message}", study.settings_file) for message in unknown]
    try:
        _bins(study)
        pseudonyms(study, "")
    except QualcodeError as error:
        problems += error.problems if isinstance(error, InputError) else [Problem(f"[report] bins: {error}", study.settings_file)]
    if problems:
        raise InputError(problems)
    _ = study.report_file("template"), study.report_file("reference")


def _bins(study: Study) -> dict[str, tuple[str, ...]]:
    return parse_bins([f"{name}={classes}" for name, classes in study.settings.report.bins.items()])


def table_files(content: StudyFindings) -> dict[str, bytes]:
    """The CSV files of results/tables, the numbers of the findings and the tidy table of codings, and the numbers in one workbook."""
    codings = Table("codings", content.findings.material.numbers.codings)
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


def interviews_page(content: StudyFindings) -> bytes:
    """The page of interviews: all transcripts with their codes."""
    line, material, names = content.line, content.findings.material, content.names
    counted = content.tables["counts"].frame
    units = {str(code): int(n) for code, n in zip(counted["code"], counted["units"], strict=True)}
    page = InterviewsPage(material.title, material.language, material.tidy, material.guide, units, material.labels)
    shown = {names.names.get(source.id, source.id): source for source in line.study.sources}
    read = (line.read(shown[name]).transcript for name in material.tidy.levels["transcript"])
    return page.render(names.transcript(found) for found in read if found is not None)


def write_findings(
    line: Line,
    path: Path | None = None,
    language: str | None = None,
    template: Path | None = None,
    reference: Path | None = None,
    sections: Sequence[str] = (),
) -> Path:
    """Write the findings document and return its path (results/findings.docx by default); its suffix is the format.

    `sections` are the only ones to write. Raises UnknownName for a section or a format that is not there.
    """
    path = path or line.study.results / "findings.docx"
    line.study = _with_report(line.study, template=template, reference=reference)
    suffix = path.suffix.lower().removeprefix(".")
    page = page_from(path.parent, line.study) if suffix in LINKING else ""
    content = findings_of(line, line.tidy(), language, page)
    write_atomic(path, workbook_bytes(content.tables) if suffix == "xlsx" else content.render(suffix, sections))
    return path


def fill_document(
    line: Line, into: Path, path: Path | None = None, at: str = "", overwrite: Sequence[str] = (), language: str | None = None
) -> Filled:
    """Fill the placeholders of an author's Word document, in place or to another path; returns what was filled and what was left.

    Raises InputError with every mistake in the document; it is then left as it is.
    """
    target = path or into
    _check_free(target)
    content = findings_of(line, line.tidy(), language, page_from(target.parent, line.study))
    done = fill(into, content.findings.source, at, overwrite)
    line.warnings += content.names.doubtful(done.report)
    write_atomic(target, done.data)
    return done


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
    """The address of the page of interviews as a document in the folder gives it; "" when a run has not written it there."""
    page = study.results / PAGE
    if not page.exists():
        return ""
    try:
        return quote(Path(os.path.relpath(page, folder)).as_posix())
    except ValueError:  # on another drive of a Windows machine
        return ""


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
