"""Makes the rows of samples/verdier: python tools/make_verdier.py [FOLDER]. The same bytes on every run.

A drinks supplier and three retailers, April 2023 to September 2026. Volumes follow the seasons of lemonade and iced
tea, sales follow volume and price, margins follow sales; what goes wrong is written down below, by account and month.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).resolve().parent.parent / "samples" / "verdier"
MONTHS = [(year, month) for year in range(2023, 2027) for month in range(1, 13)][3:45]
SEASON = (0.78, 0.80, 0.92, 1.02, 1.12, 1.26, 1.30, 1.18, 0.98, 0.86, 0.82, 0.96)
PLAN_GROWTH = 1.035
Row = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Client:
    """What sets one account apart: size, pace and service."""

    id: str
    hectolitres: float
    growth: float
    price: float
    margin: float
    otif: float
    category_share: float
    distribution: float
    nps: float
    complaints: float
    meetings: tuple[int, ...]
    plan: float


CARVELLE = Client("Carvelle", 5600, 0.062, 268.0, 31.5, 97.2, 20.2, 84.0, 29.0, 6.5, (2, 1, 2, 1), 1.0)
BRIGHTWAY = Client("Brightway Stores", 1150, -0.034, 281.0, 27.0, 93.5, 11.4, 58.0, 6.0, 5.0, (1, 0, 1, 0), 1.06)
NORDHAV = Client("Nordhav Coop", 9200, 0.085, 259.0, 29.5, 98.1, 26.5, 91.0, 46.0, 7.0, (3, 2, 3, 3), 0.985)
CLIENTS = (CARVELLE, BRIGHTWAY, NORDHAV)
PRICE_RISE = (2025, 2)
COMPETITORS = {"Limonade Royale": 0.62, "Sodas du Midi": 0.41}


def noise(*key: object) -> float:
    """A number between -1 and 1 that depends on the key alone."""
    digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**47 - 1


def name(year: int, month: int) -> str:
    """2026-09."""
    return f"{year}-{month:02}"


def years(year: int, month: int) -> float:
    """Years since the first month."""
    return (year - 2023) + (month - 4) / 12


def hectolitres(client: Client, year: int, month: int) -> int:
    """Delivered volume: season, growth, and the 33 cl listing at Carvelle from April 2026."""
    listing = 1.035 if client is CARVELLE and (year, month) >= (2026, 4) else 1.0
    growth = (1 + client.growth) ** years(year, month)
    return round(
        client.hectolitres * SEASON[month - 1] * growth * listing * (1 + 0.025 * noise(client.id, "v", year, month))
    )


def planned(client: Client, year: int, month: int) -> int:
    """The plan: last year's season on a steady growth path, and for Brightway more than it can bear."""
    path = (1 + client.growth * 0.55) ** years(year, month)
    return round(client.hectolitres * SEASON[month - 1] * path * PLAN_GROWTH * client.plan / 10) * 10


def price(client: Client, year: int, month: int) -> float:
    """Net price per hectolitre, with the rise of February 2025."""
    rise = 1.028 if (year, month) >= PRICE_RISE else 1.0
    return client.price * rise * (1 + 0.006 * noise(client.id, "p", year, month))


def otif_rate(client: Client, year: int, month: int) -> float:
    """Orders on time in full, in percent; dock slots were short at Carvelle from July 2026."""
    rate = client.otif - (1.2 if month in (6, 7) else 0) + 0.7 * noise(client.id, "o", year, month)
    if client is CARVELLE and (year, month) >= (2026, 7):
        rate = {7: 91.1, 8: 90.4, 9: 93.9}[month]
    return min(rate, 99.6)


def rows(client: Client) -> Iterator[Row]:
    """All monthly rows of one account: account, kpi, period, scenario, value."""
    for year, month in MONTHS:
        for kpi, scenario, value in _month(client, year, month):
            if not _missing(client, kpi, year, month):
                yield client.id, kpi, name(year, month), scenario, value
    yield from _quarters(client)


def _missing(client: Client, kpi: str, year: int, month: int) -> bool:
    """What nobody has reported: August's returns of Carvelle, Nordhav's share of voice of the last quarter."""
    if client is CARVELLE and kpi in ("returned_hl", "delivered_hl"):
        return (year, month) == (2026, 8)
    return client is NORDHAV and kpi == "share_of_voice" and (year, month) >= (2026, 7)


