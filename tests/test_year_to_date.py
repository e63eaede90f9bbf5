"""The year so far under a chart: compared only with what is whole, left out where the quarter says it all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from reviewgen.edition import YearToDate
from reviewgen.facts import Absent, Figure, Reading, Reason, Rollup
from reviewgen.locale import NBSP, load
from reviewgen.story import (
    to_date,
)
from tests.factories import CALENDAR, edition, measure

EN = load("en", "EUR")


def plain(text: str) -> str:
    return text.replace(NBSP, " ").replace("\u202f", " ")


def so_far(actual: Reading, target: Reading, prior: Reading, **changes: Any) -> str:
    made = measure(["100"], year_to_date=YearToDate(actual, target, prior), **changes)
    return plain(to_date(made, edition(made), EN))


def figure(value: str, months: int = 9) -> Figure:
    return Figure(Decimal(value), months, 9)


NOTHING = Absent(Reason.NO_ROWS)


@pytest.mark.parametrize(
    ("actual", "target", "prior", "said"),
    [
        (figure("330"), figure("300"), figure("300"), "year to date 330 €, 10.0 % over goal, +10.0 % on last year"),
        (figure("330"), NOTHING, NOTHING, "year to date 330 €"),
        (figure("330"), NOTHING, figure("300", 8), "year to date 330 €"),
        (figure("330", 8), figure("300"), figure("300"), "year to date 330 € (8 of 9 months)"),
        (NOTHING, figure("300"), figure("300"), ""),
    ],
)
def test_the_year_so_far_is_compared_only_with_what_is_whole(
    actual: Reading, target: Reading, prior: Reading, said: str
) -> None:
    assert so_far(actual, target, prior) == said


def test_the_year_so_far_is_left_out_where_the_quarter_says_it_all() -> None:
    assert so_far(figure("330"), figure("300"), NOTHING, rollup=Rollup.LAST) == ""
    made = measure(["100"], year_to_date=YearToDate(figure("330"), NOTHING, NOTHING))
    assert to_date(made, edition(made, period=CALENDAR.quarter(2026, 1)), EN) == ""
