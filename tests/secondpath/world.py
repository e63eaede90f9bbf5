"""Workspaces made at random, dirty in every way that is allowed: as files, and as the second path is told them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.secondpath.catalogue import BY_ID, ENTRIES, KINDS, Entry, Kind
from tests.secondpath.dice import Dice
from tests.secondpath.second import House, Named, Said

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Row = tuple[str, str, str, Decimal, str, str, str]
"""account, kpi, period, value, scenario, segment, site."""
Cell = tuple[str, str]
FIRST, QUARTERS = 2024 * 4, 10
"""The first quarter with rows, and how many have some."""
CUTS: Mapping[str, int] = {
    "whole": 52, "segments": 14, "sites": 7, "nested": 8, "both": 5, "whole and parts": 8, "at odds": 4, "one": 2,
}  # fmt: skip
"""How a value is cut into segments and sites."""
RHYTHMS: Mapping[str, int] = {
    "months": 38, "quarter": 12, "weeks": 8, "weeks in part": 6, "months and weeks": 7, "quarter and months": 8,
    "months with a gap": 12, "last month only": 4, "none": 5,
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """A workspace: its calendar, its files by name, and what the second path is told beside the rows."""

    house: House
    files: Mapping[str, str]
    rows: tuple[Row, ...]
    said: Said
    quarters: tuple[str, ...]

    def write(self, folder: Path) -> Path:
        """All files below `folder`; the path of the rows."""
        for name, text in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("account", "kpi", "period", "value", "scenario", "segment", "site"))
            writer.writerows((*row[:3], f"{row[3]:f}", *row[4:]) for row in self.rows)
        return folder / "rows.csv"


def house(dice: Dice) -> House:
    """A calendar: years from any month on, one in three of weeks."""
    month, named = dice.whole(1, 12) if dice.chance(75) else 1, dice.one(("end", "start"))
    if dice.chance(67):
        return House(month, named=named)
    pattern = dice.one(((4, 4, 5), (4, 4, 5), (4, 5, 4), (5, 4, 4)))
    return House(month, pattern, dice.whole(1, 7), dice.one(("last", "nearest")), named)


def world(dice: Dice, settings: House, periods: Sequence[Named]) -> World:
    """A workspace in a calendar whose periods are named."""
    maker = _Maker(dice, settings, periods)
    rows = tuple(row for account in ("acme", "bolt") for row in maker.rows(account))
    kpis = [maker.kpi(entry) for entry in ENTRIES]
    accounts = {name: maker.account(name) for name in ("acme", "bolt")}
    files = {
        "reviewgen.yml": maker.settings(),
        "kpis.yml": "kpis:\n" + "".join(f"  - {flow(one)}\n" for one in kpis),
        **{f"accounts/{name}.yml": text for name, text in accounts.items()},
    }
    said = Said(tuple(accounts), maker.kpis, maker.parts, maker.goals, maker.weights)
    quarters = tuple(one.name for one in periods if one.grain == "quarter" and 0 <= one.m0 // 3 - FIRST < QUARTERS)
    return World(settings, files, rows, said, quarters)


def flow(value: Any) -> str:
    """A value as YAML, numbers as they are."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return json.dumps(value) if isinstance(value, str) else f"{value:f}"


