"""Captions and references in Word: each number is counted by a field, and each reference is a field that shows its
caption's number.
"""

from __future__ import annotations

import io
import random
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from authored import (
    body,
    caption,
    captions_shown,
    complex_field,
    outside,
    paragraph,
    parts,
    simple_field,
    template,
    text_box,
    typed_caption,
    zipped,
)
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.errors import InputError
from qualcode.people.counted import Counted
from qualcode.report.word.filling import Filled, Source, fill
from qualcode.results.findings import StudyFindings, findings_of


@pytest.fixture(scope="module")
def findings(example_counted: Counted) -> StudyFindings:
    return findings_of(example_counted)


@pytest.fixture(scope="module")
def source(findings: StudyFindings) -> Source:
    return findings.findings.source


def references(data: bytes) -> list[tuple[str, str, str]]:
    """Each reference: what its field names, what it shows, and what its caption's number is."""
    root = docx.Document(io.BytesIO(data)).element
    marked: dict[str, list[Any]] = {}
    for start in root.iter(qn("w:bookmarkStart")):
        inside, following = [], start.getnext()
        while following is not None and not (
            following.tag == qn("w:bookmarkEnd") and following.get(qn("w:id")) == start.get(qn("w:id"))
        ):
            inside.append(following)
            following = following.getnext()
        marked[start.get(qn("w:name"))] = inside
    found = []
    for code in root.iter(qn("w:instrText")):
        if name := re.match(r"\s*REF (\S+)", code.text or ""):
            runs = code.getparent().itersiblings(qn("w:r"))
            shown = next(t.text for run in runs for t in run.iter(qn("w:t")))
            runs_of = marked[name[1]]
            assert any("SEQ" in (i.text or "") for run in runs_of for i in run.iter(qn("w:instrText")))
            found.append((name[1], shown, "".join(t.text for run in runs_of for t in run.iter(qn("w:t")))))
    return found


def captions(done: Filled) -> list[str]:
    return captions_shown([p.text for p in docx.Document(io.BytesIO(done.data)).paragraphs])


@pytest.mark.slow
def test_the_findings_refer_to_their_tables_by_fields(findings: StudyFindings) -> None:
    found = references(findings.render("docx").data)
    assert len(found) >= 5
    assert all(shown == number for _, shown, number in found)
    names = {
        block.place: block
        for block in findings.findings.report().blocks
        if hasattr(block, "place") and hasattr(block, "caption")
    }
    assert {str(names[name].number) for name, _, _ in found} == {shown for _, shown, _ in found}


@pytest.mark.slow
def test_a_section_refers_to_the_number_its_table_has_in_the_authors_document(tmp_path: Path, source: Source) -> None:
    own = (
        caption("Taulukko", 1, "Oma")
        + paragraph("[[section data]]")
        + caption("Taulukko", 1, "Toinen")
        + paragraph("[[section themes]]")
    )
    done = fill(template(tmp_path / "w.docx", own), source)
    assert [shown for _, shown, _ in references(done.data)] == ["2", "3", "5", "1"]
    assert all(shown == number for _, shown, number in references(done.data))
    assert "gets another number" in done.told[0]
    (tmp_path / "w.docx").write_bytes(done.data)
    assert fill(tmp_path / "w.docx", source).data == done.data


@pytest.mark.parametrize(
    ("before", "number"),
    [
        (caption("Taulukko", 1, "Oma", simple_field), "2"),
        (caption("Taulukko", 5, "Oma", switches=" \\r 5"), "6"),
        (caption("Taulukko", 1, "Oma") + caption("Taulukko", 1, "Toisto", switches=" \\c"), "2"),
        (text_box(caption("Taulukko", 1, "Oma")), "2"),  # there twice in the XML
        (typed_caption("Taulukko", 3, "Oma"), "4"),
        (paragraph("Taulukko 3 kertoo, että näin on."), "1"),
        (paragraph("Taulukko 3. rivillä näkyy."), "1"),
        (paragraph("Taulukko 3 – Oma taulukko"), "4"),
        (paragraph("<w:r><w:t>Taulukko 3.</w:t><w:tab/><w:t>Oma</w:t></w:r>"), "4"),
        (paragraph("Taulukko 3 Oma taulukko", "Caption"), "4"),  # told by its style
        (caption("Taulukko", 1, "Oma").replace("SEQ T", "seq t"), "2"),
        (caption("Taulukko", 5, "Oma", switches=" \\\\R &quot;5&quot;"), "6"),
        (paragraph(complex_field('TOC \\\\c "Taulukko"', "Taulukko 7. Oma")), "1"),  # a list of tables
        (caption("Kuvio", 1, "Oma"), "1"),
        (
            caption("Taulukko", 1, "Oma").replace("SEQ T", "SEQ Tabl").replace("aulukko \\*", "e \\*"),
            "2",
        ),  # counted by another name
    ],
)
def test_new_captions_go_on_from_captions_of_every_kind(
    tmp_path: Path, source: Source, before: str, number: str
) -> None:
    done = fill(template(tmp_path / "w.docx", before + paragraph("[[section themes]]")), source)
    assert references(done.data)[0][1:] == (number, number)


