"""What people decide: `codings/<coder>.jsonl`, one decision a line, appended so that it is on disk before anyone says
it is.

A decision is about a stretch of a transcript and a code. The last one about the same stretch and code holds; nothing is
ever changed in the file, so two versions of it merge in git by keeping the lines of both.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from qualcode.errors import InputError, Problem
from qualcode.files import is_text, load_json, make_folder, read_bytes, sha256, shown_path
from qualcode.model import RULES_CODER

Kind = Literal["add", "accept", "reject", "withdraw", "memo", "seen"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SAID: tuple[Kind, ...] = ("add", "accept", "reject")  # what says whether a code applies
FOLDER = "codings"
SAMPLE = f"{FOLDER}/sample.json"  # the units that people code blind to judge the rules
REDUCTIONS = f"{FOLDER}/reductions.csv"  # what coded units say in few words
SUMMARIES = f"{FOLDER}/summaries.csv"  # what an interview says about a theme
PINNED = f"{FOLDER}/quotes.csv"  # the quotes that are to stand in the findings
INTERVIEWS = f"{FOLDER}/interviews.csv"  # which rules each interview stood under
LOG = f"{FOLDER}/changes.log"  # of changed codes
CONSENSUS, REVIEWED = "consensus", "reviewed"
RESERVED = (RULES_CODER, REVIEWED)
CONTEXT = 60  # letters kept on each side of a quote, by which it is found again
LONGEST_MEMO = 20_000
_TIME = re.compile(rb'"time": ?"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"')
Place = tuple[str, int, int, str]  # transcript, start, end, code


@dataclass(frozen=True, slots=True)
class Decision:
    """A line of a coder's file.

    add: the code applies here; accept, reject: a coding found by the rules, or by another coder, applies or does not;
    withdraw: what was decided here no longer holds; memo: a note, with a code or without; seen: the stretch was read
    for all codes, or for one (a whole interview has an empty quote). `text` is the hash of the transcript's text that
    the offsets are of; `before` and `after` stand around the quote.
    `blind`: made without seeing anyone else's codings, to be compared, not to change results. `met`: how a unit read
    for one code was chosen (likely, uncertain, random), and of how many `unread`.
    """

    transcript: str
    start: int
    end: int
    quote: str
    code: str
    decision: Kind
    memo: str = ""
    time: str = ""
    text: str = ""
    before: str = ""
    after: str = ""
    blind: bool = False
    met: str = ""
    unread: int = 0

    @property
    def place(self) -> Place:
        """What the decision is about."""
        return self.transcript, self.start, self.end, self.code

    def moved(self, text: str, start: int, end: int) -> Decision:
        """The same decision at another place, or in another version of the text."""
        quote = text[start:end] if self.quote else ""
        around = (text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]) if quote else ("", "")
        return replace(self, start=start, end=end, quote=quote, text=text_hash(text), before=around[0], after=around[1])


@lru_cache(maxsize=16)
def text_hash(text: str) -> str:
    """The hash that tells whether a transcript's text is still the one that offsets are of."""
    return sha256(text)[:16]


def decided(
    transcript: str,
    text: str,
    start: int,
    end: int,
    code: str,
    decision: Kind,
    memo: str = "",
    blind: bool = False,
    whole: bool = False,
) -> Decision:
    """A decision of this moment about `text[start:end]`; `whole` for a whole interview."""
    time = written_time(datetime.now(UTC))
    quote = "" if whole else text[start:end]
    return Decision(transcript, start, end, quote, code, decision, memo, time, blind=blind).moved(text, start, end)


def written_time(time: datetime) -> str:
    """A time as it stands in a file: UTC, to the microsecond."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


# -- files ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CoderFile:
    """What stands in a coder's file: the decisions in the order of their time, and lines that could not be read."""

    coder: str
    path: Path
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def coder_name(name: str) -> str:
    """The name as it is written; raises InputError for one that cannot be a file's name on every system, or means
    something else.
    """
    name = unicodedata.normalize("NFC", name.strip())
    if not re.fullmatch(r"[\w][\w .\-]{0,58}[\w]|\w", name) or re.fullmatch(
        r"con|nul|aux|prn|(com|lpt)\d", name.casefold().split(".")[0].strip()
    ):
        hint = "A coder's name has letters, digits, spaces, dots and hyphens: --coder Anna"
        raise InputError([Problem(f"{name!r} cannot be a coder's name.", hint=hint)])
    if name.casefold() in RESERVED:
        raise InputError(
            [Problem(f"no person is called {name!r}: it says which codings count.", hint="Choose another name.")]
        )
    return name


