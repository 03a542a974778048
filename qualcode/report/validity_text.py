"""What the method section says about how right the rules are and how far coders agree."""

from __future__ import annotations

import math
from collections.abc import Mapping

from qualcode.report.numbers import bounded, integer
from qualcode.report.wording import words_in

Numbers = Mapping[str, float]  # a row of `validity`: precision, precision_low, precision_high, …

_TEXTS = {
    "fi": {
        "drawn": "Sääntöjen osuvuus arvioitiin otoksella. Aineiston {population} {unit_of} poimittiin sääntöjen koodausten mukaan ositettuna "
        "satunnaisotantana {of} {unit_part}, myös sellaisia, joista säännöt eivät löytäneet mitään (satunnaislukujen siemen {seed}).",
        "coded": "Otoksen koodasi {coder} sääntöjen koodauksia näkemättä.",
        "consensus": "Vertailukohtana on koodaajien yhteinen koodaus.",
        "open": "Vertailukohtana ovat koodaukset, jotka teki {coder}; sääntöjen koodaukset olivat nähtävissä, joten luvut ovat todellista parempia.",
        "part": "Otoksesta on tähän mennessä koodattu {read} {unit_part}, joten luvut ovat alustavia.",
        "found": "Koko aineistoon painotettuna sääntöjen tarkkuus on {precision}, saanti {recall} ja F1 {f1}. Tarkkuus on osuus sääntöjen "
        "tekemistä koodauksista, jotka myös ihminen teki, saanti osuus ihmisen tekemistä koodauksista, jotka säännöt löysivät; koodaus on tässä "
        "koodi yhdessä yksikössä.",
        "interval": "{value} (95 %:n luottamusväli {low}–{high})",
        "machine": "Mukana ovat myös koneen ({name}) tekemät koodaukset, joita ihminen ei ole tarkistanut: {number}. Samassa otoksessa niiden "
        "tarkkuus on {precision}, saanti {recall} ja F1 {f1}.",
        "nothing": "Otoksesta ei voi sanoa, miten hyvin säännöt osuvat.",
    },
    "en": {
        "drawn": "How right the rules are was judged on a sample. Of the study’s {population} {unit_of}, {of} were drawn at random, stratified "
        "by what the rules found there, also where they found nothing (random seed {seed}).",
        "coded": "{coder} coded the sample without seeing the rules’ codings.",
        "consensus": "The coders’ consensus is the standard.",
        "open": "The codings of {coder} are the standard; the rules’ codings were in sight, so the numbers are better than they would have been.",
        "part": "So far {read} of them have been coded, so the numbers are provisional.",
        "found": "Weighted to the whole study the rules’ precision is {precision}, their recall {recall} and F1 {f1}. Precision is the share of "
        "the rules’ codings that the person made too, recall the share of the person’s codings that the rules found; a coding here is a code in a unit.",
        "interval": "{value} (95% interval {low}–{high})",
        "machine": "Codings by a machine ({name}) that no person checked are counted too: {number}. In the same sample their precision is "
        "{precision}, their recall {recall} and F1 {f1}.",
        "nothing": "The sample cannot tell how right the rules are.",
    },
}


def validity_paragraph(
    language: str, unit: str, population: int, seed: int, coder: str, blind: bool, read: int, of: int, overall: Numbers
) -> str:
    """The paragraph on the rules: what was drawn and how, who coded it, and precision, recall and F1 with their
    intervals.
    """
    texts, words = _TEXTS[language if language in _TEXTS else "en"], words_in(language)
    plural = {"sentence": "sentences", "turn": "turns", "answer": "answers"}[unit]
    unit_of, part = {"fi": (words[f"from_{unit}"], words[f"part_{unit}"])}.get(language, (plural, plural))
    facts = {"population": integer(population, language), "of": of, "read": read, "seed": seed, "coder": coder}
    said = "consensus" if coder == "consensus" else "coded" if blind else "open"
    shown = {name: _interval(overall, name, language, texts["interval"]) for name in ("precision", "recall", "f1")}
    found = "found" if all(shown.values()) else "nothing"
    parts = ["drawn", said, *(["part"] if read < of else []), found]
    return " ".join(texts[name].format(**facts, unit_of=unit_of, unit_part=part, **shown) for name in parts)


def machine_sentence(language: str, name: str, number: int, overall: Numbers) -> str:
    """What is said of a machine whose codings count: how many nobody checked, and how right it is."""
    texts = _TEXTS[language if language in _TEXTS else "en"]
    shown = {key: _interval(overall, key, language, texts["interval"]) or "–" for key in ("precision", "recall", "f1")}
    return texts["machine"].format(name=name, number=integer(number, language), **shown)


def _interval(row: Numbers, name: str, language: str, form: str) -> str:
    value, low, high = (row.get(f"{name}{end}", math.nan) for end in ("", "_low", "_high"))
    if math.isnan(value):
        return ""
    return form.format(
        **{key: bounded(number, language) for key, number in (("value", value), ("low", low), ("high", high))}
    )
