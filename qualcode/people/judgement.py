"""A person's coding of the sample → how right the rules, or another coder, are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from qualcode.analysis.tidy import plain
from qualcode.analysis.validity import PLACE, Judged
from qualcode.errors import Problem, QualcodeError, UnknownName
from qualcode.model import RULES_CODER
from qualcode.people.coder_codings import codings_of
from qualcode.people.decision_doubts import doubts
from qualcode.people.decision_places import People
from qualcode.people.decisions import CONSENSUS
from qualcode.people.machines import machine_doubts
from qualcode.people.read_units import looked_at
from qualcode.people.sample import Sample, languages_of, left_out, placed_sample, read_sample, searched, units_of_sample


class NotCoded(QualcodeError):
    """No one has read any unit of the sample yet."""


@dataclass(frozen=True)
class Judgement:
    """The judged units of a sample, who coded them, whether blind, and how many of how many drawn that person has read
    so far.
    """

    judged: Judged
    sample: Sample
    coder: str
    blind: bool
    read: int
    of: int
    warnings: tuple[Problem, ...] = ()


def judge(people: People, person: str = "", of: str = RULES_CODER, only: Collection[str] | None = None) -> Judgement:
    """What a person's coding of the sample says about the rules, or about the coder `of` (`model`, `rules+model`).

    `only` looks at these interviews.
    `person` is the coder to believe; by default the one who read the sample blind, or the consensus when it settled as
    much of it. Raises NotCoded when no one did, QualcodeError when several did.
    """
    corpus, coded = people.corpus, people.coded
    sample, unit = read_sample(corpus.study.root), corpus.study.settings.coding.unit
    if sample.unit != unit:
        raise QualcodeError(f"the sample is of {sample.unit}s, the study codes {unit}s now. Draw another: --again.")
    placed, languages = placed_sample(sample, corpus), languages_of(coded)
    # what was searched out before the sample was drawn is not what it stands for
    units = coded.units[~searched(people, sample.time)]
    units = units if only is None else units[units["transcript"].isin(only)]
    drawn = units_of_sample(units, placed)
    wanted = units.merge(drawn[PLACE], on=PLACE)
    who = _believed(people, person, wanted)
    read = wanted[PLACE].assign(read=looked_at(people, who, wanted).to_numpy()).groupby(PLACE, sort=False)["read"].all()
    drawn = drawn.join(read, on=PLACE).assign(language=lambda found: plain(found["transcript"]).map(languages))
    frame = drawn[drawn["read"]].reset_index(drop=True)
    if frame.empty:
        raise NotCoded(
            f"{who} has not read any unit of the sample. `qualcode review --coder {who} --sample` walks through it."
        )
    frame["weight"] = frame["population"] / frame.groupby("stratum")["unit"].transform("size")
    unread = drawn.loc[~drawn["stratum"].isin(frame["stratum"]), [*PLACE, "language"]]
    own = codings_of(people, who)
    asked = coded.codings if of == RULES_CODER else codings_of(people, of).codings
    asked = asked[pd.MultiIndex.from_frame(asked[PLACE]).isin(pd.MultiIndex.from_frame(units[PLACE]))]
    judged = Judged(coded.codebook, frame, asked, own.codings, languages, _population(units, languages), unread, of)
    blind = _is_blind(people, who)
    warnings = (
        *left_out(sample, placed),
        *_doubtful(len(units[PLACE].drop_duplicates()), sample, who, blind),
        *doubts(people, (who,), own.lost),
        *machine_doubts(people, of),
    )
    return Judgement(judged, sample, who, blind, len(frame), sample.size, warnings)


def _nobody_blind(others: Sequence[str]) -> str:
    """What to do when no one read the sample blind, whoever read it openly."""
    names = ", ".join(others)
    openly = (
        f" {names} read some of it, but saw the rules' codings; --against {others[0]} takes that all the same."
        if others
        else ""
    )
    return (
        f"no one has read the sample blind yet.{openly}\n    `qualcode review --coder NAME --sample` walks through it."
    )


def _population(units: pd.DataFrame, languages: dict[str, str]) -> dict[str, int]:
    """How many units there are in each language."""
    spoken = plain(units.drop_duplicates(PLACE)["transcript"]).map(languages)
    return {str(language): int(n) for language, n in spoken.value_counts().items()}


def _is_blind(people: People, who: str) -> bool:
    placed = people.placed(who).decisions
    return all(decision.blind for decision in placed) and bool(placed)


def _doubtful(size: int, sample: Sample, who: str, blind: bool) -> list[Problem]:
    """What is to be told of a sample and of who judged it."""
    found = list[Problem]()
    if size != sample.population:
        hint = "After more than small corrections draw another: qualcode sample --again."
        message = f"the study had {sample.population} units when the sample was drawn, and has {size} now."
        found.append(Problem(message, sample.path, hint=hint))
    if not blind and who != CONSENSUS:
        message = f"{who} did not code the sample blind: who sees what the rules found agrees with them too often."
        found.append(Problem(message, sample.path, hint="qualcode review --coder NAME --sample"))
    return found


def _believed(people: People, person: str, wanted: pd.DataFrame) -> str:
    """The coder to believe: the one asked for, else who read most of the sample blind, or the consensus when it settled
    as much.
    """
    if person:
        if person not in people.files:
            raise UnknownName("coder", person, tuple(people.files))
        return person
    read = {name: int(looked_at(people, name, wanted).sum()) for name in people.files}
    read = {name: n for name, n in read.items() if n}
    blind = {name: n for name, n in read.items() if name != CONSENSUS and _is_blind(people, name)}
    if read.get(CONSENSUS, 0) >= max(blind.values(), default=1):
        return CONSENSUS
    if not blind:
        raise NotCoded(_nobody_blind(list(read)))
    most = [name for name, n in blind.items() if 2 * n >= max(blind.values())]
    if len(most) > 1:
        hint = (
            f"say whose codings to believe (--against {most[0]}), or settle them: qualcode review "
            f"--adjudicate {' '.join(most[:2])}"
        )
        raise QualcodeError(f"{', '.join(most)} coded the sample: {hint}")
    return most[0]
