"""The gate: an edition is built field by field, and holds nothing that its reader may not see (laws 1 and 3)."""

from __future__ import annotations

import tempfile
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewgen import facts, model
from reviewgen.edition import (
    Ahead,
    Edition,
    Mark,
    Measure,
    Meeting,
    Person,
    Perspective,
    Promise,
    Remark,
    Rival,
    Withheld,
    YearToDate,
)
from reviewgen.effects import Effects, LineEffects
from reviewgen.facts import Absent, Figure, Goal, Notation, Point, Side
from reviewgen.model import NEVER, Account, Action, Audience, Comment, Kpi, KpiRecord, Review, Sharing
from reviewgen.period import Calendar, Period, Weeks
from reviewgen.scorecard import scorecard
from reviewgen.sharing.policy import may_see
from reviewgen.sharing.redact import redact
from reviewgen.sharing.secrets import without_hidden
from tests import worlds
from tests.sharing.reviews import HERE, Q3, SHARED, Canaries, assembled, kpi, reached, record, review

CLIENT, INTERNAL = Audience.CLIENT, Audience.INTERNAL

DECIDED: dict[type, str] = {
    Edition: "mark company currency account locale tier calendar period as_of review_on manager perspectives measures "
    "remarks promises theirs shared effects people meetings withheld",
    Measure: "id label perspective unit symbol direction rollup notation points year_to_date rivals definition owner "
    "source attribution weights missing last_twelve ahead base",
    Perspective: "id label",
    Remark: "about text author cause",
    Promise: "action side owner due done about carried",
    Rival: "name points",
    YearToDate: "actual target prior",
    Point: "period actual goal weight given",
    Goal: "target red_flag stretch low high sla penalty",
    Figure: "value held expected grain n",
    Ahead: "quarters target own",
    Absent: "reason",
    Notation: "scale decimals step",
    Calendar: "first_month by_weeks named_after",
    Weeks: "pattern ends_on anchor",
    Period: "start end grain",
}
"""Every field that passes the gate. Before a name is added here: may a client see it, at any tier, rounded or not?"""

OURS: dict[type, str] = {
    Person: "name function role influence sentiment owner last_contact",
    Meeting: "name owner on kind",
    Withheld: "label perspective why tier day ask reason",
    Effects: "before volume mix price new lost other now lines",
    LineEffects: "name kind before volume mix price new lost other now",
}
"""What an edition for our own house holds beside: who knows whom, and what moved our sales."""

PLAIN = (str, int, Decimal, date, bool, tuple, type(None))


@pytest.mark.parametrize("kind", [*DECIDED, *OURS], ids=lambda kind: kind.__name__)
def test_every_field_that_passes_the_gate_was_decided_on(kind: type) -> None:
    assert [each.name for each in fields(kind)] == {**DECIDED, **OURS}[kind].split()


@pytest.mark.parametrize(
    ("audience", "decided"), [(CLIENT, {*DECIDED}), (INTERNAL, {*DECIDED, *OURS})], ids=["client", "internal"]
)
def test_an_edition_holds_only_what_was_decided_on(audience: Audience, decided: set[type]) -> None:
    """No Review, Kpi, record or row hangs on it, not even unseen."""
    kinds = {type(thing) for thing in reached(redact(Canaries().review(), audience))}
    assert {kind for kind in kinds if kind not in {*decided, *PLAIN} and not issubclass(kind, Enum)} == set()
    assert audience is CLIENT or kinds >= {*OURS}, "the search reaches them"


def test_what_is_ours_alone_is_not_in_a_clients_edition_at_all() -> None:
    """Empty, whatever the tier and however open the rows are: that there is such a thing is not told either."""
    made = Canaries().review()
    open_ = {
        "contacts": tuple(replace(one, sharing=SHARED) for one in made.contacts),
        "touchpoints": tuple(replace(one, sharing=SHARED) for one in made.touchpoints),
    }
    for tier in (1, 2, 3, 4):
        seen = redact(replace(made, account=replace(made.account, tier=tier), **open_), CLIENT)
        assert (seen.shared, seen.effects, seen.people, seen.meetings) == (None, None, (), ())


