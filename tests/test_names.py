"""Names out of a study and back: nothing is lost, nothing is moved elsewhere, nothing is left."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import zipfile
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from commands import here
from named_studies import BOOK, FORMATS, decide_all, named_study, snapshot, study_texts, write_decisions

from qualcode.errors import InputError
from qualcode.language.inflection import CASES, CLITICS, POSSESSIVES, basic_forms, in_form_of, inflected, tags_of
from qualcode.line.corpus import Corpus
from qualcode.people.decisions import Decision, decided, read_decisions, text_hash
from qualcode.people.locks import alone
from qualcode.privacy.applying import Applied, apply_names
from qualcode.privacy.checking import names_left
from qualcode.privacy.contents import files_below, texts_of_file
from qualcode.privacy.finding import found_names
from qualcode.privacy.key import EditedText, read_key
from qualcode.privacy.listing import list_names
from qualcode.privacy.pool import FAMILIES, MEN, WOMEN
from qualcode.privacy.replacing import Edit, edited, words_of
from qualcode.privacy.said import said_in, said_in_transcript
from qualcode.privacy.table import Row, read_names, write_names
from qualcode.privacy.undoing import undo_names
from qualcode.results.run import run_study
from qualcode.study import Study, open_study
from qualcode.transcripts import read_transcript

PLACES = tuple(
    "Helsinki Tampere Turku Oulu Jyväskylä Kuopio Lahti Pori Joensuu Lappeenranta Vaasa Kotka Kouvola Rovaniemi Seinäjoki Mikkeli Porvoo "
    "Hämeenlinna Rauma Kajaani Lohja Kerava Nokia Imatra Savonlinna Riihimäki Raisio Tornio Kemi Iisalmi Forssa Varkaus Loimaa Kokkola Hamina "
    "Hanko Heinola Kangasala Ylöjärvi Lempäälä Pirkkala Kaarina Naantali Raahe Kauhajoki Ähtäri Orivesi Keuruu Espoo Vantaa Kauniainen "
    "Pietarsaari Suomi Ruotsi Viro Saksa Norja Tanska Ranska Englanti Eurooppa Lappi Savo Häme Karjala Pohjanmaa Kainuu Uusimaa Satakunta "
    "Neste Sampo Kuusamo Kuhmo Sotkamo Nurmes Lieksa Kitee Pieksämäki Juva Sulkava Puumala Mäntyharju Kangasniemi Hirvensalmi Ristiina "
    "Parikkala Ruokolahti Luumäki Taavetti Virolahti Miehikkälä Nousiainen Paimio Somero Uusikaupunki Vehmaa Kiukainen Harjavalta".split()
)


def applied(root: Path, key: Path) -> Applied:
    list_names(Corpus(open_study(root)))
    decide_all(root)
    return apply_names(open_study(root), key)


# -- inflection ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "name", "replacement", "made"),
    [
        ("Virtasella", "Virtanen", "Korhonen", "Korhosella"),
        ("Annallekin", "Anna", "Liisa", "Liisallekin"),
        ("VIRTASELLE", "Virtanen", "Korhonen", "KORHOSELLE"),
        ("virtasella", "virtanen", "Korhonen", "korhosella"),
        ("Niemisiltä", "Nieminen", "Korhonen", "Korhosilta"),
        ("Tampereella", "Tampere", "kaupunki", "kaupungilla"),
        ("YLE:ssä", "YLE", "DNA", "DNA:ssa"),
        ("Suomen Pankissa", "Suomen Pankki", "Pohjolan Säästö", "Pohjolan Säästössä"),
        ("Puntualille", "Puntuali", "Metallix", "Metallixille"),  # no dictionary has either
        ("Reijost", "Reijo", "Kuopio", "Kuopiost"),  # said for Reijosta
        ("Turus", "Turku", "Oulu", "Oulus"),
    ],
)
def test_a_replacement_stands_in_the_form_of_the_name(form: str, name: str, replacement: str, made: str) -> None:
    assert in_form_of(form, name, replacement) == (made,)


def test_what_is_no_form_of_a_name_is_not_replaced() -> None:
    assert in_form_of("Virtasella", "Nieminen", "Korhonen") == ()


@pytest.mark.slow
def test_every_form_of_300_names_is_read_as_what_it_was_made_as() -> None:
    names = dict.fromkeys((*WOMEN, *MEN, *FAMILIES, *PLACES))
    chance, asked, same = random.Random(1), 0, 0
    assert len(names) >= 300
    for name, number, case in product(list(names)[:300], ("+sg", "+pl"), CASES):
        if case in ("+ins", "+com"):  # which singulars have not, and names hardly
            continue
        for possessive, clitic in (("", ""), (chance.choice([*POSSESSIVES]), chance.choice([*CLITICS]))):
            tags = f"{number}{case}{possessive}{clitic}"
            found = inflected(name, tags)
            asked, same = asked + 1, same + (len(found) == 1 and tags in tags_of(found[0], name))
    assert same / asked >= 0.99


def test_a_form_that_may_be_a_basic_form_is_asked_about(tmp_path: Path) -> None:
    named_study(tmp_path / "s", 1, ("txt",))
    path = tmp_path / "s" / "transcripts" / "H1.txt"
    path.write_text("Haastattelija: Missä?\n\nVastaaja: Minä olen Kvirlonin palveluksessa.\n", encoding="utf-8")
    list_names(Corpus(open_study(tmp_path / "s")))
    (row,) = [row for row in read_names(tmp_path / "s") if "Kvirlonin" in row.forms]
    assert row.unsure == ("Kvirlonin",)
    write_names(tmp_path / "s", [replace(row, decision="pseudonym", replacement="Metallix") if one == row else replace(one, decision="keep")
                                 for one in read_names(tmp_path / "s")])  # fmt: skip
    with pytest.raises(InputError, match="Kvirlonin: it is not clear which form"):
        apply_names(open_study(tmp_path / "s"), tmp_path / "k")
    assert len(basic_forms("Kvirlonin")) > 1


# -- there and back --------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(int(os.environ.get("QUALCODE_NAMED_STUDIES", "4"))))
def test_names_are_taken_out_and_put_back_byte_for_byte(tmp_path: Path, seed: int) -> None:
    root, key = tmp_path / "s", tmp_path / "k"
    named_study(root, seed)
    list_names(Corpus(open_study(root)))
    decide_all(root)
    before, texts = snapshot(root), study_texts(root)
    done = apply_names(open_study(root), key)
    assert done.places > 20
    found = names_left(root, read_key(key))
    assert (found.left, found.problems) == ((), ())
    if seed % 2:
        write_decisions(root, random.Random(seed), 5, ("Anna", "Celia"))  # decisions of the time between
    undo_names(open_study(root), read_key(key))
    assert study_texts(root) == texts
    after = snapshot(root)
    assert {name: data for name, data in after.items() if "codings" not in name} == {
        n: d for n, d in before.items() if "codings" not in n
    }
    for name, data in before.items():
        assert after[name].startswith(data)
    for path in (root / "codings").glob("*.jsonl"):
        for one in read_decisions(path).decisions:
            assert not one.quote or (
                texts[one.transcript][one.start : one.end] == one.quote and one.text == text_hash(texts[one.transcript])
            )


@pytest.mark.slow
def test_a_thousand_decisions_of_three_coders_stay_at_their_places(tmp_path: Path) -> None:
    root, key = tmp_path / "s", tmp_path / "k"
    named_study(root, 7, decisions=0)
    write_decisions(root, random.Random(3), 340, ("Anna", "Bertta", "consensus"))
    before = {path.stem: read_decisions(path).decisions for path in (root / "codings").glob("*.jsonl")}
    applied(root, key)
    moved = {text.old_id: text for text in read_key(key).steps[0].texts}
    assert sum(map(len, before.values())) == 1020
    for coder, decisions in before.items():
        after = read_decisions(root / "codings" / f"{coder}.jsonl").decisions
        for old, new in zip(decisions, after, strict=True):
            _is_the_same(old, new, moved[old.transcript])


def _is_the_same(old: Decision, new: Decision, text: EditedText) -> None:
    """The decision stands at the same words; one that began or ended within a name has all of what stands for it."""
    assert (old.code, old.decision, old.time, old.blind) == (new.code, new.decision, new.time, new.blind)
    assert new.text == text_hash(text.after)
    if not old.quote:
        assert (new.start, new.end, new.quote) == (0, len(text.after), "")
        return
    assert text.after[new.start : new.end] == new.quote
    first, last = (next((e for e in text.edits if e.start < at < e.end), None) for at in (old.start, old.end))
    start, end = first.start if first else old.start, last.end if last else old.end
    own = [e for e in text.edits if start <= e.start and e.end <= end]
    shift = sum(len(e.text) - (e.end - e.start) for e in text.edits if e.end <= start)
    assert new.start == start + shift
    assert new.quote == edited(text.before[start:end], [Edit(e.start - start, e.end - start, e.text) for e in own])


def test_nothing_is_written_while_a_name_is_not_decided_about(tmp_path: Path) -> None:
    root = tmp_path / "s"
    named_study(root, 2, ("txt", "md"))
    list_names(Corpus(open_study(root)))
    before = snapshot(root)
    with pytest.raises(InputError, match=r"names are not decided about: .*Tampere"):
        apply_names(open_study(root), tmp_path / "k")
    assert snapshot(root) == before
    assert not (tmp_path / "k").exists()


def test_a_name_that_is_said_since_the_list_was_made_stands_in_the_way(tmp_path: Path) -> None:
    root = tmp_path / "s"
    named_study(root, 2, ("txt",))
    list_names(Corpus(open_study(root)))
    decide_all(root)
    path = next((root / "transcripts").glob("*.txt"))
    path.write_text(path.read_text(encoding="utf-8") + "\nVastaaja: Ja Rovaniemellä asuu Pirkko.\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"not in the list: .*(Rovaniemi|Pirkko)"):
        apply_names(open_study(root), tmp_path / "k")


@pytest.mark.parametrize("place", ["inside", "git"])
def test_the_key_does_not_travel_with_the_study(tmp_path: Path, place: str) -> None:
    root = tmp_path / "s"
    named_study(root, 2, ("txt",))
    list_names(Corpus(open_study(root)))
    decide_all(root)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    with pytest.raises(
        InputError, match="cannot be kept in the study" if place == "inside" else "would be in the git repository"
    ):
        apply_names(open_study(root), root / "keys" if place == "inside" else tmp_path / "keys")
    (tmp_path / ".gitignore").write_text("keys/\n", encoding="utf-8")
    if place == "git":
        apply_names(open_study(root), tmp_path / "keys")
        assert (tmp_path / "keys" / "names.key.csv").stat().st_mode & 0o077 == 0


def test_someone_who_has_the_page_open_stands_in_the_way(tmp_path: Path) -> None:
    root = tmp_path / "s"
    named_study(root, 2, ("txt",))
    list_names(Corpus(open_study(root)))
    decide_all(root)
    before = snapshot(root)
    with alone(root / "results", "Anna"), pytest.raises(Exception, match="open in another"):
        apply_names(open_study(root), tmp_path / "k")
    assert snapshot(root) == before


def test_formats_that_cannot_be_written_become_text(tmp_path: Path) -> None:
    root = tmp_path / "s"
    named_study(root, 2, ("txt",))
    page = "<html><body><p>Haastattelija: Kuka?</p><p>Vastaaja: Tuija Tampereelta, ja Korpela.</p></body></html>"
    (root / "transcripts" / "H9.html").write_text(page, encoding="utf-8")
    done = applied(root, tmp_path / "k")
    assert any("is a .txt file now" in str(warning) for warning in done.warnings)
    assert not (root / "transcripts" / "H9.html").exists()
    assert "Tuija" not in (root / "transcripts" / "H9.txt").read_text(encoding="utf-8")
    undo_names(open_study(root), read_key(tmp_path / "k"))
    assert (root / "transcripts" / "H9.html").read_text(encoding="utf-8") == page


def test_a_second_step_goes_on_with_the_key_of_the_first(tmp_path: Path) -> None:
    root, key = tmp_path / "s", tmp_path / "k"
    named_study(root, 2, ("txt", "md"))
    applied(root, key)
    first = snapshot(root)
    (root / "transcripts" / "N1.txt").write_text(
        "Haastattelija: No?\n\nVastaaja: Tuijalle soitettiin Oulusta.\n", encoding="utf-8"
    )
    list_names(Corpus(open_study(root)), key=key)
    by_name = {row.name: row for row in read_names(root)}
    assert by_name["Tuija"].decision == "pseudonym"  # the key knows her
    given = {name.original: name.replacement for name in read_key(key).names}
    assert by_name["Tuija"].chosen == given["Tuija"]
    applied(root, key)
    assert given["Tuija"][:4] in (root / "transcripts" / "N1.txt").read_text(encoding="utf-8")
    undo_names(open_study(root), read_key(key))
    after = snapshot(root)
    assert {name: after[name] for name in first if not name.startswith("privacy")} == {
        n: d for n, d in first.items() if not n.startswith("privacy")
    }


# -- what is left ----------------------------------------------------------------------------------

PLANTED = {
    "a transcript": ("transcripts/H1.txt", "append", "\nVastaaja: Sanoin Tuijallekin.\n"),
    "a participant": ("transcripts/participants.csv", "append", "H7,Tuijan kaupunki,iso\n"),
    "a codebook": ("codebooks/other.yaml", "write", BOOK.replace("Zyntecin", "Tuijan")),
    "a guide": ("transcripts/guide.yaml", "write", "questions:\n  - {id: q1, text: Mitä Tuijasta?}\n"),
    "a memo": ("codings/Dora.jsonl", "memo", "Tuijaan liittyvä"),
    "a context": ("codings/Eero.jsonl", "quote", "Tuijalla"),
    "the sample": ("codings/sample.json", "write", '{"units": [{"quote": "Tuijaltako"}]}'),
    "reduced expressions": ("codings/reductions.csv", "write", "transcript,start,end,reduced\nH1,0,4,Tuijan työ\n"),
    "the log of codes": ("codings/changes.log", "write", "2026 rename a → Tuijasta\n"),
    "settings": ("notes.toml", "write", 'title = "Tuijan tutkimus"\n'),
    "notes": ("docs/notes.md", "write", "Soita Tuijalle.\n"),
    "a file's name": ("transcripts/Tuijan_kuva.jpg", "write", ""),
    "a Word document": ("results/old.docx", "word", "Tuijansa"),
    "a workbook": ("results/old.xlsx", "workbook", "Tuijanne"),
    "a page": ("results/old.html", "write", "<p>T<b>uij</b>alta</p>"),
    "a zip in a zip": ("results/old.zip", "zip", "Tuijaksi"),
    "history": ("results/history/0009.json", "write", '{"texts": {"Tuijien": ""}}'),
    "escaped JSON": ("results/old.json", "write", '{"a": "Tuij\\u0061ssa"}'),
    "the cache": ("results/cache/store.sqlite", "store", "Tuijilta"),
    "another encoding": ("old.txt", "utf-16", "Tuijiin"),
}


@pytest.fixture(scope="module")
def without_names(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("left")
    named_study(folder / "s", 5, ("txt", "docx"))
    applied(folder / "s", folder / "k")
    run_study(open_study(folder / "s"))
    return folder / "s", folder / "k"


@pytest.mark.slow
def test_after_a_run_no_name_is_left(without_names: tuple[Path, Path]) -> None:
    root, key = without_names
    assert "Tuija" in {name.original for name in read_key(key).names}
    assert names_left(root, read_key(key)).left == ()
    assert "no name of the key is left" in here(root, "names", "check", "--key", str(key)).stdout


@pytest.fixture(scope="module")
def planted(without_names: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Every place with a name in it, of a copy of the study: the forms that are found, by file."""
    root, key = tmp_path_factory.mktemp("planted") / "s", without_names[1]
    shutil.copytree(without_names[0], root)
    for name, how, text in PLANTED.values():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        _plant(root / name, how, text)
    found: dict[str, set[str]] = {}
    for one in names_left(root, read_key(key)).left:
        found.setdefault(one.file, set()).add(one.form)
    assert here(root, "names", "check", "--key", str(key)).returncode == 1
    return found