def test_captions_typed_by_hand_are_told_and_gone_on_from_by_a_field(tmp_path: Path, source: Source) -> None:
    path = template(
        tmp_path / "w.docx",
        typed_caption("Taulukko", 2, "Käsin") + paragraph("[[table themes]]") + paragraph("[[table quarters]]"),
    )
    done = fill(path, source)
    assert captions(done) == ["Taulukko 2", "Taulukko 3", "Taulukko 4"]
    codes = re.findall(rb"SEQ Taulukko[^<]*", parts(done.data)["word/document.xml"])
    assert [b"\\r 3" in code for code in codes] == [True, False]
    assert '"Taulukko 2. Käsin": the number is typed by hand' in done.told[0]


def test_a_part_left_as_it_is_keeps_its_number(tmp_path: Path, source: Source) -> None:
    path = template(tmp_path / "w.docx", paragraph("[[table themes]]") + paragraph("[[section themes]]"))
    path.write_bytes(fill(path, source).data)
    members = parts(path.read_bytes())
    members["word/document.xml"] = members["word/document.xml"].replace(b"Osuus puheesta<", b"Osuus<", 1)
    path.write_bytes(zipped(members))
    done = fill(path, source)
    assert done.filled == ("section themes",)
    assert captions(done)[:2] == ["Taulukko 1", "Taulukko 2"]
    assert references(done.data)[0][1:] == ("2", "2")


@pytest.mark.slow
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_random_documents_are_filled_twice(tmp_path: Path, source: Source, seed: int) -> None:
    chance = random.Random(seed)
    asked = chance.sample([name for name in source.names if not name.startswith(("findings", "quotes"))], 4)
    path = template(tmp_path / "w.docx", body(chance, asked), numbered=chance.random() < 0.5)
    before = parts(path.read_bytes())["word/document.xml"]
    done = fill(path, source)
    assert outside(parts(done.data)["word/document.xml"]) == outside(before)
    assert all(shown == number for _, shown, number in references(done.data))
    path.write_bytes(done.data)
    assert fill(path, source).data == done.data


def test_a_reference_of_the_authors_stays_when_the_captions_text_changes(
    tmp_path: Path, source: Source, example_counted: Counted
) -> None:
    path = template(tmp_path / "w.docx", paragraph("[[table themes]]"))
    path.write_bytes(fill(path, source).data)
    members = parts(path.read_bytes())
    mark = b'<w:bookmarkStart w:id="77" w:name="_Ref12345"/><w:bookmarkEnd w:id="77"/>'
    members["word/document.xml"] = members["word/document.xml"].replace(
        b">Taulukko </w:t></w:r>", b">Taulukko </w:t></w:r>" + mark, 1
    )
    path.write_bytes(zipped(members))
    english = findings_of(example_counted, "en").findings.source
    assert parts(fill(path, english).data)["word/document.xml"].count(b'w:name="_Ref12345"') == 1


def test_parts_to_be_filled_anew_are_named_as_placeholders_are(tmp_path: Path, source: Source) -> None:
    path = template(tmp_path / "w.docx", paragraph("[[table themes]]"))
    path.write_bytes(fill(path, source).data)
    members = parts(path.read_bytes())
    members["word/document.xml"] = members["word/document.xml"].replace(b"Osuus puheesta<", b"Osuus<", 1)
    path.write_bytes(zipped(members))
    for name in ("Taulukko teemat", "[[table themes]]", "ALL"):
        assert fill(path, source, overwrite=[name]).filled == ("table themes",)
    with pytest.raises(InputError, match=r"--overwrite 'table nothing': there is no such part"):
        fill(path, source, overwrite=["table nothing"])
