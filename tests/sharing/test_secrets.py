"""What the audit hunts for: the complement of the client's edition, and nothing of what the client is shown."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from reviewgen.audit import Secret
from reviewgen.deck import texts
from reviewgen.facts import Figure, Goal, Unit
from reviewgen.model import Audience, Review, Sharing
from reviewgen.sharing.redact import redact
from reviewgen.sharing.secrets import secrets, without_hidden
from reviewgen.slides import compose
from tests import worlds
from tests.sharing.reviews import SHARED, Canaries, assembled, kpi, reached, record, review

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
    readings += [hidden.year_to_date.actual, hidden.year_to_date.target, hidden.year_to_date.prior]
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
    assert {row.name for row in made.contacts} <= told


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
    about = {one.id for one in shown.measures} | {one.id for one in shown.perspectives} | {"review", "ask"}
    assert {note.text for note in world.comments if note.about in about} <= told | remarks
    assert {note.text for note in world.actions} <= told | promises
    assert set(world.contacts) <= told
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
