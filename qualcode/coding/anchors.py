"""Runs a codebook's anchor examples and counterexamples against its own rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qualcode.coding.coder import code_transcript, compile_rules
from qualcode.coding.match import RuleMatcher
from qualcode.language.store import ReadingStore
from qualcode.language.tokeniser import tokenise
from qualcode.model import Code, Codebook, Coding, Transcript, Turn


@dataclass(frozen=True, slots=True)
class AnchorResult:
    """One sentence of the codebook and whether the rules treat it as they should; `codings` are those of the code and
    its subcodes.
    """

    code: Code
    language: str
    sentence: str
    wanted: bool
    codings: tuple[Coding, ...]

    @property
    def passed(self) -> bool:
        """Whether an anchor example is coded, or a counterexample is not."""
        return bool(self.codings) == self.wanted


def check_anchors(
    codebook: Codebook, open_store: Callable[[str], ReadingStore], default: str
) -> Iterator[AnchorResult]:
    """A result for each example and counterexample, in codebook order, language by language.

    An example of a theme may be coded by any of its subcodes; a counterexample of it by none of them. `default` is the
    language of a codebook whose texts name none.
    """
    if not codebook.languages():  # of a codebook without rules nothing is coded, and nothing can be checked
        return
    for language in tuple(filter(None, codebook.languages())) or (default,):
        # an example is no answer to a question
        matcher = compile_rules(codebook, language, open_store(language), limited=False)
        for place in codebook.walk():
            yield from _results(place.code, language, matcher)


def _results(code: Code, language: str, matcher: RuleMatcher) -> Iterator[AnchorResult]:
    family = {place.code.id for place in code.walk()}
    for wanted, sentences in ((True, code.examples), (False, code.counterexamples)):
        for sentence in (*sentences.get(language, ()), *sentences.get("", ())):
            found = code_sentence(sentence, language, matcher)
            yield AnchorResult(
                code, language, sentence, wanted, tuple(coding for coding in found if coding.code in family)
            )


def code_sentence(sentence: str, language: str, matcher: RuleMatcher) -> tuple[Coding, ...]:
    """The codings of a text as if a participant had said it in an interview of its own."""
    turns = (Turn(1, "", "participant", None, 0, len(sentence)),)
    transcript = Transcript("example", Path("example"), "txt", language, sentence, turns)
    return code_transcript(transcript, tokenise(transcript), matcher).codings
