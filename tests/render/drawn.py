"""The hand-laid decks, drawn once for all tests of a run."""

from __future__ import annotations

from functools import cache

from reviewgen.deck import Deck
from reviewgen.layout import paginate
from reviewgen.render import RENDERERS
from reviewgen.theme import Theme, load
from tests import decks

HAND_LAID = {"shared": decks.sample_deck, "internal": decks.internal_deck}


@cache
def theme() -> Theme:
    """The shipped theme."""
    return load("default")


@cache
def deck(name: str) -> Deck:
    """A hand-laid deck, paginated."""
    return paginate(HAND_LAID[name](), theme())


@cache
def file(name: str, kind: str) -> bytes:
    """A hand-laid deck as a file."""
    return RENDERERS[kind](deck(name), theme())


def render(made: Deck, kind: str) -> tuple[Deck, bytes]:
    """A deck as it is paginated, and as a file."""
    whole = paginate(made, theme())
    return whole, RENDERERS[kind](whole, theme())
