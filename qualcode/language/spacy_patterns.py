"""SpaCy's patterns of tokens, tried under a limit of time, and components of its pipelines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.language.tokeniser import pipeline

if TYPE_CHECKING:
    from spacy.language import Language as Language
    from spacy.tokens import Doc as Doc

Span = tuple[int, int]
REGEX_SECONDS = 0.05  # what one regular expression may take on one word
WINDOW = 200  # tokens that patterns are tried on at once; of longer stretches each half window together with the next


class PatternMatcher:
    """SpaCy's Matcher for some patterns. Regular expressions in them are tried apart, under a limit; `slow` names those
    that passed it.

    Raises ValueError for a pattern that spaCy does not take.
    """

    def __init__(self, patterns: Sequence[Any], language: str) -> None:
        from spacy.matcher import Matcher

        self._nlp = pipeline(language)
        self._matcher = Matcher(self._nlp.vocab, validate=True)
        self._wanted: dict[
            str, tuple[str, str]
        ] = {}  # an attribute of our own → the expression and the attribute it is of
        self._found: dict[tuple[str, str], bool] = {}
        self.slow: set[str] = set()
        for number, pattern in enumerate(patterns):
            self._matcher.add(str(number), [[self._without_expressions(token) for token in pattern]], greedy="LONGEST")

    def _without_expressions(self, token: Mapping[str, Any]) -> dict[str, Any]:
        """The description of a token with an attribute of our own in the place of each regular expression."""
        kept, own = dict[str, Any](), dict[str, Any]()
        for name, value in token.items():
            if not isinstance(value, dict) or "REGEX" not in value:
                kept[name] = value
                continue
            rest = {key: inner for key, inner in value.items() if key != "REGEX"}
            kept.update({name: rest} if rest else {})
            own.update(self._attributes(name, value["REGEX"]))
        return {**kept, "_": own} if own else kept

    def _attributes(self, name: str, asked: Any) -> dict[str, bool]:
        import regex
        from spacy.tokens import Token

        several = asked if isinstance(asked, dict) else {"IN": [asked]}
        found = dict[str, bool]()
        for kind, expressions in several.items():
            if kind not in ("IN", "NOT_IN") or not all(isinstance(text, str) for text in expressions):
                raise ValueError("REGEX is an expression, or a block of IN or NOT_IN with a list of them")
            joined = "|".join(f"(?:{text})" for text in expressions)
            regex.compile(joined)
            own = f"qualcode_{hashlib.sha256(f'{name} {joined}'.encode()).hexdigest()[:16]}"
            if not Token.has_extension(own):
                Token.set_extension(own, default=False)
            self._wanted[own] = joined, name
            found[own] = kind == "IN"
        return found

    def __call__(self, words: Sequence[str], lemmas: Sequence[str]) -> Mapping[int, list[Span]]:
        """The token spans that each pattern hits, by the pattern's number."""
        if len(words) <= WINDOW:
            return self._hits(words, lemmas)
        found: dict[int, list[Span]] = {}
        for first in range(0, len(words), WINDOW // 2):
            part = slice(first, first + WINDOW)
            for number, spans in self._hits(words[part], lemmas[part]).items():
                found.setdefault(number, []).extend((start + first, end + first) for start, end in spans)
        return {number: list(dict.fromkeys(spans)) for number, spans in found.items()}

    def _hits(self, words: Sequence[str], lemmas: Sequence[str]) -> Mapping[int, list[Span]]:
        from spacy.tokens import Doc

        doc = Doc(self._nlp.vocab, words=list(words), lemmas=list(lemmas))
        for own, (expression, name) in self._wanted.items():
            for token in doc:
                value = token.text if name == "TEXT" else str(getattr(token, f"{name.lower()}_", ""))
                token._.set(own, self._holds(expression, value))
        found: dict[int, list[Span]] = {}
        for key, start, end in self._matcher(doc):
            found.setdefault(int(self._nlp.vocab.strings[key]), []).append((start, end))
        return found

    def _holds(self, expression: str, value: str) -> bool:
        if (expression, value) not in self._found:
            import regex

            try:
                self._found[expression, value] = (
                    expression not in self.slow and regex.search(expression, value, timeout=REGEX_SECONDS) is not None
                )
            except TimeoutError:
                self.slow.add(expression)
                self._found[expression, value] = False
        return self._found[expression, value]


def component(name: str, defaults: Mapping[str, object]) -> Callable[[Callable[..., object]], object]:
    """A decorator that registers a factory as a component any spaCy pipeline can add by `name`."""
    from spacy.language import Language as Language
    from spacy.tokens import Doc as Doc

    return Language.factory(name, default_config=dict(defaults))
