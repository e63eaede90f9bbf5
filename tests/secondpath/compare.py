"""The engine's figures beside those of the second path: how many there are of each kind, and which differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Context, Decimal
from pathlib import Path

from reviewgen import build
from reviewgen.assemble import assemble
from reviewgen.edition import Edition, Measure
from reviewgen.errors import Severity
from reviewgen.facts import Absent, Figure, Goal, Reading
from reviewgen.model import Audience
from reviewgen.movement import movement
from reviewgen.scorecard import judge_at, scorecard
from reviewgen.sharing.redact import redact
from tests.secondpath.second import Answers, Worked

EXACT = Context(prec=400)
FINITE = 50
"""A decimal of no more places than this ends there; the second path works out 60 places of one that does not."""
CLOSE = Decimal("1e-25")


@dataclass
class Tally:
    """What was compared, by kind, and what differed."""

    kinds: Counter[str] = field(default_factory=Counter)
    differ: list[str] = field(default_factory=list)

    def note(self, kind: str, where: str, ours: object, theirs: object, same: bool) -> None:
        """One comparison."""
        self.kinds[kind] += 1
        if not same:
            self.differ.append(f"{where}, {kind}: {ours} where the second path has {theirs}")


def same(ours: Decimal, theirs: Decimal, scale: Decimal = Decimal(0)) -> bool:
    """True for equal decimals where they end, else for 25 equal digits, of `scale` where that is larger."""
    if _places(theirs) <= FINITE and scale == 0:
        return ours == theirs
    return EXACT.abs(EXACT.subtract(ours, theirs)) <= CLOSE * max(abs(theirs), scale)


def _places(value: Decimal) -> int:
    exponent = EXACT.normalize(value).as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent


@dataclass(frozen=True)
class Opened:
    """A workspace as the product reads it."""

    opened: build.Opened
    quarters: dict[str, int]
    """The first month of each quarter, as the second path numbers them, by name."""

    def edition(self, account: str, quarter: str) -> Edition:
        """The house's own edition of one account for one quarter."""
        loaded = self.opened.workspace
        chosen = next(one for one in loaded.accounts if one.account.id == account)
        period = loaded.calendar.parse(quarter)
        review = assemble(build.subject(loaded, chosen), self.opened.tables, period, loaded.as_of)
        return redact(review, Audience.INTERNAL)


def opened(folder: Path, quarters: dict[str, int]) -> Opened:
    """The workspace in `folder`, which holds no mistake."""
    found = build.open_workspace(folder)
    assert [one for one in found.problems if one.severity is Severity.ERROR] == []
    return Opened(found, quarters)


def compare(held: Opened, account: str, quarter: str, answers: Answers, tally: Tally) -> None:
    """Every figure of one edition."""
    edition = held.edition(account, quarter)
    _Comparison(edition, account, held.quarters, answers, tally).everything()


