"""The names in a study: every form of a name under its basic form, with where it stands and why it may be a name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.language.inflection import ABBREVIATION, basic_forms, is_unsure, tags_of
from qualcode.language.name_signs import name_signs
from qualcode.privacy.guesses import OF_IDENTIFIERS, kind_of, part_beside
from qualcode.privacy.identifiers import VAGUE, identifiers_in
from qualcode.privacy.names import LIKELY, MAYBE, SURE, MaybeName, names_in
from qualcode.privacy.said import Piece
from qualcode.transcripts.voices.label_words import INTERVIEWER, PARTICIPANT, SPEAKER

ROLE_WORDS = INTERVIEWER | PARTICIPANT | SPEAKER
CONTEXTS, AROUND = 3, 40  # contexts shown of a name, and letters on each side
ALIKE = 2  # letters at a name's beginning that no ending changes
PARTS = 4  # words of a name of several words
BESIDE = 30  # letters before and after a name in which the words beside it are
_WORD = re.compile(r"[^\W\d_]+")
NEAR = 1  # letters by which a likely misspelling of someone's name differs


@dataclass(frozen=True)
class FoundName:
    """A name: its basic form, what it may be, why, how likely; its forms with their numbers, where they stand, and
    contexts.

    `open_forms` are forms of which it is not sure that they are forms of this basic form; `part` is which part of a
    person's name it is.
    """

    name: str
    kind: str
    why: str
    likely: int
    language: str
    forms: Mapping[str, int]
    where: tuple[str, ...]
    contexts: tuple[str, ...]
    open_forms: tuple[str, ...] = ()
    part: str = ""

    @property
    def number(self) -> int:
        """How often it stands anywhere."""
        return sum(self.forms.values())


@dataclass
class _Hit:
    """Where a name stands: the piece's number and place, the form as it is written, the basic forms it may have, how
    likely and why.
    """

    piece: int
    start: int
    form: str
    bases: tuple[str, ...]
    likely: int
    why: str
    beside: tuple[str, ...] = ()
    label: bool = False


_Shape = tuple[str, tuple[str, ...]]  # a form, and the basic forms it may have


@dataclass
class _Name:
    name: str
    hits: list[_Hit] = field(default_factory=list)


def found_names(pieces: Sequence[Piece]) -> list[FoundName]:
    """The names in texts, the likeliest first, then the most frequent."""
    hits = [*_identified(pieces), *_joined(list(_named(pieces)), pieces)]
    grouped = _grouped(hits)
    speakers = {name.name.casefold() for name in grouped if any(hit.label for hit in name.hits)}
    hits += _misspelt(pieces, hits, speakers)
    found = [_found(name, pieces) for name in _grouped(hits)]
    return sorted(found, key=lambda name: (-name.likely, -name.number, name.name.casefold()))


def _identified(pieces: Sequence[Piece]) -> Iterator[_Hit]:
    """What tells who someone is by its form."""
    for number, piece in enumerate(pieces):
        for one in identifiers_in(piece.text):
            form = piece.text[one.start : one.end]
            yield _Hit(number, one.start, form, (form,), MAYBE if one.kind in VAGUE else SURE, one.kind)


def _named(pieces: Sequence[Piece]) -> Iterator[_Hit]:
    """The words that may be names; those of labels are someone's."""
    texts = [(piece.text, piece.language) for piece in pieces]
    identified = {
        number: [(one.start, one.end) for one in identifiers_in(piece.text)] for number, piece in enumerate(pieces)
    }
    for one in names_in(texts, frozenset(number for number, piece in enumerate(pieces) if piece.small)):
        piece = pieces[one.text]
        taken = any(start <= one.start < end for start, end in identified[one.text])
        if not taken and (
            _is_named(piece.text[one.start : one.end]) if piece.label else piece.spoken or one.likely == SURE
        ):
            yield _hit(one, piece)


def _is_named(label: str) -> bool:
    """Whether a label's word is a name, not a sign: H1, P, MK."""
    return len(label) > 2 and label.isalpha() and not label.isupper() and label.casefold() not in ROLE_WORDS


