"""What the audit hunts for: the complement of the client's edition, and nothing of what the client is shown."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from reviewgen import model
from reviewgen.audit import Secret
from reviewgen.deck import texts
from reviewgen.facts import Figure, Goal, Point, Unit
from reviewgen.model import NEVER, Ahead, Audience, Kpi, KpiRecord, Review, Sharing
from reviewgen.sharing.redact import redact
from reviewgen.sharing.secrets import secrets, without_hidden
from reviewgen.slides import compose
from tests import worlds
from tests.sharing.reviews import CALENDAR, Q3, SHARED, Canaries, assembled, kpi, reached, record, review

CLIENT, INTERNAL = Audience.CLIENT, Audience.INTERNAL


def words(found: tuple[Secret, ...]) -> set[str]:
    return {text for secret in found for text in secret.texts}


def numbers(found: tuple[Secret, ...]) -> set[Decimal]:
    """All numbers that are hunted for, at any rounding or whole."""
    return {value for secret in found for value in (*secret.values, *secret.exact)}


def at_any_rounding(found: tuple[Secret, ...]) -> set[Decimal]:
    return {value for secret in found for value in secret.values}


def made_of(world: worlds.World) -> Review:
    with tempfile.TemporaryDirectory() as folder:
        return assembled(worlds.write(world, Path(folder)))


def test_our_own_house_has_no_secret_from_itself() -> None:
    assert secrets(Canaries().review(), INTERNAL) == ()


def test_a_hidden_kpi_is_secret_by_name_label_and_definition_and_at_any_rounding() -> None:
    hidden = kpi("gross_margin", label={"en": "Gross margin", "fr": "Marge brute"}, definition={"": "Net less cost"})
    made = review(record(hidden, value="37.2", target="36"), record(kpi("sales", SHARED)))
    found = secrets(made, CLIENT)
    assert words(found) == {"gross_margin", "Gross margin", "Marge brute", "Net less cost"}
    assert {Decimal("37.2"), Decimal(36)} <= at_any_rounding(found)


def test_every_figure_of_a_hidden_kpi_is_hunted_whatever_its_scenario_or_window() -> None:
    hidden = Canaries().kpi_record("finance")
    found = at_any_rounding(secrets(review(record(kpi("sales", SHARED)), hidden), CLIENT))
    readings = [point.actual for point in hidden.points] + [reading for _, reading in hidden.rivals[0].points]
    readings += [hidden.year_to_date.actual, hidden.year_to_date.target, hidden.year_to_date.prior, hidden.last_twelve]
    assert {reading.value for reading in readings if isinstance(reading, Figure)} <= found
    assert {point.goal.target for point in hidden.points if isinstance(point.goal, Goal)} <= found


def test_a_hidden_scenario_of_a_shared_kpi_is_secret_by_name_and_value() -> None:
    made = Canaries().review()
    rival = made.kpis[0].rivals[0]
    found = secrets(made, CLIENT)
    assert rival.name in words(found)
    assert {reading.value for _, reading in rival.points if isinstance(reading, Figure)} <= at_any_rounding(found)


@pytest.mark.parametrize(("tier", "secret"), [(1, True), (2, True), (3, False), (4, False)])
def test_a_kpi_is_secret_below_its_tier_alone(tier: int, secret: bool) -> None:
    made = review(record(kpi("gross_margin", Sharing(3)), value="37.2"), tier=tier)
    assert ("gross_margin" in words(secrets(made, CLIENT))) is secret


def test_of_a_shared_kpi_only_what_the_page_rounds_away_is_secret() -> None:
    made = review(record(kpi("sales", SHARED, unit=Unit.PERCENT), value="91.8374"))
    assert secrets(made, CLIENT) == (Secret("exact value of sales", exact=(Decimal("91.8374"),)),)
    whole = review(record(kpi("sales", SHARED), value="91.8"))
    assert numbers(secrets(whole, CLIENT)) == set()


def test_every_internal_sentence_is_hunted_by_itself() -> None:
    canaries = Canaries()
    note = replace(canaries.comment("review"), text="We give in at 4 %. They do not know! Hold on.")
    made = review(record(kpi("sales", SHARED)), comments=(note,))
    assert words(secrets(made, CLIENT)) == {note.text, "We give in at 4 %.", "They do not know!", "Hold on."}


def test_internal_people_projects_and_promises_are_secret_by_name() -> None:
    canaries = Canaries()
    made = canaries.review()
    told = words(secrets(made, CLIENT))
    assert {row.text for row in made.comments} <= told
    assert {row.action for row in made.actions} <= told
    assert {row.title for row in (*made.projects, *made.milestones)} <= told
    assert {row.name for row in (*made.contacts, *made.touchpoints)} <= told


def test_whom_an_internal_meeting_was_with_is_no_secret_where_the_client_may_see_that_we_know_each_other() -> None:
    """Our negotiation is internal; that we know their buyer, whom shared texts name, is not."""
    canaries = Canaries()
    contact, meeting = replace(canaries.contact(), sharing=SHARED), canaries.touchpoint()
    both = review(record(kpi("sales", SHARED)), contacts=(contact,), touchpoints=(replace(meeting, name=contact.name),))
    assert words(secrets(both, CLIENT)) == set()
    assert words(secrets(replace(both, contacts=()), CLIENT)) == {contact.name}


def test_ordinary_words_about_people_are_not_hunted() -> None:
    """A function, a role or a sentiment stands in any text about work; hunting them would stop every deck."""
    canaries = Canaries()
    one = canaries.contact()
    told = words(secrets(review(record(kpi("sales", SHARED)), contacts=(one,)), CLIENT))
    assert told == {one.name}


def ahead(target: str, own: str, sharing: Sharing = NEVER) -> Ahead:
    return Ahead((CALENDAR.shift(Q3, 1),), Figure(Decimal(target)), Figure(Decimal(own)), sharing)


def test_what_is_still_to_come_is_secret_unless_the_kpi_names_the_forecast() -> None:
    """The year's target and our own forecast, of a hidden KPI always and of a shared one where they are not shared."""
    hidden = record(kpi("margin"), ahead=ahead("361.25", "352.75"))
    untold = record(kpi("sales", SHARED), ahead=ahead("411.25", "402.75"))
    told = record(kpi("shelf", SHARED), ahead=ahead("511.25", "502.75", SHARED))
    found = at_any_rounding(secrets(review(hidden, untold, told), CLIENT))
    assert {Decimal(value) for value in ("361.25", "352.75", "411.25", "402.75")} <= found
    assert not {Decimal("511.25"), Decimal("502.75")} & found


