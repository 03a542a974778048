"""A study folder → its parts: settings, transcript files, codebook, guide, participants."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from qualcode.codebook import read_codebook
from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.files import finish_replacing, real
from qualcode.model import Codebook, Guide, UnitKind
from qualcode.study.copies import copied_files
from qualcode.study.own_words import OwnWords, read_own_words
from qualcode.study.settings import FILE, Settings, read_settings
from qualcode.study.sources import TRUST, Source, listed_sources
from qualcode.study.trust import trusted_by
from qualcode.transcripts import formats
from qualcode.transcripts.questions.answers import FILE as ANSWERS
from qualcode.transcripts.questions.answers import Answers, read_answers
from qualcode.transcripts.questions.guide_file import read_guide
from qualcode.transcripts.questions.participants import Participants, read_participants

FOLDER = "codings"  # of what people decided
JOURNAL = f"{FOLDER}/.changing.json"  # of a change of codes that is being written
WRITTEN = ("tables", "figures", "history", "cache")  # folders of results/
# keys that name files
NAMED = (("study", ("transcripts", "codebook", "guide", "participants")), ("report", ("reference", "template")))


@dataclass(frozen=True)
class Study:
    """A study folder. Its parts are read when they are asked for, and only once."""

    root: Path
    settings: Settings = field(default_factory=Settings)
    settings_file: Path | None = None
    scratch: Path | None = None  # a folder to keep in what was read and coded, in the place of the study's own
    trusted: frozenset[Path] = frozenset()  # what may be read outside the folder

    def __repr__(self) -> str:
        return f"<Study {real(self.root)}>"

    @property
    def results(self) -> Path:
        """The folder a run writes to."""
        return self.root / "results"

    @property
    def cache(self) -> Path:
        """The folder of what was read and coded before."""
        return self.scratch or self.results / "cache"

    def may_read(self, path: Path) -> bool:
        """Whether a file is in the study's folder, wherever links lead, or where the user said that it may read."""
        found = real(path)
        return any(found.is_relative_to(place) for place in (real(self.root), *self.trusted))

    def own_folders(self) -> tuple[Path, ...]:
        """The folders of the study that are written to."""
        return self.root / FOLDER, self.results, *(self.results / name for name in WRITTEN)

    def check_own_folders(self) -> None:
        """Raise InputError for a folder that is written to and lies elsewhere: what a link leads to is not the study's
        to change.
        """
        root = real(self.root)
        away = [path for path in self.own_folders() if path.exists() and not real(path).is_relative_to(root)]
        folder = self.root / FOLDER
        links = [path for path in sorted(folder.iterdir()) if path.is_symlink()] if folder.is_dir() and not away else []
        if links:
            own = "Put the file itself here."
            raise InputError([Problem("is a link to another file, and is not read.", path, hint=own) for path in links])
        hint = (
            "Remove the link, and let `qualcode run` make a folder of its own there. What the link "
            "leads to stays as it is."
        )
        if away:
            raise InputError([Problem(f"leads out of the study, to {real(path)}.", path, hint=hint) for path in away])

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The transcript files by id in natural order (H2 before H10); raises InputError when there are none."""
        return self._listed[0]

    @cached_property
    def unreadable(self) -> tuple[Problem, ...]:
        """Files among the transcripts that no reader takes, and files that claim one id."""
        return self._listed[1]

    @cached_property
    def _listed(self) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
        folder = self.root / self.settings.study.transcripts
        if not os.path.isdir(folder):  # noqa: PTH112  # whatever the name is
            self._must_be_study()
            hint = "Put the interviews there, or name another folder under [study] transcripts."
            raise InputError([Problem("there is no such folder of transcripts.", folder, hint=hint)])
        beside = {real(path) for path in (self.guide_path, self.participants_path) if path is not None}
        return listed_sources(folder, beside, self.may_read)

    @cached_property
    def copies(self) -> tuple[Problem, ...]:
        """Transcript files that are another one's copy to the letter or by their names."""
        return tuple(copied_files({source.id: source.path for source in self.sources}))

    @cached_property
    def below(self) -> tuple[Problem, ...]:
        """Folders among the transcripts that hold some too: these are not read."""
        folder = self.root / self.settings.study.transcripts
        found = (path for path in sorted(folder.iterdir()) if os.path.isdir(path) and not path.name.startswith("."))  # noqa: PTH112
        holding = [
            (path, n)
            for path in found
            if (n := sum(file.suffix.lower().removeprefix(".") in formats() for file in path.iterdir()))
        ]
        hint = "Interviews stand right in the folder of transcripts: move them up, or leave them out."
        return tuple(
            Problem(f"is a folder; the {n} file{'s' * (n != 1)} in it are not read.", path, hint=hint)
            for path, n in holding
        )

    @cached_property
    def codebook_path(self) -> Path:
        """The codebook file chosen in the settings, or the only one; raises QualcodeError listing them when there are
        several.
        """
        chosen = self.settings.study.codebook
        if chosen:
            return self._existing(chosen, "[study] codebook")
        found = [path for path in sorted((self.root / "codebooks").glob("*.y*ml")) if self._checked(path)]
        if len(found) == 1:
            return found[0]
        folder = self.root / "codebooks"
        if not found:
            self._must_be_study()
            hint = "`qualcode init my-study` makes a study with one to start from."
            raise InputError([Problem("there is no codebook (a .yaml file) here.", folder, hint=hint)])
        names = ", ".join(path.name for path in found)
        hint = (
            f'Choose one: [study] codebook = "codebooks/{found[0].name}" in {FILE}, or --codebook '
            f"codebooks/{found[0].name}."
        )
        raise QualcodeError(f"{folder} holds several codebooks: {names}.\n    {hint}")

    @cached_property
    def codebook(self) -> Codebook:
        """The study's codebook."""
        return read_codebook(self.codebook_path)

    @cached_property
    def guide_path(self) -> Path | None:
        """The interview guide's file, if there is one."""
        return self._beside("guide", "guide.yaml", "guide.yml")

    @cached_property
    def guide(self) -> Guide:
        """The interview guide, empty without a file."""
        return read_guide(self.guide_path) if self.guide_path else Guide()

    @cached_property
    def participants_path(self) -> Path | None:
        """The attributes' file, if there is one."""
        named = self._beside("participants", "participants.csv")
        return named or self._beside("participants", "participants.xlsx")

    @cached_property
    def participants(self) -> Participants:
        """The attributes, none without a file."""
        ids = tuple(source.id for source in self.sources)
        return (
            read_participants(self.participants_path, ids, self._ordered_codes)
            if self.participants_path
            else Participants()
        )

    @cached_property
    def answers(self) -> Answers:
        """What was decided by hand about whose question a turn asks, by transcript; nothing without a file."""
        path = self.root / ANSWERS
        questions = [question.id for question in self.guide.questions]
        return read_answers(path, questions, [source.id for source in self.sources]) if path.exists() else Answers()

    @cached_property
    def own_words_path(self) -> Path | None:
        """The file of the study's own words that the settings name, if any."""
        chosen = self.settings.language.words
        return self._checked(self._existing(chosen, "[language] words")) if chosen else None

    @cached_property
    def own_words(self) -> OwnWords:
        """The study's own words: form → lemmas; none without a file."""
        return read_own_words(self.own_words_path) if self.own_words_path else {}

    @property
    def _ordered_codes(self) -> frozenset[str]:
        """The ordered codes, which are dimensions of tables; none where there is no codebook that can be read."""
        try:
            return frozenset(place.code.id for place in self.codebook.walk() if place.code.scale == "ordinal")
        except QualcodeError:
            return frozenset()

    @property
    def title(self) -> str:
        """The study's title: from the settings, else the folder's name."""
        return self.settings.study.title or real(self.root).name

    @property
    def is_study(self) -> bool:
        """Whether the folder has anything of a study."""
        return self.settings_file is not None or any(
            (self.root / name).is_dir() for name in ("transcripts", "codebooks")
        )

    def _must_be_study(self) -> None:
        """Raise InputError when the folder has nothing of a study: then the command was most likely given elsewhere."""
        if not self.is_study:
            hint = "Go to your study's folder, name it with -C, or make a new one: qualcode init my-study"
            raise InputError(
                [
                    Problem(
                        "this folder is no study (it has no transcripts/, codebooks/ or qualcode.toml).",
                        real(self.root),
                        hint=hint,
                    )
                ]
            )

    def report_file(self, key: str) -> Path | None:
        """The file that a key of [report] names, if any; raises InputError when it is not there."""
        chosen = getattr(self.settings.report, key)
        return self._existing(chosen, f"[report] {key}") if chosen else None

    def file_of(self, chosen: str, key: str) -> Path:
        """The file that a key of the settings names; raises InputError when it is not there or leads out of the
        study.
        """
        return self._existing(chosen, key)

    def _beside(self, key: str, *names: str) -> Path | None:
        chosen = getattr(self.settings.study, key)
        if chosen:
            return self._existing(chosen, f"[study] {key}")
        folder = self.root / self.settings.study.transcripts
        if not os.path.isdir(folder):  # noqa: PTH112
            return None
        return next((self._checked(path) for path in sorted(folder.glob("*")) if path.name.lower() in names), None)

    def _checked(self, path: Path) -> Path:
        """The path; raises InputError when it leads out of the study."""
        if not self.may_read(path):
            raise InputError([Problem(f"leads out of the study, to {real(path)}.", path, hint=TRUST)])
        return path

    def _existing(self, chosen: str, key: str) -> Path:
        path = self.root / chosen
        if not os.path.exists(path):  # noqa: PTH110  # whatever the name is
            beside = path.parent.glob("*") if os.path.isdir(path.parent) else ()  # noqa: PTH112
            here = ", ".join(sorted(p.name for p in beside if p.is_file())[:12])
            hint = f"Mend {key} in the settings. " + (f"In {path.parent.name}/ there are: {here}." if here else "")
            raise InputError([Problem(f"{key}: the file {chosen!r} does not exist.", self.settings_file, hint=hint)])
        return path


