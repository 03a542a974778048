"""A project of another program → the files of a new study."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.codebook import codebook_of
from qualcode.codebook.plain import as_yaml, slug
from qualcode.errors import InputError, first_of
from qualcode.exchange.project import Project, ProjectSource
from qualcode.exchange.settings_note import CODEBOOK, GUIDE, MEMOS, SETTINGS, settings_of, toml_text
from qualcode.model import Codebook
from qualcode.schema import parsed_yaml
from qualcode.study.scaffold import FOR_GIT
from qualcode.transcripts.questions.participants import SPEAKER

ORIGIN = "qualcode"
LONGEST = 80  # letters of a name
# that other programs write, as ours
BREAKS = {0x0B: "\n", 0x0C: "\n", 0x85: "\n", **dict.fromkeys(range(0x1C, 0x20), " ")}
_DEVICE = re.compile(r"(?:con|nul|aux|prn|(?:com|lpt)\d)(?:\..*)?", re.IGNORECASE)
_PARAGRAPH = re.compile(r"(?<!\n)\n(?!\n)")  # within a turn as qualcode has it, which it reads from an empty line
_SUFFIX = re.compile(r"\.(?:docx?|txt|rtf|odt|pdf|md|vtt|srt|html?|wav|mp3|mp4|m4a|csv)$", re.IGNORECASE)


@dataclass(frozen=True)
class NewStudy:
    """The files of a study by their paths in its folder, the id of each source's transcript, and what was taken
    otherwise.
    """

    files: Mapping[str, bytes]
    ids: Mapping[int, str]
    settings: Mapping[str, dict[str, object]]
    told: tuple[str, ...]


def new_study(project: Project) -> NewStudy:
    """The files of a study with the project's texts, codes, attributes and memos; its codings are not among them."""
    told: list[str] = []
    own = project.origin.startswith(ORIGIN)
    used = [n for n, source in enumerate(project.sources) if source.text is not None and source.text.strip()]
    empty = [source.name for source in project.sources if source.text is not None and not source.text.strip()]
    told += [f"documents that are empty, and no transcripts: {first_of(empty)}"] if empty else []
    ids = dict(zip(used, _names([project.sources[n].name for n in used], told), strict=True))
    texts = {name: (project.sources[n].text or "").translate(BREAKS) for n, name in ids.items()}
    files = {
        f"transcripts/{name}.txt": (_PARAGRAPH.sub("\n\n", text) if own else text).encode("utf-8")
        for name, text in texts.items()
    }
    if table := _participants(project.attributes, [(name, project.sources[n]) for n, name in ids.items()]):
        files["transcripts/participants.csv"] = table
    notes = dict(project.notes)
    note = settings_of(notes.get(SETTINGS, ""), Path(SETTINGS)) if own else None
    if own and note is None:
        told.append(
            f"the memo {SETTINGS} is missing or says what it may not, so the study has the settings that a new one has"
        )
    if project.codebook is not None:
        book = _whole_book(project.codebook, notes.get(CODEBOOK, ""), told) if own else project.codebook
        files[f"codebooks/{slug(book.name)}.yaml"] = as_yaml(book).encode("utf-8")
    if own and GUIDE in notes:
        files["transcripts/guide.yaml"] = notes[GUIDE].encode("utf-8")
    settings: dict[str, dict[str, object]] = {"study": {"title": project.name, "language": "auto"}}
    if note is not None:
        kept = note.model_dump(include={"study", "speakers", "coding", "report", "consent"}, exclude_defaults=True)
        settings = {name: dict(table) for name, table in kept.items()}
    ours = {SETTINGS, CODEBOOK, GUIDE} if own else set[str]()
    files |= dict(_notes({title: text for title, text in notes.items() if title not in ours}, told))
    files |= {name: "".join(f"{line}\n" for line in lines).encode("utf-8") for name, lines in FOR_GIT.items()}
    return NewStudy(files, ids, settings, tuple(told))


def settings_file(settings: Mapping[str, dict[str, object]]) -> bytes:
    """The settings as qualcode.toml."""
    return toml_text(dict(settings)).encode("utf-8")


def _names(wanted: Sequence[str], told: list[str]) -> list[str]:
    """A transcript's id for each document: its name without suffix, as a file can be called everywhere, each once."""
    found: list[str] = []
    for name in wanted:
        made = file_name(_SUFFIX.sub("", name.strip()))
        chosen, number = made, 2
        while chosen.casefold() in {other.casefold() for other in found} | {
            "participants",
            "guide",
            "readme",
            "license",
        }:
            chosen, number = f"{made} {number}", number + 1
        if chosen != _SUFFIX.sub("", name.strip()):
            told.append(f"the document {name!r} is the transcript {chosen!r}")
        found.append(chosen)
    return found


def file_name(text: str) -> str:
    """A name that a file can have on every system."""
    plain = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cf", "Cs") else letter
        for letter in unicodedata.normalize("NFC", text)
    )
    plain = " ".join(re.sub(r"[<>:\"/\\|?*]+", " ", plain).split())[:LONGEST].strip(" .~")
    return f"document {plain}".strip() if not plain or _DEVICE.fullmatch(plain) else plain


def _participants(names: Sequence[str], sources: Sequence[tuple[str, ProjectSource]]) -> bytes | None:
    """The attributes as participants.csv; None without any."""
    if not names:
        return None
    by_speaker = any(source.speakers for _, source in sources) or names[0].casefold() in SPEAKER
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["transcript", *(["speaker"] if by_speaker else []), *map(_cell, names)])
    for name, source in sources:
        people = [("", source.attributes)] if source.attributes or not source.speakers else []
        for label, row in (*people, *source.speakers.items()):
            writer.writerow([name, *([label] if by_speaker else []), *(_cell(row.get(column, "")) for column in names)])
    return out.getvalue().encode("utf-8")


def _cell(text: str) -> str:
    return " ".join(text.split())


def _whole_book(book: Codebook, note: str, told: list[str]) -> Codebook:
    """The codebook of the memo that travelled along, when its codes are those of the project still; else the project's,
    which is told.
    """
    otherwise = (
        f"the memo {CODEBOOK} %s, so the codebook is what the project's codes say: labels and "
        f"definitions of one language"
    )
    try:
        path = book.file or Path(CODEBOOK)
        kept = codebook_of(*parsed_yaml(note, path), path)
    except InputError:
        told.append(otherwise % "is missing or cannot be read")
        return book
    same = [place.code.id for place in kept.walk()] == [place.code.id for place in book.walk()]
    labels = [tuple(place.code.label.by_language.values()) for place in kept.walk()]
    named = [place.code.label("") for place in book.walk()]
    alike = same and all(
        any(f" / {name}".endswith(f" / {label}") for label in own) for own, name in zip(labels, named, strict=True)
    )
    if not alike:
        told.append(otherwise % "has other codes than the project, where they were changed")
    return kept if alike else book


def _notes(notes: Mapping[str, str], told: list[str]) -> Iterator[tuple[str, bytes]]:
    """Memos that belong to no stretch, a file each."""
    taken: set[str] = set()
    for title, text in notes.items():
        name, number = file_name(title), 2
        while name.casefold() in taken:
            name, number = f"{file_name(title)} {number}", number + 1
        taken.add(name.casefold())
        yield f"{MEMOS}/{name}.txt", f"{text}\n".encode()
    if notes:
        told.append(f"memos that belong to no stretch of a text: {len(notes)}, in {MEMOS}/")
