"""Two decks made by hand, one a side of the table: every slide kind, every block, every tone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reviewgen.deck import (
    Align,
    Badge,
    Bullet,
    Callout,
    Cell,
    Chart,
    Column,
    Cover,
    Deck,
    Fact,
    Facts,
    Prose,
    Region,
    Row,
    Series,
    Slide,
    Spark,
    Table,
    Tone,
)

GOAL = Decimal("0.67")
WORDS = {
    Tone.ON_TRACK: "On track",
    Tone.WATCH: "Watch",
    Tone.OFF_TRACK: "Off track",
    Tone.NO_DATA: "No data",
}
GOOD, FAIR, POOR, NONE = Tone.ON_TRACK, Tone.WATCH, Tone.OFF_TRACK, Tone.NO_DATA
QUARTERS = ("Q4 2024", "Q1 2025", "Q2 2025", "Q3 2025", "Q4 2025", "Q1 2026", "Q2 2026", "Q3 2026")

Line = tuple[str, str, str, int | None, str, str, Tone]
"""A measure of the scorecard: name, value, goal, score, change on last year, eight quarters, status."""

SCORES: tuple[tuple[str, int, Tone, tuple[Line, ...]], ...] = (
    (
        "Market",
        74,
        GOOD,
        (
            (
                "Share of category at Carvelle",
                "21.4 %",
                "21.0 %",
                72,
                "+0.9 pts",
                "203 205 200 205 204 208 211 214",
                GOOD,
            ),
            ("Weighted distribution", "88 %", "92 %", 57, "−1 pt", "86 85 87 89 88 91 90 88", FAIR),
            ("Sell-out against category", "+2.3 pts", "+1.0 pt", 80, "+1.4 pts", "14 9 4 20 9 16 12 23", GOOD),
        ),
    ),
    (
        "Process",
        58,
        FAIR,
        (
            ("Milestones on time", "7 of 9", "≥ 90 %", 35, "−8 pts", "50 53 51 56 60 51 60 64", FAIR),
            ("Complaints closed in 5 days", "94 %", "≥ 95 %", 64, "+3 pts", "93 90 91 91 91 89 95 94", FAIR),
            ("Joint savings delivered", "0.31 M€", "0.28 M€", 89, "+0.06 M€", "20 22 24 18 15 20 19 31", GOOD),
        ),
    ),
    (
        "Relationships",
        71,
        GOOD,
        (
            ("Net promoter score (n = 34)", "+38", "+35", 75, "+6", "34 31 28 27 32 28 40 38", GOOD),
            ("Executive meetings held", "2 of 2", "2", 67, "=", "1 2 2 2 2 2 1 2", GOOD),
            ("Actions closed on time, ours", "11 of 12", "≥ 90 %", 71, "+4 pts", "80 82 81 85 88 86 89 92", GOOD),
        ),
    ),
    (
        "Logistics",
        41,
        POOR,
        (
            ("On time in full", "91.8 %", "97.0 %", 31, "−2.6 pts", "952 968 955 928 946 930 951 918", POOR),
            ("Order lead time", "46 h", "48 h", 75, "−3 h", "50 50 55 49 53 55 55 46", GOOD),
            ("Returns", "0.7 %", "≤ 0.8 %", 73, "+0.1 pts", "10 8 7 9 7 8 7 7", GOOD),
            ("Stock cover", "—", "4–6 wk", None, "—", "40 45 48 46 43 42 40 -", NONE),
        ),
    ),
    (
        "Finance",
        79,
        GOOD,
        (
            ("Net sales", "5.3 M€", "5.1 M€", 75, "+8.2 %", "41 36 43 49 44 39 47 53", GOOD),
            ("Volume", "1.92 M l", "1.88 M l", 71, "+5.4 %", "160 175 150 155 162 158 180 192", GOOD),
            ("Overdue receivables", "4.1 %", "≤ 5.0 %", 80, "−0.8 pts", "48 48 49 52 54 53 35 41", GOOD),
        ),
    ),
)

MEANINGS = (
    (
        "What the account sold of our brands over all it sold of the category, in value, at the till.",
        "Joint sell-out panel",
    ),
    ("Stores that list at least five of our eight core references, weighted by their category sales.", "Store audit"),
    (
        "Growth of our brands at the account less growth of the category there, in percentage points.",
        "Joint sell-out panel",
    ),
    ("Milestones of joint projects reached by their due date over all that were due in the quarter.", "Project list"),
    ("Complaints answered and closed within five working days of arriving, over all received.", "Customer service log"),
    ("Costs taken out by joint projects in the quarter, counted once, agreed by both controllers.", "Project list"),
    ("Promoters less detractors among store managers who answered the yearly survey.", "Survey, September 2026"),
    ("Meetings of both executive sponsors held over those agreed in the yearly calendar.", "Meeting calendar"),
    ("Our actions from earlier reviews closed by their due date, over all that were due.", "Action list"),
    ("Order lines delivered complete within the agreed hour, over all order lines of the quarter.", "Warehouse system"),
    ("Hours from the order's arrival to the confirmed delivery, median of the quarter.", "Warehouse system"),
    ("Cases returned for quality or damage over cases delivered.", "Warehouse system"),
    ("Weeks of forecast demand that the stock at the account's warehouses covers.", "Account's stock report"),
    ("Invoices less returns and rebates, without tax.", "Invoicing"),
    ("Litres delivered, returns taken off.", "Invoicing"),
    ("Receivables past their due date over all open receivables on the last day of the quarter.", "Ledger"),
)


def sample_deck() -> Deck:
    """The edition for both sides, as compose() would hand it to pagination."""
    return Deck(
        title="Carvelle, quarterly review Q3 2026",
        language="en",
        author="Maison Verdier",
        footer="Maison Verdier with Carvelle · Quarterly review Q3 2026",
        mark="Shared edition",
        warning="",
        as_of="data as of 12 Oct 2026",
        created="2026-10-12",
        slides=(cover(), summary(), scorecard(), finance(), logistics(), actions(), appendix()),
    )


def internal_deck() -> Deck:
    """Our own edition: marked on every page, a column of weights, more rows."""
    deck = sample_deck()
    margin: Line = ("Contribution margin", "31.2 %", "33.0 %", 48, "−1.1 pts", "330 332 328 331 325 321 318 312", FAIR)
    rebates: Line = (
        "Rebates over net sales",
        "11.4 %",
        "≤ 11.0 %",
        52,
        "+0.4 pts",
        "105 107 108 110 109 112 113 114",
        FAIR,
    )
    label, score, tone, lines = SCORES[-1]
    held = (*SCORES[:-1], (label, score, tone, (*lines, margin, rebates)))
    changed = {"scorecard": scorecard(held, weighted=True), "cover": cover("Internal edition")}
    return replace(
        deck,
        mark="Internal edition",
        warning="INTERNAL – not for the client",
        slides=tuple(changed.get(slide.id, slide) for slide in deck.slides),
    )


def badge(tone: Tone) -> Badge:
    """The badge of a status tone."""
    return Badge(WORDS[tone], tone)


def spark(name: str, values: str, tone: Tone) -> Spark:
    """Eight values written with spaces between, "-" where there is none."""
    points = tuple(None if value == "-" else Decimal(value) for value in values.split())
    return Spark(points, tone, f"{name}, last 8 quarters")


def bullet(score: int | None, tone: Tone) -> Bullet | None:
    """A score out of 100 against the goal's tick."""
    return None if score is None else Bullet(Decimal(score) / 100, GOAL, tone, f"Score {score} of 100, goal at 67")


