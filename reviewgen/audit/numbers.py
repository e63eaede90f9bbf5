"""Finding secret numbers: every plausible reading of the digits in a text, against every rounding of the secrets."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from reviewgen.audit.secrets import Secret
from reviewgen.audit.texts import INVISIBLE

SHORTEST = 3
"""Significant digits from which a number counts without its unit beside it."""

DETAILED = 5
"""Significant digits from which letter-spaced digits count, and a rounding of a value that may be shown shorter."""

NOISE = Decimal("1E-12")
"""What a binary float may be off by, relative to its value."""

SCALES = tuple(Decimal(scale) for scale in ("1", "0.01", "100", "1E3", "1E6", "1E9"))
"""A secret may be written in these units: itself, percent of a fraction, fraction of a percent, k, M, bn."""

_PERCENT = Decimal("0.01")

WORDS = {
    "k": 3, "thousand": 3, "mille": 3, "milliers": 3, "tsd": 3, "mil": 3,
    "m": 6, "mio": 6, "mill": 6, "mn": 6, "million": 6, "millions": 6, "millionen": 6, "millones": 6,
    "b": 9, "bn": 9, "md": 9, "mrd": 9, "billion": 9, "billions": 9, "milliard": 9, "milliards": 9, "milliarden": 9,
}  # fmt: skip
"""Words and letters that multiply the number before them, as powers of ten."""

_HARD = "\ue000"
_TO_HARD = dict.fromkeys((0xA0, 0x2007, 0x2008, 0x2009, 0x202F), _HARD)
_RAISED = dict.fromkeys((0xB2, 0xB3, 0xB9, *range(0x2070, 0x207A), *range(0x2080, 0x208A)), " ")
_STAMP = re.compile(
    r"D:\d{4,14}(?:[+\-Z][\d']*)?|\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?"
    r"|\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b"
)
_PIECE = re.compile(r"(?:(?<![\w.,])[.,])?\d+(?:[.,'’´`·٬٫_]\d+)*(?:[eE][+-]?\d{1,3}(?![\w.]))?")
_EXPONENT = re.compile(r"[eE]")
_MARK = re.compile(r"[.,'’´`·٬٫_]")
_SCALE_WORD = re.compile(r"[ \ue000]?([^\W\d_]{1,10})")
_SCALED_UNIT = re.compile(rf"(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})\s?")
_OWNED = re.compile(r"\d\s?[a-z]{0,2}$")
_DIGIT = re.compile(r"[+\-−]?[0-9]")
_FLOAT = Context(prec=12)
_GAPS = {" ", _HARD}
_LONGEST_RUN = 60


@dataclass(frozen=True)
class Token:
    """A number in a text: its place there and its readings; `inside` are the groups of digits that it may really be,
    when a plain space divides them."""

    start: int
    end: int
    readings: tuple[Decimal, ...]
    inside: tuple[str, ...] = ()
    spaced: bool = False


def legible(text: str) -> str:
    """`text` as numbers are looked for in it: NFKC, hard spaces kept apart from others, time stamps and GUIDs gone."""
    kept = text.translate(INVISIBLE).translate(_TO_HARD).translate(_RAISED)
    plain = unicodedata.normalize("NFKC", kept).replace("\t", " ")
    return _STAMP.sub("\n", plain)


def tokens(text: str) -> Iterator[tuple[Token, ...]]:
    """The numbers of a legible text, one tuple for each run of digits that only single spaces divide."""
    run: list[re.Match[str]] = []
    for piece in _PIECE.finditer(text):
        if run and (len(run) == _LONGEST_RUN or text[run[-1].end() : piece.start()] not in _GAPS):
            yield _run(text, run)
            run = []
        run.append(piece)
    if run:
        yield _run(text, run)


def _run(text: str, run: list[re.Match[str]]) -> tuple[Token, ...]:
    singles = [_single(text, piece) for piece in run]
    if len(run) == 1:
        return tuple(singles)
    found = [*_windows(text, run), *_spaced(text, run)]
    hard = [token for token in found if not token.inside]
    return tuple(token for token in (*singles, *found) if not any(_within(token, whole) for whole in hard))


def _single(text: str, piece: re.Match[str]) -> Token:
    return Token(piece.start(), piece.end(), _scaled(read(piece.group()), text, piece.end()))


def _windows(text: str, run: list[re.Match[str]]) -> Iterator[Token]:
    for first in range(len(run) - 1):
        if not re.fullmatch(r"[1-9]\d{0,2}", run[first].group()):
            continue
        for last in range(first + 1, min(first + 6, len(run))):
            if not re.match(r"\d{3}(?!\d)", run[last].group()):
                break
            start, end = run[first].start(), run[last].end()
            whole = text[start:end].replace(" ", "").replace(_HARD, "")
            inside = () if " " not in text[start:end] else tuple(piece.group() for piece in run[first : last + 1])
            readings = read(whole)
            if readings:
                yield Token(start, end, _scaled(readings, text, end), inside)
            if not run[last].group().isdigit():
                break


def _spaced(text: str, run: list[re.Match[str]]) -> Iterator[Token]:
    """Letter-spaced digits: 4 1 7 1 2 3."""
    digits = [piece.group() for piece in run]
    if len(run) >= 5 and all(len(digit) == 1 for digit in digits):
        yield Token(run[0].start(), run[-1].end(), (Decimal("".join(digits)),), tuple(digits), spaced=True)


def _within(token: Token, whole: Token) -> bool:
    return token is not whole and whole.start <= token.start and token.end <= whole.end


def _scaled(readings: tuple[Decimal, ...], text: str, end: int) -> tuple[Decimal, ...]:
    word = _SCALE_WORD.match(text, end)
    power = WORDS.get(word.group(1).casefold(), 0) if word else 0
    if power:
        return (*readings, *(value.scaleb(power) for value in readings))
    if re.match(r"[ \ue000]?%", text[end : end + 2]):
        return (*readings, *(value.scaleb(-2) for value in readings))
    return readings


def read(piece: str) -> tuple[Decimal, ...]:
    """Every value that digits with points, commas, apostrophes and an exponent can stand for; the exponent of each
    Decimal says to which place it was written."""
    mantissa, *power = _EXPONENT.split(piece)
    values = dict.fromkeys(_mantissa(mantissa))
    return tuple(value.scaleb(int(power[0])) if power else value for value in values)


def _mantissa(piece: str) -> Iterator[Decimal]:
    marks = _MARK.findall(piece)
    if not marks:
        yield Decimal(piece)
        return
    last = marks[-1]
    whole, part = piece.rsplit(last, 1)
    digits = _grouped(whole)
    if last in ".,·٫" and marks.count(last) == 1 and digits is not None:
        yield Decimal(f"{digits or 0}.{part}")
    if len(set(marks)) == 1 and (digits := _grouped(piece)):
        yield Decimal(digits)


def _grouped(piece: str) -> str | None:
    """The digits of a whole number in groups of three (or of two before the last three, as in India), else None."""
    marks = _MARK.findall(piece)
    if not marks:
        return piece
    groups = _MARK.split(piece)
    sizes = [len(group) for group in groups[1:]]
    even = all(size == 3 for size in sizes) or (sizes[-1] == 3 and all(size == 2 for size in sizes[:-1]))
    return "".join(groups) if even and len(set(marks)) == 1 and re.match(r"[1-9]\d{0,2}$", groups[0]) else None


def canonical(value: Decimal) -> Decimal:
    """`value` without the noise that binary floats leave past their twelfth digit."""
    return abs(value).normalize(_FLOAT)


def significant(value: Decimal) -> int:
    """The significant digits of a number as written; the zeros that end a whole number below 1,000 do not count."""
    digits, exponent = value.as_tuple().digits, value.as_tuple().exponent
    text = "".join(map(str, digits)).lstrip("0")
    return len(text.rstrip("0")) if exponent == 0 and len(text) <= SHORTEST else len(text)


@dataclass(frozen=True)
class _Hidden:
    value: Decimal
    secret: Secret
    exact: bool


class Disclosed:
    """The numbers that the reader is shown, those of one or two digits together with their unit, and rows of digits."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.values: set[Decimal] = set()
        self._beside: defaultdict[Decimal, set[tuple[str, str]]] = defaultdict(set)
        self._rows = "".join(text[-1:] if not text or _DIGIT.fullmatch(text) else " " for text in texts)
        for text in map(legible, dict.fromkeys(texts)):
            for run in tokens(text):
                for token in run:
                    self._take(text, token)

    def _take(self, text: str, token: Token) -> None:
        for value in map(canonical, token.readings):
            self.values.add(value)
            if significant(value) < SHORTEST:
                self._beside[value].add(_neighbours(text, token))

    def shows(self, readings: Iterable[Decimal]) -> bool:
        """True when the reader is shown each of `readings`."""
        return all(canonical(value) in self.values for value in readings)

    def shows_row(self, digits: Iterable[str]) -> bool:
        """True when the reader is shown `digits` one after the other, each a text of its own, as charts label bars."""
        return "".join(digits) in self._rows

    def shows_beside(self, value: Decimal, unit: str) -> bool:
        """True when the reader is shown `value` next to `unit`."""
        return any(_beside(before, after, unit) for before, after in self._beside.get(canonical(value), ()))


