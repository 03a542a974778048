"""Interviews in two hundred layouts: ways to mark who speaks × formats × languages × numbers of speakers, all made by
one grammar.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

ASKED = {
    "fi": ["Miten tulit tähän työhön?", "Millainen ensimmäinen vuosi oli?", "Kuka sinua silloin auttoi?", "Kerro vielä siitä kaupasta.", "Mitä tekisit toisin?"],
    "sv": ["Hur kom du till det här jobbet?", "Hurdant var det första året?", "Vem hjälpte dig då?", "Berätta om butiken.", "Vad skulle du göra annorlunda?"],
    "en": ["How did you come to this job?", "What was the first year like?", "Who helped you then?", "Tell me about the shop.", "What would you do differently?"],
}  # fmt: skip
ANSWERED = {
    "fi": ["No se oli ihan sattuma. Kaveri oli täällä jo ja sanoi että tule sinäkin.", "Pitkä ja kylmä, ei siinä muuta voi sanoa.",
           "Siskoni piti kirjoja. Se oli minulle iso apu, koska en osannut niitä itse.", "Pieni se oli, ja ovi oli punainen.",
           "En varmaan mitään. Tai ehkä aloittaisin aikaisemmin."],
    "sv": ["Det var en slump. En kompis var redan här och sa att jag också skulle komma.", "Långt och kallt, det är allt jag kan säga om det.",
           "Min syster skötte böckerna. Det var en stor hjälp för mig, för jag kunde inte.", "Den var liten och dörren var röd.",
           "Inget alls tror jag. Eller kanske att jag hade börjat tidigare."],
    "en": ["It was by chance. A friend was here already and she said that I should come too.", "Long and cold, that is all that I can say of it.",
           "My sister kept the books. That was a great help, because I could not do them myself.", "It was small, and the door was red.",
           "Nothing at all, I think. Or perhaps I would have begun earlier."],
}  # fmt: skip
TITLE = {"fi": "Haastattelu 3, 12.3.2026", "sv": "Intervju 3, 12.3.2026", "en": "Interview 3, 12 March 2026"}
ROLES = {
    "fi": ("Haastattelija", "Haastateltava"),
    "sv": ("Intervjuare", "Informant"),
    "en": ("Interviewer", "Participant"),
}
LETTERS = {"fi": ("K", "V"), "sv": ("I", "R"), "en": ("Q", "A")}
SHORTENED = {"fi": ("Haast.", "Vast."), "sv": ("Int.", "Inf."), "en": ("Int.", "Resp.")}
NUMBERED = {"fi": ("Kysymys", "Vastaus"), "sv": ("Fråga", "Svar"), "en": ("Question", "Answer")}
NAMES = ("Anna Virta", "Bea Koski", "Carl Holm")


@dataclass(frozen=True)
class Para:
    """A paragraph: runs of text with their looks (bold, italic, colour), and how it stands; `cells` makes it a row of a
    table.
    """

    runs: tuple[tuple[str, str], ...]
    heading: bool = False
    indent: bool = False
    style: str = ""
    close: bool = False  # no gap above it
    cells: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True)
class Turn:
    """A turn as it was said: who speaks (0 asks), and the words."""

    who: int
    said: str


Style = Callable[[Sequence[Turn], str], Iterator[Para]]


def turns_of(language: str, speakers: int) -> list[Turn]:
    """The interview: every question and its answer, answers by turns where more than one answers."""
    turns = []
    for number, (asked, answered) in enumerate(zip(ASKED[language], ANSWERED[language], strict=True)):
        turns += [Turn(0, asked), Turn(1 + number % (speakers - 1), answered)]
    return turns


def plain(text: str, **how: object) -> Para:
    return Para(((text, ""),), **how)  # type: ignore[arg-type]


def clock(number: int) -> str:
    return f"{number // 2}:{30 * (number % 2) + 4:02}"


def role(turn: Turn, language: str) -> str:
    name = ROLES[language][min(turn.who, 1)]
    return name if turn.who < 2 else f"{name} {turn.who}"


# -- who speaks by labels --------------------------------------------------------------------------


def by(label: Callable[[Turn, int, str], str]) -> Style:
    """A style in which a label stands before each turn."""

    def style(turns: Sequence[Turn], language: str) -> Iterator[Para]:
        yield plain(TITLE[language])
        for number, turn in enumerate(turns):
            yield plain(label(turn, number, language) + turn.said)

    return style


def above(label: Callable[[Turn, int], Sequence[str]]) -> Style:
    """A style in which a label stands on lines of its own above each turn."""

    def style(turns: Sequence[Turn], language: str) -> Iterator[Para]:
        yield plain(TITLE[language])
        for number, turn in enumerate(turns):
            first, *others = label(turn, number)
            yield plain(first)
            yield from (plain(text, close=True) for text in (*others, turn.said))

    return style


def bold_label(turns: Sequence[Turn], language: str) -> Iterator[Para]:
    yield plain(TITLE[language])
    for turn in turns:
        yield Para(((role(turn, language), "bold"), (f" {turn.said}", "")))


def heading_label(turns: Sequence[Turn], language: str) -> Iterator[Para]:
    for turn in turns:
        yield plain(role(turn, language), heading=True)
        yield plain(turn.said)


def rows(head: bool) -> Style:
    def style(turns: Sequence[Turn], _: str) -> Iterator[Para]:
        if head:
            yield plain("", cells=("Nr", "Speaker", "Text", "Notes"))
        for number, turn in enumerate(turns, 1):
            cells = (str(number), NAMES[turn.who], turn.said, "a code") if head else (NAMES[turn.who], turn.said)
            yield plain("", cells=cells)

    return style


# -- who speaks by looks ---------------------------------------------------------------------------


def looking(asks: str = "", answers: str = "", **how: object) -> Style:
    """A style in which questions, or answers, have a look that the others have not."""

    def style(turns: Sequence[Turn], language: str) -> Iterator[Para]:
        yield plain(TITLE[language])
        for turn in turns:
            asking = turn.who == 0
            own = {name: value for name, value in how.items() if asking is (name != "indent")}
            yield Para(((turn.said, asks if asking else answers),), **own)  # type: ignore[arg-type]

    return style


def numbered(turns: Sequence[Turn], language: str) -> Iterator[Para]:
    yield plain(TITLE[language])
    for number, turn in enumerate(turns):
        yield plain(turn.said if turn.who else f"{number // 2 + 1}. {turn.said}")


def dashed(turns: Sequence[Turn], _: str) -> Iterator[Para]:
    yield from (plain(f"– {turn.said}", close=number > 0) for number, turn in enumerate(turns))


def only_asker(turns: Sequence[Turn], language: str) -> Iterator[Para]:
    for turn in turns:
        yield plain(turn.said if turn.who else f"{role(turn, language)}: {turn.said}")


def question_headings(turns: Sequence[Turn], language: str) -> Iterator[Para]:
    yield plain(f"{ROLES[language][1]}: Anna")
    for number, turn in enumerate(turns):
        asked = f"{NUMBERED[language][0]} {number // 2 + 1}: {turn.said}"
        yield plain(turn.said) if turn.who else plain(asked, heading=True)


LABELS: dict[str, Style] = {
    "Name: ": by(lambda t, n, lang: f"{NAMES[t.who]}: "),
    "Role: ": by(lambda t, n, lang: f"{role(t, lang)}: "),
    "[Name]: ": by(lambda t, n, lang: f"[{NAMES[t.who]}]: "),
    "0:34 Name: ": by(lambda t, n, lang: f"{clock(n)} {NAMES[t.who]}: "),
    "Name (0:34): ": by(lambda t, n, lang: f"{NAMES[t.who]} ({clock(n)}): "),
    "[Name 0:34] ": by(lambda t, n, lang: f"[{NAMES[t.who]} {clock(n)}] "),
    "Name – ": by(lambda t, n, lang: f"{NAMES[t.who].split()[0]} – "),
    "K: V:": by(lambda t, n, lang: f"{LETTERS[lang][t.who]}: "),
    "Haast.: Vast.:": by(lambda t, n, lang: f"{SHORTENED[lang][t.who]}: "),
    "K. V.": by(lambda t, n, lang: f"{LETTERS[lang][t.who]}. "),
    "K/ V/": by(lambda t, n, lang: f"{LETTERS[lang][t.who]}/ "),
    "K1: V1: K2:": by(lambda t, n, lang: f"{LETTERS[lang][t.who]}{n // 2 + 1}: "),
    "Question 1: Answer 1:": by(lambda t, n, lang: f"{NUMBERED[lang][t.who]} {n // 2 + 1}: "),
    "Name  0:34 above": above(lambda t, n: [f"{NAMES[t.who]}  {clock(n)}"]),
    "Name above": above(lambda t, n: [NAMES[t.who]]),
    "Name, 0 minutes 3 seconds above": above(lambda t, n: [NAMES[t.who], f"{n} minutes 3 seconds", f"{n}:03"]),
    "bold Role": bold_label,
    "heading Role": heading_label,
    "table of name and speech": rows(head=False),
    "table with a heading and notes": rows(head=True),
}
LOOKS: dict[str, Style] = {
    "bold asks": looking(asks="bold"),
    "italic asks": looking(asks="italic"),
    "italic answers": looking(answers="italic"),
    "coloured asks": looking(asks="colour"),
    "headings ask": looking(heading=True),
    "a style asks": looking(style="Kysymys"),
    "indented answers": looking(indent=True),
    "numbers ask": numbered,
    "questions and answers by turns": looking(),
    "dashes": dashed,
    "only the interviewer is labelled": only_asker,
    "numbered question headings": question_headings,
}
PLAIN = ("txt", "md")
RICH = ("docx", "odt", "rtf", "html", "pdf")
CAN = {  # the formats that can show a way, where these are not all
    "bold asks": ("md", *RICH), "italic asks": ("md", *RICH), "italic answers": ("md", *RICH), "coloured asks": RICH,
    "headings ask": ("md", "docx", "odt", "rtf", "html"), "a style asks": ("docx", "odt", "rtf", "html"), "indented answers": ("txt", *RICH),
    "bold Role": ("md", *RICH), "heading Role": ("md", "docx", "odt", "rtf", "html"), "table of name and speech": ("docx", "odt", "rtf", "html"),
    "table with a heading and notes": ("docx", "odt", "rtf", "html"), "numbered question headings": ("md", "docx", "odt", "rtf", "html"),
}  # fmt: skip
PAIRS = (
    "Haast.: Vast.:",
    "K: V:",
    "K. V.",
    "K/ V/",
    "K1: V1: K2:",
    "Question 1: Answer 1:",
)  # ways in which only two can speak


@dataclass(frozen=True)
class Layout:
    """A way to mark who speaks, in a format, a language, with so many speakers."""

    way: str
    form: str
    language: str
    speakers: int


def layouts() -> list[Layout]:
    """Every layout: three languages by turns, three speakers in every third layout where labels can tell them."""
    found = []
    for way in (*LABELS, *LOOKS):
        for number, form in enumerate(CAN.get(way, (*PLAIN, *RICH))):
            for language in ("fi", "en") if number % 2 else ("fi", "sv"):
                several = way in LABELS and way not in PAIRS and len(found) % 3 == 0
                found.append(Layout(way, form, language, 3 if several else 2))
    return found


def write(layout: Layout, path: Path) -> list[Turn]:
    """Write the interview in a layout; gives back what was said."""
    turns = turns_of(layout.language, layout.speakers)
    style = LABELS.get(layout.way) or LOOKS[layout.way]
    WRITERS[layout.form](list(style(turns, layout.language)), path)
    return turns


# -- formats ---------------------------------------------------------------------------------------


def text(paras: Sequence[Para], path: Path) -> None:
    pieces = []
    for number, para in enumerate(paras):
        joint = "" if not number else "\n" if para.close else "\n\n"
        pieces.append(f"{joint}{'    ' if para.indent else ''}{para.text}")
    path.write_text("".join(pieces) + "\n", encoding="utf-8")


def markdown(paras: Sequence[Para], path: Path) -> None:
    marks = {"bold": "**", "italic": "*"}
    pieces = []
    for number, para in enumerate(paras):
        joint = "" if not number else "\n" if para.close else "\n\n"
        inner = "".join(f"{marks.get(look, '')}{part}{marks.get(look, '')}" for part, look in para.runs)
        pieces.append(f"{joint}{'## ' if para.heading else ''}{inner}")
    path.write_text("".join(pieces) + "\n", encoding="utf-8")


def word(paras: Sequence[Para], path: Path) -> None:
    import docx
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    document.styles.add_style("Kysymys", 1)
    table = None
    for para in paras:
        if para.cells:
            table = table if table is not None else document.add_table(0, len(para.cells))
            for cell, said in zip(table.add_row().cells, para.cells, strict=True):
                cell.text = said
            continue
        style = "Heading 2" if para.heading else para.style or None
        made = document.add_paragraph(style=style)
        if para.indent:
            made.paragraph_format.left_indent = Pt(36)
        for part, look in para.runs:
            run = made.add_run(part)
            run.bold, run.italic = look == "bold" or None, look == "italic" or None
            if look == "colour":
                run.font.color.rgb = RGBColor(0xC0, 0x20, 0x20)
    document.save(str(path))


def opendocument(paras: Sequence[Para], path: Path) -> None:
    looks = {"bold": 'fo:font-weight="bold"', "italic": 'fo:font-style="italic"', "colour": 'fo:color="#c02020"'}
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {value}/></style:style>'
        for name, value in looks.items()
    )
    styles += (
        '<style:style style:name="In" style:family="paragraph"><style:paragraph-properties fo:margin-left="1.5cm"/></style:style>'
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Kysymys"/>'
    )
    body, in_table = "", False
    for para in paras:
        inner = "".join(
            f'<text:span text:style-name="{look}">{escape(part)}</text:span>' if look else escape(part)
            for part, look in para.runs
        )
        if para.cells:
            cells = "".join(
                f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in para.cells
            )
            body += ("" if in_table else "<table:table>") + f"<table:table-row>{cells}</table:table-row>"
            in_table = True
            continue
        name = "In" if para.indent else "P1" if para.style else "Standard"
        body += (
            f'<text:h text:outline-level="2">{inner}</text:h>'
            if para.heading
            else f'<text:p text:style-name="{name}">{inner}</text:p>'
        )
    body += "</table:table>" if in_table else ""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{rest}"'
        for name, rest in (("office", "office:1.0"), ("text", "text:1.0"), ("style", "style:1.0"), ("table", "table:1.0"), ("fo", "xsl-fo-compatible:1.0"))
    )  # fmt: skip
    content = f"<office:document-content{spaces}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)


def rich(paras: Sequence[Para], path: Path) -> None:
    def coded(part: str) -> str:
        return "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in part)

    looks = {"bold": "\\b ", "italic": "\\i ", "colour": "\\cf2 ", "": ""}
    body = ""
    for para in paras:
        inner = "".join(f"{{{looks[look]}{coded(part)}}}" for part, look in para.runs)
        if para.cells:
            edges = "".join(f"\\cellx{2000 * (n + 1)}" for n in range(len(para.cells)))
            body += f"\\trowd{edges}" + "".join(f"\\pard\\intbl {coded(cell)}\\cell" for cell in para.cells) + "\\row\n"
            continue
        style = "\\s2" if para.heading else "\\s9" if para.style else ""
        indent = "\\li720" if para.indent else ""
        body += f"\\pard{style}{indent} {inner}\\par\n"
    sheet = "{\\stylesheet{\\s0 Normal;}{\\s2 heading 2;}{\\s9 Kysymys;}}"
    colours = "{\\colortbl;\\red0\\green0\\blue0;\\red192\\green32\\blue32;}"
    path.write_text(
        f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0 Calibri;}}}}{colours}{sheet}\n{body}}}", encoding="ascii"
    )


def webpage(paras: Sequence[Para], path: Path) -> None:
    looks = {"bold": "<b>{}</b>", "italic": "<i>{}</i>", "colour": '<span style="color:#c02020">{}</span>', "": "{}"}
    body, in_table = "", False
    for para in paras:
        if para.cells:
            body += (
                ("" if in_table else "<table>")
                + "<tr>"
                + "".join(f"<td>{escape(cell)}</td>" for cell in para.cells)
                + "</tr>"
            )
            in_table = True
            continue
        inner = "".join(looks[look].format(escape(part)) for part, look in para.runs)
        name = "h2" if para.heading else "p"
        extra = f' class="{para.style}"' if para.style else ' style="margin-left:36pt"' if para.indent else ""
        body += f"<{name}{extra}>{inner}</{name}>\n"
    body += "</table>" if in_table else ""
    path.write_text(f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>', encoding="utf-8")


def portable(paras: Sequence[Para], path: Path) -> None:
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.pdfgen.canvas import Canvas

    fonts = {"bold": "Helvetica-Bold", "italic": "Helvetica-Oblique", "colour": "Helvetica", "": "Helvetica"}
    canvas = Canvas(str(path))
    height = 780.0
    for para in paras:
        height -= 14 if para.close else 26
        left = at = 100.0 if para.indent else 60.0
        for part, look in para.runs:
            canvas.setFont(fonts[look], 11)
            canvas.setFillColorRGB(*((0.75, 0.1, 0.1) if look == "colour" else (0, 0, 0)))
            for word_ in part.split(" "):
                width = stringWidth(word_ + " ", fonts[look], 11)
                if at + width > 400:
                    height, at = height - 14, left
                canvas.drawString(at, height, word_)
                at += width
    canvas.save()


WRITERS = {
    "txt": text, "md": markdown, "docx": word, "odt": opendocument, "rtf": rich, "html": webpage, "pdf": portable,
}  # fmt: skip
