"""A report → the bytes of a document, in a format that is found by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

from qualcode.errors import UnknownName
from qualcode.report.blocks import Report, storable

GROUP = "qualcode.reports"


def render_report(report: Report, name: str, reference: Path | None = None) -> bytes:
    """The report in a format registered under `qualcode.reports`; raises UnknownName listing them."""
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name not in found:
        raise UnknownName("report format", name, sorted(found))
    render: Callable[[Report, Path | None], bytes] = found[name].load()
    return render(storable(report), reference)
