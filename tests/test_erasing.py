"""A participant withdraws: nothing of theirs is left, everything of the others stays."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commands import here

from qualcode.people.decisions import append, decided, read_decisions
from qualcode.privacy.contents import files_below, texts_of_file
from qualcode.study import open_study
from qualcode.transcripts import read_transcript

Make = Callable[..., Path]
HERS = "Haastattelija: Miten?\n\nVastaaja: Zorkmid soittaa puhelimella. Raha riittää Zorkmidille.\n"
HIS = "Haastattelija: Miten?\n\nVastaaja: Puhun kaikille ja soitan puhelimella.\n"
PAIR = """Haastattelija: Miten soitatte?

Maija: Joo.

Pekka: Soitan puhelimella, ja raha on hyvä.

Maija: Zorkmid soittaa puhelimella joka päivä kaikille.

Pekka: Joo.

Maija: Joo.

Pekka: Puhun sähköpostista.
"""
VTT = """WEBVTT

00:00:01.000 --> 00:00:03.000
<v Haastattelija>Miten soitatte?</v>

00:00:04.000 --> 00:00:06.000
<v Maija>Zorkmid soittaa</v>

00:00:06.000 --> 00:00:09.000
<v Maija>puhelimella kaikille.</v>

00:00:10.000 --> 00:00:14.000
<v Pekka>Soitan puhelimella, ja raha on hyvä.</v>
"""


def study_of(make_study: Make, files: dict[str, str]) -> Path:
    root = make_study({**files, "qualcode.toml": '[study]\nlanguage = "fi"\n'})
    for coder in ("Anna", "Bertta"):
        made = []
        for name in sorted(files):
            path = root / name
            if path.suffix in (".txt", ".vtt"):
                found = read_transcript(path, language="fi")
                spoken = [turn for turn in found.turns if turn.role == "participant"]
                made += [
                    decided(found.id, found.text, turn.start, turn.end, "talk", "add", memo="oma") for turn in spoken
                ]
                made.append(decided(found.id, found.text, 0, len(found.text), "", "seen", whole=True))
        append(root / "codings" / f"{coder}.jsonl", made)
    assert here(root, "reductions").returncode == 0
    assert here(root, "sample", "-n", "4").returncode == 0
    assert here(root, "names", "find").returncode == 0
    assert here(root, "run").returncode == 0
    return root


def places_of(word: str, *folders: Path) -> Iterator[str]:
    for folder in folders:
        for path in files_below(folder):
            yield from (path.name for _, text in texts_of_file(path) if word in text or word in path.name)


@pytest.mark.slow
def test_an_interview_goes_with_everything_that_was_made_of_it(make_study: Make) -> None:
    files = {
        "transcripts/Z7.txt": HERS,
        "transcripts/H2.txt": HIS,
        "transcripts/participants.csv": "transcript,size\nZ7,iso\nH2,pieni\n",
    }
    root = study_of(make_study, files)
    before = {path.stem: read_decisions(path).decisions for path in (root / "codings").glob("*.jsonl")}
    assert set(places_of("Zorkmid", root))
    said = here(root, "erase", "Z7", "--yes", "--who", "Anna")
    assert said.returncode == 0, said
    assert "codings/Anna.jsonl: 2 decisions" in said.stdout
    assert "transcripts/Z7.txt: goes" in said.stdout
    assert "git filter-repo --invert-paths --path transcripts/Z7.txt" in said.stdout
    assert list(places_of("Zorkmid", root)) == []
    for coder, decisions in before.items():
        assert list(read_decisions(root / "codings" / f"{coder}.jsonl").decisions) == [
            d for d in decisions if d.transcript != "Z7"
        ]
    assert here(root, "run").returncode == 0
    assert set(places_of("Z7", root)) == {"log.csv"}  # that it was done
    assert "erased,Z7" in (root / "privacy" / "log.csv").read_text(encoding="utf-8")


@pytest.mark.slow
def test_nothing_goes_before_it_was_asked_for(make_study: Make) -> None:
    root = study_of(make_study, {"transcripts/Z7.txt": HERS, "transcripts/H2.txt": HIS})
    said = here(root, "erase", "Z7")
    assert said.returncode == 1
    assert "To be erased for good" in said.stdout
    assert (root / "transcripts" / "Z7.txt").exists()
    assert "Unknown transcript 'Z8'" in here(root, "erase", "Z8", "--yes").stderr
    assert "Unknown speaker 'Matti'" in here(root, "erase", "--speaker", "Matti", "--yes").stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "talk"), [("P1.txt", PAIR), ("P1.vtt", VTT), ("P1.html", f"<p>{PAIR.replace(chr(10) * 2, '</p><p>')}</p>")]
)
def test_a_speaker_goes_and_the_others_stay(make_study: Make, name: str, talk: str) -> None:
    table = "transcript,speaker,size\nP1,Maija,iso\nP1,Pekka,pieni\n"
    root = study_of(
        make_study, {f"transcripts/{name}": talk, "transcripts/H2.txt": HIS, "transcripts/participants.csv": table}
    )
    before = read_decisions(root / "codings" / "Anna.jsonl").decisions
    old = read_transcript(root / "transcripts" / name, language="fi")
    said = here(root, "erase", "--speaker", "Maija", "--yes")
    assert said.returncode == 0, said
    assert ("becomes a .txt file" in said.stderr) == (name == "P1.html")
    assert list(places_of("Zorkmid", root)) == []
    assert "Maija" not in (root / "transcripts" / "participants.csv").read_text(encoding="utf-8")
    path = next(path for path in (root / "transcripts").iterdir() if path.stem == "P1")
    new = read_transcript(path, language="fi")
    hers = [(turn.start, turn.end) for turn in old.turns if turn.speaker == "Maija"]
    stay = [
        d
        for d in before
        if d.transcript != "P1" or not d.quote or not any(d.start < end and start < d.end for start, end in hers)
    ]
    after = read_decisions(root / "codings" / "Anna.jsonl").decisions
    assert [(d.quote, d.code, d.time, d.memo) for d in after] == [(d.quote, d.code, d.time, d.memo) for d in stay]
    for one in after:
        assert one.transcript != "P1" or not one.quote or new.text[one.start : one.end] == one.quote
    assert [turn.speaker for turn in new.turns].count("Pekka") == [turn.speaker for turn in old.turns].count("Pekka")
    assert here(root, "run").returncode == 0


@pytest.mark.slow
def test_the_key_forgets_who_was_erased(make_study: Make, tmp_path: Path) -> None:
    from named_studies import decide_all

    root, key = (
        study_of(
            make_study,
            {
                "transcripts/Z7.txt": HERS.replace("Zorkmid", "Sirkka"),
                "transcripts/H2.txt": HIS.replace("kaikille", "Ahdille"),
            },
        ),
        tmp_path / "k",
    )
    decide_all(root)
    assert here(root, "names", "apply", "--key", str(key)).returncode == 0
    assert list(places_of("Sirkka", key))
    said = here(root, "erase", "Z7", "--yes", "--key", str(key))
    assert said.returncode == 0, said
    assert list(places_of("Sirkka", root, key)) == []
    assert list(places_of("Ahdille", key))
    assert here(root, "names", "undo", "--key", str(key)).returncode == 0
    assert "Ahdille" in (root / "transcripts" / "H2.txt").read_text(encoding="utf-8")
    assert not (root / "transcripts" / "Z7.txt").exists()


@pytest.mark.slow
def test_the_sample_keeps_its_weights(make_study: Make) -> None:
    root = study_of(make_study, {"transcripts/Z7.txt": HERS, "transcripts/H2.txt": HIS})
    drawn = json.loads((root / "codings" / "sample.json").read_text(encoding="utf-8"))
    assert here(root, "erase", "Z7", "--yes").returncode == 0
    left = json.loads((root / "codings" / "sample.json").read_text(encoding="utf-8"))
    assert left["units"] == [row for row in drawn["units"] if row["transcript"] != "Z7"]
    assert {name: left[name] for name in left if name != "units"} == {
        name: drawn[name] for name in drawn if name != "units"
    }
    assert open_study(root).sources


@pytest.mark.slow
def test_the_key_of_another_study_is_left_alone(make_study: Make, tmp_path: Path) -> None:
    from named_studies import decide_all, snapshot

    root, key = (
        study_of(make_study, {"transcripts/Z7.txt": HERS.replace("Zorkmid", "Sirkka"), "transcripts/H2.txt": HIS}),
        tmp_path / "k",
    )
    other = tmp_path / "other"
    shutil.copytree(root, other)
    decide_all(root)
    assert here(root, "names", "apply", "--key", str(key)).returncode == 0
    before = snapshot(key)
    assert "is not known as this study's key" in here(other, "erase", "Z7", "--yes", "--key", str(key)).stderr
    assert snapshot(key) == before
    assert (other / "transcripts" / "Z7.txt").exists()


@pytest.mark.slow
def test_a_damaged_run_of_history_goes_too(make_study: Make) -> None:
    root = study_of(make_study, {"transcripts/Z7.txt": HERS, "transcripts/H2.txt": HIS})
    (root / "results" / "history" / "0009.json").write_text('{"units": {"Z7": ', encoding="utf-8")
    assert here(root, "erase", "Z7", "--yes").returncode == 0
    assert set(places_of("Z7", root)) == {"log.csv"}


def test_what_stands_in_others_or_the_guide_is_not_asked_to_be_taken_out(make_study: Make) -> None:
    asked, said = "Onko jokin mennyt pieleen tämän sovelluksen kanssa?", "Meidän kassa hajosi kolmesti viime kesänä."
    root = make_study(
        {
            "transcripts/P1.txt": f"K: {asked}\n\nV: {said}\n",
            "transcripts/P2.txt": f"K: {asked}\n\nV: Ei ole mennyt, kun me soitetaan aina ensin.\n",
            "transcripts/guide.yaml": f"questions: [{{id: q1, text: '{asked}'}}]\n",
            "notes.txt": f"{asked} {said}\n",
            "questions.txt": f"{asked}\n",
            "qualcode.toml": '[study]\nlanguage = "fi"\n',
        }
    )
    told = here(root, "erase", "P1", "--yes").stderr
    assert "notes.txt: still holds what was said" in told
    assert "questions.txt" not in told
    assert "guide.yaml" not in told
    assert "delete" not in told
