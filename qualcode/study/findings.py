"""A study's findings: what the report is made of, and the files a run writes beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from qualcode.analysis import Table, Tidy, parse_bins
from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.files import read_utf8, write_atomic
from qualcode.report import Findings, Material, render_report
from qualcode.report.output import csv_text
from qualcode.report.template import built_in
from qualcode.report.wording import LANGUAGES
from qualcode.study.folder import Study, relative
from qualcode.study.line import Line
from qualcode.study.overview import overview


@dataclass(frozen=True)
class StudyFindings:
    """The findings of a study and the document its settings ask for."""

    findings: Findings
    line: Line

    @property
    def tables(self) -> dict[str, Table]:
        """The numbers by name."""
        return self.findings.tables

    def render(self, format_name: str) -> bytes:
        """The document in a format: docx, html, md or one a plug-in brings."""
        study = self.line.study
        return render_report(self.findings.report, format_name, study.report_file("reference"))


def findings_of(line: Line, tidy: Tidy, language: str | None = None) -> StudyFindings:
    """The findings of a coded study, in `language` or the settings'."""
    study, settings = line.study, line.study.settings.report
    ids = tidy.levels["transcript"]
    missing = tuple(dict.fromkeys(relative(problem.file, study.root) for problem in line.problems if problem.file))
    transcripts = [found for source in study.sources if source.id in ids and (found := line.read(source).transcript)]
    chosen = language or settings.language or _spoken([t.language for t in transcripts])
    material = Material(
        title=study.title,
        language=chosen,
        tidy=tidy,
        overview=overview(transcripts, study.root),
        guide=study.guide,
        text_of=line.text_of,
        versions=f"qualcode {version('qualcode')}",
        missing=missing,
        code_interviewer=study.settings.coding.code_interviewer,
        quotes_per_code=settings.quotes_per_code,
        attributes=tuple(settings.attributes),
        bins=_bins(study),
        labels=settings.labels,
        template=study.report_file("template"),
    )
    return StudyFindings(Findings(material), line)


def check_report_settings(study: Study) -> None:
    """Raise InputError for what [report] asks and the study cannot give, before any long work."""
    names = study.participants.names
    problems = []
    for key, wanted in (("attributes", study.settings.report.attributes), ("bins", study.settings.report.bins)):
        unknown = [str(UnknownName("attribute", name, names)) for name in wanted if name not in names]
        problems += [Problem(f"[report] {key}: {message}", study.settings_file) for message in unknown]
    try:
        _bins(study)
    except QualcodeError as error:
        problems.append(Problem(f"[report] bins: {error}", study.settings_file))
    if problems:
        raise InputError(problems)
    _ = study.report_file("template"), study.report_file("reference")


def _bins(study: Study) -> dict[str, tuple[str, ...]]:
    return parse_bins([f"{name}={classes}" for name, classes in study.settings.report.bins.items()])


def table_files(content: StudyFindings, tidy: Tidy) -> dict[str, bytes]:
    """The CSV files of results/tables: the numbers of the findings and the tidy table of codings."""
    codings = Table("codings", tidy.codings)
    return {f"tables/{name}.csv": csv_text(table).encode("utf-8-sig") for name, table in {**content.tables, "codings": codings}.items()}


def _spoken(languages: list[str]) -> str:
    """The findings' language when the settings leave it open: that of most transcripts."""
    known = [language for language in languages if language in LANGUAGES]
    return max(LANGUAGES, key=known.count) if known else "en"


def write_findings(
    line: Line, path: Path | None = None, language: str | None = None, template: Path | None = None, reference: Path | None = None
) -> Path:
    """Write the findings document and return its path (results/findings.docx by default); its suffix is the format.

    Raises UnknownName for a format there is no writer for.
    """
    path = path or line.study.results / "findings.docx"
    line.study = _with_report(line.study, template=template, reference=reference)
    content = findings_of(line, line.tidy(), language)
    write_atomic(path, content.render(path.suffix.lower().removeprefix(".")))
    return path


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
