"""Finds where an interviewer asks a question of the guide, in whatever words, and whose answer each turn is.

The whole interview is decided at once: of all ways to go through the guide the one is taken that fits best what
interviewers ask and what is answered, less the cost of each step (Viterbi, 1967: the most likely path).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.model import Guide, Transcript, Turn
from qualcode.transcripts.questions.synonyms import GROUP, mean_alike
from qualcode.transcripts.voices.asking import asks

WordsOf = Callable[[str], frozenset[str]]
# what a likeness of 1 is worth: of a question, of a statement, of an answer to its question
ASKED, SAID, ANSWERED = 9.8, 3.4, 1.85
OPEN, SKIP, BACK = 1.07, 0.26, 0.51  # what it costs to open a question, more for each one skipped, and to go back
LONE, SPARSE = 0.86, 0.35  # what a single shared word is worth; the words that a wording of few words lacks
POWER = 1.2  # a likeness of a half is worth less than half of a whole one
PLACE = 2.0  # what it costs to ask the first question at the end, and the other way round
SURE = 50.0  # what a number before the question and a decision by hand are worth
ALIKE, PART, STEM = 1.0, 0.8, 0.6  # how alike words are: the same, one within the other's compound, of one stem
MEANT = 0.45  # and of one meaning
LEAST_PART, LEAST_STEM = 5, 5  # letters
BEGINS, ENDS, TURNS = 2.5, 3.1, 0.4  # what words that begin the talk, end it, and turn it to another matter are worth
_BEGINNING = re.compile(
    r"\b(?:al(?:oite|ote)taan|alkuun|aluksi|ensimmäise(?:ksi|nä)|ensiksi?|ihan ensin|"
    r"lähdetään (?:siitä|vaikka|liikkeelle)"
    r"|kuka (?:sinä |sä |te )?(?:olet|oot|olette)|to (?:start|begin)|let'?s (?:start|begin)|"
    r"first(?: of all)?,|start(?:ing)? (?:off|with)"
    r"|who are you|what do you do here|introduce yourself|about yourself|vi börjar|till att börja|först)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"\b(?:lopuksi|loppuun|lopussa|viimei?ne?n|viimeisenä|vika (?:kysymys|juttu)|last "
    r"question|finally|to (?:finish|conclude|wrap up)"
    r"|(?:one|the|my) last (?:one|thing|bit)?|near(?:ly|ing) (?:done|through|the end)|com(?:e|ing) to the end"
    r"|anything else|sista frågan|slutligen|till sist)\b",
    re.IGNORECASE,
)
_TURNING = re.compile(
    r"\b(?:mennään|siirrytään|palataan|palaan|palaisin|vaihdetaan|toinen (?:asia|juttu|teema)|"
    r"seuraava(?:ksi|na)?|entäs? sitten"
    r"|puheen ollen|yleise(?:mmin|sti)|ylipäätään|moving on|next question|let'?s (?:talk|move|"
    r"go)|turn(?:ing)? to|another thing"
    r"|coming back|go(?:ing)? back|(?:then|now) about|in general|nästa|vi går vidare)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(?:q|k|kysymys|question|nro|no\.?)?\s*(\d{1,2}(?:\.\d{1,2})?)\s*[.):]\s", re.IGNORECASE)


def surface_words(text: str) -> frozenset[str]:
    """The text's words of four letters or more, lower case: what is compared when no lemmatiser is at hand."""
    return frozenset(re.findall(r"[^\W\d_]{4,}", text.lower()))


@dataclass(frozen=True, slots=True)
class _Wording:
    """A wording of a question: its words, and how rare each is among the guide's questions."""

    question: int
    words: frozenset[str]


@dataclass(frozen=True)
class _Near:
    """The words of the guide by what words that may be like them have in common: a beginning, an end, a group of
    meaning.
    """

    begins: Mapping[str, set[str]]
    ends: Mapping[str, set[str]]
    groups: Mapping[int, set[str]]

    @classmethod
    def to(cls, words: Iterable[str]) -> _Near:
        begins, ends, groups = (
            defaultdict[str, set[str]](set),
            defaultdict[str, set[str]](set),
            defaultdict[int, set[str]](set),
        )
        for word in words:
            begins[word[:LEAST_STEM]].add(word)
            for at in range(max(len(word) - LEAST_PART + 1, 0)):
                ends[word[at:]].add(word)
            for group in GROUP.get(word, ()):
                groups[group].add(word)
        return cls(begins, ends, groups)

    def of(self, word: str) -> set[str]:
        """The words that a word may be like."""
        found = set(self.begins.get(word[:LEAST_STEM], ())) | self.ends.get(word, set())
        for at in range(1, max(len(word) - LEAST_PART + 1, 1)):
            found |= {one for one in self.ends.get(word[at:], ()) if one == word[at:]}
        return found.union(*(self.groups.get(group, set()) for group in GROUP.get(word, ())))


