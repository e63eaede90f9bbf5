"""Which column a written name stands for, among those of the rows, of their dimensions, and the user's own names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reviewgen.sources.grid import letters
from reviewgen.sources.rows.dialects import name
from reviewgen.sources.rows.failures import FormulaError
from reviewgen.sources.rows.formula import fold
from reviewgen.sources.rows.kinds import Kind
from reviewgen.workspace.wording import closest

_FEW = 25


@dataclass(frozen=True)
class Base:
    """What stands behind FROM, and the kinds of its columns by real name.

    `spelt` are other names that the engine has for columns; `numbered` is the same with the row's number as
    reviewgen_row, "" where rows have none.
    """

    sql: str
    columns: Mapping[str, Kind]
    spelt: Mapping[str, str] = field(default_factory=dict)
    numbered: str = ""

    def named(self, real: str) -> str:
        """A column as SQL writes it."""
        return name(self.spelt.get(real, real))


@dataclass(frozen=True)
class Held:
    """A column where it lies: under an alias, by its real name."""

    table: str
    real: str
    sql: str
    kind: Kind


class Known:
    """All columns that a declaration may name."""

    def __init__(
        self, name: str, shown: str, base: Base, own: Mapping[str, str] | None = None, alias: str = "b"
    ) -> None:
        self._name, self._shown, self._own = name, shown, own or {}
        self._tables: list[tuple[str, list[Held]]] = []
        self._keys: set[str] = set()
        self.add(name, alias, base)

    def add(self, table: str, alias: str, base: Base, keys: Iterable[str] = ()) -> None:
        """The columns of another table; its `keys` are told by the columns that they are equal to."""
        held = [Held(table, real, f"{alias}.{base.named(real)}", kind) for real, kind in base.columns.items()]
        self._tables.append((table, held))
        self._keys |= {one.sql for one in held if one.real in keys}

    def find(self, written: str) -> Held:
        """The column that `written` names; a name of the rows before one of a dimension, the user's own before all."""
        own = next((real for short, real in self._own.items() if fold(short) == fold(written)), None)
        return self._find(own if own is not None else written)

    def _find(self, written: str) -> Held:
        rows, *dimensions = self._tables
        first = self._in(rows[1], written)
        if first:
            return first
        table, _, column = written.partition(".")
        for dimension, columns in dimensions:
            found = self._in(columns, column) if column and fold(table) == fold(dimension) else None
            if found:
                return found
        others = [found for _, columns in dimensions if (found := self._in(columns, written))]
        others = [one for one in others if one.sql not in self._keys] or others[:1]
        if len(others) > 1:
            both = ", ".join(f"{one.table}.{one.real}" for one in others)
            raise FormulaError(f'"{written}" stands in several dimensions', f"Write one of {both}.")
        if others:
            return others[0]
        raise FormulaError(f'no column "{written}" in {self._where()}', self._hint(written))

    def _in(self, columns: Sequence[Held], written: str) -> Held | None:
        numbered = re.fullmatch("column ([1-9][0-9]{0,3})", written.casefold())
        written = f"column {letters(int(numbered[1]) - 1)}" if numbered else written
        alike = [one for one in columns if one.real == written] or [
            one for one in columns if fold(one.real) == fold(written)
        ]
        if len(alike) > 1:
            both = ", ".join(f'"{one.real}"' for one in alike)
            raise FormulaError(f'"{written}" may be any of {both}', "Write its exact name, in double quotes.")
        return alike[0] if alike else None

    def _where(self) -> str:
        return self._shown if len(self._tables) == 1 else f"rows {self._name} and what they join"

    def _hint(self, written: str) -> str:
        names = [one.real for _, columns in self._tables for one in columns] + [*self._own]
        more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
        return closest(written, names) or f"Columns: {', '.join(names[:_FEW])}{more}."
