"""reviewgen show [PERIOD]."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reviewgen.cli import options

if TYPE_CHECKING:
    from reviewgen.edition import Edition, Measure
    from reviewgen.facts import Reading
    from reviewgen.locale import Locale
    from reviewgen.scorecard import Scorecard, Scored, Section, Total


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
        **_total(card.overall),
        "perspectives": [_section(section) for section in card.sections],
        "measures": [_measure(one, edition, locale) for section in card.sections for one in section.measures],
    }


def _section(section: Section) -> dict[str, object]:
    return {"id": section.perspective.id, "label": section.perspective.label, **_total(section.total)}


def _total(total: Total) -> dict[str, object]:
    return {"score": total.score, "status": total.status.value, "scored": total.scored, "of": total.measures}


def _measure(scored: Scored, edition: Edition, locale: Locale) -> dict[str, object]:
    """Numbers as numbers or null; beside them, under `shown`, what the slides write."""
    from reviewgen.facts import Goal
    from reviewgen.story import change, goal, reading
    from reviewgen.trend import Change, on_year

    measure = scored.measure
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
        "score": scored.score,
        **_months(measure),
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
    held = (actual.held, actual.expected) if isinstance(actual, Figure) else (None, None)
    return {"months": held[0], "months_expected": held[1]}
