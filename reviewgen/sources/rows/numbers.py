"""How a number may be written in a text: one grammar for all engines, as a regular expression and in Python."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from reviewgen.sources.rows.failures import FormulaError

SPACES = " '’\u00a0\u2009\u202f"
"""Marks between thousands that mean nothing else, whatever the file says of its numbers."""
MINUS = "\u2212"
_EXPONENT = "([eE][-+]?[0-9]{1,2})?"


@dataclass(frozen=True)
class Grammar:
    """1234.5, 1 234.5, -1, (12), 12- and 5 %; `decimal` is the decimal mark, `between` the marks between thousands."""

    decimal: str
    between: str

    @property
    def digits(self) -> str:
        """A regular expression of a number without a sign; marks stand between groups of three only."""
        point, mark = re.escape(self.decimal), f"[{re.escape(self.between)}]"
        whole = f"([0-9]+|[0-9]{{1,3}}({mark}[0-9]{{3}})+)"
        return f"({whole}({point}[0-9]*)?|{point}[0-9]+){_EXPONENT}"

    @property
    def whole(self) -> str:
        """A regular expression of a whole text."""
        return f"([-+]?{self.digits}( ?%)?|[(]{self.digits}[)]|{self.digits}-)"

    @property
    def dropped(self) -> str:
        """A regular expression of what is no part of the digits; the sign of an exponent is."""
        return f"[{re.escape(self.between)}()%]|^[-+]|-$"

    def read(self, text: object) -> float | None:
        """The number that `text` says; None when it says none."""
        shown = str(text).strip(" ").replace(MINUS, "-")
        if not re.fullmatch(self.whole, shown):
            return None
        found = float(re.sub(self.dropped, "", shown).replace(self.decimal, "."))
        if not math.isfinite(found):
            return None
        return (-1 if shown[0] in "(-" or shown[-1] == "-" else 1) * (found / 100 if shown[-1] == "%" else found)


def grammar(decimal: str | None, thousands: str | None) -> Grammar:
    """The grammar of a file that writes numbers with these marks; a point between thousands leaves the comma."""
    mark = decimal or ("," if thousands == "." else ".")
    if mark == thousands:
        raise FormulaError(f'"{mark}" is said to be both decimal and thousands', "Remove one of the two.")
    return Grammar(mark, SPACES + (thousands if thousands and thousands not in SPACES else ""))
