"""The coders `asked:NAME`: what a model answered about the units as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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

Stretch = tuple[str, int, int, str, str, str, int, int]
BETWEEN = "\n"  # stretches of a unit


def code(material: Material) -> Suggested:
    """The codings that the model answered; a code of which it was not asked about every unit is told. See
    `coders.Coder`.

    Raises QualcodeError when it was not asked yet.
    """
    study, name = material.coded.corpus.study, material.name.partition(":")[2]
    settings = asked_settings(study, name)
    answers, runs = read_answers(path_of(study.root, name))
    if not runs:
        raise QualcodeError(f"{name} was not asked yet.\n    qualcode ask {name}")
    model, prompt, language = (
        f"{runs[-1].model} {runs[-1].digest}",
        prompt_of(study, settings),
        codebook_language(study),
    )
    texts, stretches = texts_of(material.units), stretches_of(material.units)
    rows, refused, doubtful = list[tuple[object, ...]](), dict[str, str](), dict[str, str]()
    for found in material.coded.codebook.walk():
        key = prompt.key(found.code, language)
        own = [answers.get((unit_key(model, key, text, settings.seed), found.code.id)) for text in texts]
        if not any(own):
            refused[found.code.id] = "it was not asked about this code as it is defined now"
            continue
        if missing := own.count(None):
            doubtful[found.code.id] = f"it gave no answer about {missing} of {len(own)} units"
        for places, answer in zip(stretches, own, strict=True):
            rows += _codings(material, places, found.code, found.theme, answer) if answer is not None else ()
    frame = pd.DataFrame(rows, columns=[*CODING_COLUMNS, PROBABILITY])
    mark = sha256(material.name, model, *(repr(answer) for answer in answers.values()))
    return Suggested(with_categories(frame), mark, refused, doubtful)


def _codings(
    material: Material, places: Sequence[Stretch], code: Code, theme: str, answer: Answer
) -> Iterator[tuple[object, ...]]:
    """The codings of an answer about a unit; a quote that goes on into another stretch ends with the first one."""
    for first, last in answer.spans:
        at = 0
        for transcript, unit, turn, speaker, role, question, start, end in places:
            a, b = start + first - at, min(start + last - at, end)
            if start <= a < b:
                text = material.coded.corpus.text(transcript)[a:b]
                where = (transcript, turn, unit, speaker, role, question, code.id, theme, material.name)
                yield (*where, a, b, text, f"{material.name}: its answer", "", NO, None)
                break
            at += end - start + len(BETWEEN)


def asked_settings(study: Study, name: str) -> AskedCoder:
    """The settings of a coder that is asked; raises UnknownName."""
    known = study.settings.coders.asked
    if not known:
        raise QualcodeError(
            f'no coder that is asked stands in the settings; add:\n    [coders.asked.{name}]\n    model = "…"'
        )
    if name not in known:
        raise UnknownName("coder that is asked", name, tuple(known))
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


def stretches_of(units: StudyUnits) -> list[list[Stretch]]:
    """The stretches of each unit: transcript, unit, turn, speaker, role, question, start, end."""
    found: list[list[Stretch]] = [[] for _ in range(len(units.places))]
    columns = ["row", "transcript", "unit", "turn", "speaker", "role", "question", "start", "end"]
    for row, *stretch in units.stretches[columns].itertuples(index=False, name=None):
        found[row].append(tuple(stretch))
    return found


def texts_of(units: StudyUnits) -> list[str]:
    """The text of each unit, all of its stretches one below the other."""
    corpus = units.coded.corpus
    return [BETWEEN.join(corpus.text(name)[start:end] for name, *_, start, end in own) for own in stretches_of(units)]
