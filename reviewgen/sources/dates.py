"""Days and periods as people write them; what may mean two things is refused, with both of them named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel import Locale

from reviewgen.period import Calendar, Grain, Period
from reviewgen.sources.cells import blank, text
from reviewgen.sources.grid import BadCell, Cell

if TYPE_CHECKING:
    from reviewgen.sources.rows.patterns import Pattern
    from reviewgen.workspace.rows import Per

FIRST, LAST = 1990, 2099
"""Years that a row may name; others are slips of the finger, or a 0 that was formatted as a date."""
LANGUAGES = ("en", "fr", "de", "es", "it", "nl", "pt")
GRAMMAR = "Write 2026-09, Sep 2026, 09/2026, 2026-Q3, Q3 2026, FY26-Q3, 2026-W31, 2026 or a date such as 2026-09-30."
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", re.ASCII)
_WORD = re.compile(r"[^\W\d_]{3,}")
ENGLISH = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Months as strptime reads them."""
REMEDY = "Mend the cell, or add how it is written under dates."
_SERIALS = (30_000, 60_000)
"""What a spreadsheet counts its days as, from 1982 to 2064."""


class Doubtful(ValueError):
    """A period or a day, but which one cannot be told."""


def written(cell: Cell, patterns: Sequence[Pattern]) -> tuple[date, Pattern] | None:
    """The day in a cell and the first of `patterns` that it is written in; None where it fits none of them."""
    if blank(cell) or isinstance(cell, date | BadCell):
        return None
    shown = text(cell)
    for each in patterns:
        for tried in dict.fromkeys((shown, _TIME.sub("", shown))):
            if found := _patterned(tried, each):
                return found, each
    return None


def _patterned(shown: str, pattern: Pattern) -> date | None:
    """The day; months are read in all our languages."""
    if not re.fullmatch(pattern.regex.replace("[A-Za-z]", r"[^\W\d_]"), shown, re.IGNORECASE):
        return None
    letters = pattern.strptime.replace("%B", "%b")
    if "%b" in letters:
        shown = _WORD.sub(lambda word: ENGLISH[_named(word[0])] if _named(word[0]) else word[0], shown)
    try:
        return datetime.strptime(shown, letters).date()  # noqa: DTZ007
    except ValueError:
        return None


def _by_patterns(cell: Cell, patterns: Sequence[Pattern]) -> date:
    """The day in a cell that is no date. ValueError when it is written in none of `patterns`."""
    shown = text(cell)
    found = written(cell, patterns)
    if found is None:
        several = " or ".join(each.shown for each in patterns)
        raise ValueError(_serial(cell) or f'"{shown}" is not a day written {several}')
    return _in_range(found[0], shown)


def day(cell: Cell, patterns: Sequence[Pattern] = ()) -> date | None:
    """The date in a cell, None where it is blank; `patterns` say how days are written, and none is read otherwise."""
    if blank(cell):
        return None
    if isinstance(cell, date):
        return _in_range(cell, str(cell))
    if patterns:
        return _by_patterns(cell, patterns)
    shown = text(cell)
    found = _day(shown)
    if found is None:
        raise ValueError(_serial(cell) or f'"{shown}" is not a date; write 2026-10-12')
    return _in_range(found, shown)


def period(cell: Cell, calendar: Calendar, patterns: Sequence[Pattern] = (), per: Per | None = None) -> Period:
    """The period that a cell names; `patterns` say how days are written.

    A day stands for the fiscal month that holds it, or with `per` "week" for the week. With `per` "month" the first or
    last day of a calendar month may be meant as that month: Doubtful where it lies in a fiscal month of another name.
    """
    if isinstance(cell, date):
        return _holding(_in_range(cell, str(cell)), str(cell), calendar, per)
    if patterns:
        return _holding(_by_patterns(cell, patterns), text(cell), calendar, per)
    try:
        return _period(text(cell), calendar, per)
    except Doubtful:
        raise
    except ValueError:
        if serial := _serial(cell):
            raise ValueError(serial) from None
        raise


def _holding(found: date, shown: str, calendar: Calendar, per: Per | None) -> Period:
    """What a day stands for."""
    if per == "week":
        return calendar.week_holding(found)
    held, named = calendar.month_holding(found), _of_name(found, calendar)
    edge = found.day == 1 or (found + timedelta(days=1)).day == 1
    if per == "month" and edge and held != named:
        inside, meant = calendar.key(held), calendar.key(named)
        raise Doubtful(
            f'"{shown}" is a day of {inside} and may mean {meant}, the month of that name; write one of them'
        )
    return held


