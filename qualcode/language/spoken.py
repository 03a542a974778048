"""Finnish as it is said → the ways it may be written: the sound changes that grammars of spoken Finnish describe, taken
back.

Each change is one that Iso suomen kielioppi (VISK) or the dialect grammars name; what it leads to counts only where it
is a word of the lexicon. A change has a cost, so that the fewest and commonest changes win.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from qualcode.language.transducer import Way, Ways, as_written

V, C = "aeiouyäö", "bcdfghjklmnpqrstvwxzšž"
# in the first syllable's vowels, after them, or wherever it stands
FIRST, LATER, ANYWHERE = "first", "later", "anywhere"
SHORT = 0.5  # what the short stem of a common verb costs
START, END, VOWEL, HARD = "^", "$", f"[{V}]", "[nsthdlm]"
CLITIC = "(?:kin?|k[aä][aä]n?|h[aä]n?|k[oö]|ks|p[aä])?$"  # where a word ends, or is only lengthened
STEM = "$|[nt]$|[nt]?[khps]|tte"  # what follows a short stem: en tuu, tuun, tuut, tuuko, tuunhan, tuutte
_VOWELS = re.compile(f"{VOWEL}+")


class Change(NamedTuple):
    """What may be written for some letters, at what cost, in which part of the word, and what must stand before and
    after them.
    """

    written: str
    cost: float
    where: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


# Forms of the commonest verbs that are other words in writing, and pronouns of some dialects.
_FREQUENT_FORMS = (
    ("alko", "alkoi"), ("tuntu", "tuntui"), ("kerto", "kertoi"), ("anto", "antoi"), ("halus", "halusi"),
    ("rupee", "rupeaa"),
    ("tullaa", "tullaan"), ("kasvo", "kasvoi"), ("loppu", "loppui"), ("myö", "me"), ("hyö", "he"), ("mnää", "minä"),
    ("mnä", "minä"),
    ("snää", "sinä"), ("snä", "sinä"), ("meitin", "meidän"), ("teitin", "teidän"), ("heitin", "heidän"),
    ("hälle", "hänelle"),
    ("hällä", "hänellä"),
)  # fmt: skip
# Said, written, cost, before, after, where. V is any vowel, K a consonant that can be long, N one of n l r s; A stands
# for a or ä, O for o
# or ö; `/` parts several spellings.
_CHANGES: tuple[tuple[str, str, float, str, str, str], ...] = (
    # the end of the word is cut: talos, taloss, talost, alal, siin, puol, kaks, puoliks, pitäs, tehtäs, haluis,
    # asiakkai
    ("s", "ssA", 1.0, VOWEL, CLITIC, ANYWHERE),
    ("s", "si", 0.8, "", CLITIC, ANYWHERE),
    ("s", "sA", 1.0, "n", CLITIC, ANYWHERE),
    ("ss", "ssA", 0.9, "", CLITIC, ANYWHERE),
    ("s", "isi", 1.2, VOWEL, CLITIC, ANYWHERE),
    ("s", "isiin", 1.3, "t[aä]", CLITIC, ANYWHERE),
    ("is", "isiin", 1.2, "t[aä]", CLITIC, ANYWHERE),
    ("is", "Ais", 1.0, "[uy]", "", LATER),
    ("is", "Aisi", 1.2, "[uy]", END, LATER),
    ("ees", "eAssA", 1.4, "", END, LATER),
    ("st", "stA/sti", 0.9, VOWEL, CLITIC, ANYWHERE),
    ("lt", "ltA", 0.9, VOWEL, CLITIC, ANYWHERE),
    ("ll", "llA/lle", 0.9, VOWEL, CLITIC, ANYWHERE),
    ("l", "llA/lle", 1.0, VOWEL, CLITIC, ANYWHERE),
    ("t", "tA/ttA", 1.0, "", CLITIC, ANYWHERE),
    *((letter, f"{letter}A/{letter}i", 1.0, "", CLITIC, ANYWHERE) for letter in "lnr"),
    *((letter, f"{letter}A", 1.2, "", END, ANYWHERE) for letter in "dghjkmpv"),
    ("i", "itA", 1.0, "[aeouyäö]", END, ANYWHERE),
    # -n, -t and -i are lost: luovuttii, mite, joteki; tehny, käynt, tullunna; alko, tuntu, tehtii; -n sounds as what
    # follows: ihav aikkaav
    ("V", "Vn", 1.0, "", "$|(?:kin?|k[aä][aä]n?)$", ANYWHERE),
    *((f"{n}{u}", f"{n}{u}t", 0.8, "", END, ANYWHERE) for n in "nlrs" for u in "uy"),
    *((f"{n}{u}n{a}", f"{n}{u}t", 1.0, "", END, ANYWHERE) for n in "nlrs" for u, a in ("ua", "yä")),
    *((f"{n}{u}{last}", f"{n}{u}t", 1.4, "", END, ANYWHERE) for n in "nlrs" for u in "uy" for last in "kmnpvhlrj"),
    *((f"{u}nn{a}", f"{u}t", 1.0, "", END, ANYWHERE) for u, a in ("ua", "yä")),
    ("nna", "nnut", 1.0, "", END, ANYWHERE),
    ("nnä", "nnyt", 1.0, "", END, ANYWHERE),
    *((a, "ut/yt", 1.4, "[lrs]", END, ANYWHERE) for a in "aä"),
    ("t", "ut/yt", 1.0, "[lnrs]", END, ANYWHERE),
    ("i", "iin", 1.2, "tt", END, ANYWHERE),
    *((last, "n", 1.3, "", END, ANYWHERE) for last in "kmpvhlrj"),
    ("p", "/pi", 1.2, "", END, ANYWHERE),
    ("j", "i", 1.0, f"[{C}]", END, ANYWHERE),  # olj
    *((said, "kin", 1.0, "", END, ANYWHERE) for said in ("kii", "kki")),
    *((f"kk{a}{a}n", f"k{a}{a}n", 1.0, "", END, ANYWHERE) for a in "aä"),
    *((f"nn{u}", f"n{u}t", 1.2, "", END, ANYWHERE) for u in "uy"),
    ("pi", "", 1.0, VOWEL, END, ANYWHERE),
    *((v, f"{v}i", 1.2, "", END, ANYWHERE) for v in "aouyäö"),
    ("V", "VV", 1.2, "", END, ANYWHERE),
    # one consonant for two: kengilä, talosa, asiakkaale
    *((x, x * 2, 1.2, VOWEL, "[aä]$", ANYWHERE) for x in "ls"),
    ("l", "ll", 1.2, VOWEL, "e$", ANYWHERE),
    # lähetään syöön, tuun hakeen
    *((f"{v}{v}n", f"{v}mAAn", 1.2, "", END, ANYWHERE) for v in V),
    # vowels that grow together: nopee, tietoo, tuntii, apuu, haluu, korkeet; pimiä, hirvie; ottoo; tarvii
    ("ee", "eA/eAA", 1.0, "", "", LATER),
    ("oo", "oA", 1.0, "", "", LATER),
    ("öö", "öä", 1.0, "", "", LATER),
    ("uu", "uA/uAA", 1.0, "", "", LATER),
    ("yy", "yä/yää", 1.0, "", "", LATER),
    ("ii", "iA", 1.0, "", "", LATER),
    ("i", "e", 1.0, "", "[aä]", LATER),
    ("ie", "eA", 1.2, "", "", LATER),
    ("u", "o", 1.2, "", "a", LATER),
    ("uo", "oa", 1.3, "", "", LATER),
    ("oo", "aa/ee", 1.1, "", "", LATER),
    ("ee", "aa/ää", 1.1, "", "", LATER),
    ("öö", "ää/ee", 1.1, "", "", LATER),
    *((said, "e", 1.3, "", "v", LATER) for said in ("oo", "öö")),
    ("ii", "itsee", 1.3, "", "", LATER),
    ("ii", "itse", 1.3, "", "[nt]$", LATER),
    ("i", "itse", 1.3, "", "[nt]?$", LATER),
    # -iden: opettajitten
    ("itten", "iden/jen", 1.0, VOWEL, "$|[mns]", ANYWHERE),
    ("itten", "ien", 1.0, "", "$|[mns]", ANYWHERE),
    # i is lost after the first syllable: punanen, kirjottaa, sanosin
    *((v, f"{v}i", 1.0, "", HARD, LATER) for v in "aäoöuye"),
    ("j", "i", 1.2, f"[{C}]", VOWEL, ANYWHERE),  # asjakas
    *((f"{v}{v}", f"{v}i", 1.0, "", "n[ei]|s[ei]|st", LATER) for v in "aäoö"),  # sellaanen
    ("i", "", 1.2, "[lnr]", "j", ANYWHERE),  # palijon
    ("ij", "i", 1.1, "", VOWEL, LATER),  # asija
    # d: tehä, meiän, voijaan, tehrään, kauven
    ("h", "hd", 0.9, "", VOWEL, ANYWHERE),
    ("hh", "hd", 1.0, VOWEL, VOWEL, ANYWHERE),
    ("V", "dV", 1.0, VOWEL, "", ANYWHERE),
    ("j", "d", 1.0, VOWEL, VOWEL, ANYWHERE),
    ("jj", "d/id", 1.0, VOWEL, VOWEL, ANYWHERE),
    ("r", "d", 1.0, f"[{V}h]", VOWEL, ANYWHERE),
    ("v", "d", 1.2, VOWEL, VOWEL, ANYWHERE),
    ("l", "d", 1.5, VOWEL, VOWEL, ANYWHERE),
    # ts: kattoo, kahtoo, messä, iteni
    *((said, "ts", 1.0, "", "", ANYWHERE) for said in ("tt", "ht", "ss")),
    ("t", "ts", 1.2, VOWEL, VOWEL, ANYWHERE),
    ("h", "ts", 1.3, VOWEL, VOWEL, ANYWHERE),
    # long consonants before long vowels: pittää, sannoo; a vowel heard twice: kolome; h between vowels: mennähän;
    # sooooo
    ("KK", "K", 1.0, "", "", ANYWHERE),
    *((f"{v}{x}{v}", f"{v}{x}", 1.0, "", "[kmpvhjfl]", ANYWHERE) for v in V for x in "lnr"),
    *((f"{v}h{v}", f"{v}h", 1.0, "", "[kmpvjlnrt]", ANYWHERE) for v in V),
    *((f"{v}h{v}", f"{v}{v}", 1.1, "", "", ANYWHERE) for v in V),
    # diphthongs of the first syllable: nuari, tiätää, tyävaate; vuaret, tiärän; aeka, moa, peä; tiiä; tiän
    ("ua", "uo/aa/uode", 1.0, "", "", FIRST),
    ("iä", "ie/ää/iedä", 1.0, "", "", FIRST),
    ("ia", "ie", 1.0, "", "", FIRST),
    ("yä", "yö", 1.0, "", "", FIRST),
    *(
        (said, written, 1.0, f"^[{C}]*", VOWEL, ANYWHERE)
        for said, written in (("uar", "uod"), ("iär", "ied"), ("iar", "ied"), ("yär", "yöd"))
    ),
    *(
        (said, written, 1.5, "", "", LATER)
        for said, written in (("ua", "uo"), ("iä", "ie"), ("ia", "ie"), ("yä", "yö"))
    ),
    *((said, f"{said[0]}i", 1.0, "", "", FIRST) for said in ("ae", "äe", "oe", "öe")),
    *((said, f"{said[0]}i", 1.3, "", "", LATER) for said in ("ae", "äe", "oe", "öe")),
    ("ao", "au", 1.0, "", "", FIRST),
    ("äö", "äy", 1.0, "", "", FIRST),
    ("oa", "aa", 1.2, "", "", FIRST),
    ("eä", "ää", 1.2, "", "", FIRST),
    ("ii", "ie", 1.0, "", "", FIRST),
    ("uu", "uo", 1.2, "", "", FIRST),
    ("yy", "yö", 1.2, "", "", FIRST),
    # short stems of the commonest verbs: oon, tuun, meen, paan, nään; ois; kato; aattelen, oottaa, tarttee; männöö
    ("oo", "ole", SHORT, START, f"{STEM}|l$", ANYWHERE),
    ("ois", "olis/olisi", SHORT, START, "", ANYWHERE),
    ("tuu", "tule", SHORT, START, STEM, ANYWHERE),
    ("mee", "mene", SHORT, START, STEM, ANYWHERE),
    ("paa", "pane", SHORT, START, STEM, ANYWHERE),
    ("nää", "näe", SHORT, START, "[nt]", ANYWHERE),
    *((said, "katso", SHORT, START, "$|[int]|s$", ANYWHERE) for said in ("kato", "katto")),
    ("kattoon", "katsomaan", SHORT, START, END, ANYWHERE),
    ("aat", "ajat", SHORT, START, "t?e", ANYWHERE),
    ("oo", "odo", 1.0, START, "t", ANYWHERE),
    ("tartt", "tarvits", 0.8, START, "", ANYWHERE),
    ("mä", "me", 0.8, START, "nn|ni|nee", ANYWHERE),
    *((f"halu{said}", f"halu{written}", SHORT, START, "", ANYWHERE) for said, written in (("is", "ais"), ("u", "a"))),
    ("haluis", "haluaisi", SHORT, START, "$|k", ANYWHERE),
    *((said, written, SHORT, START, END, ANYWHERE) for said, written in _FREQUENT_FORMS),
    ("lähet", "lähdet", SHORT, START, "[tä]", ANYWHERE),
    ("mettä", "metsä", SHORT, START, "", ANYWHERE),
    ("rupe", "rupea", SHORT, START, "e[nt]?$", ANYWHERE),
    ("imme", "ihme/ihmi", SHORT, START, "", ANYWHERE),
    ("immei", "ihmi", SHORT, START, "", ANYWHERE),
    ("o", "on/ole", SHORT, START, END, ANYWHERE),
    # pronouns and particles: tonne, tommonen, noilla; ku, vaan
    ("to", "tuo", 0.8, START, "[nmsli]", ANYWHERE),
    *((said, written, 0.7, START, END, ANYWHERE) for said, written in (("tota", "tuota"), ("tos", "tuossa"))),
    ("noi", "nuo/noi", 0.8, START, "", ANYWHERE),
    *((said, "kuin", 1.0, START, END, ANYWHERE) for said in ("ku", "kun")),
    ("vaan", "vain", 1.0, START, END, ANYWHERE),
    # questions and words grown onto a verb: onks, tuleek; emmä, ootsä, tiäksä
    ("ks", "kO/tkO/ksi", 0.7, "", END, ANYWHERE),
    ("k", "kO", 1.2, "", END, ANYWHERE),
    *((f"mm{you}", "n", 1.0, "", END, ANYWHERE) for you in ("ä", "ää", "ie")),
    *((f"ts{you}", "t", 1.0, "", END, ANYWHERE) for you in ("ä", "ää", "ie")),
    *((f"ks{you}", "tkO/kO", 1.0, "", END, ANYWHERE) for you in ("ä", "ää", "ie")),
    *(
        (f"ks{who}", "kO", 1.0, "", END, ANYWHERE)
        for who in ("mä", "mää", "se", "ne", "me", "te", "tää", "toi", "noi", "nää")
    ),
    # numerals: kakskyt, kolkyt, kakstoist
    ("s", "si", 0.5, "", "kyt|kymm|toist|sat|tuha", ANYWHERE),
    ("kaks", "kaksi", 0.5, "", END, ANYWHERE),
    *((said, "kymmentä", 0.5, "", after, ANYWHERE) for said, after in (("kyt", ""), ("kytä", ""), ("kytt", END))),
    ("kol", "kolme", 0.5, "", "kyt", ANYWHERE),
    ("nel", "neljä", 0.5, "", "kyt", ANYWHERE),
    *((said, "kahdeksan", 0.5, "", "kyt", ANYWHERE) for said in ("kasi", "kahes")),
    *((said, "yhdeksän", 0.5, "", "kyt", ANYWHERE) for said in ("ysi", "yhes")),
    *((said, "seitsemän", 0.5, "", "kyt", ANYWHERE) for said in ("sei", "seis", "seit")),
    ("toist", "toista", 0.5, "", END, ANYWHERE),
    ("viis", "viisi", SHORT, START, "toist", ANYWHERE),
)


def _changes() -> dict[str, tuple[Change, ...]]:
    """The changes by the letters that are said."""
    found: defaultdict[str, list[Change]] = defaultdict(list)
    for said, written, cost, before, after, where in _CHANGES:
        ready = re.compile(f"(?:{before})$") if before else None, re.compile(after) if after else None
        sign, letters = ("V", V) if "V" in said else ("K", "dfghjklmnprstv") if "K" in said else ("", " ")
        for letter in letters:
            for text in _spellings(written):
                change = Change(text.replace(sign, letter) if sign else text, cost, where, *ready)
                found[said.replace(sign, letter) if sign else said].append(change)
    return {said: tuple(changes) for said, changes in found.items()}


def _spellings(written: str) -> Iterator[str]:
    for text in written.split("/"):
        harmonies = (("a", "o"), ("ä", "ö")) if "A" in text or "O" in text else (("", ""),)
        yield from (text.replace("A", a).replace("O", o) for a, o in harmonies)


CHANGES = _changes()
STEMS = tuple(said for said, _, cost, before, _, _ in _CHANGES if cost <= SHORT and before == START and len(said) > 1)
_LENGTHS = sorted({len(said) for said in CHANGES})


def ways(form: str) -> Ways:
    """The ways a spoken form, in small letters, may be written: itself, and each change that fits, alone or with
    others.
    """
    found = [list(onward) for onward in as_written(form)]
    vowels = _VOWELS.search(form)
    first = vowels.end() if vowels else 0
    for start, onward in enumerate(found):
        for length in _LENGTHS:
            for change in CHANGES.get(form[start : start + length], ()) if start + length <= len(form) else ():
                if _fits(change, form, start, start + length, first):
                    onward.append(Way(start + length, change.written, change.cost))
        end = start + 1
        while end < len(form) and form[end] == form[start]:
            end += 1
        if end - start > 2:  # a sound drawn out
            onward += [Way(end, form[start], SHORT), Way(end, form[start] * 2, SHORT)]
    return found


def _fits(change: Change, form: str, start: int, end: int, first: int) -> bool:
    _, _, where, before, after = change
    if where is not ANYWHERE and (start < first if where is LATER else end > first):
        return False
    return (after is None or after.match(form, end) is not None) and (
        before is None or before.search(form, 0, start) is not None
    )
