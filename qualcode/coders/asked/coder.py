"""The coders `asked:NAME`: what a model answered about the units as they are now."""

from __future__ import annotations

import pandas as pd

from qualcode.analysis.tidy import CODING_COLUMNS, NO
from qualcode.coders import PROBABILITY, Material, Suggested
from qualcode.coders.asked.answers import Answer, path_of, read_answers, unit_key
from qualcode.coders.asked.prompt import Prompt
from qualcode.coders.asked.server import Server
from qualcode.coders.study_units import StudyUnits
from qualcode.errors import QualcodeError, UnknownName
from qualcode.files import sha256
from qualcode.line.tidy_rows import with_categories
from qualcode.model import Code
from qualcode.study.folder import Study
from qualcode.study.settings import AskedCoder


def code(material: Material) -> Suggested:
    """The codings that the model answered; a code of which it was not asked about every unit is told. See `coders.Coder`.

    Raises QualcodeError when it was not asked yet.
    """
    study, name = material.coded.corpus.study, material.name.partition(":")[2]
    settings = asked_settings(study, name)
    answers, runs = read_answers(path_of(study.root, name))
    if not runs:
        raise QualcodeError(f"{name} was not asked yet.\n    qualcode ask {name}")
    digest, prompt, language = runs[-1].digest, prompt_of(study, settings), codebook_language(study)
    texts, places = texts_of(material.units), material.units.places
    rows, refused, doubtful = list[tuple[object, ...]](), dict[str, str](), dict[str, str]()
    for found in material.coded.codebook.walk():
        key = prompt.key(found.code, language)
        own = [answers.get((unit_key(digest, key, text, settings.seed), found.code.id)) for text in texts]
        if not any(own):
            refused[found.code.id] = "it was not asked about this code as it is defined now"
            continue
        if missing := own.count(None):
            doubtful[found.code.id] = f"it gave no answer about {missing} of {len(own)} units"
        for place, answer in zip(places.itertuples(index=False, name=None), own, strict=True):
            rows += _codings(material, place, found.code, found.theme, answer) if answer is not None else ()
    frame = pd.DataFrame(rows, columns=[*CODING_COLUMNS, PROBABILITY])
    mark = sha256(material.name, digest, *(repr(answer) for answer in answers.values()))
    return Suggested(with_categories(frame), mark, refused, doubtful)


def _codings(material: Material, place: tuple[object, ...], code: Code, theme: str, answer: Answer) -> list[tuple[object, ...]]:
    transcript, unit, turn, speaker, role, question, start, *_ = place
    text, first = material.coded.corpus.text(str(transcript)), int(str(start))
    where = (transcript, turn, unit, speaker, role, question, code.id, theme, material.name)
    return [
        (*where, first + a, first + b, text[first + a : first + b], f"{material.name}: its answer", "", NO, None) for a, b in answer.spans
    ]


def asked_settings(study: Study, name: str) -> AskedCoder:
    """The settings of a coder that is asked; raises UnknownName."""
    known = study.settings.coders.asked
    if name not in known:
        raise UnknownName("coder that is asked ([coders.asked.NAME] in the settings)", name, tuple(known))
    return known[name]


def server_of(settings: AskedCoder, url: str = "") -> Server:
    """The server of a coder that is asked; `url` is another address for this run."""
    return Server(url or settings.url, settings.model, settings.timeout, settings.seed, bool(url))


def prompt_of(study: Study, settings: AskedCoder) -> Prompt:
    """What a coder is asked."""
    return Prompt(study.file_of(settings.template, "[coders.asked] template") if settings.template else None)


def codebook_language(study: Study) -> str:
    """The language of the codebook's texts in the question: the study's, or English."""
    return "en" if study.settings.study.language == "auto" else study.settings.study.language


def texts_of(units: StudyUnits) -> list[str]:
    """The text of each unit."""
    corpus = units.coded.corpus
    spans = units.places[["transcript", "start", "end"]].itertuples(index=False, name=None)
    return [corpus.text(str(name))[start:end] for name, start, end in spans]
