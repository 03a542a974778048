"""The coder as a component of any spaCy pipeline: `nlp.add_pipe("qualcode", config={"codebook": "codebook.yaml"})`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.codebook import read_codebook
from qualcode.coding.anchors import code_sentence
from qualcode.coding.coder import compile_rules
from qualcode.language import open_readings
from qualcode.language.spacy_patterns import component

if TYPE_CHECKING:
    from qualcode.language.spacy_patterns import Doc, Language

SPANS = "qualcode"


class CodebookComponent:
    """Puts the codings of a document into `doc.spans["qualcode"]`: spans whose label is the code, several may
    overlap.
    """

    def __init__(self, codebook: Path, language: str) -> None:
        self._language = language
        self._matcher = compile_rules(read_codebook(codebook), language, open_readings(language, None))

    def __call__(self, doc: Doc) -> Doc:
        """The document with its codings."""
        codings = code_sentence(doc.text, self._language, self._matcher)
        spans = [
            doc.char_span(coding.start, coding.end, label=coding.code, alignment_mode="expand") for coding in codings
        ]
        doc.spans[SPANS] = [span for span in spans if span is not None]
        return doc


@component("qualcode", {"codebook": ""})
def make_component(nlp: Language, name: str, codebook: str) -> CodebookComponent:  # noqa: ARG001  # spaCy's signature
    """The factory spaCy calls; `codebook` is the path of a codebook file."""
    return CodebookComponent(Path(codebook), nlp.lang or "")
