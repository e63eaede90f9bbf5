"""What a client could work out of a review: the catalogue's formulas, the windows, the scenarios; and what not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.edition import Measure, YearToDate
from reviewgen.facts import ACTUAL, FORECAST, NOTHING, TARGET, Absent, Figure, Reason, Rollup, Unit
from reviewgen.model import Audience, DatedGoal, Kpi, KpiRecord, Mode, Phasing, Review, Sharing
from reviewgen.sharing.inference import inspect
from reviewgen.sharing.inference.facts import Fact
from reviewgen.sharing.redact import redact
from tests.sharing.inference.accounts import CALENDAR, Q3, kpi, reviewed, shared, told

Q4 = CALENDAR.quarter(2026, 4)
MARGIN = {"numerator": "gross_profit", "denominator": "net_sales", "decimals": 1}


def test_a_hidden_amount_from_a_shared_rate_and_its_base() -> None:
    kpis = [shared("net_sales"), shared("gross_margin", **MARGIN), kpi("gross_profit")]
    found = told(reviewed(kpis, {"net_sales": 5000, "gross_profit": 1800})).of("gross_profit")
    assert found.follows
    assert found.hidden == Fact("gross_profit", ACTUAL, Q3)
    assert found.chain == (
        "2026-Q3: gross profit = gross margin x net sales / 100; gross margin and net sales are shown",
    )
    assert found.pinned is not None
    assert found.pinned.closer(0.1)
    assert len(found.also) == 7 + 3, "every other quarter, the year so far and before, twelve months"


def test_labels_stand_small_inside_a_sentence_but_abbreviations_do_not() -> None:
    rate = shared("rate", numerator="on_time", denominator="orders", label={"en": "OTIF at the dock"})
    orders = shared("orders", label={"en": "Orders received", "fr": "Commandes"})
    found = told(reviewed([orders, rate, kpi("on_time", label={"fr": "À temps"})], {"orders": 900, "on_time": 800}))
    assert found.of("on_time").chain == (
        "2026-Q3: à temps = OTIF at the dock x orders received / 100; OTIF at the dock and orders received are shown",
    )


def test_the_rows_behind_a_shared_rate_are_no_secret_by_themselves() -> None:
    kpis = [shared("net_sales"), shared("gross_margin", **MARGIN)]
    assert told(reviewed(kpis, {"net_sales": 5000, "gross_profit": 1800})).findings == ()


def test_the_rows_behind_hidden_rates_alone_are() -> None:
    kpis = [
        shared("net_sales"),
        shared("contribution", formula="net_sales - cost"),
        kpi("cost_rate", numerator="cost", denominator="net_sales"),
    ]
    found = told(reviewed(kpis, {"net_sales": 5000, "cost": 3000}))
    assert found.names == {"cost_rate"}, "cost is part of a shared KPI as well; the rate that it gives is hidden"
    hidden = [shared("net_sales"), shared("spend"), kpi("rate", numerator="cost", denominator="net_sales")]
    left = [*hidden, kpi("left", formula="cost - spend")]
    assert told(reviewed(left, {"net_sales": 5000, "cost": 3000, "spend": 10})).findings == ()


def test_a_chain_over_two_formulas_is_told_line_by_line() -> None:
    kpis = [
        shared("net_sales", weight=3),
        shared("gross_margin", weight=2, **MARGIN),
        shared("spend_rate", numerator="spend", denominator="net_sales", decimals=1),
        kpi("contribution", formula="gross_profit - spend"),
    ]
    found = told(reviewed(kpis, {"net_sales": 5000, "gross_profit": 1800, "spend": 600})).of("contribution")
    assert found.chain == (
        "2026-Q3: gross profit = gross margin x net sales / 100; gross margin and net sales are shown",
        "2026-Q3: spend = spend rate x net sales / 100; spend rate and net sales are shown",
        "2026-Q3: contribution = gross profit - spend; gross profit and spend follow from the lines above",
    )
    ways = [([lever.kpi for lever in one.levers], one.loss) for one in found.proposals]
    assert ways == [(["spend_rate"], 1), (["gross_margin"], 2), (["net_sales"], 3)], "the least loss first"


def test_withholding_what_is_proposed_closes_the_way() -> None:
    kpis = [
        shared("net_sales", weight=3),
        shared("gross_margin", weight=2, **MARGIN),
        shared("cost"),
        shared("gross_profit_twice", formula="gross_profit + gross_profit"),
        kpi("gross_profit"),
    ]
    given_rows = {"net_sales": 5000, "gross_profit": 1800, "cost": 3200}
    found = told(reviewed(kpis, given_rows)).of("gross_profit")
    assert found.proposals
    for proposal in found.proposals:
        gone = {lever.kpi for lever in proposal.levers}
        left = [kpi(one.id, **_as(one)) if one.id in gone else one for one in kpis]
        assert told(reviewed(left, given_rows)).findings == ()
    cheapest = {lever.kpi for lever in found.proposals[0].levers}
    assert cheapest == {"gross_profit_twice", "gross_margin"}


def _as(one: Kpi) -> dict[str, object]:
    names: dict[str, object] = {"unit": one.unit, "rollup": one.rollup, "decimals": one.decimals}
    if one.numerator:
        names |= {"numerator": one.numerator, "denominator": one.denominator}
    return names | ({"formula": str(one.formula)} if one.formula else {})


def test_growth_on_a_hidden_base_tells_the_base_forward_and_back() -> None:
    growth = shared("growth", formula="100 * orders / year_ago(orders) - 100", unit=Unit.PERCENT, decimals=1)
    hidden = kpi("orders")
    assert told(reviewed([shared("net_sales"), growth, hidden], {"net_sales": 1, "orders": 900})).findings == ()
    value = shared("order_value", numerator="net_sales", denominator="orders", unit=Unit.CURRENCY)
    found = told(reviewed([shared("net_sales"), growth, value, hidden], {"net_sales": 5000, "orders": 900}))
    assert found.of("orders").follows


def test_a_formula_of_sums_and_rates_is_taken_apart() -> None:
    kpis = [
        shared("against", formula="100 * ours / year_ago(ours) - 100 * market / year_ago(market)", unit=Unit.POINTS),
        kpi("our_growth", formula="100 * ours / year_ago(ours)", unit=Unit.PERCENT),
        kpi("market_growth", formula="100 * market / year_ago(market)", unit=Unit.PERCENT),
    ]
    rows = {"ours": 900, "market": 9000}
    assert told(reviewed(kpis, rows)).findings == ()
    told_one = [kpis[0], replace(kpis[1], sharing=kpis[0].sharing), kpis[2]]
    assert told(reviewed(told_one, rows)).names == {"market_growth"}


def test_days_and_levels_at_the_end_of_a_period() -> None:
    receivables = kpi("receivables", rollup=Rollup.LAST)
    dso = shared(
        "dso", formula="receivables / net_sales * days", inputs={"receivables": receivables}, unit=Unit.DAYS, decimals=1
    )
    found = told(reviewed([shared("net_sales"), dso, receivables], {"net_sales": 5000, "receivables": 2600}))
    line = "2026-Q3: receivables = dso x net sales / 92; dso and net sales are shown"
    assert found.of("receivables").chain == (line,)


def test_a_weighted_mean_with_shown_weights_tells_nothing_hidden() -> None:
    price = shared("price", rollup=Rollup.WEIGHTED_MEAN, weight_by="volume", decimals=2)
    assert (
        told(
            reviewed([price, kpi("volume"), shared("net_sales")], {"price": 12, "volume": 90, "net_sales": 7})
        ).findings
        == ()
    )


def test_net_promoters_and_their_counts() -> None:
    nps = shared("nps", formula="100 * (promoters - detractors) / answers", rollup=Rollup.NPS, unit=Unit.POINTS)
    rows = {"promoters": 60, "detractors": 20, "answers": 90}
    assert told(reviewed([nps, kpi("promoters"), kpi("detractors")], rows)).findings == ()
    found = told(reviewed([nps, shared("promoters"), shared("answers"), kpi("detractors")], rows))
    assert found.names == {"detractors"}


@pytest.mark.parametrize(
    "phasing", [Phasing.EVEN, Phasing.LAST_YEAR, (Decimal(20), Decimal(30), Decimal(30), Decimal(20))]
)
def test_a_phased_year_of_a_shared_kpi_is_no_secret_but_tells_of_hidden_ones(phasing: Phasing) -> None:
    """The quarter's target is a part of the year's; a hidden plan that is made of it follows."""
    sales = shared("net_sales", goals=(DatedGoal(annual=Decimal(20000)),), phasing=phasing)
    assert told(reviewed([sales], {"net_sales": 5000})).findings == ()
    plan = kpi("plan", formula="net_sales + net_sales")
    found = told(reviewed([sales, plan], {"net_sales": 5000})).of("plan", TARGET)
    assert CALENDAR.year(2026) in {fact.window for fact in (found.hidden, *found.also)}


def test_a_formula_that_needs_no_figure_is_no_finding() -> None:
    found = told(
        reviewed([shared("net_sales"), kpi("length", formula="days + net_sales - net_sales")], {"net_sales": 5000})
    )
    assert found.findings == ()


def test_a_target_that_stands_in_rows_leaves_the_year_open() -> None:
    rows = {"net_sales": {ACTUAL: 5000, TARGET: 5100}}
    review = reviewed([shared("net_sales")], rows)
    assert isinstance(review.kpis[0].points[-1].goal.target, Decimal)  # type: ignore[union-attr]
    assert told(review).findings == ()


def test_the_same_level_stated_for_every_quarter_is_no_formula() -> None:
    stated = shared("service", unit=Unit.PERCENT, rollup=Rollup.MEAN, goals=(DatedGoal(target=Decimal(97)),))
    assert told(reviewed([stated], {"service": 90})).findings == ()


def test_targets_of_a_ratio_follow_only_where_they_are_worked_out() -> None:
    rows = {"net_sales": {ACTUAL: 5000, TARGET: 5100}, "gross_profit": {ACTUAL: 1800, TARGET: 1900}}
    kpis = [shared("net_sales"), shared("gross_margin", **MARGIN), kpi("gross_profit")]
    assert told(reviewed(kpis, rows)).of("gross_profit", TARGET).follows
    stated = shared("gross_margin", goals=(DatedGoal(target=Decimal(37)),), **MARGIN)
    found = told(reviewed([kpis[0], stated, kpis[2]], rows))
    assert {(one.hidden.name, one.hidden.scenario) for one in found.findings} == {("gross_profit", ACTUAL)}


def test_a_competitors_sales_from_its_share_of_a_shown_market() -> None:
    share = shared("share", numerator="sellout", denominator="category", decimals=1, shared_scenarios=("rival_a",))
    rows = {"share": {"rival_a": 20}, "sellout": {ACTUAL: 900, "rival_a": 800}, "category": 4000}
    found = told(reviewed([share, shared("category"), kpi("sellout")], rows))
    assert found.of("sellout", "rival_a").follows
    assert found.of("sellout").follows
    kept = told(reviewed([share, kpi("category"), kpi("sellout")], rows))
    assert kept.findings == ()


def test_the_market_of_a_rate_is_no_ratio_of_our_rows() -> None:
    """What the whole market does is stated, not worked out from rows of ours."""
    growth = shared("share", numerator="sellout", denominator="category", decimals=1, shared_scenarios=("market",))
    rows = {"share": {"market": 4}, "sellout": {ACTUAL: 900}, "category": {ACTUAL: 4000, "market": 9}}
    found = told(reviewed([growth, kpi("sellout"), shared("category", shared_scenarios=("market",))], rows))
    assert {(one.hidden.name, one.hidden.scenario) for one in found.findings} == {("sellout", ACTUAL)}


def test_the_forecast_of_a_shared_kpi_is_hidden_until_it_is_named() -> None:
    rate = shared("margin", shared_scenarios=(FORECAST,), **MARGIN)
    rows = {"net_sales": {ACTUAL: 5000, FORECAST: 5200}, "gross_profit": {ACTUAL: 1800, FORECAST: 1700}}
    sales = shared("net_sales", shared_scenarios=(FORECAST,))
    found = told(reviewed([sales, rate, kpi("gross_profit")], rows))
    assert found.of("gross_profit", FORECAST).follows
    levers = {
        (lever.kpi, lever.scenario) for one in found.of("gross_profit", FORECAST).proposals for lever in one.levers
    }
    assert levers == {("margin", FORECAST), ("net_sales", FORECAST)}, "a scenario costs nothing: the KPI may stay"


def index(name: str, **changes: Any) -> Kpi:
    return shared(name, **{**changes, "sharing": Sharing(1, Mode.INDEX, base=CALENDAR.quarter(2025, 1))})


def test_an_index_hides_its_values_until_one_of_them_is_known() -> None:
    rows = {"net_sales": 5000, "orders": 900}
    value = shared("order_value", numerator="net_sales", denominator="orders", unit=Unit.CURRENCY)
    assert told(reviewed([index("net_sales"), value], rows)).findings == ()
    found = told(reviewed([index("net_sales"), value, shared("orders")], rows)).of("net_sales")
    assert found.follows
    assert found.chain == ("2026-Q3: net sales = order value x orders; order value and orders are shown",)


def test_an_index_and_one_value_are_all_values() -> None:
    """One quarter's value, from a KPI that is shared for that quarter alone, gives every other by its index."""
    value = shared("order_value", numerator="net_sales", denominator="orders", unit=Unit.CURRENCY)
    review = reviewed([index("net_sales"), value, shared("orders")], {"net_sales": 5000, "orders": 900})
    edition = redact(review, Audience.CLIENT)
    once = tuple(one if one.id == "net_sales" else replace(one, points=one.points[-1:]) for one in edition.measures)
    gone = replace(edition, measures=tuple(_quarters_only(one) for one in once))
    (found,) = inspect(review, gone, Audience.CLIENT)
    quarters = {fact.window for fact in (found.hidden, *found.also)}
    assert {point.period for point in edition.measures[0].points} <= quarters
    lines = told(review).of("net_sales").chain
    assert found.chain == lines


