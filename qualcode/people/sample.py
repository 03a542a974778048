"""The sample of units that people code blind: codings/sample.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from qualcode.analysis.sampling import PLACE, draw
from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.files import load_json, read_bytes, write_atomic
from qualcode.line.coded import Coded
from qualcode.line.corpus import Corpus
from qualcode.people.decision_places import People, as_now
from qualcode.people.decisions import SAMPLE, Decision, decided, written_time
from qualcode.people.read_units import within

KEPT = ("transcript", "start", "end", "quote", "text", "before", "after")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stretch of a unit of the sample, its stratum, and how many units that holds."""

    place: Decision
    stratum: str
    population: int


@dataclass(frozen=True)
class Sample:
    """A drawn sample: its seed, the unit of coding, how many units there were and were drawn, and the drawn
    stretches.
    """

    path: Path
    seed: int
    unit: str
    population: int
    size: int
    drawn: tuple[Drawn, ...]
    time: str = ""


@dataclass(frozen=True)
class DrawnSample:
    """A sample that was written: its file, the number of units, drawn and population by stratum, and how many units
    were left out.
    """

    path: Path
    size: int
    strata: dict[str, tuple[int, int]]
    left_out: int


def draw_sample(
    people: People, size: int, seed: int, again: bool = False, by: pd.DataFrame | None = None
) -> DrawnSample:
    """Draw a sample by the rules' codings, or those of another coder (`by`), and write it.

    Raises QualcodeError when there is one already, unless `again`.

    Units that were met in the order of a search for a code are left out: they were chosen, not drawn.
    """
    coded = people.coded
    study, corpus = coded.corpus.study, coded.corpus
    path = study.root / SAMPLE
    if path.exists() and not again:
        raise QualcodeError(
            f"{path} holds a sample already, and its weights with it. --again draws another; codings stay as they are."
        )
    time = written_time(datetime.now(UTC))
    units = coded.units[~searched(people, time)]
    rows = draw(units, coded.codings if by is None else by, languages_of(coded), coded.codebook, size, seed)
    stretches = rows.merge(units[[*PLACE, "start", "end"]], on=PLACE)
    population = len(units[PLACE].drop_duplicates())
    data = {
        "seed": seed,
        "unit": study.settings.coding.unit,
        "time": time,
        "population": population,
        "size": len(rows),
        "units": [_kept(row, corpus) for row in stretches.to_dict("records")],
    }
    write_atomic(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    strata = {str(row["stratum"]): (int(row["drawn"]), int(row["population"])) for row in rows.to_dict("records")}
    return DrawnSample(path, len(rows), strata, len(coded.units[PLACE].drop_duplicates()) - population)


def searched(people: People, time: str) -> pd.Series[bool]:
    """A mask of the rows of the study's units that someone met, until then, in the order of a search for a code."""
    met = [
        d
        for name in people.files
        for d in people.placed(name).decisions
        if d.met and d.decision == "seen" and d.time <= time
    ]
    units = people.coded.units
    rows = pd.MultiIndex.from_frame(units.loc[within(units, [d.place[:3] for d in met]), PLACE])
    return pd.Series(pd.MultiIndex.from_frame(units[PLACE]).isin(rows), index=units.index)


def _kept(row: dict[Any, Any], corpus: Corpus) -> dict[str, object]:
    """A drawn stretch as the file holds it, with what it is found by again."""
    place = decided(row["transcript"], corpus.text(row["transcript"]), row["start"], row["end"], "", "seen")
    kept = {name: value for name, value in asdict(place).items() if name in KEPT}
    return {**kept, "stratum": row["stratum"], "population": int(row["population"]), "drawn": int(row["drawn"])}


def languages_of(coded: Coded) -> dict[str, str]:
    """Each readable transcript's language."""
    return {found.id: found.language for found in coded.corpus.transcripts() if found.id in coded.transcripts}


def read_sample(root: Path) -> Sample:
    """The study's sample; raises InputError when there is none or it cannot be read."""
    path = root / SAMPLE
    if not path.exists():
        raise InputError([Problem("there is no sample yet.", path, hint="`qualcode sample -n 120` draws one.")])
    return check_sample(read_bytes(path), path)


def check_sample(content: bytes, path: Path) -> Sample:
    """The sample in a file's bytes; raises InputError when it cannot be read."""
    try:
        data: Any = load_json(content.decode("utf-8-sig"))
        drawn = tuple(
            Drawn(
                Decision(code="", decision="seen", **{name: row[name] for name in KEPT}),
                row["stratum"],
                row["population"],
            )
            for row in data["units"]
        )
        return Sample(
            path,
            int(data["seed"]),
            str(data["unit"]),
            int(data["population"]),
            int(data["size"]),
            drawn,
            str(data.get("time", "")),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            [Problem("is no sample that can be read.", path, hint="`qualcode sample --again` draws another.")]
        ) from error


Placements = list[tuple[Drawn, Decision | None]]


def placed_sample(sample: Sample, corpus: Corpus) -> Placements:
    """Each stretch of the sample with its place now; None where it is not found any more."""
    return list(zip(sample.drawn, as_now([drawn.place for drawn in sample.drawn], corpus), strict=True))


def left_out(sample: Sample, placed: Placements) -> list[Problem]:
    """What to say of stretches that are not found any more; nothing when all are."""
    lost = sum(now is None for _, now in placed)
    message = f"{lost} units of the sample are not found in the transcripts any more, and are left out."
    return [Problem(message, sample.path)] if lost else []


@dataclass(frozen=True)
class Targets:
    """The stretches of a sample by transcript, in the transcripts as they are now, and what is left out."""

    stretches: dict[str, list[tuple[int, int]]]
    warnings: tuple[Problem, ...] = ()


def sample_targets(corpus: Corpus) -> Targets:
    """Where the sample's units are now; raises InputError when there is no sample."""
    sample = read_sample(corpus.study.root)
    placed, found = placed_sample(sample, corpus), dict[str, list[tuple[int, int]]]()
    for _, now in placed:
        if now is not None:
            found.setdefault(now.transcript, []).append((now.start, now.end))
    return Targets(found, tuple(left_out(sample, placed)))


def units_of_sample(units: pd.DataFrame, placed: Sequence[tuple[Drawn, Decision | None]]) -> pd.DataFrame:
    """The units that the drawn stretches lie in now, each by the one it covers most of: transcript, unit, stratum,
    population.
    """
    rows = []
    by_transcript = {str(name): frame for name, frame in units.groupby("transcript", sort=False)}
    for drawn, now in placed:
        if now is None or now.transcript not in by_transcript:
            continue
        own = by_transcript[now.transcript]
        shared = own["end"].clip(upper=now.end) - own["start"].clip(lower=now.start)
        if shared.max() > 0:
            rows.append(
                (now.transcript, own["unit"].tolist()[int(shared.to_numpy().argmax())], drawn.stratum, drawn.population)
            )
    return pd.DataFrame(rows, columns=["transcript", "unit", "stratum", "population"]).drop_duplicates(
        ["transcript", "unit"]
    )
