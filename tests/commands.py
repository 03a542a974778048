"""Commands as a user gives them."""

from __future__ import annotations

import contextlib
import io
import logging
import subprocess
import sys
import warnings
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from qualcode.cli import main


@dataclass
class Said:
    """What a command ended with and said."""

    returncode: int
    stdout: str
    stderr: str


def here(folder: Path, *arguments: str) -> Said:
    """A command in a folder, in this process, which is faster than one of its own."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["qualcode", *arguments])
        try:
            with warnings.catch_warnings():
                main()
            code: object = 0
        except SystemExit as ended:
            code = ended.code
        finally:
            logging.disable(logging.NOTSET)
    return Said(code if isinstance(code, int) else int(bool(code)), out.getvalue(), err.getvalue())


def apart(folder: Path, *arguments: str) -> Said:
    """A command in a folder, in a process of its own."""
    command = [sys.executable, "-m", "qualcode", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, encoding="utf-8", timeout=120)
    return Said(done.returncode, done.stdout, done.stderr)