@dataclass(frozen=True)
class _Comparison:
    edition: Edition
    account: str
    quarters: dict[str, int]
    answers: Answers
    tally: Tally

    def everything(self) -> None:
        for measure in self.edition.measures:
            self.points(measure)
            self.sums(measure)
            self.rivals(measure)
        longest = max((measure.points for measure in self.edition.measures), key=len)
        for point in longest:
            self.scores(self.edition.calendar.key(point.period))
        self.movement()

    def month(self, key: str) -> int:
        return self.quarters[key]

    @property
    def now(self) -> int:
        return self.month(self.edition.calendar.key(self.edition.period))

    def reading(self, kind: str, where: str, ours: Reading, theirs: Worked | None) -> None:
        match ours:
            case Absent(reason=reason):
                told = "no_rows" if theirs is None else theirs.reason
                self.tally.note(f"{kind} absent: {told}", where, reason.value, theirs, told == reason.value)
            case Figure():
                found = theirs is not None and theirs.value is not None and self._figure(ours, theirs)
                self.tally.note(f"{kind}{' partial' if ours.partial else ''}", where, ours, theirs, found)

    @staticmethod
    def _figure(ours: Figure, theirs: Worked) -> bool:
        assert theirs.value is not None
        counted = (ours.held, ours.expected, ours.grain.value) == (theirs.held, theirs.expected, theirs.grain)
        return counted and ours.n == theirs.n and same(ours.value, theirs.value)

    def points(self, measure: Measure) -> None:
        for point in measure.points:
            key = self.edition.calendar.key(point.period)
            first, where = self.month(key), f"{self.account} {measure.id} {key}"
            figure = self.answers.figures.get((self.account, "actual", measure.id, first, first + 3))
            self.reading(f"{measure.rollup.value} quarter", where, point.actual, figure)
            self.goal(where, point.goal, self.answers.goals.get((self.account, measure.id, first)))
            weight = self.answers.weights[measure.id, first]
            self.tally.note("weight", where, point.weight, weight, point.weight == weight)

    def goal(self, where: str, ours: Goal | Absent, theirs: tuple[Decimal | None, ...] | None) -> None:
        if isinstance(ours, Absent) or theirs is None:
            self.tally.note("goal absent", where, ours, theirs, isinstance(ours, Absent) and theirs is None)
            return
        assert theirs[0] is not None
        scale = Decimal(0) if _places(theirs[0]) <= FINITE else abs(theirs[0])  # thresholds hang on the target
        stated = (ours.target, ours.red_flag, ours.stretch, ours.low, ours.high, ours.sla)
        for name, own, other in zip(
            ("target", "red flag", "stretch", "low", "high", "sla"), stated, theirs, strict=True
        ):
            if own is None or other is None:
                self.tally.note(f"{name} absent", where, own, other, own is None and other is None)
            else:
                self.tally.note(name, where, own, other, same(own, other, scale))

    def sums(self, measure: Measure) -> None:
        key = self.edition.calendar.key(self.edition.period)
        last, where = self.now, f"{self.account} {measure.id} at {key}"
        first = last // 12 * 12
        spans = {
            "year to date": (measure.year_to_date.actual, first, last + 3),
            "year to date before": (measure.year_to_date.prior, first - 12, last - 9),
            "last twelve": (measure.last_twelve, last - 9, last + 3),
        }
        for kind, (ours, start, stop) in spans.items():
            figure = self.answers.figures.get((self.account, "actual", measure.id, start, stop))
            self.reading(f"{measure.rollup.value} {kind}", where, ours, figure)
        self.target("year to date target", where, measure, measure.year_to_date.target, first, last + 3)
        if measure.ahead is not None:
            self.target("year target", where, measure, measure.ahead.target, first, first + 12)

    def target(self, kind: str, where: str, measure: Measure, ours: Reading, start: int, stop: int) -> None:
        theirs = self.answers.to_date.get((self.account, measure.id, start, stop))
        if isinstance(ours, Absent) or theirs is None:
            self.tally.note(f"{kind} absent", where, ours, theirs, isinstance(ours, Absent) and theirs is None)
        else:
            self.tally.note(kind, where, ours, theirs, same(ours.value, theirs))

    def rivals(self, measure: Measure) -> None:
        for rival in measure.rivals:
            for period, ours in rival.points:
                key = self.edition.calendar.key(period)
                first = self.month(key)
                figure = self.answers.figures.get((self.account, rival.name, measure.id, first, first + 3))
                self.reading("beside ours", f"{self.account} {measure.id} {rival.name} {key}", ours, figure)

    def scores(self, key: str) -> None:
        first, period = self.month(key), self.edition.calendar.parse(key)
        for measure in self.edition.measures:
            own, where = judge_at(measure, period), f"{self.account} {measure.id} {key}"
            status, score, _ = self.answers.judged[self.account, measure.id, first]
            self.tally.note(f"status {status}", where, own.status.value, status, own.status.value == status)
            self.score("score", where, own.score, score)
        card = scorecard(self.edition, period)
        totals = {"": card.overall, **{one.perspective.id: one.total for one in card.sections}}
        for name, total in totals.items():
            score, status, scored, measures = self.answers.means[self.account, name, first]
            where = f"{self.account} {name or 'overall'} {key}"
            self.score(f"{'perspective' if name else 'overall'} score", where, total.score, score)
            ours, theirs = (total.status.value, total.scored, total.measures), (status, scored, measures)
            self.tally.note(f"overall {status}", where, ours, theirs, ours == theirs)

    def score(self, kind: str, where: str, ours: Decimal | None, theirs: Decimal | None) -> None:
        if ours is None or theirs is None:
            self.tally.note(f"{kind} absent", where, ours, theirs, ours is None and theirs is None)
        else:
            self.tally.note(kind, where, ours, theirs, same(ours, theirs, scale=Decimal(100)))

    def movement(self) -> None:
        found, now = movement(self.edition), self.now
        theirs = dict(self._moved(now))
        where = f"{self.account} at {self.edition.calendar.key(self.edition.period)}"
        if found is None:
            self.tally.note("movement absent", where, None, theirs, not theirs)
            return
        for part in found.parts:
            other = theirs[part.measure.id]
            alike = same(part.points, other, scale=Decimal(100))
            self.tally.note("movement", f"{where} {part.measure.id}", part.points, other, alike)
        change, whole = found.now - found.before, sum(theirs.values(), Decimal(0))
        self.tally.note("movement in all", where, change, whole, same(change, whole, scale=Decimal(100)))

    def _moved(self, first: int) -> Iterator[tuple[str, Decimal]]:
        for (account, kpi, month), points in self.answers.moved.items():
            if account == self.account and month == first:
                yield kpi, points