def test_a_years_target_that_the_client_reads_to_date_is_not_hunted() -> None:
    """At the end of three quarters of an even level the two are one number, and it is shown."""
    level = Figure(Decimal("411.25"))
    to_date = model.YearToDate(level, level, level)
    made = record(kpi("sales", SHARED), year_to_date=to_date, ahead=ahead("411.25", "402.75"))
    assert at_any_rounding(secrets(review(made), CLIENT)) == {Decimal("402.75")}


def test_the_penalty_of_a_hidden_kpi_is_secret_and_that_of_a_shared_one_is_not() -> None:
    """What a breach costs stands in the contract, which both sides hold; that we measure it need not be known."""

    def contract(made: Kpi, penalty: str) -> KpiRecord:
        level = Decimal(90)
        goal = Goal(level, level, level, sla=level, penalty=penalty)
        return record(made, points=(Point(Q3, Figure(Decimal(95)), goal),))

    made = review(contract(kpi("margin"), "2 % of the order"), contract(kpi("sales", SHARED), "50 EUR a day"))
    told = words(secrets(made, CLIENT))
    assert "2 % of the order" in told
    assert "50 EUR a day" not in told


def test_what_moved_our_sales_is_secret_line_by_line_in_money() -> None:
    canaries = Canaries()
    effects = canaries.effects()
    amounts = canaries.numbers
    made = review(record(kpi("sales", SHARED)), effects=effects)
    (secret,) = [one for one in secrets(made, CLIENT) if "price, volume and mix" in one.what]
    assert set(secret.values) == amounts and len(amounts) == 16
    assert "EUR" in secret.units


