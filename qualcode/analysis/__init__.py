"""Tidy tables → counts, crosstabs, co-occurrence, quotes, concordances."""

from qualcode.analysis.agreement import agreement
from qualcode.analysis.association import association, residuals
from qualcode.analysis.bins import binned, parse_bins
from qualcode.analysis.combinations import combined
from qualcode.analysis.cooccurrence import code_relations, cooccurrence
from qualcode.analysis.counts import counts
from qualcode.analysis.crosstab import crosstab
from qualcode.analysis.joint import joint_display
from qualcode.analysis.levels import levels
from qualcode.analysis.matrix import matrix
from qualcode.analysis.participants import participants
from qualcode.analysis.quotes import quotes
from qualcode.analysis.rates import rates
from qualcode.analysis.saturation import saturation
from qualcode.analysis.segments import coded_segments
from qualcode.analysis.table import LEVELS, MEASURES, PERCENTS, Base, Table
from qualcode.analysis.tidy import Filters, Tidy
from qualcode.analysis.uncoded import uncoded_share, units

__all__ = [
    "LEVELS",
    "MEASURES",
    "PERCENTS",
    "Base",
    "Filters",
    "Table",
    "Tidy",
    "agreement",
    "association",
    "binned",
    "code_relations",
    "coded_segments",
    "combined",
    "cooccurrence",
    "counts",
    "crosstab",
    "joint_display",
    "levels",
    "matrix",
    "parse_bins",
    "participants",
    "quotes",
    "rates",
    "residuals",
    "saturation",
    "uncoded_share",
    "units",
]
