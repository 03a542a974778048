"""A speaker out of a transcript: what this one said is erased where it stands, what the others said stays."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.files import read_bytes
from qualcode.line.corpus import Corpus
from qualcode.model import Transcript
from qualcode.privacy.key import EditedText
from qualcode.privacy.replacing import Edit, EditMap, edited
from qualcode.privacy.rewriting import TEXTS
from qualcode.transcripts import read_transcript
from qualcode.transcripts.readers.encoding import codec_of

ERASED = {"fi": ("Poistettu", "[poistettu]"), "en": ("Erased", "[erased]")}  # who is said to speak, and what
_BETWEEN = (
    r"(?:\s|</?[a-zA-Z][^<>\n]*>|\n\d+\r?\n|[\d:.,]+ --> [^\n]*\n)+"  # what may part the words of a turn in subtitles
)
_BEFORE = 80  # letters between a label and what is said


@dataclass(frozen=True)
class Part:
    """A transcript without a speaker: its file as it was and will be, the edits of its text, the stretches that go,
    what to tell.
    """

    old: Path
    new: Path
    content: bytes
    text: EditedText
    spans: tuple[tuple[int, int], ...]
    warnings: tuple[Problem, ...] = ()


def without_speaker(corpus: Corpus, name: str, speaker: str) -> Part | None:
    """A transcript without what a speaker said; None where they do not speak. Raises InputError where it cannot be
    written so.
    """
    transcript = corpus.transcript(name)
    if transcript is None:
        return None
    turns = [turn for turn in transcript.turns if turn.speaker.casefold() == speaker.casefold()]
    if not turns:
        return None
    label, said = ERASED.get(transcript.language, ERASED["en"])
    edits = list[Edit]()
    for turn in turns:
        begin = turn.start - len(f"{turn.speaker}: ")
        edits += [Edit(begin, begin + len(turn.speaker), label), Edit(turn.start, turn.end, said)]
    text = EditedText(name, name, transcript.text, edited(transcript.text, edits), tuple(edits))
    spans = tuple((turn.start, turn.end) for turn in turns)
    path = corpus.source(name).path
    own = _own_format(path, transcript, speaker, label, said)
    if own is not None and _reads_as(path, own, text, transcript):
        return Part(path, path, own, text, spans)
    plain = path.with_suffix(".txt")
    content = f"{text.after}\n".encode()
    if not _reads_as(plain, content, text, transcript):
        hint = "Take the speaker's turns out of the file by hand, then `qualcode codings update`."
        raise InputError(
            [Problem(f"cannot be written without {speaker} so that the rest reads the same.", path, hint=hint)]
        )
    hint = "Times and layout are gone from it; they were only in the file that goes."
    warnings = () if plain == path else (Problem("becomes a .txt file.", path, hint=hint),)
    return Part(path, plain, content, text, spans, warnings)


def _own_format(path: Path, transcript: Transcript, speaker: str, label: str, said: str) -> bytes | None:
    """The file with the speaker's turns erased, found one after the other in the order of the talk; None where that
    cannot be.
    """
    data = read_bytes(path)
    codec = codec_of(data) if path.suffix.lower() in TEXTS else None
    if codec is None:
        return None
    text, at, edits = data.decode(codec), 0, list[Edit]()
    for turn in transcript.turns:
        words = _BETWEEN.join(map(re.escape, transcript.text[turn.start : turn.end].split()))
        match = re.compile(words).search(text, at)
        if match is None:
            return None
        if turn.speaker.casefold() == speaker.casefold():
            before = text.rfind(turn.speaker, max(at - len(turn.speaker), match.start() - _BEFORE, 0), match.start())
            edits += [Edit(before, before + len(turn.speaker), label)] if before >= 0 else []
            edits.append(Edit(match.start(), match.end(), said))
        at = match.end()
    return edited(text, edits).encode(codec, "replace")


def _reads_as(path: Path, content: bytes, text: EditedText, before: Transcript) -> bool:
    """Whether the file reads as the text after the edits, with the same turns."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / path.name
        file.write_bytes(content)
        try:
            found = read_transcript(file, language=before.language)
        except InputError:
            return False
    edits = EditMap(text.edits)
    return found.text == text.after and [(t.start, t.end) for t in found.turns] == [
        edits.span(t.start, t.end) for t in before.turns
    ]
