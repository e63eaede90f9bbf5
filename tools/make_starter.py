"""Makes the rows of samples/starter: python tools/make_starter.py [FOLDER]. The same bytes on every run.

Levels stand below by quarter; months follow the season of biscuits. Till sales follow net sales, the category follows
the share, orders and invoices follow sales, and the parts of every ratio follow from those.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from verdier.clients import noise

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "starter"
ACCOUNT, RIVAL = "Pellworth", "Marrow & Sons"
FIRST_YEAR, FIRST_QUARTER = 2024, 3
SEASON = {1: 31, 2: 33, 3: 36, 4: 34, 5: 33, 6: 33, 7: 31, 8: 32, 9: 37, 10: 30, 11: 36, 12: 34}
"""Percent of a quarter's sales that fall in a month."""
NET_SALES = (1128, 1617, 1181, 1149, 1196, 1728, 1243, 1226, 1342)
PLAN = (1150, 1640, 1190, 1170, 1220, 1700, 1250, 1240, 1270, 1820)
"""Thousand euros; the plan reaches one quarter further."""
SHARE = (16.8, 17.0, 17.1, 17.3, 17.2, 17.5, 17.7, 17.9, 18.4)
RIVAL_SHARE = (22.9, 22.6, 22.5, 22.4, 22.6, 22.1, 22.0, 21.8, 21.5)
DISTRIBUTION = (76, 77, 78, 78, 79, 80, 81, 84, 87)
COMPLAINTS = ((3, 3, 3), (3, 4, 5), (2, 3, 3), (3, 3, 3), (4, 3, 3), (4, 4, 5), (3, 2, 4), (3, 4, 4), (5, 6, 3))
WRONG_INVOICES = ((3, 3, 2), (3, 3, 4), (2, 2, 2), (2, 2, 2), (2, 1, 2), (2, 3, 2), (2, 1, 1), (1, 2, 1), (1, 2, 1))
MISSED_ORDERS = ((5, 5, 4), (6, 7, 7), (4, 4, 4), (4, 3, 4), (4, 4, 4), (5, 6, 5), (3, 4, 4), (3, 3, 3), (4, 19, 4))
NPS = (22, 24, 26, 27, 29, 31, 33, 34, 36)
MEETINGS = ((0, 0, 1), (1, 0, 1), (0, 1, 0), (1, 0, 1), (0, 1, 1), (1, 0, 1), (0, 1, 0), (1, 0, 1), (1, 0, 1))
STOCK_COVER = (3.8, 3.4, 3.7, 3.6, 3.7, 3.3, 3.6, 3.5, 2.9)
MARGIN = (33.8, 34.1, 33.9, 33.7, 33.6, 33.4, 33.1, 32.6, 31.9)
DAYS_TO_PAY = (49, 48, 48, 47, 47, 46, 45, 45, 44)
COUNTED_BY_THEM = 6
"""The first quarter in which Pellworth counts late orders itself; it sees one more a month."""
Row = tuple[str, str, str, object]


def key(quarter: int) -> str:
    """2026-Q3."""
    index = FIRST_YEAR * 4 + FIRST_QUARTER - 1 + quarter
    return f"{index // 4}-Q{index % 4 + 1}"


def month(quarter: int, place: int) -> tuple[str, int]:
    """2026-09 and 9, for the month at `place` (0 to 2) of a quarter."""
    index = FIRST_YEAR * 12 + 3 * (FIRST_QUARTER - 1 + quarter) + place
    return f"{index // 12}-{index % 12 + 1:02}", index % 12 + 1


def spread(total: float, quarter: int, name: str) -> tuple[int, int, int]:
    """`total` over the three months by season, a little off it; the three make the total."""
    weights = [SEASON[month(quarter, place)[1]] * (1 + 0.02 * noise(name, quarter, place)) for place in range(3)]
    first, second = (round(total * weight / sum(weights)) for weight in weights[:2])
    return first, second, round(total) - first - second


def around(level: float, quarter: int, place: int, name: str, width: float) -> float:
    """`level` with the three months of the quarter around it; they keep it as their mean."""
    off = [noise(name, quarter, other) for other in range(3)]
    return level + width * (off[place] - sum(off) / 3)


def closing(levels: Sequence[float], quarter: int, place: int) -> int:
    """A level at the end of a month, on its way from the last quarter's to this one's."""
    before = levels[max(quarter - 1, 0)]
    return round(before + (levels[quarter] - before) * (place + 1) / 3)


def quarter_rows(quarter: int) -> Iterator[Row]:
    """The rows of one quarter: kpi, period, scenario, value."""
    sales = spread(NET_SALES[quarter] * 1000, quarter, "sales")
    profit = [round(sales[place] * around(MARGIN[quarter], quarter, place, "margin", 0.4) / 100) for place in range(2)]
    profit.append(round(NET_SALES[quarter] * 10 * MARGIN[quarter]) - sum(profit))
    for place in range(3):
        when, _ = month(quarter, place)
        till = round(sales[place] / 0.62 * (1 + 0.015 * noise("till", quarter, place)))
        orders, invoices = round(sales[place] / 4300), round(sales[place] / 5200)
        on_time = orders - MISSED_ORDERS[quarter][place]
        yield "our_sellout", when, "actual", till
        yield (
            "category_sellout",
            when,
            "actual",
            round(till * 100 / around(SHARE[quarter], quarter, place, "share", 0.2)),
        )
        yield "weighted_distribution", when, "actual", closing(DISTRIBUTION, quarter, place)
        yield "complaints", when, "actual", COMPLAINTS[quarter][place]
        yield "invoices", when, "actual", invoices
        yield "invoices_right", when, "actual", invoices - WRONG_INVOICES[quarter][place]
        yield "executive_meetings", when, "actual", MEETINGS[quarter][place]
        yield "orders", when, "actual", orders
        yield "orders_on_time_in_full", when, "actual", on_time
        if quarter >= COUNTED_BY_THEM:
            yield "orders", when, "client_actual", orders
            yield "orders_on_time_in_full", when, "client_actual", on_time - 1
        yield "stock_cover", when, "actual", f"{around(STOCK_COVER[quarter], quarter, place, 'cover', 0.2):.1f}"
        yield "net_sales", when, "actual", sales[place]
        yield "gross_profit", when, "actual", profit[place]
        yield "days_to_pay", when, "actual", closing(DAYS_TO_PAY, quarter, place)
    yield "nps", key(quarter), "actual", NPS[quarter]
    yield "category_share", key(quarter), RIVAL, RIVAL_SHARE[quarter]


def rows() -> Iterator[Row]:
    """All rows, quarter by quarter, then the plan."""
    for quarter in range(len(NET_SALES)):
        yield from quarter_rows(quarter)
    for quarter, planned in enumerate(PLAN):
        for place, value in enumerate(spread(planned, quarter, "plan")):
            yield "net_sales", month(quarter, place)[0], "target", value * 1000


def write(folder: Path) -> None:
    """Write observations.csv into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "observations.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("account", "kpi", "period", "scenario", "value"))
        writer.writerows((ACCOUNT, *row) for row in rows())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE / "data")
