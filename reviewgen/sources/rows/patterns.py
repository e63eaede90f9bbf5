"""Date patterns as Excel writes them (dd-mmm-yy), in strftime's letters and as regular expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKENS = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|hh|h|ss|.", re.IGNORECASE | re.DOTALL)
_LETTERS = {
    "yyyy": ("%Y", "[0-9]{4}"),
    "yy": ("%y", "[0-9]{2}"),
    "mmmm": ("%B", "[A-Za-z]{3,}"),
    "mmm": ("%b", "[A-Za-z]{3}"),
    "mm": ("%m", "[0-9]{2}"),
    "m": ("%m", "[0-9]{1,2}"),
    "dd": ("%d", "[0-9]{2}"),
    "d": ("%d", "[0-9]{1,2}"),
    "hh": ("%H", "[0-9]{2}"),
    "h": ("%H", "[0-9]{1,2}"),
    "ss": ("%S", "[0-9]{2}"),
}
_NEEDED = ("%Y", "%y"), ("%m", "%b", "%B"), ("%d",)
EXAMPLES = "yyyy-mm-dd, dd.mm.yyyy, m/d/yy or dd-mmm-yy"


@dataclass(frozen=True)
class Pattern:
    """One way of writing a day: the user's words for it, strftime's letters with what stands between them, and regular
    expressions for the whole text: `regex`, and `grouped` with a group for each of `letters`."""

    shown: str
    strptime: str
    regex: str
    grouped: str
    letters: tuple[str, ...]


def pattern(shown: str) -> Pattern:
    """The pattern that `shown` says; ValueError when it does not name a year, a month and a day, each once."""
    form: list[str] = []
    regex: list[str] = []
    grouped: list[str] = []
    for token in _TOKENS.findall(shown.strip()):
        key = token.casefold()
        if key in ("mm", "m") and form[-2:-1] and form[-2] == "%H":
            found, digits = "%M", "[0-9]{1,2}"
        elif key in _LETTERS:
            found, digits = _LETTERS[key]
        else:
            form.append("%%" if token == "%" else token)
            regex.append(re.escape(token))
            grouped.append(re.escape(token))
            continue
        form.append(found)
        regex.append(digits)
        grouped.append(f"({digits})")
    letters = tuple(each for each in form if each in {letters for letters, _ in _LETTERS.values()} | {"%M"})
    if not all(sum(letters.count(each) for each in group) == 1 for group in _NEEDED) or len({*letters}) < len(letters):
        raise ValueError(f'"{shown}" does not say year, month and day; write it like {EXAMPLES}')
    return Pattern(shown, "".join(form), "".join(regex), "".join(grouped), letters)
