"""What there is to decide about before a coder said anything: the codings of the rules and of others, or where two
coders differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from qualcode.people.decision_places import People
from qualcode.people.decisions import SAID, standing
from qualcode.people.machines import suggested
from qualcode.review.study_view import Data

Place = tuple[int, int, str]  # start, end, code
Readings = Mapping[str, Mapping[Place, Mapping[str, str]]]  # transcript → place → coder → what it said


class Suggestions:
    """The codings of a study that are shown to one coder; none `readings` when the rules' and the others' are, {} for
    blind work.

    `machines` are coders whose codings are shown too, where the rules have none of the code.
    """

    def __init__(self, people: People, coder: str, readings: Readings | None, machines: Sequence[str] = ()) -> None:
        self._people, self._coder, self._readings, self._machines = people, coder, readings, machines

    def of(self, transcript: str) -> Mapping[Place, Data]:
        """What is suggested in a transcript: rule, lemma, and the others' decisions, by place."""
        if self._readings is not None:
            return {place: {"others": dict(said)} for place, said in self._readings.get(transcript, {}).items()}
        rules = self._rules.get(transcript, {})
        found: dict[Place, Data] = {place: {"rule": rule, "lemma": lemma} for place, (rule, lemma) in rules.items()}
        for place, told in self._by_machines.get(transcript, {}).items():
            if not any(code == place[2] and start < place[1] and place[0] < end for start, end, code in rules):
                found[place] = told
        for place, said in self._others.get(transcript, {}).items():
            found.setdefault(place, {})["others"] = said
        return found

    @cached_property
    def _rules(self) -> dict[str, dict[Place, tuple[str, str]]]:
        """The rules' codings: rule and lemma by transcript and place."""
        found: dict[str, dict[Place, tuple[str, str]]] = {}
        rows = self._people.coded.codings[["transcript", "start", "end", "code", "rule", "lemma"]]
        for transcript, start, end, code, rule, lemma in rows.itertuples(index=False, name=None):
            found.setdefault(transcript, {})[start, end, code] = (rule, lemma)
        return found

    @cached_property
    def _by_machines(self) -> dict[str, dict[Place, Data]]:
        """What machines suggest: which one, with what probability and why, by transcript and place."""
        found: dict[str, dict[Place, Data]] = {}
        for name in self._machines:
            rows = suggested(self._people, name).codings[["transcript", "start", "end", "code", "rule", "probability"]]
            for transcript, start, end, code, why, probability in rows.itertuples(index=False, name=None):
                chance = None if probability is None or probability != probability else round(float(probability), 2)
                told = {"rule": f"{name}: {why}", "lemma": "", "machine": name, "probability": chance}
                found.setdefault(transcript, {}).setdefault((start, end, code), told)
        return found

    @cached_property
    def _others(self) -> dict[str, dict[Place, dict[str, str]]]:
        """What other people said, blind work apart: the decision by transcript, place and coder."""
        found: dict[str, dict[Place, dict[str, str]]] = {}
        for name in self._people.open_coders:
            if name != self._coder:
                open_ones = (decision for decision in self._people.placed(name).decisions if not decision.blind)
                for (transcript, *place), decision in standing(open_ones).items():
                    if decision.decision in SAID:
                        found.setdefault(transcript, {}).setdefault(tuple(place), {})[name] = decision.decision  # type: ignore[arg-type]
        return found


def is_alike(found: Data, like: Data) -> bool:
    """Whether a suggestion is as another one of its code: by the same rule; of the same machine, and at least as
    probable.
    """
    if found.get("machine", "") != like.get("machine", ""):
        return False
    if like.get("machine"):
        return (found["probability"] or 0) >= (like["probability"] or 0)
    return bool(found.get("rule") == like.get("rule"))
