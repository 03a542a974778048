"""What transcription services write as JSON → pieces of speech: AWS, Google, Deepgram, AssemblyAI, Azure, Speechmatics,
Watson and others.

A recogniser takes the whole value and gives the pieces, each with the places of the texts that it is made of, or None
when the value is not of its service. Of several readings only the first is taken; an item that is empty is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from qualcode.transcripts.readers.records import clock
from qualcode.transcripts.readers.speech_pieces import (
    Item,
    Piece,
    first_of,
    items_of,
    piece_of,
    pieces_of_words,
    speaker_called,
)

Recogniser = Callable[[Any], "list[Piece] | None"]


def recognise(data: Any) -> tuple[str, list[Piece]] | None:
    """The name of the service that wrote a value, and what was said; None when none of them did."""
    for name, recogniser in RECOGNISERS.items():
        try:
            pieces = recogniser(data)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):  # another layout than this service's
            pieces = None
        if pieces and any(piece.text.strip() for piece in pieces):
            return name, pieces
    return None


# -- services -------------------------------------------------------------------------------------


def _aws_speakers(results: Item) -> dict[str, object]:
    """Who speaks, by the time at which an item begins."""
    segments = (results.get("speaker_labels") or {}).get("segments", [])
    channels = (results.get("channel_labels") or {}).get("channels", [])
    spoken = {
        str(item["start_time"]): segment.get("speaker_label")
        for segment in segments
        for item in segment.get("items", [])
    }
    spoken |= {
        str(item["start_time"]): channel.get("channel_label")
        for channel in channels
        for item in channel.get("items", [])
        if "start_time" in item
    }
    return spoken


def _aws(data: Any) -> list[Piece] | None:
    """Amazon Transcribe: `results.items`, speakers at the item, in `speaker_labels` or in `channel_labels` by start
    time.
    """
    results = data["results"]
    spoken = _aws_speakers(results)
    pieces: list[Piece] = []
    last: object = None
    for at, item in items_of(results["items"], "results.items"):
        if (first := first_of(item)) is not None:
            last = item.get("speaker_label") or spoken.get(str(item.get("start_time", ""))) or last
            joined = item["type"] == "punctuation"
            pieces.append(
                piece_of(
                    f"{at}.alternatives[1]",
                    first,
                    "content",
                    last,
                    item.get("start_time"),
                    item.get("end_time"),
                    joined=joined,
                )
            )
    return pieces


def _google(data: Any) -> list[Piece] | None:
    """Google Speech-to-Text: `results[].alternatives[0]`, a speaker a word; the last result may repeat all words with
    their speakers.
    """
    prefix = "response.results" if "response" in data else "results"
    results = list(items_of(data.get("response", data)["results"], prefix))
    channels = {result.get("channelTag") for _, result in results} - {None}

    def speaker_of(word: Item) -> object:
        return word.get("speakerLabel") or word.get("speakerTag") or word.get("speaker_tag") or None

    by_result: list[list[Piece]] = []
    for at, result in results:
        first = first_of(result)
        if first is None:
            continue
        if "timestamps" in first or not isinstance(first.get("transcript", ""), str):  # another service's
            return None
        place = f"{at}.alternatives[1]"
        channel = result.get("channelTag") if len(channels) > 1 else None
        pieces = _filled(list(pieces_of_words(first.get("words"), f"{place}.words", ("word",), speaker_of)))
        whole = [piece_of(place, first, "transcript", channel, None, None)] if first.get("transcript") else []
        by_result.append(
            [replace(piece, speaker=piece.speaker or speaker_called(channel)) for piece in pieces] or whole
        )
    *before, last = by_result
    starts = [found[0].start or 0.0 for found in before]
    if starts and len(last) > 1 and any(piece.speaker for piece in last) and (last[0].start or 0.0) <= min(starts):
        return last
    return [piece for found in by_result for piece in found]


def _filled(pieces: list[Piece]) -> list[Piece]:
    """Words among which some name no speaker, with the speaker before them; the first ones with the one after."""
    last = next((piece.speaker for piece in pieces if piece.speaker), None)
    found = []
    for piece in pieces:
        last = piece.speaker or last
        found.append(replace(piece, speaker=last))
    return found


def _deepgram(data: Any) -> list[Piece] | None:
    """Deepgram: `results.utterances`, else the paragraphs or words of the first alternative of each channel."""
    results = data["results"]
    if utterances := results.get("utterances"):
        return [
            piece_of(at, one, "transcript", one.get("speaker", one.get("channel")), one.get("start"), one.get("end"))
            for at, one in items_of(utterances, "results.utterances")
        ]
    pieces: list[Piece] = []
    channels = list(items_of(results["channels"], "results.channels"))
    for number, (at, channel) in enumerate(channels):
        first, place = channel["alternatives"][0], f"{at}.alternatives[1]"
        own = number if len(channels) > 1 else None
        words = pieces_of_words(first.get("words"), f"{place}.words", ("punctuated_word", "word"), _speaker_or(own))
        found = list(_deepgram_paragraphs(first, place, own)) or list(words)
        pieces += found or [piece_of(place, first, "transcript", own, None, None)]
    return sorted(pieces, key=lambda p: p.start or 0.0) if len(channels) > 1 else pieces


def _speaker_or(channel: int | None) -> Callable[[Item], object]:
    return lambda word: word.get("speaker", channel)


def _deepgram_paragraphs(first: Item, place: str, channel: int | None) -> Iterator[Piece]:
    for at, paragraph in items_of((first.get("paragraphs") or {}).get("paragraphs"), f"{place}.paragraphs.paragraphs"):
        for inner, sentence in items_of(paragraph.get("sentences"), f"{at}.sentences"):
            yield piece_of(
                inner, sentence, "text", paragraph.get("speaker", channel), sentence.get("start"), sentence.get("end")
            )


def _assemblyai(data: Any) -> list[Piece] | None:
    """AssemblyAI: utterances, else words, with a speaker; whole numbers are thousandths of a second."""
    if not {"audio_url", "language_code", "audio_duration"} & set(data):
        return None
    parts, place = (data["utterances"], "utterances") if data.get("utterances") else (data["words"], "words")
    unit = 0.001 if all(isinstance(part.get("end"), int) for part in parts) else 1.0
    return [
        piece_of(at, part, "text", part.get("speaker"), part.get("start"), part.get("end"), unit)
        for at, part in items_of(parts, place)
    ]


def _gladia(data: Any) -> list[Piece] | None:
    """Gladia: the utterances of the transcription, not those of its translations."""
    name = next((name for name in ("result", "payload") if name in data), "")
    place, inner = (f"{name}.", data[name]) if name else ("", data)
    return [
        piece_of(at, one, "text", one.get("speaker", one.get("channel")), one.get("start"), one.get("end"))
        for at, one in items_of(inner["transcription"]["utterances"], f"{place}transcription.utterances")
    ]


def _azure(data: Any) -> list[Piece] | None:
    """Azure Speech: `recognizedPhrases` (batch) with the first of `nBest`, or `phrases` (fast transcription)."""
    every = [*(data.get("recognizedPhrases") or ()), *(data.get("phrases") or ())]
    channels = {phrase.get("channel") for phrase in every} - {None}

    def speaker(phrase: Item, first: Item) -> object:
        own = phrase.get("speaker", first.get("speaker"))
        return phrase.get("channel") if own is None and len(channels) > 1 else own

    pieces: list[Piece] = []
    for at, phrase in items_of(data.get("recognizedPhrases"), "recognizedPhrases"):
        if (first := first_of(phrase, "nBest")) is not None:
            start = (phrase.get("offsetInTicks") or 0) / 1e7
            end = start + (phrase.get("durationInTicks") or 0) / 1e7
            pieces.append(piece_of(f"{at}.nBest[1]", first, "display", speaker(phrase, first), start, end))
    for at, phrase in items_of(data.get("phrases"), "phrases"):
        start = phrase["offsetMilliseconds"] / 1000
        end = start + phrase.get("durationMilliseconds", 0) / 1000
        pieces.append(piece_of(at, phrase, "text", speaker(phrase, {}), start, end))
    return sorted(pieces, key=lambda piece: piece.start or 0.0)


def _speechmatics(data: Any) -> list[Piece] | None:
    """Speechmatics: `results[]` of words and punctuation, the first of `alternatives`."""
    pieces: list[Piece] = []
    after = False  # whether the item before wants this one without a space
    for at, item in items_of(data["results"], "results"):
        first = first_of(item) if item["type"] in ("word", "punctuation", "entity") else None
        if first is not None:
            side = item.get("attaches_to", "previous" if item["type"] == "punctuation" else "")
            own = first.get("speaker") or item.get("channel")
            joined = after or side in ("previous", "both")
            pieces.append(
                piece_of(
                    f"{at}.alternatives[1]",
                    first,
                    "content",
                    own,
                    item.get("start_time"),
                    item.get("end_time"),
                    joined=joined,
                )
            )
            after = side in ("next", "both")
    return pieces


def _watson(data: Any) -> list[Piece] | None:
    """IBM Watson: words of the first alternatives with `timestamps`, speakers in `speaker_labels` by time."""
    prefix = ""
    if "speaker_labels" not in data and "speaker_labels" in data["results"][0]:  # of a job
        data, prefix = data["results"][0], "results[1]."
    speakers = {label["from"]: label["speaker"] for label in data.get("speaker_labels", ())}
    pieces: list[Piece] = []
    for at, result in items_of(data["results"], f"{prefix}results"):
        for number, (word, start, end) in enumerate(result["alternatives"][0]["timestamps"], 1):
            place = f"{at}.alternatives[1].timestamps[{number}][1]"
            pieces.append(Piece(word, (place,), speaker_called(speakers.get(start)), clock(start), clock(end)))
    return pieces


def _elevenlabs(data: Any) -> list[Piece] | None:
    """ElevenLabs Scribe: `words` with `speaker_id`; spaces and events are items of their own."""
    if not any(word.get("type") == "word" for word in data["words"]):
        return None
    kinds = [word.get("type") for word in data["words"] if isinstance(word.get("text"), str)]
    words = pieces_of_words(data["words"], "words", ("text",), lambda word: word.get("speaker_id"))
    return [
        replace(piece, text=f"[{piece.text.strip(' ()[]')}]") if kind == "audio_event" else piece
        for piece, kind in zip(words, kinds, strict=True)
        if piece.text.strip()
    ]


def _draft(data: Any) -> list[Piece] | None:
    """Draft.js blocks, as the BBC's editor writes them: a paragraph a block, the speaker among its data."""
    if "entityMap" not in data:
        return None
    pieces = []
    for at, block in items_of(data["blocks"], "blocks"):
        own = block.get("data") or {}
        words = own.get("words") or [{}]
        pieces.append(
            piece_of(
                at, block, "text", own.get("speaker"), own.get("start", words[0].get("start")), words[-1].get("end")
            )
        )
    return pieces


