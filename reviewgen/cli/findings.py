"""What `check` found, for a person: can it be built, who must send what, then what is doubtful and what was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from reviewgen.checking import Checked
from reviewgen.cli.grids import grids
from reviewgen.cli.layout import broken, columns, console, room, say
from reviewgen.cli.problems import grouped, shown
from reviewgen.errors import Problem, Severity
from reviewgen.freshness import Owed, Short, Standing, day
from reviewgen.provenance import Source
from reviewgen.sources.rows import LeftOut

STYLES = {Severity.ERROR.value: "bold red", Severity.WARNING.value: "yellow"}
PIPE = 100
"""Cells of a line of a table in a pipe; a problem stands on one line there, however long."""
NAMED = 6
"""Names that a list holds before it ends in a count."""
FEW = 2
"""Accounts that are named where several say the same."""
INDENT = "  "


def report(checked: Checked | None, problems: Sequence[Problem], *, strict: bool) -> None:
    """Print everything; `checked` None means that the YAML could not be used."""
    to = console()
    width = room(to)
    table = width or PIPE
    if checked:
        say(to, [*broken(headline(checked), width), ""], "bold")
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    doubts = [problem for problem in problems if problem.severity is not Severity.ERROR]
    say(to, _problems(errors, width))
    if checked and checked.period:
        say(to, _section(f"Who must send what{_lacking(checked.owed)}", list(_owed(checked.owed, table))))
    say(to, _problems(doubts, width))
    if checked:
        say(to, _section("How far the figures go", list(_standings(checked.standings, table))))
        say(to, grids(checked.coverage, table))
        say(to, _section("What was read", list(_read(checked, table))))
    say(to, broken(verdict(checked, len(errors), len(doubts), strict=strict), width), "bold")


def headline(checked: Checked) -> str:
    """Whether there will be decks, of which quarter and of whom."""
    if checked.stopped or not checked.period:
        count = _count(checked.errors, "error")
        quarter = f"{checked.period}: " if checked.period else ""
        return f"{quarter}nothing can be built before {count} {'is' if checked.errors == 1 else 'are'} mended"
    day_of = f", as of {day(checked.as_of)}" if checked.as_of else ""
    built = [name for name in checked.accounts if name not in checked.unbuilt]
    some = f"{names(built)} can be built" if built else "no account can be built"
    others = f", {names(checked.unbuilt)} cannot" if built and checked.unbuilt else ""
    return f"{checked.period}{day_of}: {some}{others}"


def _lacking(found: Sequence[Owed]) -> str:
    if not found:
        return ""
    awaited = sum(one.awaited for one in found)
    late = sum(one.days_late > 0 for one in found)
    parts = [f"{late} late" if late else "", f"{awaited} not yet due" if awaited else ""]
    kinds = ", ".join(part for part in parts if part)
    return f": {_count(len(found), 'value')}{f' ({kinds})' if kinds else ''}"


def verdict(checked: Checked | None, errors: int, warnings: int, *, strict: bool) -> str:
    """The last line."""
    counts = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}: "
    if errors and checked and not checked.stopped and len(checked.unbuilt) < len(checked.accounts):
        return f"{counts}{names(checked.unbuilt)} cannot be built until the errors are mended, the others can"
    if errors:
        return f"{counts}nothing is built until the errors are mended"
    return f"{counts}ready to build{', but --strict fails on warnings' if strict and warnings else ''}"


def names(found: Sequence[str], most: int = NAMED) -> str:
    """Names as a list in words; a list of more than `most` ends in a count."""
    told = [shown(name) for name in found[:most]]
    if len(found) > most:
        return f"{', '.join(told)} and {len(found) - most} more"
    return " and ".join(part for part in (", ".join(told[:-1]), *told[-1:]) if part)


def _section(title: str, lines: list[str]) -> Iterator[str | Text]:
    if lines:
        yield Text(title, "bold")
        yield from lines
        yield ""


def _problems(found: Sequence[Problem], width: int | None) -> Iterator[str | Text]:
    for line in grouped(found):
        head, colon, rest = line.partition(":")
        first, *more = broken(line, width)
        if colon and head in STYLES and rest and len(first) > len(head):
            yield Text.assemble((head, STYLES[head]), first[len(head) :])
        else:
            yield first
        yield from more
    if found:
        yield ""


def _owed(found: Sequence[Owed], width: int | None) -> Iterator[str]:
    """A line for each person, account and kind of gap: those who are late come first, values without owner last."""
    if not found:
        yield INDENT + "Nobody has to send anything: every value of the quarter is there."
        return
    latest = {one.kpi.owner: 0 for one in found}
    for one in found:
        latest[one.kpi.owner] = max(latest[one.kpi.owner], one.days_late)
    kinds: dict[tuple[str, str, str], list[str]] = {}
    for one in sorted(
        found, key=lambda one: (not one.kpi.owner, -latest[one.kpi.owner], one.kpi.owner, -one.days_late)
    ):
        kinds.setdefault((one.kpi.owner, one.account, _gap(one)), []).append(one.kpi.id)
    rows = [
        (INDENT + _owner(owner), account, f"{', '.join(kpis)}: {gap}") for (owner, account, gap), kpis in kinds.items()
    ]
    before = ""
    for index, (who, account, what) in enumerate(rows):
        rows[index] = (INDENT if who == before else who, account, what)
        before = who
    yield from columns(rows, width)


def _owner(owner: str) -> str:
    return shown(owner) if owner else "no owner yet"


def _gap(one: Owed) -> str:
    lacking = one.without if one.held else ()
    without = f" (without {', '.join(lacking)})" if lacking else ""
    return f"{one.what}{without}{f', {one.when}' if one.when else ''}"


def _standings(found: Sequence[Standing], width: int | None) -> Iterator[str]:
    told: dict[str, list[str]] = {}
    for one in found:
        told.setdefault(_standing(one), []).append(one.account)
    yield from columns([(INDENT + names(accounts, FEW), text) for text, accounts in told.items()], width)


def _standing(one: Standing) -> str:
    quarter = one.calendar.key(one.quarter)
    if one.own:
        quarter = f"their {quarter}, which ended {day(one.quarter.last_day)},"
    if not one.short:
        return f"{quarter} is complete"
    kinds: dict[str, list[str]] = {}
    for short in one.short:
        kinds.setdefault(_held(short, one), []).append(short.kpi.id)
    lacks = ", and ".join(f"{names(kpis)} ({held})" for held, kpis in kinds.items())
    complete = f"last complete {one.calendar.key(one.complete)}" if one.complete else "no complete quarter before"
    return f"{quarter} lacks {lacks}; {complete}"


def _held(short: Short, standing: Standing) -> str:
    """What there is of a KPI and, in the account's own calendar, when it is due."""
    if short.reach is None:
        held = "no rows"
    elif short.reach.end < standing.quarter.end:
        held = f"rows to {standing.calendar.key(standing.calendar.month_holding(short.reach.last_day))}"
    else:
        held = f"no {', '.join(map(standing.calendar.key, short.lacking))}" if short.lacking else "a gap"
    return f"{held}{f', due {day(short.due)}' if short.due and standing.own else ''}"


