"""Names out of texts: every form of a name is replaced by its replacement in the same form, longest first, and each
edit is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qualcode.errors import Problem
from qualcode.language.inflection import in_form_of, inflected, tags_of
from qualcode.language.name_signs import name_signs
from qualcode.privacy.table import CATEGORY, PSEUDONYM, SAME, Row

OPEN, CLOSE = "[[", "]]"  # around a category: one bracket is a transcriber's note
_WORD = re.compile(r"[^\W\d_]+(?:[:'’\-][^\W\d_]+)*")
_SIGNS = re.compile(r"[:'’\-]")
_OUTER = {"+ade": "+ine", "+abl": "+ela", "+all": "+ill"}  # Tampereella is kaupungissa


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a text that was replaced, and by what."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Replacer:
    """Form of a name → what stands in its place; forms are told apart from longer words, not from what capitals tell.

    A form is met too where a line ends between its words or, after a hyphen, within one, and where signs that are not
    seen part it.
    """

    forms: Mapping[str, str]

    @cached_property
    def _whole(self) -> dict[str, str]:
        return {found: made for form, made in self.forms.items() if (found := whole(form))}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(self._whole, key=lambda form: (-len(form), form))
        shapes = (f"{_edge(form[0], '<!')}{_parted(form)}{_edge(form[-1], '!')}" for form in longest)
        return re.compile("|".join(shapes) or r"(?!)")

    def edits(self, text: str) -> tuple[Edit, ...]:
        """What is replaced in a text, in order."""
        found = self._pattern.finditer(text)
        return tuple(Edit(match.start(), match.end(), self._whole[whole(match[0])]) for match in found)

    def __call__(self, text: str) -> str:
        """The text with every name replaced."""
        return edited(text, self.edits(text))


_UNSEEN = "[\u00ad\u200b\u2060]"  # what parts a word without being seen
_PARTED = re.compile(rf"{_UNSEEN}|-(?:[ \t]*\r?\n[ \t]*|[ \t]+)")


def whole(text: str) -> str:
    """A form as it is, without what parts it."""
    return " ".join(_PARTED.sub("", text).split())


def _edge(letter: str, look: str) -> str:
    """That no letter goes on where a form that begins or ends with one does, and no digit where it does with a
    digit.
    """
    return rf"(?{look}[^\W_])" if letter.isdigit() else rf"(?{look}[^\W\d_])" if letter.isalpha() else ""


def _parted(form: str) -> str:
    """A form between whose words a line may end, and between whose letters one may after a hyphen."""
    between = r"(?:[ \t\u00a0]+|[ \t]*\r?\n[ \t]*)"
    return between.join(rf"(?:{_PARTED.pattern})?".join(map(re.escape, word)) for word in form.split())


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits, which are in order and apart."""
    pieces, at = list[str](), 0
    for edit in edits:
        pieces += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join((*pieces, text[at:]))


def inverted(edits: Sequence[Edit], text: str) -> tuple[Edit, ...]:
    """The edits that make the text of before out of the one after."""
    made, shift = [], 0
    for edit in edits:
        start = edit.start + shift
        made.append(Edit(start, start + len(edit.text), text[edit.start : edit.end]))
        shift += len(edit.text) - (edit.end - edit.start)
    return tuple(made)


class EditMap:
    """Where places of a text are after edits: what begins or ends within a replaced stretch begins or ends with what
    stands there now.
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = tuple(edits)
        self._starts = [edit.start for edit in self._edits]
        shifts = [0]
        for edit in self._edits:
            shifts.append(shifts[-1] + len(edit.text) - (edit.end - edit.start))
        self._shifts = shifts

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch in the text after the edits."""
        return self._place(start, 0), self._place(end, 1) if end > start else self._place(start, 0)

    def _place(self, at: int, is_end: int) -> int:
        before = bisect_right(self._starts, at - is_end) - 1
        if before < 0:
            return at
        edit = self._edits[before]
        if at < edit.end or (is_end and at == edit.end):
            begin = edit.start + self._shifts[before]
            return begin + len(edit.text) * is_end
        return at + self._shifts[before + 1]


# -- what forms are replaced by ----------------------------------------------------------------------


@dataclass(frozen=True)
class Replacements:
    """What a study's decisions come to: form → replacement, form → the name that it is of, and what of them is not
    clear.
    """

    forms: Mapping[str, str]
    whose: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


