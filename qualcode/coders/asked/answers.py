"""What a model answered: codings/asked/NAME.jsonl, an answer about a unit and a code a line, and a line for each run.

No words of an interview stand in it: a unit is known by a hash of its text, a quote by its place in the unit. Lines are
only added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qualcode.coders.asked.server import Unanswered
from qualcode.files import load_json, make_folder, read_bytes, sha256

FOLDER = "codings/asked"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a code applies to the unit known by `key`, and to which letters of it; `invented` quotes stood in no
    unit.
    """

    key: str
    code: str
    spans: tuple[tuple[int, int], ...]
    invented: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """What is reported of asking: the model and its digest, the hash of the template, units asked of how many codes,
    wrong and invented answers, questions left without an answer, and how far a tenth of the units, asked again, got the
    same answer.
    """

    model: str
    digest: str
    template: str
    time: str
    codes: int
    asked: int
    coded: int
    invented: int
    wrong_units: int
    unanswered: int
    again: int
    same: int
    kappa: float | None = None
    elsewhere: str = ""


def path_of(root: Path, name: str) -> Path:
    """The file of a coder that is asked."""
    return root / FOLDER / f"{name}.jsonl"


def unit_key(model: str, prompt: str, text: str, seed: int) -> str:
    """What a unit is known by: model, question and text."""
    return sha256(model, prompt, text, str(seed))[:32]


def read_answers(path: Path) -> tuple[dict[tuple[str, str], Answer], list[Run]]:
    """The last answer by key and code, and the runs; a line that was cut off, or is none, is passed over."""
    answers, runs = dict[tuple[str, str], Answer](), list[Run]()
    for line in read_bytes(path).split(b"\n") if path.exists() else ():
        try:
            data: Any = load_json(line) if line.strip() else None
            if data and "model" in data:
                runs.append(Run(**data))
            elif data:
                spans = tuple((int(start), int(end)) for start, end in data["spans"])
                found = Answer(str(data["key"]), str(data["code"]), spans, int(data.get("invented", 0)))
                answers[found.key, found.code] = found
        except (ValueError, KeyError, TypeError):
            continue
    return answers, runs


def add_lines(path: Path, lines: Iterable[Answer | Run]) -> None:
    """Add answers, or a run."""
    make_folder(path.parent)
    before = path.read_bytes()[-1:] if path.exists() else b""
    with path.open("ab") as stream:
        stream.write(b"\n" * (before not in (b"", b"\n")))
        stream.write(b"".join(json.dumps(asdict(line), ensure_ascii=False).encode("utf-8") + b"\n" for line in lines))


@dataclass(frozen=True)
class Read:
    """What an answer about a batch says: by unit the stretches of it, how many quotes were invented there, and answers
    about no unit.
    """

    spans: list[list[tuple[int, int]]]
    invented: list[int]
    wrong_units: int


def read_answer(content: str, units: Sequence[str]) -> Read:
    """Read a model's answer about a batch. Raises Unanswered for one that is not as was asked for."""
    try:
        data: Any = json.loads(_json_in(content))
        rows = [(row["unit"], row["quote"]) for row in data["codings"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unanswered("the answer is not as it was asked for.") from None
    if not all(type(unit) is int and isinstance(quote, str) for unit, quote in rows):
        raise Unanswered("the answer is not as it was asked for.")
    spans: list[list[tuple[int, int]]] = [[] for _ in units]
    invented, wrong = [0] * len(units), 0
    for unit, quote in rows:
        if not 1 <= unit <= len(units):
            wrong += 1
        elif span := place_of(quote, units[unit - 1]):
            if span not in spans[unit - 1]:
                spans[unit - 1].append(span)
        else:
            invented[unit - 1] += 1
    return Read([sorted(found) for found in spans], invented, wrong)


def place_of(quote: str, text: str) -> tuple[int, int] | None:
    """Where a quote stands in a unit's text, white space apart; None when it does not, or is empty."""
    words = quote.split()
    if not words:
        return None
    at = text.find(quote.strip())
    if at >= 0:
        return at, at + len(quote.strip())
    plain, places = _plain(text)
    at = plain.find(" ".join(words))
    return None if at < 0 else (places[at], places[at + len(" ".join(words)) - 1] + 1)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with single blanks, and the place of each of its letters."""
    letters = [
        (letter, at) for at, letter in enumerate(text) if not (letter.isspace() and (at == 0 or text[at - 1].isspace()))
    ]
    return "".join(" " if letter.isspace() else letter for letter, _ in letters), [at for _, at in letters]


def _json_in(content: str) -> str:
    """The JSON of an answer that a model put in a fence, or after what it thought."""
    inside = content.rpartition("</think>")[2].strip()
    return (
        inside.removeprefix("```json").removeprefix("```").removesuffix("```").strip()
        if inside.startswith("```")
        else inside
    )


def batches(rows: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The rows in pieces."""
    for first in range(0, len(rows), size):
        yield rows[first : first + size]