def _read(checked: Checked, width: int | None) -> Iterator[str]:
    """A line for each source: where it lies, its rows, those used, how far they reach and how it was read."""
    if not checked.sources and not checked.unread:
        return
    rows: list[tuple[str, ...]] = [(INDENT, "rows", "used", "up to", "from")]
    rows += [_source(one) for one in checked.sources]
    rows += [(INDENT + one.name, "", "", "", f"{shown(one.shown)}: not read, see the errors") for one in checked.unread]
    yield from columns(rows, width, right={1, 2})
    for one in checked.sources:
        yield from _findings(one, width)


def _name(one: Source) -> str:
    return INDENT + shown(f"rows {one.name}" if one.raw else one.name)


def _source(one: Source) -> tuple[str, ...]:
    read = f"{one.shown}: {one.how}" if one.how else one.shown
    return _name(one), f"{one.rows:,}", f"{one.used:,}", one.reaches, shown(read)


def _findings(one: Source, width: int | None) -> Iterator[str]:
    """What was left out of a source and why, then what is odd in the rows that were used."""
    found = [(left, "left out") for left in one.left_out]
    found += [(LeftOut("for the mistakes told above", one.refused), "refused")] if one.refused else []
    found += [(note, "noted") for note in one.notes]
    if found:
        yield f"{_name(one)} ({shown(one.shown)})"
        rows = [(INDENT * 2 + word, f"{left.rows:,}", _reason(left)) for left, word in found]
        yield from columns(rows, width, right={1})


def _reason(left: LeftOut) -> str:
    texts = ", ".join(f'"{shown(text)}" {number:,}' for text, number in left.texts)
    return f"{shown(left.reason)}{f': {texts}' if texts else ''}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
