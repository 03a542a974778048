"""The shape of a codebook file, as pydantic checks it."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from qualcode.codebook.rules import parse_rule
from qualcode.model import Role, Rule
from qualcode.schema import LanguageKey, Localised, LocalisedList, Schema, any_language


def _rule(value: object) -> object:
    if value is None or isinstance(value, bool | list):
        raise ValueError(
            f"a rule is a line of text; found {value!r}. Put a rule that begins with *, &, !, ~ or a "
            f"quotation mark in quotes."
        )
    return parse_rule(value if isinstance(value, dict) else str(value))


RuleField = Annotated[Rule, BeforeValidator(_rule)]
RuleLists = Annotated[dict[LanguageKey, list[RuleField]], BeforeValidator(any_language)]


def _kebab(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise ValueError(f"should be small letters a-z, digits and hyphens, such as customer-support; found {value!r}.")
    return value


def _one_word(value: str) -> str:
    if not value or re.search(r"\s", value):
        raise ValueError(f"should be one word without spaces; found {value!r}.")
    return value


class OnlyEntry(Schema):
    """Where a code may be applied."""

    question: list[str] = Field(default_factory=list)
    role: list[Role] = Field(default_factory=list)


class CodeEntry(Schema):
    """A code as it stands in the file."""

    id: Annotated[str, AfterValidator(_kebab)]
    label: Localised | None = None
    abbreviation: str = ""
    scale: Literal["nominal", "ordinal"] = "nominal"
    definition: Localised = Field(default_factory=dict)
    include: Localised = Field(default_factory=dict)
    exclude: Localised = Field(default_factory=dict)
    examples: LocalisedList = Field(default_factory=dict)
    counterexamples: LocalisedList = Field(default_factory=dict)
    rules: RuleLists = Field(default_factory=dict)
    only: OnlyEntry | None = None
    codes: list[CodeEntry] = Field(default_factory=list)


class CodebookFile(Schema):
    """A codebook file."""

    format: Literal[1]
    name: Annotated[str, AfterValidator(_one_word)]
    title: Localised | None = None
    source: Localised = Field(default_factory=dict)
    codes: list[CodeEntry] = Field(min_length=1)
