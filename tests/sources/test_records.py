"""The other tables: what each row becomes, and every bad cell told before the row is left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reviewgen.facts import Side
from reviewgen.model import NEVER, Sharing
from reviewgen.period import Calendar
from tests.sources.shelf import csv, errors, read, warnings

Q3 = Calendar().quarter(2026, 3)


def test_an_action_is_read_whole(tmp_path: Path) -> None:
    header = "account,action,side,owner,due,done,opened,about,visibility"
    row = "Acme SA,Call them,Ours,Ann,2026-10-01,30.09.2026,2026-Q2,OTIF,tier 2"
    (one,) = read(tmp_path, csv(row, header=header), table="actions").tables.actions
    assert (one.account, one.action, one.side, one.owner) == ("acme", "Call them", Side.OURS, "Ann")
    assert (one.due, one.done, one.about, one.sharing) == (date(2026, 10, 1), date(2026, 9, 30), "otif", Sharing(2))
    assert one.opened == Calendar().quarter(2026, 2)


def test_what_is_not_said_is_internal_joint_and_blank(tmp_path: Path) -> None:
    (one,) = read(tmp_path, csv("acme,Call them", header="account,action"), table="actions").tables.actions
    assert (one.side, one.sharing, one.due, one.about) == (Side.JOINT, NEVER, None, "")


def test_a_project_a_milestone_a_contact_and_a_touchpoint(tmp_path: Path) -> None:
    project = read(tmp_path, csv('acme,p1,Shelf,"1,234.50"', header="account,project,title,budget"), table="projects")
    assert project.tables.projects[0].budget == Decimal("1234.50")
    step = read(tmp_path, csv("acme,p1,Plan,2026-10-01", header="account,project,title,due"), table="milestones")
    assert step.tables.milestones[0].due == date(2026, 10, 1)
    contact = read(tmp_path, csv("acme,Eve,2026-09-01", header="account,name,last_contact"), table="contacts")
    assert contact.tables.contacts[0].last_contact == date(2026, 9, 1)
    call = read(tmp_path, csv("acme,2026-09-01,call", header="account,date,kind"), table="touchpoints")
    assert call.tables.touchpoints[0].kind == "call"


COMMENT = "account,period,about,text,author,visibility"


@pytest.mark.parametrize("written", ["2026-Q3", "2026-08", "31.08.2026", "Q3 2026", "FY26-Q3"])
def test_a_comment_belongs_to_the_review_of_its_quarter(written: str, tmp_path: Path) -> None:
    found = read(tmp_path, csv(f"acme,{written},,Good,Ann,client", header=COMMENT), table="comments")
    assert [(one.period, one.about) for one in found.tables.comments] == [(Q3, "review")]


BAD = [
    ("actions", "account,action,visibility", "acme,Call,clint", "visibility", '"clint" is no visibility'),
    ("actions", "account,action,side", "acme,Call,our", "side", '"our" is no side; did you mean "ours"?'),
    ("actions", "account,action,due", "acme,Call,soon", "due", '"soon" is not a date; write 2026-10-12'),
    ("actions", "account,action,due", "acme,Call,10/12/2026", "due", '"10/12/2026" may mean 2026-12-10 or 2026-10-12'),
    (
        "actions",
        "account,action,about",
        "acme,Call,otiff",
        "about",
        '"otiff" is no KPI or perspective did you mean "otif"?',
    ),
    ("actions", "account,action,owner", "acme,Call,#N/A", "owner", "#N/A stands here"),
    ("actions", "account,action", "acme,#N/A", "action", "#N/A stands here"),
    ("actions", "account,action,opened", "acme,Call,Q3", "opened", '"Q3" names no year'),
    ("actions", "account,action,owner", "acme,,Ann", "action", '"action" is blank'),
    ("actions", "account,action", ",Call", "account", "the account is missing"),
    ("projects", "account,project,budget", "acme,p,many", "budget", '"many" is not a number'),
    ("projects", "account,project,budget", 'acme,p,"1,234"', "budget", '"1,234" may mean 1234 or 1.234'),
    ("milestones", "account,project,title,done", "acme,p,t,yes", "done", '"yes" is not a date'),
    ("contacts", "account,name,role", "acme,,buyer", "name", '"name" is blank'),
    ("contacts", "account,name,last_contact", "acme,Eve,46266", "last_contact", '"46266" looks like a date that lost'),
    ("touchpoints", "account,date,kind", "acme,2026-09-31,call", "date", '"2026-09-31" is not a date'),
    ("comments", COMMENT, "acme,,,Good,,client", "period", '"period" is blank'),
    ("comments", COMMENT, "acme,2026,,Good,,client", "period", "a review covers a quarter, not a year"),
    ("comments", COMMENT, "acme,2026-Q3,,,Ann,client", "text", '"text" is blank'),
    ("comments", COMMENT, "acme,2026-Q3,,Good,,Client!", "visibility", '"Client!" is no visibility'),
]


@pytest.mark.parametrize(
    ("table", "header", "row", "column", "told"), BAD, ids=[f"{one[0]}.{one[3]}: {one[2]}" for one in BAD]
)
def test_a_bad_cell_refuses_the_row_and_is_told_once(
    table: str, header: str, row: str, column: str, told: str, tmp_path: Path
) -> None:
    found = read(tmp_path, csv(row, header=header), table=table)
    assert getattr(found.tables, table) == ()
    (complaint,) = errors(found)
    assert complaint.startswith(f'o.csv, row 2, column "{column}": {told}')


def test_all_bad_cells_of_a_row_are_told(tmp_path: Path) -> None:
    header = "account,action,side,due,done,about,visibility"
    found = read(tmp_path, csv("acme,,our,soon,later,otiff,clint", header=header), table="actions")
    assert sorted(one.place.column for one in found.problems) == [
        "about",
        "action",
        "done",
        "due",
        "side",
        "visibility",
    ]


def test_a_misspelt_column_of_visibility_refuses_the_table(tmp_path: Path) -> None:
    found = read(tmp_path, csv("acme,Call,client", header="account,action,visibilty"), table="actions")
    assert found.tables.actions == ()
    assert 'column "visibilty": unknown column did you mean "visibility"?' in errors(found)[0]


def test_a_row_that_stands_twice_is_used_once_and_told(tmp_path: Path) -> None:
    rows = csv("acme,Call,Ann", "acme,Call,Bob", "Acme SA,Call, Ann ", header="account,action,owner")
    found = read(tmp_path, rows, table="actions")
    assert [one.owner for one in found.tables.actions] == ["Ann", "Bob"]
    assert warnings(found) == [
        "o.csv, row 4: duplicate row: it says the same as o.csv, row 2; used once Remove one of the two."
    ]


def test_rows_of_other_accounts_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, csv("Zed,Call", "Zed,soon", header="account,action"), table="actions")
    assert 'no account is named "Zed"; 2 rows not used' in warnings(found)[0]
