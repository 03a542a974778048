"""Makes the pictures of the docs from the program as it is: `python docs/pictures.py`; `--check` says which are old.

Word pages by LibreOffice, web pages by Chromium, terminals by rich. `pictures/made.json` keeps what each picture was
made of, as a hash that needs neither program, so that any machine can tell when a picture shows something else by now.
"""

from __future__ import annotations

import argparse
import graphlib
import hashlib
import io
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from build import ROOT, copy_of_example

FOLDER = ROOT / "docs/pictures"
MADE = FOLDER / "made.json"
DPI, WIDE, HIGH, COLUMNS = 110, 1280, 800, 96
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LIBREOFFICE = next(filter(None, map(shutil.which, ("soffice", "libreoffice"))), None)
RUN = [sys.executable, "-m", "qualcode"]
BOX = 128  # the width of a room in the drawing
ROOMS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="15">'
    "<style>rect{{fill:#eaf1f8;stroke:#1a4f8b}}text{{text-anchor:middle;fill:#123}}</style>{shapes}</svg>"
)
TIMES = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?\S*")


@dataclass(frozen=True)
class Picture:
    """A picture: what it is made of, as text or bytes, and what draws it into a file."""

    name: str
    made_of: Callable[[Path], bytes]
    draw: Callable[[Path, Path], None]


# -- terminals ----------------------------------------------------------------------------------------


def terminal(name: str, *commands: str) -> Picture:
    """What some commands print on a terminal, as SVG."""

    def printed(study: Path) -> list[str]:
        return [on_terminal(command, study) for command in commands]

    def draw(study: Path, path: Path) -> None:
        from rich.console import Console
        from rich.terminal_theme import MONOKAI
        from rich.text import Text

        console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
        for command, text in zip(commands, printed(study), strict=True):
            console.print(Text(f"$ {command}", style="bold"))
            console.print(Text.from_ansi(text))
        svg = console.export_svg(title=commands[0].split("\n")[0], theme=MONOKAI, unique_id=name)
        path.write_text(re.sub(r"@font-face \{.*?\}\n", "", svg, flags=re.DOTALL), encoding="utf-8")

    return Picture(f"{name}.svg", lambda study: "\n".join(printed(study)).encode(), draw)


