"""What people decide: their files, finding places again, and whose codings count."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Make
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis import counts, quotes
from qualcode.errors import InputError, UnknownName
from qualcode.line.corpus import Corpus
from qualcode.people.alignment import Alignment
from qualcode.people.anchoring import Mark, place_again
from qualcode.people.applied import lost_decisions
from qualcode.people.counted import code_study, count_study
from qualcode.people.decision_places import people_of
from qualcode.people.decisions import (
    CONTEXT,
    Decision,
    append,
    as_line,
    coder_name,
    decided,
    path_of,
    read_decisions,
    seen,
    standing,
    text_hash,
)
from qualcode.people.recoding import take_back_lost
from qualcode.results.run import run_study
from qualcode.study import open_study

INTERVIEW = """
    Interviewer: How do you keep in touch?

    H1: We talk on the phone every week. Sometimes I send mail. Nobody likes the silence.

    Interviewer: And money?

    H1: Money is never easy. We talk about it in person. The phone is no place for it.
"""
ANNA, BERT = "codings/Anna.jsonl", "codings/Bert.jsonl"


@pytest.fixture
def study(make_study: Make) -> Path:
    return make_study({"transcripts/H1.txt": INTERVIEW, "qualcode.toml": '[study]\nlanguage = "en"\n'})


def text_of(root: Path) -> str:
    return Corpus(open_study(root)).text("H1")


def decide(root: Path, coder: str, kind: str, quote: str, code: str, **more: object) -> Decision:
    text = text_of(root)
    start = text.index(quote)
    decision = decided("H1", text, start, start + len(quote), code, kind, **more)  # type: ignore[arg-type]
    append(path_of(root / "codings", coder), [decision])
    return decision


def found(root: Path, coders: str = "") -> list[tuple[str, str, str]]:
    codings = code_study(open_study(root, coders=coders)).codings
    return list(codings[["quote", "code", "coder"]].itertuples(index=False, name=None))


# -- the file ------------------------------------------------------------------------------------


def test_decisions_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "codings" / "Äijä.jsonl"
    text = 'Hän sanoi: "\u2028soita" \U0001f600 <script>\n'
    made = [
        decided("H1", text, 4, 20, "talk", "add", "muistio\nkaksi riviä"),
        decided("H1", text, 0, len(text), "", "seen", whole=True),
    ]
    append(path, made[:1])
    append(path, made[1:])
    read = read_decisions(path)
    assert (read.coder, list(read.decisions), read.problems, read.warnings) == ("Äijä", made, (), ())
    assert path.read_bytes().count(b"\n") == 2
    assert made[0].quote == text[4:20]
    assert made[0].text == text_hash(text)


@given(st.binary(max_size=40), st.integers(0, 400))
def test_a_last_line_that_was_cut_off_never_costs_another(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, cut: int
) -> None:
    path = tmp_path_factory.mktemp("torn") / "Anna.jsonl"
    first, second, third = (decided("H1", "abcdefgh", i, i + 2, "talk", "add") for i in range(3))
    append(path, [first])
    torn = as_line(second)[:cut].rstrip(b"\n") or junk.replace(b"\n", b"")
    path.write_bytes(path.read_bytes() + torn)
    before = read_decisions(path)
    assert before.decisions[0] == first
    append(path, [third])
    after = read_decisions(path)
    assert after.warnings == ()
    assert after.decisions[0] == first
    assert third.place in [decision.place for decision in after.decisions]
    looks_torn = torn.startswith(b"{") and not torn.rstrip().endswith(b"}")
    assert len(after.problems) == (bool(torn.strip()) and not looks_torn and len(before.decisions) == 1)
    assert len(before.warnings) + len(before.problems) == (len(before.decisions) == 1 and bool(torn.strip()))


def test_every_line_that_cannot_be_read_is_told_and_the_others_count(tmp_path: Path) -> None:
    path = tmp_path / "Anna.jsonl"
    good = decided("H1", "abc", 0, 1, "talk", "add")
    broken = [
        b"<<<<<<< HEAD\n",
        b"{}\n",
        as_line(good).replace(b'"add"', b'"maybe"'),
        as_line(good).replace(b'"start": 0', b'"start": 9'),
    ]
    path.write_bytes(b"".join([*broken, as_line(good), b"\n"]))
    read = read_decisions(path)
    assert read.decisions == (good,)
    assert [problem.line for problem in read.problems] == [1, 2, 3, 4]
    assert "Keep the lines of both sides" in str(read.problems[0])
    assert "add, accept, reject, withdraw, memo, seen" in str(read.problems[1])


@pytest.mark.parametrize(
    "name", ["", "../x", "a/b", "a\\b", "rules", "Reviewed", ".hidden", "con", "a" * 80, "x:y", "-"]
)
def test_names_that_are_no_file_everywhere_are_refused(name: str) -> None:
    with pytest.raises(InputError):
        coder_name(name)


def test_two_coders_never_share_a_file(tmp_path: Path) -> None:
    append(path_of(tmp_path, "Anna"), [decided("H1", "abc", 0, 1, "talk", "add")])
    with pytest.raises(InputError, match="differ only in capitals"):
        path_of(tmp_path, "anna")


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "Anna.jsonl"
    append(path, [decided("H1", "abc", 0, 1, "talk", "add")])
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match="No space left"):
        append(path, [decided("H1", "abc", 1, 2, "talk", "add")])
    assert path.read_bytes() == before


# -- what holds ----------------------------------------------------------------------------------


def test_the_last_decision_at_a_place_holds_with_its_memo() -> None:
    made = [
        decided("H1", "abcdef", 0, 3, "talk", "accept", "first"),
        decided("H1", "abcdef", 0, 3, "talk", "memo", "second"),
        decided("H1", "abcdef", 3, 6, "talk", "reject"),
        decided("H1", "abcdef", 3, 6, "talk", "withdraw"),
        decided("H1", "abcdef", 0, 6, "", "seen"),
    ]
    state = standing(made)
    assert [(d.decision, d.memo) for d in state.values()] == [("accept", "second"), ("withdraw", "")]
    assert seen(made) == [("H1", 0, 6)]
    assert seen([*made, decided("H1", "abcdef", 0, 6, "", "withdraw")]) == []


def test_whose_codings_count(study: Path) -> None:
    rules = [("talk", "talk", "rules"), ("phone", "phone", "rules"), ("mail", "mail", "rules"), ("silence", "silence", "rules"),
             ("Money", "money", "rules"), ("talk", "talk", "rules"), ("phone", "phone", "rules")]  # fmt: skip
    assert found(study) == rules
    decide(study, "Anna", "reject", "Nobody likes the silence", "silence")
    decide(study, "Anna", "accept", "mail", "mail")
    decide(study, "Anna", "add", "in person", "talk")
    reviewed = found(study)
    assert sorted(reviewed) == sorted(
        [
            *(row for row in rules if row[1] not in ("silence", "mail")),
            ("mail", "mail", "Anna"),
            ("in person", "talk", "Anna"),
        ]
    )
    assert found(study, "reviewed") == reviewed
    assert found(study, "rules") == rules
    assert sorted(found(study, "Anna")) == [("in person", "talk", "Anna"), ("mail", "mail", "Anna")]
    with pytest.raises(UnknownName, match="Anna"):
        found(study, "Ana")


def test_what_one_coder_did_not_read_is_told(study: Path) -> None:
    decide(study, "Anna", "add", "in person", "talk")
    counted = count_study(open_study(study, coders="Anna"))
    assert "Anna marked nothing as read in H1" in str(counted.warnings[0])
    text = text_of(study)
    append(path_of(study / "codings", "Anna"), [decided("H1", text, 0, len(text), "", "seen", whole=True)])
    counted = count_study(open_study(study, coders="Anna"))
    assert counted.warnings == ()


def test_an_accepted_coding_keeps_the_rule_that_found_it(study: Path) -> None:
    decide(study, "Anna", "accept", "mail", "mail")
    codings = code_study(open_study(study)).codings
    row = codings[codings["code"] == "mail"].iloc[0]
    assert (row["rule"], row["lemma"], row["coder"]) == ("mail", "mail", "Anna")


def test_blind_decisions_are_for_comparing(study: Path) -> None:
    decide(study, "Bert", "add", "in person", "talk", blind=True)
    assert ("in person", "talk", "Bert") not in found(study)
    assert found(study, "Bert") == [("in person", "talk", "Bert")]


def test_of_two_people_the_later_holds_and_the_consensus_over_both(study: Path) -> None:
    decide(study, "Anna", "reject", "mail", "mail")
    decide(study, "Bert", "accept", "mail", "mail")
    assert ("mail", "mail", "Bert") in found(study)
    decide(study, "consensus", "reject", "mail", "mail")
    decide(study, "Anna", "accept", "mail", "mail")
    assert "mail" not in [code for _, code, _ in found(study)]


def test_where_the_consensus_read_it_alone_counts(study: Path) -> None:
    text = text_of(study)
    sentence = "Sometimes I send mail."
    at = text.index(sentence)
    append(path_of(study / "codings", "consensus"), [decided("H1", text, at, at + len(sentence), "", "seen")])
    decide(study, "consensus", "add", "phone every week", "phone")
    decide(study, "Anna", "add", "Sometimes", "talk")
    codings = found(study)
    assert [row for row in codings if row[0] in ("mail", "Sometimes")] == []
    assert ("phone every week", "phone", "consensus") in codings
    assert ("phone", "phone", "rules") in codings  # the consensus did not read that sentence to the end


def test_a_coding_over_three_sentences_is_one_coding_and_three_units(study: Path) -> None:
    quote = "Money is never easy. We talk about it in person. The phone is no place for it."
    decide(study, "Anna", "add", quote, "silence")
    tidy = code_study(open_study(study, coders="Anna"))
    row = counts(tidy).frame.set_index("code").loc["silence"]
    assert (row["units"], row["codings"], row["transcripts"]) == (3, 1, 1)
    shown = quotes(tidy, "silence", lambda _: text_of(study)).frame
    assert sorted(shown["quote"]) == sorted(
        ["Money is never easy.", "We talk about it in person.", "The phone is no place for it."]
    )
    assert set(tidy.codings["quote"]) == {quote}


def test_taking_back_takes_back_only_one_s_own(study: Path) -> None:
    decide(study, "Anna", "add", "in person", "talk")
    decide(study, "Bert", "reject", "in person", "talk")
    assert ("in person", "talk", "Anna") not in found(study)
    decide(study, "Bert", "withdraw", "in person", "talk")
    assert ("in person", "talk", "Anna") in found(study)
    decide(study, "Bert", "memo", "in person", "talk", memo="hm")
    assert ("in person", "talk", "Anna") in found(study)


def test_the_last_line_holds_though_the_clock_went_back(tmp_path: Path) -> None:
    path = tmp_path / "Anna.jsonl"
    first = decided("H1", "abc", 0, 1, "talk", "accept")
    late = replace(first, decision="reject", time="2001-01-01T00:00:00.000000Z")
    append(path, [first])
    append(path, [late, late])
    times = [decision.time for decision in read_decisions(path).decisions]
    assert times == sorted(set(times))
    assert [d.decision for d in standing(read_decisions(path).decisions).values()] == ["reject"]


def test_decisions_on_different_versions_of_a_text_do_not_lose_each_other(study: Path) -> None:
    decide(study, "Anna", "add", "in person", "talk")
    decide(study, "Anna", "add", "every week", "phone")
    path = study / "transcripts/H1.txt"
    block = " ".join(
        f"Then we had {word} for lunch."
        for word in "soup bread fish stew porridge salad pasta rice curry beans nuts plums pears eggs ham".split()
    )
    path.write_text(path.read_text(encoding="utf-8").replace("H1: We talk", f"H1: {block} We talk"), encoding="utf-8")
    decide(study, "Anna", "add", "Nobody likes", "silence")
    decide(study, "Anna", "add", "fish", "money")
    path.write_text(
        path.read_text(encoding="utf-8").replace("never easy", "nevver easy").replace("no place", "noplace"),
        encoding="utf-8",
    )
    counted = count_study(open_study(study, coders="Anna"))
    assert sorted(counted.tidy.codings["quote"].drop_duplicates()) == [
        "Nobody likes",
        "every week",
        "fish",
        "in person",
    ]
    assert lost_decisions(counted.people) == ()


def test_a_coding_in_speech_that_is_no_longer_coded_is_told(study: Path) -> None:
    decide(study, "Anna", "add", "in person", "talk")
    settings = study / "qualcode.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + '[speakers]\nignore = ["H1"]\ninterviewer = ["Interviewer"]\n',
        encoding="utf-8",
    )
    (study / "transcripts/H2.txt").write_text("Interviewer: Well?\n\nH2: I talk.\n", encoding="utf-8")
    counted = count_study(open_study(study))
    assert [lost.why for lost in lost_decisions(counted.people)] == ["speech that is not coded"]


def test_people_s_codings_know_negation(study: Path) -> None:
    decide(study, "Anna", "add", "easy", "talk")
    decide(study, "Anna", "add", "in person", "talk")
    codings = code_study(open_study(study, coders="Anna")).codings
    assert dict(zip(codings["quote"], codings["negated"], strict=True)) == {"easy": "yes", "in person": "no"}


@pytest.mark.slow
def test_a_second_reading_comes_from_the_cache_and_is_the_same(study: Path) -> None:
    decide(study, "Anna", "add", "in person", "talk")
    run_study(open_study(study))
    assert list((study / "results/cache").glob("people-*.parquet"))
    assert found(study) == found(study)
    decide(study, "Anna", "withdraw", "in person", "talk")
    assert "in person" not in [quote for quote, _, _ in found(study)]


@pytest.mark.slow
def test_a_run_says_whose_codings_changed(study: Path) -> None:
    run_study(open_study(study))
    assert run_study(open_study(study)).changes == ()
    decide(study, "Anna", "add", "in person", "talk")
    assert run_study(open_study(study)).changes == ("changed: codings of Anna",)
    assert run_study(open_study(study)).changes == ()


# -- places that moved ---------------------------------------------------------------------------


def test_codings_follow_a_corrected_transcript_and_what_is_lost_is_told(study: Path) -> None:
    decide(study, "Anna", "add", "in person", "talk")
    decide(study, "Anna", "add", "Nobody likes the silence", "money")
    decide(study, "Anna", "reject", "mail", "mail")
    path = study / "transcripts/H1.txt"
    text = (
        path.read_text(encoding="utf-8")
        .replace(" Nobody likes the silence.", "")
        .replace("We talk about it", "Well, we just tlak of it")
    )
    path.write_text(text, encoding="utf-8")
    counted = count_study(open_study(study))
    codings = counted.tidy.codings
    assert ("in person", "Anna") in list(zip(codings["quote"], codings["coder"], strict=True))
    assert "mail" not in set(codings["code"])
    assert all(counted.corpus.text("H1")[row.start : row.end] == row.quote for row in codings.itertuples())
    assert [(lost.coder, lost.decision.quote, lost.why) for lost in lost_decisions(counted.people)] == [
        ("Anna", "Nobody likes the silence", "not found in the text")
    ]
    assert "1 decision is left out" in "".join(map(str, counted.warnings))
    path.write_text("Interviewer: How?\n\nH1: Hm, I would not know.\n", encoding="utf-8")
    told = "".join(map(str, count_study(open_study(study)).warnings))
    lost = Counter((one.coder, one.why) for one in lost_decisions(people_of(open_study(study))))
    assert max(lost.values()) > 1
    for (_, why), number in lost.items():
        assert f"{number} decision{'s are' if number > 1 else ' is'} left out ({why}" in told


def test_lost_decisions_are_taken_back_once_they_were_coded_anew(study: Path) -> None:
    decide(study, "Anna", "add", "Nobody likes the silence", "silence")
    decide(study, "Anna", "add", "in person", "old-code")
    path = study / "transcripts/H1.txt"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Nobody likes the silence", "It was quiet"), encoding="utf-8"
    )
    counted = count_study(open_study(study))
    assert len(lost_decisions(counted.people)) == 2
    assert take_back_lost(counted.people) == {"Anna": 2}
    counted = count_study(open_study(study))
    assert lost_decisions(counted.people) == ()
    assert not any("left out" in str(warning) for warning in counted.warnings)
    assert take_back_lost(counted.people) == {}


def test_codes_and_transcripts_that_are_gone_are_told(study: Path) -> None:
    decide(study, "Anna", "add", "in person", "old-code")
    append(path_of(study / "codings", "Anna"), [decided("H9", "gone", 0, 4, "talk", "add")])
    counted = count_study(open_study(study))
    assert sorted(lost.why for lost in lost_decisions(counted.people)) == ["no such code", "no such transcript"]
    assert "qualcode code rename" in "".join(map(str, counted.warnings))


TEXT = "Ensin soitetaan asiakkaalle. Sitten lähetetään sähköposti. Lopuksi Virtanen käy paikalla, jos Virtanen ehtii. Ja sitten soitetaan taas."


def marked(text: str, quote: str) -> Mark:
    start = text.index(quote)
    end = start + len(quote)
    return Mark(start, quote, text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT])


@pytest.mark.parametrize(
    ("now", "quote", "again"),
    [
        (TEXT.replace("Ensin", "No ensin"), "soitetaan asiakkaalle", "soitetaan asiakkaalle"),
        (TEXT.replace("sähköposti", "sähkköposti"), "sähköposti", "sähkköposti"),
        (TEXT.replace("Virtanen", "[nimi]", 1), "käy paikalla", "käy paikalla"),
        (TEXT.replace(" Sitten lähetetään sähköposti.", ""), "sähköposti", None),
        (TEXT + " " + TEXT, "sähköposti", None),
        ("", "sähköposti", None),
    ],
)
def test_quotes_are_found_again_or_not_at_all(now: str, quote: str, again: str | None) -> None:
    (span,) = place_again(now, [marked(TEXT, quote)])
    assert (None if span is None else now[slice(*span)]) == again


TALK = (
    "Anna: How were you trained?\n\nClaire: I was trained for three days. Every evening I compare today with yesterday. "
    "It is a routine now.\n\nAnna: What is your team like?\n\nClaire: We have a good team."
)


@pytest.mark.parametrize(
    "quote", ["We have a good team.", "It is a routine now.", "Claire: I was trained", "team", "compare today"]
)
def test_a_quote_that_stands_once_is_found_whoever_is_said_to_say_it(quote: str) -> None:
    now = TALK.replace("Claire", "P1").replace("Anna", "Haastattelija")
    wanted = quote.replace("Claire", "P1")
    at = TALK.rindex(quote)
    mark = Mark(at, quote, TALK[max(at - CONTEXT, 0) : at], TALK[at + len(quote) : at + len(quote) + CONTEXT])
    (span,) = place_again(now, [mark])
    assert span is not None
    assert (span[0], now[slice(*span)]) == (now.rindex(wanted), wanted)


def test_a_sentence_is_found_between_sentences_that_changed() -> None:
    now = TALK.replace("Every evening I compare today with yesterday.", "Öh.").replace(
        "What is your team like?", "And then?"
    )
    (span,) = place_again(now, [marked(TALK, "It is a routine now.")])
    assert span is not None
    assert now[slice(*span)] == "It is a routine now."


def test_a_short_quote_whose_sentence_went_is_not_taken_for_another() -> None:
    """Between the found neighbours the same word stands once, but in another sentence: it is another mention."""
    before = "A: We begin here.\n\nA: Our support answers quickly on most days.\n\nA: But I never call support.\n\nA: We end here."
    now = before.replace("Our support answers quickly on most days.", "Never mind that at all.")
    marks = [marked(before, quote) for quote in ("We begin here.", "support", "We end here.")]
    assert [None if span is None else now[slice(*span)] for span in place_again(now, marks)] == [
        "We begin here.",
        None,
        "We end here.",
    ]


def test_a_short_answer_is_not_taken_for_another_one() -> None:
    """The answer to the second question was changed; the same word still answers the first."""
    before = "A: Do you drink coffee?\n\nB: Yes.\n\nA: And tea?\n\nB: Yes.\n\nA: Ok then."
    at = before.rindex("Yes.")
    mark = Mark(at, "Yes.", before[max(at - CONTEXT, 0) : at], before[at + 4 : at + 4 + CONTEXT])
    assert place_again(before[:at] + "No." + before[at + 4 :], [mark]) == [None]
    first = before.index("Yes.")
    mark = Mark(first, "Yes.", before[:first], before[first + 4 : first + 4 + CONTEXT])
    assert place_again(before.replace("A: Do you drink coffee?\n\nB: Yes.\n\n", ""), [mark]) == [None]


def test_a_text_without_words_has_no_share_of_another() -> None:
    assert Alignment("  \n", "some words").share() == 0
    assert Alignment("some words", "Some words").share() == pytest.approx(5 / 9)


def test_of_a_sentence_that_was_said_twice_the_one_that_went_is_not_the_one_that_stayed() -> None:
    said = "It is only the price that counts."
    first, second = f"A: And then?\n\nB: {said} Well.\n\n", f"A: And now?\n\nB: {said} So it is.\n\n"
    before, places = first + second, (first.index(said), len(first) + second.index(said))
    marks = [
        Mark(at, said, before[max(at - CONTEXT, 0) : at], before[at + len(said) : at + len(said) + CONTEXT])
        for at in places
    ]
    for gone, now in ((0, "A: Hm?\n\nB: No.\n\n" + second), (1, first + "A: Hm?\n\nB: No.\n\n")):
        at = now.index(said)
        assert place_again(now, marks) == [None if n == gone else (at, at + len(said)) for n in (0, 1)]


CALLED = (
    "Joka viikko on palaveri, ja kerran vuodessa semmonen isompi päivä, missä katotaan ennusteet. "
    "B:lle on kvartaali. C:lle on, no C:lle on uutiskirje. Ja sitten on yhteinen laatikko. Se on kaikille."
)


@pytest.mark.parametrize(
    ("now", "again"),
    [
        (
            CALLED.replace("B:lle on kvartaali. ", "").replace("ennusteet", "ennustee").replace("no C:lle", "no Mäki"),
            None,
        ),
        (CALLED.replace("B:lle", "A:lle"), "A:lle"),
    ],
)
def test_a_word_of_few_letters_is_not_taken_for_another_one(now: str, again: str | None) -> None:
    (span,) = place_again(now, [marked(CALLED, "B:lle")])
    assert (None if span is None else now[slice(*span)]) == again


def test_a_renamed_speaker_costs_no_decision(study: Path) -> None:
    decide(study, "Anna", "add", "Money is never easy.", "money")
    decide(study, "Anna", "seen", "Nobody likes the silence.", "")
    path = study / "transcripts/H1.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("H1:", "Mrs Virta:"), encoding="utf-8")
    counted = count_study(open_study(study))
    assert lost_decisions(counted.people) == ()
    assert [d.quote for d in counted.people.placed("Anna").decisions] == [
        "Money is never easy.",
        "Nobody likes the silence.",
    ]


@given(st.text("abc .\n", max_size=120), st.text("abc .\n", max_size=120), st.integers(0, 100), st.integers(1, 20))
def test_a_place_found_again_is_always_in_the_text(before: str, now: str, start: int, length: int) -> None:
    quote = before[start : start + length]
    if quote:
        (span,) = place_again(now, [marked(before, quote)])
        assert span is None or 0 <= span[0] <= span[1] <= len(now)


@pytest.mark.slow
@given(st.lists(st.sampled_from(TEXT.split()), min_size=30, max_size=80), st.data())
def test_an_unchanged_text_keeps_every_place(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 1, len(text)))
    mark = Mark(start, text[start:end], text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT])
    (span,) = place_again(text, [mark])
    assert span in (None, (start, end))


def test_lines_are_made_to_be_read(study: Path) -> None:
    decide(study, "Anna", "add", "in person", "talk", memo="why?")
    line = json.loads((study / ANNA).read_text(encoding="utf-8"))
    assert list(line) == [
        "transcript",
        "start",
        "end",
        "quote",
        "code",
        "decision",
        "memo",
        "time",
        "text",
        "before",
        "after",
    ]