def test_our_own_edition_holds_the_clients_beside_it() -> None:
    """So that our deck shows the score that the client reads, worked out from the same disclosed figures."""
    made = Canaries().review()
    inside = redact(made, INTERNAL)
    assert inside.shared == redact(made, CLIENT)
    assert inside.effects == made.effects
    assert [one.name for one in inside.people] == [one.name for one in made.contacts]
    assert [one.on for one in inside.meetings] == [one.on for one in made.touchpoints]


def test_nothing_internal_can_be_reached_from_a_client_edition() -> None:
    canaries = Canaries()
    made = canaries.review()
    found = list(reached(redact(made, CLIENT)))
    assert [text for text in found if isinstance(text, str) and "canary" in text] == []
    assert [day for day in found if isinstance(day, date) and day in canaries.days] == []
    numbers = [thing for thing in found if isinstance(thing, Decimal)]
    assert [number for number in numbers if any(_close(number, hidden) for hidden in canaries.numbers)] == []
    assert len(canaries.strings) > 80 and len(canaries.numbers) > 120 and len(canaries.days) > 12


def _close(number: Decimal, hidden: Decimal) -> bool:
    return abs(number - hidden) < 1


def test_the_search_for_canaries_finds_them_in_the_internal_edition() -> None:
    canaries = Canaries()
    found = set(map(str, reached(redact(canaries.review(), INTERNAL))))
    assert len(canaries.strings & found) > 40
    assert len(set(map(str, canaries.numbers)) & found) > 100


@pytest.mark.parametrize("tier", [1, 2, 3, 4])
def test_a_kpi_is_shared_from_its_tier_on(tier: int) -> None:
    records = [record(kpi(f"from_{first}", Sharing(first))) for first in (1, 2, 3, 4)]
    edition = redact(review(*records, record(kpi("never")), tier=tier), CLIENT)
    assert [measure.id for measure in edition.measures] == [f"from_{first}" for first in range(1, tier + 1)]


def test_our_own_house_sees_everything_at_every_tier() -> None:
    made = Canaries().review()
    for tier in (1, 2, 3, 4):
        edition = redact(replace(made, account=replace(made.account, tier=tier)), INTERNAL)
        assert len(edition.measures) == len(made.kpis)
        assert len(edition.remarks) == len(made.comments)
        assert len(edition.promises) == len(made.actions)


