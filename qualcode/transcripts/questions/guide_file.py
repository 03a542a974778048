"""guide.yaml → the interview guide."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from qualcode.errors import InputError, Problem
from qualcode.model import Guide, Question, Text
from qualcode.schema import Localised, LocalisedList, Schema, load_yaml, validated


def _by_language(value: object) -> object:
    """Other wordings as lists by language: a list may hold texts, and texts by language."""
    found: dict[str, list[object]] = {}
    for item in value if isinstance(value, list) else ():
        for language, text in item.items() if isinstance(item, dict) else [("", item)]:
            found.setdefault(str(language), []).append(text)
    return found if isinstance(value, list) else value


Variants = Annotated[LocalisedList, BeforeValidator(_by_language)]


class QuestionEntry(Schema):
    """A question as it stands in the file."""

    id: str
    theme: str = ""
    text: Localised
    variants: Variants = Field(default_factory=dict)


class GuideFile(Schema):
    """A guide file."""

    questions: list[QuestionEntry] = Field(min_length=1)


def read_guide(path: Path) -> Guide:
    """The interview guide in a YAML file; raises InputError with every problem and its line."""
    data, lines = load_yaml(path)
    entry = validated(GuideFile, data, lines, path)
    repeated = [i for i, q in enumerate(entry.questions) if q.id in {p.id for p in entry.questions[:i]}]
    if repeated:
        message = "the question id {!r} is used twice."
        raise InputError(
            [Problem(message.format(entry.questions[i].id), path, lines.get(("questions", i))) for i in repeated]
        )
    return Guide(
        tuple(
            Question(q.id, q.theme, Text(q.text), tuple(text for texts in q.variants.values() for text in texts))
            for q in entry.questions
        )
    )
