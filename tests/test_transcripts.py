"""Files → transcripts: formats, roles, questions, the fixed text."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import InputError, UnknownName
from qualcode.model import Guide, Question, SpeakerLabels, Text, Transcript
from qualcode.transcripts import QuestionMatcher, assign_questions, formats, read_transcript
from qualcode.transcripts.passages import Passage, clean, lay_out
from qualcode.transcripts.voices.roles import speakers_with_roles

TALK = "Haastattelija: Mitä kuuluu?\n\nHäkkinen: Hyvää. Sanoin: ”ei käy” 😀.\n\nHaastattelija: Entä työ?\n\nHäkkinen: Sujuu.\n"


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, transcript.turn_text(turn)) for turn in transcript.turns]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_formats_are_the_registered_ones() -> None:
    assert formats() == (
        "cha", "csv", "docx", "eaf", "htm", "html", "json", "md", "odt", "otr", "pdf", "rtf", "srt", "tei", "tsv", "txt", "vtt", "xlsx", "xml",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_give_the_same_turns(tmp_path: Path, encoding: str) -> None:
    assert said(read_transcript(write(tmp_path / "a.txt", TALK, encoding)))[1] == (
        "Häkkinen",
        "Hyvää. Sanoin: ”ei käy” 😀.",
    )


def test_windows_1252_is_read_and_told(tmp_path: Path) -> None:
    transcript = read_transcript(write(tmp_path / "a.txt", TALK.replace("😀", ""), "cp1252"))
    assert said(transcript)[1][0] == "Häkkinen"
    assert "Windows-1252" in transcript.warnings[0]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_do_not_matter(tmp_path: Path, ends: str) -> None:
    assert said(read_transcript(write(tmp_path / "a.txt", TALK.replace("\n", ends)))) == said(
        read_transcript(write(tmp_path / "b.txt", TALK))
    )


def test_word_paragraphs_tables_and_bold_labels(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Haastattelu 1", 1)
    paragraph = document.add_paragraph()
    paragraph.add_run("Haastattelija:").bold = True
    paragraph.add_run(" Mitä kuuluu?")
    document.add_paragraph("Häkkinen: Hyvää.")
    table = document.add_table(rows=2, cols=2)
    for row, (label, text) in enumerate([("Haastattelija:", "Entä työ?"), ("Häkkinen:", "Sujuu.")]):
        table.cell(row, 0).text, table.cell(row, 1).text = label, text
    document.sections[0].header.paragraphs[0].text = "Salainen"
    document.save(str(tmp_path / "a.docx"))
    transcript = read_transcript(tmp_path / "a.docx")
    assert said(transcript) == [
        ("Haastattelija", "Mitä kuuluu?"),
        ("Häkkinen", "Hyvää."),
        ("Haastattelija", "Entä työ?"),
        ("Häkkinen", "Sujuu."),
    ]
    assert "Salainen" not in transcript.text


VTT = """WEBVTT

NOTE Keksitty.

1
0:0:-6.-820 --> 00:00:02.000
<v Salmi, Noora>Mitä te teette?</v>

2
00:00:02.500 --> 00:00:04.000
<v Lahtinen, Petri>Me myydään

