"""Takes the decided names out of a study: transcripts, tables, settings and people's decisions anew, or nothing
at all.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from qualcode.errors import InputError, Problem, first_of
from qualcode.files import read_bytes, replace_together, sha256
from qualcode.line.corpus import Corpus
from qualcode.line.engine import Engine, Progress, silent
from qualcode.people.decisions import FOLDER, coder_paths, read_decisions, written_time
from qualcode.people.locks import all_alone, open_elsewhere
from qualcode.privacy.contents import texts_of_bytes
from qualcode.privacy.key import (
    KEY,
    UNDONE,
    EditedText,
    KeyName,
    Step,
    joined_names,
    key_names,
    new_step,
    read_key,
    write_key,
    write_step,
)
from qualcode.privacy.key_state import STATE, State, check_key, check_place, fingerprint, state_of
from qualcode.privacy.log import LOG as PRIVACY_LOG
from qualcode.privacy.log import Entry, with_entries
from qualcode.privacy.plan import ChangedFile, Plan, files_beside
from qualcode.privacy.publishing import undecided
from qualcode.privacy.replacing import Replacements, Replacer, replacements, target_of, words_of
from qualcode.privacy.table import APPLIED, CATEGORY, FILE, Row, given_names, read_names, table_files
from qualcode.study.folder import JOURNAL, Study
from qualcode.study.key_places import remember_place
from qualcode.transcripts import walked

# what no replacement may have: tables and settings read it otherwise
_ODD = re.compile(r"[\n\r\t,;\"\\<>|*?{}=#]|^\s|\s$")


@dataclass(frozen=True)
class Applied:
    """What was done: the key's file, how many names were taken out at how many places, the transcripts as they are
    called now, warnings.
    """

    key: Path
    names: int
    places: int
    transcripts: Mapping[str, str]
    warnings: tuple[Problem, ...]


def apply_names(study: Study, folder: Path, who: str = "", progress: Progress = silent) -> Applied:
    """Take the names that were decided about out of the study; the key goes to a folder outside of it, with the files
    as they were.

    Raises InputError with everything that stands in the way (names nobody decided about, forms whose case is not clear,
    speakers without a pseudonym, files that cannot be written so that they read the same); then nothing is changed.
    """
    check_place(folder, study.root)
    mark = _mark(study, folder)
    corpus = Corpus(study, Engine(None, progress=progress))
    listed = read_names(study.root)
    rows = [row for row in listed if row.decision != APPLIED]
    open_ones = list(undecided(corpus, rows, given_names(listed)))
    if open_ones:
        raise InputError(open_ones)
    texts = {source.id: _words_of_file(source.path) for source in study.sources}
    beside = [word for text in _texts_beside(study) for word in words_of(text)]
    decided = replacements(rows, [*(word for words in texts.values() for word in words), *beside])
    problems = [replace(one, file=study.root / FILE) for one in decided.problems]
    problems += _unfit(corpus, rows)
    if problems:
        raise InputError(problems)
    replacer = Replacer(decided.forms)
    with all_alone(study.results, {*coder_paths(study.root / FOLDER), *open_elsewhere(study.results)}):
        plan = Plan(corpus, replacer, progress)
        files = [*plan.files(), *_tables(study, rows)]
        return _carried_out(study, folder, plan, files, rows, decided, who, mark)


def _mark(study: Study, folder: Path) -> str:
    """What the key knows the study by; raises InputError for the key of another study."""
    state = state_of(study.root)
    if (folder / KEY).exists():
        key = read_key(folder)
        check_key(study.root, key)
        if state is None and not all((step.folder / UNDONE).exists() or _is_of(step, study) for step in key.steps):
            hint = "Name a folder of its own: --key ~/keys/another-study"
            raise InputError([Problem("this folder has the key of another study.", folder, hint=hint)])
    return state.study if state is not None else secrets.token_hex(8)


def _is_of(step: Step, study: Study) -> bool:
    """Whether a step that was begun, and cut off before the study was changed, is of this study."""
    kept = [name for name in step.files if name not in step.made]
    return all((study.root / name).is_file() and read_bytes(study.root / name) == step.original(name) for name in kept)


def _unfit(corpus: Corpus, rows: Sequence[Row]) -> Iterator[Problem]:
    """Names of speakers that would become a category, and pseudonyms that someone in the study bears, or two names
    share.
    """
    where = corpus.study.root / FILE
    targets = {row.name: target for row in rows if (target := target_of(row, rows)) is not None}
    labels = {word for found in corpus.transcripts() for turn in found.turns for word in words_of(turn.speaker)}
    hint = "Decide for a pseudonym, so that it is still told who speaks."
    for row in rows:
        if row.name in targets and targets[row.name].decision == CATEGORY and labels.intersection(row.forms):
            yield Problem(f"{row.name} is someone who speaks, and cannot be called by a category.", where, hint=hint)
    chosen: dict[str, str] = {}
    names = {row.name.casefold() for row in rows if row.name in targets}
    for row in rows:
        made = [row.replacement, *row.written.values()] if row.name in targets else []
        if odd := [text for text in made if _ODD.search(text)]:
            yield Problem(
                f"{row.name} cannot become {odd[0]!r}.",
                where,
                hint="Write letters, digits, spaces, hyphens and full stops.",
            )
        parts = {row.chosen.casefold(), *(word.casefold() for word in words_of(row.chosen))}
        if row.decision == "pseudonym" and parts & names:
            hint = "Choose one that nobody in the study is called by."
            yield Problem(f"{row.name} would be called {row.chosen}, which is someone else's name.", where, hint=hint)
        if row.decision == "pseudonym":
            other = chosen.setdefault(row.chosen.casefold(), row.name)
            if other != row.name:
                hint = (
                    f'Choose another one, or say that {row.name} is the same as {other}: decision "same", '
                    f'replacement "{other}".'
                )
                yield Problem(f"{row.name} and {other} would both be called {row.chosen}.", where, hint=hint)


def _words_of_file(path: Path) -> list[str]:
    return list(words_of("\n".join(text for _, text in walked(path))))


def _texts_beside(study: Study) -> Iterator[str]:
    """What is written beside the transcripts; of what people decided their memos alone, for what they marked may end
    within a word.
    """
    decided = coder_paths(study.root / FOLDER).values()
    for path in files_beside(study):
        if path in decided:
            yield from (decision.memo for decision in read_decisions(path).decisions)
        else:
            yield from (text for _, text in texts_of_bytes(path.name, read_bytes(path)))


def _tables(study: Study, rows: Sequence[Row]) -> Iterator[ChangedFile]:
    """The tables of names without the names that were taken out."""
    left = [row for row in read_names(study.root) if row.decision == APPLIED] + [_emptied(row, rows) for row in rows]
    for name, made in table_files(left).items():
        path = study.root / name
        if path.exists() or name == FILE:
            yield ChangedFile(path, path, read_bytes(path) if path.exists() else b"", made)


def _emptied(row: Row, rows: Sequence[Row]) -> Row:
    target = target_of(row, rows)
    if target is None:
        return replace(row, contexts=(), interviews="")
    return Row("", APPLIED, target.chosen, kind=row.kind, number=row.number, language=row.language)


# -- doing it --------------------------------------------------------------------------------------


def _carried_out(
    study: Study,
    folder: Path,
    plan: Plan,
    files: Sequence[ChangedFile],
    rows: Sequence[Row],
    decided: Replacements,
    who: str,
    mark: str,
) -> Applied:
    time = written_time(datetime.now(UTC))
    targets = {row.name: target for row in rows if (target := target_of(row, rows)) is not None}
    old = read_key(folder).names if (folder / KEY).exists() else ()
    names = joined_names(old, key_names(rows, targets, decided.forms, decided.whose))
    kinds = {row.name: row.kind for row in rows}
    entries = [
        Entry(time, who, "replaced", *place)
        for text in plan.texts.values()
        for place in _places(plan, text, decided.whose, kinds)
    ]
    write_key(folder, names)
    place = new_step(folder)
    state = State(fingerprint(read_key(folder)), len(names), place.name, mark)
    log = with_entries(_bytes(study.root / PRIVACY_LOG), entries)
    own = {STATE: state.as_bytes(), PRIVACY_LOG: log}
    files = [
        *files,
        *(
            ChangedFile(study.root / name, study.root / name, _bytes(study.root / name), made)
            for name, made in own.items()
        ),
    ]
    write_key(place, names)
    _keep(study, place, plan, files, time, mark)
    contents = {file.new: file.after for file in files if file.new is not None}
    replace_together(study.root, contents, study.root / JOURNAL, [file.old for file in files if file.new != file.old])
    shutil.rmtree(study.cache, ignore_errors=True)
    remember_place(study.root, folder)
    renamed = {name: text.new_id for name, text in plan.texts.items()}
    return Applied(folder / KEY, len(targets), len(entries), renamed, (*_as_text(plan), *_rule_words(study, names)))


def _bytes(path: Path) -> bytes:
    return read_bytes(path) if path.exists() else b""


def _keep(study: Study, place: Path, plan: Plan, files: Sequence[ChangedFile], time: str, mark: str) -> None:
    """Keep outside the study what is needed to take it all back."""
    shown = {file.old.relative_to(study.root).as_posix(): file for file in files}
    kept = {
        name: (file.new.relative_to(study.root).as_posix() if file.new else "", sha256(file.after) if file.new else "")
        for name, file in shown.items()
    }
    made = tuple(name for name, file in shown.items() if not file.old.exists())
    step = Step(place, time, kept, tuple(plan.texts.values()), made, mark, plan.replacer.forms)
    originals = {name: file.before for name, file in shown.items() if name not in made}
    write_step(step, originals, {name: file.after for name, file in shown.items() if file.new is not None})


def _places(
    plan: Plan, text: EditedText, whose: Mapping[str, str], kinds: Mapping[str, str]
) -> Iterator[tuple[str, str, str, str]]:
    """For each place in a transcript at which a name stood its file, turn, the name's kind, and what stands
    there now.
    """
    transcript = plan.corpus.transcript(text.old_id)
    turns = [(turn.start, turn.number) for turn in transcript.turns] if transcript is not None else []
    for edit in text.edits:
        turn = max((number for start, number in turns if start <= edit.start), default=0)
        name = whose.get(" ".join(text.before[edit.start : edit.end].split()), "")
        yield text.new_id, str(turn or ""), kinds.get(name, "other"), edit.text


def _as_text(plan: Plan) -> Iterator[Problem]:
    for name in dict.fromkeys(plan.as_text):
        hint = "Times and layout are in the original, which is kept with the key."
        yield Problem(
            "is a .txt file now: its own format cannot be written without changing more than the names.",
            plan.corpus.source(name).path,
            hint=hint,
        )


def _rule_words(study: Study, names: Sequence[KeyName]) -> Iterator[Problem]:
    """Rules that look for a name that is not said any more."""
    said = {word.casefold() for name in names for word in (name.original, *name.forms)}
    rules = [
        (place.code.id, rule)
        for place in study.codebook.walk()
        for found in place.code.rules.values()
        for rule in found
    ]
    met = [
        f"{code}: {rule.source}"
        for code, rule in rules
        if any(word.casefold() in said for word in words_of(rule.source))
    ]
    if met:
        hint = (
            "They find nothing there any more: write them anew, or let people code it. `qualcode "
            "names check` shows where the names stand."
        )
        many = "1 rule looks" if len(met) == 1 else f"{len(met)} rules look"
        yield Problem(f"{many} for names that were taken out: {first_of(met, '; ')}.", study.codebook_path, hint=hint)
