"""One coder's decisions while they are made: what holds where, what was read, what would bring an earlier state
back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualcode.people.decisions import Decision, seen, standing
from qualcode.review.study_view import Stretch
from qualcode.review.suggestions import Place


class OwnDecisions:
    """The decisions of one coder, the newest last."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._all = list(decisions)
        self._standing: dict[str, dict[Place, Decision]] = {}

    @property
    def decisions(self) -> Sequence[Decision]:
        """All of them, the oldest first."""
        return self._all

    def add(self, made: Sequence[Decision]) -> None:
        """Take up decisions that were written."""
        self._all += made
        for decision in made:
            self._standing.pop(decision.transcript, None)

    def standing(self, transcript: str) -> dict[Place, Decision]:
        """What holds in a transcript, memos and withdrawn ones among them."""
        if transcript not in self._standing:
            own = (decision for decision in self._all if decision.transcript == transcript)
            self._standing[transcript] = {place[1:]: decision for place, decision in standing(own).items()}
        return self._standing[transcript]

    def notes(self, transcript: str) -> list[tuple[Stretch, str]]:
        """Memos without a code, with their places."""
        held = self.standing(transcript).items()
        return [
            ((a, b), found.memo) for (a, b, code), found in held if not code and found.decision == "memo" and found.memo
        ]

    def seen(self, transcript: str) -> list[Stretch]:
        """The stretches that were read."""
        return [(start, end) for name, start, end in seen(self._all) if name == transcript]

    def marked(self) -> set[tuple[str, int, int]]:
        """Every stretch that was ever marked as read."""
        return {
            (decision.transcript, decision.start, decision.end) for decision in self._all if decision.decision == "seen"
        }

    def before(self, decision: Decision) -> Decision:
        """What holds at the decision's place now, as a decision that would bring it back."""
        if decision.code or decision.decision == "memo":
            held = self.standing(decision.transcript).get(decision.place[1:])
        else:
            read = (own for own in self._all if own.place == decision.place and own.decision in ("seen", "withdraw"))
            held = next(iter(list(read)[-1:]), None)
        if held is not None:
            return held
        return replace(
            decision, decision="withdraw" if decision.code or decision.decision != "memo" else "memo", memo=""
        )
