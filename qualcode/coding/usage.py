"""How each rule of a codebook does on a study: how often it hits, and whether it ever hits where no other rule of its
code does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from qualcode.coding.match import CodedRule, Hit, RuleMatcher


class RuleUsage:
    """Counts hits transcript by transcript; memory holds numbers, not places."""

    def __init__(self, matcher: RuleMatcher) -> None:
        self.rules: Sequence[CodedRule] = matcher.rules
        self._hits: Counter[int] = Counter()
        self._beside: defaultdict[int, Counter[int]] = defaultdict(Counter)

    def add(self, hits: Sequence[Hit]) -> None:
        """Count the hits of a transcript."""
        by_unit: defaultdict[tuple[int, str], list[Hit]] = defaultdict(list)
        for hit in hits:
            self._hits[hit.rule] += 1
            by_unit[hit.unit, self.rules[hit.rule].code].append(hit)
        for together in by_unit.values():
            for hit in together:
                beside = {
                    other.rule
                    for other in together
                    if other.rule != hit.rule and other.start < hit.end and hit.start < other.end
                }
                self._beside[hit.rule].update(beside)

    def never(self) -> list[CodedRule]:
        """The rules that hit nowhere."""
        return [rule for number, rule in enumerate(self.rules) if not self._hits[number]]

    def only_beside(self) -> list[tuple[CodedRule, CodedRule]]:
        """The rules that hit only where another rule of the same code hits too, each with that rule, which hits
        elsewhere as well.
        """
        found = []
        for number, rule in enumerate(self.rules):
            hits = self._hits[number]
            others = [
                other
                for other, times in self._beside[number].items()
                if hits and times >= hits and self._hits[other] > hits
            ]
            if others:
                found.append((rule, self.rules[max(others, key=lambda other: self._hits[other])]))
        return found