@pytest.mark.parametrize("place", PLANTED)
def test_a_name_that_is_left_is_found_wherever_it_stands(planted: dict[str, set[str]], place: str) -> None:
    assert any(form.startswith("Tuij") for form in planted.get(PLANTED[place][0], ()))


def _plant(path: Path, how: str, text: str) -> None:
    if how in ("append", "write", "utf-16"):
        old = path.read_text(encoding="utf-8") if how == "append" else ""
        path.write_text(old + text, encoding="utf-16" if how == "utf-16" else "utf-8")
    elif how in ("memo", "quote"):
        from qualcode.people.decisions import as_line

        memo, said = (text, "x") if how == "memo" else ("", text)
        path.write_bytes(as_line(decided("H1", said, 0, len(said), "talk", "add", memo)))
    elif how == "word":
        import docx

        document = docx.Document()
        paragraph = document.add_paragraph()
        paragraph.add_run(text[:3])
        paragraph.add_run(text[3:])
        document.save(str(path))
    elif how == "workbook":
        import openpyxl

        book = openpyxl.Workbook()
        book.active["B2"] = text
        book.save(path)
    elif how == "zip":
        inner = path.with_suffix(".inner")
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr("a.txt", text)
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(inner, "b.zip")
        inner.unlink()
    else:
        from qualcode.database import Database

        store = Database(path)
        store.put("words", {text: b"1"})
        store.close()


