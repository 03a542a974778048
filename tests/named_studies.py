"""Random studies in which people are named, in every format that names are taken out of, with what people decided."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from qualcode.people.decisions import Decision, as_line, decided
from qualcode.privacy.table import Row, read_names, write_names
from qualcode.study import open_study
from qualcode.transcripts import read_transcript

PEOPLE = {
    "Tuija": "pseudonym",
    "Korpela": "pseudonym",
    "Ahti": "pseudonym",
    "Sirkka": "pseudonym",
    "Pöysti": "pseudonym",
}
PLACES = {"Tampere": "category", "Kajaani": "category", "Vuohikoski": "category", "Zyntec": "category"}
SAID = (
    "Kävin Tampereella ja puhuin Tuijalle.", "Korpelan mielestä puhelin soi koko ajan.", "Sirkka lähetti sähköpostin Kajaanista.",
    "Siis Tuijakin tuli, ja Korpelalta kysyttiin rahasta.", "Me ollaan Zyntecissä töissä.", "Zyntecin raha ei riitä, sanoi Sirkka.",
    "Ei siitä puhuttu.", "Vuohikosken kunta soittaa Kajaaniin.", "Joo.", "Ahdin kanssa puhuttiin, ja Ahti soitti Tampereelle.",
    "Soita Pöystille, jos puhelin on rikki.", "Kyllä raha ratkaisee, TUIJA sanoi.", "[naurahtaa] Niin, Sirkallahan se oli.",
)  # fmt: skip
ASKED = ("Mitä teet työssäsi?", "Kenelle soitat?", "Entä raha?", "Mitä Tuija sanoi?", "Miten Tampereella puhuttiin?")
FORMATS = ("txt", "md", "vtt", "srt", "docx", "csv")


def named_study(root: Path, seed: int, formats: Sequence[str] = FORMATS, decisions: int = 12) -> None:
    """Write a study of a few interviews, a table of participants, a guide and a codebook, memos, a sample and reduced
    expressions.
    """
    chance = random.Random(seed)
    (root / "transcripts").mkdir(parents=True)
    (root / "codebooks").mkdir()
    (root / "qualcode.toml").write_text('[study]\nlanguage = "fi"\ntitle = "Puhelut"\n', encoding="utf-8")
    (root / "codebooks" / "book.yaml").write_text(BOOK, encoding="utf-8")
    names = []
    for number, suffix in enumerate(formats, 1):
        name = f"H{number}" if chance.random() < 0.7 else f"Korpela_{number}"
        who = chance.choice(["Tuija", "Ahti Korpela", "Vastaaja"])
        turns = [
            turn
            for _ in range(chance.randint(3, 8))
            for turn in (("Haastattelija", chance.choice(ASKED)), (who, _answer(chance)))
        ]
        (root / "transcripts" / f"{name}.{suffix}").write_bytes(MADE[suffix](turns))
        names.append(name)
    rows = [f"{name},{chance.choice(['Tampere', 'muu'])},{chance.choice(['iso', 'pieni'])}" for name in names]
    text = "\n".join(["transcript,city,size", *rows]) + "\n"
    (root / "transcripts" / "participants.csv").write_text(text, encoding="utf-8")
    write_decisions(root, chance, decisions)


def _answer(chance: random.Random) -> str:
    return " ".join(chance.choice(SAID) for _ in range(chance.randint(1, 4)))


def write_decisions(root: Path, chance: random.Random, number: int, coders: Sequence[str] = ("Anna", "Bertta")) -> None:
    """Add decisions of coders at random places: of every kind, some blind, some with memos that name someone."""
    (root / "codings").mkdir(exist_ok=True)
    texts = {
        path.stem: read_transcript(path, language="fi").text
        for path in sorted((root / "transcripts").iterdir())
        if path.stem != "participants"
    }
    for coder in coders:
        made = [_decision(chance, texts) for _ in range(number)]
        ordered = [
            replace(one, time=f"2026-01-{n % 27 + 1:02}T10:{n // 1600:02}:{n % 60:02}.{n:06}Z")
            for n, one in enumerate(made)
        ]
        with (root / "codings" / f"{coder}.jsonl").open("ab") as stream:
            stream.writelines(map(as_line, ordered))


def _decision(chance: random.Random, texts: dict[str, str]) -> Decision:
    name = chance.choice(sorted(texts))
    text = texts[name]
    kind = chance.choice(("add", "accept", "reject", "withdraw", "memo", "seen"))
    start = chance.randrange(len(text) - 2)
    end = chance.randint(start + 1, min(len(text), start + 60))
    memo = (
        chance.choice(["", "", "Tuijan sanat", "kuten Tampereella"]) if kind != "memo" else "Korpela sanoo tämän usein"
    )
    code = "" if kind == "seen" else chance.choice(["talk", "phone", "money"])
    whole = kind == "seen" and chance.random() < 0.5
    return decided(
        name, text, 0 if whole else start, len(text) if whole else end, code, kind, memo, chance.random() < 0.2, whole
    )


def decide_all(root: Path) -> None:
    """Say of every listed name what becomes of it."""
    rows = read_names(root)
    write_names(root, [row if row.is_decided else _decided(row) for row in rows])


def _decided(row: Row) -> Row:
    known = {**PEOPLE, **PLACES}
    written = dict.fromkeys(row.unsure, row.pseudonym)
    return replace(row, decision=known.get(row.name, "keep"), written=written)


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file of a study but what is kept to be fast, and locks."""
    found = (
        path for path in root.rglob("*") if path.is_file() and "cache" not in path.parts and path.suffix != ".lock"
    )
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def study_texts(root: Path) -> dict[str, str]:
    """The text of each transcript."""
    from qualcode.line.corpus import Corpus

    return {found.id: found.text for found in Corpus(open_study(root)).transcripts()}


