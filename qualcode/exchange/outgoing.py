"""A study → the project that other programs can hold, and what of it they cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qualcode.codebook.exchange import losses
from qualcode.codebook.plain import as_yaml
from qualcode.errors import UnknownName
from qualcode.exchange.project import Mark, Project, ProjectSource
from qualcode.exchange.settings_note import CODEBOOK, GUIDE, MEMOS, SETTINGS, not_in_note, settings_note
from qualcode.files import read_utf8
from qualcode.line.consent import Consent
from qualcode.model import RULES_CODER, Codebook, Transcript
from qualcode.people.coder_codings import codings_of
from qualcode.people.decision_places import People
from qualcode.people.decisions import LOG, PINNED, REDUCTIONS, REVIEWED, SAMPLE, SUMMARIES, Decision, standing
from qualcode.study.folder import Study
from qualcode.transcripts.questions.answers import FILE as ANSWERS

Loss = tuple[str, int | None, str]  # what is lost, how many of it, and what becomes of it


@dataclass(frozen=True)
class Outgoing:
    """A project to be written, the language of its codes' texts, and a row for each kind of thing that is lost on the
    way.
    """

    project: Project
    language: str
    losses: tuple[Loss, ...]

    @property
    def codings(self) -> int:
        """How many codings there are, each coder's counted."""
        return sum(bool(mark.code) for source in self.project.sources for mark in source.marks)


def outgoing(people: People, coders: Sequence[str] = (), whole: bool = False, groups: bool = False) -> Outgoing:
    """The study as a project with the codings of `coders`: by default of the rules and of every person.

    What may not be quoted is hidden in the texts, unless `whole`. With `groups` it goes to a program that has groups of
    documents in the place of attributes. Raises UnknownName for a coder who is not there.
    """
    study, corpus = people.corpus.study, people.corpus
    chosen = tuple(dict.fromkeys(coders)) or (RULES_CODER, *people.files)
    if unknown := next((name for name in chosen if name not in (RULES_CODER, REVIEWED, *people.files)), None):
        raise UnknownName("coder", unknown, (RULES_CODER, REVIEWED, *people.files))
    language = _language(study)
    marks = {name: list(_marks(people, name)) for name in chosen}
    consent = Consent(corpus)
    sources = []
    transcripts = list(corpus.transcripts())
    for transcript in transcripts:
        own = [mark for name in chosen for place, mark in marks[name] if place == transcript.id]
        text = transcript.text if whole else consent.transcript(transcript).text
        sources.append(ProjectSource(transcript.id, text, tuple(own), *_attributes(study, transcript)))
    active = tuple(name for name in chosen if marks[name])
    project = Project(
        study.title,
        study.codebook,
        tuple(sources),
        active,
        study.participants.names,
        _notes(study, transcripts),
        "qualcode",
    )
    found = [
        *_of_codebook(study.codebook, language),
        *_of_people(people, [name for name in chosen if name in people.files]),
    ]
    found += [*_of_transcripts(transcripts), *([] if whole else _hidden(consent, transcripts)), *_of_files(study)]
    spoken = sum(len(source.speakers) for source in sources)
    if groups and spoken:
        found.append(("attributes of speakers", spoken, "left out: the program has groups of documents alone"))
    return Outgoing(project, language, tuple(found))


def _language(study: Study) -> str:
    """The language of the codes' texts: the study's, or the first that the codebook has."""
    chosen = study.settings.study.language
    spoken = [key for place in study.codebook.walk() for key in place.code.label.by_language if key]
    return chosen if chosen in spoken or not spoken else spoken[0]


def _marks(people: People, coder: str) -> Iterator[tuple[str, Mark]]:
    """What a coder coded and wrote memos about, with the transcript it is in, in the order of the text."""
    if coder in (RULES_CODER, REVIEWED):
        frame = codings_of(people, coder).codings
        places = frame[["transcript", "start", "end", "code"]].drop_duplicates().itertuples(index=False, name=None)
        yield from ((str(name), Mark(int(start), int(end), str(code), coder)) for name, start, end, code in places)
        return
    for decision in sorted(standing(people.placed(coder).decisions).values(), key=lambda found: found.place):
        if decision.decision in ("add", "accept"):
            yield decision.transcript, _mark(decision, coder, decision.code)
        elif decision.memo and decision.quote:
            yield decision.transcript, _mark(decision, coder, "")


