"""docs/sharing.md says what the gate does: every example of it is run, every table worked out again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reviewgen.build import open_workspace, reviewed
from reviewgen.cli import COMMANDS
from reviewgen.edition import Edition, Measure
from reviewgen.facts import Figure
from reviewgen.locale import load
from reviewgen.model import Audience, Content, Mode, Review
from reviewgen.scorecard import judge
from reviewgen.sharing.inference import inspect
from reviewgen.sharing.policy import bar_of
from reviewgen.sharing.redact import redact
from reviewgen.story import reading, status
from tests.sharing.seeded_slips import SLIPS
from tests.sharing.test_seeded import PLANTED
from tests.workspace.folders import write

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "sharing.md").read_text("utf-8")
SHOWN = "the client reads"


def block(name: str, number: int = 0) -> str:
    """An example of the page by the name of its file."""
    return re.findall(rf"^```yaml {re.escape(name)}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[number]


def table(*head: str) -> list[dict[str, str]]:
    """The rows of the table of the page that has these columns."""
    lines = PAGE.splitlines()
    start = next(at for at, line in enumerate(lines) if _cells(line) == list(head))
    return [dict(zip(head, cells, strict=True)) for cells in _rows(lines[start + 2 :])]


def _rows(lines: list[str]) -> Iterator[list[str]]:
    for line in lines:
        if not line:
            return
        yield _cells(line)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []


MODES = table("KPI", "mode", "2025-Q1", "2026-Q3", SHOWN)
SOME = {"otif": "96", "fill_rate": "98", "panel_share": "21", "margin": "812345"}


def review(folder: Path, catalogue: str, account: str) -> Review:
    """The review of the page's workspace."""
    quarters = [(line["KPI"], quarter, line[quarter]) for line in MODES for quarter in ("2025-Q1", "2026-Q3")]
    rows = [*quarters, *((name, "2026-Q3", value) for name, value in SOME.items())]
    rows += [(name, "2026-Q3", value) for name, value in (("sales", "5195003"), ("profit", "812345"))]
    known = [row for row in rows if f"id: {row[0]}," in catalogue]
    files = {
        "reviewgen.yml": block("reviewgen.yml"),
        "kpis.yml": catalogue,
        "accounts/acme.yml": account,
        "rows.csv": "account,kpi,period,value\n" + "".join(f"acme,{','.join(row)}\n" for row in known),
    }
    opened = open_workspace(write(folder, files))
    assert opened.problems == ()
    (made,) = reviewed(opened, "2026-Q3")
    return made


def at(made: Review, tier: int) -> Edition:
    """What the client reads at a tier."""
    return redact(replace(made, account=replace(made.account, tier=tier)), Audience.CLIENT)


def names(edition: Edition) -> list[str]:
    return [measure.id for measure in edition.measures]


PLAIN = "{id: acme, name: Acme, tier: 1}\n"


def test_each_tier_sees_what_the_page_says(tmp_path: Path) -> None:
    made = review(tmp_path, block("kpis.yml"), PLAIN)
    told = {
        int(line["tier"]): line["what its client sees"].split(", ") for line in table("tier", "what its client sees")
    }
    assert set(told) == {1, 2, 3, 4}
    for tier, seen in told.items():
        assert set(names(at(made, tier))) == set(seen)


@pytest.mark.parametrize("line", MODES, ids=lambda line: line["mode"])
def test_a_mode_tells_what_the_page_says(line: dict[str, str], tmp_path: Path) -> None:
    made = review(tmp_path, block("kpis.yml"), PLAIN)
    measure = next(one for one in at(made, 1).measures if one.id == line["KPI"])
    assert next(one.kpi.sharing.mode for one in made.kpis if one.kpi.id == line["KPI"]) == line["mode"]
    assert read(measure) == line[SHOWN]


def read(measure: Measure) -> str:
    """The figure as written on the slides, else the word of the status."""
    locale, actual = load("en", "EUR"), measure.now.actual
    found = reading(measure, actual, locale) if isinstance(actual, Figure) else status(judge(measure).status, locale)
    return found.replace("\u00a0", " ")


def test_every_mode_and_every_kind_of_content_is_explained() -> None:
    assert {line["mode"] for line in MODES} == {mode.value for mode in Mode}
    assert {line["kind"] for line in table("kind", "what")} == {content.value for content in Content}


def test_terms_hold_as_the_page_says(tmp_path: Path) -> None:
    review(tmp_path, block("kpis.yml"), PLAIN)
    held = open_workspace(tmp_path).workspace.terms
    told = {line["terms"]: line["on 2026-10-12"] for line in table("terms", "on 2026-10-12")}
    barred = {name: bar_of(terms, date(2026, 10, 12)) for name, terms in held.items()}
    assert told == {name: bar.why.value.replace("_", " ") if bar else "shown" for name, bar in barred.items()}


def test_an_exception_of_an_account_holds_as_the_page_says(tmp_path: Path) -> None:
    made = review(tmp_path, block("kpis.yml"), block("accounts/acme.yml"))
    told = re.search(r"Its client sees (.+?) and (\w+)\.", PAGE)
    assert told is not None
    assert set(names(redact(made, Audience.CLIENT))) == {*told[1].split(", "), told[2]}
    withheld = {one.label: one.reason for one in redact(made, Audience.INTERNAL).withheld}
    assert withheld["Rebates"] == "Under negotiation until spring"


def test_the_figure_that_the_page_says_follows_does_follow(tmp_path: Path) -> None:
    made = review(tmp_path, block("kpis.yml", 1), PLAIN)
    found = inspect(made, redact(made, Audience.CLIENT), Audience.CLIENT)
    assert [one.follows for one in found] == [True]
    assert found[0].hidden.name == "profit"
    assert found[0].proposals


def test_the_commands_and_pictures_of_the_page_are_there() -> None:
    assert set(re.findall(r"reviewgen (\w+)", PAGE)) <= set(COMMANDS)
    targets = re.findall(r"\]\(([^)#:]+)\)", PAGE)
    assert targets and all((DOCS / target).is_file() for target in targets)


def test_as_many_bugs_are_seeded_as_the_page_says() -> None:
    assert PLANTED
    assert "more than sixty bugs" in PAGE
    assert len(SLIPS) > 60
