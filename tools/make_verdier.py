"""Makes the rows of samples/verdier: python tools/make_verdier.py [FOLDER]. The same bytes on every run.

Sales by quarter are set below; the months follow the seasons of lemonade and iced tea, volumes follow sales and price,
till sales follow both, and the parts of every ratio follow from those. What went right or wrong stands in LEVELS, by
account and quarter. Milestones, actions, meetings and contacts have rows only for the time before the tables that people
keep by hand; from there on they are counted from those.
"""

from __future__ import annotations

import calendar
import csv
import datetime
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from verdier.clients import (
    BRIGHTWAY,
    BY_YEAR,
    CARVELLE,
    CLIENTS,
    FIRST_KEPT,
    KEPT,
    LAST,
    MONTHS,
    QUARTERS,
    RANGES,
    SHAPES,
    SINCE_TABLES,
    Client,
    Month,
    level,
    month,
    noise,
    quarter_key,
    quarter_months,
)
from verdier.workbook import write_workbook

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent / "samples" / "verdier"
Row = tuple[str, str, str, str, str, str, str]
HEADER = ("account", "kpi", "period", "scenario", "segment", "site", "value")


MARKET_KPIS = (
    "our_sellout", "category_sellout", "weighted_distribution", "stores_33cl", "account_vs_market", "share_of_voice",
)  # fmt: skip


def price(client: Client, number: int, when: Month) -> float:
    """Net price of one range a hectolitre; a small rise in February 2024 and that of 2025 which came account by account."""
    year, start, step = client.rise
    rise = (1.015 if (when.year, when.month) >= (2024, 2) else 1.0) * (
        step if (when.year, when.month) >= (year, start) else 1.0
    )
    return RANGES[number].price * client.price * rise * (1 + 0.004 * noise(client.name, "price", number, when))


def shares(client: Client, when: Month) -> list[float]:
    """Hectolitres of each range in one month, to be scaled to the quarter."""
    step = min(1.0, when.index / 53)
    push = client.promotions.get(str(when), 1.0)
    first, last = client.mix
    return [
        (first[n] + (last[n] - first[n]) * step)
        * one.season[when.month - 1]
        * push
        * (1 + 0.02 * noise(client.name, "volume", n, when))
        for n, one in enumerate(RANGES)
    ]


def sold(client: Client) -> dict[Month, list[tuple[int, int]]]:
    """Volume in hl and net sales in euros of each range, by month."""
    found: dict[Month, list[tuple[int, int]]] = {}
    for quarter in QUARTERS:
        months = quarter_months(quarter)
        raw = {when: shares(client, when) for when in months}
        value = sum(hl * price(client, n, when) for when in months for n, hl in enumerate(raw[when]))
        scale = client.sales[quarter] * 1000 / value
        for when in months:
            volumes = [round(hl * scale) for hl in raw[when]]
            found[when] = [(hl, round(hl * price(client, n, when))) for n, hl in enumerate(volumes)]
    return found


@dataclass(frozen=True)
class Book:
    """What one account bought, by month: all ranges together; and its till sales, ours and the category's."""

    client: Client
    by_range: Mapping[Month, Sequence[tuple[int, int]]]

    def volume(self, when: Month) -> int:
        """Hectolitres."""
        return sum(hl for hl, _ in self.by_range[when])

    def sales(self, when: Month) -> int:
        """Net sales in euros."""
        return sum(value for _, value in self.by_range[when])

    def orders(self, when: Month) -> int:
        """Orders delivered."""
        return round(self.volume(when) / (self.client.order_hl * (1 + 0.03 * noise(self.client.name, "orders", when))))

    def our_sellout(self, when: Month) -> int:
        """Till sales of our range in euros."""
        return round(self.sales(when) * 1.38 * (1 + 0.006 * noise(self.client.name, "till", when)))

    def category_sellout(self, when: Month) -> int:
        """Till sales of the category in euros."""
        return round(self.our_sellout(when) / (monthly(self.client, "category_share", when, 0.1) / 100))

    def trailing(self, when: Month, amounts: Callable[[Month], int]) -> float:
        """An amount a day over the three months that end with `when`."""
        three = tuple(month(when.index - back) for back in range(2, -1, -1))
        return sum(map(amounts, three)) / sum(calendar.monthrange(one.year, one.month)[1] for one in three)

    def receivables(self, when: Month) -> int:
        """What is open at the end of a month, in euros, so that the days of sales are at their level."""
        return round(closing(self.client, "dso", when) * self.trailing(when, self.sales))

    def stock(self, when: Month) -> tuple[tuple[str, int], ...]:
        """Hectolitres in each warehouse of the account at the end of a month, so that the weeks are at their level."""
        whole = round(closing(self.client, "stock_cover", when) * 7 * self.trailing(when, self.volume))
        others = [(site, round(whole * share)) for site, share in self.client.warehouses[1:]]
        return ((self.client.warehouses[0][0], whole - sum(hl for _, hl in others)), *others)


