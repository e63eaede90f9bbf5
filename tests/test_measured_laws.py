"""KPIs measured from the tables themselves: the laws that hold whatever the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.facts import Side
from reviewgen.model import NEVER, Sharing, Tables
from reviewgen.tallies import Flow, measure_of
from tests.relations import AS_OF, KIND, action, at, contact, facts, measured, milestone, touchpoint, values

SIDES = ("", "_ours", "_theirs", "_joint")
PLACES = {at(table, row) for table in ("milestones", "actions", "contacts", "touchpoints") for row in range(2, 9)}
days = st.dates(date(2026, 2, 1), date(2026, 12, 31)).map(lambda one: f"{one:%m-%d}") | st.just("")
names = st.sampled_from(["Ann", "ann", "Bob", "Cid", ""])
owners = st.sampled_from(["Uma", "Vic", ""])
kinds = st.sampled_from(["executive meeting", "Executive_Meeting", "call", ""])
sides = st.sampled_from([side.value for side in Side])
roles = st.sampled_from(["sponsor", "Champion", "decision-maker", "sponsor, champion", ""])
functions = st.sampled_from(["Finance", "finance", "IT", ""])


def listed(make: Callable[..., Any], *parts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Any, ...]]:
    found = st.lists(st.tuples(*parts, st.sampled_from([None, 1, 2])), max_size=6)
    return found.map(
        lambda rows: tuple(make(index + 2, *row[:-1], sharing=Sharing(row[-1])) for index, row in enumerate(rows))
    )


tables = st.builds(
    Tables,
    milestones=listed(milestone, sides, days, days),
    actions=listed(action, sides, days, days),
    contacts=listed(contact, names, functions, roles, owners, days),
    touchpoints=listed(touchpoint, names, owners, days, kinds),
)


@given(tables, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_rows_changes_nothing(found: Tables, chance: Any) -> None:
    mixed = {
        table: tuple(chance.sample(rows, len(rows)))
        for table in ("milestones", "actions", "contacts", "touchpoints")
        for rows in [getattr(found, table)]
    }
    assert measured(replace(found, **mixed)) == measured(found)


@given(tables, tables)
@settings(max_examples=60)
def test_rows_of_another_account_change_nothing(found: Tables, others: Tables) -> None:
    assert measured(merged(found, moved(others, account="b"))) == measured(found)


@given(tables, tables)
@settings(max_examples=60)
def test_rows_that_whoever_sees_the_figure_may_not_see_change_nothing(found: Tables, others: Tables) -> None:
    shared = Sharing(1)
    assert measured(merged(found, moved(others, sharing=NEVER)), sharing=shared) == measured(found, sharing=shared)
    assert measured(merged(found, moved(others, sharing=Sharing(2))), sharing=shared) == measured(found, sharing=shared)


@given(tables, st.integers(1, 80))
@settings(max_examples=60)
def test_rows_after_the_as_of_date_change_nothing(found: Tables, later: int) -> None:
    after = AS_OF + timedelta(days=later)
    future = Tables(
        milestones=(replace(milestone(90, "ours", "", ""), due=after, done=after),),
        actions=(replace(action(90, "ours", "", ""), due=after, done=after),),
        touchpoints=(replace(touchpoint(90, "Ann", "Uma", ""), on=after),),
    )
    assert measured(merged(found, future)) == measured(found)


@given(tables)
@settings(max_examples=100)
def test_parts_stay_within_their_wholes(found: Tables) -> None:
    held = {(name, period): value for name, period, value in facts(measured(found))}
    pairs = [
        *((f"{table}_on_time{side}", f"{table}_due{side}") for table in ("milestones", "actions") for side in SIDES),
        ("roles_covered", "roles_expected"),
        ("contacts_fresh", "contacts_met"),
        ("contacts_met", "contacts"),
        (KIND, "meetings"),
    ]
    periods = {period for _, period in held}
    for part, whole in pairs:
        for period in periods:
            assert ((part, period) in held) == ((whole, period) in held)
            assert 0 <= held.get((part, period), Decimal(0)) <= held.get((whole, period), Decimal(0))


@given(tables)
@settings(max_examples=60)
def test_the_sides_add_up_to_all(found: Tables) -> None:
    made = measured(found)
    for name in ("milestones_due", "milestones_on_time", "actions_due", "actions_on_time", "actions_closed"):
        split = [values(made, name + side) for side in SIDES[1:]]
        assert values(made, name) == [sum(of_month, Decimal(0)) for of_month in zip(*split, strict=True)]


@given(tables)
@settings(max_examples=60)
def test_a_count_of_rows_names_as_many_places(found: Tables) -> None:
    for one in measured(found):
        if isinstance(measure_of(one.observation.kpi), Flow):
            assert len(one.places) == one.observation.value
        assert one.places[:1] in ((), (one.observation.place,))
        assert one.observation.place in PLACES


def merged(one: Tables, other: Tables) -> Tables:
    return Tables(
        milestones=(*one.milestones, *other.milestones),
        actions=(*one.actions, *other.actions),
        contacts=(*one.contacts, *other.contacts),
        touchpoints=(*one.touchpoints, *other.touchpoints),
    )


def moved(one: Tables, **changes: Any) -> Tables:
    return Tables(
        milestones=tuple(replace(row, **changes) for row in one.milestones),
        actions=tuple(replace(row, **changes) for row in one.actions),
        contacts=tuple(replace(row, **changes) for row in one.contacts),
        touchpoints=tuple(replace(row, **changes) for row in one.touchpoints),
    )
