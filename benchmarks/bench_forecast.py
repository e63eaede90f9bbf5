"""The forecaster beside seasonal naive and statsmodels on series of the M3 competition: make bench-forecast.

Each series is cut where the competition cut it. MASE is scaled by the mean absolute change on the year before, over the
whole training part, however little of it a method is given; OWA is the competition's, against Naive2. Exits 1 when a
bar is missed, 2 when the data are not there.
"""

from __future__ import annotations

import csv
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import count, takewhile
from math import ceil, exp, inf
from pathlib import Path
from statistics import NormalDist, fmean, stdev
from time import process_time
from typing import Any

from reviewgen.forecast import Interval, Kind, Landing, Projection, Season, land, project
from reviewgen.forecast.theta import indices, seasonal

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
QUARTERLY, MONTHLY = DATA / "m3" / "quarterly.csv", DATA / "m3" / "monthly.csv"
DELIVERIES = DATA / "scms_delivery" / "scms_delivery_history.csv"
DUE, CAME = "Scheduled Delivery Date", "Delivered to Client Date"
CUTS = (4, 8, 12, 16)
LATEST = 20
EVERY = 3
"""ETS tries nine models a series: every third series must do."""


@dataclass(frozen=True)
class Case:
    """A series and what came after it; `scale` is its mean absolute change on the year before."""

    train: tuple[float, ...]
    test: tuple[float, ...]
    scale: float

    def latest(self, n: int | None, steps: int) -> Case:
        """The last `n` values only (None for all), and the first `steps` to come."""
        return replace(self, train=self.train[-(n or len(self.train)) :], test=self.test[:steps])


@dataclass(frozen=True)
class Made:
    """A forecast; no bands where the method has none."""

    values: Sequence[float]
    band80: Sequence[Interval] = ()
    band95: Sequence[Interval] = ()


Forecaster = Callable[[Sequence[float], int, Season], Made]


@dataclass(frozen=True)
class Score:
    """Means over all series; `error` is the standard error of the mean MASE. Covers are parts of 1."""

    mase: float
    error: float
    smape: float
    cover80: float
    cover95: float
    milliseconds: float


def main() -> int:
    """Print every table, then every bar."""
    if absent := [str(path) for path in (QUARTERLY, MONTHLY, DELIVERIES) if not path.is_file()]:
        print("what the forecaster is measured on is missing:", *absent, sep="\n  ", file=sys.stderr)
        return 2
    os.environ["OMP_NUM_THREADS"] = "1"  # the threads of the array library would only wait for each other
    quarters, months = cases(QUARTERLY, 4), cases(MONTHLY, 12)
    found = {n: short(quarters, n) for n in (8, 12, 16, 20)}
    full = whole("all quarters", quarters, None, 8, 4)
    whole("last 24 months", months, 24, 6, 12)
    whole("all months", months, None, 18, 12)
    earlier(quarters)
    landings(quarters, months)
    shares()
    deliveries()
    return bars(found, full)


