"""Codebooks of other programs and for them: which format a file is in, and what each cannot say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from qualcode.codebook import codebook_of, read_codebook
from qualcode.codebook.dictionaries import quanteda_bytes, read_quanteda, unsaid
from qualcode.codebook.liwc import liwc_bytes, read_dicx, read_liwc
from qualcode.codebook.plain import Plain, as_yaml
from qualcode.codebook.refi import qdc_bytes, read_qdc
from qualcode.codebook.sheet import csv_bytes, read_sheet, xlsx_bytes
from qualcode.codebook.word_lists import read_lexicoder, read_wordstat
from qualcode.errors import UnknownName
from qualcode.model import Codebook
from qualcode.schema import Lines, load_yaml

FORMATS = ("yaml", "csv", "xlsx", "qdc", "quanteda", "dic")  # that are written
_READERS: dict[str, Callable[[Path, str], tuple[Plain, Lines, list[str]]]] = {
    "csv": read_sheet, "xlsx": read_sheet, "qdc": read_qdc, "quanteda": read_quanteda, "dic": read_liwc,
    "dicx": read_dicx, "lc3": read_lexicoder, "lcd": read_lexicoder, "ykd": read_lexicoder, "cat": read_wordstat,
}  # fmt: skip
_WRITERS: dict[str, Callable[[Codebook, str], bytes]] = {
    "yaml": lambda book, _: as_yaml(book).encode("utf-8"),
    "csv": lambda book, _: csv_bytes(book),
    "xlsx": lambda book, _: xlsx_bytes(book),
    "qdc": qdc_bytes,
    "quanteda": quanteda_bytes,
    "dic": liwc_bytes,
}


def format_of(path: Path, reading: bool) -> str:
    """The format of a file by its suffix; a .yaml to be read is quanteda's when it has no `codes`. Raises
    UnknownName.
    """
    suffix = path.suffix.lower().removeprefix(".").replace("yml", "yaml")
    if suffix == "yaml" and reading:
        data = load_yaml(path)[0]
        return "yaml" if not isinstance(data, dict) or {"codes", "format"} & set(data) else "quanteda"
    known = ("yaml", *_READERS) if reading else FORMATS
    if suffix not in known:
        raise UnknownName("codebook format", suffix or path.name, known)
    return suffix


def read_foreign(path: Path, language: str) -> tuple[Codebook, list[str]]:
    """The codebook in a file of any format, and what was left out of it; texts that name no language are in `language`.

    Raises InputError with every problem of the file, UnknownName for a format that is not known.
    """
    name = format_of(path, reading=True)
    if name == "yaml":
        return read_codebook(path), []
    data, lines, left_out = _READERS[name](path, language)
    return codebook_of(data, lines, path), left_out


def written(book: Codebook, name: str, language: str) -> bytes:
    """The codebook in a format of FORMATS; those of one language take `language`."""
    return _WRITERS[name](book, language)


def _languages(book: Codebook) -> set[str]:
    """Every language of any text, example or rule."""
    codes = [place.code for place in book.walk()]
    texts = (text.by_language for code in codes for text in (code.label, code.definition, code.include, code.exclude))
    lists = (found for code in codes for found in (code.examples, code.counterexamples, code.rules))
    return {key for found in (*texts, *lists) for key in found}


def losses(book: Codebook, name: str, language: str) -> Iterator[str]:
    """What the codebook says and the format cannot, a line each."""
    if name == "yaml":
        return
    if name in ("csv", "xlsx", "qdc") and (book.source.by_language or book.title.by_language != {"": book.name}):
        yield "the codebook's title and source (its name is the file's)"
    others = sorted(_languages(book) - {language, ""})
    if name in ("qdc", "quanteda", "dic") and others:
        yield f"texts and rules in other languages than {language!r}: {', '.join(others)}"
    labels = [place.code.label(language) for place in book.walk()]
    if name == "qdc" and len(labels) > len(set(labels)):
        yield "labels that several codes share (they are named with their parent's)"
    if name == "qdc" and any(
        rule.source.startswith("[") for p in book.walk() for rules in p.code.rules.values() for rule in rules
    ):
        yield "rules that are spaCy patterns"
    if name in ("quanteda", "dic"):
        yield "labels, definitions, examples and everything else but the rules"
        count = unsaid(book, language, name == "dic")
        if count:
            yield f"{count} rules that a word list cannot say (gaps, &, ~, regular expressions)"
        yield "inflected forms: these programs match words as written, a rule of qualcode finds every form of its lemma"
