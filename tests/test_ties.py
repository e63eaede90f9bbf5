"""The diagnosis of a relationship: roles, breadth and weak spots by hand, and the laws that hold whatever the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen import model
from reviewgen.errors import Place
from reviewgen.facts import Absent
from reviewgen.people import FRESH_DAYS, UNMET, people
from reviewgen.ties import (
    ROLES,
    Cell,
    CriticalSentiment,
    Diagnosis,
    NotMet,
    RoleWithoutContact,
    SingleContact,
    SingleTie,
    breadth,
    diagnose,
)

AS_OF = date(2026, 9, 30)


@dataclass(frozen=True)
class Known:
    """A contact as the audience side may know it: nothing but what the diagnosis needs."""

    name: str
    function: str = ""
    role: str = ""
    owner: str = ""
    last_contact: date | None = None
    influence: str = ""
    sentiment: str = ""


@dataclass(frozen=True)
class Meeting:
    """A touchpoint as the audience side may know it."""

    name: str
    owner: str
    on: date | None
    kind: str = "call"


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def spots(contacts: Iterable[Known], meetings: Iterable[Meeting] = (), roles: tuple[str, ...] = ()) -> tuple[Any, ...]:
    """The weak spots but for those functions of which we know one person."""
    found = diagnose(contacts, meetings, AS_OF, roles).weak_spots
    return tuple(spot for spot in found if not isinstance(spot, SingleContact))


SPONSOR = Known("Ann", "Management", "sponsor", "Uma", ago(20))
BUYER = Known("Bob", "Purchasing", "decision maker", "Vic", ago(40))
CHAMPION = Known("Cid", "Category", "champion", "Vic", ago(10))


def test_a_good_relationship_has_no_weak_spot() -> None:
    assert spots((SPONSOR, BUYER, CHAMPION), roles=ROLES) == ()


def test_a_role_without_a_contact_is_named() -> None:
    assert spots((SPONSOR, BUYER), roles=ROLES) == (RoleWithoutContact("champion"),)
    assert spots((), roles=ROLES) == tuple(RoleWithoutContact(role) for role in ROLES)


@pytest.mark.parametrize(("days", "weak"), [(FRESH_DAYS, False), (FRESH_DAYS + 1, True)])
@pytest.mark.parametrize("role", ["sponsor", "Decision-Maker"])
def test_a_sponsor_is_to_be_met_every_ninety_days(role: str, days: int, weak: bool) -> None:
    held = (replace(SPONSOR, role=role, last_contact=ago(days)), CHAMPION)
    assert spots(held, roles=(role, "champion")) == ((NotMet("Ann", role, days),) if weak else ())


def test_a_champion_may_be_met_less_often_but_was_met_at_all() -> None:
    late = replace(CHAMPION, last_contact=ago(300))
    assert spots((SPONSOR, BUYER, late), roles=ROLES) == ()
    never = replace(CHAMPION, last_contact=None)
    assert spots((SPONSOR, BUYER, never), roles=ROLES) == (NotMet("Cid", "champion", UNMET),)


def test_a_touchpoint_tells_of_a_later_meeting_than_the_row() -> None:
    late = replace(SPONSOR, last_contact=ago(200))
    assert spots((late, BUYER), roles=("sponsor",)) == (NotMet("Ann", "sponsor", 200),)
    assert spots((late, BUYER), [Meeting(" ANN", "Vic", ago(5))], ("sponsor",)) == ()


def test_what_lies_after_the_day_is_not_known_yet() -> None:
    soon = (replace(SPONSOR, last_contact=ago(-1)), BUYER)
    assert spots(soon, [Meeting("Ann", "Uma", ago(-2)), Meeting("Ann", "Uma", None)], ("sponsor",)) == (
        NotMet("Ann", "sponsor", UNMET),
    )


def test_one_of_us_who_holds_every_tie_is_named() -> None:
    both = (SPONSOR, replace(BUYER, owner=" uma "))
    assert spots(both) == (SingleTie("Uma", ("Ann", "Bob")),)
    assert spots(both, [Meeting("Bob", "Vic", ago(FRESH_DAYS))]) == ()
    assert spots(both, [Meeting("Bob", "Vic", ago(FRESH_DAYS + 1))]) == (SingleTie("Uma", ("Ann", "Bob")),)
    assert spots([replace(one, owner="") for one in both]) == (), "nobody of us is named"


def test_a_critical_contact_is_named_the_influential_first() -> None:
    low = replace(SPONSOR, sentiment="negative", influence="low")
    high = replace(BUYER, sentiment=" Critical", influence="High")
    odd = replace(CHAMPION, sentiment="critical", influence="?")
    assert spots((odd, low, high)) == (
        CriticalSentiment("Bob", "high"),
        CriticalSentiment("Ann", "low"),
        CriticalSentiment("Cid", "?"),
    )


def test_of_two_rows_of_a_contact_the_greater_influence_counts() -> None:
    twice = [replace(SPONSOR, sentiment="critical", influence=influence) for influence in ("low", "medium", "high", "")]
    assert CriticalSentiment("Ann", "high") in spots(twice)


def test_a_function_with_one_contact_is_named() -> None:
    held = (SPONSOR, BUYER, replace(CHAMPION, function="purchasing "), Known("Dee", owner="Uma"))
    found = [spot for spot in diagnose(held, (), AS_OF).weak_spots if isinstance(spot, SingleContact)]
    assert found == [SingleContact("Management", "Ann")]


def test_the_worst_comes_first() -> None:
    held = (
        replace(BUYER, role="decision maker", last_contact=ago(100), sentiment="critical"),
        Known("Dee", "Purchasing", "decision maker", "Vic", ago(120)),
        Known("Eve", "Purchasing", "decision maker", "Vic"),
        Known("Fay", "IT", "", "Vic"),
    )
    assert diagnose(held, (), AS_OF).weak_spots == (
        RoleWithoutContact("sponsor"),
        RoleWithoutContact("champion"),
        NotMet("Eve", "decision maker", UNMET),
        NotMet("Dee", "decision maker", 120),
        NotMet("Bob", "decision maker", 100),
        SingleTie("Vic", ("Bob", "Dee", "Eve", "Fay")),
        CriticalSentiment("Bob", ""),
        SingleContact("IT", "Fay"),
    )


def test_the_roles_say_who_holds_them_and_who_of_us_knows_them() -> None:
    second = Known("Dee", "Board", "Sponsor, champion", "", ago(4))
    third = Known("Eve", "Board", "sponsor", "Wyn")
    found = diagnose((third, SPONSOR, second), [Meeting("Ann", "Vic", ago(30))], AS_OF, ("sponsor", "user"))
    sponsor, user = found.roles
    assert [(one.contact, one.owners, one.days, one.fresh) for one in sponsor.holders] == [
        ("Dee", (), 4, True),
        ("Ann", ("Uma", "Vic"), 20, True),
        ("Eve", ("Wyn",), UNMET, False),
    ]
    assert (sponsor.covered, user.covered, user.holders) == (True, False, ())


def test_the_matrix_counts_ties_by_function_and_by_one_of_us() -> None:
    held = (SPONSOR, BUYER, Known("Dee", "Purchasing", "", "Vic"), Known("Eve", "", "", "Wyn", ago(1)))
    met = [
        Meeting("Ann", "Uma", ago(20)),
        Meeting("Ann", "Vic", ago(60)),
        Meeting("bob", "VIC", ago(70)),
        Meeting("Dee", "Uma", ago(95)),
        Meeting("Dee", "", ago(3)),
        Meeting("Zoe", "Uma", ago(1)),
    ]
    found = breadth(people(held, met, AS_OF))
    assert found.functions == ("Management", "Purchasing")
    assert found.owners == ("Uma", "VIC", "Wyn")
    assert found.cells == (
        Cell("Management", "Uma", ("Ann",), 1, 20),
        Cell("Management", "VIC", ("Ann",), 1, 60),
        Cell("Purchasing", "Uma", ("Dee",), 1, 95),
        Cell("Purchasing", "VIC", ("Bob", "Dee"), 2, 40),
    )
    assert found.at("Purchasing", "Uma") == found.cells[2]
    assert found.at("Management", "Wyn") is None


def test_an_owner_who_never_met_the_contact_shows_in_the_matrix_as_such() -> None:
    found = diagnose([replace(SPONSOR, last_contact=None)], [], AS_OF)
    assert found.breadth.cells == (Cell("Management", "Uma", ("Ann",), 0, UNMET),)


def test_the_last_contact_of_a_row_is_whose_touchpoint_it_was() -> None:
    """The row's owner did not meet Ann 20 days ago: the touchpoint of that day names Vic."""
    found = diagnose([SPONSOR], [Meeting("Ann", "Vic", ago(20))], AS_OF)
    assert [(cell.owner, cell.days) for cell in found.breadth.cells] == [("Uma", UNMET), ("Vic", 20)]


