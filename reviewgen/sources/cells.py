"""What a cell means: numbers, dates, periods and words, or ValueError with what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from reviewgen.model import NEVER, Sharing
from reviewgen.period import Calendar, Period, month_of
from reviewgen.sources.grid import BadCell, Cell
from reviewgen.workspace.wording import closest

_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}([.,]\d{3})+")
LARGEST_EXPONENT = 40


def blank(cell: Cell) -> bool:
    """True when there is nothing in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: Cell) -> str:
    """The cell as text; whole numbers without a decimal point, dates as 2026-10-12."""
    if isinstance(cell, BadCell):
        raise ValueError(f"{cell.text} stands here; mend the formula and save the workbook")
    if isinstance(cell, Decimal):
        return str(cell.quantize(Decimal(1)) if cell == cell.to_integral_value() else cell)
    return "" if cell is None else str(cell).strip()


def number(cell: Cell, *, percent: bool = False) -> Decimal:
    """The exact number in a cell; 1 234,5 and 1,234.5 are read, 1,234 alone is not: it may mean two things."""
    if isinstance(cell, Decimal):
        return _sane(cell, str(cell))
    if isinstance(cell, date):
        raise ValueError(f"{cell} is a date where a number belongs")
    shown = text(cell)
    digits = _SPACES.sub("", shown).replace("\u2212", "-")
    if percent:
        digits = digits.removesuffix("%")
    if _PLAIN.fullmatch(digits):
        return _sane(Decimal(digits), shown)
    return _sane(Decimal(_ungrouped(digits, shown)), shown)


def _ungrouped(digits: str, shown: str) -> str:
    commas, dots = digits.count(","), digits.count(".")
    if _GROUPED.fullmatch(digits) and commas == 1 and not dots:
        raise ValueError(
            f'"{shown}" may mean {digits.replace(",", "")} or {digits.replace(",", ".")}; write one of them'
        )
    if commas and dots:
        group, mark = (",", ".") if digits.rfind(".") > digits.rfind(",") else (".", ",")
        digits = digits.replace(group, "").replace(mark, ".")
    elif commas == 1:
        digits = digits.replace(",", ".")
    elif _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "").replace(".", "")
    if not _PLAIN.fullmatch(digits):
        raise ValueError(f'"{shown}" is not a number')
    return digits


def _sane(value: Decimal, shown: str) -> Decimal:
    if not value.is_finite() or abs(value.adjusted()) > LARGEST_EXPONENT:
        raise ValueError(f'"{shown}" is not a number that a review can hold')
    return value


def day(cell: Cell) -> date | None:
    """The date in a cell, None where it is blank."""
    if isinstance(cell, date):
        return cell
    if blank(cell):
        return None
    shown = text(cell)
    try:
        return date.fromisoformat(shown[:10] if re.match(r"\d{4}-\d{2}-\d{2}[T ]", shown) else shown)
    except ValueError:
        raise ValueError(f'"{shown}" is not a date; write 2026-10-12') from None


def period(cell: Cell, calendar: Calendar) -> Period:
    """The period that a cell names."""
    if isinstance(cell, date):
        return month_of(cell)
    return _period(text(cell), calendar)


@lru_cache(maxsize=4096)
def _period(shown: str, calendar: Calendar) -> Period:
    moment = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ][\d:.]+", shown)
    return calendar.parse(moment[1] if moment else shown)


def sharing(cell: Cell) -> Sharing:
    """The visibility in a cell: internal (also when blank), client, or "tier 2"."""
    word = text(cell).casefold()
    if word in ("", "internal"):
        return NEVER
    if word == "client":
        return Sharing(1)
    tier = re.fullmatch(r"tier ?([1-4])", word)
    if tier:
        return Sharing(int(tier[1]))
    raise ValueError(f'"{text(cell)}" is no visibility; write internal, client or tier 2')


def one_of(cell: Cell, known: Iterable[str], what: str) -> str:
    """The word in a cell, one of `known`."""
    word = text(cell).casefold()
    names = tuple(known)
    if word not in names:
        hint = closest(word, names)
        raise ValueError(f'"{text(cell)}" is no {what}' + (f"; {hint}" if hint else ""))
    return word