def _rev(data: Any) -> list[Piece] | None:
    """Rev: monologues whose elements are words and the signs between them."""
    names = {str(one.get("id")): one.get("name") for one in data.get("speakers") or () if isinstance(one, dict)}
    pieces: list[Piece] = []
    for at, monologue in items_of(data["monologues"], "monologues"):
        spoken = [
            (f"{place}.value", e)
            for place, e in items_of(monologue["elements"], f"{at}.elements")
            if e["type"] != "unknown"
        ]
        starts = [clock(e[key]) for _, e in spoken for key in ("ts", "timestamp") if key in e]
        ends = [clock(e[key]) for _, e in spoken for key in ("end_ts", "end_timestamp") if key in e]
        text, places = "".join(element["value"] for _, element in spoken), tuple(place for place, _ in spoken)
        called = (monologue.get("speaker_info") or {}).get("display_name") or names.get(str(monologue.get("speaker")))
        own = speaker_called(called or monologue.get("speaker"))
        pieces.append(Piece(text, places, own, starts[0] if starts else None, ends[-1] if ends else None))
    return pieces


def _whisperx(data: Any) -> list[Piece] | None:
    """WhisperX: segments whose words name speakers; a segment in which they differ is parted where they do."""
    segments = list(items_of(data["segments"], "segments"))
    if not any(word.get("speaker") for _, segment in segments for word in segment.get("words") or []):
        return None
    pieces: list[Piece] = []
    for at, segment in segments:
        words = list(
            pieces_of_words(segment.get("words"), f"{at}.words", ("word", "text"), lambda word: word.get("speaker"))
        )
        if len({word.speaker for word in words} - {None}) > 1 and len(words) == len(segment["text"].split()):
            last = segment.get("speaker")
            for word in words:
                last = word.speaker or last
                pieces.append(replace(word, text=word.text.strip(), speaker=last))
        else:
            own = segment.get("speaker") or next((word.speaker for word in words if word.speaker), None)
            pieces.append(piece_of(at, segment, "text", own, segment.get("start"), segment.get("end")))
    return pieces