def _month(client: Client, year: int, month: int) -> Iterator[tuple[str, str, str]]:
    def wobble(kpi: str, size: float) -> float:
        return size * noise(client.id, kpi, year, month)

    t = years(year, month)
    volume = hectolitres(client, year, month)
    sales = volume * price(client, year, month)
    if client is NORDHAV and (year, month) == (2026, 5):
        sales -= 41_250.0  # restated: a credit note of July belongs to May
    plan = planned(client, year, month)
    orders = round(volume / 28)
    good = round(orders * otif_rate(client, year, month) / 100)
    invoices = round(orders * 0.8)
    yield "net_sales", "actual", f"{sales:.2f}"
    yield "net_sales", "target", f"{plan * client.price * (1.028 if (year, month) >= PRICE_RISE else 1):.0f}"
    yield "volume", "actual", f"{volume}"
    yield "volume", "target", f"{plan}"
    yield "orders", "actual", f"{orders}"
    yield "orders_on_time_in_full", "actual", f"{good}"
    yield "orders_filled", "actual", f"{min(orders, round(good + (orders - good) * 0.55))}"
    if (year, month) >= (2025, 1):
        theirs = round(good - orders * (0.008 + 0.004 * abs(noise(client.id, "ct", year, month))))
        yield "orders", "client_actual", f"{orders}"
        yield "orders_on_time_in_full", "client_actual", f"{theirs}"
    yield "order_lead_time", "actual", f"{47 - 2.2 * t / 3 + wobble('lt', 2.5) + (5 if client is BRIGHTWAY else 0):.1f}"
    yield "returned_hl", "actual", f"{volume * (0.0074 - 0.0003 * t + wobble('ret', 0.0012)):.1f}"
    yield "delivered_hl", "actual", f"{volume}"
    cover = 5.1 + wobble("stock", 0.7) + (1.9 if client is BRIGHTWAY else 0)
    yield "stock_cover", "actual", f"{cover:.1f}"
    yield "forecast_misses_hl", "actual", f"{volume * (0.17 - 0.012 * t + wobble('fc', 0.03)):.0f}"
    yield "freight_cost", "actual", f"{volume * (14.2 + 0.5 * t + wobble('fr', 0.6)):.0f}"
    count = max(
        0,
        round(
            client.complaints
            - 0.6 * t
            + wobble("co", 2.0)
            + (3 if client is CARVELLE and (year, month) >= (2026, 7) else 0)
        ),
    )
    closed = max(1, count + round(wobble("cc", 1.0)))
    yield "complaints", "actual", f"{count}"
    yield "complaints_closed", "actual", f"{closed}"
    yield "complaint_days", "actual", f"{closed * (5.6 - 0.35 * t + wobble('cd', 0.7)):.1f}"
    yield "invoices", "actual", f"{invoices}"
    yield "invoices_right", "actual", f"{round(invoices * (0.972 + 0.005 * t + wobble('inv', 0.006)))}"
    yield (
        "edi_orders",
        "actual",
        f"{round(orders * min(0.99, 0.52 + 0.1 * t + (0.12 if client is NORDHAV else 0) + wobble('edi', 0.02)))}",
    )
    yield (
        "joint_savings",
        "actual",
        f"{sales * (0.0105 + 0.0022 * t) * (1 + wobble('js', 0.25)) * (0.35 if client is BRIGHTWAY else 1):.0f}",
    )
    yield "project_hours", "actual", f"{round(60 + client.hectolitres / 90 + wobble('ph', 14))}"
    yield from _market(client, year, month, t)
    yield from _money(client, year, month, t, sales)


def _market(client: Client, year: int, month: int, t: float) -> Iterator[tuple[str, str, str]]:
    category = client.hectolitres * SEASON[month - 1] * 1.012**t * 412
    share = (
        client.category_share + (0.42 if client.growth > 0 else -0.55) * t + 0.35 * noise(client.id, "s", year, month)
    )
    yield "category_sellout", "actual", f"{category:.0f}"
    yield "our_sellout", "actual", f"{category * share / 100:.0f}"
    ahead = (
        (1.5 if client.growth > 0 else -1.4) + 1.1 * noise(client.id, "so", year, month) + (0.6 if year == 2026 else 0)
    )
    yield "sellout_vs_category", "actual", f"{ahead:.1f}"
    distribution = client.distribution + 1.35 * t + 0.5 * noise(client.id, "d", year, month)
    yield "weighted_distribution", "actual", f"{min(distribution, 98.5):.1f}"
    yield (
        "share_of_voice",
        "actual",
        f"{client.category_share + 2 + 0.5 * t + 1.1 * noise(client.id, 'sv', year, month):.1f}",
    )
    uplift = 22 + 1.5 * t + 6 * noise(client.id, "pu", year, month) - (6 if client is BRIGHTWAY else 0)
    yield "promotion_uplift", "actual", f"{uplift:.1f}"
    yield "category_spend", "actual", f"{category * 0.71:.0f}"


