"""What the coders of a study hold."""

from __future__ import annotations

from pathlib import Path

from qualcode.line.corpus import Corpus
from qualcode.people.decisions import coder_paths, read_decisions, standing
from qualcode.study import open_study

Held = dict[tuple[str, str, str, str, str], str]  # coder, transcript, code, quote, place → memo


def held(root: Path) -> Held:
    """What every coder coded, and memos that stand alone, with their places counted in letters that are no spaces."""
    corpus = Corpus(open_study(root))
    found: Held = {}
    for coder, path in coder_paths(root / "codings").items():
        for decision in standing(read_decisions(path).decisions).values():
            coded = decision.decision in ("add", "accept")
            if coded or (decision.memo and decision.quote):
                before = len("".join(corpus.text(decision.transcript)[: decision.start].split()))
                key = (coder, decision.transcript, decision.code if coded else "", decision.quote, str(before))
                found[key] = "\n\n".join(filter(None, dict.fromkeys((found.get(key, ""), decision.memo))))
    return found