def monthly(client: Client, kpi: str, when: Month, spread: float) -> float:
    """The level of a month; the three of a quarter keep its level as their mean."""
    shape = SHAPES.get((client.name, kpi, quarter_key(when.quarter)))
    if shape:
        return level(client, kpi, when.quarter) + shape[when.index % 3]
    off = [noise(client.name, kpi, "month", one) for one in quarter_months(when.quarter)]
    return level(client, kpi, when.quarter) + spread * (off[when.index % 3] - sum(off) / 3)


def closing(client: Client, kpi: str, when: Month) -> float:
    """A level at the end of a month: on its way from the last quarter's to this one's."""
    before, now = level(client, kpi, when.quarter - 1), level(client, kpi, when.quarter)
    return before + (now - before) * (when.index % 3 + 1) / 3


def parts(client: Client, kpi: str, wholes: Mapping[Month, int], factor: float, spread: float) -> dict[Month, int]:
    """Whole-number parts of `wholes` by month, whose ratio over each quarter is its level."""
    found = {}
    for quarter in KEPT:
        months = quarter_months(quarter)
        left = round(level(client, kpi, quarter) * sum(wholes[when] for when in months) / factor)
        for when in months[:2]:
            found[when] = round(monthly(client, kpi, when, spread) * wholes[when] / factor)
            left -= found[when]
        found[months[2]] = min(left, wholes[months[2]]) if factor == 100 else left
    return found


def spread_out(client: Client, kpi: str, total: int) -> dict[int, tuple[int, int, int]]:
    """Quarter totals in steps of `total`, spread over their months."""
    found = {}
    for quarter in KEPT:
        whole = round(level(client, kpi, quarter) / total)
        shape = SHAPES.get((client.name, kpi, quarter_key(quarter)))
        weights = [1 + off for off in shape or (0.35 * noise(client.name, kpi, w) for w in quarter_months(quarter))]
        first = round(whole * weights[0] / sum(weights))
        second = round(whole * weights[1] / sum(weights))
        found[quarter] = (first * total, second * total, (whole - first - second) * total)
    return found


