"""What is said of a score: how much of it was scored, what the client's edition shows, and what moved it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reviewgen.edition import Edition, Mark
from reviewgen.facts import Notation
from reviewgen.locale import Locale
from reviewgen.movement import Moved, Movement, movement
from reviewgen.scorecard import Scored, Total, scorecard
from reviewgen.shares import NoShares, rounded_to_total
from reviewgen.slides.parts import whole
from reviewgen.story import within

NAMED, CARRIERS = 4, 2
"""Measures named with their points in our own house, the rest in one sum; and on each side for the client."""
LEAST = Decimal("0.5")
"""Points under which a measure neither carries a score nor holds it back: they are shown as 0."""
WHOLE_PERCENT = Notation()


@dataclass(frozen=True)
class SharedScores:
    """The scores as the client's edition shows them: by perspective, and over all."""

    sections: Mapping[str, Total]
    overall: Total


def shared_scores(edition: Edition) -> SharedScores | None:
    """The scores that the client sees, computed from what the client sees; None in the client's own edition."""
    if edition.mark is not Mark.INTERNAL or edition.shared is None:
        return None
    card = scorecard(edition.shared)
    return SharedScores({section.perspective.id: section.total for section in card.sections}, card.overall)


def coverage(total: Total, locale: Locale) -> str:
    """7 of 9 scored."""
    return locale.say("score.coverage", scored=total.scored, measures=total.measures)


def coverage_by_weight(scored: Sequence[Scored], mark: Mark) -> Decimal | None:
    """The percentage of the weight that is scored, whole; None where it is the one of the count, or for a client."""
    every = sum((one.weight for one in scored), Decimal(0))
    if mark is not Mark.INTERNAL or not every:
        return None
    held = [one.weight for one in scored if one.score is not None]
    by_weight = WHOLE_PERCENT.shown(sum(held, Decimal(0)) * 100 / every)
    by_count = WHOLE_PERCENT.shown(Decimal(len(held) * 100) / len(scored))
    return None if by_weight == by_count else by_weight


def whole_coverage(total: Total, scored: Sequence[Scored], mark: Mark, locale: Locale) -> str:
    """7 of 9 scored, 84 % of the weight."""
    share = coverage_by_weight(scored, mark)
    told = coverage(total, locale)
    return told if share is None else locale.say("score.coverage.weight", coverage=told, share=locale.number(share))


def as_shared(total: Total | None, locale: Locale, *, short: bool = False) -> str:
    """Client sees 74, 12 of 12 scored (`short`: without the last word); a dash where the client is shown nothing."""
    if total is None or not total.measures:
        return locale.say("score.shared.none")
    score = locale.say("absent") if total.score is None else str(whole(total.score))
    covered = coverage(total, locale)
    if short:
        covered = locale.say("summary.shared", scored=total.scored, measures=total.measures)
    return locale.say("score.shared", score=score, coverage=covered)


def moved_by(edition: Edition, locale: Locale) -> str:
    """What moved the overall score since the quarter before, as a sentence without its full stop; empty without one.

    Our own house reads the points of each measure, that add up to the change shown; a client reads names alone, as
    points would tell the weights.
    """
    found = movement(edition)
    if found is None:
        return ""
    change = shown_change(found)
    before = locale.period(edition.calendar.previous(edition.period), edition.calendar)
    key = "up" if change > 0 else "down" if change < 0 else "same"
    points = locale.number(abs(change))
    told = locale.say(f"movement.{key}", score=whole(found.now), points=points, period=before)
    parts = _parts(found, edition.mark, locale)
    return locale.say("movement.parts", change=told, parts=", ".join(parts)) if parts else told


def shown_change(found: Movement) -> Decimal:
    """The change between the two scores as they are shown."""
    return whole(found.now) - whole(found.before)


def shown_points(found: Movement) -> tuple[tuple[Moved | None, Decimal], ...]:
    """Whole points of the largest parts, and of all others together (None), that add up to the shown change.

    Empty where no whole points can, as a score that was cut just under the goal may be more than a point away.
    """
    named, rest = found.parts[:NAMED], found.parts[NAMED:]
    parts: list[tuple[Moved | None, Decimal]] = [(one, one.points) for one in named]
    if rest:
        parts.append((None, sum((one.points for one in rest), Decimal(0))))
    rounded = rounded_to_total([points for _, points in parts], shown_change(found), 0)
    if isinstance(rounded, NoShares):
        return ()
    return tuple((one, points) for (one, _), points in zip(parts, rounded, strict=True) if points)


def carriers(found: Movement) -> tuple[Moved, ...]:
    """What carried the score most, the largest first."""
    return tuple(one for one in found.parts if one.points >= LEAST)[:CARRIERS]


def brakes(found: Movement) -> tuple[Moved, ...]:
    """What held the score back most, the largest first."""
    return tuple(one for one in found.parts if one.points <= -LEAST)[:CARRIERS]


def _parts(found: Movement, mark: Mark, locale: Locale) -> list[str]:
    points = shown_points(found) if mark is Mark.INTERNAL else ()
    if any(one for one, _ in points):
        return [_pointed(one, value, locale) for one, value in points]
    told = [("movement.carried", carriers(found)), ("movement.held", brakes(found))]
    ordered = told if shown_change(found) >= 0 else reversed(told)
    return [locale.say(key, labels=_names(held, locale)) for key, held in ordered if held]


def _pointed(one: Moved | None, points: Decimal, locale: Locale) -> str:
    label = locale.say("movement.others") if one is None else within(one.measure.label)
    return locale.say("movement.part", label=label, points=locale.number(points, signed=True))


def _names(held: Iterable[Moved], locale: Locale) -> str:
    return locale.listing(tuple(within(one.measure.label) for one in held))
