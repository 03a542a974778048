"""Which words of a clause stand under a negation: `emme viesti`, `palautetta ei saatu`, `without support`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from qualcode.language.chunks import Ints
from qualcode.language.that import THAT
from qualcode.language.tokens import PerForm, Tokens, word_of

REACH = 3  # words after `without`, `ilman`, `no` that it negates
_THAT = r"(?:ett|mutt|jott|vaikk|jos|joll|ell|kosk)"  # ettei, mutten, vaikkei
_PERSON = r"(?:en|et|ei|emme|ette|eivät)"


@dataclass(frozen=True, slots=True)
class Signs:
    """A language's negations: `verbs` negate their clause, `before` only the next words; `weak` words after a verb lift
    it (`not only`).

    A clause begins with a word of `opens` or after a mark; a comma beside one of the `fillers` is a pause of speech.
    """

    verbs: re.Pattern[str]
    before: re.Pattern[str]
    weak: re.Pattern[str]
    opens: re.Pattern[str]
    fillers: re.Pattern[str]


SIGNS: Mapping[str, Signs] = {
    "fi": Signs(
        re.compile(rf"{_THAT}?{_PERSON}(?:hän|hä|pä)?|ee(?:hän|hä|pä)?|ei[jp]|ei(?:j?oo?|kai)|en(?:kai)|(?:en|"
            rf"et|ei|emme|ette|eivät)k[aä](?:än)?|em[pm][aä]{{1,2}}(?:p[aä])?"
                   r"|emmie|ets(?:ä|ää|ie)|e[nt]p[aä]|äl(?:ä|kää|köön|kööt|käämme)"),
        re.compile(r"ilman|vailla"),
        re.compile(r"vain|ainoastaan|pelkästään|pelkkä\w*|välttämättä|yksin(?:omaan)?"),
        re.compile(rf"mutta|mut|vaan|koska|että|et|jos|kun|ku|ni|kuin|ja|sillä|vaikka|{_THAT}{_PERSON}|"
            rf"mi(?:ten|ssä|stä|hin|lloin|ksi|llä|nkä)|kuinka|kuka|ke(?:nen|nelle|neltä|tä|lle|ltä)|"
            rf"milla(?:inen|ista)|monta(?:ko)?|(?:en|et|ei|emme|ette|eivät)kä|mikä|mitä|"
                   r"\w{2,}(?:aa|ää|ee|ii|oo|uu|yy|öö|vat|vät|mme|isi|taan|tään)k[oö]s?|jo(?:ka|nka|ta|ssa|"
                       r"sta|hon|lla|lta|lle|tka|ita|iden|issa|ista|ihin|illa|ille)|(?:on|oli|voi|saa)(?:ko|ks)"),
        re.compile(r"niinku|niinkun|tota|tuota|noin?|noinniin|tavallaan|öö|mm|vaikkapa|kai|kato|ti(?:e|"
            r"i)?[äe](?:t|d[äe]t)?(?:sä|sää|ksä|kö)|usko"),
    ),
    "en": Signs(
        re.compile(r"not|n't|never|barely|rarely|nowhere|cannot|nobody|none|neither|nor|hardly|nothing|nt"),
        re.compile(r"without|no|lack(?:s|ed|ing)?"),
        re.compile(r"only|just|merely|necessarily"),
        re.compile(r"but|because|and|if|when|while|although|though|so|which|who|whether|how|where|what|why|"
            r"whereas|unless|than|nor"),
        re.compile(r"like|um|uh|er|erm|well|say"),
    ),
    "sv": Signs(
        re.compile(r"inte|icke|ej|aldrig|ingen|inget|inga|ingenting"),
        re.compile(r"utan"),
        re.compile(r"bara|enbart|endast"),
        re.compile(r"men|och|för|att|om|när|som|fast|eftersom|än"),
        re.compile(r"liksom|typ|alltså|öh"),
    ),
}  # fmt: skip
_TIMES = re.compile(  # what follows a joka that says each
    r"päiv|viik|kerta|kerra|kuukau|kuu$|vuos|vuo[dntjr]|aamu|ilta|illa|yö|tunti|kvartaal|"
    r"kevät|syks|kesä|talv|palaver|asia(?:n|ssa|sta)?$"
)
_EITHER_OR = frozenset(("vai", "tai", "or", "eller"))
_SHORT_NOT = frozenset(("n't", "nt", "not"))
_MARK = re.compile(r"[,;:–—()…\"“”„»«]|\.{2,}")
ORDINARY, VERB, BEFORE, WEAK, OPENS, FILLER, COMMA, MARK = (0, 1, 2, 4, 8, 16, 32, 64)


class Negations:
    """Tells for any stretch of tokens whether it stands under a negation; each form is looked at once."""

    def __init__(self, language: str) -> None:
        self._signs = SIGNS.get(language)
        self._kinds = PerForm(self._kind)

    def of(self, tokens: Tokens) -> NegatedClauses:
        """The negations of a transcript."""
        return NegatedClauses(tokens, self._kinds.of(tokens))

    def _kind(self, form: str) -> int:
        signs, word = self._signs, word_of(form).lower()
        if signs is None:
            return ORDINARY
        if _MARK.fullmatch(word):
            return COMMA | MARK if word == "," else MARK
        if form.endswith((f"\t{THAT}", "\tSCONJ", "\tSCONJ\tettä")):
            return OPENS  # an `et` that is `että`
        kinds = (
            (signs.verbs, VERB),
            (signs.before, BEFORE),
            (signs.weak, WEAK),
            (signs.opens, OPENS),
            (signs.fillers, FILLER),
        )
        return sum(kind for pattern, kind in kinds if pattern.fullmatch(word))


class NegatedClauses:
    """The clauses of a transcript and where in them negations stand."""

    def __init__(self, tokens: Tokens, kinds: Ints) -> None:
        self._tokens, self._kinds = tokens, kinds
        self._any = bool((kinds & (VERB | BEFORE)).any())
        if not self._any:
            return
        filler = (kinds & FILLER) > 0
        beside = np.concatenate([[False], filler[:-1]]) | np.concatenate([filler[1:], [False]])
        ends = ((kinds & MARK) > 0) & ~(((kinds & COMMA) > 0) & beside)
        self._ends = ends
        opens = (kinds & OPENS) > 0
        opens[[row for row in np.flatnonzero(opens).tolist() if self._is_each(row)]] = False
        new = (np.diff(tokens.sentence, prepend=-1) != 0) | opens | np.concatenate([[False], ends[:-1]])
        self._clause = np.cumsum(new)
        self._signs = np.flatnonzero(kinds & (VERB | BEFORE))

    def hold(self, start: int, end: int) -> bool:
        """Whether the stretch of text from `start` to `end` stands under a negation that is no part of it."""
        if not self._any:
            return False
        first = int(np.searchsorted(self._tokens.end, start, "right"))
        last = int(np.searchsorted(self._tokens.start, end, "left")) - 1
        if first > last:
            return False
        low, high = np.searchsorted(self._clause[self._signs], [self._clause[first], self._clause[last] + 1])
        return any(self._negates(sign, first, last) for sign in self._signs[low:high].tolist())

    def _negates(self, sign: int, first: int, last: int) -> bool:
        if first <= sign <= last:
            return False
        if self._asks(sign):
            return False
        following = self._kinds[sign + 1 : sign + 3].tolist()
        if following and ((following[0] & COMMA and self._ends[sign + 1]) or any(kind & WEAK for kind in following)):
            return False  # `Ei, me viestitään`; `ei vain tuki`
        if self._kinds[sign] & VERB:
            return True
        between = int(self._tokens.words[sign + 1 : first].sum())
        return (sign < first and between < REACH) or (
            sign == last + 1 and self._word(sign) == "ilman" and self._ends_there(sign)
        )

    def _is_each(self, row: int) -> bool:
        """Whether a `joka` is no relative pronoun but says each: joka päivä, joka kerta."""
        return self._word(row) == "joka" and _TIMES.match(self._word(row + 1)) is not None

    def _asks(self, sign: int) -> bool:
        """Whether a negation only asks: `onko tukea vai ei`, `was it clear or not?`, `didn't you get support?`"""
        before, last = self._word(sign - 1), self._word(sign + 1) in ("", ".", "?", "!", "…")
        if before in _EITHER_OR:
            return before == "vai" or last or self._word(sign - 2) == "whether"
        sentences = self._tokens.sentence
        first, end = np.searchsorted(sentences, [sentences[sign], sentences[sign] + 1])
        return self._word(sign) in _SHORT_NOT and sign == first + 1 and self._word(int(end) - 1) == "?"

    def _ends_there(self, sign: int) -> bool:
        """Whether nothing follows `ilman` that it could belong to: `raporttia ilman ei pärjää`, not `palaute ilman
        viivettä`.
        """
        after = self._word(sign + 1)
        return not after or not after[0].isalpha() or bool(self._kinds[sign + 1] & VERB)

    def _word(self, row: int) -> str:
        return word_of(self._tokens.forms[int(self._tokens.form[row])]).lower() if 0 <= row < len(self._tokens) else ""
