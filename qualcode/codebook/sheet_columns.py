"""What the columns of a codebook's table hold, by their names in English or Finnish."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.errors import nearest
from qualcode.spreadsheet import by_alias

Column = tuple[str, str] | None  # a field and its language
TEXTS, LISTS = ("label", "definition", "include", "exclude"), ("examples", "counterexamples", "rules")
ALIASES = {
    "id": "id code_id tunnus koodin_tunnus",
    "parent": "parent parent_code yläkoodi",
    "label": "label name tag code codes code_name code_label nimi koodi koodit otsikko path code_path koodipolku polku "
    "pelkistetty_ilmaus pelkistetyt_ilmaukset pelkistys pelkistykset pelkistetty_ilmaisu tiivistetty_merkitysyksikkö "
    "first_order_concept condensed_meaning_unit",
    "definition": "definition description meaning memo code_memo "
    "määritelmä kuvaus selitys selite koodin_kuvaus sisältö",
    "include": "include inclusion inclusion_criteria when_to_use ohje sisällytä koodausohje milloin_käytetään",
    "exclude": "exclude exclusion exclusion_criteria when_not_to_use rajaus rajaukset milloin_ei_käytetä",
    "examples": "example examples anchor_example anchor_examples example_quote quote quotes meaning_unit "
    "esimerkki esimerkit ankkuriesimerkki ankkuriesimerkit sitaatti sitaatit "
    "aineistoesimerkki esimerkkisitaatti lainaus "
    "alkuperäisilmaus alkuperäisilmaukset alkuperäinen_ilmaus alkuperäiset_ilmaukset "
    "alkuperäinen_ilmaisu autenttinen_ilmaus "
    "merkitysyksikkö",
    "counterexamples": "counterexample counterexamples counter_example counter_examples vastaesimerkki vastaesimerkit",
    "rules": (
        "rule rules keyword keywords words search_terms sääntö säännöt koodaussääntö avainsana "
        "avainsanat hakusana hakusanat sanat"
    ),
    "abbreviation": "abbreviation abbreviations abbr short short_name lyhenne koodilyhenne",
    "scale": "scale asteikko",
    "only_question": "only_question",
    "only_role": "only_role",
}
CATEGORIES = (  # columns of codes, the highest first; their empty cells mean the one above
    "yhdistävä_luokka yhdistävät_luokat yhdistävä_kategoria kokoava_luokka global_theme "
    "overarching_theme aggregate_dimension",
    "pääteema pääteemat pääluokka pääluokat pääkategoria pääkategoriat main_theme main_themes main_category",
    "teema teemat theme themes kategoria kategoriat category categories organizing_theme second_order_theme",
    "yläluokka yläluokat yläkategoria yläkategoriat yläteema yläteemat",
    "luokka luokat",
    "alaluokka alaluokat alakategoria alakategoriat alateema alateemat alakoodi alakoodit "
    "subtheme subthemes sub_theme subcategory "
    "subcategories sub_category subcode sub_code child_code basic_theme",
)
SUBCODES = "alakoodi alakoodit subcode sub_code child_code"  # beside codes, the codes themselves
_RANK = {name: rank for rank, names in enumerate(CATEGORIES) for name in names.split()}
WHOLE = ("code system", "codesystem", "koodausrunko", "koodijärjestelmä", "total", "yhteensä")  # rows that are no code
_FIELD = by_alias(ALIASES)


def read_columns(header: Sequence[str], language: str) -> tuple[list[Column], list[str]]:
    """The field and language of each column, and those that are left out: unknown ones, and a second one that says the
    same.
    """
    found, left_out = list[Column](), list[str]()
    for name in header:
        column = _column(name, language)
        if column is not None and column in found:
            left_out.append(f"the column {name!r} says the same as {header[found.index(column)]!r} and was left out")
            column = None
        elif name.strip() and column is None:
            guess = nearest(words_of(name), [*_FIELD, *_RANK])
            left_out.append(
                f"the column {name!r} is not known and was left out (is it {guess.replace('_', ' ')}?)"
                if guess
                else f"the column {name!r} is not known and was left out"
            )
        found.append(column)
    return _levels(found), left_out


def _levels(found: list[Column]) -> list[Column]:
    """The columns with the categories' in order: the first is the parents', the last the codes' own where no
    column is.
    """
    _turn_subcodes(found)
    levels = sorted(
        (column[0], n) for n, column in enumerate(found) if column is not None and column[0].startswith("category")
    )
    own = any(column is not None and column[0] in ("label", "id") for column in found)
    fields = ["parent", *(f"middle{n:02}" for n in range(1, len(levels)))][: len(levels)]
    if any(column is not None and column[0] == "parent" for column in found):
        fields = [f"middle{n:02}" for n in range(1, len(levels) + 1)]
    if levels and not own:
        fields = [*fields[: len(levels) - 1], "label"]
    for (_, n), field in zip(levels, fields, strict=True):
        column = found[n]
        found[n] = (field, column[1]) if column is not None else None
    return found


def _turn_subcodes(found: list[Column]) -> None:
    """Where a column has codes and another their subcodes, the subcodes are the rows' own codes, and the codes the
    lowest category.
    """
    fields = [column[0] if column is not None else "" for column in found]
    subs = [n for n, field in enumerate(fields) if field.removeprefix("category5") in SUBCODES.split()]
    labels = [n for n, field in enumerate(fields) if field == "label"]
    if len(subs) == len(labels) == 1:
        (sub,), (label,) = subs, labels
        found[sub], found[label] = found[label], ("category9", (found[label] or ("", ""))[1])


def names_codes(row: Sequence[str], language: str) -> bool:
    """Whether a row is one of headings that name codes."""
    fields = [column[0] for name in row if (column := _column(name, language))]
    return any(field in ("id", "label") or field.startswith("category") for field in fields)


def is_code(columns: Sequence[Column], row: Sequence[str]) -> bool:
    """Whether a row is a code: not one that says of the whole table how it is called or how much it holds."""
    cells = [
        cell.strip().casefold()
        for column, cell in zip(columns, row, strict=False)
        if column is not None and cell.strip()
    ]
    return bool(cells) and cells[0] not in WHOLE


def is_categories(name: str) -> bool:
    """Whether a column, by its name as it is compared, holds codes that stand above those of other columns."""
    return name in _RANK or re.sub(r"_?(fi|en|sv)$", "", name) in _RANK


def _column(name: str, language: str) -> Column:
    """The field and language of a column by its name."""
    words = _spelled(words_of(name))
    match = re.fullmatch(r"(\w+?)_?[(_\[](fi|en|sv)[)\]]?", words)
    plain = match[1].rstrip("_") if match else words
    field = (
        _FIELD.get(plain)
        or _FIELD.get(words)
        or next((f"category{_RANK[name]}{name}" for name in (plain, words) if name in _RANK), None)
    )
    return (field, match[2] if match else language) if field else None


def words_of(name: str) -> str:
    """A column's name as it is compared."""
    return re.sub(r"[\s\-]+", "_", name.strip().lower()).strip("_")


def _spelled(words: str) -> str:
    """A name as it is known where it differs in hyphens and spaces alone: Ala-luokka."""
    return words if words in _RANK or words in _FIELD else _CLOSED.get(words.replace("_", ""), words)


_CLOSED = {name.replace("_", ""): name for name in (*_FIELD, *_RANK)}
