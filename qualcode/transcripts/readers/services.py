"""What transcription services write as JSON → pieces of speech: AWS, Google, Deepgram, AssemblyAI, Azure, Speechmatics, Watson and others.

A recogniser takes the whole value and gives the pieces, each with the places of the texts that it is made of, or None when the value is not
of its service. Of several readings only the first is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qualcode.transcripts.readers.records import clock

_NO_SPACE = re.compile(r"[.,?!;:…%)\]}’”]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of speech: its text and the places of the texts that it was made of, its speaker (None: not named) and times in seconds.

    `joined`: without a space to the one before it.
    """

    text: str
    places: tuple[str, ...]
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    joined: bool = False


Recogniser = Callable[[Any], "list[Piece] | None"]


def recognise(data: Any) -> tuple[str, list[Piece]] | None:
    """The name of the service that wrote a value, and what was said; None when none of them did."""
    for name, recogniser in RECOGNISERS.items():
        try:
            pieces = recogniser(data)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):
            pieces = None
        if pieces and any(piece.text.strip() for piece in pieces):
            return name, pieces
    return None


def _speaker(value: object) -> str | None:
    """What a service calls a speaker: a name as it is, a number as `Speaker 1`."""
    if value is None or value == "" or isinstance(value, bool | dict | list):
        return None
    return f"Speaker {value}" if isinstance(value, int) or str(value).isdigit() else str(value)