def _quarters_only(measure: Measure) -> Measure:
    return replace(measure, year_to_date=YearToDate(NOTHING, NOTHING, NOTHING), last_twelve=NOTHING)


def test_a_status_alone_hides_its_figures_like_any_other() -> None:
    status = shared("gross_profit", sharing=Sharing(1, Mode.STATUS))
    kpis = [shared("net_sales"), shared("gross_margin", **MARGIN), status]
    assert told(reviewed(kpis, {"net_sales": 5000, "gross_profit": 1800})).names == {"gross_profit"}
    assert told(reviewed([kpis[0], status], {"net_sales": 5000, "gross_profit": 1800})).findings == ()


def test_a_coarser_step_widens_what_is_told_of_a_hidden_figure() -> None:
    def pinned(step: int) -> float:
        sales = shared("net_sales", sharing=Sharing(1, Mode.ROUNDED, step=Decimal(step)))
        kpis = [sales, shared("gross_margin", **MARGIN), kpi("gross_profit")]
        found = told(reviewed(kpis, {"net_sales": 5000, "gross_profit": 1800})).of("gross_profit").pinned
        assert found is not None
        return found.either_side

    assert pinned(10) < 0.01 < pinned(500) < pinned(2000)


def test_our_own_house_is_asked_nothing() -> None:
    review = reviewed([shared("net_sales"), kpi("gross_profit")], {"net_sales": 1})
    assert inspect(review, redact(review, Audience.INTERNAL), Audience.INTERNAL) == ()


