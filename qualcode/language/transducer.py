"""A weighted transducer, walked along a form or along several ways to write it at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Steps = tuple[tuple[int, str, float], ...]  # where a text leads from a state: target, what is given out, weight
Back = tuple[int, int, str, str, float]  # how a state was reached: position and state before, given out, text, weight
MOST = float("inf")
MOST_STATES = 100_000  # whose steps are remembered
ITSELF = "\0"  # in what is given out: the letter that was read


class Way(NamedTuple):
    """A way on from a position of a form: to which position, by which written letters, at what cost."""

    to: int
    written: str
    cost: float = 0.0


Costs = list[dict[int, float]]
Backs = list[dict[int, list[Back]]]
Ways = Sequence[Sequence[Way]]  # for each position of a form the ways on from it


def as_written(form: str) -> Ways:
    """The one way through a form that is read as it stands."""
    return [[Way(at + 1, letter)] for at, letter in enumerate(form)]


@dataclass(frozen=True, slots=True)
class Arcs:
    """The arcs of a transducer in columns, by state and then by what they read: those of state s are `starts[s]` to
    `starts[s + 1]`.

    `final` has the weight of ending in a state. `silent` and `same` are the numbers of the symbols that read nothing
    and any letter.
    """

    starts: Sequence[int]
    inputs: Sequence[int]
    outputs: Sequence[int]
    targets: Sequence[int]
    weights: Sequence[float]
    final: Mapping[int, float]
    symbols: Sequence[str]
    silent: int
    same: int


class Transducer:
    """Finds everything that a transducer gives out for a form; what was found from a state is remembered."""

    def __init__(self, arcs: Arcs) -> None:
        self._arcs = arcs
        self._number = {symbol: number for number, symbol in enumerate(arcs.symbols)}
        self._given = [
            "" if n == arcs.silent else ITSELF if n == arcs.same else text for n, text in enumerate(arcs.symbols)
        ]
        self._steps: dict[int, dict[str, Steps]] = {}
        self._free: dict[int, dict[str, list[tuple[int, str]]]] = {}  # the steps that weigh nothing
        self._ends: dict[int, tuple[tuple[str, float], ...]] = {}

    def outputs(self, ways: Ways, margin: float, limit: float) -> list[tuple[float, str, str]]:
        """Weight, what is given out and what is spelt along the ways, best first.

        All that is within `margin` of the best and not over `limit`.
        """
        self._forget()
        costs, backs = self._reached(ways, limit)
        ends = [
            (costs[-1][state] + weight, state, given, weight)
            for state in costs[-1]
            for given, weight in self._ends_of(state)
        ]
        best = min((end[0] for end in ends), default=limit)
        found: dict[str, tuple[float, str]] = {}
        bound = min(best + margin, limit)
        for cost, state, given, weight in ends:
            if cost <= bound:
                for total, text, spelt in _texts(costs, backs, (len(ways), state), given, weight, bound):
                    if text not in found or total < found[text][0]:
                        found[text] = total, spelt
        return sorted((cost, text, spelt) for text, (cost, spelt) in found.items())

    def free_outputs(self, form: str) -> list[str]:
        """What is given out for a form as it stands at no weight at all, which most words have."""
        self._forget()
        levels: list[dict[int, list[tuple[int, str]]]] = []
        front: Iterable[int] = (0,)
        for letter in form:
            reached: dict[int, list[tuple[int, str]]] = {}
            for state in front:
                known = self._free.get(state)
                if known is None:
                    known = self._free[state] = {}
                steps = known.get(letter)
                if steps is None:
                    steps = known[letter] = [
                        (target, given) for target, given, weight in self._step(state, letter) if weight == 0
                    ]
                for target, given in steps:
                    if target in reached:
                        reached[target].append((state, given))
                    else:
                        reached[target] = [(state, given)]
            if not reached:
                return []
            levels.append(reached)
            front = reached
        found = [(state, given) for state in front for given, weight in self._ends_of(state) if weight == 0]
        for level in reversed(levels):
            found = [(before, more + given) for state, given in found for before, more in level[state]]
        return [given for _, given in found]

    def _forget(self) -> None:
        """Begin remembering anew when it is much, so that memory does not grow with the words."""
        if len(self._steps) > MOST_STATES:
            for remembered in (self._steps, self._free, self._ends):
                remembered.clear()

    def _reached(self, ways: Ways, limit: float) -> tuple[Costs, Backs]:
        """For each position the states that can be reached there: the least cost of each, and how it was reached."""
        costs: Costs = [{} for _ in range(len(ways) + 1)]
        backs: Backs = [{} for _ in range(len(ways) + 1)]
        costs[0][0] = 0.0
        for at, onward in enumerate(ways):
            for state, cost in costs[at].items():
                known = self._steps.get(state)
                if known is None:
                    known = self._steps[state] = {}
                for to, written, price in onward:
                    steps = known.get(written)
                    if steps is None:
                        steps = known[written] = self._along(state, written)
                    for target, given, weight in steps:
                        total = cost + price + weight
                        if total > limit:
                            continue
                        reached = backs[to].get(target)
                        if reached is None:
                            backs[to][target] = [(at, state, given, written, price + weight)]
                            costs[to][target] = total
                        else:
                            reached.append((at, state, given, written, price + weight))
                            if total < costs[to][target]:
                                costs[to][target] = total
        return costs, backs

    def _along(self, state: int, text: str) -> Steps:
        """Where several letters lead from a state."""
        found: dict[tuple[int, str], float] = {(state, ""): 0.0}
        for letter in text:
            after: dict[tuple[int, str], float] = {}
            for (at, given), weight in found.items():
                for target, more, cost in self._step(at, letter):
                    key = target, given + more.replace(ITSELF, letter)
                    after[key] = min(weight + cost, after.get(key, weight + cost))
            found = after
        return tuple((target, given, weight) for (target, given), weight in found.items())

    def _step(self, state: int, letter: str) -> Steps:
        """Where one letter leads from a state, silent arcs before it included."""
        known = self._steps.setdefault(state, {})
        if letter not in known:
            found: dict[tuple[int, str], float] = {}
            for arc in self._reading(state, self._number.get(letter, self._arcs.same)):
                key = self._arcs.targets[arc], self._given[self._arcs.outputs[arc]]
                found[key] = min(self._arcs.weights[arc], found.get(key, MOST))
            for arc in self._reading(state, self._arcs.silent):
                given, weight = self._given[self._arcs.outputs[arc]], self._arcs.weights[arc]
                for there, more, cost in self._step(self._arcs.targets[arc], letter):
                    key = there, given + more
                    found[key] = min(weight + cost, found.get(key, MOST))
            known[letter] = tuple(
                (target, given.replace(ITSELF, letter), weight) for (target, given), weight in found.items()
            )
        return known[letter]

    def _reading(self, state: int, symbol: int) -> range:
        """The arcs of a state that read a symbol."""
        first, last, inputs = self._arcs.starts[state], self._arcs.starts[state + 1], self._arcs.inputs
        if first == last or inputs[first] > symbol or inputs[last - 1] < symbol:
            return range(0)
        begin = bisect_left(inputs, symbol, first, last)
        return range(begin, bisect_right(inputs, symbol, begin, last))

    def _ends_of(self, state: int) -> tuple[tuple[str, float], ...]:
        """What is given out when a form ends in the state, with its weight."""
        if state not in self._ends:
            arcs = self._arcs
            found = {"": arcs.final[state]} if state in arcs.final else {}
            for arc in self._reading(state, arcs.silent):
                for more, cost in self._ends_of(arcs.targets[arc]):
                    text, weight = self._given[arcs.outputs[arc]] + more, arcs.weights[arc] + cost
                    found[text] = min(weight, found.get(text, weight))
            self._ends[state] = tuple(found.items())
        return self._ends[state]


def _texts(
    costs: Costs, backs: Backs, place: tuple[int, int], given: str, cost: float, bound: float
) -> Iterator[tuple[float, str, str]]:
    """What is given out and spelt on each way back to the beginning that costs no more than `bound`; `given`
    ends it.
    """
    at, state = place
    open_ways = [(at, state, given, "", cost)]
    while open_ways:
        at, state, given, spelt, cost = open_ways.pop()
        if at == 0:
            yield cost, given, spelt
            continue
        for before, origin, more, written, price in backs[at][state]:
            if costs[before][origin] + price + cost <= bound:
                open_ways.append((before, origin, more + given, written + spelt, cost + price))