def series(name: str, values: str, labels: str = "") -> Series:
    """A series of values written with spaces between, "-" where there is none; labels as the values unless given."""
    points = tuple(None if value == "-" else Decimal(value) for value in values.split())
    words = tuple(labels.split("|")) if labels else tuple("" if point is None else str(point) for point in points)
    return Series(name, points, words)


def cover(mark: str = "Shared edition") -> Slide:
    lines = (
        "tier 2 of 4",
        "Data as of 12 October 2026 · review on 3 November 2026",
        "Key account manager: Claire Dumas",
    )
    block = Cover("Maison Verdier", "Carvelle", "Quarterly business review, third quarter 2026", mark, lines)
    return Slide("cover", "cover", "", f"{block.account}: {block.subtitle}", ((Region.FULL, block),))


def summary() -> Slide:
    facts = Facts(
        (
            Fact(
                "+8.2 %",
                "Net sales 5.3 M€, 4 % over plan",
                "Distribution of the 33 cl range explains two thirds of it",
                badge(GOOD),
            ),
            Fact("21.4 %", "Share of category up 0.9 points", "First quarter above the goal of 21 %", badge(GOOD)),
            Fact(
                "+38",
                "Net promoter score, six points up",
                "34 answers; store managers praise the promotion calendar",
                badge(GOOD),
            ),
            Fact(
                "91.8 %",
                "On time in full, five points under the goal",
                "Cause agreed by both: dock slots at Lesquin, weeks 31 to 36",
                badge(POOR),
            ),
            Fact(
                "7 of 9",
                "Milestones of the shelf project on time",
                "EDI order confirmation is four weeks late",
                badge(FAIR),
            ),
        )
    )
    rows = [
        Row((Cell(name), Cell(content=bullet(score, tone)), Cell(str(score), Tone.STRONG)))
        for name, score, tone, _ in SCORES
    ]
    rows.append(Row((Cell("Overall", Tone.STRONG), Cell(content=bullet(65, FAIR)), Cell("65", Tone.STRONG))))
    scores = Table(
        (Column("Score by perspective, out of 100", 46), Column("", 34), Column("Score", 20, Align.RIGHT)),
        tuple(rows),
        "Score of each perspective",
    )
    ask = Callout(
        "What we ask of this meeting",
        "Open two fixed dock slots at Lesquin from 1 December, so that on time in full is back at 97 % by March.",
    )
    title = "A record quarter in sales, held back by deliveries that arrive late"
    blocks = ((Region.LEFT, facts), (Region.RIGHT, scores), (Region.RIGHT, ask))
    return Slide("summary", "summary", "Executive summary", title, blocks)