def _with_parts(wordings: Sequence[str]) -> list[str]:
    """The wordings and the sentences that they are made of, each of which asks the question by itself."""
    return list(dict.fromkeys(part for wording in wordings for part in (wording, *_sentences(wording))))


class QuestionMatcher:
    """Tells how much speech is like each question of the guide: by the words they share, the rarer among questions the
    more.
    """

    def __init__(self, guide: Guide, words_of: WordsOf = surface_words) -> None:
        self._words_of = words_of
        self.ids = tuple(question.id for question in guide.questions)
        self._by_number = {
            number: at for at, q in enumerate(self.ids) for number in (str(at + 1), q.lower().lstrip("qk"))
        }
        self._wordings = [
            _Wording(at, words_of(text)) for at, q in enumerate(guide.questions) for text in _with_parts(q.wordings())
        ]
        by_question = [frozenset().union(*(words_of(text) for text in q.wordings())) for q in guide.questions]
        spread = Counter(word for words in by_question for word in words)
        self._weight = {
            word: math.log(1 + len(by_question) / count) / math.log(1 + len(by_question))
            for word, count in spread.items()
        }
        self._whole = [sum(self._weight[word] for word in wording.words) for wording in self._wordings]
        self._near = _Near.to(self._weight)
        self._known: dict[str, Mapping[str, float]] = {}

    def numbered(self, text: str) -> int | None:
        """The question that a number before the text names (`Q2.1`, `2.`), by its place in the guide."""
        match = _NUMBER.match(text)
        return self._by_number.get(match[1].strip(".")) if match else None

    def likeness(self, text: str, rarity: Mapping[str, float] | None = None) -> list[float]:
        """How much of each question's wording that fits best a text holds (0…1). `rarity` weighs words by how rare they
        are in the talk.
        """
        shared: dict[str, float] = {}
        for word in self._words_of(text):
            rare = rarity.get(word, 1.0) if rarity else 1.0
            for wanted, alike in self._alike(word).items():
                shared[wanted] = max(shared.get(wanted, 0.0), alike * rare)
        found = [0.0] * len(self.ids)
        if shared:
            for wording, whole in zip(self._wordings, self._whole, strict=True):
                both = [word for word in wording.words if word in shared]
                if both and whole:
                    common = sum(self._weight[word] * shared[word] for word in both) * (
                        LONE if len(both) == 1 < len(wording.words) else 1.0
                    )
                    found[wording.question] = max(found[wording.question], (common / (whole + SPARSE)) ** POWER)
        return found

    def _alike(self, word: str) -> Mapping[str, float]:
        """The words of the questions that a word is like, and how much; one that is like words of many questions tells
        little of each.
        """
        if word not in self._known:
            found = {wanted: alike for wanted in self._near.of(word) if (alike := _alike(word, wanted))}
            questions = {wording.question for wording in self._wordings if not wording.words.isdisjoint(found)}
            tells = math.log(1 + len(self.ids) / max(len(questions), 1)) / math.log(1 + len(self.ids))
            self._known[word] = {
                wanted: alike * min(1.0, tells / self._weight[wanted]) for wanted, alike in found.items()
            }
        return self._known[word]

    def words_of(self, text: str) -> frozenset[str]:
        """The words of a text that are compared."""
        return self._words_of(text)


def _alike(word: str, wanted: str) -> float:
    if word == wanted:
        return ALIKE
    short, long = sorted((word, wanted), key=len)
    if len(short) >= LEAST_PART and (long.endswith(short) or long.startswith(short)):
        return PART
    stem = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if stem >= LEAST_STEM and stem >= 0.65 * len(short):
        return STEM
    return MEANT if mean_alike(word, wanted) else 0.0


# -- the whole interview --------------------------------------------------------------------------


def assign_questions(
    transcript: Transcript, matcher: QuestionMatcher, settled: Mapping[int, str] | None = None
) -> Transcript:
    """The transcript with the guide question of each turn: an interviewer's turn that asks one opens it until the next
    is opened.

    `settled` holds what was decided by hand: turn number → the question that the turn opens, "-" for none, "end" to
    leave the guide. A transcript whose file names the questions (a table with a question column) keeps them.
    """
    if any(turn.question for turn in transcript.turns) or not matcher.ids:
        return transcript
    gains = _gains(transcript, matcher, settled or {})
    path = _best_path(transcript.turns, gains, len(matcher.ids))
    names = (None, *matcher.ids)
    turns = (replace(turn, question=names[at + 1]) for turn, at in zip(transcript.turns, path, strict=True))
    return replace(transcript, turns=tuple(turns))