def _of_name(month: date, calendar: Calendar) -> Period:
    """The fiscal month that bears the name of the calendar month of a day."""
    return calendar.parse(f"{month:%Y-%m}")


def _serial(cell: Cell) -> str:
    try:
        days = cell if isinstance(cell, Decimal) else Decimal(text(cell))
    except ArithmeticError:
        return ""
    low, high = _SERIALS
    if not low < days < high:
        return ""
    return f'"{text(cell)}" looks like a date that lost its format; format the cells as dates'


@lru_cache(maxsize=4096)
def _period(shown: str, calendar: Calendar, per: Per | None) -> Period:
    found = _read(shown, calendar, per)
    if found is None:
        raise ValueError(f'"{shown}" is not a period')
    if found.grain is Grain.QUARTER and calendar.quarter_of(found.start) != found:
        fiscal = calendar.key(calendar.quarter_of(found.start))
        raise ValueError(f'"{shown}" is not a quarter of the fiscal year; write one such as {fiscal}, or months')
    if found.grain is Grain.YEAR and calendar.year_of(found) != found:
        fiscal = calendar.key(calendar.year_of(found))
        raise ValueError(f'"{shown}" is not a fiscal year; write one such as {fiscal}, or quarters')
    return found


def _read(shown: str, calendar: Calendar, per: Per | None) -> Period | None:
    if on := _day(shown):
        return _holding(_in_range(on, shown), shown, calendar, per)
    if month := _month(shown):
        return _of_name(_in_range(month, shown), calendar)
    for letter, patterns in _NUMBERED.items():
        match = next(filter(None, (pattern.fullmatch(shown) for pattern in patterns)), None)
        if match:
            return _numbered(shown, letter, match, calendar)
    if match := _YEAR.fullmatch(shown):
        _in_range(date(_full(match["y"]), 1, 1), shown)
        return calendar.parse(f"{'FY' * bool(match['fy'])}{match['y']}")
    if re.fullmatch(r"Q[1-4]", shown, re.IGNORECASE):
        raise ValueError(f'"{shown}" names no year')
    return None


def _numbered(shown: str, letter: str, match: re.Match[str], calendar: Calendar) -> Period:
    """A quarter, a week or a fiscal month by its number in a year."""
    fiscal, year, number = "FY" * bool(match["fy"]), match["y"], f"{letter}{match['n']}"
    if not fiscal and len(year) == 2:
        raise Doubtful(f'"{shown}" has a year of two digits; write 20{year}-{number} or FY{year}-{number}')
    _in_range(date(_full(year), 1, 1), shown)
    try:
        return calendar.parse(f"{fiscal}{year}-{number}")
    except ValueError:
        if letter == "W":
            _refuse_week(shown, bool(fiscal), _full(year), int(match["n"]), calendar)
        raise


def _refuse_week(shown: str, fiscal: bool, year: int, number: int, calendar: Calendar) -> None:
    """Say why a week is none."""
    try:
        ours = calendar.week(year, number)
    except ValueError:
        raise ValueError(f'"{shown}": the year has no week {number}') from None
    if fiscal:
        raise ValueError(f'"{shown}": a fiscal year of months has no weeks of its own; write {year}-W{number:02}')
    raise Doubtful(
        f'"{shown}" may mean week {number} of the fiscal year, from {ours.start} on, or that of ISO 8601; '
        f"write {calendar.key(ours)}, or the first day of each week and per: week beside the file"
    )


