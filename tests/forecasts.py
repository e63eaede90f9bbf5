"""Forecasts that are there: what the tests of the forecaster ask for, without the reasons for none."""

from __future__ import annotations

from collections.abc import Sequence

from reviewgen.forecast import (
    Interval,
    Kind,
    Landing,
    OwnError,
    Projection,
    Season,
    Unbanded,
    land,
    own_error,
    project,
)

SHAPE = (0.8, 1.1, 0.9, 1.2)
"""Seasonal indices with mean 1."""
UNEVEN = (100.0, 121.0, 88.0, 131.0, 104.0, 118.0, 97.0, 140.0, 101.0, 130.0, 99.0, 151.0)


def made(history: Sequence[float | None], steps: int = 4, kind: Kind = Kind.AMOUNT, season: Season = 4) -> Projection:
    found = project(history, steps, season, kind)
    assert isinstance(found, Projection), found
    return found


def landed(history: Sequence[float | None], steps: int, booked: float = 0.0, season: Season = 4) -> Landing:
    found = land(history, steps, season, booked)
    assert isinstance(found, Landing), found
    return found


def measured(history: Sequence[float | None], kind: Kind = Kind.AMOUNT, steps: int = 1) -> OwnError:
    found = own_error(history, 4, kind, steps)
    assert isinstance(found, OwnError), found
    return found


def banded(band: tuple[Interval, ...] | Unbanded) -> tuple[Interval, ...]:
    assert isinstance(band, tuple), band
    return band
