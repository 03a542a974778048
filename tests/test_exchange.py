"""Codebooks to and from the formats of other programs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from lxml import etree

from qualcode.cli.app import app
from qualcode.codebook import codebook_of, read_codebook
from qualcode.codebook.exchange import losses, read_foreign, written
from qualcode.codebook.plain import plain_codebook
from qualcode.codebook.sheet_columns import ALIASES, CATEGORIES
from qualcode.coding.anchors import code_sentence
from qualcode.coding.coder import compile_rules
from qualcode.errors import InputError
from qualcode.language import open_readings
from qualcode.model import Codebook, Text
from qualcode.results.codebook_files import convert

BOOKS = sorted((Path(__file__).parent.parent / "codebooks").glob("*.yaml"))
Plain = dict[str, object]


def there_and_back(book: Codebook, name: str, tmp_path: Path, language: str) -> Plain:
    suffix = "yaml" if name == "quanteda" else name
    path = tmp_path / f"{book.name}.{suffix}"
    path.write_bytes(written(book, name, language))
    return plain_codebook(read_foreign(path, language)[0])


def untitled(book: Codebook) -> Plain:
    return plain_codebook(replace(book, title=Text({"": book.name}), source=Text()))


def in_one_language(data: object, language: str) -> object:
    """Plain data with the texts of one language only."""
    if isinstance(data, list):
        return [in_one_language(item, language) for item in data]
    if not isinstance(data, dict):
        return data
    kept = {}
    for name, value in data.items():
        if isinstance(value, dict) and set(value) <= {"fi", "en", "sv"}:
            value = {language: value[language]} if language in value else None
        elif name != "only":
            value = in_one_language(value, language)
        if value:
            kept[name] = value
    return kept


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", ["yaml", "csv", "xlsx"])
def test_tables_keep_everything_but_the_title(path: Path, name: str, tmp_path: Path) -> None:
    book = read_codebook(path)
    expected = plain_codebook(book) if name == "yaml" else untitled(book)
    assert there_and_back(book, name, tmp_path, "fi") == expected
    assert list(losses(book, name, "fi")) == (
        [] if name == "yaml" else ["the codebook's title and source (its name is the file's)"]
    )


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["fi", "en"])
def test_refi_keeps_everything_of_one_language(path: Path, language: str, tmp_path: Path) -> None:
    book = read_codebook(path)
    assert there_and_back(book, "qdc", tmp_path, language) == in_one_language(untitled(book), language)
    assert [text.split(" ")[0] for text in losses(book, "qdc", language)] == ["the", "texts"]


@pytest.mark.parametrize("name", ["quanteda", "dic"])
def test_word_lists_keep_the_rules_they_can_say(name: str, tmp_path: Path) -> None:
    book = read_codebook(BOOKS[0])
    text = written(book, name, "fi").decode("utf-8")
    assert "viestintä" in text
    assert "&" not in text
    back = there_and_back(book, name, tmp_path, "fi")
    assert [code["id"] for code in back["codes"]] == [code.id for code in book.codes]  # type: ignore[attr-defined]
    assert any("rules that a word list cannot say" in loss for loss in losses(book, name, "fi"))


def test_what_a_researcher_keeps_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "koodit.xlsx"
    workbook = openpyxl.Workbook()
    for row in (
        ["Teema", "Koodi", "Määritelmä", "Esimerkki", "Avainsanat", "Väri"],
        ["Tuki", "Etätuki", "Apu verkossa", "Autoin verkossa.", "etätuki; chat", "punainen"],
        ["Tuki", "Lähituki", "Apu paikalla", None, "lähituki", None],
        [None, "Etukäteen", None, None, "ennalta, etukäteen", None],
        ["Muut", None, "Loput", None, None, None],
        ["Hinta", "Hinta (€)", None, None, "=hinta", None],
    ):
        workbook.active.append([str(cell) if cell else None for cell in row])
    workbook.active["E6"].data_type = "s"
    workbook.save(path)
    book, left_out = read_foreign(path, "fi")
    assert [(p.code.id, p.level) for p in book.walk()] == [
        ("tuki", 1), ("etatuki", 2), ("lahituki", 2), ("etukateen", 2), ("muut", 1), ("hinta-2", 1), ("hinta", 2),
    ]  # fmt: skip
    assert [rule.source for rule in book.codes[0].codes[2].rules["fi"]] == ["ennalta", "etukäteen"]
    assert [rule.source for rule in book.codes[0].codes[0].rules["fi"]] == ["etätuki", "chat"]
    assert left_out == ["the column 'Väri' is not known and was left out"]


def test_a_semicolon_file_of_old_windows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("nimi;kuvaus;säännöt\nPerehdytys;Alku;perehdytys\n".encode("cp1252"))
    (code,) = read_foreign(path, "fi")[0].codes
    assert (code.id, code.label("fi"), code.definition("fi")) == ("perehdytys", "Perehdytys", "Alku")


def test_mistakes_of_a_table_are_told_with_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "id,label,rules,scale\none,One,asiakas &,\nTwo,Two,ok,\nthree,Three,(x,sideways\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        read_foreign(path, "fi")
    assert [problem.line for problem in caught.value.problems] == [2, 3, 4, 4]
    path.write_text("colour\nred\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column for the codes"):
        read_foreign(path, "fi")


def test_cells_that_a_spreadsheet_would_calculate_are_made_harmless(tmp_path: Path) -> None:
    source, target = tmp_path / "a.yaml", tmp_path / "a.csv"
    source.write_text(
        "format: 1\nname: a\ncodes: [{id: c, definition: '=1+1', rules: {fi: ['=tuki']}}]\n", encoding="utf-8"
    )
    convert(source, target)
    assert "'=1+1" in target.read_text(encoding="utf-8-sig")
    code = read_foreign(target, "fi")[0].codes[0]
    assert (code.definition(""), code.rules["fi"][0].source) == ("=1+1", "=tuki")


REFI = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:0:4" origin="X"><Codes>
<Code guid="{0D62985D-B147-5D01-A9B5-CAE5DCD98342}" name="Odotus" isCodable="false" color="#F00"><Description>Aika</Description>
<Code guid="B" name="Odotus" isCodable="true"/></Code></Codes><Sets/></CodeBook>"""


