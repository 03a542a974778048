"""Tidy tables → counts, crosstabs, co-occurrence, quotes, concordances."""

from qualcode.analysis.bins import binned, parse_bins
from qualcode.analysis.cooccurrence import cooccurrence
from qualcode.analysis.counts import counts
from qualcode.analysis.crosstab import crosstab
from qualcode.analysis.levels import levels
from qualcode.analysis.quotes import quotes
from qualcode.analysis.table import LEVELS, MEASURES, PERCENTS, Base, Table
from qualcode.analysis.tidy import Filters, Tidy

__all__ = [
    "LEVELS",
    "MEASURES",
    "PERCENTS",
    "Base",
    "Filters",
    "Table",
    "Tidy",
    "binned",
    "cooccurrence",
    "counts",
    "crosstab",
    "levels",
    "parse_bins",
    "quotes",
]
