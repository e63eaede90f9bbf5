"""KPIs measured from the tables themselves: every name worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reviewgen.facts import ACTUAL, Absent, Figure, Reason, Rollup, Unit
from reviewgen.measured import Measured
from reviewgen.model import Kpi, Observation, Tables
from reviewgen.period import Calendar
from reviewgen.rollup import roll
from reviewgen.tallies import MEASURED, Level, measure_of
from tests.relations import (
    CALENDAR,
    KIND,
    NAMES,
    Q2,
    Q3,
    TABLES,
    at,
    contact,
    facts,
    measured,
    milestone,
    touchpoint,
    values,
)

BY_HAND = {
    # April to September; milestones are kept from April on
    "milestones_due": "1 1 0 2 0 1",
    "milestones_due_ours": "1 0 0 1 0 0",
    "milestones_due_theirs": "0 1 0 0 0 0",
    "milestones_due_joint": "0 0 0 1 0 1",
    "milestones_on_time": "1 0 0 1 0 0",
    "milestones_on_time_ours": "1 0 0 0 0 0",
    "milestones_on_time_theirs": "0 0 0 0 0 0",
    "milestones_on_time_joint": "0 0 0 1 0 0",
    # actions from July on
    "actions_due": "1 2 1",
    "actions_due_ours": "1 1 0",
    "actions_due_theirs": "0 1 1",
    "actions_due_joint": "0 0 0",
    "actions_on_time": "1 0 1",
    "actions_on_time_ours": "1 0 0",
    "actions_on_time_theirs": "0 0 1",
    "actions_on_time_joint": "0 0 0",
    "actions_closed": "1 0 4",
    "actions_closed_ours": "1 0 1",
    "actions_closed_theirs": "0 0 1",
    "actions_closed_joint": "0 0 2",
    # touchpoints from March on
    "meetings": "0 0 1 0 1 2",
    KIND: "0 0 1 0 0 1",
    # levels at the end of June and of September
    "roles_expected": "3 3",
    "roles_covered": "1 2",
    "role_coverage": f"{Decimal(100) / 3:.3f} {Decimal(200) / 3:.3f}",
    "contacts": "4 4",
    "contacts_met": "2 3",
    "contacts_fresh": "2 2",
    "contact_days": "30 168",  # Ann 20 and Dee 10; Ann 25, Bob 41 and Dee 102
    "contact_freshness": "15 56",
    "functions_covered": "2 3",
    "breadth": "2 4",  # Uma in management and finance; then Vic in management and purchasing as well
}


def test_every_name_was_worked_out_by_hand() -> None:
    assert set(BY_HAND) == set(NAMES)
    assert all(measure_of(name) is not None for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_counts_what_it_says(name: str) -> None:
    found = [f"{value:.3f}".removesuffix(".000") for value in values(measured(TABLES), name)]
    assert found == BY_HAND[name].split()


@pytest.mark.parametrize("name", NAMES)
def test_flows_stand_by_month_and_levels_by_quarter(name: str) -> None:
    """The last periods of both, and nothing between that is missing."""
    periods = [one.observation.period for one in measured(TABLES, [name])]
    whole = [Q2, Q3] if isinstance(measure_of(name), Level) else [*CALENDAR.months(Q2), *CALENDAR.months(Q3)]
    assert periods == whole[-len(periods) :]
    assert {one.observation.scenario for one in measured(TABLES, [name])} == {ACTUAL}


def test_the_rows_behind_a_value_are_named() -> None:
    found = {(one.observation.kpi, one.observation.period): one for one in measured(TABLES)}
    july = CALENDAR.parse("2026-07")
    assert found["milestones_due", july].places == (at("milestones", 4), at("milestones", 5))
    assert found["milestones_due", july].observation.place == at("milestones", 4)
    none = found["milestones_due", CALENDAR.parse("2026-06")]
    assert (none.places, none.observation.place) == ((), at("milestones", 2))
    assert found["roles_covered", Q3].places == (
        at("contacts", 2),
        at("contacts", 3),
        at("touchpoints", 4),
        at("touchpoints", 5),
    )


def test_a_ratio_of_the_catalogue_needs_no_row_of_observations() -> None:
    parts = {"numerator": "milestones_on_time", "denominator": "milestones_due"}
    kpi = Kpi("k", {"": "K"}, "process", Unit.PERCENT, at("kpis", 1), rollup=Rollup.RATIO, **parts)
    found = roll(kpi, by_name(measured(TABLES, ["milestones_on_time", "milestones_due"])), Q3, CALENDAR)
    assert isinstance(found, Figure)
    assert (round(found.value, 3), found.partial) == (Decimal("33.333"), False)


def test_a_level_of_a_quarter_is_that_of_its_last_day() -> None:
    """Not the mean of its months: 2 of 3 roles at the end of September, whatever July saw."""
    parts = {"numerator": "roles_covered", "denominator": "roles_expected"}
    kpi = Kpi("k", {"": "K"}, "relationships", Unit.RATIO, at("kpis", 1), rollup=Rollup.RATIO, **parts)
    found = roll(kpi, by_name(measured(TABLES, ["roles_covered", "roles_expected"])), Q3, CALENDAR)
    assert isinstance(found, Figure)
    assert (round(found.value, 3), found.partial) == (Decimal("0.667"), False)


def by_name(found: Sequence[Measured]) -> dict[str, list[Observation]]:
    rows: dict[str, list[Observation]] = {}
    for one in found:
        rows.setdefault(one.observation.kpi, []).append(one.observation)
    return rows


def test_a_table_without_rows_says_nothing() -> None:
    assert measured(Tables()) == ()
    assert {one.observation.kpi for one in measured(replace(Tables(), actions=TABLES.actions))} == {
        name for name in NAMES if name.startswith("actions")
    }


def test_nothing_is_said_of_months_before_the_first_row() -> None:
    later = replace(TABLES, milestones=TABLES.milestones[2:])
    assert [one.observation.period for one in measured(later, ["milestones_due"])] == list(CALENDAR.months(Q3))


def test_the_first_of_a_month_belongs_to_it_and_opens_it() -> None:
    found = measured(replace(Tables(), milestones=(milestone(2, "ours", "06-01", "06-01"),)), ["milestones_on_time"])
    assert facts(found)[0] == ("milestones_on_time", CALENDAR.parse("2026-06"), 1)


def test_an_owner_who_met_nobody_adds_no_breadth() -> None:
    held = (contact(2, "Ann", "Management", "sponsor", "Uma", ""),)
    met = (touchpoint(2, "Ann", "Vic", "03-02"),)
    assert values(measured(replace(Tables(), contacts=held, touchpoints=met)), "breadth") == [1, 1]


def test_a_quarter_in_which_nothing_was_due_has_no_rate_and_not_a_bad_one() -> None:
    quiet = replace(TABLES, milestones=TABLES.milestones[:2])
    parts = {"numerator": "milestones_on_time", "denominator": "milestones_due"}
    kpi = Kpi("k", {"": "K"}, "process", Unit.PERCENT, at("kpis", 1), rollup=Rollup.RATIO, **parts)
    found = measured(quiet, ["milestones_on_time", "milestones_due"])
    assert roll(kpi, by_name(found), Q3, CALENDAR) == Absent(Reason.ZERO_DENOMINATOR)


def test_a_month_that_is_not_over_has_no_row() -> None:
    found = measured(TABLES, ["milestones_due", "contacts"], as_of=date(2026, 9, 29))
    assert [one.observation.period for one in found] == [
        Q2,
        CALENDAR.parse("2026-08"),
        *CALENDAR.months(Q2),
        *CALENDAR.months(Q3)[:2],
    ]


def test_a_day_later_the_month_is_over() -> None:
    assert facts(measured(TABLES, as_of=date(2026, 9, 30))) == facts(measured(TABLES))


def test_a_short_history_of_touchpoints_does_not_say_whom_we_had_met() -> None:
    """The first touchpoint, of 10 June, tells nothing of who was met in spring."""
    short = replace(TABLES, touchpoints=TABLES.touchpoints[1:])
    assert [one.observation.period for one in measured(short, ["roles_covered"])] == [Q3]


def test_without_touchpoints_the_last_contacts_count_from_the_latest_on() -> None:
    early = tuple(row for row in TABLES.contacts if row.name != "Bob")
    found = measured(replace(Tables(), contacts=early))
    assert values(found, "contacts_fresh") == [Decimal(1)]
    assert values(found, "contact_days") == [Decimal(25 + 102)]
    assert not measured(replace(Tables(), contacts=TABLES.contacts)), "who was met in October may have been met before"


def test_contacts_without_any_date_say_nothing() -> None:
    assert measured(replace(Tables(), contacts=(contact(2, "Ann", "", "sponsor", "Uma", ""),))) == ()


def test_roles_may_be_others_and_several() -> None:
    both = (contact(2, "Ann", "Management", "Sponsor / Decision-Maker", "Uma", ""), *TABLES.contacts[1:])
    found = measured(
        replace(TABLES, contacts=both), ["role_coverage"], roles=("sponsor", "decision maker", "user", "x")
    )
    assert values(found, "role_coverage") == [Decimal(50), Decimal(50)]
    assert values(measured(TABLES, ["role_coverage"], roles=()), "role_coverage") == []


def test_blank_roles_and_functions_count_for_none() -> None:
    bare = tuple(replace(row, role=" ", function="") for row in TABLES.contacts)
    found = measured(replace(TABLES, contacts=bare))
    assert values(found, "roles_covered") == values(found, "functions_covered") == values(found, "breadth") == [0, 0]
    assert values(found, "contacts_met") == [2, 3]


def test_somebody_who_stands_twice_is_one_person() -> None:
    twice = (*TABLES.contacts, contact(9, " ann", "Management", "champion", "UMA", "09-01"))
    found = measured(replace(TABLES, contacts=twice))
    assert values(found, "contacts") == [4, 4]
    assert values(found, "roles_covered") == [2, 3]
    assert values(found, "breadth") == [2, 4]
    assert values(found, "contact_days") == [30, 168]


def test_a_contact_without_a_name_is_nobody() -> None:
    found = measured(replace(TABLES, contacts=(*TABLES.contacts, contact(9, " ", "IT", "champion", "Uma", "09-01"))))
    assert values(found, "contacts") == [4, 4]
    assert values(found, "roles_covered") == [1, 2]


def test_accents_tell_names_apart_and_their_encoding_does_not() -> None:
    held = (contact(2, "Ren\u00e9", "IT", "sponsor", "Uma", ""), contact(3, "Rene", "IT", "champion", "Uma", ""))
    met = (touchpoint(2, "x", "Uma", "03-02"), touchpoint(3, "RENE\u0301", "Uma", "06-10"))
    found = measured(replace(Tables(), contacts=held, touchpoints=met))
    assert values(found, "contacts_met") == [1, 1]


def test_a_kind_that_was_never_held_is_zero_where_touchpoints_are_kept() -> None:
    assert values(measured(TABLES, ["meetings_store_tour"]), "meetings_store_tour") == [0] * 6


@pytest.mark.parametrize("name", ["net_sales", "meetings_", "meetings_ ", "", "Meetings", "roles_covered_ours"])
def test_other_names_are_passed_over(name: str) -> None:
    assert measure_of(name) is None
    assert measured(TABLES, [name]) == ()


def test_a_fiscal_calendar_deals_the_months_to_its_own_quarters() -> None:
    fiscal = Calendar(first_month=5)
    found = measured(
        TABLES, ["contacts"], calendar=fiscal, first=fiscal.quarter(2027, 1), period=fiscal.quarter(2027, 1)
    )
    assert [one.observation.period for one in found] == [fiscal.quarter(2027, 1)]


def test_what_is_no_count_says_so() -> None:
    """So that a caller takes no count for a KPI of the same name in percent."""
    units = {name: measure.unit for name, measure in MEASURED.items() if measure.unit is not Unit.COUNT}
    assert units == {"role_coverage": Unit.PERCENT, "contact_days": Unit.DAYS, "contact_freshness": Unit.DAYS}


def test_every_meaning_is_one_line() -> None:
    assert all(measure.meaning and "\n" not in measure.meaning for measure in MEASURED.values())
    assert len({measure.meaning for measure in MEASURED.values() if isinstance(measure, Level)}) == 10
