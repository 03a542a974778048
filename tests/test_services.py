"""What transcription services write as JSON, after their documented layouts: speakers, times, the first reading,
nothing twice.

The addresses of the documentation are in docs/study.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from qualcode.transcripts import read_transcript
from qualcode.transcripts.readers.services import RECOGNISERS, recognise

SAID = [
    (0, 0.5, ["How", "did", "it", "begin", "?"]),
    (1, 2.5, ["Slowly", ",", "at", "first", "."]),
    (0, 5.5, ["And", "then", "?"]),
]
TURNS = ["How did it begin?", "Slowly, at first.", "And then?"]
Words = list[tuple[int, float, float, str, bool]]  # speaker, start, end, word, whether it is a sign


def words() -> Words:
    return [
        (who, round(start + 0.3 * n, 1), round(start + 0.3 * n + 0.2, 1), word, word in "?,.")
        for who, start, said in SAID
        for n, word in enumerate(said)
    ]


def punctuated() -> Words:
    """The words with the sign after them."""
    found: Words = []
    for who, start, end, word, sign in words():
        if sign:
            found[-1] = (*found[-1][:3], found[-1][3] + word, False)
        else:
            found.append((who, start, end, word, False))
    return found


def utterances(text: str, unit: float = 1, **extra: Callable[[int], object]) -> list[dict[str, Any]]:
    kind = int if unit != 1 else float
    return [
        {
            text: turn,
            "start": kind(start * unit),
            "end": kind((start + 1) * unit),
            **{name: make(who) for name, make in extra.items()},
        }
        for turn, (who, start, _) in zip(TURNS, SAID, strict=True)
    ]


def aws(labels: str) -> dict[str, Any]:
    items: list[dict[str, Any]] = []
    parts: dict[int, list[dict[str, Any]]] = {0: [], 1: []}
    for who, start, end, word, sign in words():
        readings = [{"confidence": "0.9", "content": word}, {"confidence": "0.1", "content": "wrong"}]
        times = {} if sign else {"start_time": str(start), "end_time": str(end)}
        item = {"type": "punctuation" if sign else "pronunciation", "alternatives": readings, **times}
        items.append({**item, "speaker_label": f"spk_{who}"} if labels == "items" else item)
        if times:
            parts[who].append({**times, "speaker_label": f"spk_{who}", "channel_label": f"ch_{who}"})
    results: dict[str, Any] = {"transcripts": [{"transcript": " ".join(TURNS)}], "items": items}
    if labels == "segments":
        results["speaker_labels"] = {
            "speakers": 2,
            "segments": [{"speaker_label": f"spk_{who}", "items": own} for who, own in parts.items()],
        }
    if labels == "channels":
        results["channel_labels"] = {
            "channels": [{"channel_label": f"ch_{who}", "items": own} for who, own in parts.items()]
        }
    return {"jobName": "a", "status": "COMPLETED", "results": results}


def google(cumulative: bool) -> dict[str, Any]:
    def word(who: int, start: float, end: float, text: str, tag: bool = True) -> dict[str, Any]:
        return {
            "word": text,
            "startTime": f"{start}s",
            "endTime": f"{end}s",
            **({"speakerTag": who + 1} if tag else {}),
        }

    every = punctuated()
    results = [
        {
            "alternatives": [
                {
                    "transcript": turn,
                    "words": [word(*w[:4], not cumulative) for w in every if start <= w[1] < start + 2],
                },
                {"transcript": "Not this."},
            ]
        }
        for turn, (_, start, _) in zip(TURNS, SAID, strict=True)
    ]
    if cumulative:
        results.append({"alternatives": [{"transcript": TURNS[-1], "words": [word(*w[:4]) for w in every]}]})
    return {"results": results}


def deepgram(kind: str) -> dict[str, Any]:
    listed = [
        {"word": w.strip("?.,").lower(), "punctuated_word": w, "start": a, "end": b, "speaker": who}
        for who, a, b, w, _ in punctuated()
    ]
    first: dict[str, Any] = {"transcript": " ".join(TURNS), "words": listed}
    sentences = [
        {"speaker": who, "sentences": [{"text": t, "start": a, "end": a + 1}]}
        for t, (who, a, _) in zip(TURNS, SAID, strict=True)
    ]
    if kind == "paragraphs":
        first["paragraphs"] = {"transcript": "\nSpeaker 0: " + TURNS[0], "paragraphs": sentences}
    results: dict[str, Any] = {"channels": [{"alternatives": [first]}]}
    return {
        "metadata": {"request_id": "x"},
        "results": results | ({"utterances": utterances("transcript", speaker=int)} if kind == "utterances" else {}),
    }


def azure_batch() -> dict[str, Any]:
    def phrase(turn: str, who: int, start: float) -> dict[str, Any]:
        best = [{"lexical": turn.lower(), "display": turn}, {"display": "Not this."}]
        return {
            "recognitionStatus": "Success",
            "speaker": who,
            "offsetInTicks": start * 1e7,
            "durationInTicks": 1e7,
            "nBest": best,
        }

    phrases = [phrase(turn, who, start) for turn, (who, start, _) in zip(TURNS, SAID, strict=True)]
    return {
        "combinedRecognizedPhrases": [{"display": " ".join(TURNS)}],
        "recognizedPhrases": [*phrases, {"recognitionStatus": "Failure"}],
    }


def azure_fast() -> dict[str, Any]:
    phrases = [
        {"speaker": who, "offsetMilliseconds": int(a * 1000), "durationMilliseconds": 900, "text": t}
        for t, (who, a, _) in zip(TURNS, SAID, strict=True)
    ]
    return {"combinedPhrases": [{"text": " ".join(TURNS)}], "phrases": phrases}


def speechmatics() -> dict[str, Any]:
    return {
        "format": "2.9",
        "results": [
            {
                "type": "punctuation" if sign else "word",
                "start_time": a,
                "end_time": b,
                "alternatives": [{"content": w, "speaker": f"S{who + 1}"}],
            }
            for who, a, b, w, sign in words()
        ],
    }


def watson() -> dict[str, Any]:
    spoken = [w for w in words() if not w[4]]
    results = [
        {
            "final": True,
            "alternatives": [
                {"transcript": "x", "timestamps": [[w, a, b] for _, a, b, w, _ in spoken if start <= a < start + 2]},
                {"transcript": "not this"},
            ],
        }
        for _, start, _ in SAID
    ]
    return {"results": results, "speaker_labels": [{"from": a, "to": b, "speaker": who} for who, a, b, _, _ in spoken]}


def elevenlabs() -> dict[str, Any]:
    listed: list[dict[str, Any]] = []
    for who, a, b, w, _ in punctuated():
        listed += [
            {"text": w, "type": "word", "start": a, "end": b, "speaker_id": f"speaker_{who}"},
            {"text": " ", "type": "spacing", "speaker_id": f"speaker_{who}"},
        ]
    return {"language_code": "en", "text": " ".join(TURNS), "words": listed}


def rev() -> dict[str, Any]:
    monologues = []
    for who, start, said in SAID:
        elements: list[dict[str, Any]] = []
        for n, word in enumerate(said):
            sign = word in "?,."
            elements += [] if n == 0 or sign else [{"type": "punct", "value": " "}]
            elements.append(
                {"type": "punct", "value": word}
                if sign
                else {"type": "text", "value": word, "ts": start + n / 10, "end_ts": start + n / 10}
            )
        monologues.append({"speaker": who, "elements": elements})
    return {"monologues": monologues}


def draft() -> dict[str, Any]:
    blocks = [
        {"key": str(n), "text": t, "type": "paragraph", "data": {"speaker": f"S{who}", "start": a}}
        for n, (t, (who, a, _)) in enumerate(zip(TURNS, SAID, strict=True))
    ]
    return {"blocks": blocks, "entityMap": {}}


def whisperx() -> dict[str, Any]:
    listed = [{"word": w, "start": a, "end": b, "speaker": f"SPEAKER_0{who}"} for who, a, b, w, _ in punctuated()]
    segments = [
        {"start": 0.5, "end": 4, "text": " ".join(TURNS[:2]), "speaker": "SPEAKER_00", "words": listed[:7]},
        {"start": 5.5, "end": 6, "text": TURNS[2], "speaker": "SPEAKER_00", "words": listed[7:]},
    ]
    return {"segments": segments, "word_segments": listed}


def soniox() -> dict[str, Any]:
    tokens: list[dict[str, Any]] = []
    for who, a, b, w, _ in punctuated():
        tokens += [
            {"text": piece, "start_ms": int(a * 1000), "end_ms": int(b * 1000), "speaker": str(who)}
            for piece in (" " + w[:2], w[2:])
            if piece
        ]
    return {"text": " ".join(TURNS), "tokens": tokens}


def whisper_cpp() -> dict[str, Any]:
    return {
        "systeminfo": "AVX = 1",
        "transcription": [
            {
                "timestamps": {"from": "x", "to": "y"},
                "offsets": {"from": int(a * 1000), "to": int(a * 1000) + 900},
                "text": f" {t}",
                "speaker": str(who),
                "tokens": [{"text": "H"}],
            }
            for t, (who, a, _) in zip(TURNS, SAID, strict=True)
        ],
    }


MADE: dict[str, tuple[str, Any]] = {
    "aws items": ("Amazon Transcribe", aws("items")),
    "aws segments": ("Amazon Transcribe", aws("segments")),
    "aws channels": ("Amazon Transcribe", aws("channels")),
    "google": ("Google Speech-to-Text", google(cumulative=False)),
    "google cumulative": ("Google Speech-to-Text", google(cumulative=True)),
    "deepgram utterances": ("Deepgram", deepgram("utterances")),
    "deepgram paragraphs": ("Deepgram", deepgram("paragraphs")),
    "deepgram words": ("Deepgram", deepgram("words")),
    "elevenlabs": ("ElevenLabs", elevenlabs()),
    "assemblyai": ("AssemblyAI", {"id": "x", "audio_url": "y", "text": " ".join(TURNS), "utterances": utterances("text", 1000, speaker="AB".__getitem__)}),
    "gladia": ("Gladia", {"result": {"transcription": {"full_transcript": " ".join(TURNS), "utterances": utterances("text", speaker=int)}, "translation": {"results": [{"utterances": [{"text": "Ei tätä."}] * 9}]}}}),
    "azure batch": ("Azure Speech", azure_batch()),
    "azure fast": ("Azure Speech", azure_fast()),
    "speechmatics": ("Speechmatics", speechmatics()),
    "watson": ("IBM Watson", watson()),
    "watson job": ("IBM Watson", {"results": [watson()]}),
    "rev": ("Rev", rev()),
    "draft": ("Draft.js", draft()),
    "whisperx": ("WhisperX", whisperx()),
    "whisper.cpp": ("whisper.cpp", whisper_cpp()),
    "soniox": ("Soniox", soniox()),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_a_service_is_recognised_and_read(tmp_path: Path, name: str) -> None:
    service, data = MADE[name]
    found = recognise(data)
    assert found is not None
    assert found[0] == service
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    transcript = read_transcript(path)
    said = [transcript.turn_text(turn) for turn in transcript.turns]
    assert said == (
        ["".join(c for c in turn if c not in "?,.") for turn in TURNS] if service == "IBM Watson" else TURNS
    )
    first, second, third = (turn.speaker for turn in transcript.turns)
    assert first == third != second
    assert [turn.start_time for turn in transcript.turns] == [0.5, 2.5, 5.5]
    assert transcript.account is not None
    assert transcript.account.adds_up()


def test_every_service_is_tried_and_in_the_documentation() -> None:
    text = (ROOT / "docs/study.md").read_text(encoding="utf-8")
    assert {service for service, _ in MADE.values()} == set(RECOGNISERS)
    assert [name for name in RECOGNISERS if name not in text] == []


def test_speech_that_names_no_speaker_among_named_ones_is_nobodys_until_told(tmp_path: Path) -> None:
    from qualcode.model import SpeakerLabels

    segments = [
        {"speaker": "A", "text": "Why?"},
        {"speaker": "B", "text": "So."},
        {"text": "Well."},
        {"speaker": "A", "text": "And?"},
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"segments": segments}), encoding="utf-8")
    found = read_transcript(path)
    assert [(turn.speaker, turn.role) for turn in found.turns][2] == ("?", "other")
    assert "names no speaker" in "".join(found.warnings)
    told = read_transcript(path, speakers=SpeakerLabels(participant=("?",)))
    assert told.turns[2].role == "participant"
