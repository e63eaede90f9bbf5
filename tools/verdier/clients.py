"""The three retailers of samples/verdier: what they buy, how well it goes, and the calendar it happens in.

Net sales stand by quarter in thousand euros, from the second quarter of 2022 (the first year is made only so that the
next has one to grow on); plans from the second quarter of 2023 to the end of 2026. Levels run from the second quarter of
2023 to the third of 2026; those of milestones, actions, meetings and contacts end where the tables of the same begin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FIRST_KEPT = 4
"""Quarters that are only made so that the first year kept has a year before it to grow on."""


@dataclass(frozen=True, order=True)
class Month:
    """A month, its place in the history and its quarter."""

    year: int
    month: int

    @property
    def index(self) -> int:
        """Months since April 2022."""
        return (self.year - 2022) * 12 + self.month - 4

    @property
    def quarter(self) -> int:
        """Quarters since the second of 2022."""
        return self.index // 3

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


def month(index: int) -> Month:
    """The month `index` months after April 2022."""
    return Month(2022 + (index + 3) // 12, (index + 3) % 12 + 1)


def quarter_key(quarter: int) -> str:
    """2026-Q3."""
    first = month(3 * quarter)
    return f"{first.year}-Q{(first.month + 2) // 3}"


def quarter_months(quarter: int) -> tuple[Month, Month, Month]:
    """The three months of a quarter."""
    return month(3 * quarter), month(3 * quarter + 1), month(3 * quarter + 2)


LAST = 17
QUARTERS = range(LAST + 1)
KEPT = range(FIRST_KEPT, LAST + 1)
MONTHS = tuple(one for quarter in KEPT for one in quarter_months(quarter))
BY_YEAR = 11
"""The first quarter of 2025: from there on the plan of the volume is one of the year."""
SINCE_TABLES = {
    "milestones": Month(2026, 4),
    "actions_ours": Month(2026, 7),
    "actions_theirs": Month(2026, 7),
    "meetings": Month(2025, 10),
    "people": Month(2026, 1),
}
"""The first month that each table reaches; of people, 90 days after the first meeting on record."""


def noise(*key: object) -> float:
    """A number from -1 to 1 that depends on the key alone (FNV-1a)."""
    found = 14695981039346656037
    for byte in "/".join(map(str, key)).encode():
        found = (found ^ byte) * 1099511628211 % 2**64
    found = (found ^ found >> 31) * 0x9E3779B97F4A7C15 % 2**64
    return (found >> 11) / 2**52 - 1


@dataclass(frozen=True)
class Range:
    """One range of drinks: price a hectolitre in 2022 and season, January first."""

    name: str
    price: float
    season: tuple[float, ...]


RANGES = (
    Range("Lemonade 75 cl", 192.0, (0.74, 0.76, 0.88, 1.00, 1.12, 1.28, 1.38, 1.30, 1.00, 0.86, 0.80, 0.98)),
    Range("Cans 33 cl", 219.0, (0.70, 0.74, 0.88, 1.02, 1.16, 1.32, 1.40, 1.34, 1.04, 0.84, 0.76, 0.80)),
    Range("Iced tea", 134.0, (0.62, 0.66, 0.82, 1.00, 1.20, 1.42, 1.52, 1.44, 1.02, 0.80, 0.70, 0.72)),
    Range("Water", 57.0, (0.90, 0.90, 0.95, 1.00, 1.05, 1.12, 1.18, 1.14, 1.00, 0.94, 0.90, 0.92)),
)


@dataclass(frozen=True)
class Levels:
    """A level that moves from `first` to `last` over the kept quarters, with some wobble; `at` pins quarters."""

    first: float
    last: float
    wobble: float
    at: Mapping[str, float]

    def level(self, quarter: int, *key: object) -> float:
        """The level of one quarter."""
        pinned = self.at.get(quarter_key(quarter))
        if pinned is not None:
            return pinned
        step = (quarter - FIRST_KEPT) / (LAST - FIRST_KEPT)
        return self.first + (self.last - self.first) * step + self.wobble * noise(*key, quarter)


def p(first: float, last: float, wobble: float = 0.0, **at: float) -> Levels:
    """A path; quarters are pinned as q26_3=91.8."""
    return Levels(first, last, wobble, {f"20{name[1:3]}-Q{name[4]}": value for name, value in at.items()})


@dataclass(frozen=True)
class Client:
    """One account: its size, prices and mix, what it was planned to sell, and the levels of its KPIs.

    `forecast` is the manager's own of the sales of 2026-Q4, `ahead` of other KPIs, by period.
    """

    name: str
    price: float
    rise: tuple[int, int, float]
    mix: tuple[tuple[float, float, float, float], tuple[float, float, float, float]]
    sales: tuple[float, ...]
    plan: tuple[float, ...]
    forecast: float
    ahead: tuple[tuple[str, str, str], ...]
    warehouses: tuple[tuple[str, float], ...]
    promotions: Mapping[str, float]
    order_hl: float
    rivals: Mapping[str, Levels]
    client_otif: tuple[int, float]
    levels: Mapping[str, Levels]


CARVELLE = Client(
    name="Carvelle",
    price=1.0,
    rise=(2025, 2, 1.035),
    mix=((0.42, 0.07, 0.21, 0.30), (0.37, 0.18, 0.20, 0.25)),
    sales=(3604, 4052, 3521, 3118, 3742, 4215, 3684, 3287, 3931, 4362, 4093, 3612, 4338, 4899, 4357, 3871, 4706, 5302),
    plan=(3700, 4200, 3750, 3300, 3950, 4500, 4000, 3720, 4250, 4800, 4450, 3860, 4620, 5100, 4550),
    forecast=4680,
    ahead=(("volume", "2026-Q4", "30100"), ("joint_savings", "2026", "315000"), ("contribution", "2026", "2290000")),
    warehouses=(("Lesquin", 0.55), ("Vitry", 0.45)),
    promotions={"2024-10": 1.12, "2024-12": 1.08, "2025-06": 1.06, "2025-10": 1.08, "2026-06": 1.08, "2026-09": 1.04},
    order_hl=44,
    rivals={"Limonade Royale": p(28.6, 26.8, 0.3), "Sodas du Midi": p(17.6, 17.9, 0.3)},
    client_otif=(11, 2.2),
    levels={
        "category_share": p(19.0, 21.2, 0.15, q25_3=20.5, q26_1=20.9, q26_2=21.1, q26_3=21.4),
        "weighted_distribution": p(84, 88, 0.8, q25_3=89, q26_1=88, q26_2=87, q26_3=88),
        "stores_33cl": p(96, 190, 3, q25_3=181, q25_4=184, q26_1=187, q26_2=226, q26_3=249),
        "account_vs_market": p(-0.9, 0.4, 0.5, q26_3=0.6),
        "share_of_voice": p(12.5, 15.5, 0.8, q26_3=15.4),
        "share_of_wallet": p(23.9, 26.4, 0.3),
        "pipeline": p(310, 430, 40, q26_3=418),
        "milestones": p(88, 90, 8),
        "complaints": p(17, 13, 2, q25_3=14, q26_1=11, q26_2=12, q26_3=19),
        "complaint_days": p(6.4, 5.2, 0.3, q25_3=5.6, q26_2=5.1, q26_3=7.4),
        "joint_savings": p(38, 76, 8, q25_3=67, q26_3=84),
        "invoices_right": p(96.9, 98.5, 0.3, q26_3=98.6),
        "orders_by_edi": p(54, 81, 1.5, q26_3=80),
        "complaint_cost": p(1.45, 1.55, 0.15, q26_3=1.42),
        "nps": p(22, 35, 3, q25_3=32, q26_1=33, q26_2=35, q26_3=38),
        "answers": p(26, 33, 4, q26_3=34),
        "meetings": p(1.6, 2.0, 0.7),
        "actions_ours": p(78, 90, 6),
        "actions_theirs": p(72, 82, 8),
        "role_coverage": p(67, 67),
        "contact_freshness": p(58, 40, 6),
        "churn_risk": p(34, 24, 2, q26_2=22, q26_3=27),
        "otif": p(94.2, 96.6, 0.5, q25_3=94.4, q25_4=96.4, q26_1=97.2, q26_2=96.9, q26_3=91.8),
        "order_hours": p(53, 47, 1, q25_3=49, q26_3=46.4),
        "stock_cover": p(5.6, 5.0, 0.5, q26_1=4.8, q26_2=4.4),
        "fill_rate": p(97.6, 98.6, 0.3, q26_3=97.9),
        "forecast_error": p(29, 22, 1.5, q26_3=23.6),
        "returns": p(1.1, 0.8, 0.08, q26_3=0.86),
        "freight": p(16.2, 17.0, 0.3, q26_3=17.9),
        "overdue": p(7.4, 4.4, 0.6, q25_3=4.9, q26_3=4.1),
        "client_margin": p(26.8, 27.6, 0.3),
        "gross_margin": p(36.1, 37.6, 0.4, q25_3=37.4, q26_1=37.9, q26_2=37.8, q26_3=37.2),
        "trade_spend": p(13.4, 14.2, 0.3, q26_2=14.3, q26_3=14.9),
        "dso": p(58, 51, 1.5, q26_3=52),
    },
)
BRIGHTWAY = Client(
    name="Brightway Stores",
    price=1.07,
    rise=(2025, 4, 1.03),
    mix=((0.30, 0.20, 0.25, 0.25), (0.28, 0.17, 0.27, 0.28)),
    sales=(1019, 1172, 952, 846, 1051, 1208, 967, 861, 1064, 1179, 953, 848, 1033, 1161, 912, 792, 941, 1018),
    plan=(1050, 1200, 980, 880, 1080, 1240, 980, 880, 1080, 1220, 960, 860, 1040, 1150, 930),
    forecast=840,
    ahead=(("volume", "2026-Q4", "5250"), ("joint_savings", "2026", "40000"), ("contribution", "2026", "164000")),
    warehouses=(("Croydon", 0.6), ("Wakefield", 0.4)),
    promotions={"2024-07": 1.06, "2025-07": 1.05, "2025-12": 1.10},
    order_hl=13,
    rivals={"Limonade Royale": p(21.8, 23.6, 0.3), "Sodas du Midi": p(30.1, 31.2, 0.3)},
    client_otif=(15, 5.6),
    levels={
        "category_share": p(9.9, 8.9, 0.12, q25_3=9.2, q26_3=8.7),
        "weighted_distribution": p(66, 60, 0.8, q25_3=61, q25_4=60, q26_1=59, q26_2=56, q26_3=54),
        "stores_33cl": p(58, 52, 1, q25_3=54, q26_1=52, q26_2=48, q26_3=47),
        "account_vs_market": p(-0.6, -1.8, 0.4),
        "share_of_voice": p(7.8, 6.2, 0.4),
        "share_of_wallet": p(12.6, 10.2, 0.2),
        "pipeline": p(140, 100, 12, q26_3=92),
        "milestones": p(80, 78, 10),
        "complaints": p(8, 10, 1, q25_3=9, q26_2=10, q26_3=12),
        "complaint_days": p(6.2, 6.6, 0.3, q26_3=6.7),
        "joint_savings": p(13, 10, 2, q26_3=9),
        "invoices_right": p(96.8, 96.4, 0.3, q25_3=96.6, q26_3=96.1),
        "orders_by_edi": p(38, 55, 1.5),
        "complaint_cost": p(0.82, 0.86, 0.05),
        "nps": p(14, 0, 3, q25_3=7, q26_2=1, q26_3=-4),
        "answers": p(24, 24, 4, q25_1=8, q25_3=28, q26_3=25),
        "meetings": p(1, 0.6, 0.5),
        "actions_ours": p(85, 70, 8),
        "actions_theirs": p(66, 45, 8),
        "role_coverage": p(67, 67, 0, q25_4=33),
        "contact_freshness": p(32, 42, 4),
        "churn_risk": p(38, 62, 3, q26_3=67),
        "otif": p(91.6, 93.2, 0.6, q25_3=91.9, q26_1=92.4, q26_2=92.8, q26_3=94.1),
        "order_hours": p(71, 64, 1.5, q26_3=62.5),
        "stock_cover": p(6.0, 6.6, 0.4, q26_3=6.7),
        "fill_rate": p(96.9, 97.0, 0.2),
        "forecast_error": p(29, 34, 1.5, q26_3=34.8),
        "returns": p(1.1, 1.35, 0.08),
        "freight": p(25.2, 26.6, 0.5, q26_2=27.2, q26_3=25.9),
        "overdue": p(6.5, 12.0, 1, q25_3=9.4, q26_1=12.1, q26_2=14.2, q26_3=16.8),
        "client_margin": p(32.4, 33.2, 0.4),
        "gross_margin": p(33.6, 31.8, 0.4, q26_3=31.3),
        "trade_spend": p(9.8, 11.2, 0.3),
        "dso": p(58, 74, 2, q26_3=79),
    },
)
NORDHAV = Client(
    name="Nordhav Coop",
    price=0.96,
    rise=(2025, 2, 1.032),
    mix=((0.38, 0.06, 0.19, 0.37), (0.36, 0.10, 0.28, 0.26)),
    sales=(6402, 7188, 6087, 5512, 6694, 7581, 6478, 5903, 7108, 7894, 6921, 6415, 7782, 8803, 7516, 6948, 8571, 9742),
    plan=(6600, 7500, 6400, 5800, 7000, 8000, 6800, 6300, 7600, 8600, 7500, 6800, 8300, 9300, 8000),
    forecast=8250,
    ahead=(
        ("volume", "2026-Q4", "58600"),
        ("joint_savings", "2026", "1120000"),
        ("contribution", "2026", "4890000"),
        ("client_margin", "2026-Q4", "31.5"),
    ),
    warehouses=(("Oslo", 0.5), ("Bergen", 0.3), ("Trondheim", 0.2)),
    promotions={"2024-05": 1.05, "2025-05": 1.05, "2025-12": 1.06, "2026-05": 1.06},
    order_hl=52,
    rivals={"Limonade Royale": p(24.2, 22.4, 0.3), "Sodas du Midi": p(14.4, 13.3, 0.25)},
    client_otif=(4, 0.3),
    levels={
        "category_share": p(24.2, 27.0, 0.15, q25_3=26.1, q26_1=26.6, q26_2=26.9, q26_3=27.2),
        "weighted_distribution": p(91, 96, 0.5, q25_3=95, q26_3=97),
        "stores_33cl": p(148, 270, 4, q25_3=236, q26_2=268, q26_3=280),
        "account_vs_market": p(0.6, 1.3, 0.4, q26_3=1.4),
        "share_of_voice": p(18.4, 22.2, 0.6, q26_3=21.3),
        "share_of_wallet": p(29.6, 33.2, 0.3),
        "pipeline": p(560, 760, 60, q26_3=782),
        "milestones": p(90, 97, 6),
        "complaints": p(17, 11, 2, q25_3=13, q26_2=11, q26_3=9),
        "complaint_days": p(5.2, 3.9, 0.3, q25_3=4.4, q26_3=3.6),
        "joint_savings": p(84, 262, 14, q25_3=201, q26_2=258, q26_3=312),
        "invoices_right": p(98.1, 99.2, 0.2, q26_3=99.3),
        "orders_by_edi": p(74, 96, 1, q26_3=97),
        "complaint_cost": p(1.3, 1.25, 0.1),
        "nps": p(41, 57, 3, q25_3=52, q26_2=58, q26_3=61),
        "answers": p(44, 58, 5, q26_3=59),
        "meetings": p(2.4, 3, 0.6),
        "actions_ours": p(86, 95, 5),
        "actions_theirs": p(80, 90, 6),
        "role_coverage": p(67, 67, 0, q25_1=100, q25_2=100, q25_3=100, q25_4=100),
        "contact_freshness": p(36, 26, 3),
        "churn_risk": p(18, 8, 1.5, q26_3=8),
        "otif": p(96.4, 98.2, 0.3, q25_3=97.6, q26_1=98.1, q26_2=98.3, q26_3=98.4),
        "order_hours": p(47, 41.5, 0.6, q26_3=40.8),
        "stock_cover": p(5.6, 4.7, 0.3, q26_3=4.6),
        "fill_rate": p(98.4, 99.1, 0.15, q26_3=99.2),
        "forecast_error": p(24, 16, 1, q25_3=19.2, q26_3=20.6),
        "returns": p(0.62, 0.36, 0.04, q26_3=0.34),
        "freight": p(15.3, 14.0, 0.2, q26_3=13.7),
        "overdue": p(2.8, 1.4, 0.3, q26_3=1.2),
        "client_margin": p(29.2, 31.2, 0.3, q26_3=31.4),
        "gross_margin": p(36.9, 38.0, 0.3, q26_2=38.1, q26_3=37.6),
        "trade_spend": p(12.9, 13.4, 0.2, q26_3=13.6),
        "dso": p(47, 43, 1, q26_3=42),
    },
)
CLIENTS = (CARVELLE, BRIGHTWAY, NORDHAV)
# How the months of a quarter lay around its level: the dock at Lesquin was full in August 2026 (weeks 31 to 36).
SHAPES = {
    ("Carvelle", "otif", "2026-Q3"): (3.6, -5.9, 2.3),
    ("Carvelle", "complaints", "2026-Q3"): (-0.3, 0.5, -0.2),
}


def level(client: Client, kpi: str, quarter: int) -> float:
    """The level of a quarter; those before the first kept one stay near it."""
    return client.levels[kpi].level(quarter, client.name, kpi)
