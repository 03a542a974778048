"""The colours of themes on pages."""

from __future__ import annotations

COLOURS = (
    "#1f77b4", "#d95f02", "#2e8b57", "#c2185b", "#7b4fbf", "#8c6d1f", "#008c9e", "#b3261e", "#4b6cb7",
    "#5f7d0e", "#a0527a", "#5b5b5b",
)  # fmt: skip
