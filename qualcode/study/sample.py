"""The sample of units that people code blind: codings/sample.json; and what it says about the rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.coding.human import CONSENSUS, SAMPLE, Decision, decided
from qualcode.errors import InputError, Problem, QualcodeError, UnknownName
from qualcode.files import load_json, read_utf8, write_atomic
from qualcode.model import RULES_CODER
from qualcode.study.comparing import looked_at, unit_texts
from qualcode.study.line import Line
from qualcode.study.people import as_now

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis.validity import Judged

KEPT = ("transcript", "start", "end", "quote", "text", "before", "after")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stretch of a unit of the sample, its stratum, and how many units that holds."""

    place: Decision
    stratum: str
    population: int


class NotCoded(QualcodeError):
    """No one has read any unit of the sample yet."""


@dataclass(frozen=True)
class Sample:
    """A drawn sample: its seed, the unit of coding, how many units there were and were drawn, and the drawn stretches."""

    path: Path
    seed: int
    unit: str
    population: int
    size: int
    drawn: tuple[Drawn, ...]


def draw_sample(line: Line, size: int, seed: int, again: bool = False) -> tuple[Path, int, dict[str, tuple[int, int]]]:
    """Draw a sample by the rules' codings and write it; returns the path, the number of units, and drawn and population by stratum.

    Raises QualcodeError when there is one already, unless `again`.
    """
    from qualcode.analysis.sampling import PLACE, draw

    path = line.study.root / SAMPLE
    if path.exists() and not again:
        raise QualcodeError(f"{path} holds a sample already, and its weights with it. --again draws another; codings stay as they are.")
    units = line.units()
    languages = languages_of(line)
    rows = draw(units, line.codings_of(RULES_CODER), languages, line.study.codebook, size, seed)
    stretches = rows.merge(units[[*PLACE, "start", "end"]], on=PLACE)
    drawn = []
    for row in stretches.to_dict("records"):
        place = decided(row["transcript"], line.text_of(row["transcript"]), row["start"], row["end"], "", "seen")
        kept = {name: value for name, value in asdict(place).items() if name in KEPT}
        drawn.append({**kept, "stratum": row["stratum"], "population": int(row["population"]), "drawn": int(row["drawn"])})
    data = {
        "seed": seed,
        "unit": line.study.settings.coding.unit,
        "population": len(units[PLACE].drop_duplicates()),
        "size": len(rows),
        "units": drawn,
    }
    write_atomic(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    strata = {str(row["stratum"]): (int(row["drawn"]), int(row["population"])) for row in rows.to_dict("records")}
    return path, len(rows), strata


def languages_of(line: Line) -> dict[str, str]:
    """Each readable transcript's language."""
    ids = line.readable()
    sources = (source for source in line.study.sources if source.id in ids)
    return {source.id: found.language for source in sources if (found := line.read(source).transcript) is not None}


def read_sample(root: Path) -> Sample:
    """The study's sample; raises InputError when there is none or it cannot be read."""
    path = root / SAMPLE
    if not path.exists():
        raise InputError([Problem("there is no sample yet.", path, hint="`qualcode sample -n 120` draws one.")])
    try:
        data: Any = load_json(read_utf8(path))
        drawn = tuple(
            Drawn(Decision(code="", decision="seen", **{name: row[name] for name in KEPT}), row["stratum"], row["population"])
            for row in data["units"]
        )
        return Sample(path, int(data["seed"]), str(data["unit"]), int(data["population"]), int(data["size"]), drawn)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError([Problem("is no sample that can be read.", path, hint="`qualcode sample --again` draws another.")]) from error


def sample_targets(line: Line) -> dict[str, list[tuple[int, int]]]:
    """The stretches of the sample by transcript, in the transcripts as they are now; what is not found again is in the line's warnings."""
    found: dict[str, list[tuple[int, int]]] = {}
    for drawn, now in _placed(line, read_sample(line.study.root)):
        if now is not None:
            found.setdefault(drawn.place.transcript, []).append((now.start, now.end))
    return found


def _placed(line: Line, sample: Sample) -> list[tuple[Drawn, Decision | None]]:
    """Each stretch of the sample with its place now."""
    now = as_now([drawn.place for drawn in sample.drawn], line.readable(), line.text_of)
    placed = list(zip(sample.drawn, now, strict=True))
    lost = sum(now is None for _, now in placed)
    if lost:
        line.warnings.append(
            Problem(f"{lost} units of the sample are not found in the transcripts any more, and are left out.", sample.path)
        )
    return placed


@dataclass(frozen=True)
class Judgement:
    """The judged units of a sample, who coded them, whether blind, and how many of how many drawn that person has read so far."""

    judged: Judged
    sample: Sample
    coder: str
    blind: bool
    read: int
    of: int


def judge(line: Line, person: str = "") -> Judgement:
    """What a person's coding of the sample says about the rules.

    `person` is the coder to believe; by default the one who read the sample blind, or the consensus when it settled as much of it. Raises
    NotCoded when no one did, QualcodeError when several did.
    """
    from qualcode.analysis.validity import PLACE, Judged

    sample = read_sample(line.study.root)
    if sample.unit != line.study.settings.coding.unit:
        raise QualcodeError(
            f"the sample is of {sample.unit}s, the study codes {line.study.settings.coding.unit}s now. Draw another: --again."
        )
    units, languages = line.units(), languages_of(line)
    size = len(units[PLACE].drop_duplicates())
    if size != sample.population:
        hint = "After more than small corrections draw another: qualcode sample --again."
        line.warnings.append(
            Problem(f"the study had {sample.population} units when the sample was drawn, and has {size} now.", sample.path, hint=hint)
        )
    drawn = _units_of(units, _placed(line, sample))
    wanted = units.merge(drawn[PLACE], on=PLACE)
    who = _believed(line, person, wanted)
    read = wanted[PLACE].assign(read=looked_at(line, who, wanted).to_numpy()).groupby(PLACE, sort=False)["read"].all()
    drawn = drawn.join(read, on=PLACE).assign(language=lambda found: found["transcript"].map(languages))
    frame = drawn[drawn["read"]].reset_index(drop=True)
    if frame.empty:
        raise NotCoded(f"{who} has not read any unit of the sample. `qualcode review --coder {who} --sample` walks through it.")
    frame["weight"] = frame["population"] / frame.groupby("stratum")["unit"].transform("size")
    unread = drawn.loc[~drawn["stratum"].isin(frame["stratum"]), [*PLACE, "language"]]
    spoken = units.drop_duplicates(PLACE)["transcript"].map(languages)
    population = {str(language): int(n) for language, n in spoken.value_counts().items()}
    rules, own = line.codings_of(RULES_CODER), line.codings_of(who)
    judged = Judged(line.study.codebook, frame, rules, own, languages, population, unread)
    placed = line.people.placed(who)
    blind = all(decision.blind for decision in placed) and bool(placed)
    if not blind and who != CONSENSUS:
        message = f"{who} did not code the sample blind: who sees what the rules found agrees with them too often."
        line.warnings.append(Problem(message, sample.path, hint="qualcode review --coder NAME --sample"))
    return Judgement(judged, sample, who, blind, len(frame), sample.size)


def _units_of(units: pd.DataFrame, placed: Sequence[tuple[Drawn, Decision | None]]) -> pd.DataFrame:
    """The units that the drawn stretches lie in now, each by the one it covers most of: transcript, unit, stratum, population."""
    import pandas as pd

    rows = []
    by_transcript = {str(name): frame for name, frame in units.groupby("transcript", sort=False)}
    for drawn, now in placed:
        if now is None or now.transcript not in by_transcript:
            continue
        own = by_transcript[now.transcript]
        shared = own["end"].clip(upper=now.end) - own["start"].clip(lower=now.start)
        if shared.max() > 0:
            rows.append((now.transcript, own["unit"].tolist()[int(shared.to_numpy().argmax())], drawn.stratum, drawn.population))
    return pd.DataFrame(rows, columns=["transcript", "unit", "stratum", "population"]).drop_duplicates(["transcript", "unit"])


def _believed(line: Line, person: str, wanted: pd.DataFrame) -> str:
    """The coder to believe: the one asked for, else who read most of the sample blind, or the consensus when it settled as much."""
    if person:
        if person not in line.people.files:
            raise UnknownName("coder", person, tuple(line.people.files))
        return person
    read = {name: int(looked_at(line, name, wanted).sum()) for name in line.people.files}
    read = {name: n for name, n in read.items() if n}
    blind = {name: n for name, n in read.items() if name != CONSENSUS and all(decision.blind for decision in line.people.placed(name))}
    if read.get(CONSENSUS, 0) >= max(blind.values(), default=1):
        return CONSENSUS
    if not blind:
        others = ", ".join(read)
        seen_openly = (
            f" {others} read some of it, but saw the rules' codings; --against {next(iter(read))} takes that all the same." if read else ""
        )
        raise NotCoded(f"no one has read the sample blind yet.{seen_openly}\n    `qualcode review --coder NAME --sample` walks through it.")
    most = [name for name, n in blind.items() if 2 * n >= max(blind.values())]
    if len(most) > 1:
        hint = f"say whose codings to believe (--against {most[0]}), or settle them: qualcode review --adjudicate {' '.join(most[:2])}"
        raise QualcodeError(f"{', '.join(most)} coded the sample: {hint}")
    return most[0]


def sample_texts(line: Line, judged: Judged) -> dict[tuple[str, int], str]:
    """The texts of the sample's units."""
    from qualcode.analysis.validity import PLACE

    return unit_texts(line, line.units().merge(judged.sample[PLACE], on=PLACE))
