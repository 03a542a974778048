"""One program at a time writes a coder's file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from qualcode.errors import InputError, Problem, QualcodeError
from qualcode.files import make_folder


@contextmanager
def alone(folder: Path, coder: str) -> Iterator[None]:
    """Keep the coder's file to this program, by a lock in the folder; raises QualcodeError when another one writes to
    it.
    """
    from filelock import FileLock, Timeout

    make_folder(folder)
    lock = FileLock(folder / f"review-{coder}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise QualcodeError(
            f"{coder}'s codings are open in another `qualcode review`. Close that one first."
        ) from error
    except OSError as error:
        hint = "Decisions are written into the study: copy it to a folder that you may write to."
        raise InputError(
            [Problem(f"cannot be written: {error.strerror or error}.", folder / f"review-{coder}.lock", hint=hint)]
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def all_alone(folder: Path, coders: Iterable[str]) -> Iterator[None]:
    """Keep several coders' files to this program."""
    with ExitStack() as stack:
        for coder in coders:
            stack.enter_context(alone(folder, coder))
        yield


def open_elsewhere(folder: Path) -> list[str]:
    """The coders who ever had the page open in this study: one who has not decided anything yet has no file."""
    return [path.stem.removeprefix("review-") for path in folder.glob("review-*.lock")]