def test_refi_of_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "a.qdc"
    path.write_text(REFI, encoding="utf-8")
    book, left_out = read_foreign(path, "fi")
    assert [(p.code.id, p.code.label("fi"), p.level) for p in book.walk()] == [
        ("odotus", "Odotus", 1),
        ("odotus-2", "Odotus", 2),
    ]
    assert left_out == ["the colour of 'odotus' is not kept"]
    path.write_text("<Project xmlns='urn:QDA-XML:project:1.0'/>", encoding="utf-8")
    with pytest.raises(InputError, match="not a REFI-QDA codebook"):
        read_foreign(path, "fi")


def test_refi_names_are_unique_and_order_is_the_schema_s() -> None:
    book = read_codebook(BOOKS[0])
    root = etree.fromstring(written(book, "qdc", "fi"))
    names = [code.get("name") for code in root.iter("{*}Code")]
    assert len(names) == len(set(names)) == len(list(book.walk()))
    assert all(next(etree.QName(child).localname for child in code) == "Description" for code in root.iter("{*}Code"))


LIWC = "%\n1\ttuki\n\t2\tetätuki\n%\nauttaa\t1\nchat*\t2\t1\n?ohje\t1\nkadonnut\t9\n"


def test_liwc_categories_nest_by_tabs(tmp_path: Path) -> None:
    path = tmp_path / "a.dic"
    path.write_text(LIWC, encoding="utf-8")
    book, left_out = read_foreign(path, "fi")
    (theme,) = book.codes
    assert [rule.source for rule in theme.rules["fi"]] == [
        r"/(?<!\w)auttaa(?!\w)/",
        r"/(?<!\w)chat\w*(?!\w)/",
        r"/(?<!\w)\wohje(?!\w)/",
    ]
    assert [rule.source for rule in theme.codes[0].rules["fi"]] == [r"/(?<!\w)chat\w*(?!\w)/"]
    assert left_out == ["line 8: 'kadonnut 9' names a category that is not there"]