def replacements(rows: Sequence[Row], words: Iterable[str] = ()) -> Replacements:
    """What is decided, form by form: those that were found, and those of `words` that are forms of a decided name too.

    A form whose case is not clear, and a name without anything to stand in its place, is a problem that names the row.
    """
    forms: dict[str, str] = {}
    whose: dict[str, str] = {}
    problems: list[Problem] = []
    targets = {row.name: target for row in rows if (target := target_of(row, rows)) is not None}
    extra = _other_forms([row for row in rows if row.name in targets], words)
    for row in rows:
        target = targets.get(row.name)
        if target is None:
            continue
        if not target.chosen:
            hint = "Write in the column `replacement` what shall stand in its place."
            problems.append(Problem(f"{row.name}: nothing is written to stand in its place.", hint=hint))
            continue
        own = row.forms or (row.name,)  # a row that someone added has no forms yet
        for form in dict.fromkeys((*own, *extra.get(row.name, ()))):
            made = row.written.get(form) or _replaced(form, row, target)
            if made is None and form in own:
                problems.append(_unclear(form, row, target))
            elif made is not None:
                loud = {form.upper(): made.upper()} if len(form) > 2 and form[:1].isupper() else {}
                for shape, text in {**loud, form: made}.items():
                    forms[shape], whose[shape] = text, row.name
    return Replacements(forms, whose, tuple(problems))


def target_of(row: Row, rows: Sequence[Row]) -> Row | None:
    """The row that says what stands in a name's place; None when it stays."""
    target = (
        next((other for other in rows if other.name.casefold() == row.replacement.casefold()), None)
        if row.decision == SAME
        else row
    )
    return target if target is not None and target.decision in (PSEUDONYM, CATEGORY) else None


def _replaced(form: str, row: Row, target: Row) -> str | None:
    """What stands in a form's place; None where that is not clear."""
    if target.decision == CATEGORY:
        return f"{OPEN}{_category(form, row, target.chosen)}{CLOSE}"
    if form in row.unsure:
        return None
    if row.language != "fi":
        return target.chosen if form.casefold() == row.name.casefold() else None
    made = in_form_of(form, row.name, target.chosen)
    return made[0] if len(made) == 1 else None


def _category(form: str, row: Row, category: str) -> str:
    """A category in a form's case, in small letters; in its basic form where the case is not clear. Places are
    within.
    """
    if row.language != "fi":
        return category
    base = category[:1].lower() + category[1:]
    tags = (
        tags_of(form.rpartition(" ")[2], row.name.rpartition(" ")[2]) if form.casefold() != row.name.casefold() else ()
    )
    outer = row.kind == "place"
    found = {made for one in tags for made in inflected(base, _inner(one) if outer else one)}
    return found.pop() if len(found) == 1 else base


def _inner(tags: str) -> str:
    for outer, inner in _OUTER.items():
        tags = tags.replace(outer, inner)
    return tags


def _unclear(form: str, row: Row, target: Row) -> Problem:
    hint = (
        f"Write in the column `written` how it is replaced: {form}={target.chosen} (several are parted by semicolons)."
    )
    return Problem(
        f"{form}: it is not clear which form of {row.name} this is, so {target.chosen} cannot be put in the same form.",
        hint=hint,
    )


def _other_forms(rows: Sequence[Row], words: Iterable[str]) -> dict[str, list[str]]:
    """Words that are forms of a name but were not found as such, by name: of single words, with a capital or unknown as
    others.
    """
    by_letters: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_letters[row.name[:2].casefold()].append(row)
    known = {form for row in rows for form in row.forms}
    found: dict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(words):
        for row in by_letters.get(word[:2].casefold(), ()) if word not in known else ():
            named = word[:1].isupper() or row.name.islower() or not name_signs(word, row.language).maybe_common
            if named and is_form(word[:1].upper() + word[1:], row.name, row.language):
                found[row.name].append(word)
    return found


def is_form(word: str, name: str, language: str) -> bool:
    """Whether a word is a form of a name of one word."""
    if " " in name:
        return False
    return word.casefold() == name.casefold() or (language == "fi" and bool(tags_of(word, name)))


def words_of(text: str) -> Iterator[str]:
    """The words of a text, and the parts of those with signs within."""
    for match in _WORD.finditer(_PARTED.sub("", text)):
        yield match[0]
        parts = _SIGNS.split(match[0])
        yield from parts if len(parts) > 1 else ()