@given(st.none() | st.integers(1, 4), st.sampled_from(Audience))
def test_a_higher_tier_never_shows_less(first: int | None, audience: Audience) -> None:
    accounts = [Account("a", "A", (), tier, "en") for tier in (1, 2, 3, 4)]
    seen = [may_see(Sharing(first), account, audience) for account in accounts]
    assert all(after >= before for before, after in pairwise(seen))


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds.worlds())
def test_whatever_a_tier_shows_the_next_one_shows_as_well(world: worlds.World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = assembled(worlds.write(world, Path(folder)))
    shown = [_facts(redact(replace(made, account=replace(made.account, tier=tier)), CLIENT)) for tier in (1, 2, 3, 4)]
    assert all(before <= after for before, after in pairwise(shown))
    assert shown[-1] <= _facts(redact(replace(made, account=replace(made.account, locale="en")), INTERNAL))


def _facts(edition: Edition) -> set[str]:
    return {
        *(f"measure {measure.id}" for measure in edition.measures),
        *(f"remark {remark.text}" for remark in edition.remarks),
        *(f"promise {promise.action}" for promise in edition.promises),
        *(f"perspective {one.id}" for one in edition.perspectives),
    }


def test_what_carries_no_word_on_sharing_is_internal() -> None:
    assert Kpi("k", {}, "finance", facts.Unit.COUNT, HERE).sharing == NEVER == Sharing()
    assert not may_see(NEVER, Account("a", "A", (), 4, "en"), CLIENT)


def test_a_workspace_that_says_nothing_of_sharing_shares_nothing(tmp_path: Path) -> None:
    """KPIs without `sharing`, tables without a column `visibility`, at the most open tier there is."""
    made = assembled(silent(tmp_path))
    assert [len(table) for table in (made.kpis, made.comments, made.actions)] == [1, 1, 1]
    assert [len(table) for table in (made.projects, made.milestones, made.contacts, made.touchpoints)] == [1, 1, 1, 1]
    assert _facts(redact(made, CLIENT)) == set()
    for table in (made.comments, made.actions, made.projects, made.milestones, made.contacts, made.touchpoints):
        assert [row.sharing for row in table] == [NEVER]  # type: ignore[attr-defined]


def test_a_blank_visibility_is_internal(tmp_path: Path) -> None:
    silent(tmp_path)
    (tmp_path / "data" / "comments.csv").write_text(
        "account,period,about,text,visibility\nacme,2026-Q3,review,Fine,\nacme,2026-Q3,review,Good,client\n", "utf-8"
    )
    edition = redact(assembled(tmp_path), CLIENT)
    assert [remark.text for remark in edition.remarks] == ["Good"]


SILENT = {
    "reviewgen.yml": "company: Maison\ntables:\n"
    + "".join(
        f"  {name}: data/{name}.csv\n"
        for name in (
            "observations",
            "projects",
            "milestones",
            "contacts",
            "touchpoints",
            "actions",
            "comments",
        )
    ),
    "kpis.yml": "kpis:\n  - {id: sales, label: Sales, perspective: finance, unit: count}\n",
    "accounts/acme.yml": "{id: acme, name: Acme, tier: 4}\n",
    "data/observations.csv": "account,kpi,period,value\nacme,sales,2026-09,5\n",
    "data/projects.csv": "account,project,title\nacme,P,Shelf\n",
    "data/milestones.csv": "account,project,title\nacme,P,Built\n",
    "data/contacts.csv": "account,name\nacme,Ann\n",
    "data/touchpoints.csv": "account,date\nacme,2026-09-01\n",
    "data/actions.csv": "account,action\nacme,Send it\n",
    "data/comments.csv": "account,period,about,text\nacme,2026-Q3,review,Fine\n",
}


def silent(folder: Path) -> Path:
    """A workspace in which nobody said a word on sharing."""
    for name, text in SILENT.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def comment(about: str, sharing: Sharing, text: str = "Told") -> Comment:
    return Comment("carvelle", Q3, about, text, "Ann", sharing, HERE)


def action(about: str, sharing: Sharing) -> Action:
    return Action("carvelle", "Do it", Side.JOINT, "Ann", None, None, None, about, sharing, HERE)


def test_a_shared_comment_on_a_hidden_kpi_stays_in_the_house() -> None:
    hidden, shown = record(kpi("margin")), record(kpi("sales", SHARED))
    topics = ("margin", "sales", "finance", "market", "review", "ask", "next")
    made = review(hidden, shown, comments=tuple(comment(about, SHARED) for about in topics))
    assert [one.about for one in redact(made, CLIENT).remarks] == ["sales", "finance", "review", "ask", "next"]


def test_a_shared_action_does_not_name_the_hidden_kpi_it_is_about() -> None:
    made = review(record(kpi("margin")), record(kpi("sales", SHARED)), actions=(action("margin", SHARED),))
    assert [one.about for one in redact(made, CLIENT).promises] == [""]


def test_a_perspective_without_a_shared_measure_is_not_in_the_clients_edition() -> None:
    made = review(record(kpi("sales", SHARED)), record(kpi("share", perspective="market")))
    assert [one.id for one in redact(made, CLIENT).perspectives] == ["finance"]
    assert [one.id for one in redact(made, INTERNAL).perspectives] == ["market", "finance"]


RIVALS = """
kpis:
  - {id: sales, label: Sales, perspective: finance, unit: count, sharing: {from_tier: 1, scenarios: [%s]}}
"""


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("", ["client_actual"]),
        ("market", ["client_actual", "market"]),
        ("competitors", ["Brassco", "client_actual"]),
        ("Brassco, forecast", ["Brassco", "client_actual", "forecast"]),
    ],
)
def test_another_scenario_of_a_shared_kpi_is_shared_where_it_is_named(
    named: str, shown: list[str], tmp_path: Path
) -> None:
    """The client's own figure goes with the KPI; the market's, a competitor's and our forecast stay unless named."""
    silent(tmp_path)
    (tmp_path / "kpis.yml").write_text(RIVALS % named, "utf-8")
    scenarios = ("actual", "Brassco", "client_actual", "forecast", "market")
    rows = "".join(f"acme,sales,2026-Q3,{index},{one}\n" for index, one in enumerate(scenarios))
    (tmp_path / "data" / "observations.csv").write_text(f"account,kpi,period,value,scenario\n{rows}", "utf-8")
    made = assembled(tmp_path)
    assert [rival.name for rival in redact(made, CLIENT).measures[0].rivals] == shown
    assert [rival.name for rival in redact(made, INTERNAL).measures[0].rivals] == list(scenarios[1:])


