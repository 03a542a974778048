"""Looks for the names of a key in everything that a study holds or made."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import is_text, shown_path
from qualcode.language.inflection import tags_of
from qualcode.language.name_signs import name_signs
from qualcode.line.engine import Progress, silent
from qualcode.privacy.contents import files_below, git_index, texts_of_bytes, texts_of_file
from qualcode.privacy.key import Key, KeyName
from qualcode.privacy.replacing import Replacer, words_of

AROUND = 30  # letters shown on each side of a name
LETTERS = 2  # at a name's beginning that no ending changes


@dataclass(frozen=True)
class Left:
    """A name that is left: in which file, where in it, the form in which it stands, what stands around it."""

    file: str
    place: str
    form: str
    context: str

    def __str__(self) -> str:
        where = f"{self.file} ({self.place})" if self.place else self.file
        return f"{where}: {self.form}" + (f"    …{self.context}…" if self.context != self.form else "")


@dataclass(frozen=True)
class Checked:
    """What is left of a key's names, each form once a place; how many files were looked into, and which could
    not be.
    """

    left: tuple[Left, ...]
    files: int
    problems: tuple[Problem, ...]


def names_left(root: Path, key: Key, progress: Progress = silent) -> Checked:
    """Every place below a study's folder, and in git's index of it, at which a name of the key stands in any form."""
    finder = _Finder(key.names)
    left: dict[tuple[str, str, str], Left] = {}
    problems: list[Problem] = []
    paths = list(files_below(root))
    for number, path in enumerate(paths, 1):
        progress("looking for names", number, len(paths))
        shown = path.relative_to(root).as_posix() if is_text(str(path)) else str(shown_path(path))
        pieces = [("its name", shown)]
        try:
            pieces += texts_of_file(path)
        except (InputError, OSError) as error:
            problems.append(Problem(f"cannot be looked into: {error}", path))
        except Exception as error:  # what a damaged file makes a library stumble over
            pieces += _as_bytes(path)
            problems.append(
                Problem(f"is damaged, and was looked into as plain letters only ({type(error).__name__}).", path)
            )
        for one in finder.left(shown, pieces):
            left.setdefault((one.file, one.place, one.form), one)
    for one in finder.left("git's index", git_index(root)):
        left.setdefault((one.file, one.place, one.form), one)
    return Checked(tuple(left.values()), len(paths), tuple(problems))


def _as_bytes(path: Path) -> Iterator[tuple[str, str]]:
    try:
        yield from texts_of_bytes("", b" " + path.read_bytes())
    except OSError:
        return


class _Finder:
    """Finds forms of names in texts; what is known of a word is remembered."""

    def __init__(self, names: Iterable[KeyName]) -> None:
        names = list(names)
        self._by_letters: dict[str, list[KeyName]] = defaultdict(list)
        for name in names:
            self._by_letters[name.original[:LETTERS].casefold()].append(name)
        every = {form for name in names for form in (*name.forms, name.original)}
        self._forms = {form for form in every if form.isalpha()}
        self._exact = Replacer({form: form for form in every - self._forms})
        self._several = [(name, _several(name.original)) for name in names if " " in name.original]
        self._known: dict[str, bool] = {}

    def left(self, file: str, pieces: Iterable[tuple[str, str]]) -> Iterator[Left]:
        """The names in a file's texts."""
        for place, text in pieces:
            found = dict.fromkeys(text[edit.start : edit.end] for edit in self._exact.edits(text))
            found |= dict.fromkeys(word for word in dict.fromkeys(words_of(text)) if self._is_name(word))
            for name, pattern in self._several:
                found |= dict.fromkeys(match[0] for match in pattern.finditer(text) if _last_is_form(match[1], name))
            for form in found:
                yield Left(file, place, " ".join(form.split()), _context(text, form))

    def _is_name(self, word: str) -> bool:
        if word not in self._known:
            alike = self._by_letters.get(word[:LETTERS].casefold(), ())
            self._known[word] = word in self._forms or any(_is_form_of(word, name) for name in alike)
        return self._known[word]


def _is_form_of(word: str, name: KeyName) -> bool:
    """Whether a word is a form of a name; in small letters only where it is no common word."""
    if " " in name.original or not name.original.replace("-", "").isalpha():
        return False
    same = word.casefold() == name.original.casefold()
    if not same and not (name.language == "fi" and tags_of(word[:1].upper() + word[1:], name.original)):
        return False
    return word[:1].isupper() or not name_signs(word, name.language).maybe_common


def _several(name: str) -> re.Pattern[str]:
    """A pattern of a name of several words whose last may be inflected."""
    first = r"\s+".join(map(re.escape, name.split()[:-1]))
    return re.compile(rf"(?<![^\W_]){first}\s+([^\W_]+)", re.IGNORECASE)


def _last_is_form(word: str, name: KeyName) -> bool:
    last = name.original.split()[-1]
    return word.casefold() == last.casefold() or (name.language == "fi" and bool(tags_of(word, last)))


def _context(text: str, form: str) -> str:
    at = text.find(form)
    return " ".join(text[max(at - AROUND, 0) : at + len(form) + AROUND].split())
