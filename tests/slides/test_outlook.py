"""The outlook's pages: what they say of the landing, the interval, the other forecast and the decision, and to whom."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.build import Request, build
from reviewgen.deck import Callout, Chart, Prose, Slide, Table, texts
from reviewgen.edition import Edition, Mark, Measure, Remark
from reviewgen.facts import Notation, Rollup, Unit
from reviewgen.forecast import Lack, Method
from reviewgen.locale import NBSP, load
from reviewgen.model import Audience
from reviewgen.slides import compose
from tests.factories import CALENDAR, Q3, edition
from tests.outlooks import SEASONS, level, since, summed

SALES = summed(SEASONS, "460", "449")
MILLIONS = tuple(f"{value}00000" for value in SEASONS)
IN_MILLIONS = Notation(6, 2)
LANGUAGES = ("en", "fr")


def pages(made: Edition) -> list[Slide]:
    return [slide for slide in compose(made).slides if slide.kind == "outlook"]


def page(*measures: Measure, **changes: object) -> Slide:
    """The first page of the outlook of a shared edition."""
    return pages(replace(edition(*measures), **changes))[0]  # type: ignore[arg-type]


def title(*measures: Measure, **changes: object) -> str:
    return plain(page(*measures, **changes).title)


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def said(slide: Slide) -> str:
    """Everything that the page shows."""
    return plain("\n".join(texts(slide)))


def cells(slide: Slide) -> dict[str, list[str]]:
    """The rows of the page's table by their first cell."""
    table = next(block for _, block in slide.blocks if isinstance(block, Table))
    return {plain(row.cells[0].text): [plain(cell.text) for cell in row.cells[1:]] for row in table.rows}


def fan(slide: Slide) -> Chart:
    return next(block for _, block in slide.blocks if isinstance(block, Chart))


# What is said.


def test_the_title_tells_landing_goal_and_interval() -> None:
    english = title(summed(MILLIONS, "46000000", notation=IN_MILLIONS))
    assert (
        english
        == "Net sales on course for 44.88 M€ in 2026, 2.4 % under goal; 44.53 to 45.23 M€ about four times in five"
    )
    french = title(summed(MILLIONS, "46000000", notation=IN_MILLIONS), locale="fr")
    assert french == (
        "Net sales : 44,88 M€ en vue pour 2026, 2,4 % sous l’objectif ; 44,53 à 45,23 M€ environ quatre fois sur cinq"
    )


def test_a_rate_is_told_for_the_last_quarter() -> None:
    assert title(level(("90", "92", "94"), "95")) == "On time in full on course for 92 % in Q4 2026, 3 pts under goal"


def test_the_unit_stands_once_before_and_behind_as_the_language_writes_it() -> None:
    dollars = summed(MILLIONS, "46000000", notation=IN_MILLIONS)
    assert "; $44.53 to $45.23 M about" in title(dollars, currency="USD")
    days = level(("1", "2", "1", "2", "1", "1", "2", "1"), "3", unit=Unit.DAYS)
    assert "; 1 day to 2 days about" in title(days)


@pytest.mark.parametrize(("quarters", "words"), [(12, "three times in four"), (13, "four times in five")])
def test_an_interval_over_a_short_history_holds_less_often_and_says_so(quarters: int, words: str) -> None:
    made = summed(since(SEASONS, quarters), "460")
    assert title(made).endswith(f"about {words}")


def test_every_figure_stands_beside_the_chart() -> None:
    held = cells(page(SALES))
    assert held["Year to date"] == ["315 €"]
    assert held["Landing"] == ["449 €"]
    assert held["80 % interval"] == ["445 to 452 €"]
    assert held["Goal of the year"] == ["460 €"]
    assert held["Account manager’s forecast"] == ["449 €"]
    assert held["Method"] == ["short theta"]
    assert re.fullmatch(r"\d\.\d % in 7 forecasts", held["Its past error a quarter"][0])


def test_what_has_no_interval_says_why() -> None:
    found = page(summed(since(SEASONS, 6), "460"))
    assert cells(found)["80 % interval"] == ["no interval: 6 quarters are too few"]
    assert "in five" not in found.title and "in four" not in found.title
    assert "80 % interval" not in fan(found).label.replace(NBSP, " ") and fan(found).band is None


