"""Sentences computed from an edition: a slide's title is its finding, an alt text says what a picture shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce

from reviewgen.edition import Edition, Measure, Remark
from reviewgen.facts import (
    Absent,
    Direction,
    Figure,
    Goal,
    Missing,
    Notation,
    Point,
    Reading,
    Reason,
    Rollup,
    Status,
    Unit,
)
from reviewgen.locale import NBSP, Locale
from reviewgen.period import Calendar, Grain
from reviewgen.scorecard import Scorecard, Scored, Section, incomplete
from reviewgen.tendency import Undecidable
from reviewgen.trend import Change, course, difference, on_goal, on_prior, on_year, thin

_DIFFERENCE_PLACES = 1
_SMALL_P, _LEAST_P = 0.01, 0.001


def reading(measure: Measure, found: Reading, locale: Locale) -> str:
    """A value with its unit, a dash where there is none."""
    if isinstance(found, Absent):
        return locale.say("absent")
    return locale.value(found.value, measure.unit, measure.symbol, measure.notation)


def partial(found: Figure, locale: Locale) -> str:
    """2 of 3 months, 11 of 13 weeks."""
    key = "partial.weeks" if found.grain is Grain.WEEK else "partial"
    return locale.say(key, count=found.held, expected=found.expected)


def caveats(measure: Measure, found: Reading, locale: Locale) -> str:
    """What a reader must know beside a value: 2 of 3 months, n = 34, few answers; empty where there is nothing."""
    if isinstance(found, Absent):
        zero = measure.missing is Missing.SCORE_ZERO
        return locale.say("note.zero", reason=absence(measure, found, locale)) if zero else ""
    parts = [partial(found, locale)] if found.partial else []
    if found.n is not None:
        parts.append(locale.say("note.n", n=locale.number(found.n)))
    if thin(found):
        parts.append(locale.say(f"note.few.{_counted(measure)}"))
    return ", ".join(parts)


def basis(measure: Measure, calendar: Calendar, locale: Locale) -> str:
    """What a measure that is told as an index is an index of: index, Q1 2025 = 100; empty for any other."""
    return "" if measure.base is None else locale.say("note.index", base=locale.period(measure.base, calendar))


def absence(measure: Measure, found: Absent, locale: Locale) -> str:
    """Why there is no figure, in words: too few answers, months missing, else no data."""
    if found.reason is Reason.TOO_FEW:
        return locale.say(f"absent.too_few.{_counted(measure)}")
    return locale.say("absent.incomplete" if found.reason is Reason.INCOMPLETE else "absent.no_data")


def _counted(measure: Measure) -> str:
    return "answers" if measure.rollup is Rollup.NPS else "cases"


def goal(measure: Measure, point: Point, locale: Locale) -> str:
    """The goal of one period as a reader checks it: 97.0 %, ≤ 5.0 %, 4–6 weeks."""
    if isinstance(point.goal, Absent):
        return locale.say("absent")
    return _goal(measure, point.goal, locale)


def _goal(measure: Measure, held: Goal, locale: Locale) -> str:
    if held.low is not None and held.high is not None:
        low = locale.number(measure.notation.shown(held.low), measure.notation.decimals)
        return locale.say("goal.band", low=low, high=reading(measure, Figure(held.high), locale))
    return locale.say(f"goal.{measure.direction.value}", value=reading(measure, Figure(held.target), locale))


def change(measure: Measure, found: Change | Absent, locale: Locale, *, signed: bool = True) -> str:
    """+8.2 %, −1.4 pts, "=" when nothing moved, a dash when there is nothing to compare."""
    if isinstance(found, Absent):
        return locale.say("absent")
    value = found.value if signed else abs(found.value)
    if found.relative:
        return _moved(value, Unit.PERCENT, "", Notation(0, _DIFFERENCE_PLACES), locale, signed=signed)
    if measure.unit is Unit.PERCENT:
        return _moved(value, Unit.POINTS, "", measure.notation, locale, signed=signed)
    return _moved(value, measure.unit, measure.symbol, measure.notation, locale, signed=signed)


def step(measure: Measure, found: Change | Absent, locale: Locale) -> str:
    """A change as it stands in a sentence: +8.2 %, no change."""
    written = change(measure, found, locale)
    return locale.say("unchanged") if written == locale.say("equal") else written


def _moved(value: Decimal, unit: Unit, symbol: str, notation: Notation, locale: Locale, *, signed: bool) -> str:
    if signed and notation.shown(value) == 0:
        return locale.say("equal")
    written = locale.value(value, unit, symbol, notation, signed=signed)
    return written if signed else written.lstrip("+")


def status(found: Status, locale: Locale) -> str:
    """The word of a status."""
    return locale.say(f"status.{found.value}")


def verdict(scored: Scored, locale: Locale) -> str:
    """The word of a measure's status; of one without a figure why there is none."""
    actual = scored.measure.now.actual
    if scored.status is Status.NO_DATA and isinstance(actual, Absent):
        return capital(absence(scored.measure, actual, locale))
    return status(scored.status, locale)


