"""What a cell means: numbers and words, or ValueError with what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Context, Decimal

from reviewgen.model import NEVER, Sharing
from reviewgen.sources.grid import BadCell, Cell, Marks, Percent, blank
from reviewgen.workspace.positions import LONGEST, unwritable
from reviewgen.workspace.wording import closest

__all__ = ["EXACT", "blank", "comma_written", "exactly", "number", "one_of", "sharing", "text"]

_PLAIN = re.compile(r"([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_COMMA = re.compile(r"([0-9]+(,[0-9]*)?|,[0-9]+)([eE][-+]?[0-9]+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?P<group>[,. '])[0-9]{3}((?P=group)[0-9]{3})*(?P<rest>[.,][0-9]+)?")
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
LARGEST_EXPONENT = 40
EXACT = Context(prec=LONGEST + 100)
"""Digits enough for any number that a cell can hold."""


def text(cell: Cell) -> str:
    """The cell as text; whole numbers without a decimal point, dates as 2026-10-12."""
    if isinstance(cell, BadCell):
        raise ValueError(f"{cell.text} stands here; {cell.remedy}")
    if isinstance(cell, Percent):
        return f"{text(cell.value)}%"
    if isinstance(cell, Decimal):
        return f"{cell:.0f}" if cell == cell.to_integral_value() else f"{cell:f}"
    found = "" if cell is None else str(cell).strip()
    if fault := unwritable(found):
        raise ValueError(f"{fault}; remove it" if len(found) < LONGEST else fault)
    return found


def number(cell: Cell, *, percent: bool = False, comma: bool = False, marks: Marks | None = None) -> Decimal:
    """The exact number in a cell; `percent` allows a percent sign.

    1 234,5 and 1,234.5 and 1234,5 are read; 1,234 alone is not, since it may mean two things; nor is 1.234 where
    `comma` says that the table writes decimals with a comma. `marks` settle what each mark means, and no other way
    of writing is read then. (12) and 12- are negative, as accountants write them.
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
    digits = _SPACES.sub(" ", digits)
    found = _settled(digits, shown, marks) if marks else _unsigned(digits, shown, comma)
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


def _settled(digits: str, shown: str, marks: Marks) -> Decimal:
    """The number where the user says how numbers are written: a mark means what he says, and one thing only."""
    decimal = marks.decimal or {".": ",", ",": "."}.get(marks.thousands, ".,")
    groups = marks.thousands or "".join(mark for mark in ",. '" if mark not in decimal)
    pattern = rf"([0-9]+|[1-9][0-9]{{0,2}}(?P<group>[{groups}])[0-9]{{3}}((?P=group)[0-9]{{3}})*)?"
    match = re.fullmatch(rf"(?P<whole>{pattern})([{decimal}](?P<rest>[0-9]*))?(?P<power>[eE][-+]?[0-9]+)?", digits)
    if match is None or not (match["whole"] or match["rest"]):
        wanted = [f"decimal {marks.decimal}"] if marks.decimal else []
        wanted += [f"thousands {marks.thousands}"] if marks.thousands else []
        raise ValueError(f'"{shown}" is not a number written with {" and ".join(wanted)}')
    whole = re.sub(f"[{groups}]", "", match["whole"])
    rest = f".{match['rest']}" if match["rest"] else ""
    return Decimal(f"{whole or 0}{rest}{match['power'] or ''}")


def _sane(value: Decimal, shown: str) -> Decimal:
    if not value.is_finite() or (value and abs(value.adjusted()) > LARGEST_EXPONENT):
        raise ValueError(f'"{shown}" is not a number that a review can hold')
    return value


def exactly(value: Decimal, factor: Decimal) -> Decimal:
    """The product with all its digits, and no zero below zero. ValueError when a review cannot hold it."""
    found = EXACT.multiply(value, factor)
    return _sane(found if found else abs(found), f"{value:f} times {factor:f}")


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