# -- files of each format ----------------------------------------------------------------------------

Turns = list[tuple[str, str]]


def _text(turns: Turns) -> bytes:
    return ("\n\n".join(f"{who}: {said}" for who, said in turns) + "\n").encode("utf-8")


def _cues(turns: Turns, mark: str) -> str:
    cues = []
    for n, (who, said) in enumerate(turns, 1):
        times = f"00:{n // 6:02}:{n * 10 % 60:02}{mark}000 --> 00:{n // 6:02}:{n * 10 % 60 + 8:02}{mark}000"
        cues.append(f"{n}\n{times}\n" + (f"<v {who}>{said}</v>" if mark == "." else f"{who}: {said}"))
    return "\n\n".join(cues) + "\n"


def _vtt(turns: Turns) -> bytes:
    return ("WEBVTT\n\n" + _cues(turns, ".")).encode("utf-8")


def _srt(turns: Turns) -> bytes:
    return _cues(turns, ",").replace("\n", "\r\n").encode("utf-8-sig")


def _csv(turns: Turns) -> bytes:
    rows = [f'"{who}","{said}"' for who, said in turns]
    return ("\r\n".join(["speaker,text", *rows]) + "\r\n").encode("utf-8")


def _docx(turns: Turns) -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.author = "Tuija Korpela"
    for who, said in turns:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{who}: ").bold = True
        for piece in (said[: len(said) // 2], said[len(said) // 2 :]):  # a name may stand in two runs
            paragraph.add_run(piece)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


MADE = {"txt": _text, "md": _text, "vtt": _vtt, "srt": _srt, "csv": _csv, "docx": _docx}
BOOK = """
format: 1
name: puhelut
codes:
  - id: talk
    label: Puhe
    rules: {fi: [puhua]}
    codes:
      - id: phone
        label: Puhelin
        # Tampereella kysyttiin puhelimesta
        examples:
          fi:
            - Korpelan mielestä puhelin soi koko ajan.
            - Zyntecin puhelin soi.
        rules: {fi: [puhelin, soittaa]}
      - {id: mail, label: Posti, rules: {fi: [sähköposti]}}
  - {id: money, label: Raha, rules: {fi: [raha]}}
"""
