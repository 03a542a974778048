"""What [report] asks for, checked against the study before any long work."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.analysis import parse_bins
from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.results.pseudonyms import pseudonyms
from qualcode.study.folder import Study


def check_report_settings(study: Study) -> None:
    """Raise InputError for what [report] asks and the study cannot give, before any long work."""
    names = study.participants.names
    problems = list(_unknown_levels(study))
    for key, wanted in (
        ("attributes", study.settings.report.attributes),
        ("quote_attributes", study.settings.report.quote_attributes),
        ("participants", study.settings.report.participants),
        ("bins", study.settings.report.bins),
        ("order", study.settings.report.order),
    ):
        unknown = [str(UnknownName("attribute", name, names)) for name in wanted if name not in names]
        problems += [Problem(f"[report] {key}: {message}", study.settings_file) for message in unknown]
    try:
        bins_of(study)
        pseudonyms(study, "")
    except QualcodeError as error:
        problems += (
            error.problems
            if isinstance(error, InputError)
            else [Problem(f"[report] bins: {error}", study.settings_file)]
        )
    if problems:
        raise InputError(problems)
    _ = study.report_file("template"), study.report_file("reference")


def _unknown_levels(study: Study) -> Iterator[Problem]:
    """What [report] order puts in order and no participant has."""
    rows = (study.participants.rows or {}).values()
    for name, wanted in study.settings.report.order.items():
        values = list(dict.fromkeys(row[name] for row in rows if row.get(name)))
        for value in wanted if name in study.participants.names else ():
            if value not in values:
                yield Problem(f"[report] order: {UnknownName(f'value of {name}', value, values)}", study.settings_file)


def bins_of(study: Study) -> dict[str, tuple[str, ...]]:
    """The classes of numeric attributes that the settings name; raises QualcodeError for what cannot be read."""
    return parse_bins([f"{name}={classes}" for name, classes in study.settings.report.bins.items()])