def test_a_name_in_gits_index_is_found(tmp_path: Path) -> None:
    root, key = tmp_path / "s", tmp_path / "k"
    named_study(root, 5, ("txt",))
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "add", "-A"], check=True)
    applied(root, key)
    found = names_left(root, read_key(key)).left
    assert {one.file for one in found} == {"git's index"}
    subprocess.run(["git", "-C", str(root), "add", "-A"], check=True)
    assert names_left(root, read_key(key)).left == ()


def test_forgetting_the_key_takes_everything_away(tmp_path: Path) -> None:
    root, key = tmp_path / "s", tmp_path / "k"
    named_study(root, 5, FORMATS[:2])
    applied(root, key)
    said = here(root, "names", "forget", "--key", str(key), "--yes")
    assert said.returncode == 0, said
    assert not key.exists()
    assert "there is no key here" in here(root, "names", "undo", "--key", str(key)).stderr


def test_rows_that_cannot_be_read_are_told_all_at_once(tmp_path: Path) -> None:
    named_study(tmp_path, 5, ("txt",))
    rows = [Row("Tuija", "hide"), Row("Ahti", "same", "Tuijo")]
    write_names(tmp_path, rows)
    (tmp_path / "privacy" / "names.xlsx").unlink()
    with pytest.raises(InputError) as error:
        read_names(tmp_path)
    assert "names.csv:2: no such decision: 'hide'" in str(error.value)
    assert "names.csv:3: Ahti: there is no name 'Tuijo'" in str(error.value)