def on_terminal(command: str, study: Path) -> str:
    """What a command prints on a terminal of so many columns, with its colours."""
    import pty

    mine, its = pty.openpty()
    size = {**os.environ, "COLUMNS": str(COLUMNS), "LINES": "60", "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    words = shlex.split(command)
    how = [sys.executable] if words[0] == "python" else RUN
    with subprocess.Popen([*how, *words[1:]], cwd=study, stdout=its, stderr=subprocess.DEVNULL, env=size) as program:
        os.close(its)
        text = b"".join(iter(lambda: _some(mine), b""))
    os.close(mine)
    if program.returncode not in (0, 1):
        raise SystemExit(f"{command} ended with {program.returncode}")
    return text.decode().replace("\r\n", "\n").rstrip("\n")


def _some(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the program has ended
        return b""


# -- Word ---------------------------------------------------------------------------------------------


def page(name: str, document: Callable[[Path], Path], text: str) -> Picture:
    """The last page of a Word document that has a text on it, which is not the one with the contents."""

    def draw(study: Path, path: Path) -> None:
        import pypdfium2

        with tempfile.TemporaryDirectory() as folder:
            home = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
            command = [str(LIBREOFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", folder]
            subprocess.run([*command, str(document(study))], check=True, capture_output=True, timeout=240)
            pdf = pypdfium2.PdfDocument(next(Path(folder).glob("*.pdf")))
            numbers = [number for number, one in enumerate(pdf) if text in one.get_textpage().get_text_range()]
            if not numbers:
                raise SystemExit(f"{name}: no page says {text!r}")
            pdf[numbers[-1]].render(scale=DPI / 72).to_pil().save(path, optimize=True)

    return Picture(f"{name}.png", lambda study: _words(document(study)), draw)


def _words(document: Path) -> bytes:
    with ZipFile(document) as archive:
        return b"".join(archive.read(part) for part in ("word/document.xml", "word/styles.xml"))


def findings(study: Path) -> Path:
    """The findings of the worked example."""
    return study / "results/findings.docx"


# -- pages in a browser -------------------------------------------------------------------------------


def sitting(name: str, command: str, *keys: str, folder: str = "page") -> Picture:
    """The page that `qualcode review …` serves, after some keys."""

    def draw(study: Path, path: Path) -> None:
        with served(command, study) as address, browser() as page:
            page.goto(address)
            page.wait_for_load_state("networkidle")
            for key in keys:
                page.keyboard.press(key)
                page.wait_for_load_state("networkidle")
            page.wait_for_timeout(1500)
            page.screenshot(path=path)

    files = sorted((ROOT / "qualcode/review" / folder).iterdir())

    def made_of(study: Path) -> bytes:
        parts = ("transcripts", "codebooks", "codings")
        said = (path for part in parts for path in sorted((study / part).glob("*.*")))
        contents = (path.read_bytes() for path in (*files, *said) if path.name != "interviews.csv")
        return b"".join([repr((command, keys)).encode(), *contents])

    return Picture(f"{name}.png", made_of, draw)


def interviews(name: str, place: str) -> Picture:
    """The page of interviews at a place."""

    def draw(study: Path, path: Path) -> None:
        with browser() as page:
            page.goto((study / "results/interviews.html").as_uri() + place)
            page.wait_for_timeout(500)
            page.screenshot(path=path)

    return Picture(f"{name}.png", lambda study: (study / "results/interviews.html").read_bytes(), draw)


@contextmanager
def browser() -> Iterator[object]:
    """A page in Chromium that asks for nothing elsewhere."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium.new_page(viewport={"width": WIDE, "height": HIGH})
        chromium.close()


@contextmanager
def served(command: str, study: Path) -> Iterator[str]:
    """The address that a command prints; the command ends when the picture is made."""
    words = [*RUN, *shlex.split(command)[1:], "--no-browser"]
    with subprocess.Popen(words, cwd=study, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        timer = threading.Timer(60, program.kill)
        timer.start()
        assert program.stdout is not None
        told = list[str]()
        while not told or ("http://127.0.0.1" not in told[-1] and told[-1]):
            told.append(program.stdout.readline())
        if not told[-1]:
            raise SystemExit(f"{command} ended: {' '.join(told)}")
        yield told[-1].strip().split()[-1]
        timer.cancel()
        program.terminate()


# -- figures ------------------------------------------------------------------------------------------


def figure(name: str, file: str) -> Picture:
    """A figure of the findings."""

    def draw(study: Path, path: Path) -> None:
        shutil.copy(study / "results/figures" / file, path)

    return Picture(
        f"{name}.png", lambda study: (study / "results/figures" / file).with_suffix(".svg").read_bytes(), draw
    )


LIBRARY = """import qualcode
study = qualcode.open_study(".")
tidy = qualcode.code_study(study)
print(tidy)
print(qualcode.crosstab(tidy, "theme", "company_size").frame.to_string())"""


def rooms(name: str) -> Picture:
    """The rooms of the code, each above those that it may know."""

    def table(_: Path) -> dict[str, set[str]]:
        found = runpy.run_path(str(ROOT / "tests/test_architecture.py"))["ALLOWED"]
        return {room: set(below) & set(found) for room, below in found.items()}

    def draw(study: Path, path: Path) -> None:
        below = table(study)
        depth: dict[str, int] = {}
        for room in graphlib.TopologicalSorter(below).static_order():
            depth[room] = 1 + max((depth[one] for one in below[room]), default=-1)
        rows = [[room for room in below if depth[room] == level] for level in range(max(depth.values()), -1, -1)]
        shapes = [
            f'<rect x="{left}" y="{top}" width="{BOX - 12}" height="34" rx="5"/>'
            f'<text x="{left + (BOX - 12) / 2}" y="{top + 22}">{room}</text>'
            for number, row in enumerate(rows)
            for place, room in enumerate(row)
            for left, top in [(WIDE / 2 - len(row) * BOX / 2 + place * BOX, 10 + number * 48)]
        ]
        path.write_text(ROOMS.format(width=WIDE, height=len(rows) * 48 + 10, shapes="".join(shapes)), encoding="utf-8")

    return Picture(f"{name}.svg", lambda study: repr([(r, sorted(b)) for r, b in table(study).items()]).encode(), draw)


PICTURES = (
    rooms("rooms"),
    page("findings", findings, "Taulukko 4."),
    sitting("review", "qualcode review --coder Anna", "n", "n"),
    interviews("interviews", "#communication"),
    terminal("counts", "qualcode counts --level themes"),
    terminal("kwic", "qualcode kwic soitella"),
    terminal("transcripts", "qualcode transcripts"),
    terminal("help", "qualcode --help"),
    page("themes", findings, "Kuvio 3."),
    sitting("walk", "qualcode review --coder Anna --next random --code support"),
    sitting("names", "qualcode review --names", folder="names_page"),
    terminal("asked", "qualcode ask --print-prompt"),
    terminal("exchange", "qualcode export qdpx -o study.qdpx"),
    terminal("library", f"python -c '{LIBRARY}'"),
    figure("saturation", "saturation.png"),
)


def study_of(folder: Path) -> Path:
    """The worked example, run, with its names looked for."""
    study = copy_of_example(folder)
    for command in (["run"], ["names", "find"]):
        subprocess.run([*RUN, *command], cwd=study, check=True, capture_output=True)
    return study


def hashes(study: Path) -> dict[str, str]:
    """What each picture would be made of now."""
    return {
        one.name: hashlib.sha256(TIMES.sub("", one.made_of(study).decode("utf-8", "replace")).encode()).hexdigest()
        for one in PICTURES
    }


def old_ones(study: Path) -> list[str]:
    """The pictures that show something else by now, or are not there."""
    made = json.loads(MADE.read_text(encoding="utf-8")) if MADE.exists() else {}
    return [name for name, now in hashes(study).items() if made.get(name) != now or not (FOLDER / name).exists()]


def main() -> None:
    """Make the pictures that are old (all with --all), or say which are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="make nothing; exit code 1 when a picture is old")
    parser.add_argument("--all", action="store_true", help="make them all anew")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = study_of(Path(folder) / "study")
        old = [one.name for one in PICTURES] if wanted.all else old_ones(study)
        if wanted.check:
            sys.exit(f"older than what they show: {', '.join(old)}\n    make pictures" if old else 0)
        FOLDER.mkdir(exist_ok=True)
        now = hashes(study)
        for one in PICTURES:
            if one.name in old:
                print(one.name)
                one.draw(study, FOLDER / one.name)
        MADE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
