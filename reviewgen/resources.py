"""Finds what ships beside the code: templates, themes and the starter workspace, in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_BESIDE = {"starter": _PACKAGE.parent / "samples" / "starter"}


def folder(name: str) -> Path:
    """The folder `name` ("templates", "themes", "starter"): inside the package, else beside it in the checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _BESIDE.get(name, _PACKAGE.parent / name)
