"""Tables and figures → blocks → Word, HTML, Markdown."""

from qualcode.report.findings import Findings
from qualcode.report.material import Material
from qualcode.report.output import render_report

__all__ = ["Findings", "Material", "render_report"]