def finding(measure: Measure, locale: Locale, edition: Edition) -> str:
    """Where a measure stands against its goal, or else against last year; empty when there is neither."""
    point = measure.now
    if isinstance(point.actual, Figure) and isinstance(point.goal, Goal) and not incomplete(measure, point):
        return _against_goal(measure, point.actual.value, point.goal, locale)
    return _against_year(measure, locale, edition)


def _against_goal(measure: Measure, value: Decimal, held: Goal, locale: Locale) -> str:
    if measure.direction is Direction.BAND and held.low is not None and held.high is not None:
        inside = held.low <= value <= held.high
        return locale.say("story.inside" if inside else "story.outside", goal=_goal(measure, held, locale))
    return _against_target(measure, value, held.target, on_goal(measure, measure.now), locale)


def _against_target(
    measure: Measure, value: Decimal, target: Decimal, distance: Change | Absent, locale: Locale
) -> str:
    if measure.direction is Direction.LOWER:
        limit = reading(measure, Figure(target), locale)
        return locale.say("story.within" if value <= target else "story.beyond", goal=limit)
    gap = change(measure, distance, locale, signed=False)
    if isinstance(distance, Absent) or change(measure, distance, locale) == locale.say("equal"):
        return locale.say("story.on_goal")
    if measure.unit is Unit.COUNT and not distance.relative:
        return locale.say("story.against", goal=reading(measure, Figure(target), locale))
    return locale.say("story.over" if distance.value > 0 else "story.under", gap=gap)


def against(measure: Measure, value: Decimal, target: Decimal, locale: Locale) -> str:
    """Where a value stands against a target: 2.0 % under goal, within the limit of 5 days."""
    return _against_target(measure, value, target, difference(measure, Figure(value), Figure(target)), locale)


def _against_year(measure: Measure, locale: Locale, edition: Edition) -> str:
    moved = on_year(measure, edition.calendar)
    if isinstance(moved, Absent):
        return ""
    gap = change(measure, moved, locale, signed=False)
    if change(measure, moved, locale) == locale.say("equal"):
        return locale.say("story.level")
    return locale.say("story.up" if moved.value > 0 else "story.down", gap=gap)


def headline(measure: Measure, locale: Locale, edition: Edition) -> str:
    """Net sales 5.3 M€, 4 % over goal."""
    if measure.now.given is not None:
        return locale.say("story.status", label=measure.label, status=within(status(measure.now.given, locale)))
    if isinstance(measure.now.actual, Absent):
        period, reason = locale.period(edition.period, edition.calendar), absence(measure, measure.now.actual, locale)
        return locale.say("story.no_data", label=measure.label, period=period, reason=reason)
    value = _with_caveats(measure, measure.now.actual, edition, locale)
    found = finding(measure, locale, edition)
    key = "story.fact" if found else "story.fact_plain"
    return locale.say(key, label=measure.label, value=value, finding=found)


def _with_caveats(measure: Measure, found: Figure, edition: Edition, locale: Locale) -> str:
    """+32 (n = 34), 5.3 M€ (2 of 3 months), 108.3 (index, Q1 2025 = 100)."""
    value = reading(measure, found, locale)
    parts = (basis(measure, edition.calendar, locale), caveats(measure, found, locale))
    told = ", ".join(part for part in parts if part)
    return locale.say("story.partial", value=value, part=told) if told else value


