"""Locale: numbers, money, dates, periods and phrases in one language; CLDR through Babel, phrases from data files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache
from importlib.resources import files
from typing import assert_never

import babel
from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_symbol

from reviewgen.facts import DIGITS, Notation, Unit
from reviewgen.period import Calendar, Grain, Period, fiscal_year

NBSP, MINUS, EN_DASH = "\u00a0", "\u2212", "\u2013"
PREFERRED = "en"

_MANY = Decimal(2)
_UNBROKEN = {"fr": re.compile(r" (?=[:;!?%»])|(?<=«) ")}
"""Spaces of a language that never end a line."""

Phrases = Mapping[str, str | Mapping[str, str]]


@dataclass(frozen=True)
class Locale:
    """How one language writes what a deck holds; `currency` is an ISO 4217 code."""

    code: str
    currency: str
    phrases: Phrases

    @property
    def tag(self) -> str:
        """The BCP 47 tag, such as fr or en-GB."""
        return self.code.replace("_", "-")

    def say(self, key: str, /, count: int | None = None, **values: object) -> str:
        """The phrase `key` with its values; `count` chooses the plural form and is itself the value {count}."""
        phrase = self.phrases[key]
        if not isinstance(phrase, str):
            phrase = self._form(phrase, Decimal(count or 0))
        return phrase.format(count="" if count is None else self.number(Decimal(count)), **values)

    def _form(self, forms: Mapping[str, str], count: Decimal) -> str:
        """The plural form for `count` as it is written: French has 1,5 jour, English 1.0 days."""
        language = self._babel if self._babel.language in languages() else _babel(PREFERRED)
        return forms.get(language.plural_form(abs(count)), forms["other"])

    def word(self, count: int) -> str:
        """A small number as a word ("four"), larger ones in digits."""
        words = str(self.phrases["numbers"]).split()
        return words[count] if 0 <= count < len(words) else self.number(Decimal(count))

    def listing(self, items: tuple[str, ...]) -> str:
        """ "a", "a and b", "a, b and c"."""
        return items[0] if len(items) == 1 else self.say("list.last", start=", ".join(items[:-1]), last=items[-1])

    def number(self, value: Decimal, decimals: int = 0, *, signed: bool = False) -> str:
        """`value` with `decimals` places, grouped, with a true minus sign; zero never bears a sign."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        shown = Notation(0, decimals).shown(value)
        with localcontext(prec=DIGITS):
            digits = format_decimal(abs(shown), pattern, locale=self._babel)
        sign = MINUS if shown < 0 else "+" if signed and shown > 0 else ""
        return sign + digits

    def value(self, value: Decimal, unit: Unit, symbol: str, notation: Notation, *, signed: bool = False) -> str:
        """A measure's value with its unit, which never leaves its line."""
        number = self.number(notation.shown(value), notation.decimals, signed=signed or unit is Unit.POINTS)
        mark = self.unit(unit, symbol, notation, count=notation.shown(value))
        if unit is Unit.CURRENCY and self._prefixed():
            return self._before(number, notation)
        return f"{number}{NBSP}{mark}" if mark else number

    def _before(self, number: str, notation: Notation) -> str:
        sign = number[0] if number[0] in "+" + MINUS else ""
        scale = self._scale(notation)
        gap = NBSP if self.symbol[-1].isalpha() else ""
        return f"{sign}{self.symbol}{gap}{number[len(sign) :]}{NBSP + scale if scale else ''}"

    def unit(self, unit: Unit, symbol: str, notation: Notation, *, count: Decimal = _MANY) -> str:
        """The unit as it stands behind the number `count`: M€, %, pts, days, k stores."""
        scale = self._scale(notation)
        match unit:
            case Unit.CURRENCY:
                return f"{self.symbol}{NBSP}{scale}".strip(NBSP) if self._prefixed() else f"{scale}{self.symbol}"
            case Unit.PERCENT:
                return "%"
            case Unit.RATIO | Unit.INDEX | Unit.COUNT:
                return f"{scale}{NBSP}{symbol}".strip(NBSP)
            case _:
                words = self.phrases[f"unit.{unit.value}"]
                return symbol or (words if isinstance(words, str) else self._form(words, count))

    def _scale(self, notation: Notation) -> str:
        return str(self.phrases[f"scale.{notation.scale}"]) if notation.scale else ""

    @property
    def symbol(self) -> str:
        """The currency's symbol."""
        return get_currency_symbol(self.currency, locale=self._babel)

    def _prefixed(self) -> bool:
        """English writes $ and £ before the number; the euro stands behind, as in the house style."""
        return self._babel.language == "en" and self.currency != "EUR"

    def day(self, day: date) -> str:
        """12 Oct 2026."""
        return self._dated(day, "d MMM y")

    def long_day(self, day: date) -> str:
        """12 October 2026."""
        return self._dated(day, "d MMMM y")

    def _dated(self, day: date, pattern: str) -> str:
        """A day on one line; French counts the first of a month."""
        first = self._babel.language == "fr" and day.day == 1
        return format_date(day, pattern.replace("d", "d'er'", 1) if first else pattern, locale=self._babel).replace(
            " ", NBSP
        )

    def period(self, period: Period, calendar: Calendar) -> str:
        """Q3 2026, Sep 2026, W31 2026; in a fiscal calendar Q3 FY26 and, of weeks, Sep FY26 and W31 FY26."""
        return self._period(period, calendar, "period")

    def short_period(self, period: Period, calendar: Calendar) -> str:
        """Q3 26, for the foot of a chart."""
        return self._period(period, calendar, "period.short")

    def long_period(self, period: Period, calendar: Calendar) -> str:
        """Third quarter 2026, September 2026, week 31 2026."""
        return self._period(period, calendar, "period.long")

    def _period(self, period: Period, calendar: Calendar, style: str) -> str:
        fiscal, number, inside = calendar.name(period)
        short = f"{number % 100:02}" if style == "period.short" else f"{number}"
        year = fiscal_year(number) if fiscal else short
        match period.grain:
            case Grain.WEEK:
                return self.say(f"{style}.week", week=inside, year=year)
            case Grain.MONTH:
                return self._month(period, calendar, year if fiscal else f"{number}", style)
            case Grain.QUARTER:
                nth = str(self.phrases["ordinals"]).split()[inside - 1]
                return self.say(style, quarter=inside, nth=nth, year=year)
            case Grain.YEAR:
                return year
            case _ as never:
                assert_never(never)

    def _month(self, period: Period, calendar: Calendar, year: str, style: str) -> str:
        """A month by its name; one of a year of weeks bears the name of the calendar month in whose place it stands."""
        name = "MMMM" if style == "period.long" else "MMM"
        return f"{format_date(calendar.named_month(period.start), name, locale=self._babel)} {year}"

    @property
    def _babel(self) -> babel.Locale:
        return _babel(self.code)


@lru_cache
def _babel(code: str) -> babel.Locale:
    return babel.Locale.parse(code.replace("-", "_"))


def load(code: str, currency: str) -> Locale:
    """The locale `code` (fr, en_GB); a language without phrases of its own speaks English."""
    return Locale(code.replace("-", "_"), currency, _phrases(code.replace("-", "_").split("_")[0]))


def languages() -> tuple[str, ...]:
    """The languages that have phrases."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in (files("reviewgen") / "locales").iterdir()))


@lru_cache
def _phrases(language: str) -> Phrases:
    name = language if language in languages() else PREFERRED
    data = tomllib.loads((files("reviewgen") / "locales" / f"{name}.toml").read_text("utf-8"))
    return {key: _unbroken(phrase, name) for key, phrase in data.items()}


def _unbroken(phrase: str | Mapping[str, str], language: str) -> str | Mapping[str, str]:
    if not isinstance(phrase, str):
        return {form: str(_unbroken(text, language)) for form, text in phrase.items()}
    return _UNBROKEN[language].sub(NBSP, phrase) if language in _UNBROKEN else phrase