def _whisper_cpp(data: Any) -> list[Piece] | None:
    """whisper.cpp: `transcription` with offsets in thousandths of a second."""
    return [
        piece_of(at, part, "text", part.get("speaker"), part["offsets"]["from"], part["offsets"]["to"], 0.001)
        for at, part in items_of(data["transcription"], "transcription")
    ]


def _soniox(data: Any) -> list[Piece] | None:
    """Soniox: tokens that are parts of words; one that begins with a space begins a word."""
    return [
        piece_of(
            at,
            token,
            "text",
            token.get("speaker"),
            token["start_ms"],
            token.get("end_ms"),
            0.001,
            token["text"][:1] != " ",
        )
        for at, token in items_of(data["tokens"], "tokens")
    ]


RECOGNISERS: Mapping[str, Recogniser] = {
    "Amazon Transcribe": _aws,
    "Speechmatics": _speechmatics,
    "IBM Watson": _watson,
    "Google Speech-to-Text": _google,
    "Deepgram": _deepgram,
    "ElevenLabs": _elevenlabs,
    "AssemblyAI": _assemblyai,
    "Gladia": _gladia,
    "Azure Speech": _azure,
    "Draft.js": _draft,
    "Rev": _rev,
    "WhisperX": _whisperx,
    "whisper.cpp": _whisper_cpp,
    "Soniox": _soniox,
}
