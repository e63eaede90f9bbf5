"""A declared formula as identities: sums and products of cells, with a cell of its own for every part between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import assert_never

from reviewgen.formula import Binary, Days, Formula, Input, Name, Negative, Number
from reviewgen.sharing.inference.algebra import ONE, Cell, Choice, Identity, linear, times

Powers = Mapping[Cell, int]


@dataclass(frozen=True)
class Term:
    """A factor times cells to their powers; no cells stand for a number."""

    factor: Fraction
    powers: Powers = field(default_factory=dict)

    @property
    def plain(self) -> bool:
        """True for a number and for a factor times one cell."""
        return list(self.powers.values()) in ([], [1])


Form = tuple[Term, ...]
"""A sum of terms; of more than one each is plain."""


@dataclass
class Reader:
    """Reads a formula over one window of `days`; `cell` names an input there, `part` a part of the formula."""

    cell: Callable[[Input], Cell]
    part: Callable[[str], Cell]
    days: int
    identities: list[Identity] = field(default_factory=list)

    def define(self, whole: Cell, formula: Formula) -> list[Identity]:
        """The identities that say "whole = formula"."""
        form = self.form(formula)
        if len(form) == 1 and form[0].factor and not form[0].plain:
            self.identities.append(times(whole, form[0].powers, form[0].factor))
        else:
            self.equate(whole, form)
        return self.identities

    def form(self, node: Formula) -> Form:
        """What a formula comes to."""
        match node:
            case Number(value=value):
                return (Term(Fraction(value)),)
            case Days():
                return (Term(Fraction(self.days)),)
            case Name(id=name, shift=shift):
                return (Term(ONE, {self.cell(Input(name, shift)): 1}),)
            case Negative(value=value):
                return tuple(Term(-term.factor, term.powers) for term in self.form(value))
            case Binary():
                return self.joined(node)
            case _:
                assert_never(node)

    def joined(self, node: Binary) -> Form:
        """Two parts and what is done with them."""
        match node.op:
            case "+":
                return (*self.plain(node.left), *self.plain(node.right))
            case "-":
                return (*self.plain(node.left), *self.plain(Negative(node.right)))
            case "*":
                return (_multiplied(self.single(node.left), self.single(node.right), 1),)
            case "/":
                return (_multiplied(self.single(node.left), self.single(node.right), -1),)
            case "min" | "max":
                return self.chosen(node)
            case _:
                assert_never(node.op)

    def plain(self, node: Formula) -> Form:
        """A form that can stand in a sum: a product gets a cell of its own."""
        inner = node.value if isinstance(node, Negative) else node
        sign = -1 if isinstance(node, Negative) else 1
        form = self.form(inner)
        if not all(term.plain for term in form):
            (term,) = form
            whole = self.part(str(inner))
            self.identities.append(times(whole, term.powers, term.factor))
            form = (Term(ONE, {whole: 1}),)
        return tuple(Term(sign * term.factor, term.powers) for term in form)

    def single(self, node: Formula) -> Term:
        """A form that can stand in a product: a sum gets a cell of its own."""
        form = self.form(node)
        if len(form) == 1:
            return form[0]
        whole = self.part(str(node))
        self.equate(whole, form)
        return Term(ONE, {whole: 1})

    def chosen(self, node: Binary) -> Form:
        """The smaller or larger of two; from one of them and the result the other may follow."""
        whole = self.part(str(node))
        sides = [cell for side in (node.left, node.right) for term in self.plain(side) for cell in term.powers]
        self.identities.append(Choice(tuple(dict.fromkeys((whole, *sides)))))
        return (Term(ONE, {whole: 1}),)

    def equate(self, whole: Cell, form: Form) -> None:
        """The identity "whole = form", of plain terms."""
        terms = [(cell, -term.factor) for term in form for cell in term.powers]
        self.identities.append(linear([(whole, 1), *terms], sum(term.factor for term in form if not term.powers)))


def _multiplied(left: Term, right: Term, power: int) -> Term:
    powers = dict(left.powers)
    for cell, other in right.powers.items():
        powers[cell] = powers.get(cell, 0) + power * other
    factor = left.factor * (right.factor if power > 0 else 1 / right.factor if right.factor else Fraction(0))
    return Term(factor, {cell: each for cell, each in powers.items() if each and factor})
