"""The manifest of a build: what went in, what came out, and every number of our own edition down to its rows.

It stands beside the internal files alone. Decimals are texts, so that they are exact; the same input gives the same
bytes: names are those of the settings, and no clock, path or address of this machine is in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from reviewgen import __version__
from reviewgen.arithmetic import brief
from reviewgen.declarations import Declaration, Declarations, declarations, declared
from reviewgen.edition import Edition
from reviewgen.errors import Place, ReviewgenError
from reviewgen.explain import Explanation
from reviewgen.facts import Absent, Figure, Reading
from reviewgen.locale import Locale
from reviewgen.model import Observation
from reviewgen.period import Calendar, Period
from reviewgen.rollup import Worked
from reviewgen.scorecard import judge, scorecard
from reviewgen.story import goal as goal_text
from reviewgen.story import reading as shown
from reviewgen.trend import Change, on_prior, on_year
from reviewgen.whence import Origin
from reviewgen.workspace import Workspace

Entry = dict[str, Any]
SETTINGS = ("reviewgen.yml", "kpis.yml")


@dataclass(frozen=True, order=True)
class Fingerprint:
    """A file by the name that the settings give it, its bytes counted and hashed (SHA-256, in hex)."""

    file: str
    size: int
    sha256: str


def fingerprints(loaded: Workspace) -> tuple[Fingerprint, ...]:
    """Every file that a workspace is read from, once each, by name. ReviewgenError for one that has gone since."""
    return tuple(_fingerprint(name, path) for name, path in sorted(dict(_files(loaded)).items()))


def manifest(
    edition: Edition,
    explained: Sequence[Explanation],
    loaded: Workspace,
    inputs: Iterable[Fingerprint],
    outputs: Mapping[Path, bytes],
    locale: Locale,
) -> bytes:
    """The manifest of one internal edition: UTF-8 JSON, `explained` being all of its KPIs."""
    known = declarations(loaded)
    card = scorecard(edition).overall
    data = {
        "reviewgen": __version__,
        "edition": edition.mark.value,
        "account": explained[0].account.id if explained else "",
        "period": edition.calendar.key(edition.period),
        "as_of": edition.as_of.isoformat(),
        "theme": loaded.theme,
        "inputs": [vars(one) for one in inputs],
        "databases": [_database(name, loaded) for name in sorted(loaded.databases)],
        "outputs": [vars(_of(path.name, data)) for path, data in outputs.items()],
        "overall": {"score": _exact(card.score), "scored": card.scored, "of": card.measures},
        "declarations": [declaration(one) for one in _distinct(known)],
        "kpis": [entry(one, locale, known) for one in explained],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def entry(one: Explanation, locale: Locale, known: Declarations) -> Entry:
    """All that is known of one number, as JSON holds it."""
    measure, calendar = one.measure, one.calendar
    windows = one.windows
    beside = {"prior": windows.prior, "year_ago": windows.year_ago, "year_to_date": windows.to_date}
    beside |= {"year_to_date_before": windows.to_date_before, "last_twelve_months": windows.last_twelve}

    def value(reading: Reading) -> Entry:
        return _value(reading, shown(measure, reading, locale))

    return {
        "kpi": one.kpi.id,
        "label": measure.label,
        "unit": measure.unit.value,
        "rollup": one.kpi.rollup.value,
        "value": value(one.tree.reading),
        "status": one.scored.status.value,
        "rule": one.rule.value,
        "score": _exact(one.scored.score),
        "score_from": None if one.sum is None else str(brief(one.sum)),
        "weight": _exact(one.scored.weight),
        "share_of_overall": None if one.part is None else _exact(one.part.share),
        "points_of_overall": None if one.part is None else _exact(one.part.points),
        "goal": _goal(one, locale, known),
        "windows": {name: {"window": _window(tree.window)} | value(tree.reading) for name, tree in beside.items()},
        "goal_to_date": value(windows.goal_to_date),
        "change": {"on_prior": _change(on_prior(measure, calendar)), "on_year": _change(on_year(measure, calendar))},
        "sharing": _sharing(one, locale),
        "tree": _tree(one.tree, one, known),
    }


def document(one: Explanation, locale: Locale, known: Declarations) -> Entry:
    """One number as a document of its own."""
    return {
        "account": one.account.id,
        "period": one.calendar.key(one.period),
        "as_of": one.as_of.isoformat(),
        **entry(one, locale, known),
        "declarations": [declaration(each) for each in _distinct(known)],
    }


def declaration(one: Declaration) -> Entry:
    """Where the settings say what is counted, without its formulas."""
    found = {"name": one.name, "at": str(one.place), "of": one.of, "totals": one.totals}
    return _held(found | {"where": one.where, "query": one.query})


def _files(loaded: Workspace) -> Iterator[tuple[str, Path]]:
    for name in (*SETTINGS, *(account.file for account in loaded.accounts)):
        yield name, loaded.root / name
    tables = [source for several in loaded.tables.values() for source in several]
    raw = [origin for rows in loaded.rows for origin in (rows.origin, *(join.origin for join in rows.joins))]
    for origin in (*tables, *raw):
        if origin.file is not None:
            yield origin.shown, origin.file
    for database in loaded.databases.values():
        if database.sqlite is not None:
            yield _inside(database.sqlite, loaded.root), database.sqlite


def _inside(path: Path, root: Path) -> str:
    """A path from the workspace; of a file outside it the name alone."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _fingerprint(name: str, path: Path) -> Fingerprint:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return Fingerprint(name, file.tell(), digest)
    except OSError as error:
        raise ReviewgenError(f"cannot read {name} again: {error.strerror}", "Build when nobody moves it.") from error