def test_quanteda_dictionaries_nest_by_lists_and_blocks(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("tuki:\n  - auttaa\n  - etä:\n      - chat*\nhinta: kallis\n", encoding="utf-8")
    book, _ = read_foreign(path, "fi")
    assert [(p.code.id, p.level, [r.source[8:-7] for r in p.code.rules["fi"]]) for p in book.walk()] == [
        ("tuki", 1, ["auttaa"]), ("eta", 2, [r"chat\w*"]), ("hinta", 1, ["kallis"]),
    ]  # fmt: skip


def test_words_of_other_programs_are_matched_as_they_match_them(tmp_path: Path) -> None:
    """A form of a word list is no lemma: `went` finds went, Went and nothing else."""
    path = tmp_path / "a.dic"
    path.write_text("%\n1\tmove\n%\nwent\t1\nhappi*\t1\n", encoding="utf-8")
    matcher = compile_rules(read_foreign(path, "en")[0], "en", open_readings("en", None))
    found = code_sentence("Went home happier, they go, unhappily.", "en", matcher)
    assert [coding.quote for coding in found] == ["Went", "happier"]


def sheet(tmp_path: Path, text: str) -> tuple[Codebook, list[str]]:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    return read_foreign(path, "fi")


def test_parents_are_ids_before_labels_and_circles_are_told(tmp_path: Path) -> None:
    book, _ = sheet(tmp_path, "id,parent,label\ntuki,,Apu\nyleinen,tuki,Tuki\nmuu,tuki,Muu\n")
    assert [(p.code.id, p.level) for p in book.walk()] == [("tuki", 1), ("yleinen", 2), ("muu", 2)]
    book, told = sheet(tmp_path, "id,parent\na,b\nb,a\nc,\n")
    assert [p.code.id for p in book.walk()] == ["a", "b", "c"]
    assert told == ["row 2: 'a' stands above itself (or too deep) and was made a theme"]


def tree(book: Codebook) -> list[tuple[int, str]]:
    return [(place.level, place.code.label("fi")) for place in book.walk()]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (  # a column that holds names of rows: an empty cell is a theme
            "Koodi;Yläluokka;Säännöt\nViestintä;;soittaa\nKanavat;Viestintä;sähköposti\nTuki;;tuki\nNopeus;Tuki;heti\n",
            [(1, "Viestintä"), (2, "Kanavat"), (1, "Tuki"), (2, "Nopeus")],
        ),
        ("Koodi;Pääluokka\nKanavat;Viestintä\nViestintä;\nMuu;\n", [(1, "Viestintä"), (2, "Kanavat"), (1, "Muu")]),
        ("id;theme;label\na;;Aika\nb;a;Kesto\nc;b;Viive\n", [(1, "Aika"), (2, "Kesto"), (3, "Viive")]),
        # merged cells: an empty cell means the category above it
        ("Teema;Koodi\nTuki;Puhelin\n;Nopeus\nHinta;\n;Alennus\n", [(1, "Tuki"), (2, "Puhelin"), (2, "Nopeus"), (1, "Hinta"), (2, "Alennus")]),
        ("Teema;Koodi\nTuki;Puhelin\n;Nopeus\nHinta;Tuki\n;Muu\n", [(1, "Tuki"), (2, "Puhelin"), (2, "Nopeus"), (1, "Hinta"), (2, "Tuki"), (2, "Muu")]),
        ("Teema;Koodi;Avainsanat\nHinta;Alennus;alennus\nHinta;Hinta;hinta\n", [(1, "Hinta"), (2, "Alennus"), (2, "Hinta")]),
        ("Pääluokka;Alaluokka;Määritelmä\nTuki;Reklamaatiot;Valitukset\n;Neuvonta;x\n", [(1, "Tuki"), (2, "Reklamaatiot"), (2, "Neuvonta")]),
        (
            "Yläluokka;Alaluokka;Koodi\nTuki;Reklamaatiot;Viive\n;;Vika\n;Neuvonta;Puhelin\nHinta;Alennus;Kausi\n",
            [(1, "Tuki"), (2, "Reklamaatiot"), (3, "Viive"), (3, "Vika"), (2, "Neuvonta"), (3, "Puhelin"), (1, "Hinta"), (2, "Alennus"), (3, "Kausi")],
        ),
        # paths and tags
        ("path,description\nTuki,x\nTuki > Valitukset,y\nHinta > Valitukset,z\n", [(1, "Tuki"), (2, "Valitukset"), (1, "Hinta"), (2, "Valitukset")]),
        ("tag,description\nsupport,x\nsupport.complaints,y\nsupport.complaints.late,y\n", [(1, "support"), (2, "complaints"), (3, "late")]),
        ("name;definition\nTuki > Puhelin > Jono;x\nTuki;y\n", [(1, "Tuki"), (2, "Puhelin"), (3, "Jono")]),
    ],
)  # fmt: skip
def test_the_columns_say_how_codes_are_nested(tmp_path: Path, text: str, wanted: list[tuple[int, str]]) -> None:
    book, _ = sheet(tmp_path, text)
    assert tree(book) == wanted