def summary_title(edition: Edition, card: Scorecard, locale: Locale) -> str:
    """The best outcome and the worst miss in one sentence, the miss first in a quarter that is off track as a whole.

    Where there is only one kind, how many there are of it.
    """
    scored = [one for section in card.sections for one in section.measures]
    good, bad = best(scored), worst(scored)
    if good and bad:
        told = [headline(one.measure, locale, edition) for one in (good, bad)]
        first, second = reversed(told) if card.overall.status is Status.OFF_TRACK else told
        return locale.say("story.but", first=first, second=within(second))
    one = good or bad
    if one is None:
        return locale.say("story.none", period=locale.period(edition.period, edition.calendar))
    return locale.say("story.but", first=headline(one.measure, locale, edition), second=_on_track(scored, locale))


def _on_track(scored: list[Scored], locale: Locale) -> str:
    count, every = sum(each.status is Status.ON_TRACK for each in scored), len(scored)
    key = "none" if not count else "all" if count == every else "counts"
    return locale.say(f"story.summary.{key}", count=count or every, good=locale.word(count), all=locale.word(every))


def best(scored: list[Scored]) -> Scored | None:
    """The outcome to speak of first: on track, the heaviest, then the last perspective's (the result of the others)."""
    held = [(one.measure.weight, rank, one) for rank, one in enumerate(scored) if _kept(one)]
    if not held:
        return None
    lead = {one.measure.perspective: one for _, _, one in reversed(held)}
    weight = max(one.measure.weight for one in lead.values())
    return [one for one in reversed(tuple(lead.values())) if one.measure.weight == weight][-1]


def _kept(scored: Scored) -> bool:
    """True for a goal that is reached and can be shown to be: of some measures only the status is told."""
    return scored.status is Status.ON_TRACK and scored.score is not None


