"""A project of another program → a new study, or codings of one that is there."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from qualcode.errors import InputError, Problem, first_of
from qualcode.exchange.new_study import ORIGIN, NewStudy, new_study, settings_file
from qualcode.exchange.project import NOBODY, Mark, Project, ProjectSource
from qualcode.files import make_folder, write_atomic
from qualcode.line.corpus import Corpus
from qualcode.line.engine import Engine
from qualcode.model import RULES_CODER, Codebook, Transcript
from qualcode.people.alignment import Alignment
from qualcode.people.anchoring import says_the_same
from qualcode.people.decision_places import People, people_of
from qualcode.people.decisions import CONSENSUS, REVIEWED, coder_name
from qualcode.people.importing import Imported, import_segments
from qualcode.people.segments import CodeNames, DocumentNames, Segment, shown
from qualcode.study.folder import Study, open_study

# the share of words that a document has in common with the transcript it is of: of the same name, of another
ALIKE, SAME = 0.8, 0.9
MOST_LOST = 0.1  # of the codings of a document of another name, whose words are not in the transcript
KEPT = 0.7  # of the letters of a coding, that must stand in the transcript
MACHINES = (RULES_CODER,)  # whose codings the codebook makes anew
RESERVED = (RULES_CODER, REVIEWED)


@dataclass(frozen=True)
class Done:
    """What came of an import: transcripts, codes, what was added, and lines that tell what was taken otherwise or not
    at all.

    `missing` when a document is none of the study's.
    """

    transcripts: tuple[str, ...]
    codes: int
    imported: Imported
    told: tuple[str, ...]
    dropped: tuple[str, ...]
    missing: bool = False

    @property
    def unplaced(self) -> bool:
        """Whether something has no place in the study, which can be mended and imported again."""
        return bool(self.imported.problems) or self.missing


def import_study(
    project: Project, folder: Path, coder: str = "", whole: bool = True, engine: Engine = Engine()
) -> Done:
    """Make a new study of a project; the folder is there with everything in it, or not at all.

    A project that qualcode wrote does not say what was read, so nothing is marked as read.

    `coder` is whose codings are that name no one; with `whole` every document counts as read to the end by who coded in
    it. Raises InputError when something is in the folder already, or the project has no text.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            hint = "Name a new folder, or import into the study there: qualcode -C STUDY import FILE --into"
            raise InputError([Problem("is already there.", folder, hint=hint)])
        made = new_study(project)
        if not made.ids:
            hint = (
                "Put the interviews into a study's transcripts/ and import into it: qualcode -C STUDY "
                "import FILE --into"
            )
            raise InputError(
                [
                    Problem(
                        "the project holds no texts" + "".join(f"\n    {line}" for line in project.dropped[:10]),
                        hint=hint,
                    )
                ]
            )
        make_folder(folder.parent)
        return _made(project, made, folder, coder, whole, engine)
    except OSError as error:
        raise InputError(
            [Problem(f"cannot be made: {error.strerror or error}.", folder, hint="Name another folder.")]
        ) from error


def _made(project: Project, made: NewStudy, folder: Path, coder: str, whole: bool, engine: Engine) -> Done:
    """Make the study beside its folder, and put it there when it is whole."""
    with tempfile.TemporaryDirectory(prefix=".qualcode-", dir=folder.parent, ignore_cleanup_errors=True) as beside:
        root = Path(beside) / "study"
        done = _filled(project, made, root, coder, whole, engine)
        shutil.rmtree(root / "results", ignore_errors=True)
        if folder.exists():
            folder.rmdir()
        shutil.move(root, folder)
    return done


def _opened(root: Path) -> Study:
    """The study that is being made; what is read of it is kept beside, so that no file in it stays open."""
    return replace(open_study(root, trusted=frozenset()), scratch=root.parent / "cache")


def _filled(project: Project, made: NewStudy, root: Path, coder: str, whole: bool, engine: Engine) -> Done:
    """Write the study's files and its codings."""
    settings = {name: dict(table) for name, table in made.settings.items()}
    for name, data in {**made.files, "qualcode.toml": settings_file(settings)}.items():
        write_atomic(root / name, data)
    names = {name: project.sources[number] for number, name in made.ids.items()}
    told = [*project.told, *made.told, *_read_all(root, settings, names, engine)]
    write_atomic(root / "qualcode.toml", settings_file(settings))
    told += _otherwise(project, names, Corpus(_opened(root), engine))
    if project.codebook is None:
        memos = sum(len(source.marks) for source in project.sources)
        later = (
            [f"memos: {memos}, for there are no codes; import them when the study has a codebook: --into"]
            if memos
            else []
        )
        return Done(tuple(names), 0, Imported({}, 0), tuple(told), (*project.dropped, *later))
    people = people_of(_opened(root), engine)
    imported, lost = _put(project, people, names, coder, whole, told)
    codes = sum(1 for _ in people.coded.codebook.walk())
    unread = [
        replace(problem, file=None if problem.file is None else Path(problem.file.name))
        for problem in people.coded.problems
    ]
    return Done(tuple(names), codes, imported, tuple(told), (*project.dropped, *map(str, unread), *lost))


