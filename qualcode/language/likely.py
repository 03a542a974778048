"""Which of the lexicon's analyses of a Finnish form are meant: rules that treebanks bear out, for forms without their
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qualcode.language.pykko import Analysis, lexicon
from qualcode.language.simplemma_dictionary import simple_lemmas

# Parts of speech whose reading drives out the noun a form could also be: jälkeen is not jälki, silloin is not silta.
CLOSED = frozenset(
    ("adverb", "adposition", "conjunction", "pronoun", "interjection", "adverb+verb", "conjunction+verb", "numeral")
)
_DOING = re.compile(r"\+inf4|\+part_ma(?!ton)")


def best_analyses(word: str) -> list[Analysis]:
    """The lexicon's lightest analyses of a word as it stands or in small letters; none where the lexicon is not
    installed.
    """
    found = lexicon()
    if found is None:
        return []
    analyses = [a for form in dict.fromkeys((word, word.lower())) for a in found.analyse(form, 0.0)]
    best = min((a.weight for a in analyses), default=0.0)
    return [a for a in analyses if a.weight <= best]


def bare(analysis: Analysis) -> str:
    """The lemma of an analysis as a reading: lower case, without marks of compounds."""
    return analysis.lemma.replace("|", "").lower()


def likely_lemmas(word: str, known: str, analyses: Sequence[Analysis]) -> Iterator[str]:
    """The lemmas of analyses of equal weight, without those that are hardly ever meant; `known` is the dictionary's
    lemma, or "".

    Toteuttamista is of the noun toteuttaminen where the dictionary says so; implementointi, which it does not hold, is
    a word of its own and not only a form of implementoida.
    """
    lower = word.lower()
    noun = known.endswith("minen")
    kept = _likely([a for a in analyses if not (noun and _DOING.search(a.tags))], known)
    if not known and kept and all("+deriv" in a.tags for a in kept):
        yield lower
        yield simple_lemmas("fi").guess(word)
    elif any("+inf4" in a.tags for a in kept):
        yield re.sub(r"mi(nen|se|s)\w*$", "minen", lower)
    yield from map(bare, kept)


def _likely(analyses: list[Analysis], known: str) -> list[Analysis]:
    """The analyses without those that give way to another: orders, and forms of a verb that are words of their own
    (yritys, sopiva).
    """
    analyses = [a for a in analyses if a.pos != "none"] or analyses  # `on` as a foreign word
    analyses = [a for a in analyses if not _is_order(a)] or analyses
    analyses = [a for a in analyses if not _is_open(a, analyses, known)] or analyses
    return [a for a in analyses if not _is_derived(a, analyses, known)] or analyses


def _is_order(analysis: Analysis) -> bool:
    """An order, or a form that says what may be (lukenee)."""
    return "+poten" in analysis.tags or ("+imper" in analysis.tags and "+1pl" not in analysis.tags)


def _is_open(analysis: Analysis, beside: Sequence[Analysis], known: str) -> bool:
    """A noun or verb beside an adverb, pronoun or conjunction that the dictionary confirms."""
    return analysis.pos not in CLOSED and any(a.pos in CLOSED and a.lemma == known for a in beside)


def _is_derived(analysis: Analysis, beside: Sequence[Analysis], known: str) -> bool:
    """A verb's form that is a noun or adjective of its own: of -va and -ma forms the dictionary says whether they are
    (sopiva, kuolema).
    """
    tags = analysis.tags
    if "+part_ma" in tags or "+part_pres" in tags:
        return any(a.lemma == known and a.pos in ("noun", "adjective") for a in beside)
    return "+deriv" in tags
