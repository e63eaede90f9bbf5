"""The account's P&L: shown numbers that add up down and across, a title that is the finding, our own house alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from reviewgen.deck import Badge, Cell, Prose, Slide, Table, texts
from reviewgen.edition import Edition, Mark, Measure, Remark
from reviewgen.effects import Effects, Kind, Line, LineEffects, effects
from reviewgen.facts import Absent, Notation, Reason, Unit
from reviewgen.layout import FLOOR, fits, paginate, place
from reviewgen.layout.page import BODY_END
from reviewgen.locale import NBSP, load
from reviewgen.scorecard import scorecard
from reviewgen.slides import compose, profit
from reviewgen.slides.bridge import LINES, Bridge, bridge
from reviewgen.slides.context import Context
from reviewgen.theme import load as theme
from tests.factories import edition, goal, measure

THEME = theme("default")
NONE = Absent(Reason.NO_ROWS)
UNITS = Notation(0, 0)


def line(name: str, *cells: str | None) -> Line:
    """Volume and sales before, volume and sales now."""
    return Line(name, *(NONE if cell is None else Decimal(cell) for cell in cells))


def split(*lines: Line) -> Effects:
    found = effects(lines)
    assert isinstance(found, Effects)
    return found


LEMONADE = line("Lemonade", "100000", "2000000", "110000", "2310000")
CANS = line("Cans", "50000", "2000000", "52000", "2080000")
SPLIT = split(CANS, LEMONADE)
"""Volume 12 000 units at 26.666667: 320 000; mix -40 000; price 110 000."""
SALES = measure(["4000000", None, None, None, "4390000"], goal("4200000", "3900000"), notation=Notation(6, 2))


def house(found: Effects | None, *measures: Measure, **changes: Any) -> Edition:
    return replace(edition(*measures), mark=Mark.INTERNAL, effects=found, **changes)


def slides(found: Edition) -> tuple[Slide, ...]:
    return profit.slides(Context(found, scorecard(found), load(found.locale, found.currency)))


def slide(found: Edition) -> Slide:
    (made,) = slides(found)
    return made


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def word(cell: Cell) -> str:
    return plain(cell.content.word if isinstance(cell.content, Badge) else cell.text)


def tables(found: Slide) -> list[list[list[str]]]:
    held = [block for _, block in found.blocks if isinstance(block, Table)]
    return [
        [[plain(one.header) for one in each.columns], *([*map(word, row.cells)] for row in each.rows)] for each in held
    ]


def test_without_effects_there_is_no_slide() -> None:
    assert slides(house(None, SALES)) == ()


def test_the_title_is_the_finding_largest_effect_first() -> None:
    assert (
        plain(slide(house(SPLIT, SALES)).title)
        == "Net sales up 0.390 M€ on last year: volume +0.320 M€, price +0.110 M€, mix −0.040 M€"
    )
    back = split(
        *(Line(one.name, one.volume_now, one.sales_now, one.volume_before, one.sales_before) for one in (LEMONADE,))
    )
    assert plain(slide(house(back)).title) == "Sales down 0.310 M€ on last year: volume −0.210 M€, price −0.100 M€"
    level = split(line("A", "2", "40", "2", "40"))
    assert plain(slide(house(level)).title) == "Sales level with last year"
    assert (
        plain(slide(house(SPLIT, SALES, locale="fr")).title)
        == "Net sales : 0,390 M€ de plus qu’il y a un an (volume +0,320 M€, prix +0,110 M€, mix −0,040 M€)"
    )


def test_a_sum_in_dollars_and_thousands_is_written_as_measures_are() -> None:
    found = split(line("A", "100", "20000", "110", "23000"))
    assert (
        plain(slide(house(found, currency="USD")).title)
        == "Sales up $3.00 k on last year: volume +$2.00 k, price +$1.00 k"
    )
    small = split(line("A", "10", "200.50", "10", "240.75"))
    assert plain(slide(house(small)).title) == "Sales up 40.3 € on last year: price +40.3 €"


def test_the_bridge_leads_from_last_year_to_this_year_in_amounts_and_percent() -> None:
    held, lines = tables(slide(house(SPLIT)))
    assert held == [
        ["From last year to this year, M€", "", "On last year"],
        ["Q3 2025", "4.000", ""],
        ["Volume", "+0.320", "+8.0 %"],
        ["Price", "+0.110", "+2.8 %"],
        ["Mix", "−0.040", "−1.0 %"],
        ["Q3 2026", "4.390", "+9.8 %"],
    ]
    assert lines == [
        ["Line, M€", "Q3 2025", "Q3 2026", "Change", "Volume", "Price", "Mix", "Share"],
        ["Lemonade", "2.000", "2.310", "+0.310", "+0.213", "+0.110", "−0.013", "52.6 %"],
        ["Cans", "2.000", "2.080", "+0.080", "+0.107", "0.000", "−0.027", "47.4 %"],
        ["Total", "4.000", "4.390", "+0.390", "+0.320", "+0.110", "−0.040", "100.0 %"],
    ]


def test_only_effects_that_are_not_zero_have_a_step() -> None:
    found = split(line("A", "1", "10", "2", "20"), line("N", None, None, "1", "5"), line("L", "2", "7", None, None))
    assert [row[0] for row in tables(slide(house(found)))[0][1:]] == ["Q3 2025", "Volume", "New", "Lost", "Q3 2026"]
    fee = split(line("A", "1", "10", "1", "10"), line("Fee", "0", "4", "0", "9"))
    assert [row[0] for row in tables(slide(house(fee)))[0][1:]] == ["Q3 2025", "Other", "Q3 2026"]


def test_an_effect_that_cancels_out_on_the_whole_is_shown_as_it_moved_lines() -> None:
    found = split(line("A", "1", "10", "1", "12"), line("B", "1", "10", "1", "8"))
    held, lines = tables(slide(house(found)))
    assert held[2] == ["Price", "0.0", "0.0 %"]
    assert [row[3:5] for row in lines[1:]] == [["+2.0", "+2.0"], ["−2.0", "−2.0"], ["0.0", "0.0"]]


def test_a_percentage_of_nothing_and_a_share_beside_a_loss_are_dashes() -> None:
    found = split(line("N", None, None, "1", "50"), line("Credit", "0", "0", "0", "-5"))
    held, lines = tables(slide(house(found)))
    assert {row[2] for row in held[2:]} == {"—"}
    assert [row[-1] for row in lines[1:]] == ["—", "—", "100.0 %"]


def test_many_lines_are_folded_with_the_smallest_in_the_rest() -> None:
    many = [line(f"L{at}", "1", str(100 + at), "1", str(200 + at)) for at in range(LINES + 3)]
    lines = tables(slide(house(split(*many))))[1][1:]
    assert [row[0] for row in lines] == [*(f"L{at}" for at in range(LINES + 2, 3, -1)), "All others", "Total"]
    assert lines[-2][1:4] == ["406", "806", "+400"]
    assert [row[0] for row in tables(slide(house(split(*many[:LINES]))))[1][1:]][-2:] == ["L0", "Total"]


def test_the_results_are_the_amounts_of_the_finance_perspective() -> None:
    others = (
        measure(["50000", None, None, None, "40000"], goal("60000", "45000"), id="profit", label="Contribution"),
        measure(["36"], id="margin", label="Margin", unit=Unit.PERCENT),
        measure(["9"], id="freight", label="Freight", perspective="logistics"),
    )
    remarks = (Remark("profit", "Returns cost more.", "Ann"), Remark("profit", "So did freight.", "Ann"))
    found = slide(house(SPLIT, SALES, *others, remarks=remarks))
    assert tables(found)[1] == [
        ["Result", "Q3 2026", "Q3 2025", "Goal", "Status"],
        ["Net sales", "4.39 M€", "4.00 M€", "4.20 M€", "On track"],
        ["Contribution", "40,000 €", "50,000 €", "60,000 €", "Off track"],
    ]
    said = [block for _, block in found.blocks if isinstance(block, Prose)]
    assert said == [Prose("Contribution", "Returns cost more. So did freight.", "Ann")]


def test_the_deck_has_it_in_our_own_house_and_never_in_the_clients() -> None:
    own = house(SPLIT, SALES)
    assert "profit" in [one.id for one in compose(own).slides]
    client = compose(replace(own, mark=Mark.SHARED, effects=None))
    assert "profit" not in [one.id for one in client.slides]
    assert not {"Price", "Mix"} & set(texts(client))


def test_half_units_on_both_sides_of_zero_show_one_place_more() -> None:
    zero = Decimal(0)
    move = LineEffects("A", Kind.OTHER, Decimal("-0.5"), zero, zero, zero, zero, zero, Decimal(1), Decimal("0.5"))
    odd = Effects(Decimal("-0.5"), zero, zero, zero, zero, zero, Decimal(1), Decimal("0.5"), (move,))
    shown = bridge(odd, UNITS)
    assert (shown.decimals, shown.whole.before, shown.whole.now) == (1, Decimal("-0.5"), Decimal("0.5"))


CELLS = st.one_of(st.just(NONE), st.just(Decimal(0)), st.decimals(-(10**4), 10**7, places=2))
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=16)


def made(rows: Sequence[tuple[Any, ...]]) -> Effects:
    found = effects([Line(f"Line {at}", *cells) for at, cells in enumerate(rows)])
    assume(isinstance(found, Effects))
    assert isinstance(found, Effects)
    return found


def adds_up(shown: Bridge) -> None:
    for row in (shown.whole, *shown.lines):
        assert row.before + sum(row.steps) == row.now and row.change == sum(row.steps)
    assert sum(line.before for line in shown.lines) == shown.whole.before
    assert sum(line.now for line in shown.lines) == shown.whole.now
    for at in range(len(shown.names)):
        assert sum(line.steps[at] for line in shown.lines) == shown.whole.steps[at]
    held = [line.share for line in shown.lines if line.share is not None]
    assert not held or sum(held) == 100


@settings(max_examples=150, deadline=None, derandomize=True)
@given(ROWS, st.sampled_from([Notation(0, 0), Notation(0, 2), Notation(3, 1), Notation(6, 2), Notation(6, 0)]))
@example([(Decimal(1), Decimal("-0.5"), Decimal(1), Decimal("0.5"))], UNITS)
@example(
    [(Decimal(1), Decimal(10), Decimal(1), Decimal(90)), (Decimal(1), Decimal(90), Decimal(1), Decimal(10))], UNITS
)
def test_what_is_shown_adds_up_down_and_across_and_is_near_its_value(
    rows: list[tuple[Any, ...]], notation: Notation
) -> None:
    found = made(rows)
    shown = bridge(found, notation)
    adds_up(shown)
    unit = Decimal(1).scaleb(notation.scale - shown.decimals)
    assert shown.whole.now.scaleb(notation.scale) == Notation(notation.scale, shown.decimals).rounded(found.now)
    for name, step in zip(shown.names, shown.whole.steps, strict=True):
        assert abs(step.scaleb(notation.scale) - getattr(found, name)) < unit
    by_name = {one.name: one for one in found.lines}
    for row in shown.lines:
        for name, step in zip(shown.names, row.steps, strict=True) if row.name else ():
            assert abs(step.scaleb(notation.scale) - getattr(by_name[row.name], name)) < 2 * unit


@settings(max_examples=25, deadline=None, derandomize=True)
@given(ROWS, st.sampled_from(["en", "fr", "en-GB"]), st.sampled_from(["Water", "Lemonade in returnable bottles " * 3]))
def test_every_account_has_room(rows: list[tuple[Any, ...]], locale: str, name: str) -> None:
    found = made(rows)
    named = replace(found, lines=tuple(replace(one, name=f"{name} {one.name}") for one in found.lines))
    deck = replace(compose(edition(SALES)), slides=slides(house(named, SALES, locale=locale, currency="GBP")))
    for page in paginate(deck, THEME).slides:
        assert fits(page, THEME)
        for placed in place(page, THEME):
            assert placed.size >= FLOOR and placed.box.y + placed.box.h <= BODY_END + 0.01
