"""An explanation as a person reads it: the number, what it is made of, its goal, its score, who sees it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from rich.console import Console
from rich.text import Text

from reviewgen.cli.branches import WHY, arithmetic, exact, span, tree
from reviewgen.cli.layout import broken, columns, console, room
from reviewgen.cli.layout import say as put
from reviewgen.cli.terminal import STYLES
from reviewgen.deck import SHAPES
from reviewgen.declarations import Declaration, Declarations, declared
from reviewgen.edition import Measure
from reviewgen.explain import Explanation, leaves
from reviewgen.facts import CLIENT_ACTUAL, FORECAST, MARKET, Absent, Figure, Goal, Reading
from reviewgen.locale import Locale
from reviewgen.model import Mode
from reviewgen.rollup import Worked
from reviewgen.scorecard import Rule, judge
from reviewgen.slides.parts import TONES
from reviewgen.story import change, goal, partial, reading, status
from reviewgen.targets import HUNDRED, Spread
from reviewgen.trend import on_prior, on_year
from reviewgen.whence import Basis, Origin, Whence

INDENT = "  "
RIVALS = {CLIENT_ACTUAL: "the account's own figure", MARKET: "market", FORECAST: "our forecast"}
BASES = {
    Basis.GIVEN: "set with it",
    Basis.SPREAD: "that of the year, spread alike",
    Basis.CONTRACT: "the level of the contract, since no other is set",
    Basis.TOLERANCE: "a tenth of the goal away from it, since none is set",
    Basis.MIRROR: "as far beyond the goal as the red flag lies before it, since none is set",
    Basis.BAND: "from the band: a red flag lies half its width outside, the middle is the best",
}
PHASINGS = {"even": "even over the year", "last_year": "as last year's values lay", "explicit": "as kpis.yml says"}


def explained(one: Explanation, locale: Locale, known: Declarations, *, every: bool, to: Console | None = None) -> None:
    """Print `one`; without a terminal, and without COLUMNS to say otherwise, as wide as it likes to be."""
    to = to or console()
    page = _Page(one, locale, known, every, room(to))
    put(to, page.head())
    for title, lines in page.sections():
        put(to, ["", Text(title, "bold"), *lines])


class _Page:
    def __init__(self, one: Explanation, locale: Locale, known: Declarations, every: bool, width: int | None) -> None:
        self.one, self.locale, self.known, self.every, self.width = one, locale, known, every, width

    def head(self) -> Iterator[str | Text]:
        """The number as a slide shows it, how much of the quarter it covers, and what it means."""
        one, measure = self.one, self.one.measure
        quarter = self.locale.period(one.period, one.calendar)
        yield Text(f"{one.account.name} · {measure.label} · {quarter}", "bold")
        tone = TONES[one.scored.status]
        line = Text(f"{self.whole(one.tree.reading)}   ")
        line.append(f"{SHAPES[tone]} {status(one.scored.status, self.locale)}", STYLES[tone])
        score = one.scored.score
        yield line.append("" if score is None else f"   {self.locale.number(score)} / 100")
        origin = (f"source: {measure.source}" * bool(measure.source), f"owner: {measure.owner}" * bool(measure.owner))
        stand = f"as of {self.locale.day(one.as_of)}"
        yield from (
            line
            for text in (measure.definition, "; ".join(filter(None, (*origin, stand))))
            if text
            for line in broken(text, self.width)
        )

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """What stands below, each part with its heading."""
        yield "What it is made of", self.indented(self.tree(self.one.tree))
        counted = self.declared()
        if counted:
            yield "What is counted", self.table(counted)
        yield "Beside it", self.table(list(self.beside()), right={1, 2})
        yield "Goal", [*self.table(list(self.goal()), right={1}), *self.origin(self.one.origin)]
        yield "Status and score", self.table(list(self.score()))
        yield "Who sees it", self.indented(broken(self.seen(), self.inner))

    @property
    def inner(self) -> int | None:
        """Cells of a line within the indent."""
        return None if self.width is None else self.width - len(INDENT)

    def table(self, rows: list[tuple[str, ...]], right: frozenset[int] | set[int] = frozenset()) -> list[str]:
        return self.indented(columns(rows, self.inner, right))

    def indented(self, lines: Iterator[str] | list[str]) -> list[str]:
        return [INDENT + line for line in lines]

    def tree(self, found: Worked) -> Iterator[str]:
        return tree(found, self.one, self.locale, self.known, self.inner, every=self.every)

    def value(self, found: Reading) -> str:
        """A value as a slide shows it, with what is missing of it."""
        text = reading(self.one.measure, found, self.locale)
        if isinstance(found, Figure) and found.partial:
            return f"{text} ({partial(found, self.locale)})"
        return text

    def whole(self, found: Reading) -> str:
        """A value with how much of the quarter it covers, also where that is all of it."""
        text = reading(self.one.measure, found, self.locale)
        return text if isinstance(found, Absent) else f"{text}, {partial(found, self.locale)}"

    def level(self, level: Decimal) -> str:
        return reading(self.one.measure, Figure(level), self.locale)

    def beside(self) -> Iterator[tuple[str, ...]]:
        one, measure, calendar = self.one, self.one.measure, self.one.calendar
        windows = one.windows
        moved = change(measure, on_prior(measure, calendar), self.locale)
        yield span(windows.prior, one, self.locale), self.value(windows.prior.reading), moved, "the quarter before"
        moved = change(measure, on_year(measure, calendar), self.locale)
        yield span(windows.year_ago, one, self.locale), self.value(windows.year_ago.reading), moved, "a year before"
        yield "Year to date", self.value(windows.to_date.reading), "", self.to_date()
        twelve = span(windows.last_twelve, one, self.locale)
        yield "Last twelve months", self.value(windows.last_twelve.reading), "", twelve
        for rival in measure.rivals:
            now = next((found for period, found in rival.points if period == one.period), None)
            if isinstance(now, Figure):
                yield RIVALS.get(rival.name, rival.name), self.value(now), "", "in the same quarter"

    def to_date(self) -> str:
        windows = self.one.windows
        before = f"the year before {self.value(windows.to_date_before.reading)}"
        if isinstance(windows.goal_to_date, Absent):
            return before
        return f"goal {self.value(windows.goal_to_date)}, {before}"

    def goal(self) -> Iterator[tuple[str, ...]]:
        one, held, found = self.one, self.one.goal, self.one.origin
        if isinstance(held, Absent):
            yield "goal", self.locale.say("absent"), "none is set"
            return
        yield "goal", goal(one.measure, one.measure.now, self.locale), self.whence(found)
        yield "red flag", self.level(held.red_flag), BASES[found.red_flag]
        yield "stretch", self.level(held.stretch), BASES[found.stretch]
        if held.sla is not None:
            yield "contract", self.level(held.sla), held.penalty or "no penalty is written down"

    def whence(self, found: Origin) -> str:
        match found.whence:
            case Whence.SETTINGS | Whence.BAND:
                return f"set in {found.place}"
            case Whence.CONTRACT:
                return f"the level of the contract, in {found.place}"
            case Whence.ROWS:
                return "from rows of targets"
            case Whence.ANNUAL:
                return f"the year's target, {PHASINGS[found.phasing]}"
            case Whence.NOWHERE:
                return "none is set"

    def origin(self, found: Origin) -> list[str]:
        """The rows of targets, or the months of a year's target, below the goal."""
        if found.worked is not None:
            return self.indented(self.tree(found.worked))
        return self.table([self.month(one) for one in found.spread], right={1})

    def month(self, found: Spread) -> tuple[str, ...]:
        """Jul 2026   1,000,000   = 12,000,000 × 8.33333333333… %, kpis.yml:12:3."""
        annual, part = found.yearly.annual, found.of(found.yearly.annual)
        if annual is None or part is None:
            raise AssertionError("only a year's target is spread")
        place = "" if found.yearly.place is None else f", {found.yearly.place}"
        year, share = exact(Figure(annual), self.locale), self.fraction(found.part * 100)
        month = self.locale.period(found.month, self.one.calendar)
        return month, self.fraction(part), f"= {year} × {share} %{place}"

    def fraction(self, part: Fraction) -> str:
        return exact(Figure(Decimal(part.numerator) / part.denominator), self.locale)

    def score(self) -> Iterator[tuple[str, ...]]:
        one = self.one
        tone = TONES[one.scored.status]
        yield "status", f"{SHAPES[tone]} {status(one.scored.status, self.locale)}: {self.reason()}"
        if one.scored.score is not None and one.sum is not None:
            yield "score", f"{self.locale.number(one.scored.score, 1)} = {arithmetic(str(one.sum), self.locale)}"
        elif one.scored.counted is not None:
            yield "score", "0, since a missing figure scores nothing here"
        weight = exact(Figure(one.scored.weight), self.locale)
        if one.part is None:
            yield "weight", f"{weight}, of which nothing goes into the overall score"
            return
        share, points, overall = (
            self.locale.number(value, 1) for value in (one.part.share * HUNDRED, one.part.points, one.part.overall)
        )
        yield "weight", f"{weight}, {share} % of the overall score: {points} of its {overall} points"

    def reason(self) -> str:
        """Why the rule gives this status, in words."""
        actual, held = self.one.measure.now.actual, self.one.goal
        if isinstance(actual, Absent):
            return WHY[actual.reason]
        if isinstance(held, Absent):
            return WHY[held.reason]
        value, target = self.apart(actual.value, held.target)
        match self.one.rule:
            case Rule.MONTHS_MISSING:
                return f"{partial(actual, self.locale)} are not held against the goal of the whole quarter"
            case Rule.CONTRACT_BROKEN:
                value, level = self.apart(actual.value, held.sla or Decimal(0))
                return f"{value} breaks the {level} that the contract promises"
            case Rule.GOAL_MET:
                return (
                    f"{self.value(actual)} meets the goal, {goal(self.one.measure, self.one.measure.now, self.locale)}"
                )
            case Rule.RED_FLAG_MET:
                level = self.level(held.red_flag)
                return f"{value} misses the goal, {self.target(held, target)}, and keeps off the red flag, {level}"
            case Rule.BEYOND_RED_FLAG:
                value, level = self.apart(actual.value, held.red_flag)
                return f"{value} lies beyond the red flag, {level}"
            case Rule.NO_FIGURE | Rule.NO_GOAL:
                raise AssertionError("told above")

    def target(self, held: Goal, text: str) -> str:
        if held.low is None:
            return text
        return goal(self.one.measure, self.one.measure.now, self.locale)

    def apart(self, value: Decimal, level: Decimal) -> tuple[str, str]:
        """Two values as shown; where that makes them look alike and they are not, with all their digits."""
        shown = self.level(value), self.level(level)
        if shown[0] != shown[1] or value == level:
            return shown
        return exact(Figure(value), self.locale), exact(Figure(level), self.locale)

    def seen(self) -> str:
        """Who may see the number, and as what."""
        one, tier = self.one, self.one.kpi.sharing.from_tier
        name = one.account.name
        if tier is None:
            return "Our own house alone: it is never shared."
        if one.theirs is None:
            return f"Our own house alone: it is shared from tier {tier} on, and {name} is at tier {one.account.tier}."
        said = f"The client reads {self.read(one.theirs)}"
        score = judge(one.theirs).score
        if score is not None:
            said += f", and a score of {self.locale.number(score)} worked out from what is shown"
        return f"{said}: it is shared from tier {tier} on, and {name} is at tier {one.account.tier}."

    def read(self, theirs: Measure) -> str:
        """What the client reads of it, in the mode in which it is shared."""
        sharing, actual = self.one.kpi.sharing, theirs.now.actual
        if sharing.mode is Mode.STATUS:
            return f"the status alone, {status(judge(theirs).status, self.locale)}"
        if isinstance(actual, Absent):
            return "that there is no figure"
        value = reading(theirs, actual, self.locale)
        value += f" ({partial(actual, self.locale)})" if actual.partial else ""
        if sharing.mode is Mode.INDEX and sharing.base is not None:
            return f"{value}, an index of which {self.locale.period(sharing.base, self.one.calendar)} is 100"
        if sharing.mode is Mode.ROUNDED and sharing.step is not None:
            return f"{value}, rounded to {exact(Figure(sharing.step), self.locale)}"
        return value

    def declared(self) -> list[tuple[str, ...]]:
        """The declarations behind the rows, with what a database is asked for."""
        trees = [self.one.tree, *([self.one.origin.worked] if self.one.origin.worked else [])]
        found = [declared(row.place, self.known) for each in trees for row in leaves(each)]
        once = {one.name: one for one in found if one is not None}
        return [(one.name, _declaration(one)) for one in once.values()]


def _declaration(one: Declaration) -> str:
    parts = (
        str(one.place),
        one.totals,
        f"where {one.where}" if one.where else "",
        f"query: {one.query}" if one.query else "",
    )
    return "; ".join(part for part in parts if part)