def test_what_has_no_forecast_says_why_and_bears_no_landing() -> None:
    found = page(summed(since(SEASONS, 2), "460"))
    row = cells(found)["Net sales"]
    assert row[1] == "—" and row[2] == "no forecast: months of this year are missing"
    assert cells(page(level(("90", "92"), "95")))["On time in full"][2] == "no forecast: 2 quarters are too few"
    assert found.title == "No landing can be held against a goal for 2026 yet"


def test_a_forecast_outside_the_interval_is_told() -> None:
    far = summed(SEASONS, "460", "500")
    found = page(far, manager="Claire Dumas")
    assert cells(found)["Account manager’s forecast"] == ["500 €, outside the interval"]
    assert "The forecast of Claire Dumas, 500 €, lies above the interval" in said(found)
    below = page(summed(SEASONS, "460", "400"), locale="fr")
    assert "La prévision de la direction du compte, 400 €, reste sous l’intervalle" in said(below)
    assert "Two forecasts" not in said(page(SALES))


def test_the_limits_of_each_method_on_the_page_stand_at_its_foot() -> None:
    made = [summed(SEASONS, "460", id=f"sales_{index}") for index in range(3)]
    foot = pages(edition(*made, level(("90", "92", "94"), "95")))[1].foot
    assert "Short theta knows no turn" in foot and "A mean of the last year cannot say" in foot
    assert "The last value" not in foot and "A smoothed level" not in foot
    assert "for Q4 2026, not for the whole year" in foot
    assert "Q4" not in page(SALES).foot


# The decision.


def test_a_decision_stands_with_its_author() -> None:
    found = page(SALES, remarks=(Remark("outlook", "We keep 450.", "Ann"),))
    assert [(block.heading, block.text) for _, block in found.blocks if isinstance(block, Callout)] == [
        ("Decision", "We keep 450. (Ann)")
    ]


def test_our_own_house_is_told_that_no_decision_is_recorded_and_the_client_is_not() -> None:
    inside = page(SALES, mark=Mark.INTERNAL)
    assert [block.text for _, block in inside.blocks if isinstance(block, Prose)] == ["No decision is recorded yet."]
    assert "ecision" not in said(page(SALES))


def test_a_decision_stands_once() -> None:
    made = edition(SALES, *(summed(SEASONS, "460", id=f"sales_{index}") for index in range(4)))
    found = pages(replace(made, remarks=(Remark("outlook", "We keep 450.", "Ann"),)))
    assert [said(one).count("We keep 450.") for one in found] == [1, 0]


# Which pages.


def test_a_few_measures_have_a_page_each_and_more_a_table() -> None:
    def ids(count: int) -> list[str]:
        return [one.id for one in pages(edition(*(summed(SEASONS, "460", id=f"m{index}") for index in range(count))))]

    assert ids(1) == ["outlook-m0"]
    assert ids(3) == ["outlook-m0", "outlook-m1", "outlook-m2"]
    assert ids(4) == ["outlook-m0", "outlook-measures"]


def test_a_long_table_keeps_to_the_weightiest_and_says_what_it_leaves_out() -> None:
    made = edition(*(summed(SEASONS, "460", id=f"m{index}", label=f"M{index}") for index in range(12)))
    found = pages(made)[1]
    assert list(cells(found)) == [f"M{index}" for index in range(10)]
    assert "2 more measures, of less weight, are left out." in found.foot
    assert found.title == "On today’s course none of 12 measures reaches its goal for 2026"


@pytest.mark.parametrize(
    ("goals", "words"),
    [
        (("460", "460", "460", "440"), "one of four measures reaches its goal"),
        (("460", "440", "440", "440"), "three of four measures reach their goals"),
        (("440", "440", "440", "440"), "all four measures reach their goals"),
    ],
)
def test_the_table_counts_what_reaches_its_goal(goals: Sequence[str], words: str) -> None:
    made = edition(*(summed(SEASONS, held, id=f"m{index}") for index, held in enumerate(goals)))
    assert pages(made)[1].title == f"On today’s course {words} for 2026"


@pytest.mark.parametrize(("target", "words"), [("440", "reaches"), ("460", "misses")])
def test_one_measure_with_a_goal_among_others_is_no_count(target: str, words: str) -> None:
    others = (summed(SEASONS, own="1", id=f"m{index}", weight=Decimal(0)) for index in range(4))
    found = pages(edition(summed(SEASONS, target), *others))[1]
    assert found.title == f"On today’s course the one measure judged {words} its goal for 2026"


