"""The command line: a command parses, calls one function of a lower room, and shows what it gave."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; a user's mistake ends with its message and exit code 1, never with a traceback."""
    import click

    from qualcode.cli.finnish import shown, speaks_finnish
    from qualcode.cli.speaking import FinnishHelp, tell_usage
    from qualcode.errors import QualcodeError

    _speak_utf8()
    _quiet()
    click.Context.formatter_class = FinnishHelp if speaks_finnish() else click.HelpFormatter
    try:
        from qualcode.cli.app import app

        sys.exit(app.main(prog_name="qualcode", standalone_mode=False))
    except click.ClickException as error:
        tell_usage(error)
        sys.exit(error.exit_code)
    except QualcodeError as error:
        _fail(shown(f"error: {error}"))
    except (KeyboardInterrupt, click.Abort):
        _fail(shown("stopped; no file was left half-written."))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("QUALCODE_DEBUG"):
            raise
        where = "Set QUALCODE_DEBUG=1 and run it again to see where, and tell the makers of qualcode."
        _fail(shown(f"error: something went wrong inside qualcode ({type(error).__name__}: {error}).\n    {where}"))


def _speak_utf8() -> None:
    """Finnish letters reach pipes and old Windows terminals too."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _quiet() -> None:
    """What libraries warn of is no message for a researcher; QUALCODE_DEBUG shows it."""
    import logging
    import warnings

    if not os.environ.get("QUALCODE_DEBUG"):
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)


def _fail(message: str) -> None:
    sys.stderr.write(message + "\n")
    sys.exit(1)
