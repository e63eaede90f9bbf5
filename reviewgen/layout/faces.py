"""The theme's faces as measures of text."""

from __future__ import annotations

from collections.abc import Callable

from reviewgen.textfit import MM_PER_PT, Face, face, lines
from reviewgen.theme import Theme


def regular(theme: Theme) -> Face:
    """The face of running text."""
    return _face(theme, lambda weight: weight <= 400)


def bold(theme: Theme) -> Face:
    """The face of titles and figures."""
    return _face(theme, lambda weight: weight >= 600)


def tall(text: str, size: float, width: float, font: Face, leading: float) -> float:
    """The height in mm of `text` set in `width` mm; nothing takes no height."""
    return lines(text, size, width, font) * size * MM_PER_PT * leading if text else 0.0


def _face(theme: Theme, fits: Callable[[int], bool]) -> Face:
    chosen = next(one for one in theme.faces if fits(one.weight) and not one.italic)
    return face(chosen.data)
