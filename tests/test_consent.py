"""What may not be quoted is printed nowhere, and counts as the settings say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from commands import here

from qualcode.line.consent import quotable
from qualcode.people.counted import count_study
from qualcode.privacy.contents import files_below, texts_of_file
from qualcode.results.run import run_study
from qualcode.study import open_study

Make = Callable[..., Path]
TALK = """Haastattelija: Miten soitat?

Vastaaja: Soitan puhelimella joka päivä kaikille.

Haastattelija: Entä sitten?

Vastaaja: [ei lainattavaksi] Puhelin oli rikki Zorkmidin takia.

Haastattelija: Onko rahaa?

Vastaaja: {rest}
"""
TALKS = {
    "M1": TALK.format(rest="Raha riittää."),  # a marked turn
    "M2": "K: Miten?\n\nV: Soitan.\n\nK: [off the record]\n\nV: Zorkmid soittaa puhelimella.\n\nK: Jaa, Zorkmid.\n\nV: [on the record] Raha on tärkeä.\n",
    "M3": "H3: Raha on hyvä.\n\n[ei lainattavaksi]\n\nH3: Zorkmid soittaa puhelimella.\n\nK: Niin.\n",  # a mark that stands alone
    "L1": "K: Miten?\n\nV: Zorkmid soittaa puhelimella.\n\nK: Ja?\n\nV: Soitan kaikille joka päivä.\n",  # a turn that the settings list
    "N1": "K: Miten?\n\nV: Zorkmid soittaa puhelimella.\n",  # someone who said no
    "E1": "K: Miten?\n\nV: Zorkmid soittaa puhelimella.\n",  # someone who was not asked
    "P1": "Maija: Zorkmid soittaa puhelimella.\n\nPekka: Soitan kaikille joka päivä.\n\nMaija: Niin.\n\nPekka: Raha on hyvä.\n",  # one of two
    "H2": "Haastattelija: Miten?\n\nVastaaja: Soitan puhelimella ja puhun rahasta kaikille.\n",
}  # fmt: skip
SAID = "transcript,speaker,lainattavissa\nM1,,yes\nM2,,kyllä\nM3,,kyllä\nL1,,k\nN1,,ei\nE1,,\nP1,Maija,mukaillen\nP1,Pekka,kyllä\nH2,,yes\n"
COMMANDS = (
    ("quotes", "talk", "--context", "30"), ("quotes", "phone", "-o", "q.docx"), ("kwic", "/\\w+/"), ("codings",), ("codings", "-o", "c.xlsx"),
    ("abstraction",), ("report", "-o", "f.html"), ("report", "-o", "f.xlsx"),
)  # fmt: skip


@pytest.mark.slow
def test_what_may_not_be_quoted_is_printed_nowhere(make_study: Make) -> None:
    files: dict[str, str | bytes] = {f"transcripts/{name}.txt": talk for name, talk in TALKS.items()}
    settings = '[study]\nlanguage = "fi"\n[consent]\noff_record = ["l1:2"]\n'
    root = make_study({**files, "transcripts/participants.csv": SAID, "qualcode.toml": settings})
    here(root, "reductions")
    assert b"Zorkmid" in (root / "codings" / "reductions.csv").read_bytes()  # a working file, in which people write
    assert run_study(open_study(root)).problems == ()
    for command in COMMANDS:
        assert "Zorkmid" not in here(root, *command).stdout, command
    working = {*(f"{name}.txt" for name in TALKS), "reductions.csv", "store.sqlite"}
    for path in files_below(root):
        if path.name not in working and path.suffix != ".parquet":
            assert not any("orkmid" in text for _, text in texts_of_file(path)), path
    counted = count_study(open_study(root))
    assert set(TALKS) - {"M2"} <= set(counted.tidy.codings["transcript"])  # it counts all the same
    shown = count_study(open_study(root)).consent
    assert {name: sorted(shown.turns(name).values()) for name in TALKS} == {
        "M1": ["no"], "M2": ["no", "no", "no"], "M3": ["no", "no"], "L1": ["no"], "N1": ["no"], "E1": ["no"], "P1": ["paraphrase", "paraphrase"], "H2": []}  # fmt: skip


def test_what_was_said_off_the_record_is_left_out_when_asked(make_study: Make) -> None:
    files = {"transcripts/H1.txt": TALK.format(rest="Raha riittää.")}
    all_of_it = count_study(open_study(make_study(files))).tidy
    root = make_study({**files, "qualcode.toml": "[consent]\ncounted = false\n"})
    less = count_study(open_study(root)).tidy
    assert set(all_of_it.units["turn"]) - set(less.units["turn"]) == {4}
    assert len(less.codings) == len(all_of_it.codings[all_of_it.codings["turn"] != 4])


def test_what_consent_does_not_say_is_told(make_study: Make) -> None:
    root = make_study({"transcripts/H1.txt": "K: Miten?\n\nV: Soitan.\n", "transcripts/participants.csv": "transcript,quotable\nH1,ehkä\n",
                       "qualcode.toml": '[consent]\noff_record = ["H9:1", "H1"]\n'})  # fmt: skip
    told = "\n".join(map(str, count_study(open_study(root)).warnings))
    assert "the column 'quotable' does not say whether these may be quoted: H1." in told
    assert "there is no such place: 'H9:1'" in told
    assert "there is no such place: 'H1'" in told


@pytest.mark.parametrize(
    ("cell", "said"), [("Kyllä", "yes"), ("ei", "no"), ("mukaillen", "paraphrase"), ("", None), ("ehkä", None)]
)
def test_cells_are_read_in_both_languages(cell: str, said: str | None) -> None:
    assert quotable(cell) == said
