"""What comes next, how sure that is, and how far the same method was off before.

    project      the next steps of a history, with bands where a band was shown to hold
    land         what is booked and the steps that are left, with a band of the sum
    own_error    the method's own error on this series' past

Floats in and out: exact values are turned at the edge. Nothing here raises on a history; absence has a reason.
"""

from __future__ import annotations

from reviewgen.forecast.ahead import History, kind_of, land, project
from reviewgen.forecast.outcome import (
    Interval,
    Kind,
    Lack,
    Landing,
    Method,
    OwnError,
    Projection,
    Season,
    Unbanded,
    Unforecast,
)
from reviewgen.forecast.past import own_error

__all__ = [
    "History",
    "Interval",
    "Kind",
    "Lack",
    "Landing",
    "Method",
    "OwnError",
    "Projection",
    "Season",
    "Unbanded",
    "Unforecast",
    "kind_of",
    "land",
    "own_error",
    "project",
]