def test_a_second_column_that_says_the_same_is_told(tmp_path: Path) -> None:
    book, told = sheet(tmp_path, "name,definition,description\na,first,second\n")
    assert book.codes[0].definition("fi") == "first"
    assert told == ["the column 'description' says the same as 'definition' and was left out"]


def test_a_converted_table_shows_how_it_was_nested(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Koodi;Yläluokka\nTuki;\nNopeus;Tuki\n", encoding="utf-8")
    assert convert(tmp_path / "a.csv", tmp_path / "a.yaml", "fi").tree == ("tuki  Tuki", "  nopeus  Nopeus")
    assert convert(tmp_path / "a.yaml", tmp_path / "b.csv").tree == ()


def test_rules_of_a_cell_stand_between_semicolons_but_not_inside_expressions(tmp_path: Path) -> None:
    book, told = sheet(tmp_path, "\nid,rules\na,asiakas*; tuki\nb,/hinta; laatu/\nc,yksi,kaksi\n")
    assert [[rule.source for rule in p.code.rules["fi"]] for p in book.walk()] == [
        ["asiakas*", "tuki"],
        ["/hinta; laatu/"],
        ["yksi"],
    ]
    assert told == ["row 5 has more cells than there are columns"]


def test_descriptions_of_other_programs_are_only_text(tmp_path: Path) -> None:
    path = tmp_path / "a.qdc"
    path.write_text(REFI.replace("Aika", "Scale: how strong\nRule: code only when explicit!"), encoding="utf-8")
    code = read_foreign(path, "fi")[0].codes[0]
    assert (code.definition("fi"), dict(code.rules)) == ("Scale: how strong\nRule: code only when explicit!", {})


def test_the_command_lists_what_is_lost_and_writes_appendices(tmp_path: Path) -> None:
    for target, lost in (("a.qdc", True), ("a.docx", False), ("a.md", False)):
        result = CliRunner().invoke(app, ["codebook", "convert", str(BOOKS[0]), str(tmp_path / target)])
        assert (result.exit_code, "not kept" in result.output) == (0, lost)
        assert (tmp_path / target).stat().st_size > 1000
    again = CliRunner().invoke(app, ["codebook", "convert", str(BOOKS[0]), str(tmp_path / "a.md")])
    assert "is already there" in str(again.exception)
    wrong = CliRunner().invoke(app, ["codebook", "convert", str(BOOKS[0]), str(tmp_path / "a.doc")])
    assert "yaml, csv, xlsx" in str(wrong.exception)


@pytest.mark.parametrize(
    "definition",
    [
        "Koodataan kun puhutaan tuesta.\nEsimerkki: soitan takaisin.\nSääntö: aina kun tuki mainitaan.\n",
        "Rule: none\nId: other",
        "[qualcode]\nId: other",
        "",
    ],
)
def test_a_definition_whose_lines_look_like_fields_comes_back_from_refi(definition: str, tmp_path: Path) -> None:
    """In include and exclude too, whose further lines may look like anything."""
    code = {
        "id": "tuki",
        "label": {"fi": "Tuki"},
        "include": {"fi": "Kun:\nSääntö: x\n[qualcode]\n\nId: y"},
        "rules": {"fi": ["~tuki"]},
    }
    code |= {"definition": {"fi": definition}} if definition else {}
    book = codebook_of({"format": 1, "name": "b", "codes": [code]}, {}, BOOKS[0])
    assert there_and_back(book, "qdc", tmp_path, "fi")["codes"] == plain_codebook(book)["codes"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("Teema;Alaluokka;Määritelmä\nTuki;Valitukset;x\n;Kiitokset;y\nHinta;Alennus;z\n", [(1, "Tuki"), (2, "Valitukset"), (2, "Kiitokset"), (1, "Hinta"), (2, "Alennus")]),
        (
            "Yläluokka;Alaluokka;Pelkistetty ilmaus\nTuki;Valitukset;Vastaus viipyi\n;;Ei vastattu\n;Kiitokset;Nopea apu\nHinta;Taso;Kallis\n",
            [(1, "Tuki"), (2, "Valitukset"), (3, "Vastaus viipyi"), (3, "Ei vastattu"), (2, "Kiitokset"), (3, "Nopea apu"), (1, "Hinta"), (2, "Taso"), (3, "Kallis")],
        ),
        (
            "Alkuperäisilmaus;Pelkistetty ilmaus;Alaluokka;Yläluokka;Pääluokka;Yhdistävä luokka\n”Soitan aina.”;Soitto;Kanavat;Viestintä;Suhde;Pysyvyys\n”Mailaan.”;Posti;Kanavat;Viestintä;Suhde;Pysyvyys\n",
            [(1, "Pysyvyys"), (2, "Suhde"), (3, "Viestintä"), (4, "Kanavat"), (5, "Soitto"), (5, "Posti")],
        ),
        ("Pääluokka;Yläluokka\nTuki;Valitukset\nTuki;Kiitokset\n", [(1, "Tuki"), (2, "Valitukset"), (2, "Kiitokset")]),
        ("Koodi;Alakoodi\nTuki;Valitukset\nTuki;Kiitokset\nHinta;Alennus\n", [(1, "Tuki"), (2, "Valitukset"), (2, "Kiitokset"), (1, "Hinta"), (2, "Alennus")]),
        ("Alakoodi;Koodi\n;Tuki\nValitukset;\n;Hinta\nAlennus;Hinta\n", [(1, "Tuki"), (2, "Valitukset"), (1, "Hinta"), (2, "Alennus")]),
        ("Theme;Code;Subcode\nWork;Tools;Net\nWork;Tools;\nWork;Boss;\n", [(1, "Work"), (2, "Tools"), (3, "Net"), (2, "Boss")]),
        ("Pääluokka;Alakoodi;Muistio\nTuki;;a\nTuki;Valitukset;b\nHinta;;c\n", [(1, "Tuki"), (2, "Valitukset"), (1, "Hinta")]),
        ("Luokka;Yläluokka;Koodi\nHinta;Raha;Kallis\n", [(1, "Raha"), (2, "Hinta"), (3, "Kallis")]),
        ("Main theme;Sub-theme;Code\nSupport;Complaints;Late\nSupport;;Kind\n", [(1, "Support"), (2, "Complaints"), (3, "Late"), (2, "Kind")]),
        ("Teema;Koodi\nHinta;Hinta\nHinta;Alennus\n", [(1, "Hinta"), (2, "Hinta"), (2, "Alennus")]),
        ("Koodipolku;Muistio\nTuki;a\nTuki > Valitukset;b\nTuki > Valitukset > Myöhässä;c\n", [(1, "Tuki"), (2, "Valitukset"), (3, "Myöhässä")]),
        ("code_path,memo,frequency\nCode System,,9\nSupport,How,3\nSupport > Late,,6\n", [(1, "Support"), (2, "Late")]),
        ("tag,description\nsupport.late,x\nsupport,y\n", [(1, "support"), (2, "late")]),
    ],
)  # fmt: skip
def test_tables_of_categories_nest_as_their_headings_say(
    table: str, expected: list[tuple[int, str]], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(table, encoding="utf-8")
    assert tree(read_foreign(path, "fi")[0]) == expected


def test_a_heading_with_a_slip_is_left_out_with_what_it_may_be(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Koodi;Avainsnat\nTuki;tuki\n", encoding="utf-8")
    assert read_foreign(tmp_path / "a.csv", "fi")[1] == [
        "the column 'Avainsnat' is not known and was left out (is it avainsanat?)"
    ]


def test_rows_that_name_a_code_again_add_their_examples_to_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Alkuperäisilmaus;Pelkistetty ilmaus;Alaluokka\nSoitan aina.;Soitto;Kanavat\nSoittelen.;Soitto;Kanavat\nSoitin.;Soitto;Muut\n",
        encoding="utf-8",
    )
    book, left_out = read_foreign(path, "fi")
    assert tree(book) == [(1, "Kanavat"), (2, "Soitto"), (1, "Muut"), (2, "Soitto")]
    assert book.codes[0].codes[0].examples == {"fi": ("Soitan aina.", "Soittelen.")}
    assert left_out == ["row 3 is the code of row 2 again: its examples were added to it"]


def forms(book: Codebook) -> dict[str, list[str]]:
    """The codes' rules, without what stands around the words."""
    return {
        p.code.id: [
            rule.source.replace(r"(?<!\w)", "").replace(r"(?!\w)", "").strip("/") for rule in p.code.rules.get("fi", ())
        ]
        for p in book.walk()
    }


@pytest.mark.parametrize(
    ("name", "text", "expected", "left_out"),
    [
        (
            "l2001.dic",
            "%\n1\tPronoun\n5\tYou\n%\nyou\t01\t05\nhän 1\na lot\t 005\n:)\t1\n*\t1\nlost\t99\nlike\t(02 134)125/464\n",
            {"pronoun": ["you", "hän", r":\)"], "you": ["you", r"a\s+lot"]},
            ["line 9: '*' can match nothing", "line 10: 'lost 99' names a category that is not there",
             "line 11: 'like (02 134)125/464' has no numbers of categories, or conditions, which are not read"],
        ),
        ("odd.dic", "%\n1\tPronoun\nno number\n%\nminä\t1\n", {"pronoun": ["minä"]}, ["line 3: 'no number' is no category, which has a number and a name"]),
        ("wide.dicx", "DicTerm,Support\nauttaa,X,X\n", {"support": ["auttaa"]}, ["line 2: 'auttaa' has cells in columns without a category"]),
        ("l2015.dic", "% \n10\tfunction (Function Words)\n  11\tpronoun (Pronouns)\n%\nminä\t10 11\n", {"function-function-words": ["minä"], "pronoun-pronouns": ["minä"]}, []),
        ("l2022.dicx", "DicTerm,Support,Price Level\nauttaa,X,\nkallis*,,X\n?,X,\nyksin,,\n", {"support": ["auttaa"], "price-level": [r"kallis\w*"]},
         ["line 4: '?' can match nothing", "line 5: 'yksin' is in no category"]),
        ("lsd.lc3", "+NEGATIVE\na lie\nabandon*\n+POSITIVE\nable\n", {"negative": [r"a\s+lie", r"abandon\w*"], "positive": ["able"]}, []),
        ("lsd.lcd", '<?xml version="1.0"?><dictionary><cnode name="MOOD"><cnode name="BAD"><pnode name="awful"/></cnode><pnode name="so so"/></cnode></dictionary>',
         {"mood": [r"so\s+so"], "bad": ["awful"]}, []),
        ("lg.cat", "CULTURE\n\tHIGH\n\t\tART (1)\n\t\tOPERA_HOUSE (1)\n\tPEOPLE (1)\nECONOMY\n\tACCOUNT* (2)\n\t@DEBT [DEBT NEAR OWE /A] (1)\n",
         {"culture": ["PEOPLE"], "high": ["ART", r"OPERA\s+HOUSE"], "economy": [r"ACCOUNT\w*"]}, ["line 8: '@DEBT [DEBT NEAR OWE /A]' is a rule of distances, which is not read"]),
    ],
)  # fmt: skip
def test_dictionaries_of_other_programs(
    name: str, text: str, expected: dict[str, list[str]], left_out: list[str], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    book, told = read_foreign(path, "fi")
    assert forms(book) == expected
    assert told == left_out


def test_words_of_quanteda_that_match_nothing_are_told_and_signs_match(tmp_path: Path) -> None:
    path = tmp_path / "q.yaml"
    path.write_text('smile:\n  - ":)"\n  - "*"\n', encoding="utf-8")
    book, told = read_foreign(path, "fi")
    assert told == ["smile: '*' can match nothing"]
    matcher = compile_rules(book, "fi", open_readings("fi", None))
    assert [coding.quote for coding in code_sentence("Kiva :) juttu", "fi", matcher)] == [":)"]


@pytest.mark.parametrize("name", ["a.dic", "a.dicx", "a.lc3", "a.lcd", "a.cat"])
def test_files_that_are_no_dictionaries_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("nothing\n" if name != "a.cat" else "\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_foreign(path, "fi")
    assert CliRunner().invoke(app, ["codebook", "convert", str(BOOKS[0]), str(tmp_path / "out.cat")]).exit_code == 1


def test_the_headings_of_tables_are_in_the_docs() -> None:
    text = " ".join((Path(__file__).parent.parent / "docs/codebook.md").read_text(encoding="utf-8").split())
    for number, names in enumerate(CATEGORIES, 1):
        assert f" {number}. {', '.join(name.replace('_', ' ') for name in names.split())} " in text
    for field, names in ALIASES.items():
        assert f"| {field} | {', '.join(name.replace('_', ' ') for name in names.split())} |" in text


def test_a_merged_cell_of_codes_goes_on_with_the_code_above_and_titles_stand_above_headings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("Taulukko 2. Luokittelu",), (),
        ("Alkuperäisilmaus", "Pelkistetty ilmaus", "Ala-luokka", "Yläluokat"),
        ("Kiire on.", "Kiire", "Aika", "Työ"), ("Aina kiire.", None, None, None), ("Ei ehdi.", "Aika\nei riitä", None, None), ("Hyvä tiimi.", "Tuki", "Yhteisö", None),
    ):  # fmt: skip
        book.active.append(row)
    book.create_sheet("Toinen")
    book.save(tmp_path / "a.xlsx")
    found, left_out = read_foreign(tmp_path / "a.xlsx", "fi")
    assert tree(found) == [(1, "Työ"), (2, "Aika"), (3, "Kiire"), (3, "Aika ei riitä"), (2, "Yhteisö"), (3, "Tuki")]
    assert found.codes[0].codes[0].codes[0].examples == {"fi": ("Kiire on.", "Aina kiire.")}
    assert [text for text in left_out if "stands above" in text or "sheet" in text] == [
        "row 1 stands above the headings",
        "the sheet 'Toinen' is not read",
    ]