def _money(client: Client, year: int, month: int, t: float, sales: float) -> Iterator[tuple[str, str, str]]:
    rate = (
        client.margin
        + 0.35 * t
        + 0.8 * noise(client.id, "m", year, month)
        - (1.1 if client is CARVELLE and (year, month) >= (2026, 7) else 0)
    )
    trade = 0.082 + (0.006 if client is BRIGHTWAY else 0) + 0.004 * noise(client.id, "ts", year, month)
    yield "gross_profit", "actual", f"{sales * rate / 100:.0f}"
    yield "trade_spend", "actual", f"{sales * trade:.0f}"
    yield "contribution", "actual", f"{sales * (rate / 100 - trade) * 0.86:.0f}"
    yield "promotion_funding", "actual", f"{sales * 0.021 * SEASON[month - 1]:.0f}"
    yield "rebate_accrued", "actual", f"{sales * 0.018 * ((month - 1) % 12 + 1) * 0.93:.0f}"
    receivables = sales * 1.42
    late = 0.047 - 0.004 * t + 0.008 * noise(client.id, "od", year, month) + (0.034 if client is BRIGHTWAY else 0)
    yield "receivables", "actual", f"{receivables:.0f}"
    yield "receivables_overdue", "actual", f"{receivables * late:.0f}"
    yield (
        "dso",
        "actual",
        f"{43 - 0.6 * t + 1.6 * noise(client.id, 'dso', year, month) + (9 if client is BRIGHTWAY else 0):.1f}",
    )
    yield "pipeline", "actual", f"{sales * (0.9 + 0.3 * noise(client.id, 'pl', year, month)):.0f}"


def _quarters(client: Client) -> Iterator[Row]:
    """What is measured once a quarter."""
    for index, (year, month) in enumerate(MONTHS[::3]):
        quarter = f"{year}-Q{(month - 1) // 3 + 1}"
        t = years(year, month)
        score = client.nps + (2.6 if client.growth > 0 else -1.8) * t + 3 * noise(client.id, "nps", quarter)
        due = 7 + index % 3
        done = due - (2 if client is BRIGHTWAY else 1 if index % 2 else 0)
        theirs = 5 + index % 2
        planned_steps = 6 + index % 4
        late = 2 if client is BRIGHTWAY or (client is CARVELLE and quarter == "2026-Q3") else index % 2
        found = {
            "nps": f"{score:.0f}",
            "executive_meetings": str(client.meetings[index % 4]),
            "actions_due_ours": str(due),
            "actions_done_ours": str(done),
            "actions_due_theirs": str(theirs),
            "actions_done_theirs": str(theirs - (1 if index % 3 else 0) - (1 if client is BRIGHTWAY else 0)),
            "milestones_due": str(planned_steps),
            "milestones_met": str(planned_steps - late),
            "role_coverage": f"{ {CARVELLE: 83, BRIGHTWAY: 50, NORDHAV: 100}[client] }",
            "contact_freshness": f"{ {CARVELLE: 38, BRIGHTWAY: 96, NORDHAV: 21}[client] + 6 * noise(client.id, 'cf', quarter):.0f}",
            "churn_risk": f"{ {CARVELLE: 24, BRIGHTWAY: 61, NORDHAV: 9}[client] + 4 * noise(client.id, 'ch', quarter):.0f}",
        }
        for kpi, value in found.items():
            yield client.id, kpi, quarter, "actual", value
        share = client.category_share + (0.42 if client.growth > 0 else -0.55) * t
        for rival, part in COMPETITORS.items():
            yield (
                client.id,
                "category_share",
                quarter,
                rival,
                f"{share * part + 0.4 * noise(client.id, rival, quarter):.1f}",
            )


MARKET = (
    "category_sellout",
    "our_sellout",
    "sellout_vs_category",
    "weighted_distribution",
    "share_of_voice",
    "promotion_uplift",
    "category_spend",
)


def write(folder: Path) -> None:
    """Write data/observations.csv (long) and data/market.xlsx (wide, a column a month) into `folder`."""
    found = [row for client in CLIENTS for row in rows(client)]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "observations.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("account", "kpi", "period", "scenario", "value"))
        writer.writerows(row for row in found if row[1] not in MARKET)
    _write_wide(folder / "market.xlsx", [row for row in found if row[1] in MARKET])


def _write_wide(path: Path, found: Iterable[Row]) -> None:
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for account, kpi, period, _, value in found:
        cells.setdefault((account, kpi), {})[period] = value
    periods = [name(year, month) for year, month in MONTHS]
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"author": "", "created": datetime.datetime(2026, 10, 12)})
        sheet = book.add_worksheet("Market")
        sheet.write_row(0, 0, ["account", "kpi", *periods], book.add_format({"bold": True}))
        for index, ((account, kpi), values) in enumerate(cells.items(), 1):
            sheet.write_row(index, 0, [account, kpi])
            for column, period in enumerate(periods, 2):
                if period in values:
                    sheet.write_number(index, column, float(values[period]))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "data")
