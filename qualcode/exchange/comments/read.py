"""Comments and colours of a Word document → codings of who wrote them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from qualcode.errors import InputError, Problem, first_of
from qualcode.exchange.comments.marked import Comment, Marked, creator, marked_text
from qualcode.exchange.formats import Asked
from qualcode.exchange.project import NOBODY, Mark, Project, ProjectSource
from qualcode.people.segments import CodeNames, shown

OURS = "qualcode"  # the author of documents that it wrote
MEMO = "Memo:"  # begins a comment that is no code
MEMOS = re.compile(r"(?:memo|muistio|huom(?:autus|io)?|anteckning|note)\s*[:.]\s*", re.IGNORECASE)
WORDS, LETTERS = 6, 60  # at most of a comment that is taken for the name of a code
COLOURS = {  # Word's highlights by the names that people give them
    "yellow": "keltainen gul ffff00", "green": "vihreä grön 00ff00", "cyan": "turquoise turkoosi syaani 00ffff",
    "magenta": (
        "pink pinkki "
        "vaaleanpunainen rosa ff00ff"
    ), "blue": "sininen blå 0000ff", "red": "punainen röd ff0000", "darkblue": "000080",
    "darkcyan": "teal 008080", "darkgreen": "008000", "darkmagenta": "violet violetti 800080", "darkred": "800000",
    "darkyellow": "808000", "darkgray": "harmaa gray grey grå 808080", "lightgray": "c0c0c0", "black": "musta svart",
}  # fmt: skip
_COLOUR = {other: name for name, others in COLOURS.items() for other in (name, *others.split())}


def read_comments(path: Path, asked: Asked) -> Project:
    """The document as a project with one source; a comment that is no code is a memo of its author's.

    `asked.highlights` says which colours are which codes, `asked.same` which authors are called otherwise. Raises
    InputError when nothing but colours is there that nobody says the meaning of.
    """
    found = marked_text(path)
    author = creator(path)
    legend = {colour_name(colour): code for colour, code in (asked.highlights or {}).items()}
    told: list[str] = []
    marks = [mark for comment in found.comments for mark in _of_comment(comment, asked, told, author == OURS)]
    marks += _of_colours(found, legend, asked.coder or NOBODY)
    unknown = {colour: spans for colour, spans in found.colours.items() if colour_name(colour) not in legend}
    if not found.comments and not legend and unknown:
        hint = f"Its colours: {_counted(unknown)}. Say what they mean: --highlights yellow=CODE"
        raise InputError([Problem("has no comments.", path, hint=hint)])
    told += [f"comments at words that were deleted: {found.deleted}"] if found.deleted else []
    told += (
        [f"comments that stand nowhere in the text (in a footnote or header): {found.placeless}"]
        if found.placeless
        else []
    )
    if not marks:
        told.append(f"{path.name} has no comments" + (" and none of these colours" if legend else ""))
    if unknown:
        told.append(f"colours that are no codes: {_counted(unknown)}")
    absent = [colour for colour in asked.highlights or {} if colour_name(colour) not in map(colour_name, found.colours)]
    if absent:
        there = f"; there are {_counted(found.colours)}" if found.colours else ""
        told.append(f"nothing is coloured {first_of(absent)}{there}")
    told += _alike([mark.coder for mark in marks])
    coders = tuple(dict.fromkeys(mark.coder for mark in marks))
    source = ProjectSource(path.stem, found.text, tuple(marks), partly=bool(found.deleted or found.placeless))
    return Project(path.stem, None, (source,), coders, origin=author, told=tuple(told))


def colour_name(colour: str) -> str:
    """A colour as Word calls it; one without a name there as six hexadecimal digits."""
    plain = colour.strip().lower().removeprefix("#")
    return _COLOUR.get(plain, plain)


def _counted(colours: Mapping[str, Sequence[object]]) -> str:
    return first_of([f"{colour_name(colour)} ({len(spans)})" for colour, spans in colours.items()])


def _of_comment(comment: Comment, asked: Asked, told: list[str], ours: bool) -> Iterator[Mark]:
    """The codings of a comment: its first paragraph names codes, the others too or are a memo of them."""
    coder = (asked.same or {}).get(comment.author, comment.author) or asked.coder or NOBODY
    names, memo = codes_and_memo(comment.paragraphs, asked.codes, comment.reply, ours)
    if not names:
        told.append(
            f"a comment of {coder} that is no code, kept as a memo: {shown(memo)}"
            if memo
            else f"an empty comment of {coder}"
        )
        if memo:
            yield Mark(comment.start, comment.end, "", coder, comment.time, memo)
        return
    yield from (Mark(comment.start, comment.end, name, coder, comment.time, memo) for name in names)


def codes_and_memo(
    paragraphs: Sequence[str], codes: CodeNames, reply: bool = False, ours: bool = False
) -> tuple[list[str], str]:
    """The codes that a comment names, and what else it says.

    A short text without a full stop names a code though the codebook does not have it, but not in a reply; a longer one
    is a memo. `PE-OA: why` is both. In documents of `ours` the first paragraph alone names codes.
    """
    filled = list(paragraphs)
    names: list[str] = []
    at = 0
    while at < min(len(filled), 1 if ours else len(filled)) and (
        found := _names(filled[at], codes, reply or bool(names))
    ):
        names += found[0]
        at += 1
        if found[1]:
            return list(dict.fromkeys(names)), "\n".join((found[1], *filled[at:])).strip()
    memo = "\n".join(filled[at:]).strip()
    match = MEMOS.match(memo) if not names else None
    return list(dict.fromkeys(names)), memo[match.end() :] if match else memo


def _names(text: str, codes: CodeNames, further: bool) -> tuple[list[str], str] | None:
    """The codes of a paragraph and what stands behind a colon; None when it names none. Of `further` ones only known
    codes count.
    """
    if not text or MEMOS.match(text):
        return None
    parts = codes.apart(text)
    if parts and all(codes.find(part) for part in parts):
        return parts, ""
    before, colon, after = text.partition(":")
    if colon and (own := codes.apart(before)) and all(codes.find(part) for part in own):
        return own, after.strip()
    if further:
        return None
    short = [
        part
        for part in parts
        if len(part) <= LETTERS and len(part.split()) <= WORDS and not re.search(r"[.?!:]$|[.?!] ", part)
    ]
    return (parts, "") if parts and len(short) == len(parts) else None


def _of_colours(found: Marked, legend: Mapping[str, str], coder: str) -> Iterator[Mark]:
    """The codings of colours, a stretch without other letters between each; at most a paragraph."""
    for colour, spans in found.colours.items():
        code = legend.get(colour_name(colour))
        for start, end in spans:
            text = found.text[start:end]
            if code and text.strip():
                inner = start + len(text) - len(text.lstrip())
                yield Mark(inner, inner + len(text.strip()), code, coder)


def _alike(coders: Sequence[str]) -> Iterator[str]:
    """Names of authors that may be two spellings of one."""
    names = [name for name, _ in Counter(coders).most_common()]
    for n, name in enumerate(names):
        other = next((more for more in names[:n] if _may_be_one(name, more)), None)
        if other is not None:
            yield f'{name!r} may be {other!r}; to make one coder of both: --same "{name}={other}"'


def _may_be_one(name: str, other: str) -> bool:
    """Whether two names may be one person's: one begins as the other, or is its initials."""
    one, two = (re.findall(r"\w+", text.casefold()) for text in (name, other))
    if not one or not two:
        return False
    initials = {"".join(word[0] for word in words) for words in (one, two) if len(words) > 1}
    return one == two or set(one) <= set(two) or set(two) <= set(one) or bool(initials & {"".join(one), "".join(two)})
