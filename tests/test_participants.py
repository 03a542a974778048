"""The table of participants: attributes, minutes, words, and their means and ranges, as worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qualcode.errors import InputError
from qualcode.people.counted import count_study
from qualcode.results.findings import findings_of
from qualcode.results.report_settings import check_report_settings
from qualcode.study import open_study

Make = Callable[..., Path]
H1 = "[00:00:05] I: Miten viestitte?\n\n[00:00:10] P: Soitan ja kirjoitan.\n\n[00:40:05] I: Kiitos.\n"
H2 = "[00:00:00] I: Miten viestitte?\n\n[00:00:10] Anna: Puhelimella.\n\n[00:20:00] Bert: Niin minäkin teen.\n"
PEOPLE = "transcript,speaker,tehtävä,ikä,pvm\nH1,P,myyjä,30,2025-03-14\nH2,Anna,ostaja,45,15.3.2025\nH2,Bert,ostaja,,15.3.2025\n"


def table(root: Path, language: str) -> list[tuple[str, ...]]:
    shown = findings_of(count_study(open_study(root)), language).findings.parts.table("participants")[0].table  # type: ignore[union-attr]
    return [shown.headers, *shown.rows]


@pytest.fixture
def study(make_study: Make) -> Path:
    settings = '[study]\nlanguage = "fi"\n[speakers]\ninterviewer = ["I"]\n[report.labels]\n"ikä" = { fi = "ikä", en = "age" }\n'
    return make_study(
        {
            "transcripts/H1.txt": H1,
            "transcripts/H2.txt": H2,
            "transcripts/participants.csv": PEOPLE,
            "qualcode.toml": settings,
        }
    )


def test_means_and_ranges_are_those_of_the_participants(study: Path) -> None:
    assert table(study, "fi") == [
        ("Haastateltava", "Tehtävä", "Ikä", "Pvm", "Kesto (min)", "Sanoja"),
        ("H1", "myyjä", "30", "14.3.2025", "40", "3"),
        ("H2, Anna", "ostaja", "45", "15.3.2025", "20", "1"),
        ("H2, Bert", "ostaja", "–", "15.3.2025", "20", "3"),
        ("Keskiarvo", "", "37,5", "", "26,7", "2,3"),
        ("Vaihteluväli", "", "30–45", "", "20–40", "1–3"),
    ]
    assert table(study, "en")[1] == ("H1", "myyjä", "30", "14 March 2025", "40", "3")
    assert table(study, "en")[4] == ("Mean", "", "37.5", "", "26.7", "2.3")


def test_only_the_chosen_attributes_are_told_and_people_by_their_pseudonyms(study: Path) -> None:
    settings = study / "qualcode.toml"
    people = study / "transcripts/participants.csv"
    called = [f"{line},{('nimi', 'P1', 'P2', 'P2')[i]}" for i, line in enumerate(PEOPLE.splitlines())]
    people.write_text("\n".join(called) + "\n", encoding="utf-8")
    settings.write_text(
        settings.read_text(encoding="utf-8") + '[report]\nnames = "nimi"\nparticipants = ["ikä"]\n', encoding="utf-8"
    )
    rows = table(study, "fi")
    assert rows[0] == ("Haastateltava", "Ikä", "Kesto (min)", "Sanoja")
    assert [row[0] for row in rows[1:4]] == ["P1", "P2 a", "P2 b"]
    settings.write_text(settings.read_text(encoding="utf-8").replace('["ikä"]', '["ika"]'), encoding="utf-8")
    with pytest.raises(InputError, match=r"\[report\] participants: Unknown attribute 'ika'. Did you mean 'ikä'"):
        check_report_settings(open_study(study))


def test_the_data_section_refers_to_the_table(study: Path) -> None:
    blocks = findings_of(count_study(open_study(study)), "fi").findings.report(["data"]).blocks
    text = " ".join(block.text for block in blocks if hasattr(block, "text"))
    assert "Haastateltavien taustatiedot ovat taulukossa 2." in text