def _hit(one: MaybeName, piece: Piece) -> _Hit:
    form = _form(piece.text[one.start : one.end])
    likely, why = (SURE, "a speaker or participant") if piece.label else (one.likely, one.why)
    beside = tuple(
        (piece.text[max(one.start - 30, 0) : one.start].split() or [""])[-1:]
        + piece.text[one.start + len(form) :][:30].split()[:1]
    )
    alone = piece.small and form.islower() and name_signs(form, piece.language).common
    bases = (form,) if alone else _bases(form, one.lemma, piece.language)  # toivoa may be of Toivo, or no name
    return _Hit(one.text, one.start, form, bases, likely, why, beside, piece.label)


def _form(word: str) -> str:
    """The part of a word that is the name: Smith of Smith's, Nokia of Nokia-puhelin."""
    for mark in ("'", "’", "-"):
        head, found, tail = word.partition(mark)
        if found and len(head) > 1 and (tail[:1].islower() or not tail):
            word = head
    return word


def _bases(form: str, lemma: str, language: str) -> tuple[str, ...]:
    if language != "fi":
        return (form,)
    shown = form[:1].upper() + (form[1:].lower() if form.isupper() and len(form) > ABBREVIATION else form[1:])
    if ":" in form or (form.isupper() and len(form) <= ABBREVIATION):
        return (form.partition(":")[0],)
    signs = name_signs(form, language)
    return basic_forms(shown) if signs.proper or not signs.maybe_common else (lemma[:1].upper() + lemma[1:],)


def _joined(hits: list[_Hit], pieces: Sequence[Piece]) -> Iterator[_Hit]:
    """The hits with neighbours made one name where they are one: Suomen Pankki. First and family names stay two."""
    run: list[_Hit] = []
    for hit in hits:
        if run and not _goes_on(run[-1], hit, pieces):
            yield from _as_one(run)
            run = []
        run.append(hit)
    yield from _as_one(run)


def _goes_on(last: _Hit, hit: _Hit, pieces: Sequence[Piece]) -> bool:
    """Whether a name goes on with the next word: nothing but a space between them, and the first in a form that can
    stand before.
    """
    if last.piece != hit.piece or pieces[hit.piece].text[last.start + len(last.form) : hit.start] != " ":
        return False
    if last.label or hit.label or not (last.form[:1].isupper() and hit.form[:1].isupper()):
        return False
    return pieces[hit.piece].language != "fi" or last.form in last.bases or last.form.endswith("n")


def _as_one(run: list[_Hit]) -> Iterator[_Hit]:
    whole = 1 < len(run) <= PARTS and not any(
        kind_of(base, {}, (), False) == "person" for hit in run for base in hit.bases[:1]
    )
    if not whole:
        yield from run
        return
    front = " ".join(hit.form for hit in run[:-1])
    form, bases = f"{front} {run[-1].form}", tuple(f"{front} {base}" for base in run[-1].bases)
    beside = (*run[0].beside[:1], *run[-1].beside[1:])
    yield _Hit(run[0].piece, run[0].start, form, bases, max(hit.likely for hit in run), run[0].why, beside)


def _misspelt(pieces: Sequence[Piece], hits: Sequence[_Hit], speakers: Iterable[str]) -> Iterator[_Hit]:
    """Words in small letters that nothing knows and that are nearly a speaker's or a participant's name."""
    from rapidfuzz.distance import Levenshtein

    named = [name for name in speakers if len(name) > 4]
    there = {(hit.piece, hit.start) for hit in hits}
    for number, piece in enumerate(pieces if named else ()):
        at = 0
        for word in piece.text.split():
            start = at = piece.text.index(word, at)
            bare = word.strip('.,!?;:"”»()…')
            if (
                bare.islower()
                and len(bare) > 4
                and (number, start) not in there
                and not name_signs(bare, piece.language).maybe_common
            ):
                near = [
                    name for name in named if Levenshtein.distance(name, bare[: len(name)], score_cutoff=NEAR) <= NEAR
                ]
                if near:
                    yield _Hit(
                        number, piece.text.index(bare, start), bare, (bare.title(),), LIKELY, f"like {near[0].title()}"
                    )


