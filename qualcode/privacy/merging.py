"""Names put back into a text that someone went on with: where it was not changed, exactly; where it was, as far as that
is clear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qualcode.privacy.replacing import Edit, Replacer, edited, inverted


@dataclass(frozen=True)
class Merged:
    """The text with its names, and the lines (from 1) in which it is not clear whether the right ones stand."""

    text: str
    unclear: tuple[int, ...]


class Merge:
    """Puts names back; `forms` says what each form of a name became."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._forward = Replacer(forms)
        by_made: dict[str, set[str]] = {}
        for form, made in forms.items():
            by_made.setdefault(made, set()).add(form)
        self._back = Replacer({made: next(iter(found)) for made, found in by_made.items() if len(found) == 1})
        self._several = Replacer({made: made for made, found in by_made.items() if len(found) > 1})

    def merged(self, original: str, written: str, now: str) -> Merged:
        """The text of now with names: `original` became `written` line by line, and that was changed to what stands
        now.
        """
        old, made, current = (text.split("\n") for text in (original, written, now))
        lines, unclear = list[str](), list[int]()
        for tag, first, last, begin, end in SequenceMatcher(None, made, current, autojunk=False).get_opcodes():
            if tag == "equal":
                lines += old[first:last]
                continue
            paired = last - first == end - begin
            for at, line in enumerate(current[begin:end]):
                text, sure = self._line(old[first + at], made[first + at], line) if paired else self._new(line)
                lines.append(text)
                unclear += [] if sure else [len(lines)]
        return Merged("\n".join(lines), tuple(unclear))

    def _new(self, line: str) -> tuple[str, bool]:
        """A line that was not there: names by what stands for one form alone."""
        return self._back(line), not self._several.edits(line)

    def _line(self, old: str, made: str, now: str) -> tuple[str, bool]:
        """A line that was changed: what of it was not changed has the names that stood there."""
        edits = self._forward.edits(old)
        if edited(old, edits) != made:
            return self._new(now)
        back = inverted(edits, old)
        steps = SequenceMatcher(None, made, now, autojunk=False).get_opcodes()
        text, sure = "", True
        for tag, first, last, begin, end in steps:
            if tag == "equal":
                text += _with(made, first, last, back)
            else:
                new, clear = self._new(now[begin:end])
                text, sure = text + new, sure and clear
        met = [
            edit
            for edit in back
            if any(tag == "equal" and first <= edit.start and edit.end <= last for tag, first, last, _, _ in steps)
        ]
        return text, sure and len(met) == len(back)


def _with(text: str, first: int, last: int, edits: Sequence[Edit]) -> str:
    """A stretch of a text with those of the edits that lie within it."""
    inner = [
        Edit(edit.start - first, edit.end - first, edit.text)
        for edit in edits
        if first <= edit.start and edit.end <= last
    ]
    return edited(text[first:last], inner)
