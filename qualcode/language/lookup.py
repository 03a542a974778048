"""Looks many words up at once, in several processes when there are enough of them; the readings are the same in any number."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from qualcode.language import NO_WORDS, is_ready, open_readings
from qualcode.language.store import Found, ReadingStore

ENOUGH = 5_000  # new words that are worth starting processes for: some seconds of work
MOST = 8  # processes
BATCH = 500
Progress = Callable[[str, int, int], None]
Batch = tuple[dict[str, Found], dict[str, Found]]  # readings and parts


def look_up(
    store: ReadingStore,
    forms: Iterable[str],
    language: str,
    reader: str,
    stems: Sequence[str],
    processes: int | None,
    progress: Progress,
    own: Mapping[str, Found] = NO_WORDS,
) -> None:
    """Make the store know the forms' readings, and the parts of lemmas in which one of the `stems` stands.

    `processes` None leaves their number to the machine and the number of new words.
    """
    new = sorted(form for form in set(forms) if form not in store and any(map(str.isalnum, form)))
    if processes is None:
        processes = min(os.cpu_count() or 1, MOST) if len(new) >= ENOUGH else 1
    if processes == 1 or not new or not is_ready([language]):
        return  # each is found when it is asked for
    batches = [new[at : at + BATCH] for at in range(0, len(new), BATCH)]
    context = multiprocessing.get_context("spawn")  # the same on every system
    with ProcessPoolExecutor(processes, context) as pool:
        work = [pool.submit(find, batch, language, reader, stems, own) for batch in batches]
        try:
            for done, future in enumerate(as_completed(work), 1):
                readings, parts = future.result()
                store.update(readings)
                store.parts.update(parts)
                progress("finding dictionary forms", min(done * BATCH, len(new)), len(new))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def find(forms: Sequence[str], language: str, reader: str, stems: Sequence[str], own: Mapping[str, Found] = NO_WORDS) -> Batch:
    """The readings of the forms, and the parts of the lemmas that may hold a wanted one."""
    store = open_readings(language, None, reader, own)
    for form in forms:
        for lemma in store[form]:
            if any(stem in lemma for stem in stems):
                _ = store.parts[lemma]
    return dict(store), dict(store.parts)
