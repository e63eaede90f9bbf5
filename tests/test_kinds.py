"""A kind of touchpoint that no row has is told; one that rows have, or that is no kind, is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reviewgen.checking import check
from reviewgen.errors import Severity
from reviewgen.facts import Rollup, Unit
from reviewgen.kinds import unknown_kinds
from reviewgen.model import Kpi, Tables
from tests.relations import TABLES, touchpoint
from tests.rows import kpi, row
from tests.workspace.folders import write


def count(name: str, **parts: str) -> Kpi:
    """A KPI that counts under its own name, or the ratio of its parts."""
    if parts:
        return replace(kpi(Rollup.RATIO), id=name, unit=Unit.PERCENT, **parts)
    return kpi(id=name)


def told(*kpis: Kpi, tables: Tables = TABLES) -> list[tuple[str, str, Severity]]:
    return [(one.message, one.hint, one.severity) for one in unknown_kinds(kpis, tables)]


def test_a_misspelt_kind_is_told_with_the_nearest_there_is() -> None:
    assert told(count("meetings_executive_meting")) == [
        (
            'meetings_executive_meting counts touchpoints of the kind "executive meting", which no row of them has',
            'did you mean "executive meeting"?',
            Severity.WARNING,
        )
    ]
    ratio = count("visits", numerator="meetings_visit", denominator="contacts")
    assert [message for message, _, _ in told(ratio)] == [
        'visits counts touchpoints of the kind "visit", which no row of them has'
    ]


@pytest.mark.parametrize(
    "name", ["meetings_executive_meeting", "meetings_Call", "meetings", "meetings_", "sales", "executive_meetings"]
)
def test_a_kind_that_rows_have_and_a_name_that_is_none_are_not(name: str) -> None:
    assert told(count(name)) == []


def test_without_touchpoints_nothing_is_counted_and_rows_of_ours_go_before() -> None:
    asked = count("meetings_lunch")
    assert told(asked, tables=Tables(contacts=TABLES.contacts)) == []
    assert told(asked, tables=replace(TABLES, observations=(row("2026-08", "3", kpi="meetings_lunch"),))) == []
    assert told(asked, tables=Tables(touchpoints=(touchpoint(2, "Ann", "Uma", "03-02", ""),))) != []


def test_the_name_of_a_kpi_that_is_worked_out_is_no_kind() -> None:
    assert told(count("meetings_per_head", numerator="meetings", denominator="contacts")) == []
    assert told(replace(count("meetings_quality"), unit=Unit.INDEX)) == []


def test_check_tells_it_at_its_place_in_the_catalogue(tmp_path: Path) -> None:
    files = {
        "reviewgen.yml": "company: Maison\nas_of: 2026-10-12\n"
        "tables: {observations: data/o.csv, touchpoints: data/t.csv}\n",
        "kpis.yml": "kpis:\n  - {id: sales, label: Sales, perspective: finance, unit: currency}\n"
        "  - {id: meetings_cal, label: Calls, perspective: relationships, unit: count}\n",
        "accounts/acme.yml": "{id: acme, name: Acme, tier: 1}\n",
        "data/o.csv": "account,kpi,period,value\n" + "".join(f"acme,sales,2026-0{month},10\n" for month in (7, 8, 9)),
        "data/t.csv": "account,date,name,owner,kind\nacme,2026-08-03,Ann,Uma,call\n",
    }
    found = [one for one in check(write(tmp_path, files)).problems if "of the kind" in one.message]
    assert [(str(one.place), one.severity, one.hint) for one in found] == [
        ("kpis.yml:3:5", Severity.WARNING, 'did you mean "call"?')
    ]
