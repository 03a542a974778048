"""Who asks and who answers where no label says it: by the looks of paragraphs, by their numbers and question marks, by
turns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from qualcode.model import SpeakerLabels
from qualcode.transcripts.passages import Growing, Passage
from qualcode.transcripts.voices.asking import asked_of, asks, share_asking
from qualcode.transcripts.voices.detect import detect_language
from qualcode.transcripts.voices.label_styles import Line
from qualcode.transcripts.voices.layout_blocks import ENDED, Block, blocks_of

Voice = Literal["asks", "answers"]
# what the two are called; elsewhere:
VOICES = {"fi": ("Haastattelija", "Haastateltava"), "sv": ("Intervjuare", "Informant")}
ENGLISH = ("Interviewer", "Participant")
QUESTIONS, TURNS, DASHES, ONE = "questions ask", "by turns", "dashes by turns", "one voice"
FORMS = f'"italic answers", "style NAME asks", "{QUESTIONS}", "{TURNS}", "{ONE}" …'
# share of the askers' paragraphs that ask, more than of the others', share of questions among theirs
ENOUGH, APART, FOUND = 0.5, 0.3, 0.5
SHOWN = 60  # letters of an example


@dataclass(frozen=True)
class Layout:
    """How the voices are told apart, by a name that the settings take (`bold asks`), and whose each block is (None:
    outside the talk).
    """

    name: str
    voices: tuple[Voice | None, ...]
    blocks: tuple[Block, ...] = ()  # where they are not as they were


UNLABELLED = "unlabelled answers", "unlabelled asks"  # where one voice is labelled, what the other does
LABELS = "labels"  # only labels count


def check_layouts(names: str | list[str]) -> str:
    """The names of layouts as they are compared, with a semicolon between; raises ValueError for what names none."""
    return "; ".join(map(_checked, names.split(";") if isinstance(names, str) else names))


def _checked(name: str) -> str:
    said = " ".join(name.split()).lower()
    if said in ("", QUESTIONS, TURNS, DASHES, ONE, LABELS, *UNLABELLED) or re.fullmatch(r"\S.* (?:asks|answers)", said):
        return said
    raise ValueError(f'{name!r} names no layout. Write {FORMS}, "{LABELS}" or "{UNLABELLED[0]}".')


def passages_by_layout(lines: Sequence[Line], declared: SpeakerLabels) -> tuple[list[Passage], list[str]] | None:
    """The lines, none of which is labelled, as passages of two voices, and a warning that says how they were told; None
    when nothing tells.

    A layout that the settings name is taken without a warning, where the file has it.
    """
    blocks = blocks_of(lines)
    said = declared.layouts()
    if ONE in said:
        return [Passage(b.text, None if b.outside else "", head=b.head) for b in blocks], []
    guessed = guess(blocks, declared.questions)
    by_name = (
        (guessed,)
        if guessed and guessed.name.lower() in said
        else filter(None, (_named(name, blocks) for name in said))
    )
    settled = next(iter(by_name), None)
    layout = settled or guessed
    if layout is None:
        return None
    blocks = list(layout.blocks) or blocks
    warnings = [] if settled else [_told(layout, blocks)]
    return list(_passages(blocks, layout)), warnings


def _told(layout: Layout, blocks: Sequence[Block]) -> str:
    shown = {
        voice: next(_cut(b.text) for b, v in zip(blocks, layout.voices, strict=True) if v == voice)
        for voice in ("asks", "answers")
    }
    return (
        f"no speakers are named; by the layout '{layout.name}' the interviewer says '{shown['asks']}', "
        f"the participant '{shown['answers']}'. To settle it: [speakers] layout = \"{layout.name}\" (or {FORMS})."
    )


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rsplit(' ', 1)[0]} …"


# -- paragraphs ----------------------------------------------------------------------------------


# -- the guess -----------------------------------------------------------------------------------


def guess(blocks: Sequence[Block], guide: Sequence[str] = ()) -> Layout | None:
    """The layout by which the two voices can be told best; None when none tells them well enough."""
    talk = [b for b in blocks if not b.outside]
    looks = {look for b in talk for look in b.looks}
    tried = [_look_layout(f"{look} {does}", blocks, guide) for look in sorted(looks) for does in ("asks", "answers")]
    found = max((pair for pair in tried if pair is not None), key=lambda pair: pair[0], default=None)
    if found is not None:
        return found[1]
    if sum(ENDED.search(b.text) is not None for b in talk) < 0.6 * len(talk):  # pieces of sentences: a machine cut them
        return None
    return _dashes(blocks) or _turns(blocks) or _questions(blocks)


def _named(name: str, blocks: Sequence[Block]) -> Layout | None:
    """The layout of a name, when the file has it."""
    if name == QUESTIONS:
        layout = Layout(QUESTIONS, tuple(None if b.outside else "asks" if asks(b.text) else "answers" for b in blocks))
        return layout if len(set(layout.voices) - {None}) > 1 else None
    if name in (TURNS, DASHES):
        return _by_turns(name, blocks, next((n for n, b in enumerate(blocks) if asks(b.text)), 0))
    return _by_look(name, blocks)


def _by_look(name: str, blocks: Sequence[Block]) -> Layout | None:
    look, _, does = name.rpartition(" ")
    if does not in ("asks", "answers"):
        return None
    other: Voice = "answers" if does == "asks" else "asks"
    has = [look in {known.lower() for known in b.looks} and not b.outside for b in blocks]
    if look == "numbered":
        blocks, has = _main_series(blocks, has)
    voices: list[Voice | None] = [None if b.outside else does if h else other for b, h in zip(blocks, has, strict=True)]  # type: ignore[misc]
    first = next((n for n, voice in enumerate(voices) if voice == "asks"), len(blocks))
    # a title may look as questions do
    first = next((n for n, b in enumerate(blocks) if voices[n] == "asks" and asks(b.text)), first)
    voices[:first] = [None] * first
    if not {"asks", "answers"} <= set(voices):
        return None
    return Layout(name, tuple(_titles_off(voices, blocks)), tuple(blocks))


def _main_series(blocks: Sequence[Block], has: Sequence[bool]) -> tuple[list[Block], list[bool]]:
    """The blocks whose numbers are those of one series (`1.` `2.` …): a list within an answer (`1)` `2)`) begins
    another.
    """
    found, kept, form, last = list(blocks), list(has), "", 0
    for number, (block, numbered) in enumerate(zip(blocks, has, strict=True)):
        match = re.search(r"(\d{1,2})([.\w]*)([.):]*)\s*$", block.head) if numbered else None
        if not numbered or match is None:
            continue
        own = re.sub(r"[\w.]+", "", match[2]) + match[3]
        form = form or own
        if own != form or int(match[1]) < last:
            kept[number] = False
            found[number] = replace(block, text=f"{block.head} {block.text}".strip(), head="")
        else:
            last = int(match[1])
    return found, kept


def _titles_off(voices: list[Voice | None], blocks: Sequence[Block]) -> Iterator[Voice | None]:
    """The voices without titles of parts: what is no sentence and stands above a question, or is a heading among what
    is none.
    """
    for number, (voice, block) in enumerate(zip(voices, blocks, strict=True)):
        following = next((v for v in voices[number + 1 :] if v is not None), None)
        short = len(block.text.split()) <= 6 and not ENDED.search(block.text) and not asks(block.text)
        titled = (voice == "asks" and following == "asks") or (
            voice == "answers" and "heading" in block.looks and following != "answers"
        )
        yield None if short and titled else voice


def _look_layout(name: str, blocks: Sequence[Block], guide: Sequence[str]) -> tuple[float, Layout] | None:
    layout = _by_look(name.lower(), blocks)
    if layout is None:
        return None
    layout = replace(layout, name=name)
    asking, answering = _texts(layout, blocks, "asks"), _texts(layout, blocks, "answers")
    if min(len(asking), len(answering)) < 2 or _switches(layout.voices) < 2:
        return None
    share, others = share_asking(asking), share_asking(answering)
    found = share * len(asking) / max(share * len(asking) + others * len(answering), 1)
    from_guide = asked_of(asking, guide) - asked_of(answering, guide) if guide else 0
    good = share >= ENOUGH and share - others >= APART and found >= FOUND
    if not good and not (from_guide >= 2 and share > others):
        return None
    return share + found + min(from_guide, 5) / 10, layout


def _texts(layout: Layout, blocks: Sequence[Block], voice: Voice) -> list[str]:
    return [b.text for b, v in zip(blocks, layout.voices, strict=True) if v == voice]


def _switches(voices: Iterable[Voice | None]) -> int:
    """How often an answer follows a question."""
    told = [voice for voice in voices if voice]
    return sum(a == "asks" and b == "answers" for a, b in pairwise(told))


def _dashes(blocks: Sequence[Block]) -> Layout | None:
    """Dialogue in which a dash begins each turn."""
    dashed = [n for n, b in enumerate(blocks) if "dashed" in b.looks and not b.outside]
    if len(dashed) < 4 or len(dashed) < 0.7 * (len(blocks) - dashed[0]):
        return None
    return _best_turns(DASHES, blocks, dashed[:2])


def _turns(blocks: Sequence[Block]) -> Layout | None:
    """Paragraphs by turns, the first after the titles a question."""
    asking = [n for n, b in enumerate(blocks) if not b.outside and asks(b.text)]
    return _best_turns(TURNS, blocks, asking[:1]) if len(asking) > 2 else None


def _best_turns(name: str, blocks: Sequence[Block], firsts: Sequence[int]) -> Layout | None:
    for first in firsts:
        layout = _by_turns(name, blocks, first)
        share, others = (share_asking(_texts(layout, blocks, voice)) for voice in ("asks", "answers"))
        if share >= 0.6 and others <= 0.15 and _switches(layout.voices) > 1:
            return layout
    return None


def _by_turns(name: str, blocks: Sequence[Block], first: int) -> Layout:
    """Every other paragraph (with a dash before it, where dashes begin turns) from the first question on asks."""
    voices: list[Voice | None] = []
    voice: Voice | None = None
    for number, block in enumerate(blocks):
        begins = not block.outside and (name != DASHES or "dashed" in block.looks)
        if number == first and begins:
            voice = "asks"
        elif begins and name == DASHES and voice is None:
            voice = "answers"
        elif begins and voice is not None:
            voice = "answers" if voice == "asks" else "asks"
        voices.append(None if block.outside else voice)
    return Layout(name, tuple(voices))


def _questions(blocks: Sequence[Block]) -> Layout | None:
    """Short paragraphs that end with a question mark among others that do not."""
    asking = [n for n, b in enumerate(blocks) if not b.outside and asks(b.text)]
    marked = [n for n in asking if "?" in blocks[n].text]
    talk = [b for b in blocks[asking[0] :] if not b.outside] if asking else []
    fits = len(marked) > 2 and len(marked) >= 0.6 * len(asking) and 0.15 <= len(asking) / len(talk) <= 0.7
    if not fits or sum(len(blocks[n].text.split()) for n in asking) > 30 * len(asking):
        return None
    chosen = frozenset(asking)
    voices: list[Voice | None] = [
        None if b.outside or n < asking[0] else "asks" if n in chosen else "answers" for n, b in enumerate(blocks)
    ]
    layout = Layout(QUESTIONS, tuple(_titles_off(voices, blocks)))
    return layout if _switches(layout.voices) > 2 else None


# -- passages ------------------------------------------------------------------------------------


def names_of(texts: Iterable[str]) -> tuple[str, str]:
    """What one who asks and one who answers are called in the language of the texts."""
    return VOICES.get(detect_language(" ".join(texts)), ENGLISH)


def _passages(blocks: Sequence[Block], layout: Layout) -> Iterator[Passage]:
    asker, answerer = names_of(block.text for block in blocks)
    current: Growing | None = None
    for block, voice in zip(blocks, layout.voices, strict=True):
        speaker = None if voice is None else asker if voice == "asks" else answerer
        if current is not None and speaker is not None and current.first.speaker == speaker:
            current.add("\n" if current.letters else "", block.text, block.head)
            continue
        if current is not None:
            yield current.whole()
        current = Growing.of(
            Passage(block.text, speaker, block.time, head=block.head, why=f"the layout: {layout.name}")
        )
    if current is not None:
        yield current.whole()