def test_rows_of_the_model_will_do_as_well() -> None:
    here = Place("relations.xlsx", row=2)
    contact = model.Contact("a", "Ann", "Management", "sponsor", "high", "", "Uma", ago(120), model.NEVER, here)
    touchpoint = model.Touchpoint("a", "Ann", "Uma", ago(100), "call", model.NEVER, here)
    found = diagnose([contact], [touchpoint], AS_OF, ("sponsor",))
    assert NotMet("Ann", "sponsor", 100) in found.weak_spots


days = st.integers(-40, 300).map(ago) | st.none()
names = st.sampled_from(["Ann", "ann ", "Bob", "Cid", "Dee", ""])
owners = st.sampled_from(["Uma", "UMA", "Vic", ""])
known = st.builds(
    Known,
    name=names,
    function=st.sampled_from(["IT", "it", "Finance", ""]),
    role=st.sampled_from(["sponsor", "Champion", "decision_maker", "user; sponsor", ""]),
    owner=owners,
    last_contact=days,
    influence=st.sampled_from(["high", "low", ""]),
    sentiment=st.sampled_from(["critical", "positive", ""]),
)
contacts = st.lists(known, max_size=6)
meetings = st.lists(st.builds(Meeting, name=names, owner=owners, on=days), max_size=6)


