"""reviewgen show [PERIOD]."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reviewgen.cli import options

if TYPE_CHECKING:
    from reviewgen.edition import Edition, Measure
    from reviewgen.facts import Reading
    from reviewgen.locale import Locale
    from reviewgen.scorecard import Scorecard, Scored, Total


@click.command("show")
@click.argument("period", required=False)
@options.workspace
@click.option("--account", help="Id of the account.  [default: the first]")
@click.option("--audience", type=click.Choice(["internal", "client"]), default="internal", show_default=True)
@options.as_json
def command(period: str | None, workspace: Path, account: str | None, audience: str, as_json: bool) -> None:
    """Show the scorecard of an account, for PERIOD or the latest completed quarter."""
    from reviewgen import build
    from reviewgen.model import Audience

    edition, card, locale = build.view(workspace, account, period, Audience(audience))
    if as_json:
        options.document(_record(edition, card, locale))
    else:
        from reviewgen.cli.terminal import scorecard

        scorecard(edition, card, locale)


def _record(edition: Edition, card: Scorecard, locale: Locale) -> dict[str, object]:
    return {
        "account": edition.account,
        "period": edition.calendar.key(edition.period),
        "edition": edition.mark.value,
        "as_of": edition.as_of,
        **_totals(edition, card),
        "movement": _movement(edition, locale),
        "measures": [_measure(one, edition, locale) for section in card.sections for one in section.measures],
    }


def _totals(edition: Edition, card: Scorecard) -> dict[str, object]:
    """The scores, each with the one that the client's edition shows beside it where that is another edition."""
    from reviewgen.slides.scores import shared_scores

    shared = shared_scores(edition)
    every = tuple(one for section in card.sections for one in section.measures)
    sections = [
        {
            "id": section.perspective.id,
            "label": section.perspective.label,
            **_total(section.total, section.measures, edition),
            "client_score": _seen(shared.sections.get(section.perspective.id) if shared else None),
        }
        for section in card.sections
    ]
    overall = {**_total(card.overall, every, edition), "client_score": _seen(shared.overall if shared else None)}
    return {**overall, "perspectives": sections}


def _total(total: Total, scored: Sequence[Scored], edition: Edition) -> dict[str, object]:
    from reviewgen.slides.scores import coverage_by_weight

    told = {"score": total.score, "status": total.status.value, "scored": total.scored, "of": total.measures}
    return {**told, "percent_of_weight": coverage_by_weight(scored, edition.mark)}


def _seen(total: Total | None) -> dict[str, object] | None:
    from reviewgen.slides.parts import whole

    if total is None or not total.measures:
        return None
    score = None if total.score is None else whole(total.score)
    return {"score": score, "scored": total.scored, "of": total.measures}


def _movement(edition: Edition, locale: Locale) -> dict[str, object] | None:
    """What moved the score as it is shown; points in our own house alone."""
    from reviewgen.edition import Mark
    from reviewgen.movement import movement
    from reviewgen.slides.parts import whole
    from reviewgen.slides.scores import brakes, carriers, moved_by, shown_change

    found = movement(edition)
    if found is None:
        return None
    told = {
        "before": whole(found.before),
        "now": whole(found.now),
        "change": shown_change(found),
        "carried_by": [one.measure.id for one in carriers(found)],
        "held_back_by": [one.measure.id for one in brakes(found)],
        "shown": moved_by(edition, locale),
    }
    if edition.mark is not Mark.INTERNAL:
        return told
    return {**told, "parts": [{"id": one.measure.id, "points": one.points} for one in found.parts]}


def _measure(scored: Scored, edition: Edition, locale: Locale) -> dict[str, object]:
    """Numbers as numbers or null; beside them, under `shown`, what the slides write."""
    from reviewgen.edition import Mark
    from reviewgen.facts import Figure, Goal
    from reviewgen.scorecard import rule_of
    from reviewgen.story import change, goal, reading
    from reviewgen.trend import Change, on_year

    measure, to_date = scored.measure, scored.measure.year_to_date
    held, moved = measure.now.goal, on_year(measure, edition.calendar)
    return {
        "id": measure.id,
        "label": measure.label,
        "perspective": measure.perspective,
        "unit": measure.unit.value,
        "value": _number(measure.now.actual),
        "goal": held.target if isinstance(held, Goal) else None,
        "change_on_year": moved.value if isinstance(moved, Change) else None,
        "change_in_percent": moved.relative if isinstance(moved, Change) else None,
        "status": scored.status.value,
        "rule": rule_of(measure, measure.now).value,
        "score": scored.score,
        "weight": scored.weight if edition.mark is Mark.INTERNAL else None,
        **_months(measure),
        "n": measure.now.actual.n if isinstance(measure.now.actual, Figure) else None,
        "year_to_date": {key: _number(getattr(to_date, key)) for key in ("actual", "target", "prior")},
        "last_twelve": _number(measure.last_twelve),
        "shown": {
            "value": reading(measure, measure.now.actual, locale),
            "goal": goal(measure, measure.now, locale),
            "change_on_year": change(measure, moved, locale),
        },
    }


def _number(found: Reading) -> object:
    from reviewgen.facts import Figure

    return found.value if isinstance(found, Figure) else None


def _months(measure: Measure) -> dict[str, object]:
    from reviewgen.facts import Figure

    actual = measure.now.actual
    if not isinstance(actual, Figure):
        return {"months": None, "months_expected": None, "grain": None}
    return {"months": actual.held, "months_expected": actual.expected, "grain": actual.grain.value}