def open_study(
    root: Path | str = ".",
    codebook: Path | str | None = None,
    coders: str = "",
    unit: UnitKind | None = None,
    trusted: frozenset[Path] | None = None,
) -> Study:
    """The study in a folder, with its settings read; `codebook`, `coders` and `unit` choose otherwise than the settings
    do.

    `trusted` is what may be read outside the folder; by default what this machine's user said yes to (see `trust`).
    Raises InputError with every problem of the settings, files outside the folder among them.
    """
    root = Path(root)
    if not root.is_dir():
        raise InputError([Problem("there is no such folder.", root)])
    if real(root / FOLDER).is_relative_to(real(root)):
        finish_replacing(root, root / JOURNAL)
    settings, file = read_settings(root)
    trusted = trusted_by(root) if trusted is None else trusted
    away = [
        (key, path)
        for key, path in _named_outside(root, settings)
        if not any(path.is_relative_to(place) for place in trusted)
    ]
    if away:
        raise InputError([Problem(f"{key} is outside the study: {path}.", file, hint=TRUST) for key, path in away])
    if codebook is not None:
        full = real(Path(codebook))
        inside = full.is_relative_to(real(root))
        chosen = settings.study.model_copy(
            update={"codebook": full.relative_to(real(root)).as_posix() if inside else str(full)}
        )
        settings = settings.model_copy(update={"study": chosen})
    other = {name: value for name, value in (("coders", coders), ("unit", unit)) if value}
    own = frozenset((real(Path(codebook)),)) if codebook is not None else frozenset()
    coding = settings.model_copy(update={"coding": settings.coding.model_copy(update=other)})
    study = Study(root, coding, file, trusted=trusted | own)
    study.check_own_folders()
    return study