def _grouped(hits: Iterable[_Hit]) -> list[_Name]:
    """The hits by the basic form that explains most of those that begin alike."""
    buckets: dict[str, dict[_Shape, list[_Hit]]] = defaultdict(lambda: defaultdict(list))
    for hit in hits:
        buckets[hit.form[:ALIKE].casefold()][hit.form, hit.bases].append(hit)
    return [name for bucket in buckets.values() for name in _names_of(bucket)]


def _names_of(hits: Mapping[_Shape, list[_Hit]]) -> Iterator[_Name]:
    left = dict(hits)
    while left:
        best = _best_base(left)
        mine = [shape for shape in left if best.casefold() in (base.casefold() for base in shape[1])]
        yield _Name(best, [hit for shape in mine for hit in left.pop(shape)])


def _best_base(shapes: Iterable[_Shape]) -> str:
    """The basic form that explains most forms; of several the one that is said itself, then one that a form tells for
    sure.
    """
    shapes = list(shapes)
    seen = {form.casefold() for form, _ in shapes}
    support = Counter(base for _, bases in shapes for base in bases)
    strong = {base for form, bases in shapes for base in bases if not _unsure(form, base)}
    order = {base: -number for number, base in enumerate(dict.fromkeys(base for _, bases in shapes for base in bases))}

    def rank(base: str) -> tuple[int, bool, bool, bool, int]:
        return (
            support[base],
            base.casefold() in seen and base in strong,
            base in strong,
            base[-1:] in "aeiouyäö",
            order[base],
        )

    return max(order, key=rank)


def _unsure(form: str, base: str) -> bool:
    """Whether a form may as well be a basic form itself, or what is taken for a basic form may be a form."""
    return is_unsure(form) if form.casefold() != base.casefold() else len(basic_forms(form)) > 1


def _found(name: _Name, pieces: Sequence[Piece]) -> FoundName:
    hits = name.hits
    forms = Counter(hit.form for hit in hits)
    best = max(hits, key=lambda hit: hit.likely)
    near = [word for hit in hits for word in hit.beside]
    where = tuple(dict.fromkeys(pieces[hit.piece].where for hit in hits))
    contexts = dict.fromkeys(_context(pieces[hit.piece].text, hit) for hit in sorted(hits, key=lambda hit: hit.label))
    spoken = Counter(pieces[hit.piece].language for hit in hits)
    language = "fi" if "fi" in spoken else spoken.most_common(1)[0][0]
    before = [hit.beside[0] for hit in hits if len(hit.beside) > 1]
    by_form = best.why in OF_IDENTIFIERS["en"]
    kind = (
        "other"
        if by_form
        else kind_of(name.name, forms, near, any(hit.label for hit in hits), before if language == "en" else None)
    )
    open_forms = tuple(form for form in forms if language == "fi" and _is_open(form, name.name, forms))
    return FoundName(
        name.name,
        kind,
        best.why,
        best.likely,
        language,
        forms,
        where,
        tuple(contexts)[:CONTEXTS],
        open_forms,
        part_beside(name.name, near),
    )


def _is_open(form: str, name: str, forms: Mapping[str, int]) -> bool:
    """Whether it is not sure that a form is one of the name's: no other form bears the name out, or it is no form of
    it.
    """
    last, base = form.rpartition(" ")[2], name.rpartition(" ")[2]
    if last.casefold() != base.casefold() and not tags_of(last, base):
        return True
    alone = not any(other.rpartition(" ")[2].casefold() != last.casefold() for other in forms)
    return alone and is_unsure(last) and len(basic_forms(last[:1].upper() + last[1:])) > 1


def _context(text: str, hit: _Hit) -> str:
    """What stands around a name, the name itself in angle quotes."""
    end = hit.start + len(hit.form)
    before, after = text[max(hit.start - AROUND, 0) : hit.start], text[end : end + AROUND]
    begun, ended = "…" * (hit.start > AROUND), "…" * (end + AROUND < len(text))
    return " ".join(f"{begun}{before}«{hit.form}»{after}{ended}".split())
