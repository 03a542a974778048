"""What a study must be like before it is shown to others: every name in it decided about, and none that was decided to
go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qualcode.errors import InputError, Problem, first_of
from qualcode.line.corpus import Corpus
from qualcode.privacy.finding import found_names
from qualcode.privacy.replacing import Replacer, replacements, words_of
from qualcode.privacy.said import said_in
from qualcode.privacy.table import APPLIED, FILE, KEEP, Row, given_names, read_names
from qualcode.study.folder import Study

FIND = "`qualcode names find` lists them; decide in privacy/names.csv or with `qualcode review --names`."


def names_to_mask(corpus: Corpus) -> Replacer:
    """The forms of the names that are to go, for a study that is shown to others.

    Raises InputError while there is a name that nobody decided about, and for names to go that are a speaker's or an
    interview's.
    """
    listed = read_names(corpus.study.root)
    rows = [row for row in listed if row.decision != APPLIED]
    problems = [*undecided(corpus, rows, given_names(listed)), *_unclear(corpus, rows)]
    if problems:
        raise InputError(problems)
    return Replacer(replacements(rows).forms)


def undecided(corpus: Corpus, rows: list[Row], given: frozenset[str]) -> Iterator[Problem]:
    """Names that nobody decided about, in the list or not, and files that cannot be read; `given` are names that stand
    for others.
    """
    said, where = said_in(corpus), corpus.study.root / FILE
    yield from said.problems
    open_names = [row.name for row in rows if not row.is_decided]
    if open_names:
        number = "1 name is" if len(open_names) == 1 else f"{len(open_names)} names are"
        yield Problem(f"{number} not decided about: {first_of(open_names)}.", where, hint=FIND)
    known = {form for row in rows for form in (*row.forms, row.name)}
    found = (name for name in found_names(said.pieces) if name.name.casefold() not in given)
    new = [name.name for name in found if not known.intersection((*name.forms, name.name))]
    if new:
        number = "1 word that may be a name is" if len(new) == 1 else f"{len(new)} words that may be names are"
        yield Problem(f"{number} not in the list: {first_of(new)}.", where, hint=FIND)


def _unclear(corpus: Corpus, rows: list[Row]) -> Iterator[Problem]:
    """Names to go that someone or an interview is called by, where findings do not call them otherwise."""
    if corpus.study.settings.report.names:
        return
    forms = replacements(rows).forms
    shown = {word for source in corpus.study.sources for word in words_of(source.id.replace("_", " "))}
    shown |= {word for found in corpus.transcripts() for turn in found.turns for word in words_of(turn.speaker)}
    named = sorted(shown.intersection(forms))
    if named:
        hint = (
            "Take the names out (`qualcode names apply`), or call interviews by a column of "
            "participants.csv: [report] names."
        )
        yield Problem(
            f"[report] public: interviews or speakers are called by names: {first_of(named)}.",
            corpus.study.settings_file,
            hint=hint,
        )


def kept_forms(study: Study) -> frozenset[str]:
    """The forms of names that were decided to stay, in small letters."""
    rows = read_names(study.root) if (study.root / FILE).exists() else []
    return frozenset(form.casefold() for row in rows if row.decision == KEEP for form in (row.name, *row.forms))


def names_out(study: Study) -> dict[str, int]:
    """How many names were taken out of a study, by what they are names of; empty when none were."""
    rows = read_names(study.root) if (study.root / FILE).exists() else []
    found = Counter(
        row.kind if row.kind in ("person", "place", "organisation") else "other"
        for row in rows
        if row.decision == APPLIED
    )
    return {kind: found[kind] for kind in ("person", "place", "organisation", "other") if found[kind]}
