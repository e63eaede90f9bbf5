"""Renderers: (Deck, Theme) -> bytes. They reach no file, no clock and no configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewgen.deck import Deck
from reviewgen.theme import Theme

Renderer = Callable[[Deck, Theme], bytes]


def _pdf(deck: Deck, theme: Theme) -> bytes:
    from reviewgen.render.pdf import render

    return render(deck, theme)


def _pptx(deck: Deck, theme: Theme) -> bytes:
    from reviewgen.render.pptx import render

    return render(deck, theme)


RENDERERS: Mapping[str, Renderer] = {"pdf": _pdf, "pptx": _pptx}
"""What each format is made by; a renderer's libraries are imported when it is first called."""
