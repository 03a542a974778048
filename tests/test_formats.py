"""Every format reads the same small interview to the same turns, and says what is wrong with a bad file."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from conftest import ROOT
from docx.oxml.ns import qn

from qualcode.errors import InputError, QualcodeError
from qualcode.transcripts import formats, read_transcript

INTERVIEW = [
    ("Haastattelija", "Mitä teillä myydään, ja kenelle?"),
    ("Häkkinen", "Varaosia. Sanoin pomolle näin: ”ei käy” – ja hän nauroi 😀."),
    ("Haastattelija", "Entä Åbo?"),
    ("Häkkinen", "Sinne myydään pultteja & muttereita, <10 kg kerralla."),
]
Writer = Callable[[Path], None]


def lines(path: Path) -> None:
    path.write_text("\n\n".join(f"{who}: {said}" for who, said in INTERVIEW), encoding="utf-8")


def subtitles(path: Path) -> None:
    comma = "," if path.suffix == ".srt" else "."
    cues = [
        f"{i}\n00:00:0{i}{comma}000 --> 00:00:0{i}{comma}900\n"
        + (f"{who}: {said}" if comma == "," else f"<v {who}>{escape(said)}</v>")
        for i, (who, said) in enumerate(INTERVIEW, 1)
    ]
    path.write_text(("" if comma == "," else "WEBVTT\n\n") + "\n\n".join(cues), encoding="utf-8")


def word(path: Path) -> None:
    document = docx.Document()
    for who, said in INTERVIEW:
        document.add_paragraph(f"{who}: {said}")
    document.save(str(path))


def table(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, delimiter="\t" if path.suffix == ".tsv" else ",")
        rows.writerows([("speaker", "text"), *INTERVIEW])


def excel(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Puhuja", "Teksti"])  # type: ignore[union-attr]
    for row in INTERVIEW:
        book.active.append(list(row))  # type: ignore[union-attr]
    book.save(path)


def segments(path: Path) -> None:
    path.write_text(
        json.dumps({"segments": [{"speaker": who, "start": 1.0, "text": said} for who, said in INTERVIEW]}),
        encoding="utf-8",
    )


def opendocument(path: Path) -> None:
    from odfdo import Document, Paragraph

    document = Document("text")
    document.body.clear()
    for who, said in INTERVIEW:
        document.body.append(Paragraph(f"{who}: {said}"))
    document.save(path)


def rich(path: Path) -> None:
    def coded(text: str) -> str:
        units = text.encode("utf-16-le")
        points = (int.from_bytes(units[i : i + 2], "little") for i in range(0, len(units), 2))
        return "".join(
            chr(p) if 31 < p < 127 and chr(p) not in "\\{}" else f"\\u{p if p < 32768 else p - 65536}?" for p in points
        )

    body = "\\par\n".join(coded(f"{who}: {said}") for who, said in INTERVIEW)
    path.write_text(
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Calibri;}}\\f0\\fs22\n" + body + "\\par}", encoding="ascii"
    )


def portable(path: Path) -> None:
    from matplotlib import get_data_path
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("DejaVu", str(Path(get_data_path()) / "fonts/ttf/DejaVuSans.ttf")))
    canvas = Canvas(str(path))
    for page, turns in enumerate((INTERVIEW[:2], INTERVIEW[2:]), 1):
        canvas.setFont("DejaVu", 11)
        canvas.drawString(60, 800, "Haastattelu 12.3.")
        for row, (who, said) in enumerate(turns):
            canvas.drawString(
                60, 740 - 40 * row, f"{who}: {said.replace(' 😀', '')}"
            )  # reportlab writes no astral characters
        canvas.drawString(280, 30, f"{page}/2")
        canvas.showPage()
    canvas.save()


def chat(path: Path) -> None:
    names = {"Haastattelija": "INV", "Häkkinen": "PAR"}
    head = "@UTF8\n@Begin\n@Participants:\tINV Haastattelija, PAR Häkkinen\n"
    body = "".join(
        f"*{names[who]}:\t{said} \x15{i}000_{i}900\x15\n%mor:\tx|x\n" for i, (who, said) in enumerate(INTERVIEW, 1)
    )
    path.write_text(head + body.replace("<10", "alle 10") + "@End\n", encoding="utf-8")


def elan(path: Path) -> None:
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="t{i}" TIME_VALUE="{i}000"/>' for i in range(1, 6))
    tiers = ""
    for who in ("Häkkinen", "Haastattelija"):
        found = [(i, said) for i, (name, said) in enumerate(INTERVIEW, 1) if name == who]
        annotations = "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{i}" TIME_SLOT_REF1="t{i}" TIME_SLOT_REF2="t{i + 1}">'
            f"<ANNOTATION_VALUE>{escape(said)}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
            for i, said in found
        )
        tiers += f'<TIER TIER_ID="{who}" PARTICIPANT="{who}">{annotations}</TIER>'
    path.write_text(
        f'<?xml version="1.0"?><ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>',
        encoding="utf-8",
    )


def tei(path: Path) -> None:
    people = '<person xml:id="a"><persName>Haastattelija</persName></person><person xml:id="b"><persName>Häkkinen</persName></person>'
    names = {"Haastattelija": "a", "Häkkinen": "b"}
    body = "".join(f'<u who="#{names[who]}">{escape(said)}<note>huom</note></u>' for who, said in INTERVIEW)
    text = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><listPerson>{people}</listPerson></teiHeader><text><body>{body}</body></text></TEI>'
    path.write_text(text, encoding="utf-8")


def webpage(path: Path) -> None:
    body = "".join(f"<p><b>{who}:</b> {escape(said)}</p>" for who, said in INTERVIEW)
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"><style>p {{ margin: 0 }}</style></head><body>{body}</body></html>'
    path.write_text(page, encoding="utf-8")


def otranscribe(path: Path) -> None:
    body = "".join(
        f'<p><span class="timestamp" data-timestamp="{i}">0:0{i}</span> {who}: {escape(said)}</p>'
        for i, (who, said) in enumerate(INTERVIEW)
    )
    path.write_text(json.dumps({"text": body, "media": "", "media-time": 4.2}), encoding="utf-8")


WRITERS: dict[str, Writer] = {
    "txt": lines, "md": lines, "vtt": subtitles, "srt": subtitles, "docx": word, "csv": table, "tsv": table, "xlsx": excel, "json": segments,
    "html": webpage, "htm": webpage, "otr": otranscribe, "odt": opendocument, "rtf": rich, "pdf": portable, "cha": chat, "eaf": elan, "tei": tei, "xml": tei,
}  # fmt: skip


@pytest.mark.parametrize("name", WRITERS)
def test_round_trip(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"haastattelu.{name}"
    WRITERS[name](path)
    transcript = read_transcript(path)
    lost = {"cha": ("<10", "alle 10"), "pdf": (" 😀", "")}.get(name, ("", ""))
    expected = [(who, said.replace(*lost) if lost[0] else said) for who, said in INTERVIEW]
    assert [(turn.speaker, transcript.turn_text(turn)) for turn in transcript.turns] == expected
    assert [turn.role for turn in transcript.turns] == ["interviewer", "participant"] * 2
    assert (transcript.language, transcript.warnings) == ("fi", ())
    assert transcript.account is not None
    assert transcript.account.adds_up()


def test_every_registered_format_is_tried_and_documented() -> None:
    assert set(WRITERS) == set(formats())
    text = (ROOT / "docs/study.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| .")]
    documented = {suffix.strip(".`") for row in rows for suffix in row.split("|")[1].split()}
    assert documented == set(formats())


# -- what programs and people do -------------------------------------------------------------------


def said(path: Path) -> list[tuple[str, str]]:
    transcript = read_transcript(path)
    return [(turn.speaker, transcript.turn_text(turn)) for turn in transcript.turns]


def test_teams_own_word_layout(tmp_path: Path) -> None:
    document = docx.Document()
    for text in (
        "Haastattelu-20250512_1000-Meeting Recording",
        "12. toukokuuta 2025, 8.00ap.",
        "21m 4s",
        "Noora Salmi started transcription",
    ):
        document.add_paragraph(text)
    for who, clock, speech in (
        ("Noora Salmi", "0:03", "Mitä myytte?"),
        ("Petri Lahti", "0:07", "Varaosia."),
        ("Noora Salmi", "1:09", "Kenelle?"),
        ("Petri Lahti", "1:12", "Kaikille."),
    ):
        paragraph = document.add_paragraph()
        paragraph.add_run(who).bold = True
        paragraph.add_run(f"   {clock}")
        paragraph.add_run().add_break()
        paragraph.add_run(speech)
    document.add_paragraph("Noora Salmi stopped transcription")
    document.save(str(tmp_path / "a.docx"))
    assert said(tmp_path / "a.docx") == [
        ("Noora Salmi", "Mitä myytte?"),
        ("Petri Lahti", "Varaosia."),
        ("Noora Salmi", "Kenelle?"),
        ("Petri Lahti", "Kaikille."),
    ]
    assert read_transcript(tmp_path / "a.docx").turns[2].start_time == 69.0


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("K: Mitä?")
    paragraph = document.add_paragraph("V: Ei ")
    for tag, text in (("w:ins", "kai"), ("w:del", "koskaan")):
        change = paragraph._p.makeelement(qn(tag), {qn("w:id"): "1", qn("w:author"): "x"})
        run = paragraph._p.makeelement(qn("w:r"), {})
        body = paragraph._p.makeelement(qn("w:t" if tag == "w:ins" else "w:delText"), {})
        body.text = text
        run.append(body)
        change.append(run)
        paragraph._p.append(change)
    document.save(str(tmp_path / "a.docx"))
    assert said(tmp_path / "a.docx")[1] == ("V", "Ei kai")


def test_pdf_line_numbers_headers_and_hyphens_go(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    turns = [
        "Dan: What do you do?",
        "Participant: I plan and then I commu-",
        "nicate with customers.",
        "Dan: How?",
        "Participant: By phone.",
        "Dan: Often?",
        "Participant: Yes.",
    ]
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for page in range(2):
        canvas.drawString(60, 810, "Study of phones, interview 7")
        for row, text in enumerate(turns):
            canvas.drawString(40, 760 - 20 * row, str(page * 7 + row + 1))
            canvas.drawString(80, 760 - 20 * row, text)
        canvas.drawString(280, 30, f"Page {page + 1} of 2")
        canvas.showPage()
    canvas.save()
    found = said(tmp_path / "a.pdf")
    assert found[:2] == [("Dan", "What do you do?"), ("Participant", "I plan and then I communicate with customers.")]
    assert len(found) == 12


@pytest.mark.parametrize(
    "data",
    [
        {"0": {"speaker": "K", "text": "Mitä?"}, "1": {"speaker": "V", "text": "Ei mitään."}},
        [
            {"speaker": "K", "time": "0:01", "message": "Mitä?"},
            {"speaker": "V", "time": "0:02", "message": "Ei mitään."},
        ],
        {
            "result": {
                "segments": [
                    {"speaker": "K", "text": " Mitä?", "words": [{"word": "Mitä"}]},
                    {"speaker": "V", "text": " Ei"},
                    {"speaker": "V", "text": "mitään."},
                ]
            }
        },
    ],
)
def test_json_shapes(tmp_path: Path, data: object) -> None:
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    assert said(tmp_path / "a.json") == [("K", "Mitä?"), ("V", "Ei mitään.")]


def test_json_of_monologues_and_of_milliseconds(tmp_path: Path) -> None:
    spoken = [(0, ["Mitä", "?"]), (1, ["Ei", " ", "mitään", "."])]
    rev = {
        "monologues": [
            {
                "speaker": who,
                "elements": [{"type": "text" if word.isalpha() else "punct", "value": word} for word in words],
            }
            for who, words in spoken
        ]
    }
    (tmp_path / "a.json").write_text(json.dumps(rev), encoding="utf-8")
    assert said(tmp_path / "a.json") == [("Speaker 0", "Mitä?"), ("Speaker 1", "Ei mitään.")]
    utterances = {
        "utterances": [
            {"speaker": "A", "text": "Mitä?", "start": 10, "end": 900},
            {"speaker": "B", "text": "Ei.", "start": 61500, "end": 62000},
        ]
    }
    (tmp_path / "b.json").write_text(json.dumps(utterances), encoding="utf-8")
    assert [turn.start_time for turn in read_transcript(tmp_path / "b.json").turns] == [0.01, 61.5]


def test_a_table_may_name_questions_and_times(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "Puhuja;Teksti;Alku;Kysymys\nK;Mitä?;0:05;q1\nV;Ei mitään.;0:09,5;q1\n", encoding="utf-8"
    )
    turns = read_transcript(tmp_path / "a.csv").turns
    assert [(turn.question, turn.start_time) for turn in turns] == [("q1", 5.0), ("q1", 9.5)]


def test_a_misspelt_label_is_joined_with_a_warning(tmp_path: Path) -> None:
    text = "Interviewer: A?\n\nParticipant: B.\n\n" * 3 + "Interviewr: C?\n\nParticpant: D.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    transcript = read_transcript(tmp_path / "a.txt")
    assert {turn.speaker for turn in transcript.turns} == {"Interviewer", "Participant"}
    assert len(transcript.turns) == 8
    assert len(transcript.warnings) == 2
    assert "'Interviewr:' (once) was read as 'Interviewer:'" in transcript.warnings[0]


def test_numbered_people_are_not_typos_of_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Speaker 1: A?\n\nSpeaker 2: B.\n\nSpeaker 1: A?\n\nSpeaker 1: A?\n\n19: Hei.\n\n19: Niin.\n", encoding="utf-8"
    )
    assert {turn.speaker for turn in read_transcript(tmp_path / "a.txt").turns} == {"Speaker 1", "Speaker 2", "19"}


def test_nameless_cues_become_paragraphs_of_whole_sentences(tmp_path: Path) -> None:
    cues = ["We began", "in May.", "Then it", "went on."]
    starts = [0, 2, 8, 10]
    text = "\n\n".join(
        f"{i}\n00:00:{s:02},000 --> 00:00:{s + 2:02},000\n{c}"
        for i, (s, c) in enumerate(zip(starts, cues, strict=True), 1)
    )
    (tmp_path / "a.srt").write_text(text, encoding="utf-8")
    assert said(tmp_path / "a.srt") == [("", "We began in May."), ("", "Then it went on.")]


# -- bad files -------------------------------------------------------------------------------------


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return buffer.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x><u who="A">&b;</u></x>'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "protected by a password or in an old Office format"),
        ("a.docx", zipped(a=b"x"), "not a readable Word document"),
        ("a.xlsx", b"PK\x03\x04cut", "not a readable Excel workbook"),
        ("a.odt", zipped(mimetype=b"x"), "not a readable OpenDocument text"),
        ("a.odt", zipped(content_xml=LAUGHS), "declares XML entities"),
        ("a.tei", LAUGHS, "declares XML entities"),
        ("a.eaf", b"<broken", "not a readable ELAN file"),
        ("a.xml", b"<html/>", "no TEI utterances"),
        ("a.pdf", b"%PDF-1.4 cut", "not a readable PDF"),
        ("a.rtf", b"plain", "not a readable rich text file"),
        ("a.json", b"{", "not valid JSON"),
        ("a.json", b'{"a": [1, 2]}', "no segments with text"),
        ("a.json", b"[" * 100_000, "not valid JSON"),
        ("a.csv", b"a,b\n1,2\n", "no column holds the text; found: a, b"),
        ("a.txt", zipped(a=b"x"), "looks like a Word, Excel or OpenDocument file"),
        ("a.txt", b"%PDF-1.4", "looks like a PDF"),
        ("a.txt", bytes(5000), "binary data"),
        ("a.txt", b"   \n\n", "holds no speech"),
        ("a.cha", b"@Begin\n@End\n", "holds no speech"),
    ],
)
def test_a_bad_file_has_one_clear_message(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_transcript(tmp_path / name)
    assert message in str(caught.value)
    assert str(tmp_path / name) in str(caught.value)


@pytest.mark.slow
def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(zipped(word__document_xml=bytes(300_000_000)))
    with pytest.raises(InputError, match="unpacks to far more"):
        read_transcript(tmp_path / "a.docx")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(InputError, match="200 MB; the limit is"):
        read_transcript(tmp_path / "a.txt")


def test_ten_thousand_turns(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("K: Mitä?\nV: Ei mitään.\n" * 5_000, encoding="utf-8")
    assert len(read_transcript(tmp_path / "a.txt").turns) == 10_000


@pytest.mark.parametrize("name", WRITERS)
def test_damaged_files_never_crash_a_reader(tmp_path: Path, name: str) -> None:
    import random

    path = tmp_path / f"a.{name}"
    WRITERS[name](path)
    good, chance = path.read_bytes(), random.Random(7)
    for _ in range(60):
        data = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data[: chance.choice([len(data), chance.randrange(1, len(data))])]))
        with contextlib.suppress(QualcodeError):
            read_transcript(path)
