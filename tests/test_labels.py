"""Who speaks: labels in every style, and what only looks like one."""

from __future__ import annotations

import pytest

from qualcode.model import SpeakerLabels
from qualcode.transcripts.voices.lines import lines_of
from qualcode.transcripts.voices.talk import passages_of
from qualcode.transcripts.voices.times import seconds


def read(text: str, **declared: tuple[str, ...]) -> list[tuple[str | None, str]]:
    passages, _ = passages_of(lines_of(text), SpeakerLabels(**declared))
    return [(p.speaker, p.text) for p in passages]


@pytest.mark.parametrize(
    ("first", "label"),
    [
        ("Haastattelija: Hei.", "Haastattelija"),
        ("H: Hei.", "H"),
        ("H1: Hei.", "H1"),
        ("Interviewer 2: Hei.", "Interviewer 2"),
        ("Häkkinen: Hei.", "Häkkinen"),
        ("Ÿlä-Öberg: Hei.", "Ÿlä-Öberg"),
        ("[Guest]: Hei.", "Guest"),
        ("**Anna:** Hei.", "Anna"),
        ("**Anna** 0:34\nHei.", "Anna"),
        ("Anna Virta  0:34\nHei.", "Anna Virta"),
        ("Puhuja 1\nHei.", "Puhuja 1"),
        ("### Interviewer\nHei.", "Interviewer"),
        ("[00:12] Anna: Hei.", "Anna"),
        ("Anna:\nHei.", "Anna"),
    ],
)
def test_label_styles(first: str, label: str) -> None:
    assert read(f"{first}\n\n{first}") == [(label, "Hei."), (label, "Hei.")]


def test_a_colon_inside_a_sentence_is_no_label() -> None:
    said = "A: Sanoin näin: älä soita.\nMuistan vielä sen: oli maanantai.\nB: Niin.\nA: Joo.\nB: Joo."
    assert read(said)[0] == ("A", "Sanoin näin: älä soita. Muistan vielä sen: oli maanantai.")


@pytest.mark.parametrize("pseudo", ["Huom", "Esimerkiksi", "12:30", "http", "Note"])
def test_pseudo_labels_are_speech(pseudo: str) -> None:
    said = f"A: Hei.\n{pseudo}: jotain\nB: Hei.\n{pseudo}: muuta\nA: Niin.\nB: Niin."
    assert {speaker for speaker, _ in read(said)} == {"A", "B"}


def test_a_lone_label_is_speech_and_warned_about() -> None:
    passages, warnings = passages_of(
        lines_of("A: Yksi.\nB: Kaksi.\nA: Kolme.\nB: Neljä.\nVirtasen firma: se lähti."), SpeakerLabels()
    )
    assert passages[-1].text == "Neljä. Virtasen firma: se lähti."
    assert "'Virtasen firma:'" in warnings[0]


def test_a_declared_label_is_a_speaker_even_once() -> None:
    assert read("A: Yksi.\nA: Kaksi.\nMinna: Kolme.", participant=("minna",))[-1] == ("Minna", "Kolme.")


def test_matter_before_the_first_label_is_outside_the_talk() -> None:
    assert read("Litteroitu 1.2.\n\nA: Hei.\nB: Hei.\nA: No.\nB: No.")[0] == (None, "Litteroitu 1.2.")


def test_wrapped_lines_join_and_paragraphs_stay() -> None:
    assert read("A: yksi\nkaksi\n\nkolme\nA: neljä")[0] == ("A", "yksi kaksi\nkolme")


def test_without_labels_each_paragraph_is_a_nameless_turn() -> None:
    passages, warnings = passages_of(lines_of("Yksi.\nKaksi.\n\nKolme."), SpeakerLabels())
    assert [(p.speaker, p.text) for p in passages] == [("", "Yksi. Kaksi."), ("", "Kolme.")]
    assert "no speakers are named" in warnings[0]


@pytest.mark.parametrize(
    ("clock", "expected"), [("0:34", 34.0), ("1:02:03", 3723.0), ("00:00:01.500", 1.5), ("00:01,250", 1.25)]
)
def test_clock_times(clock: str, expected: float) -> None:
    assert seconds(clock) == expected


STAMPED = [
    "Speaker 1 [00:00:02] Kerro.", "[00:00:02] Speaker1\nKerro.", "00:00:02 Speaker 1\nKerro.", "Anna [00:00:02]: Kerro.", "[00:00:02] **Anna:** Kerro.",
    "#00:00:02-1# Anna: Kerro.", "SPEAKER_00 [00:02.520 --> 00:03.100] Kerro.", "0:02.0 - 0:06.5 Anna: Kerro.", "Anna: [00:00:02] Kerro.",
    "Anna (00:00:02): Kerro.", "**Anna** [00:02]: Kerro.", "{00:00:02} Anna: Kerro.", "00:00:02 - Anna: Kerro.", "00:02\nAnna: Kerro.",
]  # fmt: skip


@pytest.mark.parametrize("turn", STAMPED)
def test_times_stand_anywhere_around_a_label(turn: str) -> None:
    passages, warnings = passages_of(lines_of(f"{turn}\n\nBo: Joo.\n\n{turn}\n\nBo: Joo."), SpeakerLabels())
    assert [p.text for p in passages] == ["Kerro.", "Joo."] * 2
    assert int(passages[0].start_time or 0) == 2
    assert warnings == []


@pytest.mark.parametrize(
    "turn",
    [
        "**H: Kerro.**",
        "*Haastattelija:* Kerro.",
        "__Anna:__ Kerro.",
        "H\tKerro.",
        "H:Kerro.",
        "## Haastattelija 00:01\nKerro.",
    ],
)
def test_labels_in_other_dress(turn: str) -> None:
    assert [text for _, text in read(f"{turn}\n\nV: Joo.\n\n{turn}\n\nV: Joo.")] == ["Kerro.", "Joo."] * 2


def test_notes_in_brackets_are_speech() -> None:
    assert {
        who
        for who, _ in read("K: Mitä?\n\nV: Ei.\n\n[naurahtaa] En tiedä.\n\nK: Miksi?\n\nV: En.\n\n[naurahtaa] Siksi.")
    } == {
        "K",
        "V",
    }


def test_times_at_the_end_of_a_line_make_no_speaker() -> None:
    assert {
        who for who, _ in read("K: Mitä?\nV: Aloitan yleensä\nkello 8:15\nja lopetan\nkello 11:30\nK: Joo?\nV: Joo.")
    } == {"K", "V"}


def test_details_at_the_top_are_outside_the_talk() -> None:
    top = "Haastattelija: Anna Virtanen\nHaastateltava: Pekka Åström\nKesto: 45:12\n\n"
    assert [who for who, _ in read(top + "H: Mitä?\nV: Ei.\nH: Miksi?\nV: Siksi.")][-4:] == ["H", "V", "H", "V"]
    assert "Pekka Åström" not in {text for who, text in read(top + "H: Mitä?\nV: Ei.\nH: Miksi?\nV: Siksi.") if who}


def test_a_numbered_speaker_beside_others_may_speak_once() -> None:
    assert read("T1: A.\n\nT2: B.\n\nT1: C.\n\nT2: D.\n\nT3: Vain kerran.")[-1] == ("T3", "Vain kerran.")


def test_a_role_in_brackets_belongs_to_the_name_below() -> None:
    found = read("Anna (haastattelija): Kerro.\n\nPekka: Joo.\n\nAnna: Lisää.\n\nPekka: Ei.")
    assert [who for who, _ in found] == ["Anna (haastattelija)", "Pekka"] * 2
