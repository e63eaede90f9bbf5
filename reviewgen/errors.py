"""What can go wrong, and the exit code each failure has.

    ReviewgenError          1  failed; nothing was written for what failed
    ├── RenderUnavailable   1  a renderer lacks something on this machine
    ├── AssetError          1  a template or theme asked for something that it may not have
    ├── UsageError          2  the call does not fit the workspace (period, account, folder)
    ├── DataError           3  the user's files hold mistakes; carries every Problem found
    └── LeakError           4  a finished file held what its reader may not see; carries every Leak

Mistakes in data are values (`Problem`), gathered and shown together; exceptions end a command.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a build can live with a problem (and marks it on the slide) or stops."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Place:
    """Where in the user's files something stands; rows and lines count from 1 as the user's own program shows them."""

    file: str
    line: int | None = None
    column: int | str | None = None
    sheet: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        if self.line is not None:
            return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        parts = [self.file]
        if self.sheet is not None:
            parts.append(f'sheet "{self.sheet}"')
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f'column "{self.column}"')
        return ", ".join(parts)


@dataclass(frozen=True)
class Problem:
    """One mistake in the user's files: what, where, and what to do next."""

    place: Place
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        hint = f"\n    {self.hint}" if self.hint else ""
        return f"{self.place}: {self.message}{hint}"


@dataclass(frozen=True, order=True)
class Leak:
    """Something in a finished file that its reader may not see: the part of the file, the place in it, what it is."""

    file: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.what}"


class ReviewgenError(Exception):
    """A failure with a message for the user, a hint on what to do next, and an exit code."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class RenderUnavailable(ReviewgenError):
    """A renderer lacks a library on this machine; the hint is the command that mends it."""


class AssetError(ReviewgenError):
    """A template or theme asked for an asset that is neither the theme's nor the deck's own."""


class UsageError(ReviewgenError):
    """The call does not fit the workspace."""

    exit_code = 2


class DataError(ReviewgenError):
    """The user's files hold mistakes that stop the command."""

    exit_code = 3

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = sum(problem.severity is Severity.ERROR for problem in self.problems)
        super().__init__(f"{count} problem{'s' if count != 1 else ''} in the workspace")


class LeakError(ReviewgenError):
    """A finished file held what its reader may not see; no file was written."""

    exit_code = 4

    def __init__(self, leaks: Iterable[Leak]) -> None:
        self.leaks = tuple(sorted(leaks))
        super().__init__(
            "the finished file holds something its reader may not see; nothing was written",
            "Run `reviewgen check` and keep the file inside the house until the cause is known.",
        )