def person_name(name: str) -> str:
    """`coder_name` of a person; raises InputError for the consensus too."""
    name = coder_name(name)
    if name.casefold() == CONSENSUS:
        raise InputError(
            [Problem("the consensus is not a person's.", hint="`qualcode review --adjudicate A B` writes it.")]
        )
    return name


def coder_paths(folder: Path) -> dict[str, Path]:
    """The coders' files by name, in the order of the alphabet; the consensus comes last. Raises InputError for two
    files of one name.
    """
    found: dict[str, Path] = {}
    for path in folder.glob("*.jsonl"):
        if not is_text(path.name):
            raise InputError([Problem("its name is not UTF-8.", shown_path(path), hint="Give the file another name.")])
        name = unicodedata.normalize("NFC", path.stem)
        if not path.name.startswith("."):
            if name in found:
                hint = "Put the lines of both into one of them, and delete the other."
                raise InputError(
                    [
                        Problem(
                            f"there are two files of the coder {name!r}, whose letters are written in two ways.",
                            path,
                            hint=hint,
                        )
                    ]
                )
            found[name] = path
    return dict(sorted(found.items(), key=lambda pair: (pair[0] == CONSENSUS, pair[0].casefold())))


def path_of(folder: Path, coder: str) -> Path:
    """The coder's file, there or not; raises InputError for a name that only differs from another coder's in
    capitals.
    """
    coder = coder_name(coder)
    known = coder_paths(folder)
    other = next((name for name in known if name.casefold() == coder.casefold() and name != coder), None)
    if other is not None:
        raise InputError(
            [
                Problem(
                    f"there is a coder {other!r} already; names that differ only in capitals are one file.",
                    known[other],
                )
            ]
        )
    return known.get(coder, folder / f"{coder}.jsonl")


def read_decisions(path: Path) -> CoderFile:
    """The decisions in a coder's file, oldest first; a last line that was cut off is left out with a warning.

    Lines that cannot be read are told as problems with their numbers; the others count.
    """
    found, problems, warnings = list[Decision](), list[Problem](), list[Problem]()
    *lines, last = read_bytes(path).split(b"\n")
    if last and _is_torn(last):
        warnings.append(
            Problem("the last line was cut off and is left out; the page had not confirmed it.", path, len(lines) + 1)
        )
    elif last:
        lines.append(last)
    for number, line in enumerate(lines, 1):
        if line.strip():
            decision = decision_of(line)
            found += [decision] if decision else []
            problems += [] if decision else [_unreadable(line, path, number)]
    found.sort(key=lambda decision: decision.time)
    return CoderFile(unicodedata.normalize("NFC", path.stem), path, tuple(found), tuple(problems), tuple(warnings))


def decision_of(line: bytes) -> Decision | None:
    """The decision in a line of a coder's file; None when it is none."""
    try:
        data: Any = load_json(line)
        decision = Decision(**{name: data[name] for name in Decision.__slots__ if name in data})
        json.dumps(data, ensure_ascii=False).encode("utf-8")  # half a letter is no text
    except (ValueError, TypeError, RecursionError):
        return None
    texts = (
        getattr(decision, name)
        for name in ("transcript", "quote", "code", "memo", "time", "text", "before", "after", "met")
    )
    typed = (
        all(isinstance(text, str) for text in texts)
        and type(decision.start) is type(decision.end) is type(decision.unread) is int
        and type(decision.blind) is bool
    )
    if not typed or decision.decision not in KINDS or not 0 <= decision.start <= decision.end:
        return None
    return decision if decision.quote or (not decision.code and decision.decision in ("seen", "withdraw")) else None


def _is_torn(line: bytes) -> bool:
    """Whether a last line looks like the beginning of a decision, and not like something else that someone wrote."""
    return line.startswith(b"{") and not line.rstrip().endswith(b"}") and decision_of(line) is None


def _unreadable(line: bytes, path: Path, number: int) -> Problem:
    if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>")):
        return Problem("is a mark of a git merge.", path, number, "Keep the lines of both sides and delete the marks.")
    hint = (
        f"A line is a JSON object with transcript, start, end, quote, code, decision "
        f"({', '.join(KINDS)}). Mend or delete it."
    )
    return Problem(f"is no decision: {line[:60].decode('utf-8', 'replace')!r}.", path, number, hint)