def _items(values: Any, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects of a list with their places."""
    for number, value in enumerate(values if isinstance(values, list) else [], 1):
        if isinstance(value, dict):
            yield f"{place}[{number}]", value


def _words(
    words: Any, place: str, texts: Iterable[str], speaker_of: Callable[[Mapping[str, Any]], object] = lambda _: None
) -> Iterator[Piece]:
    """The pieces of a list of words that have their text, speaker and times under known keys."""
    for at, word in _items(words, place):
        key = next((name for name in texts if isinstance(word.get(name), str)), None)
        if key is not None:
            start, end = (next((clock(word[name]) for name in names if name in word), None) for names in (_STARTS, _ENDS))
            own = _speaker(speaker_of(word))
            yield Piece(word[key], (f"{at}.{key}",), own, start, end, _NO_SPACE.fullmatch(word[key].strip()) is not None)


_STARTS = ("start", "start_time", "startTime", "startOffset", "from", "ts")
_ENDS = ("end", "end_time", "endTime", "endOffset", "to", "end_ts")


def _aws(data: Any) -> list[Piece] | None:
    """Amazon Transcribe: `results.items`, speakers at the item or in `speaker_labels` by start time."""
    results = data["results"]
    items = results["items"]
    spoken = {
        str(item["start_time"]): item.get("speaker_label") or segment.get("speaker_label")
        for segment in (results.get("speaker_labels") or {}).get("segments", [])
        for item in segment.get("items", [])
    }
    pieces: list[Piece] = []
    last: str | None = None
    for at, item in _items(items, "results.items"):
        own = item.get("speaker_label") or spoken.get(str(item.get("start_time", "")))
        last = _speaker(own) or last if spoken or own else None
        text = item["alternatives"][0]["content"]
        pieces.append(
            Piece(
                text,
                (f"{at}.alternatives[1].content",),
                last,
                clock(item.get("start_time")),
                clock(item.get("end_time")),
                item["type"] == "punctuation",
            )
        )
    return pieces


def _google(data: Any) -> list[Piece] | None:
    """Google Speech-to-Text: `results[].alternatives[0]`, a speaker a word; the last result may repeat all words with their speakers."""
    prefix = "response.results" if "response" in data else "results"
    results = list(_items(data.get("response", data)["results"], prefix))
    if not results or not all("alternatives" in result for _, result in results):
        return None

    def speaker_of(word: Mapping[str, Any]) -> object:
        return word.get("speakerLabel") or word.get("speakerTag") or word.get("speaker_tag") or None

    by_result: list[list[Piece]] = []
    for at, result in results:
        first: Mapping[str, Any] = next(iter(result["alternatives"]), {})
        pieces = list(_words(first.get("words"), f"{at}.alternatives[1].words", ("word",), speaker_of))
        whole = first.get("transcript")
        by_result.append(pieces or ([Piece(whole, (f"{at}.alternatives[1].transcript",))] if isinstance(whole, str) else []))
    *before, last = by_result
    if before and len(last) > 1 and sum(len(p.text.split()) for found in before for p in found) == len(last) and last[0].speaker:
        return last
    return [piece for found in by_result for piece in found]


def _deepgram(data: Any) -> list[Piece] | None:
    """Deepgram: `results.utterances`, else the paragraphs or words of the first alternative of each channel."""
    results = data["results"]
    if utterances := results.get("utterances"):
        return [
            Piece(u["transcript"], (f"{at}.transcript",), _speaker(u.get("speaker")), clock(u.get("start")), clock(u.get("end")))
            for at, u in _items(utterances, "results.utterances")
        ]
    pieces: list[Piece] = []
    channels = list(_items(results["channels"], "results.channels"))
    for number, (at, channel) in enumerate(channels):
        first, place = channel["alternatives"][0], f"{at}.alternatives[1]"
        own = number if len(channels) > 1 else None
        found = list(_deepgram_paragraphs(first, place)) or list(
            _words(first.get("words"), f"{place}.words", ("punctuated_word", "word"), lambda word, own=own: word.get("speaker", own))  # type: ignore[misc]
        )
        pieces += found or [Piece(first["transcript"], (f"{place}.transcript",), _speaker(own))]
    return sorted(pieces, key=lambda p: p.start or 0.0) if len(channels) > 1 else pieces


def _deepgram_paragraphs(first: Mapping[str, Any], place: str) -> Iterator[Piece]:
    for at, paragraph in _items((first.get("paragraphs") or {}).get("paragraphs"), f"{place}.paragraphs.paragraphs"):
        for inner, sentence in _items(paragraph.get("sentences"), f"{at}.sentences"):
            times = (clock(sentence.get("start")), clock(sentence.get("end")))
            yield Piece(sentence["text"], (f"{inner}.text",), _speaker(paragraph.get("speaker")), *times)


def _assemblyai(data: Any) -> list[Piece] | None:
    """AssemblyAI and Gladia: utterances with a speaker; times in thousandths where the file says so by whole numbers."""
    if "audio_url" not in data and "language_code" not in data and "audio_duration" not in data:
        return None
    if utterances := data.get("utterances"):
        return [
            Piece(u["text"], (f"{at}.text",), _speaker(u.get("speaker")), clock(u.get("start"), 0.001), clock(u.get("end"), 0.001))
            for at, u in _items(utterances, "utterances")
        ]
    return list(_words(data.get("words"), "words", ("text",))) and [Piece(data["text"], ("text",))]


def _azure(data: Any) -> list[Piece] | None:
    """Azure Speech: `recognizedPhrases` (batch) with the first of `nBest`, or `phrases` (fast transcription)."""
    pieces: list[Piece] = []
    for at, phrase in _items(data.get("recognizedPhrases"), "recognizedPhrases"):
        text = phrase["nBest"][0]["display"]
        start = (phrase.get("offsetInTicks") or 0) / 1e7
        pieces.append(
            Piece(
                text,
                (f"{at}.nBest[1].display",),
                _speaker(phrase.get("speaker")),
                start,
                start + (phrase.get("durationInTicks") or 0) / 1e7,
            )
        )
    for at, phrase in _items(data.get("phrases"), "phrases"):
        if "offsetMilliseconds" in phrase:
            start = phrase["offsetMilliseconds"] / 1000
            end = start + phrase.get("durationMilliseconds", 0) / 1000
            pieces.append(Piece(phrase["text"], (f"{at}.text",), _speaker(phrase.get("speaker")), start, end))
    return pieces


def _speechmatics(data: Any) -> list[Piece] | None:
    """Speechmatics: `results[]` of words and punctuation, the first of `alternatives`."""
    pieces: list[Piece] = []
    for at, item in _items(data["results"], "results"):
        first = item["alternatives"][0]
        joined = item["type"] == "punctuation" or item.get("attaches_to") == "previous"
        pieces.append(
            Piece(
                first["content"],
                (f"{at}.alternatives[1].content",),
                _speaker(first.get("speaker")),
                clock(item.get("start_time")),
                clock(item.get("end_time")),
                joined,
            )
        )
    return pieces


def _watson(data: Any) -> list[Piece] | None:
    """IBM Watson: words of the first alternatives with `timestamps`, speakers in `speaker_labels` by time."""
    speakers = {label["from"]: label["speaker"] for label in data["speaker_labels"]}
    pieces: list[Piece] = []
    for at, result in _items(data["results"], "results"):
        for number, (word, start, end) in enumerate(result["alternatives"][0]["timestamps"], 1):
            pieces.append(
                Piece(word, (f"{at}.alternatives[1].timestamps[{number}][1]",), _speaker(speakers.get(start)), clock(start), clock(end))
            )
    return pieces


def _elevenlabs(data: Any) -> list[Piece] | None:
    """ElevenLabs Scribe: `words` with `speaker_id`; spaces are items of their own."""
    if not any("speaker_id" in word and "type" in word for word in data["words"]):
        return None
    return [piece for piece in _words(data["words"], "words", ("text",), lambda word: word.get("speaker_id")) if piece.text.strip()]


def _draft(data: Any) -> list[Piece] | None:
    """Draft.js blocks, as the editors of the BBC and autoEdit write them: a paragraph a block, the speaker among its data."""
    blocks = data["blocks"]
    if "entityMap" not in data:
        return None
    pieces = []
    for at, block in _items(blocks, "blocks"):
        own = block.get("data") or {}
        words = own.get("words") or [{}]
        start = clock(own.get("start", words[0].get("start")))
        pieces.append(Piece(block["text"], (f"{at}.text",), _speaker(own.get("speaker")), start, clock(words[-1].get("end"))))
    return pieces


def _rev(data: Any) -> list[Piece] | None:
    """Rev.ai: monologues whose elements are words and the signs between them."""
    pieces: list[Piece] = []
    for at, monologue in _items(data["monologues"], "monologues"):
        spoken = [
            (f"{inner}.value", element)
            for inner, element in _items(monologue["elements"], f"{at}.elements")
            if element["type"] != "unknown"
        ]
        times = [clock(element[name]) for name in ("ts", "end_ts") for _, element in spoken if name in element]
        text = "".join(element["value"] for _, element in spoken)
        places = tuple(place for place, _ in spoken)
        pieces.append(Piece(text, places, _speaker(monologue.get("speaker")), times[0] if times else None, times[-1] if times else None))
    return pieces


def _whisperx(data: Any) -> list[Piece] | None:
    """WhisperX: segments whose words name speakers; a segment in which they differ is parted where they do."""
    segments = list(_items(data["segments"], "segments"))
    if not any(word.get("speaker") for _, segment in segments for word in segment.get("words") or []):
        return None
    pieces: list[Piece] = []
    for at, segment in segments:
        words = list(_words(segment.get("words"), f"{at}.words", ("word", "text"), lambda word: word.get("speaker")))
        if len({word.speaker for word in words} - {None}) > 1 and len(words) == len(segment["text"].split()):
            last = segment.get("speaker")
            for word in words:
                last = word.speaker or last
                pieces.append(Piece(word.text.strip(), word.places, last, word.start, word.end, word.joined))
        else:
            own = segment.get("speaker") or next((word.speaker for word in words if word.speaker), None)
            pieces.append(Piece(segment["text"], (f"{at}.text",), _speaker(own), clock(segment.get("start")), clock(segment.get("end"))))
    return pieces


RECOGNISERS: Mapping[str, Recogniser] = {
    "Amazon Transcribe": _aws,
    "Speechmatics": _speechmatics,
    "IBM Watson": _watson,
    "Google Speech-to-Text": _google,
    "Deepgram": _deepgram,
    "AssemblyAI": _assemblyai,
    "Azure Speech": _azure,
    "ElevenLabs": _elevenlabs,
    "Draft.js": _draft,
    "Rev": _rev,
    "WhisperX": _whisperx,
}
