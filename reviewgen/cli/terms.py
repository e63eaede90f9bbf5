"""reviewgen terms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewgen.cli import options

if TYPE_CHECKING:
    from datetime import date

    from reviewgen.terms import Standing

NONE = "No terms of use: reviewgen.yml has no terms."


@click.command("terms")
@options.workspace
@options.as_json
def command(workspace: Path, as_json: bool) -> None:
    """List the terms of use: whose, released by whom, until when, what stands under them, and whom to ask.

    For our own house only. An approval is written by hand, in reviewgen.yml: approved_by and approved_on.
    """
    from reviewgen import build
    from reviewgen.terms import standings

    opened = build.open_workspace(workspace)
    reviews = build.reviewed(opened, None)
    as_of = reviews[0].as_of if reviews else opened.horizon
    found = standings(opened.workspace, reviews, as_of)
    if as_json:
        options.document({"as_of": as_of, "terms": [_record(one) for one in found]})
    else:
        _print(found, as_of)


def _print(found: tuple[Standing, ...], as_of: date) -> None:
    from reviewgen.cli.layout import broken, console, room, say
    from reviewgen.freshness import day
    from reviewgen.terms import HOW

    to = console()
    width = room(to)
    lines = [f"Terms of use on {day(as_of)} · for our own house only", ""] if found else [NONE]
    lines += [line for one in found for line in (*_lines(one), "")]
    lines += [HOW] if found else []
    say(to, [part for line in lines for part in broken(line, width)])


def _lines(one: Standing) -> Iterator[str]:
    from reviewgen.terms import whom

    terms, sources, kpis = one.terms, "; ".join(one.sources), ", ".join(one.kpis)
    yield f"{terms.name} ({terms.holder}): {one.state}{', soon' if one.ending else ''}"
    yield f"  {_approval(one)}"
    yield f"  KPIs: {kpis or 'none'}"
    yield from [f"  sources: {sources}"] if sources else []
    yield from (f"  printed{f' ({code})' if code else ''}: {text}" for code, text in terms.attribution.items())
    yield f"  ask: {whom(terms)}"


def _approval(one: Standing) -> str:
    from reviewgen.freshness import day

    terms = one.terms
    said = [f"approved by {terms.approved_by}" if terms.approved_by else "approved by nobody"]
    said[0] += f" on {day(terms.approved_on)}" if terms.approved_on else ""
    said += [f"embargo until {day(terms.embargo_until)}"] if terms.embargo_until else []
    said += [f"valid until {day(terms.valid_until)}"] if terms.valid_until else []
    return ", ".join(said)


def _record(one: Standing) -> dict[str, Any]:
    from reviewgen.terms import whom

    terms = one.terms
    return {
        "name": terms.name,
        "holder": terms.holder,
        "state": one.bar.why.value if one.bar else "open",
        "ends_soon": one.ending,
        "approved_by": terms.approved_by or None,
        "approved_on": terms.approved_on,
        "valid_until": terms.valid_until,
        "embargo_until": terms.embargo_until,
        "clients": terms.clients,
        "attribution": dict(terms.attribution),
        "kpis": list(one.kpis),
        "sources": list(one.sources),
        "ask": whom(terms),
        "file": terms.place.file,
        "line": terms.place.line,
    }