def _full(year: str) -> int:
    return max(1, int(year) + (2000 if len(year) == 2 else 0))


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_NAME = r"(?P<name>[^\W\d_]{3,})\.?"
_DAYS = _compiled(
    r"(?P<y>[0-9]{4})(?P<mark>[-/.])(?P<m>[0-9]{1,2})(?P=mark)(?P<d>[0-9]{1,2})",
    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
    r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})",
    rf"(?P<d>[0-9]{{1,2}})\.?[ -]?{_NAME}[ -]?(?P<y>[0-9]{{4}})",
    rf"(?P<d>[0-9]{{1,2}})-{_NAME}-(?P<y>[0-9]{{2}})",
    rf"{_NAME} (?P<d>[0-9]{{1,2}}),? (?P<y>[0-9]{{4}})",
)
_SLASHED = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})")
_MONTHS = _compiled(
    r"(?P<y>[0-9]{4})[-/](?P<m>[0-9]{1,2})",
    r"(?P<y>[0-9]{4})[ -]?M(?P<m>[0-9]{1,2})",
    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})",
    r"(?P<m>[0-9]{1,2})[-/.](?P<y>[0-9]{4})",
    rf"{_NAME}[ /-]*(?P<y>[0-9]{{4}})",
    rf"(?P<y>[0-9]{{4}})[ /-]*{_NAME}",
    rf"{_NAME} *['’](?P<y>[0-9]{{2}})",
)
_SHORT = re.compile(rf"{_NAME}[ /-]*(?P<y>[0-9]{{2}})|(?P<d>[0-9]{{2}})[ /-]*{_NAME.replace('name', 'other')}")
_FISCAL = r"(?P<fy>FY ?)?(?P<y>[0-9]{4}|[0-9]{2})"
_WEEK = r"(?:W|WK|KW|Week) ?(?P<n>[0-9]{1,2})"
_NUMBERED = {
    "Q": _compiled(rf"{_FISCAL}[ /-]*Q(?P<n>[1-4])", rf"Q(?P<n>[1-4])[ /'-]*{_FISCAL}"),
    "W": _compiled(rf"{_FISCAL}[ /-]*{_WEEK}", rf"{_WEEK}[ /'-]+{_FISCAL}"),
    "M": _compiled(r"(?P<fy>FY ?)(?P<y>[0-9]{4}|[0-9]{2})[ /-]*[MP](?P<n>[0-9]{1,2})"),
}
"""Periods by their number in a year."""
_YEAR = re.compile(r"(?P<fy>FY ?)?(?P<y>[0-9]{4}|(?<=[Yy ])[0-9]{2})", re.IGNORECASE)


def _day(shown: str) -> date | None:
    shown = _TIME.sub("", shown)
    if match := _SLASHED.fullmatch(shown):
        return _slashed(shown, int(match[1]), int(match[3]), int(match[4]))
    return next(_dates(_DAYS, shown), None)


def _slashed(shown: str, first: int, second: int, year: int) -> date | None:
    """30/09/2026 and 09/30/2026 can be told, 10/09/2026 cannot."""
    if first <= 12 and second <= 12 and first != second:
        both = f"{year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}"
        raise Doubtful(f'"{shown}" may mean {both}; write one of them')
    return _date(year, min(first, second), max(first, second))


def _month(shown: str) -> date | None:
    if re.fullmatch(r"[0-9]{4}/[0-9]{2}", shown) and 0 < int(shown[5:]) == int(shown[2:4]) + 1 <= 12:
        raise Doubtful(
            f'"{shown}" may mean {shown[:4]}-{shown[5:]} or the fiscal year FY{shown[5:]}; write one of them'
        )
    found = next(_dates(_MONTHS, shown), None)
    if found is None and (short := _SHORT.fullmatch(shown)):
        month, digits = _named(short["name"] or short["other"]), short["y"] or short["d"]
        if month:
            raise Doubtful(
                f'"{shown}" may be a month of 20{digits} or a day; write 20{digits}-{month:02} for the month'
            )
    return found


def _dates(patterns: tuple[re.Pattern[str], ...], shown: str) -> Iterator[date]:
    for pattern in patterns:
        if match := pattern.fullmatch(shown):
            parts = match.groupdict()
            month = _named(parts["name"]) if "name" in parts else int(parts["m"])
            if found := _date(_full(parts["y"]), month, int(parts.get("d") or 1)):
                yield found


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def _named(name: str) -> int:
    """The number of a month, 0 where there is none of that name."""
    return _names().get(name.casefold().removesuffix("."), 0)


@cache
def _names() -> dict[str, int]:
    """The months in the languages that are read; a name that means two months is none."""
    found: dict[str, set[int]] = {"sept": {9}}
    for language in LANGUAGES:
        for style in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale.parse(language).months[style][width].items():
                    found.setdefault(name.casefold().removesuffix("."), set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}


def _in_range(found: date, shown: str) -> date:
    if not FIRST <= found.year <= LAST:
        raise ValueError(f'"{shown}" lies outside the years {FIRST} to {LAST}; mend the year')
    return found