def cases(path: Path, season: Season) -> list[Case]:
    """The series of the competition."""
    parts: dict[str, dict[str, list[float]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            parts.setdefault(row["series_id"], {"train": [], "test": []})[row["split"]].append(float(row["value"]))
    return [case(one["train"], one["test"], season) for one in parts.values()]


def case(train: Sequence[float], test: Sequence[float], season: Season) -> Case:
    scale = fmean(abs(now - then) for then, now in zip(train, train[season:], strict=False))
    return Case(tuple(train), tuple(test), scale)


def ours(history: Sequence[float], steps: int, season: Season) -> Made:
    made = project(history, steps, season, Kind.AMOUNT)
    assert isinstance(made, Projection), made
    return Made(made.values, *(() if not isinstance(band, tuple) else band for band in (made.band80, made.band95)))


def seasonal_naive(history: Sequence[float], steps: int, season: Season) -> Made:
    return Made([history[-season + j % season] for j in range(steps)])


def naive2(history: Sequence[float], steps: int, season: Season) -> Made:
    """The last value without its season, in the season of the step; the season only where the usual test finds it."""
    n = len(history)
    found = n >= 2 * season and seasonal(history, season)
    index = indices(history, season) if found else (1.0,) * season
    return Made([history[-1] / index[(n - 1) % season] * index[(n + j) % season] for j in range(steps)])


def library_theta(history: Sequence[float], steps: int, season: Season) -> Made:
    import pandas as pd
    from statsmodels.tsa.forecasting.theta import ThetaModel

    fitted = ThetaModel(pd.Series(history), period=season).fit()
    edges = fitted.prediction_intervals(steps, alpha=0.05).to_numpy().tolist()
    values = fitted.forecast(steps).tolist()
    return Made(values, *(_normal(values, edges, part) for part in (0.8, 0.95)))


def _normal(values: Sequence[float], edges: Sequence[Sequence[float]], part: float) -> list[Interval]:
    """The normal interval that holds `part`, from the one that holds 95 %: the library takes long to work out each."""
    times = NormalDist().inv_cdf(0.5 + part / 2) / NormalDist().inv_cdf(0.975)
    return [
        Interval(v - (v - low) * times, v + (high - v) * times) for v, (low, high) in zip(values, edges, strict=True)
    ]


def library_ets(history: Sequence[float], steps: int, season: Season) -> Made:
    """The best by AICc of nine models: no, full or damped trend; no, additive or multiplicative season."""
    fits = [one for trend in TRENDS for kind in SEASONS if (one := _ets(history, season, *trend, *kind)) is not None]
    best = min(fits, key=lambda one: one.aicc)
    n = len(history)
    made = best.get_prediction(start=n, end=n + steps - 1, rng=1)
    bands = [made.pred_int(alpha=alpha).to_numpy().tolist() for alpha in (0.2, 0.05)]
    return Made(made.predicted_mean.tolist(), *([Interval(*pair) for pair in band] for band in bands))


TRENDS = ((None, False), ("add", False), ("add", True))
SEASONS = (("add", None), ("add", "add"), ("mul", "mul"))


def _ets(
    history: Sequence[float], season: Season, trend: str | None, damped: bool, error: str, kind: str | None
) -> Any:
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    start = _start(history, season, trend, kind) if len(history) < 10 else {}
    parts = {"trend": trend, "damped_trend": damped, "seasonal": kind, "seasonal_periods": season if kind else None}
    found = ETSModel(pd.Series(history), error=error, **parts, **start).fit(disp=False, maxiter=200)
    return found if -inf < found.aicc < inf else None


def _start(history: Sequence[float], season: Season, trend: str | None, kind: str | None) -> dict[str, object]:
    """The library has no start of its own below ten values."""
    mean = fmean(history[:season])
    start: dict[str, object] = {"initialization_method": "known", "initial_level": mean}
    if trend:
        start["initial_trend"] = 0.0
    if kind:
        index = indices(history, season)
        start["initial_seasonal"] = [one if kind == "mul" else (one - 1) * mean for one in index]
    return start


def score(method: Forecaster, found: Sequence[Case], season: Season) -> Score:
    """What a method comes to over all cases."""
    start = process_time()
    made = [method(one.train, len(one.test), season) for one in found]
    spent = (process_time() - start) / len(found) * 1000
    pairs = list(zip(made, found, strict=True))
    scaled = [fmean(_errors(one, case)) / case.scale for one, case in pairs]
    relative = [fmean(_relative(one, case)) for one, case in pairs]
    covers = (
        _cover((one.band80, case.test) for one, case in pairs),
        _cover((one.band95, case.test) for one, case in pairs),
    )
    return Score(fmean(scaled), stdev(scaled) / len(scaled) ** 0.5, fmean(relative), *covers, spent)


def _errors(made: Made, case: Case) -> Iterator[float]:
    return (abs(value - actual) for value, actual in zip(made.values, case.test, strict=True))


def _relative(made: Made, case: Case) -> Iterator[float]:
    return (200 * abs(v - a) / (abs(v) + abs(a)) for v, a in zip(made.values, case.test, strict=True))


def _cover(bands: Iterable[tuple[Sequence[Interval], Sequence[float]]]) -> float:
    held = [one.low <= actual <= one.high for band, test in bands for one, actual in zip(band, test, strict=False)]
    return fmean(held) if held else float("nan")


def in_parts(method: Forecaster, found: Sequence[Case], season: Season) -> Score:
    """The score of a slow method, worked out by two processes."""
    with ProcessPoolExecutor(2) as pool:
        made = list(pool.map(partial(_timed, method, season), found, chunksize=5))
    known = {one.train: forecast for one, (forecast, _) in zip(found, made, strict=True)}
    return replace(
        score(lambda history, *_: known[tuple(history)], found, season), milliseconds=fmean(t for _, t in made)
    )


def _timed(method: Forecaster, season: Season, one: Case) -> tuple[Made, float]:
    import statsmodels.tools.sm_exceptions  # it turns its own warnings on when it is imported

    assert statsmodels
    warnings.simplefilter("ignore")
    start = process_time()
    made = method(one.train, len(one.test), season)
    return made, (process_time() - start) * 1000


def compare(title: str, found: Sequence[Case], season: Season) -> tuple[Score, float]:
    """A table of all methods; the forecaster's score and OWA."""
    print(f"\n{title}\n{'':34} MASE          sMAPE   OWA  cover80 cover95   ms/series")
    base = score(naive2, found, season)
    mine = score(ours, found, season)
    rows = [("reviewgen", mine), ("seasonal naive", score(seasonal_naive, found, season)), ("Naive2", base)]
    rows.append(("statsmodels ThetaModel", in_parts(library_theta, found, season)))
    for name, one in rows:
        row(name, one, base)
    if season == 4:
        some = found[::EVERY]
        base_of_some = score(naive2, some, season)
        row(f"reviewgen, every {EVERY}rd", score(ours, some, season), base_of_some)
        row(f"statsmodels ETS (AICc), every {EVERY}rd", in_parts(library_ets, some, season), base_of_some)
    return mine, owa(mine, base)


def owa(one: Score, base: Score) -> float:
    """The competition's mean of both errors relative to Naive2."""
    return (one.mase / base.mase + one.smape / base.smape) / 2


def row(name: str, one: Score, base: Score) -> None:
    covers = "   ".join(f"{cover:5.1%}" if cover == cover else "    -" for cover in (one.cover80, one.cover95))
    numbers = f"{one.mase:.3f} ±{one.error:.3f}  {one.smape:6.2f}  {owa(one, base):.3f}"
    print(f"{name:34} {numbers}   {covers}   {one.milliseconds:9.2f}", flush=True)


def short(quarters: Sequence[Case], n: int) -> Score:
    found = [one.latest(n, 4) for one in quarters]
    return compare(f"last {n} quarters, 4 to come, {len(found)} series", found, 4)[0]


def whole(title: str, found: Sequence[Case], n: int | None, steps: int, season: Season) -> tuple[Score, float]:
    return compare(f"{title}, {steps} to come, {len(found)} series", [one.latest(n, steps) for one in found], season)


def cut_earlier(quarters: Sequence[Case]) -> list[Case]:
    """The training parts, cut once more 4, 8, 12 and 16 quarters before their end."""
    parts = [(one.train[:-cut], one.train[-cut:][:4]) for one in quarters for cut in CUTS]
    return [case(train, test, 4) for train, test in parts if len(train) >= LATEST]


def earlier(quarters: Sequence[Case]) -> None:
    found = cut_earlier(quarters)
    print(
        f"\nearlier in the same series: cut {CUTS} quarters before the end of training, {len(found)} cases, 4 to come"
    )
    for n in (8, 12, 16, 20):
        some = [one.latest(n, 4) for one in found]
        row(f"last {n}: reviewgen", score(ours, some, 4), score(naive2, some, 4))


def landings(quarters: Sequence[Case], months: Sequence[Case]) -> None:
    print("\nlanding: how often the 80 % band of the sum holds, and the factor on it that would have held 80 %")
    for n in (8, 12, 16, 20, None):
        _landing(f"last {n or 'all'} quarters", [one.latest(n, 4) for one in quarters], range(1, 5), 4)
        _landing("    earlier", [one.latest(n, 4) for one in cut_earlier(quarters)], range(1, 5), 4)
    for n in (24, 36, None):
        _landing(f"last {n or 'all'} months", [one.latest(n, 12) for one in months], (1, 3, 6, 9, 12), 12)


def _landing(title: str, found: Sequence[Case], sums: Iterable[int], season: Season) -> None:
    shown = []
    for k in sums:
        off = sorted(_times(land(one.train, k, season), sum(one.test[:k])) for one in found)
        held = sum(one <= 1 for one in off) / len(off)
        shown.append(f"k={k}: {held:.1%} x{off[ceil(0.8 * len(off)) - 1]:.2f}")
    print(f"{title:22}", "   ".join(shown))


def _times(made: object, actual: float) -> float:
    """How many half widths of its band the landing was off."""
    assert isinstance(made, Landing) and isinstance(made.band80, Interval), made
    return abs(made.value - actual) / max(made.value - made.band80.low, made.band80.high - made.value)


def shares() -> None:
    """Simulated shares: counts of 20, 60 or 300 whose chance keeps still, wanders and returns, or wanders off."""
    print("\nsmoothed level on simulated shares, 4 quarters to come: MAE in points beside the mean and the last value")
    for memory in (0.0, 0.5, 0.9, 1.0):
        for n in (8, 12, 20):
            print(f"memory {memory}, {n:2} quarters   {_level_line(list(_shares(memory, n)))}")


def _level_line(made: Sequence[tuple[Sequence[float], Sequence[float]]]) -> str:
    rivals: Mapping[str, Callable[[Sequence[float]], float]] = {"mean": fmean, "last": lambda history: history[-1]}
    found = [(project(history, 4, 4, Kind.PERCENT), test) for history, test in made]
    forecasts = [(one, test) for one, test in found if isinstance(one, Projection)]
    error = fmean(abs(v - a) for one, test in forecasts for v, a in zip(one.values, test, strict=True))
    others = {name: fmean(abs(rival(h) - a) for h, test in made for a in test) for name, rival in rivals.items()}
    cover = _cover((one.band80, test) for one, test in forecasts if isinstance(one.band80, tuple))
    return (
        f"{error:5.2f}   "
        + "   ".join(f"{name} {mae:5.2f}" for name, mae in others.items())
        + f"   cover80 {cover:.1%}"
    )


def _shares(memory: float, n: int) -> Iterator[tuple[list[float], list[float]]]:
    import numpy as np

    chance = np.random.default_rng(11)
    for _ in range(200):
        size, middle, state, shares = chance.choice((20, 60, 300)), chance.choice((0.0, 1.5, 3.0)), 0.0, []
        for _ in range(2 * n + 4):
            state = memory * state + chance.normal(0, 0.3 if memory < 1 else 0.15)
            shares.append(100 * chance.binomial(size, 1 / (1 + exp(-middle - state))) / size)
        yield [float(one) for one in shares[-n - 4 : -4]], [float(one) for one in shares[-4:]]


def deliveries() -> None:
    """On-time deliveries by country and quarter, in percent, forecast from every fourth quarter."""
    print("\nsmoothed level on the punctuality of deliveries, 4 quarters to come")
    stretches = [one for one in _punctuality() if len(one) >= 12]
    for n in (8, 12, 20):
        ends = [(one, end) for one in stretches for end in range(len(one) - 4, n - 1, -4)]
        print(f"{n:2} quarters, {len(ends):3} cases   {_level_line([(s[e - n : e], s[e : e + 4]) for s, e in ends])}")


def _punctuality() -> Iterator[list[float]]:
    """The unbroken stretches of each country."""
    counts: dict[str, dict[int, list[bool]]] = {}
    with DELIVERIES.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            due, came = (datetime.strptime(line[name], "%d-%b-%y").replace(tzinfo=UTC) for name in (DUE, CAME))
            quarter = came.year * 4 + (came.month - 1) // 3
            counts.setdefault(line["Country"], {}).setdefault(quarter, []).append(came <= due)
    for quarters in counts.values():
        for start in sorted(one for one in quarters if one - 1 not in quarters):
            yield [100 * fmean(quarters[one]) for one in takewhile(quarters.__contains__, count(start))]


def bars(found: Mapping[int, Score], full: tuple[Score, float]) -> int:
    """Each bar with what was measured; 1 when one is missed."""
    every = [*found.values(), full[0]]
    checks = [bar(f"MASE at n = {n}", found[n].mase, 0, most) for n, most in ((8, 1.00), (12, 1.00), (20, 0.97))]
    for n, one in found.items():
        checks += [
            bar(f"cover 80 at n = {n}", one.cover80, 0.74, 0.86),
            bar(f"cover 95 at n = {n}", one.cover95, 0.90, 1),
        ]
    checks.append(bar("OWA, full history", full[1], 0, 0.90))
    checks.append(bar("ms a series", max(one.milliseconds for one in every), 0, 5))
    return 0 if all(checks) else 1


def bar(name: str, value: float, least: float, most: float) -> bool:
    held = least <= value <= most
    print(f"{'pass' if held else 'MISS'}  {name:22} {value:6.3f}   {least:.2f} to {most:.2f}")
    return held


if __name__ == "__main__":
    sys.exit(main())