def test_an_edition_says_for_whom_it_is() -> None:
    made = review(record(kpi("sales", SHARED)))
    assert redact(made, CLIENT).mark is Mark.SHARED
    assert redact(made, INTERNAL).mark is Mark.INTERNAL


def test_each_side_reads_its_own_language() -> None:
    label = {"en": "Net sales", "fr": "Ventes nettes"}
    made = review(record(kpi("sales", SHARED, label=label)), account=Account("a", "A", (), 2, "fr_CA"))
    assert [one.label for one in redact(made, CLIENT).measures] == ["Ventes nettes"]
    assert [one.label for one in redact(made, INTERNAL).measures] == ["Net sales"]


def weighted(made: KpiRecord, weight: int) -> KpiRecord:
    return replace(made, points=tuple(replace(point, weight=Decimal(weight)) for point in made.points))


def test_the_clients_score_is_the_score_of_what_is_shared() -> None:
    """By hand: 90 against 90 is 67 and 99 is 100; weighted 1 to 3 they make 91.75. The hidden miss does not count."""
    level = record(kpi("a", SHARED), value="90")
    stretch = weighted(record(kpi("b", SHARED), value="99"), 3)
    miss = weighted(record(kpi("c"), value="10"), 50)
    made = review(level, miss, stretch)
    assert scorecard(redact(made, CLIENT)).overall.score == Decimal("91.75")
    assert scorecard(redact(made, CLIENT)).overall == scorecard(redact(review(level, stretch), CLIENT)).overall
    inside = scorecard(redact(made, INTERNAL)).overall
    assert inside.score is not None and inside.score < 10
    assert (inside.scored, inside.measures) == (3, 3)


def test_a_status_is_judged_on_the_figure_that_is_shown() -> None:
    """89.96 is under the goal of 90, but the page shows 90.0: what its reader sees is on goal."""
    made = review(record(kpi("sales", SHARED), value="89.96"))
    assert scorecard(redact(made, CLIENT)).overall.score == 67
    inside = scorecard(redact(made, INTERNAL)).overall.score
    assert inside is not None and inside < 67


RATIO = """
kpis:
  - {id: good, label: In full, perspective: logistics, unit: count}
  - {id: all, label: Orders, perspective: logistics, unit: count}
  - id: otif
    label: On time in full
    perspective: logistics
    unit: percent
    rollup: ratio
    numerator: good
    denominator: all
    sharing: {from_tier: 1}
"""


