"""The page of what the client does not see, in our own house's deck alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reviewgen.edition import Edition, Mark, Measure, Withheld
from reviewgen.facts import Absent, Notation, Point, Reason, Status, Unit
from reviewgen.layout import paginate
from reviewgen.slides import compose
from reviewgen.theme import load
from tests.factories import CALENDAR, Q3, edition, goal, measure
from tests.slides.pages import page, plain, row_of, rows, said

GONE = Absent(Reason.STATUS_ONLY)
BASE = CALENDAR.quarter(2025, 1)


def sales(name: str = "sales", label: str = "Net sales", **changes: object) -> Measure:
    return measure(["5200000"], goal("5100000", "4000000"), id=name, label=label, **changes)


def kept(why: str, tier: int | None = None, day: date | None = None, ask: str = "", reason: str = "") -> Withheld:
    return Withheld("Net sales", "finance", why, tier, day, ask, reason)


def house(*withheld: Withheld, seen: tuple[Measure, ...] = (), locale: str = "en") -> Edition:
    """Our own edition of two measures with what is kept back of them, beside the client's of those seen."""
    held = (sales(), sales("otif", "On time", perspective="logistics"))
    return edition(*held, mark=Mark.INTERNAL, withheld=withheld, shared=edition(*seen), locale=locale)


def ids(found: Edition) -> list[str]:
    return [slide.id for slide in compose(found).slides]


WHYS = [
    (kept("never"), ["Never shared", "—", "Ann"]),
    (kept("tier", tier=3), ["The relationship is at tier 2", "tier 3", "Ann"]),
    (kept("house", ask="Bea"), ["Its terms keep it in the house", "—", "Bea"]),
    (kept("not_approved", ask="Bea"), ["Its terms are not approved", "approval", "Bea"]),
    (kept("not_approved", day=date(2026, 12, 1)), ["Its terms are not approved", "1 Dec 2026", "Ann"]),
    (kept("embargo", day=date(2026, 11, 5), ask="Bea"), ["Under embargo", "5 Nov 2026", "Bea"]),
    (kept("expired", day=date(2026, 9, 30), ask="Bea"), ["Its terms ended with 30 Sep 2026", "renewal", "Bea"]),
]


@pytest.mark.parametrize(("held", "told"), WHYS, ids=[f"{one.why} {one.day}" for one, _ in WHYS])
def test_each_measure_says_why_until_when_and_whom_to_ask(held: Withheld, told: list[str]) -> None:
    assert rows(page(house(held), "withheld")) == [["Finance", "", "", ""], ["Net sales", *told]]


@pytest.mark.parametrize("held", [one for one, _ in WHYS], ids=[f"{one.why} {one.day}" for one, _ in WHYS])
def test_every_reason_has_its_words_in_french(held: Withheld) -> None:
    english, french = (row_of(page(house(held, locale=code), "withheld"), "Net sales") for code in ("en", "fr"))
    assert english[1] != french[1]
    assert english[-1] == french[-1]


def test_the_reason_of_this_account_stands_beside_it_where_somebody_gave_one() -> None:
    found = page(house(kept("never", reason="They compete with us"), kept("tier", tier=4)), "withheld")
    assert [row[-1] for row in rows(found)] == ["", "They compete with us", ""]
    assert "Reason for this account" in said(found)
    assert "Reason for this account" not in said(page(house(kept("never")), "withheld"))


TITLES = [
    ((kept("never"),), 1, "Carvelle sees 1 of 2 measures; 1 never", "Carvelle voit 1 indicateur sur 2 ; 1 jamais"),
    (
        (kept("tier", 3), kept("tier", 4), kept("tier", 3), kept("never"), kept("house")),
        0,
        "Carvelle sees 0 of 2 measures; 2 more from tier 3, 1 from tier 4, 2 never",
        "Carvelle voit 0 indicateur sur 2 ; 2 de plus dès le niveau 3, 1 dès le niveau 4, 2 jamais",
    ),
    (
        (kept("expired", day=date(2026, 9, 30)), kept("not_approved"), kept("embargo", day=date(2026, 11, 5))),
        1,
        "Carvelle sees 1 of 2 measures; 3 wait for their terms of use",
        "Carvelle voit 1 indicateur sur 2 ; 3 attendent leurs conditions d’usage",
    ),
]


@pytest.mark.parametrize(("withheld", "seen", "english", "french"), TITLES)
def test_the_title_counts_what_is_seen_and_what_follows_when(
    withheld: tuple[Withheld, ...], seen: int, english: str, french: str
) -> None:
    shared = (sales(),)[:seen]
    for locale, told in (("en", english), ("fr", french)):
        assert plain(page(house(*withheld, seen=shared, locale=locale), "withheld").title) == told


def told_in_part() -> tuple[Measure, ...]:
    status = replace(sales(), points=(Point(Q3, GONE, GONE, given=Status.WATCH),), notation=Notation())
    return status, sales("otif", perspective="logistics", unit=Unit.INDEX, base=BASE)


def test_a_measure_that_is_not_told_by_its_value_says_how_it_is() -> None:
    found = page(house(seen=told_in_part()), "withheld")
    assert found.title == "Carvelle sees all 2 measures, 2 of them without their value"
    assert row_of(found, "Net sales")[1:3] == ["Seen as a status alone", "—"]
    assert row_of(found, "On time")[1] == "Seen as an index, Q1 2025 = 100"


def test_a_rounded_measure_names_its_step() -> None:
    for step, notation, told in (
        (Unit.CURRENCY, Notation(6, 1, Decimal(100_000)), "Seen, rounded to 0.1 M€"),
        (Unit.PERCENT, Notation(0, 1, Decimal("0.5")), "Seen, rounded to 0.5 %"),
        (Unit.POINTS, Notation(0, 1, Decimal("0.5")), "Seen, rounded to 0.5 pts"),
    ):
        own = sales(unit=step)
        found = edition(own, mark=Mark.INTERNAL, shared=edition(replace(own, notation=notation)))
        assert row_of(page(found, "withheld"), "Net sales")[1] == told
        assert page(found, "withheld").title == "Carvelle sees its 1 measure, 1 without its value"


def test_there_is_no_page_where_the_client_sees_every_value_and_none_for_a_client() -> None:
    assert "withheld" not in ids(house(seen=(sales(), sales("otif", perspective="logistics"))))
    assert "withheld" in ids(house(kept("never")))
    assert "withheld" not in ids(replace(house(kept("never")), mark=Mark.SHARED))
    assert "withheld" not in ids(replace(house(kept("never")), shared=None))


def test_a_long_list_continues_on_another_page() -> None:
    many = tuple(replace(kept("tier", tier=3), label=f"Measure {number}") for number in range(60))
    deck = paginate(compose(house(*many)), load("default"))
    pages = [slide for slide in deck.slides if slide.kind == "withheld"]
    assert len(pages) > 1
    labels = [row[0] for one in pages for row in rows(one) if row[0].startswith("Measure")]
    assert labels == [one.label for one in many]