def _mark(decision: Decision, coder: str, code: str) -> Mark:
    return Mark(decision.start, decision.end, code, coder, decision.time, decision.memo)


def _attributes(study: Study, transcript: Transcript) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The attributes of an interview, and of its speakers where the table has rows for them."""
    rows = study.participants.rows or {}
    own = {name: value for name, value in rows.get((transcript.id, ""), {}).items() if value}
    labels = {speaker.label.casefold(): speaker.label for speaker in transcript.speakers}
    spoken = {
        labels.get(label, label): {name: value for name, value in row.items() if value}
        for (name_of, label), row in rows.items()
        if name_of == transcript.id and label
    }
    return own, spoken


def _notes(study: Study, transcripts: Sequence[Transcript]) -> dict[str, str]:
    """What only qualcode reads, so that the study comes back as it was."""
    found = {SETTINGS: settings_note(study, transcripts), CODEBOOK: as_yaml(study.codebook)}
    memos = sorted((study.root / MEMOS).glob("*.txt")) if (study.root / MEMOS).is_dir() else []
    found |= {path.stem: read_utf8(path).rstrip("\n") for path in memos if study.may_read(path)}
    return found | ({GUIDE: read_utf8(study.guide_path)} if study.guide_path else {})


# -- what is lost --------------------------------------------------------------------------------


def _of_codebook(book: Codebook, language: str) -> Iterator[Loss]:
    kept = f"kept in the memo {CODEBOOK}, which qualcode reads"
    lost = (text for text in losses(book, "qdc", language) if not text.startswith("labels"))  # which stay as they are
    yield from ((f"codebook: {text}", None, kept) for text in lost)


def _of_people(people: People, coders: Sequence[str]) -> Iterator[Loss]:
    for name in coders:
        placed = people.placed(name)
        held = list(standing(placed.decisions).values())
        kinds = Counter(decision.decision for decision in held)
        blind = sum(decision.blind for decision in held if decision.decision in ("add", "accept"))
        read = len({decision.transcript for decision in placed.decisions if decision.decision == "seen"})
        rows: Mapping[str, tuple[int, str]] = {
            "rejected codings": (
                kinds["reject"],
                "left out, their memos stay: the format has no way to say that a code does not apply",
            ),
            "accepted codings": (kinds["accept"], "written as the coder's own"),
            "codings made blind": (blind, "written as others"),
            "interviews marked as read": (read, "left out: a file does not say what was read and got no code"),
            "decisions without a place": (len(placed.lost), "left out (qualcode codings lost)"),
        }
        yield from ((f"{name}: {what}", number, becomes) for what, (number, becomes) in rows.items() if number)


def _of_transcripts(transcripts: Sequence[Transcript]) -> Iterator[Loss]:
    timed = sum(any(turn.start_time is not None for turn in transcript.turns) for transcript in transcripts)
    if timed:
        yield "interviews with times of turns", timed, "written without times"
    yield "who asks and who answers", len(transcripts), f"kept in the memo {SETTINGS}, which qualcode reads"


def _hidden(consent: Consent, transcripts: Sequence[Transcript]) -> Iterator[Loss]:
    number = sum(len(consent.turns(transcript.id)) for transcript in transcripts)
    if number:
        yield "turns that may not be quoted", number, "hidden letter by letter (--whole writes them too)"


def _of_files(study: Study) -> Iterator[Loss]:
    settings = not_in_note(study)
    if settings:
        yield f"settings ({', '.join(settings)})", len(settings), "left out"
    others = sum(path != study.codebook_path for path in (study.root / "codebooks").glob("*.y*ml"))
    if others:
        yield "other codebooks", others, "left out"
    if (study.root / ANSWERS).exists():
        yield ANSWERS, 1, "left out"
    for name in (REDUCTIONS, SUMMARIES, PINNED, SAMPLE, LOG):
        if (study.root / name).exists():
            yield name, 1, "left out"
