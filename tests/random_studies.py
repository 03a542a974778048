"""Small studies that several people coded, made of chance: emoji, overlaps, memos, nested codes, rejections."""

from __future__ import annotations

import random
from pathlib import Path

from qualcode.files import write_atomic
from qualcode.line.corpus import Corpus
from qualcode.people.decisions import Decision, append, decided, path_of
from qualcode.study import open_study

WORDS = "puhelin sähköposti raha käynti asiakas tuki äänekäs öljy myyjä joo niinku kesä 👩‍🔬 🙂 hinta-arvio 1,5 % “näin” O’Neil naïve Ωmega".split()
CODERS = ("Anna", "Bert Öhman", "C. de-Wit")
BOOK = """format: 1
name: sattuma
title: {fi: Sattuma, en: Chance}
codes:
  - id: yhteys
    label: {fi: Yhteys, en: Contact}
    abbreviation: YH
    definition: {fi: "Yhteydenpito.\\nSääntö: kaikki."}
    rules: {fi: [puhelin, sähköposti]}
    codes:
      - {id: soitto, label: {fi: Soitto, en: Call}, codes: [{id: tervehdys, label: {fi: Tervehdys}}]}
      - {id: muu, label: {fi: Muu}}
  - {id: raha, label: {fi: Raha & hinta}, rules: {fi: [raha]}, codes: [{id: muu-raha, label: {fi: Muu}}]}
"""
CODES = ("yhteys", "soitto", "tervehdys", "muu", "raha", "muu-raha")


def random_study(root: Path, seed: int) -> Path:
    """A study in a folder."""
    chance = random.Random(seed)
    names = [f"H{n}" for n in range(1, chance.randint(2, 4))]
    write_atomic(root / "codebooks/sattuma.yaml", BOOK)
    write_atomic(root / "qualcode.toml", '[study]\nlanguage = "fi"\ntitle = "Sattuma"\n')
    rows = [
        f"{name},{chance.choice(['pieni', 'suuri', ''])},{chance.randint(1, 9)},{chance.choice(['007', '1,5'])!r}"
        for name in names
    ]
    write_atomic(
        root / "transcripts/participants.csv",
        "transcript,koko,arvio,tunnus\n" + "\n".join(rows).replace("'1,5'", '"1,5"') + "\n",
    )
    for name in names:
        turns = [
            f"Haastattelija: {_said(chance)}?\n\n{name}: {_said(chance)}. {_said(chance)}."
            for _ in range(chance.randint(2, 6))
        ]
        write_atomic(root / f"transcripts/{name}.txt", "\n\n".join(turns) + "\n")
    corpus = Corpus(open_study(root))
    for coder in chance.sample(CODERS, chance.randint(1, 3)):
        made = [one for transcript in corpus.transcripts() for one in _decisions(chance, transcript.id, corpus, coder)]
        if made:
            append(path_of(root / "codings", coder), made)
    return root


def _said(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(2, 12))).capitalize()


def _decisions(chance: random.Random, name: str, corpus: Corpus, coder: str) -> list[Decision]:
    transcript = corpus.transcript(name)
    assert transcript is not None
    text, made = transcript.text, []
    for _ in range(chance.randint(0, 8)):
        turn = chance.choice([turn for turn in transcript.turns if turn.role == "participant"])
        start = chance.randrange(turn.start, turn.end - 1)
        end = min(chance.randint(start + 1, start + 40), turn.end)
        if text[start:end].strip() != text[start:end]:
            continue
        kind = chance.choice(["add", "add", "add", "accept", "reject", "memo"])
        code = chance.choice(["", *CODES]) if kind == "memo" else chance.choice(CODES)
        memo = chance.choice(["", "", f"Muistio: <&> “{coder}” 🙂\n\ntoinen rivi"]) or (
            "Huom." if kind == "memo" else ""
        )
        made.append(decided(name, text, start, end, code, kind, memo, blind=chance.random() < 0.2))  # type: ignore[arg-type]
    if chance.random() < 0.5:
        made.append(decided(name, text, 0, len(text), "", "seen", whole=True))
    return made