def written(name: str) -> list[dict[str, str]]:
    """The rows of a table that people keep by hand."""
    with (HERE / "verdier" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def meetings(client: Client, when: Month) -> int:
    """Executive meetings of a month."""
    wanted = max(0, round(level(client, "meetings", when.quarter)))
    return sum(1 for n in range(wanted) if (n + when.quarter) % 3 == when.index % 3)


def promises(client: Client, kpi: str, when: Month) -> tuple[int, int]:
    """Due and done on time in a month: over the quarter near its level."""
    months = quarter_months(when.quarter)
    due = [2 + (noise(client.name, kpi, "due", one) > 0.2) for one in months]
    late = max(0, sum(due) - round(level(client, kpi, when.quarter) * sum(due) / 100))
    first = (when.quarter + len(kpi)) % 3
    behind = [(late + 2 - (n - first) % 3) // 3 for n in range(3)]
    place = when.index % 3
    return due[place], max(0, due[place] - behind[place])


def before_tables(client: Client, when: Month) -> Iterator[tuple[str, int]]:
    """Of a month that the tables do not reach: milestones and actions, due and on time, meetings, and who knows us."""
    for name in ("milestones", "actions_ours", "actions_theirs"):
        if when < SINCE_TABLES[name]:
            due, met = promises(client, name, when)
            table, _, side = name.partition("_")
            yield from ((f"{table}_due{side and '_'}{side}", due), (f"{table}_on_time{side and '_'}{side}", met))
    if when < SINCE_TABLES["meetings"]:
        yield "meetings_executive_meeting", meetings(client, when)
    if when < SINCE_TABLES["people"] and when.index % 3 == 2:
        for name in ("role_coverage", "contact_freshness"):
            yield name, round(level(client, name, when.quarter))


def survey(client: Client, quarter: int) -> Iterator[tuple[str, int]]:
    """Promoters, detractors and all answers of a quarter; about a third of those asked are neither."""
    answers = round(level(client, "answers", quarter))
    lead = round(level(client, "nps", quarter) * answers / 100)
    promoters = round((0.68 * answers + lead) / 2)
    yield from (("nps_promoters", promoters), ("nps_detractors", promoters - lead), ("nps_answers", answers))


def actuals(book: Book) -> Iterator[tuple[str, Month, str]]:
    """The monthly values of one account that are not split by range."""
    client = book.client
    volume = {when: book.volume(when) for when in MONTHS}
    sales = {when: book.sales(when) for when in MONTHS}
    orders = {when: book.orders(when) for when in MONTHS}
    invoices = {when: round(orders[when] * 0.8) for when in MONTHS}
    cases = {when: round(volume[when] * 11.4) for when in MONTHS}
    till = {when: book.our_sellout(when) for when in MONTHS}
    opened = spread_out(client, "complaints", 1)
    complaints = {when: opened[when.quarter][when.index % 3] for when in MONTHS}
    closed = {when: complaints[month(max(when.index - 1, 12))] for when in MONTHS}
    savings = {when: spread_out(client, "joint_savings", 1)[when.quarter][when.index % 3] for when in MONTHS}
    counts: dict[str, Mapping[Month, int]] = {
        "orders": orders,
        "orders_on_time_in_full": parts(client, "otif", orders, 100, 0.9),
        "orders_by_edi": parts(client, "orders_by_edi", orders, 100, 1),
        "order_hours": parts(client, "order_hours", orders, 1, 1.2),
        "invoices": invoices,
        "invoices_right": parts(client, "invoices_right", invoices, 100, 0.4),
        "cases_ordered": cases,
        "cases_delivered": parts(client, "fill_rate", cases, 100, 0.3),
        "forecast_misses_hl": parts(client, "forecast_error", volume, 100, 1.5),
        "returned_hl": parts(client, "returns", volume, 100, 0.08),
        "complaints": complaints,
        "complaints_closed": closed,
        "complaint_days": parts(client, "complaint_days", closed, 1, 0.3),
        "joint_savings": {
            when: value * 1000 + round(400 * noise(client.name, "js", when)) for when, value in savings.items()
        },
        "account_purchases": {w: round(sales[w] * 100 / monthly(client, "share_of_wallet", w, 0.2)) for w in MONTHS},
        "client_margin_value": parts(client, "client_margin", till, 100, 0.3),
        "our_sellout": till,
        "category_sellout": {when: book.category_sellout(when) for when in MONTHS},
    }
    for name, values in (*counts.items(), *money(client, volume, sales, complaints).items()):
        yield from ((name, when, f"{values[when]}") for when in MONTHS)
    for when in MONTHS:
        yield from ((name, when, str(value)) for name, value in before_tables(client, when))
        yield "receivables", when, str(book.receivables(when))
    yield from levels(client)


def money(
    client: Client, volume: Mapping[Month, int], sales: Mapping[Month, int], complaints: Mapping[Month, int]
) -> dict[str, Mapping[Month, int]]:
    """The house's own account of the client, in euros: margin, spend, freight, what is left, and what complaints cost."""
    profit = parts(client, "gross_margin", sales, 100, 0.3)
    spend = parts(client, "trade_spend", sales, 100, 0.4)
    freight = parts(client, "freight", volume, 1, 0.3)
    cost = {
        when: round(1000 * count * monthly(client, "complaint_cost", when, 0.1)) for when, count in complaints.items()
    }
    left = {when: profit[when] - spend[when] - freight[when] for when in MONTHS}
    return {
        "gross_profit": profit, "trade_spend": spend, "freight_cost": freight, "contribution": left,
        "cost_of_complaints": cost,
    }  # fmt: skip


def levels(client: Client) -> Iterator[tuple[str, Month, str]]:
    """What is read off at the end of a month, and what is a mean of the month."""
    for when in MONTHS:
        for kpi in ("weighted_distribution", "stores_33cl", "churn_risk"):
            yield kpi, when, f"{closing(client, kpi, when):.0f}"
        yield "overdue_share", when, f"{closing(client, 'overdue', when):.1f}"
        yield "pipeline", when, f"{closing(client, 'pipeline', when) * 1000:.0f}"
        yield "account_vs_market", when, f"{monthly(client, 'account_vs_market', when, 0.4):.1f}"
        yield "share_of_voice", when, f"{monthly(client, 'share_of_voice', when, 1.2):.1f}"


def missing(client: Client, kpi: str, when: Month) -> bool:
    """What nobody has reported: Carvelle's stock file since July 2026, Brightway's invoices of August 2026."""
    if client is CARVELLE and kpi == "stock_hl":
        return (when.year, when.month) >= (2026, 7)
    return client is BRIGHTWAY and kpi.startswith("invoices") and (when.year, when.month) == (2026, 8)


def plans(book: Book) -> Iterator[tuple[str, Month, str, int]]:
    """Plans of net sales and contribution by month to the end of 2026, and the manager's forecast of the sales left.

    The plan of the volume is one of months until 2024, and then one of the year, in the settings.
    """
    client = book.client
    for number, planned in enumerate(client.plan):
        quarter = FIRST_KEPT + number
        months = quarter_months(quarter)
        weights = [
            sum(a * b.season[when.month - 1] for a, b in zip(client.mix[1], RANGES, strict=True)) for when in months
        ]
        before = quarter_months(quarter - 4)
        year, start, step = client.rise
        stepped = step if -1 <= 3 * quarter - Month(year, start).index < 11 else 1.0
        dear = sum(map(book.sales, before)) / sum(map(book.volume, before)) * stepped
        rate = (level(client, "gross_margin", quarter - 4) - level(client, "trade_spend", quarter - 4)) / 100
        for when, weight in zip(months, weights, strict=True):
            value = round(planned * weight / sum(weights)) * 1000
            hl = round(value / dear, -1)
            yield "net_sales", when, "target", value
            if quarter < BY_YEAR:
                yield "volume", when, "target", int(hl)
            yield (
                "contribution",
                when,
                "target",
                int(round(value * rate - hl * level(client, "freight", quarter - 4), -2)),
            )
            if quarter > LAST:
                yield "net_sales", when, "forecast", round(client.forecast * weight / sum(weights)) * 1000


def client_side(book: Book) -> Iterator[tuple[str, Month, str, int]]:
    """The account's own count of the same orders, from the quarter in which it began to share it."""
    client = book.client
    first, gap = client.client_otif
    orders = {when: book.orders(when) for when in MONTHS}
    ours = parts(client, "otif", orders, 100, 0.9)
    for when in MONTHS:
        if when.quarter >= first:
            lost = round(orders[when] * (gap + 0.3 * noise(client.name, "theirs", when)) / 100)
            yield "orders", when, "client_actual", orders[when]
            yield "orders_on_time_in_full", when, "client_actual", ours[when] - max(0, lost)


def rows(client: Client) -> Iterator[Row]:
    """All rows of one account."""
    book = Book(client, sold(client))
    for number, one in enumerate(RANGES):
        for kpi, part in (("volume", 0), ("net_sales", 1)):
            for when in MONTHS:
                value = book.by_range[when][number][part]
                yield client.name, kpi, str(when), "actual", one.name, "", str(value)
    for when in MONTHS:
        if not missing(client, "stock_hl", when):
            for site, hl in book.stock(when):
                yield client.name, "stock_hl", str(when), "actual", "", site, str(hl)
    yield from ((client.name, *row) for row in unsplit(book))


def unsplit(book: Book) -> Iterator[tuple[str, str, str, str, str, str]]:
    """The rows of the whole account."""
    client = book.client
    for kpi, when, value in actuals(book):
        if not missing(client, kpi, when):
            yield kpi, str(when), "actual", "", "", value
    for quarter in KEPT:
        yield from ((kpi, quarter_key(quarter), "actual", "", "", str(value)) for kpi, value in survey(client, quarter))
    for kpi, when, scenario, amount in (*plans(book), *client_side(book)):
        yield kpi, str(when), scenario, "", "", str(amount)
    yield from ((kpi, period, "forecast", "", "", amount) for kpi, period, amount in client.ahead)


def market_sheet(found: Sequence[Row]) -> list[list[object]]:
    """A line for each account and market KPI, a column for each month."""
    cells: dict[tuple[str, str], dict[str, float]] = {}
    for account, kpi, period, *_, value in found:
        cells.setdefault((account, kpi), {})[period] = float(value)
    lines: list[list[object]] = [
        [account, kpi, *(values.get(str(when)) for when in MONTHS)] for (account, kpi), values in cells.items()
    ]
    return [["account", "kpi", *map(str, MONTHS)], *lines]


def rival_sheet() -> list[list[object]]:
    """A line for each account and competitor, a column for each quarter: shares of the category from the panel."""
    lines: list[list[object]] = [["account", "kpi", "scenario", *map(quarter_key, KEPT)]]
    for client in CLIENTS:
        for rival, path in client.rivals.items():
            shares_held = [round(path.level(quarter, client.name, rival), 1) for quarter in KEPT]
            lines.append([client.name, "category_share", rival, *shares_held])
    return lines


def people_sheet(name: str) -> list[list[object]]:
    """A table that people keep by hand, with dates and amounts as a workbook has them."""
    found = written(name)
    return [list(found[0]), *([_cell(field, value) for field, value in row.items()] for row in found)]


def _cell(field: str, value: str) -> object:
    if field in ("due", "done", "date", "last contact"):
        return datetime.date.fromisoformat(value) if value else None
    return (float(value) if value else None) if field == "budget" else value or None


def write(folder: Path) -> None:
    """Write observations.csv, market.xlsx and relations.xlsx into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    found = [row for client in CLIENTS for row in rows(client)]
    with (folder / "observations.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(row for row in found if row[1] not in MARKET_KPIS)
    market = market_sheet([row for row in found if row[1] in MARKET_KPIS])
    write_workbook(folder / "market.xlsx", {"Market": market, "Competitors": rival_sheet()})
    names = ("projects", "milestones", "contacts", "touchpoints")
    write_workbook(folder / "relations.xlsx", {name: people_sheet(name) for name in names})


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE / "data")
