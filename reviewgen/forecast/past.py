"""How far the method was off on this series' own past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from reviewgen.forecast.ahead import History, project, unbroken
from reviewgen.forecast.course import AS_GOOD_AS_ZERO
from reviewgen.forecast.outcome import Interval, Kind, Lack, OwnError, Projection, Season, Unbanded, Unforecast

ORIGINS: Final = 8
"""The latest forecasts that count: two years of quarters."""


@dataclass(frozen=True)
class Trial:
    """One step of a forecast from an earlier origin and what came."""

    value: float
    actual: float
    band: Interval | None


def own_error(history: History, season: Season, kind: Kind, steps: int = 1) -> OwnError | Unforecast:
    """The error of the method that `history` gets, over forecasts of `steps` from its last eight origins.

    Each forecast knows the data before its origin only; origins at which the data were too few for the method do not
    count.
    """
    now = project(history, steps, season, kind)
    if isinstance(now, Unforecast):
        return now
    values = unbroken(history)
    made = [(one, values[origin:]) for origin, one in _earlier(values, steps, season, kind) if one.method is now.method]
    trials = [trial for one, actuals in made for trial in _trials(one, actuals)]
    return _measured(now, len(made), trials, kind) if trials else Unforecast(Lack.TOO_SHORT)


def _earlier(values: Sequence[float], steps: int, season: Season, kind: Kind) -> Iterator[tuple[int, Projection]]:
    last = len(values) - steps
    for origin in range(max(0, last - ORIGINS + 1), last + 1):
        made = project(values[:origin], steps, season, kind)
        if isinstance(made, Projection):
            yield origin, made


def _trials(made: Projection, actuals: Sequence[float]) -> Iterator[Trial]:
    for step, value in enumerate(made.values):
        band = None if isinstance(made.band80, Unbanded) else made.band80[step]
        yield Trial(value, actuals[step], band)


def _measured(now: Projection, origins: int, trials: Sequence[Trial], kind: Kind) -> OwnError:
    relative = kind is Kind.AMOUNT and _positive([trial.actual for trial in trials])
    errors = [_off(trial, relative=relative) for trial in trials]
    banded = [(trial.actual, trial.band) for trial in trials if trial.band is not None]
    held = sum(band.low <= actual <= band.high for actual, band in banded)
    return OwnError(now.method, fsum(errors) / len(errors), relative, origins, held, len(banded))


def _positive(actuals: Sequence[float]) -> bool:
    return min(actuals) > AS_GOOD_AS_ZERO * max(actuals)


def _off(trial: Trial, *, relative: bool) -> float:
    error = abs(trial.value - trial.actual)
    return error / trial.actual * 100 if relative else error