class _Maker:
    def __init__(self, dice: Dice, settings: House, periods: Sequence[Named]) -> None:
        self.dice = dice
        self.house = settings
        self.by_grain = {
            grain: [one for one in periods if one.grain == grain] for grain in ("week", "month", "quarter", "year")
        }
        self.kpis: list[tuple[Any, ...]] = []
        self.parts: list[tuple[Any, ...]] = []
        self.goals: list[tuple[Any, ...]] = []
        self.weights: list[tuple[Any, ...]] = []
        self.phased: set[str] = {
            entry.id for entry in ENTRIES if entry.rollup == "sum" and dice.chance(60)
        }  # fmt: skip

    def settings(self) -> str:
        held = self.house
        lines = ["company: Maison", "currency: EUR", f"fiscal_year_start: {held.first_month}"]
        lines += [f"fiscal_year_named: {held.named}", "tables: {observations: rows.csv}"]
        if held.pattern:
            pattern = "-".join(map(str, held.pattern))
            weeks = {"pattern": pattern, "ends_on": DAYS[held.ends_on - 1], "year_end": held.anchor}
            lines.append(f"fiscal_weeks: {flow(weeks)}")
        return "\n".join(lines) + "\n"

    # rows

    def rows(self, account: str) -> Iterator[Row]:
        families = sorted({kind.family for kind in KINDS.values()})
        cuts = {family: self.dice.weighed(CUTS) for family in families}
        plain = {family: self.dice.chance(35) for family in families}
        start = {family: self.dice.whole(0, 6) if self.dice.chance(30) else 0 for family in families}
        for step in range(QUARTERS):
            rhythms = {one: "months" if plain[one] else self.dice.weighed(RHYTHMS) for one in families}
            now = {one: self.dice.weighed(CUTS) if self.dice.chance(10) else cuts[one] for one in families}
            zero = {one: self.dice.chance(4) for one in families}
            for name, kind in KINDS.items():
                if step < start[kind.family]:
                    continue
                own = self.dice.chance(10)
                rhythm = self.dice.weighed(RHYTHMS) if own else rhythms[kind.family]
                cut = self.dice.weighed(CUTS) if own else now[kind.family]
                yield from self._quarter(account, name, kind, FIRST + step, rhythm, cut, zero[kind.family])
        yield from self._years(account)

    def _quarter(
        self, account: str, name: str, kind: Kind, quarter: int, rhythm: str, cut: str, zero: bool
    ) -> Iterator[Row]:
        for scenario in ("actual", *kind.scenarios):
            if scenario != "actual":
                if self.dice.chance(45):
                    continue
                rhythm, cut = self.dice.one(("months", "quarter", rhythm)), self.dice.one(("whole", "whole", cut))
            if kind.family == "stated":
                rhythm = self.dice.weighed({"none": 6, "quarter": 2, "months": 1})
                cut = self.dice.weighed({"whole": 3, "segments": 1})
            for period in self._periods(quarter, rhythm):
                cells = _cells(self.dice, "whole" if self.dice.chance(5) else cut)
                for segment, site, value in self._values(kind, cells, zero, cut):
                    yield account, name, period.name, value, scenario, segment, site

    def _years(self, account: str) -> Iterator[Row]:
        """Targets of whole years, and now and then a value of one."""
        for year in self._years_held():
            for name in sorted(self.phased):
                if self.dice.chance(50):
                    cells = _cells(self.dice, self.dice.weighed({"whole": 5, "segments": 2, "at odds": 1}))
                    for segment, site, value in self._values(KINDS[name], cells, False, ""):
                        yield account, name, year.name, 12 * value, "target", segment, site
            if self.dice.chance(10):
                yield account, "volume", year.name, self.dice.amount(100, 900, 1), "actual", "", ""

    def _years_held(self) -> list[Named]:
        return [one for one in self.by_grain["year"] if FIRST * 3 <= one.m0 < FIRST * 3 + 3 * QUARTERS]

    def _inside(self, grain: str, k0: int, k1: int) -> list[Named]:
        return [one for one in self.by_grain[grain] if k0 <= one.k0 and one.k1 <= k1]

    def _periods(self, number: int, rhythm: str) -> Sequence[Named]:
        quarter = next(one for one in self.by_grain["quarter"] if one.m0 == 3 * number)
        months = self._inside("month", quarter.k0, quarter.k1)
        weeks = self._inside("week", quarter.k0, quarter.k1)
        gap = self.dice.whole(0, 2)
        match rhythm:
            case "months":
                return months
            case "quarter":
                return [quarter]
            case "weeks":
                return weeks
            case "weeks in part":
                return [week for week in weeks if self.dice.chance(80)]
            case "months and weeks":
                return [*months[:gap], *months[gap + 1 :], *self._inside("week", months[gap].k0, months[gap].k1)]
            case "quarter and months":
                return [quarter, *months[: gap + 1]]
            case "months with a gap":
                return [*months[:gap], *months[gap + 1 :]]
            case "last month only":
                return months[2:]
            case _:
                return []

    def _values(self, kind: Kind, cells: Sequence[Cell], zero: bool, cut: str) -> Iterator[tuple[str, str, Decimal]]:
        if cut == "both" and len(cells) == 4:  # two segments, and two sites that say the same
            values = [self._value(kind, zero) for _ in range(3)]
            values.append(values[0] + values[1] - values[2])
        else:
            values = [self._value(kind, zero) for _ in cells]
        for (segment, site), value in zip(cells, values, strict=True):
            yield segment, site, value

    def _value(self, kind: Kind, zero: bool) -> Decimal:
        if zero or self.dice.chance(3):
            return Decimal(0)
        return self.dice.amount(kind.low, kind.high, kind.places)

    # catalogue

    def kpi(self, entry: Entry) -> dict[str, Any]:
        """What kpis.yml says of a KPI; the second path is told the same."""
        dice = self.dice
        direction = "band" if entry.bands and dice.chance(50) else dice.one(("higher", "higher", "lower"))
        made: dict[str, Any] = {
            "id": entry.id, "label": entry.id, "perspective": entry.perspective, "unit": entry.unit,
            "direction": direction, "rollup": entry.rollup, **entry.said,
        }  # fmt: skip
        across = entry.id in ("receivables", "stock_days") and dice.chance(50)
        if across:
            made["across"] = "sum"
        if entry.id == "cover":
            made["inputs"] = {"shelf_stock": "last"}
        base, fewest = self._guard(entry, made)
        phasing, parts = self._phasing(entry, made)
        missing = "score_zero" if dice.chance(25) else "leave_out"
        made["missing"] = missing
        self._goals("", entry, direction, made)
        self._weigh(entry, made)
        self.kpis.append(
            (entry.id, entry.perspective, entry.rollup, direction, across, entry.weight_by, entry.shape, base, fewest,
             phasing, parts, missing, entry.stage)
        )  # fmt: skip
        self.parts += [(entry.id, *part) for part in entry.parts]
        return made

    def _guard(self, entry: Entry, made: dict[str, Any]) -> tuple[str | None, int | None]:
        """The slot of the rows that are counted, and how few of them are too few."""
        fewest = self.dice.whole(2, 40)
        if entry.rollup == "nps":
            if self.dice.chance(50):
                made["min_n"] = fewest
            return entry.base, made.get("min_n", 10)
        if entry.rollup == "ratio" and self.dice.chance(40):
            made["min_n"] = fewest
            return "b", fewest
        if entry.base and self.dice.chance(70):
            made["n"] = next(name for slot, name, _, _ in entry.parts if slot == entry.base)
            made |= {"min_n": 3 * fewest} if self.dice.chance(70) else {}
            return entry.base, made.get("min_n")
        return None, None

    def _phasing(self, entry: Entry, made: dict[str, Any]) -> tuple[str | None, list[Decimal] | None]:
        if entry.id not in self.phased:
            return None, None
        kind = self.dice.one(("even", "last_year", "last_year", "quarters", "months"))
        if kind in ("even", "last_year"):
            made["phasing"] = kind
            return kind, None
        count = 4 if kind == "quarters" else 12
        parts = [self.dice.amount(2, 10, 1) for _ in range(count - 1)]
        made["phasing"] = [*parts, 100 - sum(parts, Decimal(0))]
        return None, made["phasing"]

    def _since(self) -> str:
        month = 12 * 2023 + self.dice.whole(6, 48)
        return f"{month // 12}-{month % 12 + 1:02}" if self.dice.chance(80) else f"{month // 12}-{month % 12 + 1:02}-15"

    def _goals(self, account: str, entry: Entry, direction: str, made: dict[str, Any]) -> None:
        if self.dice.chance(30):
            found = self._goal(entry, direction)
            made.update(found)
            self._tell(account, entry.id, None, found)
            return
        made["goals"] = self._dated(account, entry, direction)

    def _dated(self, account: str, entry: Entry, direction: str) -> list[dict[str, Any]]:
        dates = sorted({self._since() for _ in range(self.dice.whole(1, 3))})
        given = [None, *dates] if self.dice.chance(60) else list(dates)
        held = [(since, self._goal(entry, direction)) for since in given]
        for since, found in held:
            self._tell(account, entry.id, since, found)
        order = reversed(held) if self.dice.chance(30) else held
        return [found | ({"since": since} if since else {}) for since, found in order]

    def _tell(self, account: str, kpi: str, since: str | None, found: Mapping[str, Any]) -> None:
        day = None if since is None else since if since.count("-") == 2 else f"{since}-01"
        names = ("target", "red_flag", "stretch", "low", "high", "annual", "sla")
        self.goals.append((account, kpi, day, *(found.get(name) for name in names)))

    def _goal(self, entry: Entry, direction: str) -> dict[str, Any]:
        dice, kind = self.dice, KINDS.get(entry.id, Kind("", 0, 100, 1))
        if direction == "band":
            low = dice.amount(kind.low, kind.high, 1)
            return {"low": low, "high": low + dice.amount(1, 30, 1)} if dice.chance(90) else {}
        up = 1 if direction == "higher" else -1
        level = dice.amount(kind.low, 2 * kind.high, 1) if dice.chance(93) else Decimal(0)
        found: dict[str, Any] = {}
        kinds = {"target": 5, "rows": 3, "annual": 5 if entry.rollup == "sum" else 0}
        match dice.weighed(kinds):
            case "target":
                found["target"] = level
            case "annual":
                found["annual"] = level = 4 * level
        for name, towards in (("red_flag", -up), ("stretch", up)):
            if dice.chance(50):
                found[name] = level + towards * dice.amount(0, 30, 1)
        if dice.chance(30):
            found["sla"] = level / (4 if "annual" in found else 1) - up * dice.amount(-5, 20, 1)
        return found

    def _weigh(self, entry: Entry, made: dict[str, Any]) -> None:
        if self.dice.chance(50):
            made["weight"] = weight = self.dice.amount(0, 4, 1) if self.dice.chance(80) else Decimal(0)
            self.weights.append((entry.id, None, weight))
            return
        dates: list[str | None] = list(dict.fromkeys(self._since() for _ in range(2)))
        given = [None, *dates] if self.dice.chance(60) else dates
        made["weight"] = []
        for since in given:
            weight = self.dice.amount(0, 4, 1)
            made["weight"].append({"weight": weight} | ({"since": since} if since else {}))
            day = None if since is None else since if since.count("-") == 2 else f"{since}-01"
            self.weights.append((entry.id, day, weight))

    def account(self, name: str) -> str:
        """An account, with goals of its own for some KPIs."""
        own = {}
        directions = {row[0]: row[3] for row in self.kpis}
        for entry in ENTRIES:
            if self.dice.chance(12):
                own[entry.id] = self._dated(name, BY_ID[entry.id], directions[entry.id])
        lines = [f"id: {name}", f"name: {name.title()} SA", "tier: 2"]
        return "\n".join([*lines, *([f"goals: {flow(own)}"] if own else [])]) + "\n"


def _cells(dice: Dice, cut: str) -> Sequence[Cell]:
    match cut:
        case "segments":
            return [("north", ""), ("south", "")] if dice.chance(90) else [("north", "")]
        case "sites":
            return [("", "Lyon"), ("", "Nice")]
        case "nested":
            return [("north", ""), ("north", "Lille"), ("south", "Lyon"), ("south", "Nice")]
        case "both" | "at odds":
            return [("north", ""), ("south", ""), ("", "Lyon"), ("", "Nice")]
        case "whole and parts":
            return [("", ""), ("north", ""), ("", "Nice")]
        case "one":
            return [("north", "")]
        case _:
            return [("", "")]
