"""Rows with named columns (a table, JSON objects) → passages; the columns are found by name, the others are
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from qualcode.transcripts.passages import Passage, clean
from qualcode.transcripts.voices.layouts import names_of
from qualcode.transcripts.voices.times import seconds

# What transcription programs and people call the columns, in the order of preference.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": tuple(
        "text message content utterance utterances transcript transcription sentence sentences "
        "speech said words spoken_text dialogue "
        "dialog line value body comment comments response answer teksti puhe puheenvuoro sanottu "
        "vastaus litteraatti litterointi "
        "repliikki sisältö yttrande replik svar innehåll tal".split()
    ),
    "speaker": tuple(
        "speaker speaker_name speakername speaker_label speaker_id speakerid speakerdisplayname "
        "speakerdesignation participantrole "
        "display_name name participant author role who label person from_name puhuja "
        "puhujan_nimi nimi rooli kuka henkilö talare namn "
        "roll".split()
    ),
    "start": tuple(
        "start start_time starttime start_ms start_offset startoffset data_start "
        "beginoffsetmillis begin begin_time from time timestamp "
        "time_stamp time_in timecode in offset alku aika aloitus alkuaika aikaleima starttid tid".split()
    ),
    "end": tuple(
        "end end_time endtime end_ms end_offset endoffset data_end endoffsetmillis stop to "
        "time_out out loppu lopetus loppuaika "
        "sluttid".split()
    ),
    "question": tuple("question question_id kysymys kysymys_id fråga".split()),
}
Row = Mapping[str, object]


def named(header: Iterable[str]) -> dict[str, str]:
    """Which of the columns stands for text, speaker, start, end and question."""
    by_key = {re.sub(r"[\s\-]+", "_", str(name).strip().lower()).strip("*:."): name for name in header}
    return {
        what: by_key[key] for what, keys in COLUMNS.items() if (key := next((k for k in keys if k in by_key), None))
    }


def passages_of_rows(rows: Iterable[Row], columns: Mapping[str, str], unit: float = 1.0) -> list[Passage]:
    """A passage for each row with text; `unit` is the length of the times' unit in seconds.

    Without a speaker column everything is one nameless speaker's; a row without a speaker goes on with the one before.
    Other columns are left out.
    """
    rows = list(rows)
    passages: list[Passage] = []
    speaker = ""
    taken = set(columns.values())
    if "speaker" not in columns and _asks_in_full([_text(row, columns.get("question")) for row in rows]):
        return _asked_and_answered(rows, columns)
    for row in rows:
        text = clean(_text(row, columns.get("text")))[0].strip()
        own = clean(_text(row, columns.get("speaker")))[0].strip()
        speaker = own.rstrip(":").strip() or speaker
        question = _text(row, columns.get("question")).strip()
        start, end = (clock(row.get(columns.get(name, "")), unit) for name in ("start", "end"))
        head = " ".join(filter(None, (own, *(_text(row, columns.get(name)) for name in ("start", "end")), question)))
        if text or head:
            passages.append(Passage(text, speaker, start, end, question or None, head=head))
        passages += _others(row, taken)
    return passages


def _asks_in_full(texts: Sequence[str]) -> bool:
    """Whether a column of questions holds them as they were asked, not their names."""
    filled = [text for text in texts if text.strip()]
    return bool(filled) and sum(len(text.split()) > 2 for text in filled) > 0.6 * len(filled)


def _asked_and_answered(rows: Sequence[Row], columns: Mapping[str, str]) -> list[Passage]:
    """Rows of a question and its answer as two voices; a question that goes on over several rows is asked once."""
    said = [clean(_text(row, columns[name]))[0].strip() for row in rows for name in ("question", "text")]
    asker, answerer = names_of(said)
    passages: list[Passage] = []
    last = ""
    why = "the columns of questions and answers"
    for row, asked, answered in zip(rows, said[::2], said[1::2], strict=True):
        if asked and asked != last:
            passages.append(Passage(asked, asker, why=why))
        elif asked:
            passages.append(Passage(asked, left_out="a second copy", place="the column of questions"))
        last = asked or last
        if answered:
            passages.append(Passage(answered, answerer, clock(row.get(columns.get("start", ""))), why=why))
        passages += _others(row, {columns["question"], columns["text"]})
    return passages


def _others(row: Row, taken: set[str]) -> Iterator[Passage]:
    for name, value in row.items():
        if name not in taken and value not in (None, ""):
            values = value if isinstance(value, list) else [value]
            place = f"column {name!r}" if name else "a column without a name"
            yield Passage(" ".join(map(str, values)), left_out="a column of a table that is no speech", place=place)


def clock(value: object, unit: float = 1.0) -> float | None:
    """A number, `m:ss`, `h:mm:ss.fff` or `1.5s` as seconds; None for what is no time."""
    if isinstance(value, list) and value:  # [start, end]
        value = value[0]
    if isinstance(value, dict):  # Google's {seconds, nanos}
        whole, parts = (clock(value.get(name, 0)) for name in ("seconds", "nanos"))
        return None if whole is None else whole + (parts or 0.0) / 1e9
    if isinstance(value, bool) or value is None:
        return None
    try:
        text = str(value).strip()
        if text.endswith("s") and text[:-1].replace(".", "", 1).isdigit():
            return round(float(text[:-1]), 3)
        return max(0.0, round(seconds(text) if ":" in text else float(text.replace(",", ".")) * unit, 3))
    except (ValueError, OverflowError):
        return None


def unit_of(rows: Sequence[Row], columns: Mapping[str, str]) -> float:
    """The length of the times' unit in seconds: thousandths where whole numbers would make the speech
    impossibly slow.
    """
    ends = [row.get(columns.get("end", columns.get("start", ""))) for row in rows]
    numbers = [value for value in ends if isinstance(value, int) and not isinstance(value, bool)]
    letters = sum(len(_text(row, columns.get("text"))) for row in rows)
    return 0.001 if len(numbers) == len(rows) and numbers and max(numbers) > letters else 1.0


def _text(row: Row, column: str | None) -> str:
    value = row.get(column) if column is not None else None
    return "" if value is None or isinstance(value, dict | list) else str(value)


def header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows names the columns: the first with a column of text among several; None when none does."""
    for number, row in enumerate(rows[:10]):
        found = named(row)
        several = sum(bool(str(cell).strip()) for cell in row) > 1
        if "text" in found and (several or len(rows[0]) == 1) and len(found) > (number > 0 and len(row) > 1):
            return number
    return None