def scorecard(held: tuple[tuple[str, int, Tone, tuple[Line, ...]], ...] = SCORES, weighted: bool = False) -> Slide:
    columns = [
        Column("Measure", 30),
        Column("Q3 2026", 13, Align.RIGHT),
        Column("Goal", 13, Align.RIGHT),
        Column("Attainment", 14),
        Column("On last year", 13, Align.RIGHT),
        Column("Last 8 quarters", 16),
        Column("Status", 17),
    ]
    if weighted:
        columns.insert(1, Column("Weight", 7, Align.RIGHT))
    rows: list[Row] = []
    for name, score, tone, lines in held:
        rows.append(_group(name, score, len(lines), tone, weighted))
        rows.extend(_line(line, weighted) for line in lines)
    rows.append(_group("Overall", 65, sum(len(lines) for _, _, _, lines in held), FAIR, weighted))
    table = Table(tuple(columns), tuple(rows), "All measures by perspective with value, goal, change and status")
    title = "Four of five perspectives hold their goals; logistics does not"
    return Slide("scorecard", "scorecard", "Scorecard", title, ((Region.FULL, table),))


def _group(name: str, score: int, count: int, tone: Tone, weighted: bool) -> Row:
    cells = [
        Cell(name, Tone.STRONG),
        Cell(),
        Cell(),
        Cell(f"{score} / 100", Tone.STRONG),
        Cell(),
        Cell(f"{count} of {count} scored", Tone.MUTED),
        Cell(content=badge(tone)),
    ]
    if weighted:
        cells.insert(1, Cell())
    return Row(tuple(cells), group=True)


def _line(line: Line, weighted: bool) -> Row:
    name, value, goal, score, change, quarters, tone = line
    cells = [
        Cell(name),
        Cell(value, Tone.STRONG),
        Cell(goal),
        Cell(content=bullet(score, tone)),
        Cell(change),
        Cell(content=spark(name, quarters, tone)),
        Cell(content=badge(tone)),
    ]
    if weighted:
        cells.insert(1, Cell("1", Tone.MUTED))
    return Row(tuple(cells))


def net_sales() -> Chart:
    """Columns with last year behind, a goal across and the difference to it above."""
    return Chart(
        label="Net sales, M€: this quarter and 7 before; grey last year; line goal; above, difference to goal",
        alt="Net sales: 5.3 M€ in Q3 2026, 4.9 M€ a year before, goal 5.1 M€",
        categories=QUARTERS,
        actual=series("Actual", "4.1 3.6 4.3 4.9 4.4 3.9 4.7 5.3"),
        prior=series("Last year", "3.9 3.5 4.0 4.6 4.1 3.6 4.3 4.9"),
        target=series("Goal", "4.2 3.7 4.2 4.8 4.5 3.9 4.6 5.1"),
        variance=series("Difference to goal", "-2 -3 2 2 -2 0 2 4", "−2 %|−3 %|+2 %|+2 %|−2 %|0 %|+2 %|+4 %"),
        variance_tones=(POOR, POOR, GOOD, GOOD, POOR, GOOD, GOOD, GOOD),
        number_format="#,##0.0",
    )


def on_time() -> Chart:
    """A chart with a quarter missing and nothing to compare with."""
    return Chart(
        label="On time in full, %: this quarter and 7 before; line goal",
        alt="On time in full: 91.8 % in Q3 2026, goal 97.0 %",
        categories=QUARTERS,
        actual=series("Actual", "95.2 96.8 - 92.8 94.6 93.0 95.1 91.8"),
        prior=None,
        target=series("Goal", "96.0 96.0 96.0 96.0 97.0 97.0 97.0 97.0"),
        variance=None,
        variance_tones=(),
        number_format="#,##0.0",
    )