def test_of_the_effects_the_sales_that_the_client_is_shown_are_not_hunted() -> None:
    effects = replace(Canaries().effects(), before=Decimal(0), now=Decimal("91.8"))
    found = at_any_rounding(secrets(review(record(kpi("sales", SHARED)), effects=effects), CLIENT))
    assert not {Decimal(0), Decimal("91.8")} & found
    assert effects.volume in found


def test_a_text_that_stands_in_a_shared_fact_too_is_still_told_to_the_audit() -> None:
    """The audit knows what is disclosed; leaving it out here would hide the same words in another place."""
    note = Canaries().comment("review")
    made = review(record(kpi("sales", SHARED)), comments=(note, replace(note, sharing=SHARED)))
    assert note.text in words(secrets(made, CLIENT))


def test_the_name_of_a_secret_never_holds_its_value() -> None:
    """What is hunted may be printed as a leak's description: it says which fact, not what the fact is."""
    canaries = Canaries()
    for secret in secrets(canaries.review(), CLIENT):
        assert not any(str(value) in secret.what for value in canaries.numbers)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds.worlds())
def test_whatever_tells_and_is_not_in_the_edition_is_secret(world: worlds.World) -> None:
    made = made_of(world)
    found = secrets(made, CLIENT)
    shown = redact(made, CLIENT)
    told = words(found)
    for one in world.kpis:
        if world.hides(one):
            assert {one.id, one.label, f"What {one.label} means"} <= told
            assert _figures(made, one.id) <= at_any_rounding(found)
    remarks, promises = {one.text for one in shown.remarks}, {one.action for one in shown.promises}
    about = {one.id for one in shown.measures} | {one.id for one in shown.perspectives} | {"review", "ask", "next"}
    assert {note.text for note in world.comments if note.about in about} <= told | remarks
    assert {note.text for note in world.actions} <= told | promises
    known = {one.name for one in (*world.contacts, *world.touchpoints) if world.shows(one)}
    assert {one.name for one in (*world.contacts, *world.touchpoints)} <= told | known
    exact = {row.value for row in made.observations if len(str(row.value).strip("0")) >= 4}
    assert exact <= numbers(found)


def _figures(made: Review, name: str) -> set[Decimal]:
    points = next(one.points for one in made.kpis if one.kpi.id == name)
    return {point.actual.value for point in points if isinstance(point.actual, Figure)}


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds.worlds())
def test_the_world_without_hidden_facts_holds_none_and_makes_the_same_deck(world: worlds.World) -> None:
    made = made_of(world)
    bare = without_hidden(made, CLIENT)
    assert {one.kpi.id for one in bare.kpis} == {one.id for one in world.kpis if not world.hides(one)}
    assert secrets(bare, CLIENT) == tuple(one for one in secrets(made, CLIENT) if one.what.startswith("exact value"))
    assert list(texts(compose(redact(bare, CLIENT)))) == list(texts(compose(redact(made, CLIENT))))


def test_without_hidden_takes_every_canary_away() -> None:
    canaries = Canaries()
    bare = without_hidden(canaries.review(), CLIENT)
    kept = {thing for thing in reached(redact(bare, INTERNAL)) if isinstance(thing, str)}
    assert not any("canary" in text for text in kept)
    assert bare.observations == bare.comments == bare.actions == bare.projects == ()
    assert bare.milestones == bare.contacts == bare.touchpoints == ()
    assert bare.effects is None and bare.kpis[0].ahead is None
