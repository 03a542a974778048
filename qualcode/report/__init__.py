"""Tables and figures → blocks → Word, HTML, Markdown."""

from qualcode.report.findings import Findings
from qualcode.report.findings_data import Material
from qualcode.report.rendering import render_report

__all__ = ["Findings", "Material", "render_report"]