def _otherwise(project: Project, names: Mapping[str, ProjectSource], corpus: Corpus) -> Iterator[str]:
    """The transcripts of a study that qualcode wrote whose text is not read letter by letter as it was."""
    if not project.origin.startswith(ORIGIN):
        return
    other = [found.id for found in corpus.transcripts() if found.text != (names[found.id].text or "")]
    if other:
        yield f"read otherwise than they were, so that turns may differ: {first_of(other)}"


def import_into(project: Project, people: People, coder: str = "", whole: bool = True) -> Done:
    """Add a project's codings to a study: its documents are known by their texts, its codes by id, label or path."""
    told, missing, names = list(project.told), list[str](), dict[str, ProjectSource]()
    said = {transcript.id: _words(transcript.text) for transcript in people.corpus.transcripts()}
    for source in project.sources:
        found = _matching(people.corpus, source, said, names)
        if found is None and source.text is not None:
            number = sum(bool(mark.code) for mark in source.marks)
            missing.append(
                f"{source.name}: no transcript of this study says what it says"
                + (f"; {number} codings" if number else "")
            )
        elif found is not None:
            names[found] = source
            if DocumentNames([found]).find(source.name) is None:
                told.append(f"the document {source.name!r} was taken for the transcript {found!r}, whose words it has")
    imported, lost = _put(project, people, names, coder, whole, told)
    return Done(tuple(names), 0, imported, tuple(told), (*project.dropped, *missing, *lost), bool(missing))


def project_codes(project: Project, book: Codebook) -> list[str]:
    """The codes of a project's marks that a codebook does not have, as paths of labels."""
    called = dict(_called(project, CodeNames(book)))
    used = dict.fromkeys(mark.code for source in project.sources for mark in source.marks if mark.code)
    names = [called.get(code, code) for code in used]
    return [name for name in names if not CodeNames(book).find(name)]


# -- documents ---------------------------------------------------------------------------------------


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _matching(
    corpus: Corpus, source: ProjectSource, said: Mapping[str, Counter[str]], taken: Mapping[str, ProjectSource]
) -> str | None:
    """The transcript that a document is, of their words: of its name when the text is the same in the main, else the
    one with most of its words.
    """
    if source.text is None:
        return None
    named = DocumentNames([one.id for one in corpus.study.sources]).find(source.name)
    words = _words(source.text)
    shares = {  # of one that is called so a part will do
        name: (words & own).total() / max(words.total(), 0 if name == named else own.total(), 1)
        for name, own in said.items()
    }
    best = max(
        (name for name in shares if name not in taken), key=lambda name: (shares[name], name == named), default=None
    )
    if best is None or shares[best] < (ALIKE if best == named else SAME):
        return None
    if best == named:
        return best
    text = corpus.text(best)
    there = Alignment(source.text, text)
    lost = sum(mark.code != "" and _placed(source, mark, there, text) is None for mark in source.marks)
    return best if lost <= MOST_LOST * len(source.marks) else None


def _placed(source: ProjectSource, mark: Mark, there: Alignment, text: str) -> tuple[int, int] | None:
    """Where a mark stands in a transcript; None when its words are not there, or others are in their place."""
    span = there.span(mark.start, mark.end)
    if span is None:
        return None
    wanted, found = ("".join(part.split()) for part in ((source.text or "")[mark.start : mark.end], text[slice(*span)]))
    return span if len(found) >= KEPT * len("".join(filter(str.isalnum, wanted))) else None


def _read_all(
    root: Path, settings: dict[str, dict[str, object]], names: Mapping[str, ProjectSource], engine: Engine
) -> Iterator[str]:
    """Have the settings take in all speech that was coded; yields what was set and why."""
    corpus = Corpus(_opened(root), engine)
    asked = outside = 0
    labels = Counter[str]()
    for transcript in corpus.transcripts():
        there = Alignment(names[transcript.id].text or "", transcript.text)
        for mark in names[transcript.id].marks:
            span = there.span(mark.start, mark.end) if mark.code and mark.coder not in MACHINES else None
            turns = [turn for turn in transcript.turns if span and turn.start < span[1] and span[0] < turn.end]
            roles = {turn.role for turn in turns}
            if span is None or "participant" in roles:
                continue
            asked += "interviewer" in roles
            outside += not roles and not _in_label(transcript, span)
            labels.update(turn.speaker for turn in turns if turn.role == "other")
    if asked and not settings.get("coding", {}).get("code_interviewer"):
        settings.setdefault("coding", {})["code_interviewer"] = True
        yield f"{asked} codings stand in the speech of who asks alone: [coding] code_interviewer = true was set"
    if labels:
        own = settings.setdefault("speakers", {})
        known = own.get("participant", [])
        own["participant"] = [*(known if isinstance(known, list) else []), *labels]
        yield (
            f"{labels.total()} codings stand in the speech of {first_of(list(labels))}, who were taken for participants"
        )
    if outside:
        settings.setdefault("speakers", {})["unlabelled"] = "speech"
        yield f'{outside} codings stand in what no speaker is named for: [speakers] unlabelled = "speech" was set'