def measures(lines: tuple[Line, ...]) -> Table:
    """The table beside a perspective's chart."""
    columns = (
        Column("Measure", 35),
        Column("Q3 2026", 18, Align.RIGHT),
        Column("Goal", 18, Align.RIGHT),
        Column("On last year", 18, Align.RIGHT),
        Column("8 quarters", 17),
        Column("Status", 21),
    )
    rows = tuple(
        Row(
            (
                Cell(name),
                Cell(value, Tone.STRONG),
                Cell(goal),
                Cell(change),
                Cell(content=spark(name, quarters, tone)),
                Cell(content=badge(tone)),
            )
        )
        for name, value, goal, _, change, quarters, tone in lines
    )
    return Table(columns, rows, "Measures with value, goal, change and status")


def finance() -> Slide:
    why = Prose(
        "Why",
        "62 more stores list the 33 cl range since April (+0.27 M€); price is neutral; "
        "the summer promotion ran one week less than in 2025 (−0.06 M€).",
    )
    following = Prose(
        "Next",
        "List the range in the 41 stores of the west by end of January.",
        "Owner: both category teams · due 31 Jan 2027",
    )
    return Slide(
        id="perspective-finance",
        kind="perspective",
        kicker="Finance",
        title="Net sales reach 5.3 M€, 4 % over plan, carried by distribution of the 33 cl range",
        blocks=(
            (Region.LEFT, net_sales()),
            (Region.RIGHT, measures(SCORES[4][3])),
            (Region.RIGHT, why),
            (Region.RIGHT, following),
        ),
        foot="Source: Maison Verdier invoicing, shared under the data agreement of 14 March 2026.",
    )


def logistics() -> Slide:
    rival = Row(
        (Cell("– as measured by Carvelle", Tone.MUTED), Cell("90.4 %", Tone.MUTED), Cell(), Cell(), Cell(), Cell())
    )
    table = measures(SCORES[3][3])
    table = replace(table, rows=(table.rows[0], rival, *table.rows[1:]))
    why = Prose("Why", "Dock slots at Lesquin were closed in weeks 31 to 36; both sides measured the same cause.")
    return Slide(
        id="perspective-logistics",
        kind="perspective",
        kicker="Logistics",
        title="On time in full 91.8 %, 5.2 points under goal",
        blocks=((Region.LEFT, on_time()), (Region.RIGHT, table), (Region.RIGHT, why)),
        foot="Source: Warehouse system, Account's stock report.",
    )


def actions() -> Slide:
    columns = (Column("Action", 52), Column("Side", 18), Column("Owner", 20), Column("Due", 15), Column("Status", 22))
    held = (
        (
            "Send EDI order confirmations for all warehouses (carried over)",
            "Maison Verdier",
            "Paul Lenoir",
            "15 Sept 2026",
            Badge("Late", POOR),
        ),
        ("Open two fixed dock slots at Lesquin", "Carvelle", "Anne Morel", "1 Dec 2026", Badge("Open", NONE)),
        (
            "List the 33 cl range in the 41 stores of the west",
            "Both",
            "Category teams",
            "31 Jan 2027",
            Badge("Open", NONE),
        ),
        (
            "Agree the promotion calendar of the first half year",
            "Both",
            "Claire Dumas, Luc Petit",
            "30 Nov 2026",
            Badge("Open", NONE),
        ),
        (
            "Share the sell-out panel every month",
            "Carvelle",
            "Luc Petit",
            "30 June 2026",
            Badge("Done 24 June 2026", GOOD),
        ),
        (
            "Repeat the survey of store managers",
            "Maison Verdier",
            "Claire Dumas",
            "30 Sept 2026",
            Badge("Done 18 Sept 2026", GOOD),
        ),
    )
    rows = tuple(
        Row((Cell(what), Cell(side), Cell(owner), Cell(due), Cell(content=state)))
        for what, side, owner, due, state in held
    )
    table = Table(columns, rows, "Actions with owner, date and state")
    return Slide("actions", "actions", "Actions", "Two of six actions are done; one is late", ((Region.FULL, table),))


def appendix() -> Slide:
    """Definitions that need two pages."""
    columns = (Column("Measure", 24), Column("Definition", 62), Column("Source", 22), Column("Owner", 16))
    meanings = iter(MEANINGS)
    more = (
        "Counted on the last day of the quarter and restated when a later count differs by more than one in a hundred."
    )
    rows: list[Row] = []
    for name, _, _, lines in SCORES:
        rows.append(Row((Cell(name, Tone.STRONG), Cell(), Cell(), Cell()), group=True))
        for line in lines:
            meaning, source = next(meanings)
            rows.append(Row((Cell(line[0]), Cell(f"{meaning} {more}"), Cell(source), Cell("Claire Dumas", Tone.MUTED))))
    table = Table(columns, tuple(rows), "Definition, source and owner of each measure")
    return Slide(
        "appendix", "appendix", "Appendix", "What each measure means and where it comes from", ((Region.FULL, table),)
    )
