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
PLANTED = {
    "a marked turn": ("H1.txt", TALK.format(rest="Raha riittää."), "transcript,quotable\nH1,yes\nH2,yes\n", "", ()),
    "turns between marks": ("H1.txt", "K: Miten?\n\nV: Soitan.\n\nK: [off the record]\n\nV: Zorkmid soittaa puhelimella.\n\nK: Jaa, Zorkmid.\n\n"
                            "V: [on the record] Raha on tärkeä.\n", "transcript,quotable\nH1,yes\nH2,yes\n", "", ()),
    "listed turns": ("H1.txt", "K: Miten?\n\nV: Zorkmid soittaa puhelimella.\n\nK: Ja?\n\nV: Soitan kaikille joka päivä.\n",
                     "transcript,quotable\nH1,yes\nH2,yes\n", '[consent]\noff_record = ["H1:2"]\n', ()),
    "someone who said no": ("H1.txt", "K: Miten?\n\nV: Zorkmid soittaa puhelimella.\n", "transcript,quotable\nH1,no\nH2,yes\n", "", ()),
    "someone who was not asked": ("H1.txt", "K: Miten?\n\nV: Zorkmid soittaa puhelimella.\n", "transcript,quotable\nH1,\nH2,yes\n", "", ()),
    "one of two": ("H1.txt", "Maija: Zorkmid soittaa puhelimella.\n\nPekka: Soitan kaikille joka päivä.\n\nMaija: Niin.\n\nPekka: Raha on hyvä.\n",
                   "transcript,speaker,lainattavissa\nH1,Maija,mukaillen\nH1,Pekka,kyllä\nH2,Vastaaja,kyllä\n", "", ()),
}  # fmt: skip
COMMANDS = (
    ("quotes", "talk", "--context", "30"), ("quotes", "phone", "-o", "q.docx"), ("kwic", "soittaa"), ("kwic", "/\\w+/"), ("codings",),
    ("codings", "-o", "c.xlsx"), ("abstraction",), ("report", "-o", "f.html"), ("report", "-o", "f.md"), ("report", "-o", "f.tex"),
    ("report", "-o", "f.xlsx"), ("report", "-o", "en.docx", "--language", "en"), ("agreement", "rules", "Anna", "--disagreements"),
)  # fmt: skip


@pytest.mark.parametrize("case", PLANTED)
def test_what_may_not_be_quoted_is_printed_nowhere(make_study: Make, case: str) -> None:
    name, talk, participants, settings, _ = PLANTED[case]
    other = "Haastattelija: Miten?\n\nVastaaja: Soitan puhelimella ja puhun rahasta kaikille.\n"
    root = make_study({f"transcripts/{name}": talk, "transcripts/H2.txt": other, "transcripts/participants.csv": participants,
                       "qualcode.toml": '[study]\nlanguage = "fi"\n' + settings})  # fmt: skip
    here(root, "reductions")
    reductions = (root / "codings" / "reductions.csv").read_bytes()
    assert b"Zorkmid" in reductions  # a working file, in which people write
    result = run_study(open_study(root))
    assert result.problems == ()
    for command in COMMANDS:
        said = here(root, *command)
        assert "Zorkmid" not in said.stdout, command
    working = {"H1.txt", "reductions.csv", "store.sqlite"}
    for path in files_below(root):
        if path.name not in working and path.suffix != ".parquet":
            assert not any("orkmid" in text for _, text in texts_of_file(path)), path
    counted = count_study(open_study(root))
    assert (counted.tidy.codings["transcript"] == "H1").any()  # it counts all the same


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


@pytest.mark.parametrize(("cell", "said"), [("Kyllä", "yes"), ("ei", "no"), ("mukaillen", "paraphrase"), ("", None), ("ehkä", None)])
def test_cells_are_read_in_both_languages(cell: str, said: str | None) -> None:
    assert quotable(cell) == said
