"""The slide of relations: what its title finds, which weak spots it names, and that it is our own house's alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.deck import Badge, Cell, Slide, Table, Tone, texts
from reviewgen.edition import Edition, Mark, Meeting, Person
from reviewgen.layout import FLOOR, fits, paginate, place
from reviewgen.layout.page import BODY_END
from reviewgen.locale import NBSP, load
from reviewgen.people import FRESH_DAYS
from reviewgen.scorecard import scorecard
from reviewgen.slides import compose, relations
from reviewgen.slides.context import Context
from reviewgen.theme import load as theme
from reviewgen.ties import ROLES, diagnose
from tests.factories import edition, measure

AS_OF = date(2026, 10, 12)
THEME = theme("default")


def ago(days: int | None) -> date | None:
    return None if days is None else AS_OF - timedelta(days=days)


def person(name: str, role: str = "", days: int | None = 5, **changes: Any) -> Person:
    made = Person(name, f"Function of {name}", role, "high", "neutral", f"Owner of {name}", ago(days))
    return replace(made, **changes)


ALL = tuple(person(f"P{at}", role) for at, role in enumerate(ROLES))
PAIRS = tuple(replace(one, name=f"{one.name}b", role="user") for one in ALL)
"""A second contact in each function, so that none hangs on one person."""


def house(*people: Person, meetings: Sequence[Meeting] = (), **changes: Any) -> Edition:
    made = edition(measure(["100"]), mark=Mark.INTERNAL, people=people, meetings=tuple(meetings))
    return replace(made, **changes)


def slides(found: Edition) -> tuple[Slide, ...]:
    return relations.slides(Context(found, scorecard(found), load(found.locale, found.currency)))


def slide(found: Edition) -> Slide:
    (made,) = slides(found)
    return made


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def tables(found: Slide) -> dict[str, Table]:
    """The tables by the head of their first column."""
    held: dict[str, Table] = {}
    for _, block in found.blocks:
        assert isinstance(block, Table)
        held.setdefault(block.columns[0].header, block)
    return held


def word(cell: Cell) -> str:
    return plain(cell.content.word if isinstance(cell.content, Badge) else cell.text)


def rows(table: Table) -> list[list[str]]:
    return [[word(cell) for cell in row.cells] for row in table.rows]


def title(*people: Person, **changes: Any) -> str:
    return plain(slide(house(*people, **changes)).title)


def test_without_contacts_there_is_no_slide() -> None:
    assert slides(house()) == slides(house(person("  "), meetings=[Meeting("X", "O", AS_OF, "call")])) == ()


def test_the_title_says_that_all_is_well_only_when_it_is() -> None:
    assert title(*ALL, *PAIRS) == "All three roles held and met within 90 days"
    old = tuple(replace(one, last_contact=ago(91)) if one.role == "champion" else one for one in ALL)
    assert title(*old, *PAIRS) == "All three roles held"


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (
            (*PAIRS, person("B", function="Function of P0")),
            "No sponsor, no champion and no decision maker at Carvelle; 2 of 3 functions hang on one person each",
        ),
        (
            (*ALL[:2], person("Dan", "decision maker", 102), *PAIRS[:2], person("E", function="Function of Dan")),
            "Dan (decision maker) not met for 102 days",
        ),
        (
            (person("Ann", "sponsor/champion", None), *ALL[2:], *PAIRS[2:], person("B", function="Function of Ann")),
            "No meeting with Ann (sponsor and champion) on record",
        ),
        (
            (person("A", "sponsor", 91), person("B", "decision maker", 200), *ALL[1:2]),
            "Two holders of key roles not met in the last 90 days; 3 of 3 functions hang on one person each",
        ),
        (
            tuple(replace(one, owner="Uma") for one in ALL),
            "All three roles held and met within 90 days; Uma alone holds every tie",
        ),
        (
            (*ALL, *PAIRS, replace(PAIRS[0], name="Cid", sentiment="negative")),
            "All three roles held and met within 90 days; Cid is critical",
        ),
        (
            (*ALL, *(replace(one, sentiment="critical") for one in PAIRS[:2]), PAIRS[2]),
            "All three roles held and met within 90 days; two contacts are critical of us",
        ),
        (
            (*ALL, *PAIRS[1:]),
            "All three roles held and met within 90 days; 1 of 3 functions hangs on one person",
        ),
    ],
)
def test_the_title_is_the_worst_finding(people: tuple[Person, ...], expected: str) -> None:
    assert title(*people) == expected


def test_ninety_days_are_fresh_and_one_more_is_not() -> None:
    for days, expected in ((90, ("fresh", Tone.ON_TRACK)), (91, ("stale", Tone.OFF_TRACK))):
        found = tables(slide(house(person("A", "sponsor", days), *ALL[1:])))["Role"]
        badge = found.rows[0].cells[3].content
        assert isinstance(badge, Badge) and (badge.word, badge.tone) == (f"{expected[0]}, {days} days ago", expected[1])


def test_the_weak_spots_stand_worst_first_with_what_is_known_of_them() -> None:
    people = (
        person("Dan", "decision maker", 102, sentiment="critical", owner="Uma", function="Purchasing"),
        person("Bo", "user", 3, owner="Uma", function="Finance"),
    )
    found = slide(house(*people))
    assert rows(tables(found)["Weak spots, the worst first"]) == [
        ["Open role", "Sponsor", "Nobody whom we know at Carvelle holds this role"],
        ["Open role", "Champion", "Nobody whom we know at Carvelle holds this role"],
        ["Not met", "Dan", "Decision maker, last met on 2 Jul 2026, 102 days ago"],
        ["Single tie", "Uma", "Holds every tie there is: Bo and Dan"],
        ["Critical voice", "Dan", "Decision maker, critical of us, high influence"],
        ["Single contact", "2 of 2 functions", "Finance and Purchasing"],
    ]
    assert rows(tables(found)["Role"]) == [
        ["Sponsor", "—", "—", "open"],
        ["Champion", "—", "—", "open"],
        ["Decision maker", "Dan", "Uma", "stale, 102 days ago"],
    ]
    assert rows(tables(found)["Function"]) == [["Finance", "1 / 1 · fresh 3 d"], ["Purchasing", "1 / 1 · stale 102 d"]]
    assert list(tables(slide(house(*ALL, *PAIRS)))) == ["Role", "Function"]


def test_a_cell_of_the_matrix_counts_contacts_and_meetings_and_never_met_is_said() -> None:
    people = (person("A", days=None, function="IT", owner="Uma"), person("B", days=40, function="IT", owner="Vic"))
    meetings = [Meeting("B", "Vic", ago(50), "call"), Meeting("B", "Wim", ago(7), "call")]
    found = tables(slide(house(*people, meetings=meetings)))["Function"]
    assert [column.header for column in found.columns] == ["Function", "Uma", "Vic", "Wim"]
    assert rows(found) == [["IT", "1 / 0 · never met", "1 / 2 · fresh 40 d", "1 / 1 · fresh 7 d"]]


def test_the_day_is_the_as_of_date_and_of_an_old_quarter_the_end_of_its_review() -> None:
    assert relations.looked_at(house()) == AS_OF
    assert relations.looked_at(house(as_of=date(2027, 9, 1))) == date(2026, 12, 31)
    assert relations.looked_at(house(as_of=date(2026, 9, 5))) == date(2026, 9, 5)


def test_what_happened_after_the_day_changes_nothing() -> None:
    early = house(*ALL, as_of=date(2026, 10, 9))
    late = replace(early, meetings=(Meeting("P0", "Zed", date(2026, 10, 10), "call"),))
    assert slides(early) == slides(late)


def test_french_is_complete() -> None:
    people = (
        person("Dan", "decision maker", 1, sentiment="critical", owner="Uma"),
        person("Zoé", "sponsor", None, owner="Uma"),
    )
    found = slide(house(*people, locale="fr"))
    assert plain(found.title) == "Aucun relais chez Carvelle ; aucune rencontre enregistrée avec Zoé (parrain)"
    said = plain(" ".join(texts(found)))
    for part in ("Rôle vacant", "il y a 1 jour ", "jamais vu", "Voix critique", "influence forte", "12 oct. 2026"):
        assert part in said
    assert not {"fresh", "stale", "sponsor", "met"} & set(said.split())


def test_the_deck_has_it_in_our_own_house_and_never_in_the_clients() -> None:
    own = house(*ALL)
    assert "relations" in [one.id for one in compose(own).slides]
    assert "relations" not in [one.id for one in compose(replace(own, mark=Mark.SHARED, people=())).slides]


NAMES = st.sampled_from([f"Contact {at}" for at in range(60)] + ["Professor Karl-Theodor von und zu Musterhausen" * 2])
PEOPLE = st.builds(
    Person,
    NAMES,
    st.sampled_from([f"Function {at}" for at in range(15)] + ["Directorate for International Supply Chains"]),
    st.sampled_from([*ROLES, "user", "", "sponsor; champion"]),
    st.sampled_from(["high", "low", "", "weighty"]),
    st.sampled_from(["critical", "negative", "positive", ""]),
    st.sampled_from(["", *(f"Owner {at} of the house" for at in range(10))]),
    st.one_of(st.none(), st.integers(0, 300).map(ago)),
)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(PEOPLE, min_size=1, max_size=60), st.sampled_from(["en", "fr"]))
def test_every_account_has_room_and_every_word_of_the_diagnosis_is_told(people: list[Person], locale: str) -> None:
    found = house(*people, locale=locale)
    deck = replace(compose(edition(measure(["1"]))), slides=slides(found))
    pages = paginate(deck, THEME).slides
    for page in pages:
        assert fits(page, THEME)
        for placed in place(page, THEME):
            assert placed.size >= FLOOR and placed.box.y + placed.box.h <= BODY_END + 0.01
    told = "\n".join(texts(tuple(pages)))
    diagnosis = diagnose(found.people, found.meetings, AS_OF)
    for name in (*diagnosis.breadth.functions, *diagnosis.breadth.owners):
        assert name in told
    assert len([one for one in diagnosis.roles if not one.holders]) == sum(
        load(locale, "EUR").say("relations.open") == word(cell)
        for page in pages
        for _, block in page.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row.cells
    )
    assert str(FRESH_DAYS) in pages[0].foot