# -- what is found ------------------------------------------------------------------------------------

LABELLED = Path(__file__).parent / "names"  # forms of names by kind, labelled by hand; _ stands for a blank


@pytest.mark.slow
def test_names_are_found_as_people_labelled_them(example: Study) -> None:
    talks = {"example": [piece for piece in said_in(Corpus(example)).pieces if piece.where.startswith("H")]}
    for name in ("hiljaa", "kotona"):  # in small letters throughout
        talks[name] = list(said_in_transcript(read_transcript(LABELLED / f"{name}.txt", language="fi")))
    known: dict[str, list[bool]] = {}
    right: list[bool] = []
    for name, pieces in talks.items():
        lines = (LABELLED / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        labels = {
            kind: [form.replace("_", " ") for form in forms.split()]
            for kind, forms in (line.split("\t") for line in lines)
        }
        found = {form for row in found_names(pieces) for form in row.forms}
        words = {word for form in found for word in form.split()}
        for kind, forms in labels.items():
            known.setdefault(kind, []).extend(form in found or set(form.split()) <= words for form in forms)
        every = {part for forms in labels.values() for form in forms for part in (form, *form.split())}
        right += [form in every or form.partition(":")[0] in every for form in found]
    shares = {kind: sum(met) / len(met) for kind, met in known.items()}
    assert shares["person"] >= 0.97, shares
    assert shares["place"] >= 0.98, shares
    assert shares["organisation"] >= 0.94, shares
    assert sum(right) / len(right) >= 0.6, sum(right) / len(right)


# -- findings for others -----------------------------------------------------------------------------


def test_findings_for_others_wait_until_every_name_is_decided_about(tmp_path: Path) -> None:
    named_study(tmp_path, 3, ("txt",))
    settings = tmp_path / "qualcode.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "[report]\npublic = true\n", encoding="utf-8")
    said = here(tmp_path, "run")
    assert said.returncode == 1
    assert "words that may be names are not in the list" in said.stderr
    assert not (tmp_path / "results" / "findings.docx").exists()


@pytest.mark.slow
def test_findings_for_others_mask_the_names_that_are_to_go(tmp_path: Path) -> None:
    named_study(tmp_path, 3, ("txt",))
    (path,) = [path for path in (tmp_path / "transcripts").iterdir() if path.suffix == ".txt"]
    path.rename(path.with_name("H1.txt"))
    text = "Haastattelija: Kuka?\n\nVastaaja: Tuija soittaa puhelimella Tampereelta joka päivä.\n\nVastaaja: Excel on hyvä, raha riittää.\n"
    (tmp_path / "transcripts" / "H1.txt").write_text(text, encoding="utf-8")
    (tmp_path / "transcripts" / "participants.csv").write_text("transcript,size\nH1,iso\n", encoding="utf-8")
    (tmp_path / "codebooks" / "book.yaml").write_text(
        BOOK.replace("Korpelan", "Hänen").replace("Zyntecin", "Meidän"), encoding="utf-8"
    )
    for file in (tmp_path / "codings").glob("*"):
        file.unlink()
    settings = tmp_path / "qualcode.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "[report]\npublic = true\n", encoding="utf-8")
    list_names(Corpus(open_study(tmp_path)))
    decide_all(tmp_path)
    said = here(tmp_path, "run")
    assert said.returncode == 0, said.stderr
    found = "\n".join(
        text
        for path in files_below(tmp_path / "results")
        if "cache" not in path.parts
        for _, text in texts_of_file(path)
    )
    assert "[nimi poistettu] soittaa puhelimella [nimi poistettu] joka päivä." in found
    assert "Excel on hyvä" in found
    assert not {"Tuija", "Tampereelta"} & set(words_of(found))


@pytest.mark.slow
def test_findings_say_what_was_taken_out(without_names: tuple[Path, Path]) -> None:
    root, _ = without_names
    said = here(root, "report", "-o", "said.md", "--language", "fi")
    assert said.returncode == 0, said.stderr
    assert "Aineiston nimet ja tunnistetiedot on korvattu peitenimillä" in (root / "said.md").read_text(
        encoding="utf-8"
    )
    (root / "said.md").unlink()


@pytest.mark.slow
def test_run_check_looks_for_names_where_the_key_is_known(without_names: tuple[Path, Path]) -> None:
    root, _ = without_names
    assert "a name is left" not in here(root, "run", "--check").stderr
    (root / "notes.txt").write_text("Tuijalle soitettava.", encoding="utf-8")
    said = here(root, "run", "--check")
    (root / "notes.txt").unlink()
    assert said.returncode == 1
    assert "a name is left: notes.txt: Tuijalle" in said.stderr


def test_a_spacy_pipeline_says_what_it_finds_beside(tmp_path: Path) -> None:
    import spacy

    nlp = spacy.blank("fi")
    nlp.add_pipe("entity_ruler").add_patterns(
        [{"label": "ORG", "pattern": "raha"}, {"label": "PERSON", "pattern": "Tuija"}]
    )  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "pipeline")
    named_study(tmp_path / "s", 5, ("txt",))
    said = here(tmp_path / "s", "names", "find", "--ner", str(tmp_path / "pipeline"))
    assert said.returncode == 0, said.stderr
    rows = {row.name: row for row in read_names(tmp_path / "s")}
    assert (rows["raha"].kind, rows["raha"].why) == ("organisation", f"{tmp_path / 'pipeline'} says so")
    assert "says so" not in rows["Tuija"].why
    assert "is not installed" in here(tmp_path / "s", "names", "find", "--ner", "xx_none").stderr