def test_a_shared_ratio_of_two_hidden_sums_passes_as_its_own_measure(tmp_path: Path) -> None:
    """1 of 10 and 90 of 90 make 91 of 100; the parts and the count of orders stay in the house."""
    silent(tmp_path)
    (tmp_path / "kpis.yml").write_text(RATIO, "utf-8")
    rows = "acme,good,2026-07,1\nacme,all,2026-07,10\nacme,good,2026-08,90\nacme,all,2026-08,90\n"
    (tmp_path / "data" / "observations.csv").write_text("account,kpi,period,value\n" + rows, "utf-8")
    edition = redact(assembled(tmp_path), CLIENT)
    assert [measure.id for measure in edition.measures] == ["otif"]
    assert edition.measures[0].now.actual == Figure(Decimal("91.0"), 2, 3)
    numbers = {thing for thing in reached(edition) if isinstance(thing, Decimal)}
    assert numbers == {Decimal("91.0"), Decimal(1)}, "the value and the weight"


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds.worlds())
def test_a_client_edition_is_the_one_of_a_world_without_hidden_facts(world: worlds.World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = assembled(worlds.write(world, Path(folder)))
    edition = redact(made, CLIENT)
    assert edition == redact(without_hidden(made, CLIENT), CLIENT)
    shared = {one.id for one in world.kpis if not world.hides(one)}
    assert {measure.id for measure in edition.measures} == shared
    card = scorecard(edition)
    assert card.overall.measures == len(shared)
    _holds_only_shown_digits(edition)


def _holds_only_shown_digits(edition: Edition) -> None:
    for measure in edition.measures:
        parts = [replace(point, weight=Decimal(0)) for point in measure.points]
        kept = (parts, measure.year_to_date, measure.rivals, measure.last_twelve, measure.ahead)
        for number in (thing for thing in reached(kept) if isinstance(thing, Decimal)):
            assert measure.notation.rounded(number) == number, measure.id


amounts = st.decimals(-(10**9), 10**9, places=5, allow_nan=False)


@given(st.lists(amounts, min_size=13, max_size=13), st.sampled_from((0, 3, 6)), st.integers(0, 3))
def test_a_client_holds_no_more_digits_than_are_shown(found: list[Decimal], scale: int, places: int) -> None:
    goal = Goal(*found[:5], found[9], "")
    coming = (Calendar().shift(Q3, 1),)
    made = record(
        kpi("sales", SHARED),
        notation=Notation(scale, places),
        points=(Point(Q3, Figure(found[5]), goal),),
        year_to_date=model.YearToDate(*(Figure(value) for value in found[6:9])),
        last_twelve=Figure(found[10]),
        ahead=model.Ahead(coming, Figure(found[11]), Figure(found[12]), SHARED),
        rivals=(model.Rival("market", ((Q3, Figure(found[0])),), SHARED),),
    )
    _holds_only_shown_digits(redact(review(made), CLIENT))
    exact = redact(review(made), INTERNAL).measures[0]
    assert exact.now == made.points[0], "our own house keeps every digit"
    assert (exact.last_twelve, exact.ahead) == (made.last_twelve, Ahead(coming, Figure(found[11]), Figure(found[12])))


def test_a_gap_before_the_first_figure_is_not_told() -> None:
    """How far back hidden rows reach does not show in the length of a shared measure."""

    def made(count: int) -> Review:
        quarters = Calendar().quarters(Q3, count)
        nothing = Absent(facts.Reason.NO_ROWS)
        points = [Point(quarter, nothing, Absent(facts.Reason.NO_TARGET)) for quarter in quarters[:-1]]
        last = Point(quarters[-1], Figure(Decimal(5)), Absent(facts.Reason.NO_TARGET))
        one: KpiRecord = record(kpi("sales", SHARED), points=(*points, last))
        return review(one)

    assert redact(made(2), CLIENT) == redact(made(9), CLIENT)
