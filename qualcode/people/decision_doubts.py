"""What is doubtful in coders' files → warnings: decisions found elsewhere or lost, interviews that grew, copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualcode.errors import Problem, first_of
from qualcode.people.decision_places import Lost, People
from qualcode.people.segments import shown
from qualcode.study.copies import original

GROWN = 12  # letters by which a corrected interview may become longer without a word about it


def doubts(people: People, coders: Sequence[str], lost: Sequence[Lost]) -> Iterator[Problem]:
    """What is doubtful in coders' files: cut-off lines, decisions that were found again elsewhere or under other codes,
    or are `lost`.
    """
    for file in people.files.values():
        yield from file.warnings
    for coder in coders:
        found, path = people.placed(coder), people.files[coder].path
        if found.moved:
            hint = "`qualcode codings update` writes them with their new places."
            several, names = sum(found.moved.values()), ", ".join(found.moved)
            yield Problem(
                f"decisions that were found again in texts that changed ({names}): {several}.", path, hint=hint
            )
        if found.reworded:
            changed = [f"{new.transcript}: {shown(old.quote)!r} → {shown(new.quote)!r}" for old, new in found.reworded]
            hint = "Look whether they still hold: qualcode review --coder NAME"
            yield Problem(f"decisions that stand at other words now: {first_of(changed, '; ')}.", path, hint=hint)
        yield from _grown(people, coder)
        if found.renamed:
            pairs = ", ".join(f"{old} → {new}" for old, new in found.renamed.items())
            hint = (
                "The log of changed codes (codings/changes.log) says so; `qualcode codings update` "
                "writes them with today's codes."
            )
            yield Problem(
                f"decisions made under earlier names of codes are counted under today's: {pairs}.", path, hint=hint
            )
    yield from _left_out(people, lost)


def _grown(people: People, coder: str) -> Iterator[Problem]:
    """The interviews that have become longer since someone read them to the end."""
    read = {one.transcript: one for one in people.files[coder].decisions if one.decision == "seen" and not one.quote}
    for name, one in read.items():
        longer = len(people.corpus.text(name)) - one.end if people.corpus.has(name) else 0
        if longer >= GROWN:
            hint = f"Read what is new: qualcode review --coder {coder}"
            yield Problem(
                f"{name} is {longer} letters longer than when it was read to the end; what was added counts as read.",
                people.files[coder].path,
                hint=hint,
            )


def _left_out(people: People, lost: Sequence[Lost]) -> Iterator[Problem]:
    by_why: dict[tuple[str, str, str], int] = {}
    for one in lost:
        what = one.decision.code if one.why == "no such code" else one.decision.transcript
        by_why[one.coder, one.why, what] = by_why.get((one.coder, one.why, what), 0) + 1
    for (coder, why, what), several in by_why.items():
        number = f"{several} decision{'s are' if several > 1 else ' is'} left out"
        yield Problem(f"{number} ({why}: {what}).", people.files[coder].path, hint=HINTS[why].format(what=what))


def unread(people: People, who: str) -> Iterator[Problem]:
    """For one coder the interviews in which nothing was marked as read: there is no telling what was left uncoded
    there.
    """
    if who not in people.files:
        return
    read = {
        decision.transcript
        for decision in people.placed(who).decisions
        if decision.decision == "seen" and not decision.code
    }
    missing = [source.id for source in people.corpus.study.sources if source.id not in read]
    if missing:
        message = f"{who} marked nothing as read in {first_of(missing)}; what was not read counts as not coded."
        yield Problem(message, people.files[who].path, hint="--transcript ID counts only what was read.")


def copied_coders(people: People) -> Iterator[Problem]:
    """Coders' files that are called as copies of another one's: two versions that a synchronising program could not
    make one.
    """
    for name, file in people.files.items():
        first = original(name, people.files)
        if first is not None:
            hint = f'To make one of both: qualcode codings rename-coder "{name}" "{first}"'
            yield Problem(
                f"is called as a copy of {first}.jsonl, and counts as a coder of its own.", file.path, hint=hint
            )


HINTS = {
    "no such transcript": (
        "If the file was renamed, give it its old name or mend the lines; `qualcode codings lost` lists them."
    ),
    "not found in the text": (
        "The transcript changed there; `qualcode codings lost` lists them; code them anew, then --withdraw."
    ),
    "speech that is not coded": (
        "It is the interviewer's, or of a speaker the settings ignore; `qualcode codings lost` lists them."
    ),
    "no such code": (
        "If it is called otherwise now: `qualcode code rename {what} NEW`; `qualcode codings lost` lists them."
    ),
}
