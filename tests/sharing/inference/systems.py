"""Identities written as formulas, between cells that are words."""

from __future__ import annotations

from reviewgen.formula import Input, Shift, parse
from reviewgen.sharing.inference.algebra import Identity
from reviewgen.sharing.inference.expressions import Reader


def written(text: str) -> list[Identity]:
    """The identities of "margin = 100 * profit / sales; sales = north + south"; parts of formulas get cells too."""
    found: list[Identity] = []
    for line in filter(str.strip, text.split(";")):
        whole, formula = line.split("=")
        found += Reader(_cell, lambda part: f"({part})", 90).define(whole.strip(), parse(formula.strip()))
    return found


def _cell(one: Input) -> str:
    return one.name if one.shift is Shift.NOW else f"{one.shift}_{one.name}"