# -- what could go wrong ------------------------------------------------------------------------------


def plain_study(root: Path, talk: str, **files: str) -> Path:
    """A study of one interview, with every name to be decided about."""
    for name, text in {
        "transcripts/H1.txt": talk,
        "codebooks/book.yaml": SMALL,
        "qualcode.toml": '[study]\nlanguage = "fi"\n',
        **files,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    list_names(Corpus(open_study(root)))
    return root


def decide(root: Path, **decisions: str) -> None:
    """Say what becomes of some names ("pseudonym=Kaisa"); the others stay."""
    rows = []
    for row in read_names(root):
        decision, _, replacement = decisions.get(row.name, "keep").partition("=")
        rows.append(replace(row, decision=decision, replacement=replacement))
    write_names(root, rows)


SMALL = "format: 1\nname: small\ncodes:\n  - {id: talk, label: Puhe, rules: {fi: [puhua]}}\n"
TALK = "Haastattelija: Kuka?\n\nVastaaja: {}\n"


def test_two_studies_do_not_share_a_key(tmp_path: Path) -> None:
    for name in ("a", "b"):
        decide(plain_study(tmp_path / name, TALK.format(f"Tuija puhuu {name}.")), Tuija="pseudonym")
    apply_names(open_study(tmp_path / "a"), tmp_path / "k")
    with pytest.raises(InputError, match="has the key of another study"):
        apply_names(open_study(tmp_path / "b"), tmp_path / "k")
    apply_names(open_study(tmp_path / "b"), tmp_path / "k2")
    assert "is the key of another study" in here(tmp_path / "a", "names", "undo", "--key", str(tmp_path / "k2")).stderr


def test_names_come_back_into_a_line_that_was_edited(tmp_path: Path) -> None:
    root = plain_study(
        tmp_path / "s", TALK.format("Kävin Tampereella ja sitten Kajaanissa, puhuttiin rahasta. Turussa ei.")
    )
    decide(root, Tampere="category", Kajaani="category", Turku="category")
    apply_names(open_study(root), tmp_path / "k")
    path = root / "transcripts" / "H1.txt"
    path.write_text(
        path.read_text(encoding="utf-8").replace("puhuttiin rahasta", "puhuttiin paljon rahasta"), encoding="utf-8"
    )
    undo_names(open_study(root), read_key(tmp_path / "k"))
    assert "Kävin Tampereella ja sitten Kajaanissa, puhuttiin paljon rahasta. Turussa ei." in path.read_text(
        encoding="utf-8"
    )


def test_what_was_not_carried_out_is_not_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, key = plain_study(tmp_path / "s", TALK.format("Tuija puhuu.")), tmp_path / "k"
    decide(root, Tuija="pseudonym")
    before = snapshot(root)
    monkeypatch.setattr(
        "qualcode.privacy.applying.replace_together", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        apply_names(open_study(root), key)
    monkeypatch.undo()
    assert snapshot(root) == before
    assert "no names are taken out of this study" in here(root, "names", "undo", "--key", str(key)).stderr
    assert snapshot(root) == before
    apply_names(open_study(root), key)
    undo_names(open_study(root), read_key(key))
    assert snapshot(root) == before


def test_a_key_that_is_cut_off_is_not_believed(tmp_path: Path) -> None:
    root, key = plain_study(tmp_path / "s", TALK.format("Tuija puhuu Tampereella.")), tmp_path / "k"
    decide(root, Tuija="pseudonym", Tampere="category")
    apply_names(open_study(root), key)
    (key / "names.key.csv").write_bytes((key / "names.key.csv").read_bytes()[:120])
    assert "is cut off or was changed" in here(root, "names", "check", "--key", str(key)).stderr


def test_all_of_the_key_must_be_ignored_by_git(tmp_path: Path) -> None:
    root = plain_study(tmp_path / "s", TALK.format("Tuija puhuu."))
    decide(root, Tuija="pseudonym")
    subprocess.run(["git", "init", "-q", str(tmp_path / "repo")], check=True)
    (tmp_path / "repo" / ".gitignore").write_text("*.csv\n", encoding="utf-8")
    with pytest.raises(InputError, match="would be in the git repository"):
        apply_names(open_study(root), tmp_path / "repo" / "keys")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Sanoin Sirk\u00adkalle sen.", "Sirk"),
        ("Sanoin Sirka\u200blle sen.", "Sirka"),
        ("Sanoin Sir-\nkalle sen.", "Sir"),
        ("Mäki-Sirkka tuli.", "Sirkka"),
        ("SIRKKA tuli.", "SIRKKA"),
    ],
)
def test_a_name_that_is_parted_goes_too(tmp_path: Path, said: str, left: str) -> None:
    root = plain_study(tmp_path / "s", TALK.format(f"Sirkka puhuu. {said} Sirkan työ."))
    made = {
        row.name: "pseudonym=Kaisa" if row.name == "Sirkka" else "category"
        for row in read_names(root)
        if "sirk" in row.name.casefold()
    }
    decide(root, **made)
    apply_names(open_study(root), tmp_path / "k")
    assert left not in (root / "transcripts" / "H1.txt").read_text(encoding="utf-8")


