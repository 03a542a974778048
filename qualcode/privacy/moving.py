"""What people decided, moved along with texts whose names were replaced: each decision by the exact edits of its
transcript.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from qualcode.errors import InputError, Problem
from qualcode.files import load_json, read_text, read_utf8
from qualcode.people.decision_places import anchored
from qualcode.people.decisions import FOLDER, SAMPLE, Decision, as_line, coder_paths, read_decisions, text_hash
from qualcode.people.sample import KEPT, read_sample
from qualcode.people.written_tables import TABLES
from qualcode.privacy.key import EditedText
from qualcode.privacy.replacing import EditMap
from qualcode.spreadsheet import as_meant, delimiter, harmless


@dataclass(frozen=True)
class Moves:
    """How places and texts move: the texts that were edited, by the id they had, and what replaces names elsewhere."""

    texts: Mapping[str, EditedText]
    replace: Callable[[str], str]

    def decision(self, decision: Decision) -> Decision:
        """A decision whose place is sure where it was found before; one that was lost keeps its place, and the names in
        it go.
        """
        text = self.texts.get(decision.transcript)
        memo = self.replace(decision.memo)
        if text is None or not _stands(decision, text.before):
            # whose first and last words may be cut
            around = (decision.before.partition(" ")[2], decision.after.rpartition(" ")[0])
            quote, before, after = map(self.replace, (decision.quote, *around))
            name = text.new_id if text else self.replace(decision.transcript)
            return replace(decision, memo=memo, transcript=name, quote=quote, before=before, after=after)
        span = EditMap(text.edits).span(decision.start, decision.end) if decision.quote else (0, len(text.after))
        return replace(decision, transcript=text.new_id, memo=memo).moved(text.after, *span)

    def decisions(self, decisions: Sequence[Decision]) -> list[Decision]:
        """A coder's decisions, those on earlier versions of a text after they were found in this one."""
        placed = dict[int, Decision]()
        for name in dict.fromkeys(decision.transcript for decision in decisions):
            text = self.texts.get(name)
            own = [(i, decision) for i, decision in enumerate(decisions) if decision.transcript == name]
            found = anchored([decision for _, decision in own], text.before) if text else [None] * len(own)
            placed |= {i: now or decision for (i, decision), now in zip(own, found, strict=True)}
        return [self.decision(placed[i]) for i in range(len(decisions))]


def _stands(decision: Decision, text: str) -> bool:
    return not decision.quote or (
        decision.text == text_hash(text) and text[decision.start : decision.end] == decision.quote
    )


def moved_files(root: Path, moves: Moves) -> Iterator[tuple[Path, bytes]]:
    """The coders' files, the sample and the reduced expressions, moved; raises InputError with what cannot be read in
    them.
    """
    problems = list[Problem]()
    for path in coder_paths(root / FOLDER).values():
        read = read_decisions(path)
        problems += read.problems
        yield path, b"".join(map(as_line, moves.decisions(read.decisions)))
    if problems:
        raise InputError(problems)
    if (root / SAMPLE).exists():
        yield root / SAMPLE, _sample(root, moves)
    yield from ((root / name, _written(root / name, moves)) for name in TABLES if (root / name).exists())


def _sample(root: Path, moves: Moves) -> bytes:
    drawn = read_sample(root).drawn
    data: Any = load_json(read_utf8(root / SAMPLE))
    for row, now in zip(data["units"], moves.decisions([one.place for one in drawn]), strict=True):
        row |= {name: value for name, value in asdict(now).items() if name in KEPT}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _written(path: Path, moves: Moves) -> bytes:
    """The rows with their places moved and names replaced; columns of the reader's own stay."""
    text = read_text(path)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)))
    header = [name.strip() for name in rows[0]] if rows else []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", delimiter=delimiter(text))
    writer.writerows(rows[:1])
    for row in rows[1:]:
        cells = dict(zip(header, row, strict=False))
        found = moves.texts.get(cells.get("transcript", ""))
        made = {name: harmless(moves.replace(as_meant(cell))) for name, cell in cells.items()}
        start, end = cells.get("start", ""), cells.get("end", "")
        if found is not None:
            made["transcript"] = found.new_id
        if found is not None and start.isdecimal() and end.isdecimal() and int(end) <= len(found.before):
            made["start"], made["end"] = map(str, EditMap(found.edits).span(int(start), int(end)))
        writer.writerow([made[name] for name in header[: len(row)]])
    return out.getvalue().encode("utf-8-sig")
