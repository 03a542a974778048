"""Tables and figures → blocks → Word, HTML, Markdown."""

from qualcode.report.findings import Findings, Material
from qualcode.report.output import render_report

__all__ = ["Findings", "Material", "render_report"]
