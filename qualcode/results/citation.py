"""A study → how the program and the codebook that made its findings are cited."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from qualcode.study.folder import Study

YEAR = 2026  # of the version that CITATION.cff describes
MAKERS, TITLE = "The qualcode developers", "qualcode: Qualitative interview analysis by codebooks and people"
SHOWN = 12  # digits of a hash that are enough to tell two codebooks apart


@dataclass(frozen=True)
class Citation:
    """The program in two forms of citing, and the codebook in a sentence."""

    bibtex: str
    apa: str
    codebook: str


def citation_of(study: Study | None) -> Citation:
    """How to cite this version of the program and, of a study, its codebook with the first digits of its SHA-256."""
    number = version("qualcode")
    bibtex = (
        f"@software{{qualcode,\n  author = {{{{{MAKERS}}}}},\n  title = {{{TITLE}}},\n"
        f"  version = {{{number}}},\n  year = {{{YEAR}}},\n}}"
    )
    apa = f"{MAKERS}. ({YEAR}). {TITLE} (Version {number}) [Computer software]."
    return Citation(bibtex, apa, _codebook(study) if study else "")


def _codebook(study: Study) -> str:
    book = study.codebook
    language = study.settings.study.language
    source = book.source("en" if language == "auto" else language)
    return f"Codebook: {book.name}, SHA-256 {book.sha256[:SHOWN]}." + (f" {source}" if source else "")
