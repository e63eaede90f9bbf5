"""Numbers, money, dates and phrases as each language writes them."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from babel.numbers import get_decimal_symbol, get_group_symbol
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.facts import Notation, Unit
from reviewgen.locale import MINUS, NBSP, languages, load
from reviewgen.period import Calendar, Period

CODES = ("en", "fr", "en_GB", "fr_CA", "de", "de_CH", "es", "pl", "ja")
NARROW = "\u202f"
CALENDAR = Calendar()
Q3 = CALENDAR.quarter(2026, 3)


def number(code: str, value: str, decimals: int = 0, *, signed: bool = False) -> str:
    return load(code, "EUR").number(Decimal(value), decimals, signed=signed)


def value(code: str, found: str, unit: Unit, notation: Notation, symbol: str = "", currency: str = "EUR") -> str:
    return load(code, currency).value(Decimal(found), unit, symbol, notation)


@pytest.mark.parametrize(
    ("code", "found", "decimals", "written"),
    [
        ("en", "1234567.891", 2, "1,234,567.89"),
        ("en_GB", "1234567.891", 2, "1,234,567.89"),
        ("fr", "1234567.891", 2, f"1{NARROW}234{NARROW}567,89"),
        ("fr_CA", "1234567.891", 2, f"1{NBSP}234{NBSP}567,89"),
        ("de", "1234567.891", 2, "1.234.567,89"),
        ("de_CH", "1234567.891", 2, "1’234’567.89"),
        ("en", "-1234.5", 1, f"{MINUS}1,234.5"),
        ("fr", "-0.5", 1, f"{MINUS}0,5"),
        ("en", "0.5", 0, "1"),
        ("en", "2.5", 0, "3"),
        ("en", "-2.5", 0, f"{MINUS}3"),
        ("en", "1.005", 2, "1.01"),
        ("en", "-0.04", 1, "0.0"),
        ("fr", "-0", 0, "0"),
        ("en", "999.95", 1, "1,000.0"),
        ("en", "7", 2, "7.00"),
        ("en", "12345678901234567890.5", 1, "12,345,678,901,234,567,890.5"),
    ],
)
def test_a_number_is_grouped_rounded_half_up_and_has_a_true_minus(
    code: str, found: str, decimals: int, written: str
) -> None:
    assert number(code, found, decimals) == written


@pytest.mark.parametrize(
    ("found", "written"), [("8.2", "+8.2"), ("-1.4", f"{MINUS}1.4"), ("0", "0.0"), ("0.04", "0.0"), ("-0.04", "0.0")]
)
def test_a_change_bears_its_sign_and_nothing_bears_none(found: str, written: str) -> None:
    assert number("en", found, 1, signed=True) == written


def read_back(written: str, code: str) -> Decimal:
    group, mark = get_group_symbol(code), get_decimal_symbol(code)
    return Decimal(written.replace(group, "").replace(mark, ".").replace(MINUS, "-"))


amounts = st.decimals(-(10**12), 10**12, places=6, allow_nan=False)


@given(amounts, st.integers(0, 4), st.sampled_from(CODES), st.booleans())
def test_what_was_written_reads_back_as_the_rounded_value(
    found: Decimal, decimals: int, code: str, signed: bool
) -> None:
    written = load(code, "EUR").number(found, decimals, signed=signed)
    expected = found.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert read_back(written, code) == expected
    assert "-" not in written and " " not in written
    assert (written[0] in "+" + MINUS) is (expected < 0 or (signed and expected > 0))


@given(amounts, st.integers(0, 3), st.sampled_from((0, 3, 6, 9)), st.sampled_from(list(Unit)), st.sampled_from(CODES))
def test_a_value_never_leaves_its_unit_nor_its_line(
    found: Decimal, decimals: int, scale: int, unit: Unit, code: str
) -> None:
    written = load(code, "EUR").value(found, unit, "", Notation(scale, decimals))
    assert " " not in written and written == written.strip()
    assert NBSP * 2 not in written


@pytest.mark.parametrize(
    ("code", "currency", "found", "notation", "written"),
    [
        ("en", "EUR", "5300000", Notation(6, 2), f"5.30{NBSP}M€"),
        ("fr", "EUR", "5300000", Notation(6, 2), f"5,30{NBSP}M€"),
        ("de", "EUR", "5300000", Notation(6, 2), f"5,30{NBSP}M€"),
        ("en", "EUR", "17.9", Notation(0, 2), f"17.90{NBSP}€"),
        ("en", "EUR", "5300000000", Notation(9, 1), f"5.3{NBSP}bn€"),
        ("fr", "EUR", "5300000000", Notation(9, 1), f"5,3{NBSP}Md€"),
        ("en", "USD", "5300000", Notation(6, 2), f"$5.30{NBSP}M"),
        ("en", "USD", "-83900", Notation(3, 1), f"{MINUS}$83.9{NBSP}k"),
        ("en_GB", "GBP", "17.9", Notation(0, 2), "£17.90"),
        ("fr", "USD", "83900", Notation(3, 1), f"83,9{NBSP}k$US"),
        ("fr_CA", "CAD", "83900", Notation(3, 1), f"83,9{NBSP}k$"),
        ("en", "CHF", "100", Notation(0, 0), f"CHF{NBSP}100"),
    ],
)
def test_money_is_written_as_its_readers_write_it(
    code: str, currency: str, found: str, notation: Notation, written: str
) -> None:
    assert value(code, found, Unit.CURRENCY, notation, currency=currency) == written


@pytest.mark.parametrize(
    ("code", "found", "unit", "notation", "symbol", "written"),
    [
        ("en", "91.84", Unit.PERCENT, Notation(0, 1), "", f"91.8{NBSP}%"),
        ("fr", "91.85", Unit.PERCENT, Notation(0, 1), "", f"91,9{NBSP}%"),
        ("en", "-1", Unit.POINTS, Notation(0, 0), "", f"{MINUS}1{NBSP}pt"),
        ("en", "2", Unit.POINTS, Notation(0, 0), "", f"+2{NBSP}pts"),
        ("en", "1.0", Unit.POINTS, Notation(0, 1), "", f"+1.0{NBSP}pts"),
        ("fr", "1.0", Unit.POINTS, Notation(0, 1), "", f"+1,0{NBSP}pt"),
        ("fr", "-1.5", Unit.POINTS, Notation(0, 1), "", f"{MINUS}1,5{NBSP}pt"),
        ("en", "1", Unit.DAYS, Notation(0, 0), "", f"1{NBSP}day"),
        ("en", "0", Unit.DAYS, Notation(0, 0), "", f"0{NBSP}days"),
        ("fr", "0", Unit.DAYS, Notation(0, 0), "", f"0{NBSP}jour"),
        ("fr", "1.9", Unit.DAYS, Notation(0, 1), "", f"1,9{NBSP}jour"),
        ("fr", "2", Unit.DAYS, Notation(0, 1), "", f"2,0{NBSP}jours"),
        ("ja", "1", Unit.DAYS, Notation(0, 0), "", f"1{NBSP}day"),
        ("en", "46", Unit.HOURS, Notation(0, 0), "", f"46{NBSP}h"),
        ("en", "32891", Unit.COUNT, Notation(0, 0), "hl", f"32,891{NBSP}hl"),
        ("en", "132891", Unit.COUNT, Notation(3, 1), "hl", f"132.9{NBSP}k{NBSP}hl"),
        ("en", "19", Unit.COUNT, Notation(0, 0), "", "19"),
        ("en", "1.234", Unit.RATIO, Notation(0, 2), "", "1.23"),
    ],
)
def test_a_unit_stands_behind_its_number_in_the_form_that_the_number_asks_for(
    code: str, found: str, unit: Unit, notation: Notation, symbol: str, written: str
) -> None:
    assert value(code, found, unit, notation, symbol) == written


@pytest.mark.parametrize(
    ("code", "short", "long"),
    [
        ("en", "12 Oct 2026", "12 October 2026"),
        ("en_GB", "12 Oct 2026", "12 October 2026"),
        ("fr", "12 oct. 2026", "12 octobre 2026"),
        ("fr_CA", "12 oct. 2026", "12 octobre 2026"),
    ],
)
def test_a_day_is_written_with_the_name_of_its_month_and_never_broken(code: str, short: str, long: str) -> None:
    locale, day = load(code, "EUR"), date(2026, 10, 12)
    assert locale.day(day) == short.replace(" ", NBSP)
    assert locale.long_day(day) == long.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("code", "first_month", "period", "names"),
    [
        ("en", 1, "2026-Q3", ("Q3 2026", "Q3 26", "third quarter 2026")),
        ("fr", 1, "2026-Q1", ("T1 2026", "T1 26", "premier trimestre 2026")),
        ("de", 1, "2026-Q4", ("Q4 2026", "Q4 26", "fourth quarter 2026")),
        ("en", 10, "FY26-Q2", ("Q2 FY26", "Q2 FY26", "second quarter FY26")),
        ("en", 1, "2026", ("2026", "26", "2026")),
    ],
)
def test_a_period_has_a_name_a_short_and_a_long_one(
    code: str, first_month: int, period: str, names: tuple[str, str, str]
) -> None:
    locale, calendar = load(code, "EUR"), Calendar(first_month)
    found: Period = calendar.parse(period)
    assert (
        locale.period(found, calendar),
        locale.short_period(found, calendar),
        locale.long_period(found, calendar),
    ) == names


def test_a_number_of_forty_digits_is_written_whole() -> None:
    written = load("en", "EUR").number(Decimal("1234567890123456789012345678901234567890.5"), 2)
    assert written == "1,234,567,890,123,456,789,012,345,678,901,234,567,890.50"


def test_a_language_without_phrases_speaks_english_with_its_own_numbers() -> None:
    german = load("de", "EUR")
    assert german.say("status.on_track") == load("en", "EUR").say("status.on_track") == "On track"
    assert german.number(Decimal("1234.5"), 1) == "1.234,5"
    assert load("fr_CA", "CAD").say("status.on_track") == "Atteint"
    assert languages() == ("en", "fr")


def test_a_code_may_be_written_with_a_hyphen() -> None:
    assert load("en-GB", "GBP") == load("en_GB", "GBP")
    assert load("en-GB", "GBP").tag == "en-GB"


@pytest.mark.parametrize(
    ("code", "count", "said"),
    [
        ("en", 1, "one is late"),
        ("en", 2, "two are late"),
        ("fr", 1, "un est en retard"),
        ("fr", 2, "deux sont en retard"),
    ],
)
def test_a_count_chooses_the_form_of_a_phrase(code: str, count: int, said: str) -> None:
    locale = load(code, "EUR")
    phrase = {"en": {"one": "{late} is late", "other": "{late} are late"}}
    phrase["fr"] = {"one": "{late} est en retard", "other": "{late} sont en retard"}
    made = type(locale)(code, "EUR", {**locale.phrases, "late": phrase[code]})
    assert made.say("late", count=count, late=locale.word(count)) == said


def test_a_value_is_put_into_a_phrase_as_it_is() -> None:
    """A label that looks like a place for a value is text."""
    assert load("en", "EUR").say("story.fact_plain", label="{value} {0}", value="{label}") == "{value} {0} {label}"


@pytest.mark.parametrize(("count", "en", "fr"), [(0, "none", "aucun"), (4, "four", "quatre"), (11, "11", "11")])
def test_small_numbers_are_words(count: int, en: str, fr: str) -> None:
    assert (load("en", "EUR").word(count), load("fr", "EUR").word(count)) == (en, fr)


@pytest.mark.parametrize(
    ("items", "en", "fr"),
    [(("a",), "a", "a"), (("a", "b"), "a and b", "a et b"), (("a", "b", "c"), "a, b and c", "a, b et c")],
)
def test_a_list_ends_with_and(items: tuple[str, ...], en: str, fr: str) -> None:
    assert (load("en", "EUR").listing(items), load("fr", "EUR").listing(items)) == (en, fr)


def test_no_line_ends_before_french_punctuation() -> None:
    for key, phrase in load("fr", "EUR").phrases.items():
        for text in (phrase,) if isinstance(phrase, str) else phrase.values():
            assert not re.search(r" [:;!?%»]|« ", text), key
    assert load("fr", "EUR").say("story.but", first="a", second="b") == f"a{NBSP}; b"


@pytest.mark.parametrize("language", languages())
def test_a_language_names_four_quarters_and_eleven_small_numbers(language: str) -> None:
    phrases = load(language, "EUR").phrases
    assert len(str(phrases["ordinals"]).split()) == 4
    assert len(str(phrases["numbers"]).split()) == 11


@pytest.mark.parametrize("language", languages())
def test_no_phrase_is_empty_or_has_a_doubled_space(language: str) -> None:
    for key, phrase in load(language, "EUR").phrases.items():
        for text in (phrase,) if isinstance(phrase, str) else phrase.values():
            assert text and "  " not in text, key