def as_line(decision: Decision) -> bytes:
    """The decision as a line of the file, its end included."""
    empty = dict.fromkeys(("memo", "before", "after", "met"), "") | {"blind": False, "unread": 0}
    data = {name: getattr(decision, name) for name in Decision.__slots__}
    kept = {name: value for name, value in data.items() if name not in empty or value != empty[name]}
    return json.dumps(kept, ensure_ascii=False).encode("utf-8") + b"\n"


def append(path: Path, decisions: Sequence[Decision]) -> list[Decision]:
    """Add decisions to a coder's file, and return them as they were written; when this returns they are on disk.

    Their times are made later than all in the file, so that the last line holds though a clock went back. What a
    cut-off write left at the end, which nobody confirmed, goes. Raises InputError, and the file is then as it was.
    """
    new = not path.exists()
    before = b"" if new else read_bytes(path)
    if path.is_symlink():
        raise InputError(
            [
                Problem(
                    "is a link to another file, which is not the study's to change.",
                    path,
                    hint="Put the file itself here.",
                )
            ]
        )
    make_folder(path.parent)
    try:
        with path.open("a+b") as stream:
            size = _mend_end(stream.fileno(), before)
            written = _later(decisions, before)
            data = b"".join(map(as_line, written))
            try:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            except OSError:
                os.ftruncate(stream.fileno(), size)
                raise
        if new:
            _sync_folder(path.parent)
        return written
    except OSError as error:
        raise InputError([Problem(f"cannot be written: {error.strerror or error}.", path)]) from error


def _later(decisions: Sequence[Decision], data: bytes) -> list[Decision]:
    """The decisions with times after the latest in the file, each a microsecond after the one before where need be."""
    last = max((found.decode() for found in _TIME.findall(data)), default="")
    made = []
    for decision in decisions:
        if decision.time <= last:
            decision = replace(decision, time=written_time(datetime.fromisoformat(last) + timedelta(microseconds=1)))
        made.append(decision)
        last = decision.time
    return made


def _mend_end(handle: int, data: bytes) -> int:
    """Bring the end of the file to the end of a line, and return its size: a part of a decision goes, anything else
    gets its line end.
    """
    tail = data[data.rfind(b"\n") + 1 :]
    if tail and not _is_torn(tail):
        os.write(handle, b"\n")
        return len(data) + 1
    if tail:
        os.ftruncate(handle, len(data) - len(tail))
    return len(data) - len(tail)


def _sync_folder(folder: Path) -> None:
    """Have the file's name on disk too, where the system knows how."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# -- what holds ----------------------------------------------------------------------------------


def standing(decisions: Iterable[Decision]) -> dict[Place, Decision]:
    """The decision that holds at each place with its last memo, in the order in which places were first decided about.

    Decisions come oldest first. A place whose decision was withdrawn, and one with a memo alone, has a decision of that
    kind.
    """
    found: dict[Place, Decision] = {}
    for decision in decisions:
        if decision.decision == "seen" or (not decision.code and decision.decision == "withdraw"):
            continue  # what was read is no coding
        before = found.get(decision.place)
        keeps = decision.decision == "memo" and before is not None
        found[decision.place] = replace(before, memo=decision.memo) if keeps and before is not None else decision
    return found


def standing_seen(decisions: Iterable[Decision]) -> list[Decision]:
    """What says that a stretch was read, for all codes or for one, and was not taken back; the first of several about
    one stretch.
    """
    state: dict[Place, Decision] = {}
    for decision in decisions:
        if decision.decision == "seen":
            state.setdefault(decision.place, decision)
        elif decision.decision == "withdraw":
            state.pop(decision.place, None)
    return list(state.values())


def seen_for(decisions: Iterable[Decision], codes: Collection[str]) -> list[tuple[str, int, int]]:
    """The stretches (transcript, start, end) that were read for one of the codes alone."""
    return [held.place[:3] for held in standing_seen(decisions) if held.code in codes]


def seen(decisions: Iterable[Decision]) -> list[tuple[str, int, int]]:
    """The stretches (transcript, start, end) that were read for all codes."""
    return [held.place[:3] for held in standing_seen(decisions) if not held.code]
