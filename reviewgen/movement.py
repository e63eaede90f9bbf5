"""What moved the score since the quarter before: the part of each measure, adding up to the whole change exactly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from reviewgen.edition import Edition, Measure
from reviewgen.scorecard import Scorecard, Scored, Section, scorecard

PRECISION = 60


@dataclass(frozen=True)
class Moved:
    """A measure and how many points of the overall score it gave (or took, when negative)."""

    measure: Measure
    points: Decimal


@dataclass(frozen=True)
class Movement:
    """The overall score of the quarter before and of this one, and the part of each measure, the largest first."""

    before: Decimal
    now: Decimal
    parts: tuple[Moved, ...]


def movement(edition: Edition) -> Movement | None:
    """What moved the overall score of `edition` since the quarter before; None where one of the two has no score.

    With scores s, weights w and S the score before, the part of a measure is w(s - S) / sum of w now, less the same
    before. The parts add up to the change, and of equal weights each is its share of the weight times its own change;
    a measure that is new or no longer scored counts by how far it lies from the score before.
    """
    now, before = scorecard(edition), scorecard(edition, edition.calendar.previous(edition.period))
    if now.overall.score is None or before.overall.score is None:
        return None
    with localcontext(prec=PRECISION):
        base = before.overall.score
        after, earlier = _parts(now, base), _parts(before, base)
        parts = [Moved(one.measure, after[one.measure.id] - earlier[one.measure.id]) for one in _scored(now)]
    ordered = sorted(parts, key=lambda one: -abs(one.points))
    return Movement(base, now.overall.score, tuple(ordered))


def _parts(card: Scorecard, base: Decimal) -> dict[str, Decimal]:
    scored = _scored(card)
    weight = sum((one.weight for one in scored if one.counted is not None), Decimal(0))
    return {
        one.measure.id: Decimal(0) if one.counted is None else one.weight * (one.counted - base) / weight
        for one in scored
    }


def _scored(card: Scorecard) -> tuple[Scored, ...]:
    sections: tuple[Section, ...] = card.sections
    return tuple(one for section in sections for one in section.measures)
