"""The deck: closed, frozen, and open to whoever asks what it shows."""

from __future__ import annotations

import typing
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum

import pytest

from reviewgen import deck as decks
from reviewgen.deck import Badge, Block, Cell, Chart, Deck, Prose, Region, Series, Slide, Tone, texts
from tests import decks as made
from tests.sharing.reviews import reached

PLAIN = {str, int, float, bool, Decimal, tuple, type(None)}


def all_decks() -> list[Deck]:
    return [made.sample_deck(), made.internal_deck()]


def classes() -> list[type]:
    own = [one for one in vars(decks).values() if isinstance(one, type) and one.__module__ == decks.__name__]
    return [one for one in own if is_dataclass(one)]


def test_nothing_in_a_deck_can_be_changed() -> None:
    assert len(classes()) > 15
    assert [one.__name__ for one in classes() if not one.__dataclass_params__.frozen] == []  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        Badge("On track", Tone.ON_TRACK).word = "Off track"  # type: ignore[misc]


def test_a_deck_is_made_of_text_numbers_and_tuples_alone() -> None:
    """Nothing that could read a file, a clock or an edition hangs on a deck, in its types or in fact."""
    allowed = PLAIN | {one for one in vars(decks).values() if isinstance(one, type)}
    for one in classes():
        for hint in typing.get_type_hints(one).values():
            assert _kinds(hint) <= allowed, (one, hint)
    for deck in all_decks():
        assert {type(thing) for thing in reached(deck) if not isinstance(thing, Enum)} <= allowed


def _kinds(hint: object) -> set[object]:
    inner = typing.get_args(hint)
    if not inner:
        return set() if hint is Ellipsis else {hint}
    own = {typing.get_origin(hint)} & {tuple}
    return own | {kind for each in inner for kind in _kinds(each)}


def test_every_block_can_stand_on_a_slide() -> None:
    assert {one.__name__ for one in typing.get_args(Block)} == {"Table", "Chart", "Facts", "Prose", "Callout", "Cover"}


def test_texts_finds_every_string_and_number_of_a_deck() -> None:
    series = Series("Actual", (Decimal("21.5"), None), ("21.5", ""))
    chart = Chart("Sales, M€", "Sales: 21.5", ("Q2 26", "Q3 26"), series, None, None, None, (), "#,##0.0", "caption")
    slide = Slide("one", "perspective", "Finance", "Sales 21.5", ((Region.LEFT, chart),), "Source: books")
    deck = Deck("Title", "en", "Maison", "Foot", "Shared", "", "as of", "2026-10-12", (slide,))
    found = list(texts(deck))
    for word in ("Title", "Maison", "Foot", "Shared", "Finance", "Sales 21.5", "Sales, M€", "Q2 26", "caption"):
        assert word in found
    assert "Source: books" in found and "#,##0.0" in found and found.count("21.5") == 2


def test_texts_of_a_made_deck_leave_nothing_out() -> None:
    for deck in all_decks():
        shown = set(texts(deck))
        for thing in reached(deck):
            if isinstance(thing, str) and thing:
                assert thing in shown
            elif isinstance(thing, Decimal):
                assert str(thing) in shown


def test_texts_are_in_the_order_of_the_pages() -> None:
    one = Slide("a", "k", "", "first", ((Region.FULL, Prose("Why", "because")),))
    deck = Deck("t", "en", "", "", "", "", "", "", (one, replace(one, title="second")))
    found = [text for text in texts(deck) if text in ("first", "because", "second")]
    assert found == ["first", "because", "second", "because"]


def test_every_field_of_a_cell_has_a_default_so_that_tables_stay_short() -> None:
    assert Cell() == Cell("", Tone.PLAIN, None)
    assert len(fields(Cell)) == 3