def _in_label(transcript: Transcript, span: tuple[int, int]) -> bool:
    """Whether a stretch is within a speaker's label alone, which is nobody's speech however the text is read."""
    following = next((turn.start for turn in transcript.turns if turn.start >= span[1]), None)
    return following is not None and "\n" not in transcript.text[span[0] : following]


# -- codings -----------------------------------------------------------------------------------------


def _put(
    project: Project, people: People, names: Mapping[str, ProjectSource], coder: str, whole: bool, told: list[str]
) -> tuple[Imported, list[str]]:
    """Put the marks of the documents into the files of their coders, and give what of them is lost."""
    partly = {name for name, source in names.items() if source.partly}
    segments, lost = _segments(project, people, names, coder, told, partly)
    own = project.origin.startswith(ORIGIN)
    return import_segments(people, segments, whole and not own, own, partly), lost


def _segments(
    project: Project, people: People, names: Mapping[str, ProjectSource], coder: str, told: list[str], partly: set[str]
) -> tuple[list[Segment], list[str]]:
    """The marks of the documents as segments at their places in the transcripts, and what of them is lost; a document
    that has lost one is `partly` there.
    """
    found, machine, gone = list[Segment](), Counter[str](), list[str]()
    called = dict(_called(project, CodeNames(people.coded.codebook)))
    coders = _coders(project, coder, told)
    for name, source in names.items():
        text = people.corpus.text(name)
        there = Alignment(source.text or "", text)
        for mark in source.marks:
            if mark.coder in MACHINES and project.origin.startswith(ORIGIN):
                machine[mark.coder] += 1
                continue
            span = _placed(source, mark, there, text)
            if span is None:
                quote = shown((source.text or "")[mark.start : mark.end])
                gone.append(
                    f"{name}: {quote!r} ({called.get(mark.code, mark.code) or 'a memo'}, "
                    f"{coders[mark.coder]}) is not in the transcript"
                )
                partly.add(name)
            else:
                code, quote = called.get(mark.code, mark.code), (source.text or "")[mark.start : mark.end]
                if code and not says_the_same(quote, text[slice(*span)]):
                    told.append(
                        f"{name}: {shown(quote)!r} is not there word for word; coded was {shown(text[slice(*span)])!r}"
                    )
                found.append(Segment(name, code, coders[mark.coder], "", *span, memo=mark.memo, time=mark.time))
    lost = [f"{number} codings of {name}: the codebook's rules find them anew" for name, number in machine.items()]
    return found, [*lost, *gone]


def _can_be(name: str) -> bool:
    """Whether a name can be a coder's file's."""
    try:
        return bool(coder_name(name))
    except InputError:
        return False


def _same_person(called: str, name: str, found: Mapping[str, str]) -> bool:
    """Whether a coder who is called so here has the same name as another, capitals aside."""
    return any(other == called and one.casefold() == name.casefold() for one, other in found.items())


def _called(project: Project, names: CodeNames) -> Iterator[tuple[str, str]]:
    """What each code of the project is called in a codebook: its id where that has the same label, else the path of its
    labels.
    """
    above: list[str] = []
    for place in project.codebook.walk() if project.codebook else ():
        label = place.code.label("")
        above = [*above[: place.level - 1], label]
        known = set(names.find(place.code.id))
        path = " > ".join(above)
        yield place.code.id, place.code.id if known and known & {*names.find(label), *names.find(path)} else path


def _coders(project: Project, coder: str, told: list[str]) -> dict[str, str]:
    """What each coder of the project is called here: a name that a file can have, and that is not qualcode's own."""
    found: dict[str, str] = {}
    own = project.origin.startswith(ORIGIN)
    for name in project.coders:
        plain = (
            " ".join(re.sub(r"[^\w .\-]+", " ", unicodedata.normalize("NFC", name)).split())[:58].strip(" .-")
            or "coder"
        )
        if name == NOBODY and coder:
            plain = coder
        if plain.casefold() in (*RESERVED, *(() if own else (CONSENSUS,))) or not _can_be(plain):
            plain = f"{plain} of {project.name}"[:58].strip(" .-")
        plain = next(
            (
                other
                for other in found.values()
                if other.casefold() == plain.casefold() and _same_person(other, name, found)
            ),
            plain,
        )
        while plain.casefold() in {
            other.casefold() for one, other in found.items() if not _same_person(other, name, {one: other})
        }:
            plain = f"{plain} 2"
        found[name] = plain
        if plain != name and not (own and name in MACHINES):
            told.append(f"the coder {name!r} is called {plain!r}")
    return found
