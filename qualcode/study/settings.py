"""qualcode.toml or [tool.qualcode] in pyproject.toml → Settings; without either, the defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from qualcode.errors import InputError, Problem
from qualcode.files import read_utf8, real
from qualcode.model import SpeakerLabels, UnitKind
from qualcode.schema import Schema, load_toml, validated
from qualcode.transcripts.voices.detect import LANGUAGES
from qualcode.transcripts.voices.layouts import check_layouts

FILE = "qualcode.toml"


def _spoken_language(name: str) -> str:
    if name not in ("auto", *LANGUAGES):
        raise ValueError(f"{name!r} is no language that is told here: auto, {', '.join(LANGUAGES)}.")
    return name


def _together(coders: object) -> object:
    """Several coders as one text: rules+model."""
    return "+".join(coders) if isinstance(coders, list) and all(isinstance(name, str) for name in coders) else coders


SpokenLanguage = Annotated[str, AfterValidator(_spoken_language)]


class StudySection(Schema):
    """[study]: what is analysed; paths are relative to the study folder."""

    title: str = ""
    language: SpokenLanguage = "auto"
    transcripts: str = "transcripts"
    codebook: str | None = None
    guide: str | None = None
    participants: str | None = None


class SpeakersSection(Schema):
    """[speakers]: the labels of those who ask, answer, and are left out; how voices look where labels are missing; what
    no label names.
    """

    interviewer: list[str] = Field(default_factory=list)
    participant: list[str] = Field(default_factory=list)
    ignore: list[str] = Field(default_factory=list)
    layout: Annotated[str | list[str], AfterValidator(check_layouts)] = ""
    unlabelled: Literal["outside", "speech"] = "outside"

    def labels(self) -> SpeakerLabels:
        """The labels as the transcript readers take them."""
        return SpeakerLabels(
            tuple(self.interviewer), tuple(self.participant), tuple(self.ignore), str(self.layout), (), self.unlabelled
        )


class CodingSection(Schema):
    """[coding]: what a unit is, whose speech is coded, and whose codings count (rules, reviewed, consensus, a coder, or
    several).
    """

    unit: UnitKind = "sentence"
    code_interviewer: bool = False
    coders: Annotated[str, BeforeValidator(_together)] = ""


class ReportSection(Schema):
    """[report]: how findings are written."""

    language: Literal["fi", "en"] | None = None
    reference: str | None = None
    template: str | None = None
    quotes_per_code: int = Field(default=3, ge=0, le=50)
    quote_attributes: list[str] = Field(default_factory=list)
    attributes: list[str] = Field(default_factory=list)
    participants: list[str] = Field(default_factory=list)
    bins: dict[str, str] = Field(default_factory=dict)
    labels: dict[str, str | dict[str, str]] = Field(default_factory=dict)
    sections: list[str] = Field(default_factory=list)
    names: str | None = None
    public: bool = False
    links: bool = True
    order: dict[str, list[str]] = Field(default_factory=dict)

    def labels_in(self, language: str) -> dict[str, str]:
        """What attributes and values are called in a language; one that is called alike in all languages is a text."""
        texts = {
            name: label if isinstance(label, str) else label.get(language, "") for name, label in self.labels.items()
        }
        return {name: text for name, text in texts.items() if text}


class LanguageSection(Schema):
    """[language]: another reader of words for a language than its own (`spacy:NAME` chooses by part of speech); the
    study's own words.
    """

    words: str | None = None
    fi: str | None = None
    en: str | None = None
    sv: str | None = None

    def readers(self) -> dict[str, str]:
        """The chosen readers by language."""
        return {language: reader for language, reader in self.model_dump(exclude={"words"}).items() if reader}


class AskedCoder(Schema):
    """[coders.asked.NAME]: a language model on this machine, how long one answer may take, how many units stand in a
    question.
    """

    url: str = "http://127.0.0.1:11434/v1"
    model: str
    timeout: float = Field(default=120, gt=0, le=3600)
    seed: int = 1
    batch: int = Field(default=10, ge=1, le=100)
    template: str = ""


CoderName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class CodersSection(Schema):
    """[coders]: coders that are asked, by name."""

    asked: dict[CoderName, AskedCoder] = Field(default_factory=dict)


class ConsentSection(Schema):
    """[consent]: turns that were said off the record (H1:12, H1:12-15), beside those marked in the talk, and whether
    such speech counts.
    """

    off_record: list[str] = Field(default_factory=list)
    counted: bool = True


class Settings(Schema):
    """A study's settings."""

    study: StudySection = StudySection()
    language: LanguageSection = LanguageSection()
    speakers: SpeakersSection = SpeakersSection()
    coding: CodingSection = CodingSection()
    coders: CodersSection = CodersSection()
    report: ReportSection = ReportSection()
    consent: ConsentSection = ConsentSection()


def read_settings(root: Path) -> tuple[Settings, Path | None]:
    """The settings of a study folder and the file they stand in (None: the defaults); raises InputError with every
    problem.
    """
    own, project = root / FILE, root / "pyproject.toml"
    for path in (own, project):
        if path.is_symlink() and not (path.exists() and real(path).is_relative_to(real(root))):
            raise InputError(
                [Problem(f"leads out of the study, to {real(path)}.", path, hint="Put the settings themselves here.")]
            )
    in_project = project.exists() and "[tool.qualcode" in read_utf8(project)
    if own.exists() and in_project:
        hint = "Keep one of them."
        raise InputError([Problem(f"settings stand both here and in {project.name}.", own, hint=hint)])
    if own.exists():
        return validated(Settings, *load_toml(own), own), own
    if in_project:
        return validated(Settings, *load_toml(project, ("tool", "qualcode")), project), project
    return Settings(), None
