"""The outer columns of a table: no padding at the table's edges, so what fits them stays on one line."""

from __future__ import annotations

import pytest

from reviewgen.deck import Align, Badge, Cell, Column, Row, Table, Tone
from reviewgen.layout.measure import measure
from reviewgen.layout.page import KINDS, Density
from reviewgen.theme import load

ROW = Row((Cell("Net sales of all ranges"), Cell("5.30 M€"), Cell(content=Badge("Not scored", Tone.NO_DATA))))
COLUMNS = (Column("Measure", 1), Column("Q3", 1, Align.RIGHT), Column("Status", 1))


@pytest.mark.parametrize("width", [70, 75, 80])
def test_a_table_with_room_for_its_words_takes_one_line_a_row(width: float) -> None:
    table = Table(COLUMNS, (ROW, Row((Cell("x"), Cell("y"), Cell("z")))), "A table")
    _, first, second = measure(table, width, KINDS["scorecard"], Density(0.8, 0.0), load("default")).heights
    assert first == second
