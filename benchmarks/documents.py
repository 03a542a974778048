"""Random documents of authors are filled twice, and LibreOffice shows the numbers we wrote: `python
benchmarks/documents.py 20`.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import authored

from qualcode.people.counted import count_study
from qualcode.report.blocks import CAPTION, FigureBlock, Paragraph, Report, TableBlock
from qualcode.report.word.filling import Source, fill
from qualcode.results.findings import findings_of
from qualcode.study import open_study

ROOT = Path(__file__).parent.parent
AT_ONCE = 10  # documents that LibreOffice turns into PDF in one go


def filled_twice(path: Path, source: Source) -> tuple[Report, bool]:
    """Fill a document in place; what was put in, and whether the author's XML stayed and a second filling changed
    nothing.
    """
    before = authored.parts(path.read_bytes())["word/document.xml"]
    done = fill(path, source)
    path.write_bytes(done.data)
    kept = authored.outside(authored.parts(done.data)["word/document.xml"]) == authored.outside(before)
    return done.report, kept and fill(path, source).data == done.data


def expected(report: Report) -> Iterator[str]:
    """What a reader of the document must see: each caption with its number, and each reference with the words before
    it.
    """
    for block in report.blocks:
        if isinstance(block, TableBlock | FigureBlock):
            word = report.table_word if isinstance(block, TableBlock) else report.figure_word
            yield f"{word} {block.number}. {block.caption}"
        elif isinstance(block, Paragraph):
            yield from (
                block.text[max(start - 12, 0) : end] for start, end, key in block.links if key.startswith(CAPTION)
            )


def plain(text: str) -> str:
    """A text without spaces, line ends and hyphens, which a page sets in its own way."""
    return re.sub(r"[\s\u00ad\ufffe\u0002-]", "", text)


def shown(path: Path) -> str:
    """The text of a PDF's pages."""
    with pypdfium2.PdfDocument(path) as pdf:
        return plain("".join(page.get_textpage().get_text_range() for page in pdf))


def pdfs(paths: list[Path], office: str, home: Path) -> None:
    """Turn documents into PDF, with the fields brought up to date."""
    command = [
        office,
        f"-env:UserInstallation={home.as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(paths[0].parent),
    ]
    subprocess.run(
        [*command, *map(str, paths)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=600
    )


def trial(times: int) -> tuple[int, int, str]:
    """How many documents were tried, how many of them went wrong, and what LibreOffice showed."""
    chance, wrong, right, reports = random.Random(19), 0, 0, dict[Path, Report]()
    source = findings_of(count_study(open_study(ROOT))).findings.source
    names = [name for name in source.names if name != "findings"]
    office = shutil.which("soffice") or shutil.which("libreoffice")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(times):
            asked = ["section data", *chance.sample(names, 4)]
            body = authored.body(chance, chance.sample(asked, len(asked)))
            path = authored.template(Path(folder) / f"{number}.docx", body, numbered=chance.random() < 0.5)
            reports[path], good = filled_twice(path, source)
            wrong += not good
        paths = list(reports)
        for at in range(0, len(paths) if office else 0, AT_ONCE):
            pdfs(paths[at : at + AT_ONCE], str(office), Path(folder) / "office")
        for path, report in reports.items() if office else ():
            pdf = path.with_suffix(".pdf")
            seen = shown(pdf) if pdf.exists() else ""
            missing = [text for text in expected(report) if plain(text) not in seen]
            right += not missing
            if missing:
                print(f"  {path.name}: {missing[:3]}")
    return (
        times,
        wrong + (times - right if office else 0),
        f"{right} as LibreOffice shows them" if office else "no LibreOffice here",
    )


if __name__ == "__main__":
    print(trial(int(sys.argv[1])))