def test_a_name_that_someone_adds_to_the_list_goes(tmp_path: Path) -> None:
    root = plain_study(tmp_path / "s", TALK.format("Tuija puhuu ja kyssissä 12 x sanoi."))
    decide(root, Tuija="pseudonym")
    write_names(root, [*read_names(root), Row("kyssissä", "category", "sairaala"), Row("12 x", "category", "tunnus")])
    apply_names(open_study(root), tmp_path / "k")
    text = (root / "transcripts" / "H1.txt").read_text(encoding="utf-8")
    assert "kyssissä" not in text
    assert "12 x" not in text


@pytest.mark.parametrize(
    ("chosen", "told"),
    [("Pekka", "which is someone else's name"), ("Juha-Pekka", "someone else's name"), ("A;B", "cannot become 'A;B'")],
)
def test_a_replacement_that_cannot_be_is_told_by_its_row(tmp_path: Path, chosen: str, told: str) -> None:
    root = plain_study(tmp_path / "s", TALK.format("Tuija puhuu, Pekka puhuu."))
    decide(root, Tuija=f"pseudonym={chosen}", Pekka="pseudonym=Kalle")
    with pytest.raises(InputError, match=f"Tuija .*{told}"):
        apply_names(open_study(root), tmp_path / "k")


def test_a_name_that_ends_as_a_clitic_does_is_itself() -> None:
    assert basic_forms("Jaakko") == ("Jaakko",)
    assert in_form_of("Pöyhösen", "Pöyhönen", "Laine") == ("Laineen",)


def test_proposals_are_no_names_of_the_study(tmp_path: Path) -> None:
    root = plain_study(tmp_path / "s", TALK.format("Mäkisen Tuija ja Korhosen Sirkka puhuivat Virtaselle."))
    proposed = {word for row in read_names(root) for word in row.pseudonym.split()}
    assert not proposed & {row.name for row in read_names(root)}


@pytest.mark.slow
def test_an_erasure_stays_in_the_log_when_names_come_back(tmp_path: Path) -> None:
    root, key = (
        plain_study(
            tmp_path / "s", TALK.format("Tuija puhuu."), **{"transcripts/H2.txt": TALK.format("Joo, puhuttiin.")}
        ),
        tmp_path / "k",
    )
    decide(root, Tuija="pseudonym")
    apply_names(open_study(root), key)
    assert here(root, "erase", "H2", "--yes", "--key", str(key), "--who", "Anna").returncode == 0
    undo_names(open_study(root), read_key(key))
    log = (root / "privacy" / "log.csv").read_text(encoding="utf-8-sig")
    assert [line.split(",")[1:4] for line in log.splitlines()] == [["who", "what", "file"], ["Anna", "erased", "H2"]]