def worst(scored: list[Scored]) -> Scored | None:
    """The miss to speak of first: the lowest score that is not on track, the heavier first."""
    missed = [one for one in scored if one.status in (Status.OFF_TRACK, Status.WATCH) and one.score is not None]
    return min(missed, key=lambda one: ((one.score or Decimal(0)) // 10, -one.measure.weight), default=None)


def scorecard_title(edition: Edition, card: Scorecard, locale: Locale) -> str:
    """Four of five perspectives hold their goals; logistics does not."""
    judged = [section for section in card.sections if section.total.score is not None]
    if not judged:
        return locale.say("story.scorecard.unscored", period=locale.period(edition.period, edition.calendar))
    rest = [section for section in judged if section.total.status is not Status.ON_TRACK]
    good, unscored = len(judged) - len(rest), len(card.sections) - len(judged)
    if not good:
        last = min(rest, key=lambda section: section.total.score or Decimal(0))
        return capital(locale.say("story.scorecard.none", rest=_inside(last)))
    parts = [_hold(judged, good, len(card.sections), locale)]
    if rest:
        names = locale.listing(tuple(_inside(section) for section in rest))
        parts.append(locale.say("story.scorecard.rest", count=len(rest), rest=names))
    if unscored:
        parts.append(locale.say("story.scorecard.without", count=unscored, number=locale.word(unscored)))
    return capital(reduce(lambda first, second: locale.say("story.but", first=first, second=second), parts))


def _hold(judged: Sequence[Section], good: int, every: int, locale: Locale) -> str:
    if good == every == 1:
        return locale.say("story.scorecard.one", perspective=judged[0].perspective.label)
    if good == every:
        return locale.say("story.scorecard.both" if good == 2 else "story.scorecard.all", good=locale.word(good))
    return locale.say("story.scorecard.holds", count=good, good=locale.word(good), all=locale.word(every))


def perspective_title(section: Section, lead: Measure, edition: Edition, locale: Locale) -> str:
    """The lead measure's finding, and what is off track beside it."""
    first = headline(lead, locale, edition)
    others = [one for one in section.measures if one.status is Status.OFF_TRACK and one.measure.id != lead.id]
    if not others:
        return first
    labels = locale.listing(tuple(within(one.measure.label) for one in others[:2]))
    return locale.say("story.but", first=first, second=locale.say("story.off_track", labels=labels))


def to_date(measure: Measure, edition: Edition, locale: Locale) -> str:
    """The fiscal year so far against its goal and the year before; empty where the quarter says it all."""
    held = measure.year_to_date
    whole = edition.calendar.quarter_number(edition.period.start) == 1 or measure.rollup is Rollup.LAST
    if whole or isinstance(held.actual, Absent):
        return ""
    value = reading(measure, held.actual, locale)
    if held.actual.partial:
        value = locale.say("story.partial", value=value, part=partial(held.actual, locale))
        return locale.say("story.to_date", value=value)
    parts = [_goal_to_date(measure, held.actual, held.target, locale)]
    moved = difference(measure, held.actual, held.prior)
    if isinstance(moved, Change) and not any(partly_told(one) for one in (held.actual, held.prior)):
        parts.append(locale.say("summary.change_year", year=step(measure, moved, locale)))
    return locale.say("story.to_date", value=", ".join(part for part in (value, *parts) if part))


def partly_told(found: Reading) -> bool:
    """True for a figure that another is not compared with: months are missing, or it rests on few answers."""
    return isinstance(found, Figure) and (found.partial or thin(found))


def last_twelve(measure: Measure, edition: Edition, locale: Locale) -> str:
    """The last twelve months; empty where the year to date or the quarter itself is the same."""
    same = edition.calendar.quarter_number(edition.period.start) == 4 or measure.rollup is Rollup.LAST
    if same or isinstance(measure.last_twelve, Absent):
        return ""
    return locale.say("story.last_twelve", value=_with_caveats(measure, measure.last_twelve, edition, locale))


def beside(measure: Measure, edition: Edition, locale: Locale) -> str:
    """What a chart of quarters does not show: the change on the quarter before, the year so far, twelve months."""
    prior = on_prior(measure, edition.calendar)
    moved = "" if isinstance(prior, Absent) else locale.say("summary.change_prior", prior=step(measure, prior, locale))
    parts = (moved, to_date(measure, edition, locale), last_twelve(measure, edition, locale))
    return locale.say("story.beside").join(part for part in parts if part)


def trend(measure: Measure, locale: Locale) -> str:
    """Rising over 12 quarters (tested), no clear trend over 12 quarters; empty where too few were there to test."""
    found = course(measure)
    if isinstance(found, Undecidable):
        return ""
    return locale.say(f"trend.{found.direction.value}", count=found.periods)


def trend_test(measure: Measure, locale: Locale) -> str:
    """The test behind the word, for the small print: its name, the quarters it had, and p."""
    found = course(measure)
    if isinstance(found, Undecidable):
        return locale.say("trend.too_few", label=measure.label, count=found.held, needed=found.needed)
    name = locale.say("trend.test.seasonal" if found.seasonal else "trend.test.plain")
    word = locale.say(f"trend.word.{found.direction.value}")
    p = _probability(found.p, locale)
    return locale.say("trend.test", count=found.periods, label=measure.label, word=word, test=name, p=p)


def _probability(p: float, locale: Locale) -> str:
    """p = 0.04, p = 0.004, p < 0.001: two places, three where two would say nothing."""
    places = 3 if p < _SMALL_P else 2
    if p < _LEAST_P:
        return locale.say("trend.p.least", least=locale.number(Decimal(str(_LEAST_P)), places))
    return locale.say("trend.p", p=locale.number(Decimal(str(p)), places))


def _goal_to_date(measure: Measure, actual: Figure, target: Reading, locale: Locale) -> str:
    if isinstance(target, Absent) or measure.direction is Direction.BAND:
        return ""
    return _against_target(measure, actual.value, target.value, difference(measure, actual, target), locale)


def remarks_on(edition: Edition, about: str) -> tuple[Remark, ...]:
    """The comments on a measure, a perspective, the review, the next quarter or the ask."""
    return tuple(replace(remark, text=glued(remark.text)) for remark in edition.remarks if remark.about == about)


def remark_on(edition: Edition, about: str) -> Remark | None:
    """The first of those comments."""
    return next(iter(remarks_on(edition, about)), None)


def glued(text: str) -> str:
    """A person's text whose signs stay on the line of what they follow: 97 %, 5 M€, « oui »."""
    return re.sub(r"(?<=\S) (?=[%€$£;:!?»]|[kM]€)|(?<=«) ", NBSP, text)


def capital(sentence: str) -> str:
    """The sentence with its first letter in upper case."""
    return sentence[:1].upper() + sentence[1:]


def within(text: str) -> str:
    """A label or sentence as it stands inside another: without its capital, unless it is an abbreviation or a name."""
    return text if not text[1:2].islower() or text[:1].isdigit() else text[:1].lower() + text[1:]


def _inside(section: Section) -> str:
    return within(section.perspective.label)
