"""What a seeded bug is, how it is planted in the running program, and which net catches it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

import reviewgen
from reviewgen import build as stages
from reviewgen.edition import Edition
from reviewgen.facts import Figure, Goal
from reviewgen.model import Audience, KpiRecord, Review

for found in pkgutil.walk_packages(reviewgen.__path__, "reviewgen."):
    if found.name != "reviewgen.__main__":
        importlib.import_module(found.name)


class Net(StrEnum):
    """What catches a slip. The first three stop the build; the pair sees two files where there should be one."""

    TWIN = "twin"
    AUDIT = "audit"
    STRUCTURE = "structure"
    PAIR = "pair"


@dataclass(frozen=True)
class Slip:
    """A bug as somebody could make it: where it sits, what stops it, and the words that name its place."""

    name: str
    nets: tuple[Net, ...]
    says: str
    plant: Callable[[Seed], None]
    kind: str


SLIPS: dict[str, Slip] = {}


def slip(name: str, *nets: Net, says: str = "", kind: str = "pptx") -> Callable[[Callable[[Seed], None]], None]:
    """Adds what is decorated to the slips."""

    def add(plant: Callable[[Seed], None]) -> None:
        assert name not in SLIPS
        SLIPS[name] = Slip(name, nets, says, plant, kind)

    return add


class Seed:
    """Plants a bug, and remembers what the program read last, as a cache or a global would."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.review: Review | None = None
        self.swap(stages.assemble, lambda assemble: lambda *given: self._kept(assemble(*given)))

    def _kept(self, review: Review) -> Review:
        self.review = review
        return review

    def swap(self, function: Any, make: Callable[[Any], Any]) -> None:
        """What `make` makes of the function stands in its place, wherever the program names it."""
        named = [
            (module, name)
            for title, module in sys.modules.items()
            if title.startswith("reviewgen")
            for name, held in vars(module).items()
            if held is function
        ]
        assert named, function
        made = make(function)
        for module, name in named:
            self.patch.setattr(module, name, made)

    def gate(self, change: Callable[[Edition, Review], Edition]) -> None:
        """The gate lets out the client's edition after `change`."""

        def make(redact: Any) -> Any:
            def leaky(review: Review, audience: Audience) -> Edition:
                made = redact(review, audience)
                return made if audience is Audience.INTERNAL else change(made, review)

            return leaky

        self.swap(stages.redact, make)

    def level(self, name: str = "margin") -> Decimal:
        """The value of a KPI in the review that was read last."""
        assert self.review is not None
        return level(self.review, name)

    @property
    def high(self) -> bool:
        """A choice that depends on a hidden value."""
        return self.level() > 200_000


def record_of(review: Review, name: str) -> KpiRecord | None:
    """A KPI of a review, None where it holds none of that name."""
    return next((one for one in review.kpis if one.kpi.id == name), None)


def level(review: Review, name: str) -> Decimal:
    """The exact value of a KPI in the period under review; 0 where there is none."""
    held = record_of(review, name)
    actual = held.points[-1].actual if held else None
    return actual.value if isinstance(actual, Figure) else Decimal(0)


def goal_of(record: KpiRecord) -> Goal:
    """The goal of a KPI in the period under review."""
    found = record.points[-1].goal
    assert isinstance(found, Goal)
    return found


TOLD = re.compile(
    r": (?:KPI|exact value of|figure of|rows of|hidden rows of|internal|outlook of|effects of|budget of|\w+ of KPI) ?"
)


def caught_by(said: str) -> set[Net]:
    """The nets whose words stand in what a stopped build said."""
    return {_net(line) for line in said.splitlines() if line.startswith("acme-2026-Q3.")}


def _net(line: str) -> Net:
    if "depends on a fact that its reader may not see" in line:
        return Net.TWIN
    return Net.AUDIT if TOLD.search(line) else Net.STRUCTURE


def table() -> Iterator[str]:
    """The slips and what catches each, a line a slip."""
    for number, one in enumerate(SLIPS.values(), 1):
        yield f"{number:3}  {' + '.join(one.nets):18}  {one.name}"