@dataclass(frozen=True, slots=True)
class _Gain:
    """What a turn is worth for each question: when it opens it, and when it is said under it; `only` is what may be
    opened here.
    """

    opens: Sequence[float]
    under: Sequence[float]
    only: int | None = None
    stays: bool = False
    ends: bool = False


def _gains(transcript: Transcript, matcher: QuestionMatcher, settled: Mapping[int, str]) -> list[_Gain]:
    texts = [transcript.turn_text(turn) for turn in transcript.turns]
    rarity = _rarity([matcher.words_of(text) for text in texts])
    nothing = [0.0] * len(matcher.ids)
    gains = []
    for turn, text in zip(transcript.turns, texts, strict=True):
        if turn.role != "interviewer":
            gains.append(
                _Gain(
                    nothing,
                    [ANSWERED * min(n, 0.6) for n in matcher.likeness(text, rarity)]
                    if turn.role == "participant"
                    else nothing,
                )
            )
            continue
        decided = settled.get(turn.number)
        number = matcher.ids.index(decided) if decided in matcher.ids else matcher.numbered(text)
        if decided in ("-", "end"):
            gains.append(_Gain(nothing, nothing, stays=True, ends=decided == "end"))
        elif number is not None:
            gains.append(_Gain([SURE if at == number else 0.0 for at in range(len(nothing))], nothing, only=number))
        else:
            gains.append(_Gain(_opening(text, matcher, rarity), nothing))
    return gains


def _rarity(turns: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much a word is worth: 1 for one said in few turns, less for one that is said all the time."""
    counts = Counter(word for words in turns for word in words)
    return {
        word: min(1.0, 0.35 + 0.65 * math.log(max(len(turns), 2) / count) / math.log(8))
        for word, count in counts.items()
    }


def _opening(text: str, matcher: QuestionMatcher, rarity: Mapping[str, float]) -> list[float]:
    """What a turn is worth for each question that it may open: its likest sentence that asks, or with a higher bar one
    that does not.
    """
    best = [0.0] * len(matcher.ids)
    sentences = _sentences(text)
    asking = [asks(sentence) for sentence in sentences]
    pieces = [*zip(sentences, asking, strict=True), *([(text, any(asking))] if 1 < len(sentences) <= 4 else [])]
    for piece, asked in pieces:
        worth = ASKED if asked else SAID
        best = [max(old, worth * new) for old, new in zip(best, matcher.likeness(piece, rarity), strict=True)]
    if any(best) and _TURNING.search(text):
        best = [gain * (1 + TURNS) for gain in best]
    if any(asking):
        best[0] += BEGINS * (_BEGINNING.search(text) is not None)
        best[-1] += ENDS * (_END.search(text) is not None)
    return best


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text) if part.strip()] or [text]


def _best_path(turns: Sequence[Turn], gains: Sequence[_Gain], questions: int) -> list[int]:
    """The question that each turn stands under (-1: none yet), on the path that is worth most."""
    states = range(-1, questions)
    worth = [0.0 if state == -1 else -math.inf for state in states]
    came: list[list[int]] = []
    for number, (turn, gain) in enumerate(zip(turns, gains, strict=True)):
        before, steps = worth, []
        at = number / max(len(turns) - 1, 1)
        worth = []
        for state in states:
            best, source = before[state + 1], state
            if gain.ends:
                left = max(states, key=lambda one: before[one + 1])
                best, source = (before[left + 1], left) if state == -1 else (-math.inf, state)
            if turn.role == "interviewer" and state >= 0 and not gain.stays and gain.opens[state] > 0:
                reached, origin = max((before[old + 1] - _cost(old, state), old) for old in states if old != state)
                reached += gain.opens[state] - PLACE * abs(at - (state + 0.5) / questions)
                if reached > best:
                    best, source = reached, origin
            if gain.only is not None and state == gain.only and source == state:
                best += SURE  # the question is asked again where it stands
            worth.append(best + (gain.under[state] if state >= 0 else 0.0))
            steps.append(source)
        came.append(steps)
    state = max(states, key=lambda one: worth[one + 1])
    path: list[int] = []
    for steps in reversed(came):
        path.append(state)
        state = steps[state + 1]
    return path[::-1]


def _cost(old: int, new: int) -> float:
    """What it costs to leave a question for another: more the further ahead, and more to go back."""
    step = new - old
    return OPEN + (SKIP * min(step - 1, 5) if step > 0 else BACK)


def unrecognised(transcript: Transcript, guide: Guide) -> list[str]:
    """The ids of the guide's questions that were not recognised in a transcript."""
    asked = {turn.question for turn in transcript.turns}
    return [question.id for question in guide.questions if question.id not in asked]