def outside(root: Path) -> list[tuple[str, Path]]:
    """What a study reads outside its folder: what its settings name (by their key), and where links among its files
    lead.
    """
    settings, _ = read_settings(root)
    folders = (root / "codebooks", root / settings.study.transcripts)
    links = [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".")
    ]
    named = _named_outside(root, settings)
    inside = (real(root), *(path for _, path in named))
    found = {real(path): relative(path, root) for path in links}
    return [
        *named,
        *((name, path) for path, name in found.items() if not any(path.is_relative_to(place) for place in inside)),
    ]


def _named_outside(root: Path, settings: Settings) -> list[tuple[str, Path]]:
    """The files and folders that the settings name outside the study's folder, by their keys."""
    keys = [
        (f"[{section}] {key}", getattr(getattr(settings, section), key)) for section, names in NAMED for key in names
    ]
    paths = [(key, real(root / chosen)) for key, chosen in keys if chosen]
    return [(key, path) for key, path in paths if not path.is_relative_to(real(root))]


def problems_of(error: QualcodeError, path: Path) -> Iterator[Problem]:
    """The problems an error stands for."""
    yield from error.problems if isinstance(error, InputError) else [Problem(str(error), path)]


def relative(path: Path, root: Path) -> str:
    """The path as it is shown and recorded: within the study, with forward slashes."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def shown_problem(problem: Problem, study: Study) -> str:
    """A problem as it is recorded: its file within the study."""
    return str(problem if problem.file is None else replace(problem, file=Path(relative(problem.file, study.root))))
