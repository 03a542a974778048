"""Finnish names in other names' forms: Virtasella and Korhonen make Korhosella."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from qualcode.language.pykko import Analysis, forms, lexicon
from qualcode.language.spoken import ways

# Cases by the letters that a form with them ends in, before possessives and clitics.
CASES = {
    "+nom": r"", "+gen": r"[nt]|n", "+par": r"[aä]", "+ine": r"ss[aä]", "+ela": r"st[aä]", "+ill": r"n",
    "+ade": r"ll[aä]",
    "+abl": r"lt[aä]", "+all": r"lle", "+ess": r"n[aä]", "+tra": r"ks[ie]", "+abe": r"tt[aä]", "+ins": r"n",
    "+com": r"ne",
}  # fmt: skip
# before possessives
CASES_OWNED = {**CASES, "+gen": r"[aeiouyäö]", "+ill": r"[aeiouyäö]", "+nom": r"[aeiouyäö]", "+tra": r"kse"}
NUMBERS = ("+sg", "+pl")
POSSESSIVES = {
    "": "",
    "+poss1sg": "ni",
    "+poss2sg": "si",
    "+poss3": "ns[aä]|[aeiouyäö]n",
    "+poss1pl": "mme",
    "+poss2pl": "nne",
}
CLITICS = {
    "": "",
    "+kin": "kin",
    "+kaan": "k[aä]{2}n",
    "+ko": "k[oö]",
    "+han": "h[aä]n",
    "+pa": "p[aä]",
    "+ko+han": "k[oö]h[aä]n",
    "+pa+han": "p[aä]h[aä]n",
}
_SIGNED = re.compile(r"(.+):([a-zåäö]+)")  # YLE:n
# Turus, Turust are said for Turussa, Turusta
_CUT, _LONG = (re.compile(r"(?:s|st|l|lt)$"), re.compile(r"(?:ss|st|ll|lt)[aä]$"))
# what the sound changes of a spoken form may cost, and how much more than the best
SPOKEN_LIMIT, SPOKEN_MARGIN = 6.0, 2.0
_BACK, _FRONT = "aouáâàóô", "äöy"


def in_form_of(form: str, lemma: str, replacement: str) -> tuple[str, ...]:
    """A replacement in the form in which a name stands: `Korhosella` for `Virtasella` of `Virtanen` and `Korhonen`.

    Of names of several words the last is inflected. Several are given where the form can be several cases whose words
    differ, none where it is no form of the name.
    """
    if form.casefold() == lemma.casefold():
        return (_cased(replacement, form),)
    before, _, last = replacement.rpartition(" ")
    front = f"{before} " if before else ""
    found = (
        word for tags in tags_of(form.rpartition(" ")[2], lemma.rpartition(" ")[2]) for word in inflected(last, tags)
    )
    said = (re.sub("ss$", "s", word[:-1]) if _CUT.search(form) and _LONG.search(word) else word for word in found)
    return tuple(dict.fromkeys(_cased(front + word, form) for word in said))


def _cased(text: str, form: str) -> str:
    """The text in the capitals of the form, where it is all in capitals or begins with a small letter."""
    if len(form) > 1 and form.isupper():
        return text.upper()
    return text.lower() if form.islower() else text


@lru_cache(maxsize=50_000)
def tags_of(form: str, lemma: str) -> tuple[str, ...]:
    """Number, case, possessive and clitics (`+sg+ade+kin`) that a form of a name can have, the likeliest; none when it
    is no form of it.
    """
    form, lemma = _plain(form), _plain(lemma)
    known = [a for a in _analyses(form) if a.lemma.replace("|", "").casefold() == lemma.casefold()]
    names = [a for a in known if a.pos.startswith("proper")] or known
    if names:
        return tuple(
            dict.fromkeys(_with_number(a.tags) for a in names if a.weight <= min(other.weight for other in names))
        )
    said = [a for a in _spoken(form, SPOKEN_MARGIN) if a.lemma.replace("|", "").casefold() == lemma.casefold()]
    if said or _known(lemma):
        return tuple(
            dict.fromkeys(_with_number(a.tags) for a in said if a.weight <= min(other.weight for other in said))
        )
    return tuple(
        tags for tags in _possible_tags(form) if form.casefold() in (word.casefold() for word in inflected(lemma, tags))
    )


def _plain(word: str) -> str:
    """A word with one capital; one of a few capitals stays, for it is an abbreviation."""
    return word[:1].upper() + (word[1:].lower() if word.isupper() and len(word) > ABBREVIATION else word[1:])


def _with_number(tags: str) -> str:
    return tags if tags.startswith(NUMBERS) else f"+sg{tags}"


@lru_cache(maxsize=50_000)
def inflected(name: str, tags: str) -> tuple[str, ...]:
    """The forms of a name or noun with tags: those of the lexicon, else what its letters lead to; none without
    pykko.
    """
    makes = forms()
    if makes is None:
        return ()
    for word in _known(name):
        found = [
            name[:1] + form[1:] if form[:1].casefold() == name[:1].casefold() else form for form in makes.of(word, tags)
        ]
        if found:
            return tuple(_best(_as_the_noun(found, name, tags), name))
    if name[-1:].isdigit():
        return ()
    return tuple(_best([made for made in makes.guessed(name, tags) if _in_harmony(made, name)], name))


def _as_the_noun(found: list[str], name: str, tags: str) -> list[str]:
    """Of several forms of a name those that the common noun has which it is: Laineen of Laine."""
    makes = forms()
    if len(found) < 2 or makes is None:
        return found
    nouns = [a for a in _analyses(name.lower()) if a.pos == "noun" and a.tags == "+sg+nom"]
    common = {form.casefold() for noun in nouns for form in makes.of(noun, tags)}
    return [form for form in found if form.casefold() in common] or found


def _best(found: list[str], name: str) -> list[str]:
    """Of several forms those that names take: Virtusen of Virtunen, and plural forms as short as can be."""
    if name.endswith("nen"):
        found = [form for form in found if not form.startswith(name)] or found
    return (
        found[:1] if len({len(form) for form in found}) == 1 else sorted(found, key=lambda form: (len(form), form))[:1]
    )


def _in_harmony(form: str, name: str) -> bool:
    """Whether the endings go with the name's vowels: back where the last of its telling vowels is back."""
    telling = [letter for letter in name.casefold().rpartition("-")[2] if letter in _BACK + _FRONT]
    ending = form[len(_shared(form, name)) :].casefold()
    return not set(ending) & set(_FRONT[:2] if telling and telling[-1] in _BACK else _BACK)