def test_the_tier_of_the_account_decides() -> None:
    kpis = [
        shared("net_sales"),
        kpi("gross_margin", replace(shared("x").sharing, from_tier=3), **MARGIN),
        kpi("gross_profit"),
    ]
    rows = {"net_sales": 5000, "gross_profit": 1800}
    assert told(reviewed(kpis, rows, tier=2)).findings == ()
    assert told(reviewed(kpis, rows, tier=3)).names == {"gross_profit"}


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_quarter_of_the_year_is_looked_at_alike(number: int) -> None:
    period = CALENDAR.quarter(2026, number)
    kpis = [shared("net_sales"), shared("gross_margin", **MARGIN), kpi("gross_profit")]
    review = reviewed(kpis, {"net_sales": 5000, "gross_profit": 1800}, period=period)
    assert told(review).of("gross_profit").hidden.window == period


def test_a_figure_pinned_by_rounding_alone_is_found_and_told_so() -> None:
    kpis = [
        shared("all_orders", formula="standard_orders + special_orders"),
        shared("cap", formula="special_orders + late_orders"),
        kpi("standard_orders"),
    ]
    review = reviewed(kpis, {"standard_orders": 4980, "special_orders": 20, "late_orders": 10})
    one = told(review).of("standard_orders")
    assert not one.follows
    assert one.pinned is not None
    assert one.pinned.closer(0.1)
    assert "by the rounding of what is shown" in one.chain[0]
    assert one.proposals == ()
    assert told(review, closest=Decimal("0.0001")).findings == ()


