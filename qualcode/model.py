"""The things that stand between the arrows of the line: transcript, turn, unit, coding, codebook, guide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

Role = Literal["interviewer", "participant", "other"]
UnitKind = Literal["sentence", "turn", "answer"]
ROLES: tuple[Role, ...] = ("interviewer", "participant", "other")
RULES_CODER = "rules"


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages, by language code; the empty code holds a text without a language."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, language: str) -> str:
        """The text in `language`, else the one without a language, else the first there is, else ''."""
        texts = self.by_language
        return texts.get(language) or texts.get("") or next(iter(texts.values()), "")


# -- transcripts ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SpeakerLabels:
    """What a study says of who speaks: labels by role (compared without case), and what tells voices apart where labels
    are missing.

    `layout` names how the voices look ("bold asks"); `questions` are the wordings of the interview guide, which an
    interviewer asks. `unlabelled` "speech": what no speaker's label stands before, titles too, is a nameless
    participant's speech.
    """

    interviewer: tuple[str, ...] = ()
    participant: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    layout: str = ""
    questions: tuple[str, ...] = ()
    unlabelled: str = ""

    def layouts(self) -> tuple[str, ...]:
        """The names of the layouts, of which each file has one."""
        return tuple(filter(None, (name.strip().lower() for name in self.layout.split(";"))))


@dataclass(frozen=True, slots=True)
class Speaker:
    """A label of a transcript, its role and why it was given that role; `guessed` when behaviour decided."""

    label: str
    role: Role
    reason: str
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's uninterrupted speech: `text[start:end]` of its transcript. Times are seconds."""

    number: int
    speaker: str
    role: Role
    question: str | None
    start: int
    end: int
    start_time: float | None = None
    end_time: float | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A text of a file that is not in the transcript, why, and where in the file it stands.

    `furniture` marks what is on every page or around every cue, which nobody misses: running headers, page and line
    numbers.
    """

    text: str
    reason: str
    place: str = ""
    words: int = 0
    furniture: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """Where the words of a file went. A word is a run of letters and digits: `on-site` is two.

    `file` counts the words that a plain walk over everything that is text in the file meets, which knows nothing of how
    it was read. They are `speech` (by role) + `outside` (titles and other matter outside the talk) + `labels`
    (speakers, times, numbers of cues) + `notes` (a transcriber's, in brackets within speech) + what is in `left_out` +
    `lost` (unaccounted for) - `doubled` (twice in the transcript, once in the file). `lost_quotes` and `doubled_quotes`
    show some of these.
    """

    file: int
    speech: Mapping[str, int] = field(default_factory=dict)
    outside: int = 0
    labels: int = 0
    notes: int = 0
    left_out: tuple[LeftOut, ...] = ()
    lost: int = 0
    doubled: int = 0
    lost_quotes: tuple[str, ...] = ()
    doubled_quotes: tuple[str, ...] = ()

    @property
    def left_out_words(self) -> int:
        """How many words were left out."""
        return sum(part.words for part in self.left_out)

    def adds_up(self) -> bool:
        """Whether every word of the file went to one place, and to one only."""
        told = sum(self.speech.values()) + self.outside + self.labels + self.notes + self.left_out_words
        return not self.lost and not self.doubled and told == self.file


@dataclass(frozen=True, slots=True)
class Transcript:
    """One interview as read: the fixed text and its turns. Offsets are code points, half-open."""

    id: str
    source: Path
    format: str
    language: str
    text: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    account: Account | None = None

    def __repr__(self) -> str:
        return f"<Transcript {self.id}: {len(self.turns)} turns, {self.language}, {self.source}>"

    def turn_text(self, turn: Turn) -> str:
        """What was said in the turn."""
        return self.text[turn.start : turn.end]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the interview guide; `variants` are other wordings of it."""

    id: str
    theme: str
    text: Text
    variants: tuple[str, ...] = ()

    def wordings(self) -> tuple[str, ...]:
        """Every wording the guide gives, in every language."""
        return (*self.text.by_language.values(), *self.variants)


@dataclass(frozen=True, slots=True)
class Guide:
    """The interview guide, in its own order."""

    questions: tuple[Question, ...] = ()


# -- codebook ------------------------------------------------------------------------------------


WordKind = Literal["lemma", "first", "prefix", "suffix", "part", "form"]


class Word(NamedTuple):
    """One word of a rule: the lemma itself, its beginning or end, a compound's part, the first reading or an exact
    form.
    """

    kind: WordKind
    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order; `gaps[i]` is the number of words allowed between word i and word i + 1."""

    words: tuple[Word, ...]
    gaps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression over the unit's text, without regard to case."""

    pattern: str


@dataclass(frozen=True, slots=True)
class TokenPattern:
    """A raw spaCy Matcher pattern, as JSON text."""

    json: str


Match = Phrase | Regex | TokenPattern


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of an `&`: what must, or (negated) must not, be in the unit."""

    match: Match
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule line: all operands must hold in a unit; the first one is what gets coded."""

    source: str
    operands: tuple[Operand, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Limit:
    """Where a code may be applied: only in answers to these questions, only in the speech of these roles; empty allows
    all.
    """

    question: tuple[str, ...] = ()
    role: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the codebook; a top-level code is a theme. `scale` "ordinal": its subcodes are ordered levels.

    `abbreviation` is what it is called in the margin of a document: PE-OA.
    """

    id: str
    label: Text
    definition: Text = Text()
    include: Text = Text()
    exclude: Text = Text()
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counterexamples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    codes: tuple[Code, ...] = ()
    scale: Literal["nominal", "ordinal"] = "nominal"
    only: Limit | None = None
    line: int = 0
    abbreviation: str = ""

    def walk(self, level: int = 1, theme: str = "", limits: tuple[Limit, ...] = ()) -> Iterator[Place]:
        """This code and its descendants with their places, in codebook order; a limit holds for subcodes too."""
        limits = (*limits, self.only) if self.only else limits
        yield Place(self, level, theme or self.id, limits)
        for code in self.codes:
            yield from code.walk(level + 1, theme or self.id, limits)


@dataclass(frozen=True, slots=True)
class Place:
    """A code's place in its codebook: its level (1 is a theme), the id of its theme, and where it may be applied."""

    code: Code
    level: int
    theme: str
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Codebook:
    """Codes in order; the order is the order of every table."""

    name: str
    title: Text
    codes: tuple[Code, ...]
    source: Text = Text()
    file: Path | None = None
    sha256: str = ""

    def __repr__(self) -> str:
        return f"<Codebook {self.name}: {sum(1 for _ in self.walk())} codes>"

    def walk(self) -> Iterator[Place]:
        """Every code with its place, in codebook order."""
        for code in self.codes:
            yield from code.walk()

    def families(self) -> dict[str, frozenset[str]]:
        """Each code's id with its own and its subcodes' ids, in codebook order."""
        return {place.code.id: frozenset(below.code.id for below in place.code.walk()) for place in self.walk()}

    def languages(self) -> tuple[str, ...]:
        """The languages in which any code has rules, in first-seen order."""
        return tuple(dict.fromkeys(lang for place in self.walk() for lang in place.code.rules))


# -- coding --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coding:
    """One code applied to one stretch of one transcript by one coder.

    `rule` and `lemma` say what matched and why; `negated` that the stretch stands under a negation in its clause.
    """

    transcript: str
    turn: int
    unit: int
    start: int
    end: int
    quote: str
    code: str
    coder: str
    rule: str
    lemma: str
    negated: bool = False
