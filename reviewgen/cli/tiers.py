"""reviewgen tiers ACCOUNT."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never

import click

from reviewgen.cli import options
from reviewgen.cli.failures import say

if TYPE_CHECKING:
    from reviewgen.build import Built
    from reviewgen.locale import Locale
    from reviewgen.model import Sharing
    from reviewgen.period import Calendar
    from reviewgen.scorecard import Total
    from reviewgen.sharing.policy import Bar
    from reviewgen.tiers import Ladder, Rung, Tally

NAMES = {
    "comments": "comments",
    "actions": "actions",
    "projects": "projects and milestones",
    "outlook": "KPIs with an outlook",
    "client_actual": "KPIs with the account's own figure",
    "market": "KPIs with the market",
    "competitors": "KPIs with competitors",
}


@click.command("tiers")
@click.argument("account")
@options.workspace
@click.option("--to", type=click.IntRange(1, 4), metavar="N", help="Tier to compare with, 1 to 4.  [default: the next]")
@click.option("--period", help="2026-Q3, FY26-Q3, or Q3.  [default: the latest completed quarter]")
@click.option("--deck", is_flag=True, help="Write the client's deck of that tier too, as a preview in our own folder.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the deck.  [default: out]")
@options.as_json
def command(
    account: str, workspace: Path, to: int | None, period: str | None, deck: bool, out: Path | None, as_json: bool
) -> None:
    """Show what ACCOUNT (its id) sees at its tier, and what the next one would show it.

    For our own house only: it names what the client does not see.
    """
    from reviewgen import build
    from reviewgen.locale import load
    from reviewgen.tiers import ladder

    opened = build.open_workspace(workspace)
    (review,) = build.reviewed(opened, period, (account,))
    found, locale = ladder(review, to), load(review.company.locale, review.company.currency)
    built = build.preview(workspace, account, found.to, period, out) if deck else None
    for warning in built.warnings if built else ():
        say(f"preview: {warning}")
    if as_json:
        options.document(_document(found, locale, built))
    else:
        _print(found, locale, built)


def _print(found: Ladder, locale: Locale, built: Built | None) -> None:
    from reviewgen.cli.layout import broken, console, room, say

    to = console()
    width = room(to)
    say(to, [line for text in _head(found, locale) for line in broken(text, width)])
    say(to, ["", *_kpis(found, locale, width), *_tallies(found, width)])
    say(to, ["", *map(str, built.files)] if built else [])


def _head(found: Ladder, locale: Locale) -> Iterator[str]:
    from reviewgen.tiers import LAST

    account, tier = found.account, found.account.tier
    yield f"{account.name} · {locale.period(found.period, found.calendar)} · tier {tier} · for our own house only"
    yield f"Tier {tier}, now: {_score(found.now, found)}."
    if found.to != tier:
        yield f"Tier {found.to}: {_score(found.then, found)}; {_change(found)}."
    elif tier == LAST:
        yield "It is the highest tier: none would show more."


def _score(total: Total, found: Ladder) -> str:
    from reviewgen.slides.parts import whole

    score = "no score" if total.score is None else f"score {whole(total.score)} of 100"
    return f"{total.measures} of {len(found.rungs)} KPIs, {score}"


def _change(found: Ladder) -> str:
    new, gone = (sum(getattr(rung, name) for rung in found.rungs) for name in ("revealed", "taken_back"))
    more = sum(bool(rung.gains) for rung in found.rungs)
    said = [f"{new or 'no'} more KPI{'' if new == 1 else 's'}"] if new or not gone else []
    said += [f"{gone} fewer"] if gone else []
    said += [f"more of {more} that it sees now"] if more else []
    return ", ".join(said)


def _kpis(found: Ladder, locale: Locale, width: int | None) -> Iterator[str]:
    from reviewgen.cli.layout import broken, columns

    rows: list[Sequence[str]] = [("Tier", "", "KPI", "Perspective", "Told as")]
    for index, rung in enumerate(found.rungs):
        first = rung.kpi.sharing.from_tier
        rows += [("",)] if index and first != found.rungs[index - 1].kpi.sharing.from_tier else []
        rows.append(
            (str(first or "never"), _sign(rung), _label(rung, locale), rung.kpi.perspective, _words(rung, found))
        )
    yield from columns(rows, width)
    yield ""
    yield from broken(_legend(found), width)


def _legend(found: Ladder) -> str:
    signs = [("●", "seen now"), ("○", "not seen")]
    if any(rung.revealed for rung in found.rungs):
        signs.insert(1, ("+", f"seen at tier {found.to}"))
    if any(rung.taken_back for rung in found.rungs):
        signs.insert(1, ("−", f"seen now, not at tier {found.to}"))
    return "   ".join(" ".join(pair) for pair in signs)


def _sign(rung: Rung) -> str:
    if rung.revealed:
        return "+"
    if rung.taken_back:
        return "−"
    return "●" if rung.now else "○"


def _label(rung: Rung, locale: Locale) -> str:
    from reviewgen.sharing.redact import text

    return text(rung.kpi.label, locale.code)


def _words(rung: Rung, found: Ladder) -> str:
    """How much of it is told, what the other tier changes in that, what holds it back, and why it is another here."""
    from reviewgen.terms import state, whom

    sharing, bar = rung.kpi.sharing, rung.bar
    words = [] if sharing.from_tier is None else [_mode(sharing, found.calendar)]
    words += [f"with {_listed(rung.gains)} at tier {found.to}"] if rung.gains else []
    words += [f"without {_listed(rung.loses)} at tier {found.to}"] if rung.loses else []
    if bar is not None and sharing.from_tier is not None:
        words.append(f"held back by terms {bar.terms.name}: {state(bar)}, ask {whom(bar.terms)}")
    words += [f"for this account: {rung.kpi.reason}"] if rung.kpi.reason else []
    return "; ".join(words)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def _mode(sharing: Sharing, calendar: Calendar) -> str:
    from reviewgen.model import Mode

    match sharing.mode:
        case Mode.VALUE:
            return "value"
        case Mode.ROUNDED:
            return f"rounded to {sharing.step:f}"
        case Mode.INDEX:
            return f"index, {calendar.key(sharing.base)} = 100" if sharing.base else "index"
        case Mode.STATUS:
            return "status alone"
        case _:
            assert_never(sharing.mode)


def _tallies(found: Ladder, width: int | None) -> list[str]:
    """The kinds of content that there are rows of."""
    from reviewgen.cli.layout import columns

    other = found.to != found.account.tier
    held = [one for one in found.tallies if one.held]
    last = "kept back" if any(one.kept for one in held) else ""
    rows: list[Sequence[str]] = [("Beside our values", "now", *[f"tier {found.to}"] * other, "in all", last)]
    for one in held:
        counts = (one.now, *[one.then] * other, one.held)
        rows.append((NAMES[one.content.value], *map(str, counts), _kept(one)))
    return ["", *columns(rows, width, right={1, 2, 3} if other else {1, 2})] if held else []


def _kept(one: Tally) -> str:
    if not one.kept:
        return ""
    return "always" if one.first is None else f"until tier {one.first}"


def _document(found: Ladder, locale: Locale, built: Built | None) -> dict[str, Any]:
    """All of it under keys that are always there; the files of the preview are null where none was asked for."""
    return {
        "account": found.account.id,
        "period": found.calendar.key(found.period),
        "tier": found.account.tier,
        "to": found.to,
        "now": _total(found.now),
        "then": _total(found.then),
        "revealed": [rung.kpi.id for rung in found.rungs if rung.revealed],
        "taken_back": [rung.kpi.id for rung in found.rungs if rung.taken_back],
        "kpis": [_rung(rung, found, locale) for rung in found.rungs],
        "content": [_tally(one) for one in found.tallies],
        "files": [str(path) for path in built.files] if built else None,
    }


def _total(total: Total) -> dict[str, object]:
    from reviewgen.slides.parts import whole

    score = None if total.score is None else whole(total.score)
    return {"score": score, "scored": total.scored, "of": total.measures}


def _rung(rung: Rung, found: Ladder, locale: Locale) -> dict[str, object]:
    sharing = rung.kpi.sharing
    return {
        "id": rung.kpi.id,
        "label": _label(rung, locale),
        "perspective": rung.kpi.perspective,
        "from_tier": sharing.from_tier,
        "mode": None if sharing.from_tier is None else sharing.mode.value,
        "step": sharing.step,
        "base": found.calendar.key(sharing.base) if sharing.base else None,
        "reason": rung.kpi.reason or None,
        "now": rung.now,
        "then": rung.then,
        "gains": list(rung.gains),
        "loses": list(rung.loses),
        "held_back": _bar(rung.bar) if rung.bar else None,
    }


def _bar(bar: Bar) -> dict[str, object]:
    from reviewgen.terms import whom

    return {"terms": bar.terms.name, "why": bar.why.value, "day": bar.day, "ask": whom(bar.terms)}


def _tally(one: Tally) -> dict[str, object]:
    return {
        "kind": one.content.value,
        "kept_back": one.kept,
        "from_tier": one.first,
        "now": one.now,
        "then": one.then,
        "in_all": one.held,
    }
