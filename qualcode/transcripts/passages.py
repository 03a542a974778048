"""What a format reader hands on: passages in order, and how they become the fixed text with its turns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qualcode.model import Turn

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # all of Unicode's Cc and Cs but tab and line feed
PAUSE, PARAGRAPH = 1.5, 400  # seconds of silence, and characters, after which nameless speech begins a paragraph
NO_SPEAKERS = (
    "no speakers are named; everything, the interviewer's speech too, was read as one participant's. "
    "Export it with names, or write `Name: ` where each speaker begins."
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a file: speech when it has a speaker (which may be ""), matter outside the talk when None. Times are
    seconds.

    With a reason in `left_out` it is in no transcript, only in its account.
    """

    text: str
    speaker: str | None = None
    start_time: float | None = None
    end_time: float | None = None
    question: str | None = None
    head: str = ""  # what of the file stands for speaker and times and is not said: its label, time, number
    left_out: str = ""  # why the text is left out of the transcript; "" when it is in it
    place: str = ""  # where in the file what is left out stands
    why: str = ""  # how the speaker was told from the layout, where no label names one


def clean(text: str) -> tuple[str, int]:
    """The text as it is kept (NFC, `\\n` line ends, no BOM, no control characters) and how many characters were
    removed.
    """
    if _SURROGATE.search(text):  # halves of emoji that a reader left apart
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = re.sub(r"\r\n?|[\u2028\u2029]", "\n", text.removeprefix("\ufeff")).replace("\u00a0", " ")
    text = re.sub("\u00ad(?:\n(?=[^\\W\\d_]))?", "", text)  # a soft hyphen at a line's end joins the word again
    text, removed = _CONTROL.subn("", text)
    return unicodedata.normalize("NFC", text), removed


@dataclass
class Growing:
    """A passage that others are added to; its text is put together once, for adding to it each time takes the longer
    the longer it is.
    """

    first: Passage
    pieces: list[str]
    letters: int
    end_time: float | None
    heads: list[str]

    @classmethod
    def of(cls, passage: Passage) -> Growing:
        """A passage alone."""
        return cls(passage, [passage.text], len(passage.text), passage.end_time, [passage.head] if passage.head else [])

    def add(self, joint: str, text: str, head: str = "") -> None:
        """Go on with a text."""
        self.pieces += (joint, text)
        self.letters += len(joint) + len(text)
        if head:
            self.heads.append(head)

    def whole(self) -> Passage:
        """The passage with all of its text."""
        return replace(self.first, text="".join(self.pieces), end_time=self.end_time, head=" ".join(self.heads))


def merge_speakers(passages: Iterable[Passage]) -> list[Passage]:
    """The passages with neighbours of one speaker joined: what a machine cut into cues is one turn again."""
    merged: list[Growing] = []
    left_out: list[Passage] = []
    for passage in passages:
        if passage.left_out:
            left_out.append(passage)
            continue
        last = merged[-1] if merged else None
        if last is not None and not passage.text and passage.speaker is None:
            last.heads.append(passage.head)
            continue
        same = last is not None and (last.first.speaker, last.first.question) == (passage.speaker, passage.question)
        if last is not None and same and passage.speaker is not None:
            last.add(" ", passage.text, passage.head)
            last.end_time = max((time for time in (last.end_time, passage.end_time) if time is not None), default=None)
        else:
            merged.append(Growing.of(passage))
    return [*(passage.whole() for passage in merged), *left_out]


def merge_segments(passages: Sequence[Passage], warnings: list[str]) -> tuple[list[Passage], list[str]]:
    """A machine's or a table's rows as turns: neighbours of one speaker joined.

    When no one is named they are joined to paragraphs of whole sentences, each a nameless turn, and a warning says so.
    """
    if any(passage.speaker for passage in passages):
        return merge_speakers(passages), warnings
    return _paragraphs(passages), [*warnings, NO_SPEAKERS]


def _paragraphs(passages: Iterable[Passage]) -> list[Passage]:
    """Nameless speech in paragraphs: one ends with a sentence, after a pause or when it is long."""
    paragraphs: list[Growing] = []
    left_out: list[Passage] = []
    for passage in passages:
        if passage.left_out:
            left_out.append(passage)
            continue
        last = paragraphs[-1] if paragraphs else None
        if last is not None and not passage.text and passage.speaker is None:
            last.heads.append(passage.head)
            continue
        if last is None or last.first.speaker is None or passage.speaker is None or _ends(last, passage):
            paragraphs.append(Growing.of(passage if passage.speaker is None else replace(passage, speaker="")))
        else:
            last.add(" ", passage.text, passage.head)
            last.end_time = passage.end_time
    return [*(paragraph.whole() for paragraph in paragraphs), *left_out]


def _ends(last: Growing, following: Passage) -> bool:
    if last.first.question != following.question:
        return True
    if not last.pieces[-1].rstrip('"”’)').endswith((".", "?", "!")):
        return last.letters > 20 * PARAGRAPH
    pause = (following.start_time or 0.0) - (last.end_time or 0.0)
    return pause >= PAUSE or last.letters > PARAGRAPH


def lay_out(passages: Sequence[Passage]) -> tuple[str, tuple[Turn, ...]]:
    """One readable text, `Label: speech` with a blank line between passages, and the turns that point into it (roles
    still open).
    """
    pieces: list[str] = []
    turns: list[Turn] = []
    position = 0
    for passage in passages:
        body = passage.text.replace("\t", " ").strip()
        if not body or passage.left_out:
            continue
        label = f"{passage.speaker}: " if passage.speaker else ""
        if passage.speaker is not None:
            start = position + len(label)
            times = (passage.start_time, passage.end_time)
            turns.append(
                Turn(len(turns) + 1, passage.speaker, "participant", passage.question, start, start + len(body), *times)
            )
        pieces.append(label + body)
        position += len(label) + len(body) + 2
    return "\n\n".join(pieces), tuple(turns)
