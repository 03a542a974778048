"""Which guide question each stretch answers: precision and recall on the worked example, labelled by hand."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT

from qualcode.errors import InputError
from qualcode.language import content_words, open_readings
from qualcode.line.corpus import Corpus
from qualcode.model import Guide, Question, Text, Transcript, Turn
from qualcode.results.overview import answer_table, answers_table, described, speaker_table
from qualcode.study import Study, open_study
from qualcode.transcripts import QuestionMatcher, assign_questions, read_transcript
from qualcode.transcripts.questions.answers import Answer, read_answers, settled
from qualcode.transcripts.questions.guide_file import read_guide

QUESTIONS = ROOT / "tests/questions"

# The interviewer's turns that open a question of the guide, labelled by reading them.
OPENINGS = {
    "H1": {3: "q1", 7: "q2", 9: "q3", 18: "q7", 24: "q4", 29: "q6", 35: "q8", 39: "q5", 44: "q10", 49: "q9"},
    "H2": {3: "q1", 7: "q9", 13: "q4", 15: "q3", 19: "q7", 25: "q6", 31: "q8", 40: "q2", 42: "q5", 44: "q10"},
    "H3": {3: "q1", 7: "q2", 11: "q3", 17: "q8", 23: "q4", 27: "q6", 33: "q7", 39: "q5", 43: "q10"},
    "H4": {3: "q1", 9: "q3", 15: "q4", 21: "q8", 25: "q7", 29: "q9", 35: "q6", 41: "q2", 45: "q10"},
    "H5": {3: "q1", 7: "q2", 11: "q3", 17: "q4", 27: "q7", 29: "q6", 33: "q8", 39: "q9", 43: "q10"},
}


def openings(transcript: Transcript) -> dict[int, str]:
    """The turns at which another question opens."""
    found, current = {}, None
    for turn in transcript.turns:
        if turn.question is not None and turn.question != current:
            found[turn.number] = turn.question
        current = turn.question
    return found


def scores() -> tuple[float, float, float]:
    """Precision and recall of openings, and the share of the participants' turns that get the right question, on the
    worked example.
    """
    matcher = QuestionMatcher(
        read_guide(ROOT / "transcripts/guide.yaml"), content_words("fi", open_readings("fi", None))
    )
    right = said = wanted = turns = correct = 0
    for name, gold in OPENINGS.items():
        (path,) = (ROOT / "transcripts").glob(f"{name}.*")
        transcript = assign_questions(read_transcript(path, language="fi"), matcher)
        found = openings(transcript)
        right += len(found.items() & gold.items())
        said, wanted = said + len(found), wanted + len(gold)
        current = None
        for turn in transcript.turns:
            current = gold.get(turn.number, current)
            if turn.role == "participant":
                turns, correct = turns + 1, correct + (turn.question == current)
    return right / said, right / wanted, correct / turns


def test_precision_and_recall_on_the_worked_example() -> None:
    precision, recall, answers = scores()
    assert precision >= 0.93
    assert recall >= 0.87
    assert answers >= 0.89


def labelled(name: str) -> dict[str, dict[int, str]]:
    """Transcript → turn → question, of the second set, as labelled by reading it; turns that have none are left out."""
    found: dict[str, dict[int, str]] = {}
    for row in csv.DictReader((QUESTIONS / f"{name}.csv").read_text(encoding="utf-8").splitlines()):
        if row["question"] != "-":
            found.setdefault(row["transcript"], {})[int(row["turn"])] = row["question"]
    return found


def test_a_guide_without_variants_on_the_second_set() -> None:
    matcher = QuestionMatcher(read_guide(QUESTIONS / "guide.yaml"), content_words("fi", open_readings("fi", None)))
    gold, answers = labelled("labels"), labelled("answers")
    right = said = wanted = turns = correct = 0
    for name, own in gold.items():
        transcript = assign_questions(read_transcript(QUESTIONS / f"{name}.txt", language="fi"), matcher)
        found = openings(transcript)
        right, said, wanted = right + len(found.items() & own.items()), said + len(found), wanted + len(own)
        asked = {turn.number: turn.question for turn in transcript.turns}
        turns, correct = (
            turns + len(answers[name]),
            correct + sum(asked[number] == q for number, q in answers[name].items()),
        )
    assert 2 * right / (said + wanted) >= 0.80
    assert correct / turns >= 0.80


def test_a_turn_settled_by_hand_decides_and_is_found_again_by_its_words() -> None:
    transcript = interview("Miten perehdytys sujui?", "No.", "Entä se toinen?", "No.", "Joo.", "No.")
    answers = (
        Answer("Entä  se toinen?", 7, "q2.1", 2),
        Answer("Miten perehdytys sujui", 1, "-", 3),
        Answer("Hävinnyt rivi", 9, "q1", 4),
    )
    decided, warnings = settled(transcript, answers)
    assert decided == {3: "q2.1", 1: "-"}
    assert "'Hävinnyt rivi'" in warnings[0]
    assert [turn.question for turn in assign_questions(transcript, QuestionMatcher(GUIDE), decided).turns] == [
        None,
        None,
        *["q2.1"] * 4,
    ]


def test_of_turns_with_the_same_words_the_nearest_is_meant() -> None:
    transcript = interview("Joo.", "No.", "Joo.", "No.", "Joo.", "No.")
    assert settled(transcript, (Answer("Joo.", 5, "q1", 2),))[0] == {5: "q1"}


def test_the_file_of_answers_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "guide-answers.csv"
    path.write_text(
        "transcript;turn;words;recognised;question\nH1;3;Miten?;;q9\nH9;5;Entä?;;-\nH1;7;Niin?;q1;\nH1;9;Joo?;;Q1\n",
        encoding="utf-8",
    )
    found = read_answers(path, ["q1"], ["H1"])
    assert found.by_transcript == {"H1": (Answer("Joo?", 9, "q1", 5),)}
    assert [(problem.line, problem.message.split(";")[0]) for problem in found.warnings] == [
        (2, "there is no question 'q9'"), (3, "there is no transcript 'H9'"),
    ]  # fmt: skip
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column for transcript, words, question"):
        read_answers(path, ["q1"], ["H1"])


def test_answers_are_written_settled_and_counted(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts/a.txt").write_text(
        "K: Miten perehdytys sujui?\n\nV: Hyvin.\n\nK: Entä se?\n\nV: Joo.\n", encoding="utf-8"
    )
    (tmp_path / "transcripts/guide.yaml").write_text(
        "questions:\n  - {id: q1, text: Miten perehdytys sujui?}\n  - {id: q2, text: Mitä palaute merkitsee?}\n",
        encoding="utf-8",
    )
    corpus = Corpus(open_study(tmp_path))
    frame = answers_table(corpus.transcripts(), corpus.study.answers).frame
    assert list(frame["recognised"]) == ["q1", ""]
    frame.loc[1, "question"] = "q2"
    frame.to_csv(tmp_path / "guide-answers.csv", index=False)
    (found,) = Corpus(open_study(tmp_path)).transcripts()
    assert [turn.question for turn in found.turns] == ["q1", "q1", "q2", "q2"]


def test_variants_are_a_list_or_lists_by_language(tmp_path: Path) -> None:
    for text in ("[Miten?, How?]", "{fi: [Miten?], en: [How?]}", "[{fi: Miten?}, {en: How?}]"):
        (tmp_path / "guide.yaml").write_text(
            f"questions:\n  - id: q1\n    text: Mitä?\n    variants: {text}\n", encoding="utf-8"
        )
        assert read_guide(tmp_path / "guide.yaml").questions[0].variants == ("Miten?", "How?")


GUIDE = Guide(
    (
        Question("q1", "", Text({"": "Miten perehdytys sujui?"})),
        Question("q2.1", "", Text({"": "Mitä palaute merkitsee?"})),
    )
)


def interview(*said: str) -> Transcript:
    text, turns = "", []
    for number, speech in enumerate(said, 1):
        who = ("K", "interviewer") if number % 2 else ("V", "participant")
        turns.append(Turn(number, who[0], who[1], None, len(text), len(text) + len(speech)))  # type: ignore[arg-type]
        text += speech + "\n"
    return Transcript("a", Path("a"), "txt", "fi", text, tuple(turns))


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        ("Q2.1. No entä tuo?", "q2.1"),
        ("2. Entä tuo?", "q2.1"),
        ("Kysymys 1: Entä tuo?", "q1"),
        ("15.30 aloitettiin.", None),
    ],
)
def test_a_number_before_the_question_decides(asked: str, question: str | None) -> None:
    assert assign_questions(interview(asked, "Joo."), QuestionMatcher(GUIDE)).turns[1].question == question


def test_a_question_asked_again_later_opens_again() -> None:
    transcript = assign_questions(
        interview(
            "Miten perehdytys sujui?",
            "No.",
            "Mitä palaute merkitsee?",
            "No.",
            "Palataan: miten se perehdytys sujui?",
            "Hyvin.",
        ),
        QuestionMatcher(GUIDE),
    )
    assert [turn.question for turn in transcript.turns[1::2]] == ["q1", "q2.1", "q1"]


def test_questions_a_file_names_are_kept() -> None:
    transcript = interview("Mitä palaute merkitsee?", "No.")
    named = replace(transcript, turns=tuple(replace(turn, question="q9") for turn in transcript.turns))
    assert assign_questions(named, QuestionMatcher(GUIDE)) == named


def test_an_empty_guide_assigns_nothing() -> None:
    assert assign_questions(interview("Mitä?", "No."), QuestionMatcher(Guide())).turns[1].question is None


def test_answers_and_speakers_are_measured(example: Study, example_transcripts: dict[str, Transcript]) -> None:
    found = list(example_transcripts.values())
    answers = answer_table(described(found, example.root), example.guide, "fi").frame.set_index("question")
    for question, row in answers.iterrows():
        asked = [t.id for t in found if any(turn.question == question for turn in t.turns)]
        assert row["transcripts"] == len(asked)
        assert [name for name in row["not_asked"].split(", ") if name] == [t.id for t in found if t.id not in asked]
    for t in found:
        rows = speaker_table(described([t], example.root)).frame
        assert rows["turns"].sum() == len(t.turns)
        assert abs(rows["share"].sum() - 1) < 1e-5
    empty = answer_table([], example.guide).frame
    assert (empty["transcripts"] == 0).all()
    assert empty["words"].isna().all()
