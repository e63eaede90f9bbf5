"""reviewgen show [PERIOD]."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reviewgen.cli import options

if TYPE_CHECKING:
    from reviewgen.edition import Edition
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
        _print(edition, card, locale)


def _print(edition: Edition, card: Scorecard, locale: Locale) -> None:
    from rich.console import Console
    from rich.table import Table

    say = locale.say
    quarter = locale.period(edition.period, edition.calendar)
    table = Table(title=f"{edition.account} · {quarter} · {say(f'mark.{edition.mark.value}')}", title_justify="left")
    for key, justify in (
        ("measure", "left"),
        ("", "right"),
        ("goal", "right"),
        ("last_year", "right"),
        ("status", "left"),
    ):
        table.add_column(say(f"column.{key}") if key else quarter, justify=justify)  # type: ignore[arg-type]
    for section in card.sections:
        table.add_section()
        table.add_row(f"[bold]{section.perspective.label}[/bold]", "", "", "", _total(section.total, locale))
        for scored in section.measures:
            table.add_row(*_cells(scored, edition, locale))
    table.add_section()
    table.add_row(f"[bold]{say('score.overall')}[/bold]", "", "", "", _total(card.overall, locale))
    Console().print(table)


def _cells(scored: Scored, edition: Edition, locale: Locale) -> tuple[str, ...]:
    from reviewgen.deck import SHAPES
    from reviewgen.slides.parts import TONES
    from reviewgen.story import change, goal, reading, status
    from reviewgen.trend import on_year

    measure = scored.measure
    return (
        f"  {measure.label}",
        reading(measure, measure.now.actual, locale),
        goal(measure, measure.now, locale),
        change(measure, on_year(measure, edition.calendar), locale),
        f"{SHAPES[TONES[scored.status]]} {status(scored.status, locale)}",
    )


def _total(total: Total, locale: Locale) -> str:
    from reviewgen.slides.parts import score_text

    coverage = locale.say("score.coverage", scored=total.scored, measures=total.measures)
    return f"{score_text(total, locale)} ({coverage})"


def _record(edition: Edition, card: Scorecard, locale: Locale) -> dict[str, object]:
    return {
        "account": edition.account,
        "period": edition.calendar.key(edition.period),
        "edition": edition.mark.value,
        "score": card.overall.score,
        "scored": card.overall.scored,
        "measures": [
            {"id": one.measure.id, "perspective": one.measure.perspective, **_values(one, edition, locale)}
            for section in card.sections
            for one in section.measures
        ],
    }


def _values(scored: Scored, edition: Edition, locale: Locale) -> dict[str, object]:
    from reviewgen.facts import Figure

    actual = scored.measure.now.actual
    _, value, goal, change, _ = _cells(scored, edition, locale)
    return {
        "label": scored.measure.label,
        "value": actual.value if isinstance(actual, Figure) else None,
        "shown": value,
        "goal": goal,
        "change_on_year": change,
        "status": scored.status.value,
        "score": scored.score,
    }
