"""A rule line → a Rule: words, phrases, regular expressions, and what must or must not stand with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from qualcode.codebook.expressions import too_much, too_much_of
from qualcode.model import Operand, Phrase, Regex, Rule, TokenPattern, Word
from qualcode.normal import normal

NEEDS_MODEL = frozenset(("POS", "TAG", "DEP", "MORPH", "ENT_TYPE", "ENT_ID", "ENT_IOB", "ENT_KB_ID"))
GAP = 5  # the words that `...` allows between two words of a phrase
_PIECE = re.compile(
    r'\s*(?:(?P<regex>/(?:\\.|[^/\\])+/)|(?P<quoted>"[^"]*")|(?P<and>&)|(?P<not>!)|(?P<gap>\.\.\.|…)'
    r'|(?P<word>(?:(?!\.\.\.)[^\s&"…]|(?<=[^\s"/&])&(?=[^\s"/!&]))+))'
)


class RuleError(ValueError):
    """A rule that cannot be read; the message shows the rule and points at the character."""

    def __init__(self, message: str, source: str, position: int) -> None:
        super().__init__(f"{message} (character {position + 1} of the rule).\n      {source}\n      {' ' * position}^")


def parse_rule(source: str | dict[str, object]) -> Rule:
    """The rule that a line of the codebook states; raises RuleError, which is a ValueError."""
    if not isinstance(source, str):
        return _token_pattern(source)
    if not source.strip():
        raise RuleError("the rule is empty", source, 0)
    plain = normal(source)
    operands = tuple(_operand(plain, piece, at) for piece, at in _split(plain))
    if operands[0].negated:
        raise RuleError("a rule begins with what it codes; put `!` after an `&`", source, 0)
    return Rule(source.strip(), operands)


def _token_pattern(source: dict[str, object]) -> Rule:
    pattern = source.get("pattern")
    if (
        set(source) != {"pattern"}
        or not isinstance(pattern, list)
        or not pattern
        or not all(isinstance(p, dict) for p in pattern)
    ):
        raise ValueError("a rule is a line of text or {pattern: [a list of spaCy token descriptions]}.")
    needs = sorted({key for token in pattern for key in token} & NEEDS_MODEL)
    if needs:
        raise ValueError(
            f"a pattern cannot ask for {', '.join(needs)}: no tagger runs here. Use TEXT, LOWER, LEMMA, REGEX, OP."
        )
    if any("_" in token for token in pattern):
        raise ValueError("a pattern cannot ask for custom attributes (_). Use TEXT, LOWER, LEMMA, REGEX, OP.")
    if why := too_much_of(pattern):
        raise ValueError(f"the pattern would take too long: {why}. Make two rules of it.")
    text = json.dumps(pattern, ensure_ascii=False, sort_keys=True)
    return Rule(text, (Operand(TokenPattern(text)),))


def _split(source: str) -> Iterator[tuple[list[re.Match[str]], int]]:
    """The pieces of each operand and the position where it begins."""
    pieces: list[re.Match[str]] = []
    position, start = 0, 0
    end = len(source.rstrip())
    while position < end:
        match = _PIECE.match(source, position)
        if match is None:
            raise RuleError(
                "a quotation mark is not closed",
                source,
                position + len(source[position:]) - len(source[position:].lstrip()),
            )
        position = match.end()
        if match["and"]:
            yield pieces, start
            pieces, start = [], position
        else:
            pieces.append(match)
    yield pieces, start


def _operand(source: str, pieces: list[re.Match[str]], at: int) -> Operand:
    if not pieces:
        raise RuleError("a word is missing beside `&`", source, min(at, len(source) - 1))
    negated = bool(pieces[0]["not"])
    pieces = pieces[negated:]
    if not pieces:
        raise RuleError("a word is missing after `!`", source, len(source) - 1)
    return Operand(_regex(source, pieces) if pieces[0]["regex"] else _phrase(source, pieces), negated)


def _regex(source: str, pieces: list[re.Match[str]]) -> Regex:
    pattern, start = pieces[0]["regex"][1:-1], pieces[0].start("regex")
    if len(pieces) > 1:
        raise RuleError(
            "a regular expression stands alone; join other words to it with `&`", source, pieces[1].end() - 1
        )
    if why := too_much(pattern):
        raise RuleError(f"the regular expression would take too long: {why}", source, start)
    if _matches_nothing(pattern, source, start):
        raise RuleError("the regular expression matches nothing at all, so it would match everywhere", source, start)
    return Regex(pattern)


def _matches_nothing(pattern: str, source: str, start: int) -> bool:
    """Whether the expression matches an empty text; Python's own module tells sooner, `regex` reads what that one does
    not.
    """
    try:
        return re.compile(pattern, re.IGNORECASE).match("") is not None
    except re.error:
        import regex
    try:
        return regex.compile(pattern, regex.IGNORECASE).match("") is not None
    except regex.error as error:
        position = start + 1 + (getattr(error, "pos", 0) or 0)
        raise RuleError(
            f"the regular expression cannot be read: {str(error).split(' at position')[0]}", source, position
        ) from error


def _phrase(source: str, pieces: list[re.Match[str]]) -> Phrase:
    words: list[Word] = []
    gaps: list[int] = []
    gap = 0
    for piece in pieces:
        if piece["gap"]:
            if not words:
                raise RuleError("`...` stands between two words", source, piece.start("gap"))
            gap = GAP
            continue
        for word in _words(source, piece):
            gaps += [gap] if words else []
            words.append(word)
            gap = 0
    if gap or not words:
        raise RuleError("a word is missing at the end", source, pieces[-1].end() - 1)
    return Phrase(tuple(words), tuple(gaps))


def _words(source: str, piece: re.Match[str]) -> Iterator[Word]:
    if piece["regex"]:
        raise RuleError(
            "a regular expression stands alone; join it to other words with `&`", source, piece.start("regex")
        )
    if piece["quoted"]:
        forms = piece["quoted"][1:-1].split()
        if not forms:
            raise RuleError("there is nothing between the quotation marks", source, piece.start("quoted"))
        yield from (Word("form", form) for form in forms)
    elif piece["not"]:
        raise RuleError(
            "`!` stands at the beginning of what must not be there, after an `&`", source, piece.start("not")
        )
    else:
        yield _word(source, piece["word"], piece.start("word"))


def _word(source: str, text: str, at: int) -> Word:
    kind, bare = "lemma", text
    if text.startswith("~"):
        kind, bare = "part", text[1:]
    elif len(text) > 2 and text[0] == text[-1] == "'":
        kind, bare = "form", text[1:-1]
    elif text.startswith("="):
        kind, bare = "first", text[1:]
    elif text.startswith("*"):
        kind, bare = "suffix", text[1:]
    elif text.endswith("*"):
        kind, bare = "prefix", text[:-1]
    bad = re.search(r"[*~=!/()\[\]{}|\\]", bare)
    if not bare:
        raise RuleError(f"`{text}` has no word", source, at)
    if bad:
        raise RuleError(f"`{bad[0]}` cannot stand here", source, at + text.index(bare) + bad.start())
    return Word(kind, bare)  # type: ignore[arg-type]  # one of the literals above