def test_a_year_that_is_over_has_no_outlook() -> None:
    assert pages(edition(replace(SALES, ahead=None), mark=Mark.INTERNAL)) == []


# The chart.


def test_what_is_to_come_stands_behind_what_was() -> None:
    found = fan(page(SALES))
    assert found.categories[-2:] == ("Q3 26", "Q4 26") and found.now == 7
    assert found.actual.values[-2:] == (Decimal(101), None)
    assert found.forecast is not None and found.band is not None
    assert found.forecast.values == (*(None,) * 8, Decimal(134))
    low, high = (series.values[-1] for series in found.band)
    assert low is not None and high is not None and low < 134 < high
    assert f"Q4 2026: 134 €, 80 % interval {low} to {high} €" == plain(found.caption)
    assert {len(one.values) for one in (found.actual, found.forecast, *found.band)} == {9}


# For all.


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_method_and_every_lack_has_its_words(language: str) -> None:
    phrases = load(language, "EUR").phrases
    for method in Method:
        assert phrases[f"outlook.method.{method.value}"] and phrases[f"outlook.limits.{method.value}"]
    for name in ("short", "gap", "irregular", "steady", "untested", "booked"):
        assert phrases[f"outlook.why.{name}"]
    assert len(Lack) == 8, "a new reason needs words of its own"


VALUES = st.lists(st.none() | st.decimals(-(10**7), 10**7, places=1), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(VALUES, st.sampled_from(Mark), st.sampled_from(LANGUAGES), st.sampled_from(Rollup), st.sampled_from(Unit))
def test_no_page_shows_what_is_no_number_and_every_title_is_whole(
    values: list[Decimal | None], mark: Mark, language: str, rollup: Rollup, unit: Unit
) -> None:
    words = [None if value is None else str(value) for value in values]
    make = summed if rollup is Rollup.SUM else level
    found = pages(edition(make(words, "100", "90", rollup=rollup, unit=unit), mark=mark, locale=language))
    assert len(found) == 1
    assert not re.search(r"\b(nan|inf|infinity|none)\b", said(found[0]).lower().replace("none of", ""))
    assert found[0].title and "{" not in said(found[0])


def workspace(folder: Path, forecast: int | None, shared: bool, annual: int = 5000) -> Path:
    """A workspace with one account that may see sales, and their forecast where it is shared."""
    (folder / "accounts").mkdir(parents=True)
    sharing = {"from_tier": 1} | ({"scenarios": ["forecast"]} if shared else {})
    kpi = {"id": "sales", "label": "Sales", "perspective": "finance", "unit": "count", "annual": annual}
    settings_ = {"company": "Maison", "currency": "EUR", "as_of": "2026-10-12", "tables": {"observations": "rows.csv"}}
    (folder / "reviewgen.yml").write_text(yaml.safe_dump(settings_), "utf-8")
    (folder / "kpis.yml").write_text(yaml.safe_dump({"kpis": [kpi | {"sharing": sharing}]}), "utf-8")
    account = {"id": "acme", "name": "Acme", "tier": 2, "locale": "en"}
    (folder / "accounts/acme.yml").write_text(yaml.safe_dump(account), "utf-8")
    rows = [
        ("acme", "sales", f"{CALENDAR.shift(Q3, index - 14).start:%Y-%m}", "actual", value)
        for index, value in enumerate(SEASONS)
    ]
    rows += [("acme", "sales", "2026-10", "forecast", str(forecast))] if forecast is not None else []
    with (folder / "rows.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("account", "kpi", "period", "scenario", "value"), *rows])
    return folder


def files(folder: Path) -> dict[str, bytes]:
    request = Request(folder, "2026-Q3", audiences=(Audience.CLIENT,), out=folder / "out")
    build(request)
    return {path.name: path.read_bytes() for path in sorted((folder / "out").rglob("*.p*"))}


def test_a_client_without_a_shared_forecast_gets_the_same_bytes_whatever_the_forecast_says(tmp_path: Path) -> None:
    bare = files(workspace(tmp_path / "a", None, shared=False))
    near = files(workspace(tmp_path / "b", 137, shared=False))
    far = files(workspace(tmp_path / "c", 90_123, shared=False))
    assert len(bare) == 2 and bare == near == far
    assert files(workspace(tmp_path / "d", 137, shared=True)) != bare