# What is decided does not depend on what is hidden.


def secretly(review: Review, values: list[int], *, drop: bool) -> Review:
    """The same review with other figures where the client sees none."""
    numbers = iter(values * 200)
    return replace(
        review,
        kpis=tuple(
            one if one.kpi.sharing.from_tier else _other(one, numbers, drop=drop)
            for one in review.kpis  # type: ignore[arg-type]
        ),
        observations=(),
    )


def _other(record: KpiRecord, numbers: Iterator[int], *, drop: bool) -> KpiRecord:
    def reading() -> Figure | Absent:
        number = next(numbers)
        return Absent(Reason.NO_ROWS) if drop and number % 3 == 0 else Figure(Decimal(number))

    points = tuple(replace(point, actual=reading()) for point in record.points)
    to_date = replace(record.year_to_date, actual=reading(), prior=reading())
    return replace(record, points=points, year_to_date=to_date, last_twelve=reading())


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.lists(st.integers(-9000, 9000), min_size=1, max_size=20), st.booleans(), st.booleans())
def test_a_hidden_value_decides_nothing(values: list[int], drop: bool, leaky: bool) -> None:
    margin = shared("gross_margin", **MARGIN) if leaky else kpi("gross_margin", **MARGIN)
    kpis = [shared("net_sales"), margin, kpi("gross_profit"), kpi("dso"), kpi("left", formula="gross_profit - spend")]
    rows = {"net_sales": 5000, "gross_profit": 1800, "dso": 50, "spend": 100}
    review = reviewed(kpis, rows)
    other = secretly(review, values, drop=drop)
    assert redact(review, Audience.CLIENT) == redact(other, Audience.CLIENT)
    assert told(review) == told(other)
    assert bool(told(review).findings) == leaky