def _shared(one: str, other: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:at]


@lru_cache(maxsize=50_000)
def _known(name: str) -> tuple[Analysis, ...]:
    """The lexicon's analyses of a name as it is (a basic form), names before other words, in their plural too
    (Yhdysvallat).
    """
    found = [a for a in _analyses(name) if a.lemma.replace("|", "").casefold() == name.casefold() and "+nom" in a.tags]
    plain = [a for a in found if a.tags in ("+sg+nom", "+pl+nom", "+nom")]
    return tuple(
        sorted(plain, key=lambda a: (a.lemma.replace("|", "") != name, not a.pos.startswith("proper"), a.weight))
    )


def _analyses(form: str) -> list[Analysis]:
    found = lexicon()
    return [] if found is None else found.analyse(form)


@lru_cache(maxsize=20_000)
def _spoken(form: str, margin: float = 0.0) -> tuple[Analysis, ...]:
    """The names that a form may be said for, with the written forms that the fewest sound changes lead to, or within a
    margin of that.
    """
    found, lower = lexicon(), form.lower()
    if found is None or not lower.isalpha() or len(lower) > LONGEST:
        return ()
    said = [a for a in found.analyse_ways(ways(lower), margin, SPOKEN_LIMIT) if a.spelt != lower]
    return tuple(a for a in said if a.pos.startswith("proper") and "+nom" not in a.tags and "+poss" not in a.tags)


def _possible_tags(form: str) -> Iterator[str]:
    """The tags whose endings a form has, those of few parts first."""
    signed = _SIGNED.fullmatch(form)
    ending = signed[2] if signed else form
    for pattern, case, rest in _endings():
        if pattern.search(ending):
            yield from (f"{number}{case}{rest}" for number in NUMBERS)


@cache
def _endings() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """A pattern of the letters that a form ends in for each case with each possessive and clitic."""
    return tuple(
        (re.compile(rf"(?:{letters})(?:{POSSESSIVES[possessive]})(?:{CLITICS[clitic]})$"), case, possessive + clitic)
        for clitic, possessive in product(CLITICS, POSSESSIVES)
        for case, letters in (CASES_OWNED if possessive else CASES).items()
    )


