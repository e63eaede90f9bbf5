"""What follows from what: situations of account reviews, each with what a reader could work out."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.sharing.inference.algebra import Identity, cells_of
from tests.sharing.inference.systems import written


@dataclass(frozen=True)
class Scenario:
    """Identities, the shown cells, and of all others those that follow; a safe one has none that is hidden."""

    name: str
    identities: str
    shown: str
    hidden: str
    derived: str = ""

    @property
    def system(self) -> list[Identity]:
        return written(self.identities)

    @property
    def cells(self) -> set[str]:
        return {str(cell) for identity in self.system for cell in cells_of(identity)}


SEGMENTS = "total = a + b + c + d"
YEAR = "ytd = q1 + q2 + q3"
TABLE = """north = north_beer + north_water; south = south_beer + south_water;
    beer = north_beer + south_beer; water = north_water + south_water; all = north + south"""
WIDE_TABLE = """r1 = a1 + a2 + a3; r2 = b1 + b2 + b3; r3 = c1 + c2 + c3;
    k1 = a1 + b1 + c1; k2 = a2 + b2 + c2; k3 = a3 + b3 + c3"""
MARGIN = "margin = 100 * profit / sales; profit = sales - cost"
SCORE = "score = 0.5 * service + 0.3 * growth + 0.2 * profit"
RATES = """rate1 = 100 * part1 / base1; rate2 = 100 * part2 / base2; rate = 100 * part / base;
    part = part1 + part2; base = base1 + base2"""
SHARES = "ours = 100 * our_sales / market; theirs = 100 * their_sales / market; rest = 100 * rest_sales / market"
NPS = "nps = 100 * (promoters - detractors) / answers; answers = promoters + passives + detractors"
GROWTH = "growth = 100 * sales / year_ago(sales) - 100"

LEAKS: tuple[Scenario, ...] = (
    Scenario("total less its other parts", SEGMENTS, "total a b c", "d", "d"),
    Scenario("revenue less profit is cost", "revenue = cost + profit", "revenue profit", "cost", "cost"),
    Scenario("margin in percent times revenue", "margin = 100 * profit / sales", "margin sales", "profit", "profit"),
    Scenario("growth times the year before", "growth = 100 * plan / before", "growth before", "plan", "plan"),
    Scenario("year to date less the quarters before", YEAR, "ytd q1 q2", "q3", "q3"),
    Scenario("the one measure of a score that is not shown", SCORE, "score service growth", "profit", "profit"),
    Scenario("price times volume", "sales = price * volume", "sales volume", "price", "price"),
    Scenario(
        "a chain of shares of a total",
        "a_share = 100 * a / total; b_share = 100 * b / total; total = a + b",
        "a_share total",
        "a b b_share",
        "a b b_share",
    ),
    Scenario(
        "a table of two by two by its margins", TABLE, "north south beer north_beer", "south_water", "south_water"
    ),
    Scenario("sum and difference", "sum = a + b; gap = a - b", "sum gap", "a b", "a b"),
    Scenario("margin in percent and cost", MARGIN, "margin cost", "sales profit", "sales profit"),
    Scenario("a quarter from twelve months and the others", "l12 = q4 + q1 + q2 + q3", "l12 q4 q1 q2", "q3", "q3"),
    Scenario(
        "two windows that overlap",
        "ytd = q1 + q2 + q3; l12 = q4 + q1 + q2 + q3",
        "ytd l12",
        "q4",
        "q4",
    ),
    Scenario("a quarter by way of two unknown ones", f"{YEAR}; half = q1 + q2", "ytd half", "q1 q2 q3", "q3"),
    Scenario("growth worked back", GROWTH, "growth sales", "year_ago_sales", "year_ago_sales"),
    Scenario("growth in points against the market", "gap = ours - market", "gap market", "ours", "ours"),
    Scenario("a rate and its parts of two windows", RATES, "rate1 rate2 rate base1", "part2 base2", "part2 base2"),
    Scenario(
        "parts from rates that differ and the whole", RATES, "rate1 rate2 rate part", "base1 part1", "base1 part1"
    ),
    Scenario(
        "a competitor's sales from its share and ours", SHARES, "ours theirs our_sales", "their_sales", "their_sales"
    ),
    Scenario("a market from one share and its sales", SHARES, "ours our_sales", "market their_sales", "market"),
    Scenario("a competitor's share from sales of a known market", SHARES, "market their_sales", "theirs", "theirs"),
    Scenario("shares that leave one", "whole = ours + theirs + rest", "whole ours rest", "theirs", "theirs"),
    Scenario("detractors from the score and the answers", NPS, "nps answers promoters", "detractors", "detractors"),
    Scenario("both counts from score, answers and passives", NPS, "nps answers passives", "promoters", "promoters"),
    Scenario(
        "a year's target phased evenly", "q1 = year / 4; q2 = year / 4; year = q1 + q2 + q3 + q4", "q1", "year", "year"
    ),
    Scenario("a target phased as last year", "q1 = year * past1 / past", "q1 past1 past", "year", "year"),
    Scenario("four quarters' targets are the year's", "year = q1 + q2 + q3 + q4", "q1 q2 q3 q4", "year", "year"),
    Scenario(
        "days of sales outstanding",
        "dso = receivables / sales * days",
        "dso sales",
        "receivables",
        "receivables",
    ),
    Scenario(
        "cost a unit from two rates of one base",
        "spend_rate = 100 * spend / sales; freight_rate = 100 * freight / sales",
        "spend_rate freight_rate spend",
        "freight sales",
        "freight sales",
    ),
    Scenario(
        "a contribution by three steps",
        "margin = 100 * profit / sales; rate = 100 * spend / sales; left = profit - spend - freight",
        "margin rate sales freight",
        "left",
        "left",
    ),
    Scenario("exponents that cancel", "x = a * b; y = b * c; z = a * c", "x y z", "a b c", "a b c"),
    Scenario("a product of unknown products", "x = a * b; y = b / c; z = a * c", "x y", "z", "z"),
    Scenario("a ratio of sums", "rate = (a + b) / c", "rate c a", "b", "b"),
    Scenario("the larger of two", "best = max(ours, theirs)", "ours theirs", "best", "best"),
    Scenario("what the larger of two may tell", "best = max(ours, theirs)", "best theirs", "ours", "ours"),
    Scenario("a table of three by three with one line open", WIDE_TABLE, "k1 k2 k3 r1 b1 b2 b3 c1 c2 c3", "a1", "a1"),
    Scenario("a mean weighted by shown weights", "mean = (v1 * w1 + v2 * w2) / (w1 + w2)", "mean v1 w1 w2", "v2", "v2"),
    Scenario("a weight from two means", "mean = (v1 * w1 + v2 * w2) / (w1 + w2)", "mean v1 v2 w1", "w2", "w2"),
    Scenario("their gap to our figure", "gap = theirs - ours", "gap theirs", "ours", "ours"),
    Scenario("an index and its base", "index = 100 * sales / base", "index base", "sales", "sales"),
    Scenario("indices and one value", "i1 = 100 * s1 / base; i2 = 100 * s2 / base", "i1 i2 s1", "s2", "s2"),
    Scenario("a change that is nobody's figure", "same = a - a + b", "same", "b", "b"),
)

SAFE: tuple[Scenario, ...] = (
    Scenario("two parts hidden together", SEGMENTS, "total a b", "c d"),
    Scenario("a rate alone", "margin = 100 * profit / sales", "margin", "profit sales"),
    Scenario("a table with its complementary cells", TABLE, "north south beer water all", "north_beer south_water"),
    Scenario("the score with two measures hidden", SCORE, "score service", "growth profit"),
    Scenario("year to date without quarters", YEAR, "ytd", "q1 q2 q3"),
    Scenario("rates of both windows without a base", RATES, "rate1 rate2 rate", "base1 base2 part1 part2 part base"),
    Scenario("rates of the parts and the whole base", RATES, "rate1 rate2 base", "part1 part2 base1 rate"),
    Scenario("a rate that is the same by two ways", "r = p / b; s = r * c; t = p * c / b", "s t", "r p b c"),
    Scenario("shares without sales", SHARES, "ours theirs rest", "our_sales their_sales market"),
    Scenario("the sum without the difference", "sum = a + b; gap = a - b", "sum", "a b gap"),
    Scenario("margin without an amount", MARGIN, "margin", "sales profit cost"),
    Scenario("growth without a base", GROWTH, "growth", "sales year_ago_sales"),
    Scenario("growth of two, no amounts", "g = 100 * s / s0; h = 100 * t / t0; k = g - h", "k", "g h s s0 t t0"),
    Scenario("promoters' score and answers", NPS, "nps answers", "promoters detractors passives"),
    Scenario("a rate of a shown base and a hidden one", "r = p / b; s = p / c", "b s", "p r c"),
    Scenario("indices without a value", "i1 = 100 * s1 / base; i2 = 100 * s2 / base", "i1 i2", "s1 s2 base"),
    Scenario(
        "stock cover with shown volume kept apart", "cover = stock / volume; turn = cost / stock", "volume", "stock"
    ),
    Scenario("three by three with a ring of four open", WIDE_TABLE, "r1 r2 r3 k1 k2 k3 a3 b3 c1 c2 c3", "a1 a2 b1 b2"),
    Scenario("the weights of a mean", "mean = (v1 * w1 + v2 * w2) / (w1 + w2)", "mean v1 w1", "v2 w2"),
    Scenario("nothing is shown", f"{MARGIN}; {SEGMENTS}", "", "sales total a"),
)
