"""Failures in words: what is wrong, where, and what to do next."""

from __future__ import annotations

import os
import traceback

import click

from reviewgen.cli.problems import lines
from reviewgen.errors import DataError, LeakError, ReviewgenError

INTERRUPTED = 130
"""As shells have it: 128 and the number of the signal."""


def explain(error: Exception) -> int:
    """Say what went wrong on the error stream; returns the exit code."""
    match error:
        case click.ClickException():
            error.show()
            return error.exit_code
        case click.exceptions.Exit():
            return error.exit_code
        case click.Abort():
            say("stopped; what was written before stands")
            return INTERRUPTED
        case ReviewgenError():
            return _known(error)
        case _:
            return _unknown(error)


def _known(error: ReviewgenError) -> int:
    if isinstance(error, DataError):
        for line in lines(error.problems):
            say(line)
    if isinstance(error, LeakError):
        for leak in error.leaks:
            say(str(leak))
    say(f"error: {error.message}")
    if error.hint:
        say(f"hint: {error.hint}")
    return error.exit_code


def _unknown(error: Exception) -> int:
    if os.environ.get("REVIEWGEN_DEBUG"):
        say("".join(traceback.format_exception(error)))
    say(f"error: internal error ({type(error).__name__}); please report it")
    say("hint: REVIEWGEN_DEBUG=1 shows where it came from.")
    return 1


def say(line: str) -> None:
    """Words for a person, on the error stream."""
    click.echo(line, err=True)
