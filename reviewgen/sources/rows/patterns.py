"""Date patterns as Excel writes them (dd-mmm-yy), in strftime's letters and as regular expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKENS = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|hh|h|ss|.", re.IGNORECASE | re.DOTALL)
_LETTERS = {
    "yyyy": ("%Y", r"\d{4}"),
    "yy": ("%y", r"\d{2}"),
    "mmmm": ("%B", r"[[:alpha:]]{3,}"),
    "mmm": ("%b", r"[[:alpha:]]{3}"),
    "mm": ("%m", r"\d{2}"),
    "m": ("%m", r"\d{1,2}"),
    "dd": ("%d", r"\d{2}"),
    "d": ("%d", r"\d{1,2}"),
    "hh": ("%H", r"\d{2}"),
    "h": ("%H", r"\d{1,2}"),
    "ss": ("%S", r"\d{2}"),
}
_NEEDED = ("%Y", "%y"), ("%m", "%b", "%B"), ("%d",)
EXAMPLES = "yyyy-mm-dd, dd.mm.yyyy, m/d/yy or dd-mmm-yy"


@dataclass(frozen=True)
class Pattern:
    """One way of writing a day: the user's words for it, strftime's, and a regular expression for the whole text."""

    shown: str
    strptime: str
    regex: str


def pattern(shown: str) -> Pattern:
    """The pattern that `shown` says; ValueError when it does not name a year, a month and a day."""
    letters: list[str] = []
    regex: list[str] = []
    for token in _TOKENS.findall(shown.strip()):
        key = token.casefold()
        if key in ("mm", "m") and letters[-2:-1] and letters[-2] == "%H":
            letters.append("%M")
            regex.append(r"\d{1,2}")
        elif key in _LETTERS:
            found, digits = _LETTERS[key]
            letters.append(found)
            regex.append(digits)
        else:
            letters.append("%%" if token == "%" else token)
            regex.append(re.escape(token))
    if not all(any(each in letters for each in group) for group in _NEEDED):
        raise ValueError(f'"{shown}" does not say year, month and day; write it like {EXAMPLES}')
    return Pattern(shown, "".join(letters), "".join(regex))