def _of(name: str, data: bytes) -> Fingerprint:
    return Fingerprint(name, len(data), hashlib.sha256(data).hexdigest())


def _database(name: str, loaded: Workspace) -> Entry:
    """A database by its name: its address may hold a password."""
    found = loaded.databases[name]
    return {"name": name, "kind": "sqlite" if found.sqlite is not None else "address"}


def _distinct(known: Declarations) -> tuple[Declaration, ...]:
    return tuple({one.name: one for one in known.values()}.values())


def _value(reading: Reading, text: str) -> Entry:
    if isinstance(reading, Absent):
        return {"exact": None, "shown": text, "absent": reading.reason.value}
    found = {"exact": _exact(reading.value), "shown": text, "held": reading.held, "expected": reading.expected}
    return found | {"of": reading.grain.value} | ({} if reading.n is None else {"n": _exact(reading.n)})


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _change(found: Change | Absent) -> Entry:
    if isinstance(found, Absent):
        return {"value": None, "absent": found.reason.value}
    return {"value": _exact(found.value), "in": "percent" if found.relative else "difference"}


def _goal(one: Explanation, locale: Locale, known: Declarations) -> Entry:
    goal = one.goal
    if isinstance(goal, Absent):
        return {"target": None, "absent": goal.reason.value}
    levels = {name: _exact(getattr(goal, name)) for name in ("target", "red_flag", "stretch", "low", "high", "sla")}
    text = goal_text(one.measure, one.measure.now, locale)
    return _held({"shown": text, **levels, "penalty": goal.penalty}) | _origin(one.origin, one, known)


def _origin(found: Origin, one: Explanation, known: Declarations) -> Entry:
    months = [
        _held(
            {
                "month": one.calendar.key(each.month),
                "share": _exact(each.share),
                "annual": _exact(each.yearly.annual),
                "at": None if each.yearly.place is None else str(each.yearly.place),
            }
        )
        for each in found.spread
    ]
    return {"from": found.whence.value} | _held(
        {
            "at": None if found.place is None else str(found.place),
            "red_flag_is": found.red_flag.value,
            "stretch_is": found.stretch.value,
            "phasing": found.phasing,
            "months": months,
            "tree": None if found.worked is None else _tree(found.worked, one, known),
        }
    )


def _sharing(one: Explanation, locale: Locale) -> Entry:
    sharing, theirs, value = one.kpi.sharing, one.theirs, None
    if theirs is not None:
        value = {"status": judge(theirs).status.value} | _value(
            theirs.now.actual, shown(theirs, theirs.now.actual, locale)
        )
    mode = None if sharing.from_tier is None else sharing.mode.value
    return {"from_tier": sharing.from_tier, "tier": one.account.tier, "mode": mode, "client": value}


def _tree(tree: Worked, one: Explanation, known: Declarations) -> Entry:
    reading = tree.reading
    value = None if isinstance(reading, Absent) else _exact(reading.value)
    return {"name": tree.name, "window": _window(tree.window), "how": tree.how.value, "value": value} | _held(
        {
            "absent": reading.reason.value if isinstance(reading, Absent) else None,
            "months": f"{reading.held} of {reading.expected} {reading.grain}s" if isinstance(reading, Figure) else None,
            "formula": tree.formula,
            "rows": [_row(row, one, known, one.calendar) for row in tree.rows],
            "parts": [_tree(part, one, known) for part in tree.parts],
        }
    )


def _row(row: Observation, one: Explanation, known: Declarations, calendar: Calendar) -> Entry:
    counted = declared(row.place, known)
    said = None if counted is None else ": ".join(part for part in (counted.name, counted.formula) if part)
    places = one.places(row)
    found: Entry = {"period": calendar.key(row.period), "value": _exact(row.value)}
    found |= _held({"segment": row.segment, "site": row.site, "counted": said})
    return found | ({"at": _place(row.place)} if row not in one.counted else {"records": [_place(at) for at in places]})


def _place(place: Place) -> Entry:
    return {name: value for name, value in vars(place).items() if value is not None}


def _window(period: Period) -> str:
    """First and last day, as ISO 8601 writes an interval."""
    return f"{period.start.isoformat()}/{period.last_day.isoformat()}"


def _held(found: Entry) -> Entry:
    """What says something."""
    return {name: value for name, value in found.items() if value not in (None, "", [])}
