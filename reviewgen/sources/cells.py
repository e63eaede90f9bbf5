"""What a cell means: numbers and words, or ValueError with what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from reviewgen.model import NEVER, Sharing
from reviewgen.sources.grid import BadCell, Cell, Percent, blank
from reviewgen.workspace.positions import LONGEST, unwritable
from reviewgen.workspace.wording import closest

__all__ = ["blank", "comma_written", "number", "one_of", "sharing", "text"]

_PLAIN = re.compile(r"([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_COMMA = re.compile(r"([0-9]+(,[0-9]*)?|,[0-9]+)([eE][-+]?[0-9]+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?P<group>[,. '])[0-9]{3}((?P=group)[0-9]{3})*(?P<rest>[.,][0-9]+)?")
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
LARGEST_EXPONENT = 40


def text(cell: Cell) -> str:
    """The cell as text; whole numbers without a decimal point, dates as 2026-10-12."""
    if isinstance(cell, BadCell):
        raise ValueError(f"{cell.text} stands here; mend the formula and save the file")
    if isinstance(cell, Percent):
        return f"{text(cell.value)}%"
    if isinstance(cell, Decimal):
        return f"{cell:.0f}" if cell == cell.to_integral_value() else f"{cell:f}"
    found = "" if cell is None else str(cell).strip()
    if fault := unwritable(found):
        raise ValueError(f"{fault}; remove it" if len(found) < LONGEST else fault)
    return found


def number(cell: Cell, *, percent: bool = False, comma: bool = False) -> Decimal:
    """The exact number in a cell; `percent` allows a percent sign.

    1 234,5 and 1,234.5 and 1234,5 are read; 1,234 alone is not, since it may mean two things; nor is 1.234 where
    `comma` says that the table writes decimals with a comma. (12) and 12- are negative, as accountants write them.
    """
    if isinstance(cell, Decimal):
        return _sane(cell, text(cell))
    if isinstance(cell, date):
        raise ValueError(f"{cell} is a date where a number belongs")
    shown = text(cell)
    digits = shown.replace("\u2212", "-").replace("’", "'")
    if digits.endswith("%"):
        if not percent:
            raise ValueError(f'"{shown}" is a percentage where a plain number belongs')
        digits = digits[:-1].rstrip()
    negative, digits = _signed(digits)
    found = _unsigned(_SPACES.sub(" ", digits), shown, comma)
    return _sane(found.copy_negate() if negative else found, shown)


def _signed(digits: str) -> tuple[bool, str]:
    """Whether the number is negative, and its digits; arithmetic on a sign would round."""
    for before, after, negative in (("(", ")", True), ("-", "", True), ("+", "", False), ("", "-", True)):
        if digits.startswith(before) and digits.endswith(after) and len(digits) > 1:
            return negative, digits.removeprefix(before).removesuffix(after).strip()
    return False, digits


def _unsigned(digits: str, shown: str, comma: bool) -> Decimal:
    if _ONE_GROUP.fullmatch(digits) and ("," in digits or comma):
        whole, point = re.sub("[.,]", "", digits), digits.replace(",", ".")
        raise ValueError(f'"{shown}" may mean {whole} or {point}; write {whole} or {point}0')
    if _PLAIN.fullmatch(digits):
        return Decimal(digits)
    if _COMMA.fullmatch(digits):
        return Decimal(digits.replace(",", "."))
    match = _GROUPED.fullmatch(digits)
    if match is None or (match["rest"] or "")[:1] == match["group"]:
        raise ValueError(f'"{shown}" is not a number')
    return Decimal(digits.replace(match["group"], "").replace(",", "."))


def _sane(value: Decimal, shown: str) -> Decimal:
    if not value.is_finite() or (value and abs(value.adjusted()) > LARGEST_EXPONENT):
        raise ValueError(f'"{shown}" is not a number that a review can hold')
    return value


def comma_written(cells: Iterable[Cell], semicolon: bool) -> bool:
    """True when a table writes decimals with a comma, so that 1.234 in it may mean 1234.

    A number that can only be read so proves it; a table between semicolons is thought to, until a point proves not.
    """
    point = False
    for cell in cells:
        if isinstance(cell, str) and ("," in cell or "." in cell):
            digits = _SPACES.sub(" ", cell.strip().strip("-+()%\u2212").strip())
            if _ONE_GROUP.fullmatch(digits):
                continue
            grouped = _GROUPED.fullmatch(digits)
            mark = (grouped["rest"] or "")[:1] or {",": ".", ".": ","}.get(grouped["group"], "") if grouped else ""
            if mark == "," or (not grouped and "," in digits and _COMMA.fullmatch(digits)):
                return True
            point = point or mark == "." or ("." in digits and bool(_PLAIN.fullmatch(digits)))
    return semicolon and not point


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
