"""The program in Finnish: every text has its own, and names, columns and results are the same in every language."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from commands import here
from conftest import Make
from said_texts import said_texts

from qualcode.cli.app import app
from qualcode.cli.finnish import CATALOGUES, in_finnish, speaks_finnish, texts
from qualcode.cli.finnish.helps import TEXTS as HELPS
from qualcode.cli.finnish.words import TEXTS as WORDS
from qualcode.results.run import run_study
from qualcode.study import open_study

SAID = said_texts()
# Words that stand in English messages and in no name of a command, column, key or file.
ENGLISH = re.compile(r"\b(the|is|are|was|were|has|have|not|cannot|of|and|with|there|this|these|it|its|Choose)\b")

# Pieces that are put together: the whole lines are in the catalogues, for with so few words the pieces fit too much.
WHOLE_ONLY = {"{} found {} for {}", "{}:{}: {} has no {}", "and no", "anchor examples ({})"}


def helps() -> Iterator[str]:
    def of(command: click.Command) -> Iterator[str]:
        for text in re.split(r"\n\s*\n", inspect.cleandoc(command.help or "")):
            if not text.startswith("\b"):
                yield " ".join(text.split())
        yield from (one.help for one in command.params if isinstance(one, click.Option) and one.help)
        for below in command.commands.values() if isinstance(command, click.Group) else ():
            yield from of(below)

    yield from of(app)


def test_every_help_has_its_finnish() -> None:
    assert [text for text in dict.fromkeys(helps()) if text not in HELPS] == []


def test_no_help_is_translated_that_is_gone() -> None:
    assert set(HELPS) - set(helps()) == set()


def test_every_message_has_its_finnish() -> None:
    missing = [f"{where}: {text}" for text, where in SAID.items() if text not in texts() and text not in WHOLE_ONLY]
    assert missing == []


def test_what_differs_each_time_stands_in_both_languages() -> None:
    for english, finnish in texts().items():
        if english not in HELPS and not re.search(r"\{\d\}", finnish):
            assert english.count("{}") == finnish.count("{}"), english


def test_each_text_is_in_one_catalogue() -> None:
    from importlib import import_module

    every = [text for name in CATALOGUES for text in import_module(f"qualcode.cli.finnish.{name}").TEXTS]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("english", "finnish"),
    [
        ("warning: transcripts/a.txt: holds no speech.", "varoitus: transcripts/a.txt: puhetta ei ole."),
        (
            "error: codebooks/b.yaml:12: the code id 'tuki' is already used on line 3.\n"
            "    Ids are unique in a codebook; rename one of them.",
            "virhe: codebooks/b.yaml:12: koodin tunnus 'tuki' on jo käytössä rivillä 3.\n"
            "    Tunnus esiintyy koodausrungossa vain kerran; nimeä toinen uudelleen.",
        ),
        ("Unknown code 'tuk'. Did you mean 'tuki'? Choices: tuki, myynti.", None),
        ("wrote codings/reductions.csv: 3 rows (a coded unit and a code), 1 of them new, 3 without a reduced expression",
         "kirjoitettiin codings/reductions.csv: 3 riviä (koodattu yksikkö ja koodi), 1 uutta, 3 ilman arvoa "
         "(pelkistetty ilmaus)"),
        ("A cell counts units. Base: 12 units (sentences) in 2 transcripts by 1 participant; 80 words. Codings: Anna.",
         "Solu laskee yksiköitä. Pohja: 12 yksikköä (virkettä), 2 litteraattia, 1 haastateltava; 80 sanaa. "
         "Koodaukset: Anna."),
        ("what nobody foresaw stays as it is", "what nobody foresaw stays as it is"),
    ],
)  # fmt: skip
def test_a_message_is_led_over_with_its_file_and_its_names(english: str, finnish: str | None) -> None:
    said = in_finnish(english)
    assert said == finnish if finnish else not ENGLISH.search(said)


def test_quoted_names_are_never_led_over() -> None:
    assert in_finnish("error: Unknown code 'code'. Choices: theme, code.").startswith("virhe: Tuntematon koodi: 'code'")


@pytest.mark.parametrize(
    ("where", "finnish"),
    [
        ({"LANG": "fi_FI.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "QUALCODE_LANG": "fi"}, True),
        ({"LANG": "fi_FI.UTF-8", "QUALCODE_LANG": "en"}, False),
        ({"LANG": "C.UTF-8", "LC_ALL": "fi_FI"}, True),
        ({}, False),
    ],
)
def test_the_language_is_told_by_the_surroundings(
    where: dict[str, str], finnish: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QUALCODE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in where.items():
        monkeypatch.setenv(name, value)
    assert speaks_finnish() is finnish


@pytest.fixture
def in_finland(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_LANG", "fi")


STUDY: dict[str, str | bytes] = {
    "transcripts/H1.txt": "Haastattelija: Mitä te teette?\n\nH1: Me soitetaan. Raha ratkaisee.\n",
    "transcripts/H2.txt": "",
    "transcripts/participants.csv": "transcript,role\nH1,myyjä\nH9,ostaja\n",
    "qualcode.toml": '[study]\nlanguage = "fi"\n',
}
WRONG: tuple[tuple[str, ...], ...] = (
    ("counts", "--level", "no"),
    ("counts", "--bins", "x"),
    ("crosstab", "theme", "colour"),
    ("levels", "talk"),
    ("quotes", "tlak"),
    ("why", "H1"),
    ("agreement", "Anna"),
    ("review", "--next", "likely"),
    ("report", "-o", "findings.exe"),
    ("run", "--jobs", "many"),
    ("codebook", "check", "none.yaml"),
    ("code", "rename", "talk", "Talk!"),
    ("names", "apply"),
    ("erase",),
    ("validate",),
    ("learn",),
    ("diff",),
    ("nothing",),
    ("import",),
    ("ask", "local"),
)


@pytest.mark.usefixtures("in_finland")
@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_a_mistake_is_told_in_finnish(make_study: Make, words: tuple[str, ...]) -> None:
    said = here(make_study(STUDY), *words)
    assert said.returncode
    assert not ENGLISH.search(re.sub(r"`[^`]*`|'[^']*'|\[[^\]]*\]", "", said.stderr)), said.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("in_finland")
@pytest.mark.parametrize("words", [("run",), ("transcripts",), ("status",), ("codebook", "check"), ("reductions",)])
def test_what_is_told_of_a_study_is_finnish(make_study: Make, words: tuple[str, ...]) -> None:
    said = here(make_study(STUDY), *words)
    assert not ENGLISH.search(re.sub(r"`[^`]*`|'[^']*'|\[[^\]]*\]", "", said.stderr)), said.stderr


@pytest.mark.usefixtures("in_finland")
def test_every_help_page_is_finnish() -> None:
    from qualcode.cli.speaking import FinnishHelp

    click.Context.formatter_class = FinnishHelp
    above = click.Context(app, **app.context_settings)
    for command in app.commands.values():
        page = command.get_help(click.Context(command, info_name=command.name, parent=above))
        assert page.startswith("Käyttö: "), page
        assert "Show this" not in page
    click.Context.formatter_class = click.HelpFormatter


@pytest.mark.slow
def test_results_and_data_are_the_same_in_every_language(make_study: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for language in ("en", "fi"):
        monkeypatch.setenv("QUALCODE_LANG", language)
        root = make_study({name: text for name, text in STUDY.items() if "H2" not in name})
        run_study(open_study(root), fresh=True)
        files = sorted(path for path in (root / "results/tables").iterdir())
        printed = [here(root, "counts", "--format", form).stdout for form in ("json", "csv", "table")]
        found.append(([path.read_bytes() for path in files], printed, (root / "results/run.json").read_text("utf-8")))
    (tables, printed, record), (tables_fi, printed_fi, record_fi) = found
    assert tables == tables_fi
    assert printed == printed_fi
    assert re.sub(r'"time": "[^"]*"', "", record) == re.sub(r'"time": "[^"]*"', "", record_fi)


def test_words_of_the_command_line_are_no_texts_of_rooms() -> None:
    assert not set(WORDS) & set(HELPS)


def test_the_finnish_readme_leads_somewhere() -> None:
    root = Path(__file__).parent.parent
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", (root / "README.fi.md").read_text(encoding="utf-8")):
        assert (root / target).exists(), target


@pytest.mark.parametrize(
    ("english", "finnish"),
    [
        ("Try 'qualcode quotes --help' for help.", "Ohje: qualcode quotes --help"),
        ("Try 'qualcode units --help' for help.", "Ohje: qualcode units --help"),
        ("'theme' is not one of 'themes', 'codes'.", "'theme' ei ole mikään näistä: 'themes', 'codes'."),
        ("no unit was looked at by two of Sinä, rules.",
         "kaksi näistä ei ole katsonut yhtäkään samaa yksikköä: Sinä, rules."),
        ("Next: open transcripts/results/findings.docx, then: qualcode -C transcripts counts",
         "Seuraavaksi: avaa transcripts/results/findings.docx, sitten: qualcode -C transcripts counts"),
        ("warning: code: holds no speech.", "varoitus: code: puhetta ei ole."),
        ("Unknown level of size 'huge'. Choices: small.",
         "Tuntematon taustatiedon size arvo: 'huge'. Vaihtoehdot: small."),
        ("Unknown level of transcript 'H9'. Choices: H1.", "Tuntematon litteraatti: 'H9'. Vaihtoehdot: H1."),
    ],
)  # fmt: skip
def test_names_of_commands_and_ids_are_never_led_over(english: str, finnish: str) -> None:
    assert in_finnish(english) == finnish


def test_a_line_of_many_parts_ends() -> None:
    assert in_finnish("warning: " + "a: b. " * 2_000)


@pytest.mark.usefixtures("in_finland")
@pytest.mark.parametrize(("answer", "yes"), [("k", True), ("kyllä", True), ("y", True), ("e", False), ("", False)])
def test_a_question_is_answered_in_finnish(answer: str, yes: bool) -> None:
    from click.testing import CliRunner

    from qualcode.cli.speaking import agreed

    @click.command()
    def asked() -> None:
        click.echo(f"said {agreed('Erase?')}")

    assert f"said {yes}" in CliRunner().invoke(asked, input=f"{answer}\n").output


@pytest.mark.parametrize("plural", ["", "s"])
def test_a_word_that_a_hole_makes_plural_is_known_in_both_numbers(plural: str) -> None:
    """`{} file{}` is looked up by its words, and `files` is another word than `file`."""
    cut = [text for text in texts() if re.search(r"[a-z]\{\}", text)]
    assert len(cut) > 3
    for text in cut:
        said = re.sub(r"(?<=[a-z])\{\}", plural, text).replace("{}", "7")
        assert in_finnish(said) != said, text