_ENDED = re.compile(
    r"(?:n|t|[aä]|ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|n[aä]|ks[ie]|tt[aä]|"
    r"(?P<long>[aeiouyäö])(?P=long)n|h[aeiouyäö]n|seen)$"
)
# endings that no basic form has
_SURE = re.compile(r"(?:ss|st|ll|lt)[aä]$|(?:lle|ksi|seen|h[aeiouyäö]n|([aeiouyäö])\1n)$")
ABBREVIATION = 4  # letters of the longest word in capitals that is left as it is
LONGEST = 40  # letters of a spoken form
SHORTEST = 3  # letters of a basic form that is guessed at


@lru_cache(maxsize=20_000)
def basic_forms(form: str) -> tuple[str, ...]:
    """What a form of a name may be a form of: the lexicon's names, else what its endings leave, itself last.

    Each but the form itself is verified by inflecting it.
    """
    shown = form[:1].upper() + form[1:]
    known = [a for a in _analyses(shown) if a.pos.startswith("proper")]
    best = min((a.weight for a in known), default=0.0)
    if named := [
        a.lemma.replace("|", "")
        for a in known
        if a.lemma.replace("|", "") == shown and a.tags in ("+sg+nom", "+pl+nom", "+nom")
    ]:
        return tuple(dict.fromkeys(named))
    if known:
        sure = any(not _ODD_CASE.search(a.tags) for a in known)
        names = (a.lemma.replace("|", "") for a in known if a.weight <= best)
        return tuple(dict.fromkeys((*names, *(() if sure else (shown,)))))
    if said := _spoken(form, SPOKEN_MARGIN if form[:1].isupper() else 0.0):
        return tuple(dict.fromkeys(a.lemma.replace("|", "") for a in said))
    guessed = dict.fromkeys(guess for guess in _stems(form) if len(guess) >= SHORTEST and tags_of(form, guess))
    return (*guessed, form)


def spoken_name(form: str, name: str) -> bool:
    """Whether a form with a capital may be said for a form of a name that the lexicon has: Virtaselt for Virtaselta."""
    return form[:1].isupper() and any(a.lemma.replace("|", "") == name for a in _spoken(form, SPOKEN_MARGIN))


_ODD_CASE = re.compile(r"\+(?:ess|par|ins|abe)")  # cases that a basic form is as likely as: Pena of Pe


def is_unsure(form: str) -> bool:
    """Whether a form ends as a basic form may end too."""
    return form.casefold().endswith(("n", "t", "a", "ä")) and not _SURE.search(form.casefold())


def _stems(form: str) -> Iterator[str]:
    """What may be left of a form without its endings."""
    signed = _SIGNED.fullmatch(form)
    if signed:
        yield signed[1]
        return
    bare = [form]
    for clitic in filter(None, CLITICS.values()):
        bare += [form[: match.start()] for match in [re.search(rf"{clitic}$", form)] if match]
    for word in bare:
        for possessive in ("", "ni", "si", "ns[aä]", "mme", "nne"):
            possessed = re.search(rf"{possessive}$", word) if possessive else None
            if possessive and possessed is None:
                continue
            inner = word[: possessed.start()] if possessed else word
            yield from _without_case(inner)


def _without_case(word: str) -> Iterator[str]:
    for length in range(1, 5):
        stem, ending = word[:-length], word[-length:]
        if not _ENDED.fullmatch(ending) and not (length == 1 and ending in "aä"):
            continue
        if stem.endswith("se"):
            yield stem[:-2] + "nen"
        elif stem.endswith("s") and ending in "ta tä":
            yield stem[:-1] + "nen"
        foreign = stem.endswith("i") and stem[-2:-1] in "bcfgqwxz"
        if stem[-1:] in "aeiouyäö" and not foreign:
            yield stem
        if stem.endswith("i"):
            yield stem[:-1]
        yield from _stronger(stem)


def _stronger(stem: str) -> Iterator[str]:
    """Stems whose doubled stop the form has single: Mirkun of Mirkku."""
    match = re.fullmatch(r"(.*[^kpt])([kpt])([aeiouyäö])", stem)
    if match:
        yield f"{match[1]}{match[2]}{match[2]}{match[3]}"
