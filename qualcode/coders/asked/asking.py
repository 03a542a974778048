"""Asking a model about units, batch by batch: what was answered before is not asked again, a broken answer is asked for
again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from qualcode.coders.asked.answers import Answer, Run, add_lines, batches, read_answer, read_answers, unit_key
from qualcode.coders.asked.prompt import SCHEMA, Prompt
from qualcode.coders.asked.server import Gone, Server, Unanswered
from qualcode.coders.figures import kappa
from qualcode.files import sha256
from qualcode.model import Code

TRIES = 3  # of a batch, before its units are asked about one by one, each once
AGAIN = 0.1  # of the units asked about, which are asked about once more
Units = Sequence[str]
Progress = Callable[[str, int, int], None]


@dataclass
class Tally:
    """What became of the questions of a run."""

    asked: int = 0
    coded: int = 0
    invented: int = 0
    wrong_units: int = 0
    unanswered: int = 0
    pairs: list[tuple[bool, bool]] = field(default_factory=list)
    broke_off: str = ""


@dataclass(frozen=True)
class Asker:
    """A model, what it is asked, in which language the codebook's entries are, and the file of its answers."""

    server: Server
    prompt: Prompt
    path: Path
    language: str
    batch: int

    def ask(self, codes: Sequence[Code], texts: Units, progress: Progress) -> Run:
        """Ask of each code about the units of which it was not asked yet, then about a tenth of them once more; returns
        what is reported.

        What was answered is kept at once. Where the server goes away in the middle the run ends early, which
        `Run.unanswered` tells and a later one mends. Raises Elsewhere, and Gone when the server cannot be reached at
        all.
        """
        self.server.check()
        digest = self.server.digest()
        model = f"{self.server.model} {digest}"
        known, _ = read_answers(self.path)
        tally = Tally()
        todo = [(code, self._todo(code, texts, model, known)) for code in codes]
        every, done = sum(len(rows) for _, rows in todo), 0
        for code, rows in todo:
            for batch in batches(rows, self.batch):
                done += len(batch)
                if tally.broke_off:
                    tally.unanswered += len(batch)
                    continue
                progress(f"asking about {code.id}", done, every)
                self._asked(code, batch, texts, model, tally)
        if not tally.broke_off:
            self._ask_again(codes, texts, model, tally, progress)
        if tally.broke_off and not tally.asked:
            raise Gone(tally.broke_off)
        run = self._run(digest, len(codes), tally)
        add_lines(self.path, [run])
        return run

    def _todo(self, code: Code, texts: Units, model: str, known: dict[tuple[str, str], Answer]) -> list[int]:
        prompt = self.prompt.key(code, self.language)
        return [
            row
            for row, text in enumerate(texts)
            if (unit_key(model, prompt, text, self.server.seed), code.id) not in known
        ]

    def _asked(self, code: Code, rows: Sequence[int], texts: Units, model: str, tally: Tally) -> None:
        """Ask about a batch and keep what was answered."""
        prompt = self.prompt.key(code, self.language)
        for row, spans, invented in self._answers(code, rows, texts, tally):
            key = unit_key(model, prompt, texts[row], self.server.seed)
            add_lines(self.path, [Answer(key, code.id, tuple(spans), invented)])
            tally.asked += 1
            tally.coded += bool(spans)
            tally.invented += invented

    def _answers(
        self, code: Code, rows: Sequence[int], texts: Units, tally: Tally, alone: bool = False
    ) -> Iterator[tuple[int, list[tuple[int, int]], int]]:
        """What is answered about each unit of a batch: its row, the stretches, how many quotes were invented."""
        units = [texts[row] for row in rows]
        messages = [{"role": "user", "content": self.prompt.of(code, units, self.language)}]
        for _ in range(1 if alone else TRIES):
            try:
                read = read_answer(self.server.ask(messages, SCHEMA), units)
            except Unanswered:
                continue
            except Gone as error:
                tally.broke_off = str(error)
                tally.unanswered += len(rows)
                return
            tally.wrong_units += read.wrong_units
            yield from zip(rows, read.spans, read.invented, strict=True)
            return
        if alone or len(rows) == 1:
            tally.unanswered += len(rows)
            return
        for row in rows:
            yield from self._answers(code, [row], texts, tally, alone=True)

    def _ask_again(self, codes: Sequence[Code], texts: Units, model: str, tally: Tally, progress: Progress) -> None:
        """Ask about a tenth of all answered units once more, drawn by the seed, and compare."""
        (known, _), again = read_answers(self.path), Tally()
        for code in codes:
            prompt = self.prompt.key(code, self.language)
            keys = {row: unit_key(model, prompt, text, self.server.seed) for row, text in enumerate(texts)}
            rows = [row for row, key in keys.items() if (key, code.id) in known]
            drawn = sorted(random.Random(f"{self.server.seed} {code.id}").sample(rows, round(len(rows) * AGAIN)))
            for number, batch in enumerate(batches(drawn, self.batch)):
                if again.broke_off:
                    return
                progress(f"asking again about {code.id}", min((number + 1) * self.batch, len(drawn)), len(drawn))
                for row, spans, _ in self._answers(code, batch, texts, again):
                    tally.pairs.append((bool(known[keys[row], code.id].spans), bool(spans)))

    def _run(self, digest: str, codes: int, tally: Tally) -> Run:
        pairs = np.array(tally.pairs, dtype=bool).reshape(-1, 2)
        agreement = round(kappa(pairs[:, 0], pairs[:, 1]), 3) if len(np.unique(pairs)) > 1 else None
        time = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        counts = (
            tally.asked,
            tally.coded,
            tally.invented,
            tally.wrong_units,
            tally.unanswered,
            len(pairs),
            int((pairs[:, 0] == pairs[:, 1]).sum()),
        )
        elsewhere = self.server.url if self.server.elsewhere else ""
        return Run(self.server.model, digest, sha256(self.prompt.text)[:16], time, codes, *counts, agreement, elsewhere)