@given(contacts, meetings, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_rows_changes_nothing(held: list[Known], met: list[Meeting], chance: Any) -> None:
    mixed = diagnose(chance.sample(held, len(held)), chance.sample(met, len(met)), AS_OF)
    assert mixed == diagnose(held, met, AS_OF)
    assert people(chance.sample(held, len(held)), chance.sample(met, len(met)), AS_OF) == people(held, met, AS_OF)


@given(contacts, meetings)
@settings(max_examples=100)
def test_a_role_that_is_not_covered_has_a_weak_spot(held: list[Known], met: list[Meeting]) -> None:
    found = diagnose(held, met, AS_OF)
    for role in found.roles:
        named = [spot for spot in found.weak_spots if getattr(spot, "role", None) == role.role]
        unmet = [spot for spot in named if isinstance(spot, NotMet) and isinstance(spot.days, Absent)]
        if not role.covered:
            assert named == [RoleWithoutContact(role.role)] or len(unmet) == len(role.holders) > 0
        if all(holder.fresh for holder in role.holders) and role.holders:
            assert named == []


@given(contacts, meetings)
@settings(max_examples=100)
def test_repeated_rows_and_a_later_meeting_change_no_weak_spot(held: list[Known], met: list[Meeting]) -> None:
    found = diagnose(held, met, AS_OF)
    later = [*met, Meeting("Ann", "Wyn", ago(-1))]
    assert _told(diagnose([*held, *held], later, AS_OF)) == _told(found)


def _told(found: Diagnosis) -> tuple[Any, ...]:
    return found.weak_spots, found.roles, found.breadth.functions, found.breadth.owners


@given(contacts, meetings)
@settings(max_examples=100)
def test_the_matrix_holds_every_tie_once(held: list[Known], met: list[Meeting]) -> None:
    found = diagnose(held, met, AS_OF).breadth
    keys = [(cell.function, cell.owner) for cell in found.cells]
    assert len(keys) == len(set(keys))
    assert all(cell.function in found.functions and cell.owner in found.owners for cell in found.cells)
    assert all(cell.contacts and (cell.meetings == 0) == isinstance(cell.days, Absent) for cell in found.cells)
    tied = [one for one in people(held, met, AS_OF) if one.functions and one.holders]
    assert all(any(person.name in cell.contacts for cell in found.cells) for person in tied)