def _neighbours(text: str, token: Token) -> tuple[str, str]:
    before = text[max(0, token.start - 16) : token.start].casefold().replace(_HARD, " ").rstrip(" ")
    after = text[token.end : token.end + 24].casefold().replace(_HARD, " ").lstrip(" ")
    return before.rsplit("\n", 1)[-1], after.split("\n", 1)[0]


class NumberIndex:
    """The secret values in order, so that the values a token could be a rounding of are one slice."""

    def __init__(self, secrets: Iterable[Secret], disclosed: Sequence[str]) -> None:
        self._disclosed = Disclosed(disclosed)
        self._hidden = sorted(_hidden(secrets), key=lambda hidden: hidden.value)
        self._values = [hidden.value for hidden in self._hidden]

    def find(self, text: str, shortest: int = SHORTEST, *, decimal: bool = False) -> Iterator[tuple[Secret, str]]:
        """The secret that each number of at least `shortest` digits (with a decimal mark, if `decimal`) could tell,
        and the number as it is written; nothing for a number that the reader is shown."""
        if not self._values or not any(map(str.isdigit, text)):
            return
        plain = legible(text)
        for run in tokens(plain):
            found = [(token, self._secret(plain, token, shortest, decimal=decimal)) for token in self._unexplained(run)]
            told = [token for token, secret in found if secret]
            for token, secret in found:
                if secret and not any(_within(token, whole) for whole in told):
                    yield secret, plain[token.start : token.end].replace(_HARD, " ")

    def _unexplained(self, run: tuple[Token, ...]) -> Iterator[Token]:
        shown = [token for token in run if self._disclosed.shows(token.readings)]
        for token in run:
            if token.spaced and self._disclosed.shows_row(token.inside):
                continue
            if token.inside and not token.spaced and all(map(self._separate, token.inside)):
                continue
            if not any(_within(token, whole) for whole in shown):
                yield token

    def _separate(self, piece: str) -> bool:
        """True for digits that can stand on their own beside the next: shown to the reader, or a page or row number."""
        return not piece.startswith("0") and (len(piece) < SHORTEST or self._disclosed.shows(read(piece)))

    def _secret(self, text: str, token: Token, shortest: int, *, decimal: bool) -> Secret | None:
        if any(significant(value) >= DETAILED and self._disclosed.shows((value,)) for value in token.readings):
            return None  # the same digits are shown whole: "891,254" of a shown 891,254.0, broken before its point
        least = max(shortest, DETAILED if token.spaced else 0)
        for value in token.readings:
            if significant(value) < SHORTEST:
                found = None if token.inside or least > SHORTEST else self._short(text, token, value)
            elif significant(value) < least or (decimal and _exponent(value) >= 0) or self._disclosed.shows((value,)):
                continue
            else:
                found = self._rounded(value)
            if found:
                return found
        return None

    def _rounded(self, token: Decimal) -> Secret | None:
        detailed = significant(token) >= DETAILED
        for scale in SCALES:
            for hidden in self._slice(token, scale):
                if scale == _PERCENT and _exponent(token) >= 0 and significant(hidden.value.normalize()) < SHORTEST:
                    continue  # 1000 is not 10 times 100 %; "1000 %" is read as 10 and as 1000 both
                if not hidden.exact or detailed or canonical(token * scale) == canonical(hidden.value):
                    return hidden.secret
        return None

    def _short(self, text: str, token: Token, value: Decimal) -> Secret | None:
        if not value:
            return None
        around = _neighbours(text, token)
        tells: dict[str, bool] = {}
        for scale in SCALES[:2]:
            for hidden in self._slice(value, scale):
                for unit in () if hidden.exact else hidden.secret.units if scale == 1 else ("%",):
                    if unit not in tells:
                        tells[unit] = _beside(*around, unit) and not self._disclosed.shows_beside(value, unit)
                    if tells[unit]:
                        return hidden.secret
        return None

    def _slice(self, token: Decimal, scale: Decimal) -> Sequence[_Hidden]:
        """The secrets that, in units of `scale`, round (half up, half even) or are cut to `token`."""
        value, place = abs(token), Decimal(1).scaleb(_exponent(token))
        noise = value * NOISE
        low = bisect_left(self._values, (value - max(place / 2, noise)) * scale)
        high = bisect_left(self._values, (value + max(place, noise)) * scale)
        return self._hidden[low:high]


def _hidden(secrets: Iterable[Secret]) -> Iterator[_Hidden]:
    for secret in secrets:
        for exact, values in ((False, secret.values), (True, secret.exact)):
            yield from (_Hidden(abs(value), secret, exact) for value in values if value.is_finite() and value)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _beside(before: str, after: str, unit: str) -> bool:
    """True when `unit` starts `after`, with or without a word that scales, or is a currency that ends `before`."""
    currency = (len(unit) == 3 and unit.isupper()) or unicodedata.category(unit[-1:] or " ") == "Sc"
    unit, scaled = unit.casefold(), _SCALED_UNIT.match(after)
    starts = (after, after[scaled.end() :]) if scaled else (after,)
    if any(rest.startswith(unit) and not _one_word(unit[-1:], rest[len(unit) :][:1]) for rest in starts):
        return True
    ahead = before[: -len(unit)]
    return currency and before.endswith(unit) and not _one_word(ahead[-1:], unit[:1]) and not _OWNED.search(ahead)


def _one_word(left: str, right: str) -> bool:
    return left.isalpha() and right.isalpha()
