"""What others measure beside us: the contract, the client's own figure, competitors and the market."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reviewgen.deck import Prose
from reviewgen.edition import Edition, Mark, Measure, Remark, Rival
from reviewgen.facts import CLIENT_ACTUAL, MARKET, Direction, Figure, Notation, Point, Rollup, Side, Unit
from tests.factories import Q3, edition, goal, measure
from tests.slides.pages import page, prose, row_of, rows, said

CONTRACT = replace(goal("97", "92"), sla=Decimal(95), penalty="2 % of the invoice")
RATE = {"unit": Unit.PERCENT, "notation": Notation(0, 1), "rollup": Rollup.RATIO}


def otif(value: str, theirs: str | None = None, **changes: object) -> Measure:
    made = measure([value], CONTRACT, id="otif", label="On time in full", perspective="logistics", **RATE)
    rivals = () if theirs is None else (rival(CLIENT_ACTUAL, theirs),)
    return replace(made, rivals=rivals, **changes)  # type: ignore[arg-type]


def rival(name: str, value: str) -> Rival:
    return Rival(name, ((Q3, Figure(Decimal(value))),))


def logistics(made: Measure, **changes: object) -> list[list[str]]:
    return rows(page(edition(made, **changes), "perspective-logistics"))


@pytest.mark.parametrize("mark", list(Mark))
def test_a_contract_stands_beside_the_goal(mark: Mark) -> None:
    assert logistics(otif("96"), mark=mark)[1] == ["– contract", "", "95.0 %", "", "", ""]
    without = replace(otif("96"), points=(Point(Q3, Figure(Decimal(96)), goal("97", "92")),))
    assert len(logistics(without, mark=mark)) == 1


@pytest.mark.parametrize("mark", list(Mark))
def test_a_broken_contract_says_what_it_costs(mark: Mark) -> None:
    own, contract = logistics(otif("94.9"), mark=mark)
    assert own[-1] == "Off track"
    assert contract[0] == "– contract 95.0 % broken: 2 % of the invoice"
    french = logistics(otif("94.9"), mark=mark, locale="fr")
    assert french[1][0] == "– contrat de 95,0 % non tenu : 2 % of the invoice"


def test_a_contract_without_a_penalty_is_broken_all_the_same() -> None:
    bare = replace(otif("94"), points=(Point(Q3, Figure(Decimal(94)), replace(CONTRACT, penalty="")),))
    assert logistics(bare)[1][0] == "– contract 95.0 % broken"


def test_of_a_measure_that_should_be_low_the_contract_is_a_limit() -> None:
    held = replace(goal("48", "60", "36"), sla=Decimal(54))
    for value, told in (("50", ["– contract", "", "≤ 54.0 %"]), ("55", ["– contract ≤ 54.0 % broken", "", ""])):
        point = Point(Q3, Figure(Decimal(value)), held)
        assert logistics(otif("1", direction=Direction.LOWER, points=(point,)))[1][:3] == told


CAUSES = {
    "theirs": ((Side.THEIRS,), ", cause: Carvelle"),
    "ours": ((Side.OURS,), ", cause: Maison Verdier"),
    "joint": ((Side.JOINT,), ", cause: both"),
    "two of them": ((Side.OURS, Side.THEIRS), ", cause: both"),
    "one of two comments": ((None, Side.THEIRS), ", cause: Carvelle"),
    "none": ((None,), ""),
}


@pytest.mark.parametrize(("causes", "told"), CAUSES.values(), ids=CAUSES)
def test_two_measurements_show_both_values_the_gap_and_whose_cause_it_is(
    causes: tuple[Side | None, ...], told: str
) -> None:
    remarks = tuple(Remark("otif", "Late.", "Ann", cause) for cause in causes)
    found = logistics(otif("96.2", "94.6"), remarks=(*remarks, Remark("sales", "", "", Side.OURS)))
    assert [row[:2] for row in found] == [
        ["On time in full", "96.2 %"],
        ["– contract", ""],
        [f"– as measured by Carvelle, gap −1.6 pts{told}", "94.6 %"],
    ]


def test_the_gap_in_french() -> None:
    remark = Remark("otif", "Retard.", "Ann", Side.JOINT)
    found = logistics(otif("96.2", "94.6"), remarks=(remark,), locale="fr")
    assert found[2][0] == "– selon Carvelle, écart −1,6 pt, cause : ensemble"


def test_the_gap_comes_from_the_values_that_the_reader_is_given() -> None:
    exact, shown = otif("96.24", "94.66"), otif("96.2", "94.7")
    assert "gap −1.6 pts" in logistics(exact, mark=Mark.INTERNAL)[2][0]
    assert "gap −1.5 pts" in logistics(shown)[2][0]
    assert "no gap" in logistics(otif("96", "96"))[2][0]
    amount = replace(otif("100", "98"), unit=Unit.CURRENCY)
    assert "gap −2.0 %" in logistics(amount)[2][0]


def test_of_an_amount_with_months_missing_no_gap_is_told() -> None:
    amount = otif("100", "98", unit=Unit.CURRENCY, rollup=Rollup.SUM)
    assert logistics(amount)[2][0] == "– as measured by Carvelle, gap −2.0 %"
    part = replace(amount, rivals=(Rival(CLIENT_ACTUAL, ((Q3, Figure(Decimal(98), 2, 3)),)),))
    assert logistics(part)[2][0] == "– as measured by Carvelle"
    without = replace(amount, points=(Point(Q3, Figure(Decimal(100), 1, 3), CONTRACT),))
    assert logistics(without)[-1][0] == "– as measured by Carvelle"


def market(**changes: object) -> Edition:
    growth = replace(
        measure(["4.2"], goal("3", "0"), id="growth", label="Growth at the tills", perspective="market", **RATE),
        rivals=(rival(MARKET, "1.1"), rival("Brassco", "2.5")),
    )
    share = measure(["21"], goal("20", "18"), id="share", label="Share of category", perspective="market", **RATE)
    return edition(growth, share, **changes)


@pytest.mark.parametrize("mark", list(Mark))
def test_competitors_say_what_they_are(mark: Mark) -> None:
    found = page(market(mark=mark), "perspective-market")
    assert row_of(found, "– Brassco")[:2] == ["– Brassco (competitor)", "2.5 %"]
    assert row_of(found, "– market")[:2] == ["– market", "1.1 %"]
    french = page(market(mark=mark, locale="fr"), "perspective-market")
    assert row_of(french, "– Brassco")[0] == "– Brassco (concurrent)"


def test_the_market_view_tells_the_gap_to_the_market_in_words() -> None:
    assert prose(page(market(), "perspective-market"), "Against the market") == (
        "Growth at the tills: 4.2 % against 1.1 % for the market."
    )
    assert prose(page(market(locale="fr"), "perspective-market"), "Face au marché") == (
        "Growth at the tills : 4,2 % contre 1,1 % pour le marché."
    )


def test_beside_other_perspectives_the_market_is_a_row_alone() -> None:
    made = replace(otif("96"), rivals=(rival(MARKET, "91"),))
    found = page(edition(made), "perspective-logistics")
    assert row_of(found, "– market")[1] == "91.0 %"
    assert [block for _, block in found.blocks if isinstance(block, Prose)] == []
    assert "against" not in said(found)