3
00:00:04.100 --> 00:00:05.000
<v Lahtinen, Petri>varastoja &amp; kuljetuksia.</v>
"""


def test_teams_cues_merge_into_turns_with_times(tmp_path: Path) -> None:
    transcript = read_transcript(write(tmp_path / "a.vtt", VTT))
    assert said(transcript) == [
        ("Salmi, Noora", "Mitä te teette?"),
        ("Lahtinen, Petri", "Me myydään varastoja & kuljetuksia."),
    ]
    assert [(turn.start_time, turn.end_time) for turn in transcript.turns] == [(0.0, 2.0), (2.5, 5.0)]
    assert transcript.text.startswith("Keksitty.")


def test_zoom_names_in_the_text_and_a_cue_without_one(tmp_path: Path) -> None:
    cues = [("Anna Aho: Kuuluuko?"), ("Bo Berg: Joo."), ("kuuluu hyvin."), ("Anna Aho: Kiva.")]
    text = "WEBVTT\n\n" + "\n\n".join(f"{i}\n00:00:0{i}.000 --> 00:00:0{i}.900\n{cue}" for i, cue in enumerate(cues))
    assert said(read_transcript(write(tmp_path / "a.vtt", text))) == [
        ("Anna Aho", "Kuuluuko?"),
        ("Bo Berg", "Joo. kuuluu hyvin."),
        ("Anna Aho", "Kiva."),
    ]


def roles(text: str, **declared: tuple[str, ...]) -> dict[str, tuple[str, bool]]:
    passages = [Passage(line.split(": ")[1], line.split(": ")[0]) for line in text.split("\n")]
    body, turns = lay_out(passages)
    return {s.label: (s.role, s.guessed) for s in speakers_with_roles(body, turns, SpeakerLabels(**declared)).speakers}


@pytest.mark.parametrize(
    ("text", "asks", "answers"),
    [
        ("K: Mitä?\nV: Ei mitään.", "K", "V"),
        ("H: Mitä?\nV: Ei mitään.", "H", "V"),
        ("K: Mitä?\nH: Ei mitään.", "K", "H"),
        ("Tutkija: Mitä?\nH1: Ei mitään.", "Tutkija", "H1"),
        ("Interviewer 2: Mitä?\nP1: Ei mitään.", "Interviewer 2", "P1"),
        ("Intervjuare: Vad?\nInformant: Inget.", "Intervjuare", "Informant"),
        ("Interviewer, Anna: Mitä?\nVirta, Bo: Ei mitään.", "Interviewer, Anna", "Virta, Bo"),
    ],
)
def test_known_words_give_roles(text: str, asks: str, answers: str) -> None:
    found = roles(text)
    assert (found[asks], found[answers][0]) == (("interviewer", False), "participant")


def test_who_asks_is_the_interviewer_when_no_word_tells() -> None:
    assert roles("Anna: Mitä?\nBo: Ei mitään.\nAnna: Miksi?\nBo: Siksi.") == {
        "Anna": ("interviewer", True),
        "Bo": ("participant", True),
    }


def test_declared_roles_come_first() -> None:
    found = roles(
        "Haastattelija: Joo.\nBo: Mitä?\nÄäni: Kohina.",
        interviewer=("bo",),
        participant=("HAASTATTELIJA",),
        ignore=("Ääni",),
    )
    assert [role for role, _ in found.values()] == ["participant", "interviewer", "other"]


GUIDE = Guide(
    (
        Question("q1", "", Text({"fi": "Miten uusi asiakas perehdytetään tuotteen käyttöön?"})),
        Question(
            "q2",
            "",
            Text({"fi": "Millaista tukea asiakas saa ongelmissa?"}),
            ("Mitä tapahtuu, kun jokin menee rikki?",),
        ),
    )
)


def test_a_paraphrased_question_opens_and_a_follow_up_stays(tmp_path: Path) -> None:
    turns = [
        "K: Hei.", "V: Hei.", "K: No, miten uusi asiakas oikein perehdytetään käyttöön?", "V: Huonosti.", "K: Siis miten?", "V: Ei mitenkään.",
        "K: Entä mitä tapahtuu kun menee rikki?", "V: Soitetaan.",
    ]  # fmt: skip
    transcript = assign_questions(read_transcript(write(tmp_path / "a.txt", "\n".join(turns))), QuestionMatcher(GUIDE))
    assert [turn.question for turn in transcript.turns] == [None, None, "q1", "q1", "q1", "q1", "q2", "q2"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "holds no speech"),
        ("a.docx", b"not a zip", "not a readable Word document"),
        ("a.docx", b"PK\x03\x04broken", "not a readable Word document"),
        ("a.vtt", b"WEBVTT\n\n", "holds no speech"),
    ],
)
def test_bad_files_say_what_is_wrong_and_which(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        read_transcript(tmp_path / name)
    assert caught.value.problems[0].file == tmp_path / name


def test_an_unknown_format_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"\.docx, \.eaf"):
        read_transcript(write(tmp_path / "a.wpd", "x"))


@given(st.lists(st.tuples(st.sampled_from(["A", "", "Häkkinen", None]), st.text(max_size=80)), max_size=12))
def test_turns_point_at_what_was_said(parts: list[tuple[str | None, str]]) -> None:
    passages = [Passage(clean(text)[0], speaker) for speaker, text in parts]
    text, turns = lay_out(passages)
    spoken = [p.text.strip().replace("\t", " ") for p in passages if p.speaker is not None and p.text.strip()]
    assert [text[turn.start : turn.end] for turn in turns] == spoken
    assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)[0]
    assert clean(once) == (once, 0) or once.startswith("\ufeff")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("A: Mitä?\nB: Ei mitään.\nA: Miksi?\nB: Siksi.", "A"),
        ("R: Mitä?\nP: Ei mitään.", "R"),
        ("I: Mitä?\nR: Ei mitään.", "I"),
        ("Q: Mitä?\nA: Ei mitään.", "Q"),
        ("Anna (haastattelija): Kerro.\nPekka (haastateltava): Mitä?", "Anna (haastattelija)"),
    ],
)
def test_letters_and_brackets_give_roles_by_their_partner(text: str, asks: str) -> None:
    assert [label for label, (role, _) in roles(text).items() if role == "interviewer"] == [asks]


def test_two_speakers_in_one_cue_and_blank_lines_in_a_cue(tmp_path: Path) -> None:
    cue = "{0}\n00:00:0{0},000 --> 00:00:0{0},900\nAnna: Kysyn?\nPekka: Vastaan.\n\nja jatkan.\n"
    found = said(read_transcript(write(tmp_path / "a.srt", "\n".join(cue.format(i) for i in range(1, 4)))))
    assert found == [("Anna", "Kysyn?"), ("Pekka", "Vastaan. ja jatkan.")] * 3


def test_line_breaks_in_csv_cells_stay(tmp_path: Path) -> None:
    found = said(read_transcript(write(tmp_path / "a.csv", 'sep=;\npuhuja;teksti\nK;"Eka.\n\nToka"\nV;Joo\n')))
    assert found[0] == ("K", "Eka.\n\nToka")


def test_iso_8859_15_is_told_from_windows_1252(tmp_path: Path) -> None:
    transcript = read_transcript(write(tmp_path / "a.txt", "K: Maksoi 50 €?\n\nV: Šakki ja Žižek.\n", "iso8859-15"))
    assert said(transcript) == [("K", "Maksoi 50 €?"), ("V", "Šakki ja Žižek.")]


def test_everyone_coded_is_told(tmp_path: Path) -> None:
    transcript = read_transcript(write(tmp_path / "a.txt", "Anna: Joo.\n\nBo: Niin.\n\nAnna: Joo.\n\nBo: Niin.\n"))
    assert "nobody was recognised as the interviewer" in transcript.warnings[0]


def test_content_controls_and_three_column_tables_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row, cells in enumerate([("Aika", "Puhuja", "Puhe"), ("00:01", "K", "Mitä?"), ("00:05", "V", "Ei mitään.")]):
        for cell, text in zip(table.rows[row].cells, cells, strict=True):
            cell.text = text
    paragraph = document.add_paragraph("K: Entä tämä?")
    control = paragraph._p.makeelement(docx.oxml.ns.qn("w:sdt"), {})
    content = paragraph._p.makeelement(docx.oxml.ns.qn("w:sdtContent"), {})
    paragraph._p.addprevious(control)
    control.append(content)
    content.append(paragraph._p)
    document.save(str(tmp_path / "a.docx"))
    transcript = read_transcript(tmp_path / "a.docx")
    assert said(transcript) == [("K", "Mitä?"), ("V", "Ei mitään."), ("K", "Entä tämä?")]
    assert transcript.turns[0].start_time == 1.0
