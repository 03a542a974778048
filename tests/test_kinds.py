"""Kinds of files that were misread once: what was said, by whom, and nothing else."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from qualcode.errors import InputError
from qualcode.model import SpeakerLabels, Transcript
from qualcode.transcripts import read_transcript
from qualcode.transcripts.questions.participants import read_participants
from qualcode.transcripts.voices.detect import detect_language

W = nsdecls("w")


def read(path: Path, text: str | bytes, **declared: object) -> Transcript:
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_transcript(path, speakers=SpeakerLabels(**declared))  # type: ignore[arg-type]


def turns(found: Transcript) -> list[tuple[str, str]]:
    return [(turn.role[0], found.turn_text(turn)) for turn in found.turns]


def adds_up(found: Transcript) -> bool:
    return found.account is not None and found.account.adds_up()


# -- who asks --------------------------------------------------------------------------------------


def roles(path: Path, text: str, **declared: object) -> dict[str, str]:
    return {speaker.label: speaker.role for speaker in read(path, text, **declared).speakers}


def test_several_ask_and_one_answers(tmp_path: Path) -> None:
    asked = ["Mistä aloititte?", "Kerro siitä talosta.", "Milloin se paloi?", "Kuvaile vielä pihaa."]
    text = "\n\n".join(
        f"Elli: {q}\n\nTopi: {a}"
        for q, a in zip(asked, ["Pihalta.", "Se oli iso.", "Kesällä yöllä.", "Vihreä."], strict=True)
    )
    found = roles(
        tmp_path / "a.txt",
        text + "\n\nOuti: Saanko kysyä, kuka näki?\n\nTopi: Naapuri.\n\nOuti: Tuliko palokunta?\n\nTopi: Tuli.\n",
    )
    assert found == {"Elli": "interviewer", "Topi": "participant", "Outi": "interviewer"}


def test_one_who_talks_most_is_not_the_interviewer_for_a_question_mark(tmp_path: Path) -> None:
    long = "Me rakennettiin se talo itse, ja sitten tuli talvi ja pakkanen, ja mitä siinä sitten tehdään? Odotettiin vain kevättä ja rakennettiin lisää. "
    text = "\n\n".join(f"Elli: Niin.\n\nTopi: {long * 2}" for _ in range(5))
    assert roles(tmp_path / "a.txt", text)["Topi"] == "participant"


def test_an_unknown_second_voice_beside_a_known_participant_asks(tmp_path: Path) -> None:
    text = "Dan: Okay.\n\nParticipant: I begin here.\n\nDan: Right.\n\nParticipant: Then this one.\n\nDan: Anything else?\n\nParticipant: No."
    assert roles(tmp_path / "a.txt", text) == {"Dan": "interviewer", "Participant": "participant"}


def test_the_guide_tells_who_asks(tmp_path: Path) -> None:
    text = "Elli: Kerron että miten päädyit tähän ammattiin.\n\nTopi: Sattumalta? Kai.\n\nElli: Ja mitä työpäivääsi kuuluu.\n\nTopi: Kaikkea? Siis kaikkea.\n"
    guide = ("Miten päädyit tähän ammattiin?", "Mitä työpäivääsi kuuluu?")
    assert roles(tmp_path / "a.txt", text, questions=guide)["Elli"] == "interviewer"


def test_details_above_the_talk_tell_who_asks(tmp_path: Path) -> None:
    text = "Haastattelija: Elli Salo\nHaastateltava: Topi Ek\n\nElli: Joo.\n\nTopi: Niin.\n\nElli: Hyvä.\n\nTopi: No niin.\n"
    assert roles(tmp_path / "a.txt", text) == {"Elli": "interviewer", "Topi": "participant"}


def test_initials_and_first_names_are_the_full_name_and_told(tmp_path: Path) -> None:
    rows = "speaker,text\nElli Salo,Mitä?\nTopi Ek,Ei mitään.\nES,Miksi?\nTE,Siksi.\nElli,Milloin?\nTE,Eilen.\n"
    found = read(tmp_path / "a.csv", rows)
    assert {turn.speaker for turn in found.turns} == {"Elli Salo", "Topi Ek"}
    assert sum("was read as 'Elli Salo'" in warning for warning in found.warnings) == 2


# -- headings, labels ------------------------------------------------------------------------------


def test_numbered_questions_as_headings_do_not_swallow_answers(tmp_path: Path) -> None:
    text = "Haastateltava: Topi\n\n## Kysymys 1: Mitä teet?\n\nKaikenlaista.\n\n### Ja mitä muuta?\n\nLepään.\n\n## Kysymys 2: Miksi?\n\nSiksi vain.\n"
    found = read(tmp_path / "a.md", text)
    assert turns(found) == [
        ("i", "Mitä teet?"), ("p", "Kaikenlaista."), ("i", "Ja mitä muuta?"), ("p", "Lepään."), ("i", "Miksi?"), ("p", "Siksi vain."),
    ]  # fmt: skip
    assert adds_up(found)


def test_a_header_with_a_time_that_stands_once_is_a_speaker(tmp_path: Path) -> None:
    text = "Elli Salo  0:01\nMitä?\n\nTopi Ek  0:03\nEi mitään.\n\nElli Salo  0:07\nMiksi?\n\nTopi Ek  0:09\nSiksi.\n\nOuti Ahti  0:11\nMoi!\n"
    assert [turn.speaker for turn in read(tmp_path / "a.txt", text).turns][-1] == "Outi Ahti"


def test_what_only_looks_like_a_speaker_is_none(tmp_path: Path) -> None:
    text = "Elli: Mitä?\n\nTopi: No se oli\nI, I [01:21:00] saw it.\n\nElli: Miksi?\n\nTopi: Siksi.\n"
    assert {turn.speaker for turn in read(tmp_path / "a.txt", text).turns} == {"Elli", "Topi"}


def test_footers_of_meetings_are_outside_the_talk(tmp_path: Path) -> None:
    text = "Elli: Mitä?\nTopi: Ei mitään.\nElli: Kiitos.\nTopi: Hei.\n\n\nTranscription ended after 00:12:03\n\nThis editable transcript was computer generated and might contain errors.\n"
    found = read(tmp_path / "a.txt", text)
    assert turns(found)[-1] == ("p", "Hei.")


# -- cues ------------------------------------------------------------------------------------------


def cue(start: float, said: str) -> str:
    return f"00:00:{start:06.3f} --> 00:00:{start + 1.99:06.3f}\n{said}\n\n"


def test_captions_that_roll_are_said_once_and_people_may_repeat_themselves(tmp_path: Path) -> None:
    lines = ["me asuttiin täällä", "ja kauppa oli tyhjä", "joten se maalattiin"]
    rolling = "".join(
        cue(2 * n, "\n".join(lines[max(n - 1, 0) : n + 1])) + cue(2 * n + 1.995, lines[n]) for n in range(3)
    )
    found = read(tmp_path / "a.vtt", "WEBVTT\n\n" + rolling)
    assert " ".join(said for _, said in turns(found)) == " ".join(lines)
    assert adds_up(found)
    twice = read(
        tmp_path / "b.vtt",
        "WEBVTT\n\n"
        + "".join(cue(2 * n, said) for n, said in enumerate(["niin.", "niin.", "se oli.", "se oli.", "joo."])),
    )
    assert " ".join(said for _, said in turns(twice)) == "niin. niin. se oli. se oli. joo."


def test_subtitles_saved_as_text_and_several_voices_in_a_cue(tmp_path: Path) -> None:
    text = (
        "WEBVTT\n\n1\n"
        + cue(1, "<v Elli>Mitä?</v> <v Topi>Ei mitään.</v>")
        + "2\n"
        + cue(5, "Siis ei mitään.")
        + "3\n"
        + cue(9, "<v Elli>Ai.</v>")
    )
    found = read(tmp_path / "a.txt", text)
    assert [(turn.speaker, found.turn_text(turn)) for turn in found.turns] == [
        ("Elli", "Mitä?"), ("Topi", "Ei mitään. Siis ei mitään."), ("Elli", "Ai."),
    ]  # fmt: skip
    assert "1 cue without a voice went on" in "".join(found.warnings)
    assert adds_up(found)


def test_times_that_cannot_be_read_are_told_and_their_words_kept(tmp_path: Path) -> None:
    found = read(
        tmp_path / "a.srt", "1\n00:00:01,000 -> 00:00:02,000\nEka.\n\n2\n00:00:03,000 --> 00:00:04,000\nToka.\n"
    )
    assert "look like times of cues" in "".join(found.warnings)
    assert adds_up(found)


# -- documents -------------------------------------------------------------------------------------


def saved(document: docx.document.Document, path: Path) -> Transcript:
    document.save(str(path))
    return read_transcript(path)


def test_word_details(tmp_path: Path) -> None:
    document = docx.Document()
    for said in ("Elli: Mitä?", "Elli: Niin?", "Topi: Joo."):
        document.add_paragraph(said)
    body = document.element.body
    box = '<w:r><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent><w:p><w:r><w:t>reunahuomautus</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r>'
    runs = "<w:r><w:t>Topi: Se oli e</w:t><w:noBreakHyphen/><w:t>lasku, hyvä lasku.</w:t></w:r><w:del><w:r><w:delText> Ei.</w:delText></w:r></w:del>"
    body.insert(1, parse_xml(f"<w:p {W}>{runs}{box}</w:p>"))
    found = saved(document, tmp_path / "a.docx")
    assert turns(found)[1] == ("p", "Se oli e-lasku, hyvä lasku.")
    assert found.account is not None
    assert {part.reason for part in found.account.left_out} == {
        "deleted text (a tracked change)",
        "a text box or shape",
    }
    assert adds_up(found)


def test_tables_of_word(tmp_path: Path) -> None:
    rows = [("Mitä?", "Elli"), ("Ei mitään.", "Topi"), ("Miksi?", "Elli"), ("Siksi.", "Topi")]
    late = "".join(
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc><w:p><w:r><w:t>{who}</w:t></w:r></w:p></w:tc>'
        f"<w:tc><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:tc></w:tr>"
        for said, who in rows
    )
    heading = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr><w:p><w:r><w:t>Teema 1: Alku</w:t></w:r></w:p></w:tc></w:tr>'
    document = docx.Document()
    document.element.body.insert(
        0, parse_xml(f"<w:tbl {W}><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>{heading}{late}</w:tbl>")
    )
    found = saved(document, tmp_path / "a.docx")
    assert turns(found) == [("i", "Mitä?"), ("p", "Ei mitään."), ("i", "Miksi?"), ("p", "Siksi.")]
    assert adds_up(found)


def test_two_columns_headed_by_two_speakers(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(0, 2)
    for row in (("Haastattelija", "Haastateltava"), ("Mitä?", ""), ("", "Ei mitään."), ("Miksi?", "Siksi.")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    assert turns(saved(document, tmp_path / "a.docx")) == [
        ("i", "Mitä?"),
        ("p", "Ei mitään."),
        ("i", "Miksi?"),
        ("p", "Siksi."),
    ]


def test_numbers_that_word_counts_may_be_labels(tmp_path: Path) -> None:
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="K%1:"/></w:lvl></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="V%1:"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num></w:numbering>'
    )
    document = docx.Document()
    for number, said in ((1, "Mitä?"), (2, "Ei mitään."), (1, "Miksi?"), (2, "Siksi.")):
        paragraph = document.add_paragraph(said)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        )
    document.save(str(tmp_path / "b.docx"))
    with zipfile.ZipFile(tmp_path / "b.docx") as good, zipfile.ZipFile(tmp_path / "a.docx", "w") as made:
        for name in good.namelist():
            made.writestr(name, numbering if name == "word/numbering.xml" else good.read(name))
    found = read_transcript(tmp_path / "a.docx")
    assert [(turn.speaker, turn.role[0]) for turn in found.turns] == [("K", "i"), ("V", "p"), ("K", "i"), ("V", "p")]


def test_rtf_fields_deletions_and_pictures(tmp_path: Path) -> None:
    text = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}Elli: Mit\'e4?\par Topi: Ks. "
        r'{\field{\*\fldinst{HYPERLINK "http://example.org/salainen"}}{\fldrslt{sivu}}}{\deleted\b poistettu}.{\pict\pngblip 89504e470d}\par '
        r"\trowd\cellx1000\cellx5000\pard\intbl Elli\cell Miksi?\cell\row\trowd\cellx1000\cellx5000\pard\intbl Elli\cell Vai?\cell\row\pard Elli: Joo.\par Topi: Niin.\par}"
    )
    found = read(tmp_path / "a.rtf", text)
    assert ("p", "Ks. sivu.") in turns(found)
    assert "salainen" not in found.text
    assert found.account is not None
    assert [part.text for part in found.account.left_out] == ["poistettu"]
    assert adds_up(found)


def test_a_short_last_page_loses_nothing(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    pages = [
        ["Elli: What?", "Topi: Yes.", "Elli: Why?", *["Topi: Because.", "Elli: When?"] * 10],
        ["Topi: Yes.", "Elli: Well.", "Topi: Bye."],
    ]
    for number, lines in enumerate(pages, 1):
        for row, line in enumerate(lines):
            canvas.drawString(60, 780 - 20 * row, line)
        canvas.drawString(290, 30, str(number))
        canvas.showPage()
    canvas.save()
    found = read_transcript(tmp_path / "a.pdf")
    assert [said for _, said in turns(found)][-3:] == ["Yes.", "Well.", "Bye."]
    assert len(found.turns) == 26
    assert adds_up(found)


# -- languages, encodings, tables -------------------------------------------------------------------

SAID = {
    "sv": "Jag kom hit för tio år sedan och det var inte så lätt men vi hade en bra chef som hjälpte mig med allt som var nytt och svårt",
    "et": "Ma tulin siia kümme aastat tagasi ja see ei olnud väga lihtne aga meil oli hea juht kes aitas mind kõige uuega mis siin oli",
    "de": "Ich bin vor zehn Jahren gekommen und das war nicht so leicht aber wir hatten eine gute Chefin die mir mit allem geholfen hat",
    "fr": "Je suis arrivé il y a dix ans et ce n'était pas facile mais nous avions une bonne chef qui m'a aidé avec tout ce qui est nouveau",
    "fi": "Mä tulin tänne kymmenen vuotta sitten eikä se ollut ihan helppoa mutta meillä oli hyvä pomo joka auttoi mua kaikessa mikä oli uutta",
    "en": "I came here ten years ago and it was not that easy but we had a good boss who helped me with everything that was new to me",
}


@pytest.mark.parametrize("language", SAID)
def test_languages_are_told(language: str) -> None:
    assert detect_language(SAID[language]) == language


@pytest.mark.parametrize(("said", "language"), [(one, other) for one in SAID for other in SAID if one != other])
def test_an_interview_in_another_language_than_the_settings_say_is_told(
    said: str, language: str, tmp_path: Path
) -> None:
    path = tmp_path / "H1.txt"
    path.write_text(f"Interviewer: {SAID[said]}\n\nH1: {SAID[said]}\n", encoding="utf-8")
    warnings = [one for one in read_transcript(path, language=language).warnings if "another language" in one]
    assert [one for one in warnings if f"({said})" not in one] == []
    assert len(warnings) == ((said, language) != ("et", "fi"))  # their small words are too much alike
    for fits in (said, "auto"):
        assert not any("another language" in one for one in read_transcript(path, language=fits).warnings)


def test_of_a_few_words_the_settings_are_believed(tmp_path: Path) -> None:
    (tmp_path / "H1.txt").write_text("Interviewer: Mitä kuuluu?\n\nH1: Ei tässä mitään, kiitos.\n", encoding="utf-8")
    assert not any("another language" in one for one in read_transcript(tmp_path / "H1.txt", language="en").warnings)


def test_another_language_is_no_known_one() -> None:
    polish = (
        "Przyszłam tutaj dziesięć lat temu i nie było łatwo ale mieliśmy dobrego szefa który pomógł mi we wszystkim co było nowe i trudne dla mnie bardzo "
        * 2
    )
    assert detect_language(polish) == ""


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1252", "iso8859-15", "utf-16"])
def test_old_encodings_give_the_letters_people_write(tmp_path: Path, encoding: str) -> None:
    text = "Haastattelija: Mitä täällä söitte?\n\nH1: Äidin tekemää hernekeittoa, näin pöydässä.\n\nHaastattelija: Entä Åbossa?\n\nH1: Sämpylöitä.\n"
    found = read(tmp_path / "a.txt", text.encode(encoding))
    assert turns(found)[1] == ("p", "Äidin tekemää hernekeittoa, näin pöydässä.")


def test_one_damaged_byte_does_not_change_the_encoding(tmp_path: Path) -> None:
    data = bytearray("K: Mitä täällä söitte?\n\nV: Äidin keittoa.\n\nK: Entä?\n\nV: Sämpylöitä.\n".encode())
    data[data.index(b"keittoa")] = 0xE4
    found = read(tmp_path / "a.txt", bytes(data))
    assert turns(found)[0] == ("i", "Mitä täällä söitte?")
    assert "1 damaged letters" in "".join(found.warnings)


@pytest.mark.parametrize("above", ["", "sep=;\n", "Haastattelu 3;;\n;;\n"])
def test_a_table_may_have_a_title_and_other_columns(tmp_path: Path, above: str) -> None:
    found = read(
        tmp_path / "a.csv",
        above + "Aika;Puhuja;Repliikki\n0:01;Elli;Mitä?\n0:02;Topi;Ei mitään.\n0:03;Elli;Miksi?\n0:04;Topi;Siksi.\n",
    )
    assert turns(found) == [("i", "Mitä?"), ("p", "Ei mitään."), ("i", "Miksi?"), ("p", "Siksi.")]
    assert adds_up(found)


def test_participants_in_finnish_and_as_a_workbook(tmp_path: Path) -> None:
    import openpyxl

    (tmp_path / "p.csv").write_text("Osallistujat;;\nTiedosto;Puhuja;Ikä\nH1;Elli;40\n", encoding="utf-8")
    assert read_participants(tmp_path / "p.csv", ["H1"]).of("H1", "Elli") == {"Ikä": "40"}
    book = openpyxl.Workbook()
    for row in (["Haastattelu", "rooli"], ["H1", "lähihoitaja"]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "p.xlsx")
    assert read_participants(tmp_path / "p.xlsx", ["H1"]).of("H1") == {
        "participant_rooli": "lähihoitaja"
    } or read_participants(tmp_path / "p.xlsx", ["H1"]).of("H1") == {"rooli": "lähihoitaja"}
    (tmp_path / "q.csv").write_text("Nimi;x\nElli;1\n", encoding="utf-8")
    with pytest.raises(InputError, match="the first column should be 'transcript'"):
        read_participants(tmp_path / "q.csv")
